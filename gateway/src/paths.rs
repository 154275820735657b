//! What guards a path. A backend may read one path in many ways, so whichever way leads to a
//! guarded one counts.

/// How often a path is decoded. One that then still changes means to be read differently by whoever
/// reads it.
const ROUNDS: usize = 4;

/// A path that the configuration names: in lower case, from `/` on, without a `/` at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<u8>);

impl Pattern {
    /// Takes a path of plain characters, which no server reads in two ways.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        let inner = text.strip_prefix('/')?;
        let segments_are_plain =
            inner.split('/').all(|segment| !matches!(segment, "" | "." | ".."));
        (segments_are_plain && text.bytes().all(is_plain))
            .then(|| Self(text.to_ascii_lowercase().into_bytes()))
    }

    /// Tells whether it guards this spelling: the path itself, and what goes on behind it with
    /// anything but a letter, a digit, `-` or `_`. A framework may take `/hooks/`, `/hooks.json` or
    /// `/hooks;a=b` for `/hooks`.
    fn guards(&self, spelling: &[u8]) -> bool {
        let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        spelling
            .strip_prefix(self.0.as_slice())
            .is_some_and(|rest| !rest.first().is_some_and(goes_on))
    }

    /// Tells whether a segment of this spelling could be the last one of the pattern.
    fn may_end_in(&self, spelling: &[u8]) -> bool {
        let last = self.0.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let end = Self(last.to_vec());
        spelling.split(|byte| *byte == b'/').any(|segment| end.guards(segment))
    }
}

/// What guards a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Nothing that has a path of its own.
    None,
    /// The pattern at this place.
    One(usize),
    /// One of several, depending on who reads it.
    Unclear,
}

/// Finds what guards the path of a request, the longest pattern first.
///
/// `is_default` says whether what no pattern guards has a secret of its own. Then a path is unclear
/// if only some of its spellings lead to a pattern.
#[must_use]
pub fn guard<'p>(
    path: &[u8],
    patterns: impl Iterator<Item = &'p Pattern> + Clone,
    is_default: bool,
) -> Guard {
    let Some((spellings, wanders)) = spellings(path) else {
        return Guard::Unclear;
    };
    let may_end_in = |pattern: &Pattern| spellings.iter().any(|each| pattern.may_end_in(each));
    if wanders && patterns.clone().any(may_end_in) {
        // Wherever it leads, there is one endpoint only.
        let is_one = !is_default && patterns.clone().count() == 1;
        return if is_one { Guard::One(0) } else { Guard::Unclear };
    }
    let mut found = Guard::None;
    for (at, spelling) in spellings.iter().enumerate() {
        let longest = patterns
            .clone()
            .enumerate()
            .filter(|(_, pattern)| pattern.guards(spelling))
            .max_by_key(|(_, pattern)| pattern.0.len());
        let guard = longest.map_or(Guard::None, |(at, _)| Guard::One(at));
        found = match (found, guard) {
            (known, new) if at == 0 || known == new => new,
            (Guard::None, new) if !is_default => new,
            (known, Guard::None) if !is_default => known,
            _ => return Guard::Unclear,
        };
    }
    found
}

