//! Finds headers that were given under other names.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::hint::{Fact, Found, HintCode, Restored};

/// Three headers that go together: id, timestamp and signature.
pub(super) struct Renamed<'a> {
    names: [&'a str; 3],
    pub(super) values: [&'a [u8]; 3],
    /// Whether they are called after the headers of the scheme, so that nothing else can be meant.
    pub(super) is_obvious: bool,
}

impl<'a> Renamed<'a> {
    pub(super) fn found(&self) -> Found<'a> {
        let headers = Restored { set: "webhook", names: self.names, seconds: None };
        Found { code: HintCode::HeadersRenamed, fact: Fact::Headers(headers) }
    }
}

const KINDS: [&str; 3] = ["id", "timestamp", "signature"];

/// More are not looked at: what is sought is quadratic in their number.
const MAX_PAIRS: usize = 300;

/// Returns every three headers whose names begin alike, and end as the scheme's do.
pub(super) fn find<'a>(pairs: &[(&'a str, &'a [u8])]) -> Vec<Renamed<'a>> {
    let known: Vec<(String, usize, &'a str, &'a [u8])> = pairs
        .iter()
        .take(MAX_PAIRS)
        .filter(|(name, value)| !value.is_empty() && is_printable(name))
        .filter_map(|(name, value)| {
            let plain = plain(name);
            let kind = KINDS.iter().position(|kind| plain.ends_with(kind))?;
            let prefix = plain[..plain.len() - KINDS[kind].len()].to_string();
            Some((prefix, kind, *name, *value))
        })
        .collect();
    let ids = known.iter().filter(|(_, kind, ..)| *kind == 0);
    let sets = ids.filter_map(|(prefix, _, name, value)| {
        let other = |wanted: usize| {
            known.iter().find(|(other, kind, ..)| *kind == wanted && other == prefix)
        };
        let (timestamp, signature) = (other(1)?, other(2)?);
        let names = [*name, timestamp.2, signature.2];
        let is_scheme =
            |name: &str| crate::headers::NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        (!names.into_iter().all(is_scheme)).then(|| Renamed {
            names,
            values: [*value, timestamp.3, signature.3],
            is_obvious: prefix.ends_with("webhook") || prefix.ends_with("svix"),
        })
    });
    sets.collect()
}

/// Returns a name in lower case, without what separates words: `HTTP_WEBHOOK_ID` and `webhookId`
/// are the same then.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Tells whether it can stand between quotes in code.
fn is_printable(name: &str) -> bool {
    name.len() <= 100
        && name.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'_' | b'.' | b':' | b' ' | b'[' | b']' | b'/')
        })
}

/// Returns a name as it was given, whatever its case.
pub(super) fn given<'a>(pairs: &[(&'a str, &'a [u8])], name: &'a str) -> &'a str {
    pairs
        .iter()
        .find(|(given, _)| given.eq_ignore_ascii_case(name))
        .map_or(name, |(given, _)| given)
}