/// Gives ways to read a path, and whether it wanders; `None` if there is no end of them.
fn spellings(path: &[u8]) -> Option<(Vec<Vec<u8>>, bool)> {
    let end = path.iter().position(|byte| b"?#".contains(byte)).unwrap_or(path.len());
    let mut text = path[..end].to_ascii_lowercase();
    let mut spellings = Vec::new();
    let mut has_wandered = false;
    for _ in 0..ROUNDS {
        has_wandered |= wanders(&text);
        let plain = slashed(&text);
        let resolved = resolved(&plain);
        for spelling in [plain, resolved] {
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        let decoded = decoded(&text).to_ascii_lowercase();
        if decoded == text {
            return Some((spellings, has_wandered));
        }
        text = decoded;
    }
    None
}

/// Tells whether readers differ about where a path leads: it has an empty segment before its last
/// one, a dot segment or a backslash.
///
/// `//x/p` is `/p` of the host `x` to a reader of URLs, and `/a//../b` is `/a/b` or `/b`.
fn wanders(text: &[u8]) -> bool {
    let inner = text.strip_prefix(b"/").unwrap_or(text);
    let last = inner.split(|byte| *byte == b'/').count() - 1;
    let leads_elsewhere = |(at, segment): (usize, &[u8])| match without_parameters(segment) {
        b"." | b".." => true,
        plain => plain.is_empty() && at < last,
    };
    text.contains(&b'\\') || inner.split(|byte| *byte == b'/').enumerate().any(leads_elsewhere)
}

/// Drops what follows a semicolon, which some servers do, also after dots.
fn without_parameters(segment: &[u8]) -> &[u8] {
    segment.split(|byte| *byte == b';').next().unwrap_or_default()
}

/// Makes one slash of several, and of each backslash; drops what follows a semicolon in each
/// segment.
fn slashed(text: &[u8]) -> Vec<u8> {
    let mut path = vec![b'/'];
    for segment in text.split(|byte| b"/\\".contains(byte)) {
        let segment = without_parameters(segment);
        if segment.is_empty() {
            continue;
        }
        if path.len() > 1 {
            path.push(b'/');
        }
        path.extend_from_slice(segment);
    }
    path
}

/// Follows `.` and `..`.
fn resolved(path: &[u8]) -> Vec<u8> {
    let mut kept: Vec<&[u8]> = Vec::new();
    for segment in path.split(|byte| *byte == b'/') {
        match segment {
            b"" | b"." => {}
            b".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let mut path = vec![b'/'];
    path.extend(kept.join(&b'/'));
    path
}

/// Decodes each `%` that two hexadecimal digits follow, once.
fn decoded(text: &[u8]) -> Vec<u8> {
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if let (b'%', [high, low, after @ ..]) = (first, behind)
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            plain.push(high << 4 | low);
            rest = after;
        } else {
            plain.push(*first);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Vec<Pattern> {
        texts.iter().map(|text| Pattern::parse(text).unwrap()).collect()
    }

    fn of(path: &str, texts: &[&str], is_default: bool) -> Guard {
        guard(path.as_bytes(), patterns(texts).iter(), is_default)
    }

    #[test]
    fn every_spelling_of_a_guarded_path_is_guarded() {
        for path in [
            "/hooks/pay",
            "/hooks/pay?a=b",
            "/hooks/pay#part",
            "/hooks/pay/",
            "/hooks/pay/below",
            "/Hooks/PAY",
            "//hooks///pay",
            "/hooks/./pay",
            "/x/../hooks/pay",
            "/../hooks/pay",
            "/hooks/%70ay",
            "/hooks%2Fpay",
            "/hooks%2fpay",
            "/%68ooks/pay",
            "/hooks/%2570ay",
            "/hooks\\pay",
            "/hooks%5Cpay",
            "/hooks;a=b/pay;c",
            "/hooks/%2e/pay",
            "/x/%2e%2e/hooks/pay",
            "/x%2f..%2fhooks/pay",
            "/hooks/pay.json",
            "/hooks/pay%20",
            "/hooks/pay%00",
            "/hooks/pay%3Fa",
            "hooks/pay",
        ] {
            assert_eq!(of(path, &["/hooks/pay"], false), Guard::One(0), "{path}");
        }
    }

    #[test]
    fn another_path_is_not() {
        for path in [
            "/",
            "*",
            "",
            "/hooks",
            "/hooks/pays",
            "/hooks/pay-2",
            "/hooks/pay_2",
            "/pay",
            "/%",
            "/%zz",
        ] {
            assert_eq!(of(path, &["/hooks/pay"], false), Guard::None, "{path}");
        }
    }

    #[test]
    fn the_longest_pattern_counts() {
        let both = ["/hooks", "/hooks/pay"];
        assert_eq!(of("/hooks/pay/x", &both, false), Guard::One(1));
        assert_eq!(of("/hooks/other", &both, false), Guard::One(0));
    }

    #[test]
    fn what_can_be_read_as_two_endpoints_is_unclear() {
        let both = ["/hooks", "/hooks/pay"];
        for path in ["/hooks/%70ay", "/hooks/x/../pay", "/hooks%2fpay"] {
            assert_eq!(of(path, &both, false), Guard::Unclear, "{path}");
        }
        // One reader sees what begins with the name and goes on, another one a longer name.
        assert_eq!(of("/hooks%61", &["/hooks"], false), Guard::One(0));
        assert_eq!(of("/hooks%61", &["/hooks"], true), Guard::Unclear);
        // The rest has a secret of its own, so it matters which one is meant.
        assert_eq!(of("/x/../hooks", &["/hooks"], true), Guard::Unclear);
        assert_eq!(of("/x", &["/hooks"], true), Guard::None);
        assert_eq!(of("/hooks", &["/hooks"], true), Guard::One(0));
    }

    #[test]
    fn what_wanders_is_unclear_beside_another_endpoint() {
        let hooks = ["/webhooks/billing"];
        for path in [
            "//x/webhooks/billing",
            "/webhooks//../billing",
            "/x/%2e%2e/webhooks/billing/..%2f..%2f..%2fx",
            "/\\x/webhooks/billing.json",
        ] {
            assert_eq!(of(path, &hooks, true), Guard::Unclear, "{path}");
            assert_eq!(of(path, &hooks, false), Guard::One(0), "{path}");
        }
        for path in [
            "//github/stripe",
            "/\\github/stripe",
            "/github//../stripe/x",
            "/stripe/..;/x/..;a=b/github/..;/stripes",
        ] {
            assert_eq!(of(path, &["/github", "/stripe"], false), Guard::Unclear, "{path}");
        }
        assert_eq!(of("/b/%2e%2e/a/..%2f..%2fb", &["/b", "/a"], false), Guard::Unclear);
        // What has no segment of an endpoint leads to none.
        assert_eq!(of("//favicon.ico", &hooks, true), Guard::None);
        assert_eq!(of("/static/../x", &hooks, false), Guard::None);
    }

    #[test]
    fn what_is_encoded_again_and_again_is_unclear() {
        assert_eq!(of("/%2525252570ay", &["/pay"], false), Guard::Unclear);
        assert_eq!(of("/%25252525252541", &["/hooks"], false), Guard::Unclear);
    }

    #[test]
    fn a_pattern_is_plain() {
        for text in [
            "", "/", "hooks", "/hooks/", "//hooks", "/a/../b", "/./a", "/a b", "/a%20", "/a?b",
            "/a;b", "/é", "/a*",
        ] {
            assert_eq!(Pattern::parse(text), None, "{text}");
        }
    }
}
