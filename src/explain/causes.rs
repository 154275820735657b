//! The causes, in the order in which to look at them: what is certain, what a trial proves, what is
//! likely, and at last what is left.

use alloc::{format, vec::Vec};

use super::{
    Payload, Problem, bodies,
    checks::{Seen, text},
    hint::{Fact, Found, HintCode, Restored, Seconds},
    renamed, schemes, secrets, times,
    trial::{self, List, Trials},
};
use crate::{
    error::{HeaderName, SecretError, VerifyError},
    headers::{Field, NAMES},
    keyring::{Key, Keyring, MAX_KEYS},
    timestamp::Timestamp,
};

/// Milliseconds have 13 digits from 2001 to 2286; more are microseconds or nanoseconds.
const MILLISECOND_DIGITS: usize = 13;
const LEAST_MILLISECONDS: i64 = 1_000_000_000_000;

pub(super) fn find<'a>(seen: &mut Seen<'a>) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut add = |more: Found<'a>| {
        if found.iter().all(|known| known.code != more.code) {
            found.push(more);
        }
    };
    let is_parsed = matches!(seen.given.payload, Payload::Other { .. });
    let mut proof = if seen.matching.is_none() { proven(seen) } else { None };
    let is_sought = seen.matching.is_none() && proof.is_none();
    // A parsed body has lost its white space: that it is parsed is the cause.
    if is_parsed
        && proof.as_ref().is_some_and(|proof| {
            matches!(proof.code, HintCode::BodyReserialised | HintCode::BodyNewline)
        })
    {
        seen.matches_reprinted = true;
        proof = None;
    }
    // Before what is certain: this is what made the signature differ.
    let proven = proof.as_ref().map(|proof| proof.code);
    proof.into_iter().for_each(&mut add);
    certain(seen)
        .into_iter()
        .filter(|more| !proven.is_some_and(|code| code.says_more_than(more.code)))
        .for_each(&mut add);
    if is_sought {
        suspected(seen).into_iter().for_each(&mut add);
    }
    found
}

/// Returns what can be seen without a trial.
fn certain<'a>(seen: &Seen<'a>) -> Vec<Found<'a>> {
    let payload = match &seen.given.payload {
        Payload::Other { found, .. } => Some(found.clone()),
        Payload::Raw { body, .. } if bodies::is_object_as_text(body) => {
            Some(HintCode::BodyParsed.into())
        }
        Payload::Raw { .. } => None,
    };
    let causes = [secret_cause(seen), header_cause(seen), time_cause(seen), version_cause(seen)];
    payload.into_iter().chain(causes.into_iter().flatten()).collect()
}

fn secret_cause<'a>(seen: &Seen<'a>) -> Option<Found<'a>> {
    let (at, problem) = seen.secret_problem()?;
    if matches!(problem, Problem::Secret(SecretError::TooMany)) {
        return Some(HintCode::SecretTooMany.into());
    }
    if seen.matching.is_some() {
        return Some(HintCode::SecretAnotherMatches.into());
    }
    let written = seen.given.secrets.get(at).and_then(|secret| secret.ok());
    let mended = || {
        let (secret, called) = (written?, seen.called(at));
        secrets::mended(secret, called).or_else(|| secrets::obvious(secret, called))
    };
    Some(match problem {
        Problem::Secret(SecretError::Missing) => HintCode::SecretMissing.into(),
        Problem::Secret(SecretError::PrivateKey) => HintCode::SecretPrivateKey.into(),
        // What was copied may be right.
        Problem::Outside { .. } => Found::said(
            HintCode::SecretUnusable,
            "the secret is neither text nor bytes: give the text that is in it, and await it if it is still to come",
        ),
        _ => mended().unwrap_or(HintCode::SecretUnusable.into()),
    })
}

fn header_cause<'a>(seen: &Seen<'a>) -> Option<Found<'a>> {
    let misgiven = || seen.given.misgiven.clone();
    match seen.header_problem()? {
        Problem::Outside { .. } => Some(misgiven().unwrap_or(HintCode::HeadersType.into())),
        Problem::Verify(VerifyError::MissingHeader(_)) => {
            Some(misgiven().unwrap_or_else(|| missing_cause(seen)))
        }
        Problem::Verify(VerifyError::MalformedHeader(name)) if seen.matching.is_some() => {
            let of_sender = match name {
                HeaderName::Id => {
                    "the signature fits, so it is the sender who chose this id, which must be 1 to 256 visible ASCII characters \
                     without a dot: have the sender choose ids like that"
                }
                HeaderName::Timestamp => {
                    "the signature fits, so have the sender write the timestamp as whole seconds"
                }
                HeaderName::Signature => {
                    "the signature fits, but webhook-signature has more than 4096 bytes or 32 entries, so have the sender send fewer"
                }
            };
            Some(Found::said(HintCode::HeadersMalformed, of_sender))
        }
        Problem::Secret(_) | Problem::Verify(_) => Some(HintCode::HeadersMalformed.into()),
    }
}

/// Returns why a header is not there.
fn missing_cause<'a>(seen: &Seen<'a>) -> Found<'a> {
    let [first, second] = seen.sets;
    let some = |set: [Field<'_>; 3]| set.iter().any(|field| text(*field).is_some());
    if some(first) && some(second) {
        return HintCode::HeadersMixed.into();
    }
    // Under another name, with a signature of another scheme, it is not of ours.
    let renamed = || {
        renamed::find(&seen.given.pairs)
            .into_iter()
            .find(|set| set.is_obvious && schemes::alone(set.values[2]).is_none())
            .map(|set| set.found())
    };
    // A signature that stands alone is of a scheme that has no id and no timestamp.
    let alone = || match [first, second].map(|set| set.map(text)) {
        [[None, None, Some(list)], _] | [_, [None, None, Some(list)]] => schemes::alone(list),
        _ => None,
    };
    let is_other = [first, second]
        .iter()
        .all(|set| set.iter().filter(|field| text(**field).is_some()).count() < 2);
    let scheme =
        || is_other.then(|| schemes::recognise_headers(&seen.given.pairs, seen.body())).flatten();
    renamed().or_else(alone).or_else(scheme).unwrap_or(HintCode::HeadersMissing.into())
}

fn time_cause(seen: &Seen<'_>) -> Option<Found<'static>> {
    let Ok((now, _)) = seen.given.time else { return Some(HintCode::OptionInvalid.into()) };
    if is_in_milliseconds(seen) {
        return Some(HintCode::TimestampMilliseconds.into());
    }
    let fits = |form: &str| match seen.matching {
        Some(_) => format!("the signature fits, and the timestamp {form}"),
        None => format!("the timestamp {form}"),
    };
    Some(match (seen.timestamp(), text(seen.sets[0][1])) {
        (Err(Some(_)), Some(text)) => match times::form(text) {
            times::Form::Fraction => {
                Found::said(HintCode::TimestampFraction, fits("has a fraction"))
            }
            times::Form::Date => Found::said(HintCode::TimestampDate, fits("is a date")),
            times::Form::Other if seen.matching.is_some() => Found::said(
                HintCode::HeadersMalformed,
                "the signature fits, so have the sender write the timestamp as whole seconds in decimal digits",
            ),
            times::Form::Other => HintCode::HeadersMalformed.into(),
        },
        (Err(Some(_)), None) => HintCode::HeadersMalformed.into(),
        (Err(None), _) => return None,
        (Ok(_), _) if seen.is_fresh() => return None,
        (Ok(_), _) if now.as_seconds() >= LEAST_MILLISECONDS => HintCode::NowMilliseconds.into(),
        (Ok(_), _) => HintCode::TimestampClock.into(),
    })
}

fn is_in_milliseconds(seen: &Seen<'_>) -> bool {
    text(seen.sets[0][1])
        .is_some_and(|text| text.len() >= MILLISECOND_DIGITS && text.iter().all(u8::is_ascii_digit))
}

/// Tells whether no entry of the list can match any of the keys, by its version alone.
fn version_cause(seen: &Seen<'_>) -> Option<Found<'static>> {
    let signatures = seen.signatures.as_ref()?;
    // Of a set with a gap, that is the cause.
    seen.id_and_timestamp()?;
    let of = |is: fn(&Key) -> bool| seen.keyring.keys().any(|(_, key)| is(key));
    let (hmac, public) =
        (of(|key| matches!(key, Key::Hmac(_))), of(|key| matches!(key, Key::Public(_))));
    Some(match (signatures.v1.len(), signatures.v1a.len()) {
        (0, 0) => match schemes::recognise_signatures(signatures.text) {
            Some(scheme) => scheme,
            None if trial::looks_hexadecimal(signatures.text) => HintCode::SignatureHex.into(),
            None if trial::names_a_version(signatures.text) => HintCode::SignatureEncoding.into(),
            None => HintCode::SignatureVersion.into(),
        },
        (0, _) if hmac && !public => HintCode::SignatureIsV1a.into(),
        (_, 0) if public && !hmac => HintCode::SignatureIsV1.into(),
        _ => return None,
    })
}

/// Returns the first change after which a signature matches.
fn proven<'a>(seen: &mut Seen<'a>) -> Option<Found<'a>> {
    let body = seen.body()?;
    cause_in_headers(seen, body).or_else(|| {
        let [id, timestamp] = seen.id_and_timestamp()?;
        // Taken out, so that it can be read while the trials are counted.
        let signatures = seen.signatures.take()?;
        let message = Message { id, timestamp, signatures: &signatures, body };
        let found = cause_in_secrets(seen, &message)
            .or_else(|| cause_in_message(seen, &message))
            .or_else(|| {
                // No proof, so after all of them.
                let mut secrets = seen.given.secrets.iter().enumerate();
                secrets.find_map(|(at, secret)| secrets::obvious(secret.ok()?, seen.called(at)))
            });
        seen.signatures = Some(signatures);
        found
    })
}

/// Looks for the signature in the other set of headers, in a mixture of both sets, and under other
/// names.
fn cause_in_headers<'a>(seen: &mut Seen<'a>, body: &[u8]) -> Option<Found<'a>> {
    let [first, second] = seen.sets;
    let mixed: [Field<'_>; 3] =
        core::array::from_fn(|at| if text(first[at]).is_some() { first[at] } else { second[at] });
    let Seen { keyring, trials, given, .. } = seen;
    let mut fit = |[id, timestamp, list]: [&[u8]; 3]| {
        let list = List::read(list);
        let pieces = [id, b".", timestamp, b".", body];
        keyring.keys().any(|(_, key)| trials.fits(key, &list, &pieces))
    };
    if whole(second).is_some_and(&mut fit) {
        return Some(HintCode::HeadersOtherSet.into());
    }
    let is_mixture = first.iter().any(|field| text(*field).is_none());
    if is_mixture && whole(mixed).is_some_and(&mut fit) {
        return Some(HintCode::HeadersMixed.into());
    }
    renamed::find(&given.pairs).into_iter().find(|set| fit(set.values)).map(|set| set.found())
}

fn whole(set: [Field<'_>; 3]) -> Option<[&[u8]; 3]> {
    let [id, timestamp, list] = set.map(text);
    Some([id?, timestamp?, list?])
}

/// Looks for a secret that is the key once it is read in another way.
fn cause_in_secrets<'a>(seen: &mut Seen<'a>, message: &Message<'_>) -> Option<Found<'a>> {
    let pieces = message.pieces();
    seen.given.secrets.iter().take(MAX_KEYS).enumerate().find_map(|(at, secret)| {
        let called = seen.called(at);
        secrets::find(secret.ok()?, called, |key| {
            seen.trials.fits(key, message.signatures, &pieces)
        })
    })
}

/// Returns what has to change in the message for one of the keys to have signed it.
fn cause_in_message<'a>(seen: &mut Seen<'a>, message: &Message<'_>) -> Option<Found<'a>> {
    let uses_svix = seen.uses_svix();
    let Seen { keyring, trials, given, .. } = seen;
    message.cause(keyring, trials).or_else(|| {
        let seconds = Some(message.signed_seconds(keyring, trials)?);
        let (set, own) = if uses_svix { ("svix", &NAMES[3..]) } else { ("webhook", &NAMES[..3]) };
        let names = core::array::from_fn(|at| renamed::given(&given.pairs, own[at]));
        let fact = Fact::Headers(Restored { set, names, seconds });
        Some(Found { code: HintCode::TimestampSecondsSigned, fact })
    })
}

struct Message<'a> {
    id: &'a [u8],
    timestamp: &'a [u8],
    signatures: &'a List<'a>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    const fn pieces(&self) -> [&'a [u8]; 5] {
        [self.id, b".", self.timestamp, b".", self.body]
    }

    /// Returns what was changed in the message. Each variant is made once for all of the keys.
    fn cause<'f>(&self, keyring: &Keyring, trials: &mut Trials) -> Option<Found<'f>> {
        let Self { id, timestamp, signatures, body } = *self;
        let keys = || keyring.keys().map(|(_, key)| key);
        if let Some(cause) =
            keys().find_map(|key| trials.misspelt(key, signatures.text, &self.pieces()))
        {
            return Some(cause.into());
        }
        let mut fits = |pieces: &[&[u8]]| keys().any(|key| trials.fits(key, signatures, pieces));
        // Three digits, and not the point of a fraction with two.
        let seconds = match timestamp.split_last_chunk::<3>() {
            Some((seconds, last)) if last.iter().all(u8::is_ascii_digit) => seconds,
            _ => &[],
        };
        if fits(&[id, b".", seconds, b".", body]) || fits(&[id, b".", timestamp, b"000.", body]) {
            return Some(HintCode::TimestampMilliseconds.into());
        }
        if fits(&[id, b".", timestamp, b".0.", body]) {
            let text = "the signature fits the timestamp with .0 behind it";
            return Some(Found::said(HintCode::TimestampFraction, text));
        }
        if fits(&[body]) || fits(&[timestamp, b".", body]) || fits(&[timestamp, body]) {
            return Some(HintCode::OtherScheme.into());
        }
        bodies::find(body, |variant| {
            let mut pieces = Vec::with_capacity(4 + variant.len());
            pieces.extend([id, b".", timestamp, b"."]);
            pieces.extend(variant);
            fits(&pieces)
        })
    }

    /// Returns how to make of the timestamp what was signed, if that is the seconds in it.
    fn signed_seconds(&self, keyring: &Keyring, trials: &mut Trials) -> Option<Seconds> {
        let Self { id, timestamp, signatures, body } = *self;
        if Timestamp::parse(timestamp).is_some() {
            return None;
        }
        let signed = times::signed_instead(timestamp).into_iter().find(|(seconds, _)| {
            let pieces = [id, b".", seconds.as_bytes(), b".", body];
            keyring.keys().any(|(_, key)| trials.fits(key, signatures, &pieces))
        });
        signed.map(|(_, how)| how)
    }
}

/// Returns what is likely, and at last what cannot be found out here.
fn suspected(seen: &Seen<'_>) -> Vec<Found<'static>> {
    let (Some(body), Some(_), Some(_)) = (seen.body(), &seen.signatures, seen.id_and_timestamp())
    else {
        return Vec::new();
    };
    let mut causes = Vec::new();
    if bodies::holds_replacements(body) {
        causes.push(HintCode::BodyReplacement);
    }
    if body.is_empty() {
        causes.push(HintCode::BodyEmpty);
    }
    if seen.has_key() && version_cause(seen).is_none() {
        causes.extend([HintCode::BodyChanged, HintCode::SecretOther]);
    }
    causes.into_iter().map(Found::from).collect()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::{
        explain::{Access, Given, trial::MAX_TRIALS},
        headers::Headers,
        secret::{MinSecretBytes, Secret},
        timestamp::UnixTime,
        verifier::DEFAULT_TOLERANCE,
    };
    use std::{string::String, vec};

    /// Returns how many trials it takes to find nothing.
    fn trials(body: &[u8], secrets: &[&str], list: &str) -> usize {
        let headers = [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", list),
        ];
        let others =
            [("svix-id", "msg_1"), ("svix-timestamp", "1614265330"), ("svix-signature", list)];
        let given = Given {
            payload: Payload::Raw { body, is_text: false },
            headers: Ok(Headers::from_pairs(headers.into_iter().chain(others))),
            misgiven: None,
            pairs: Vec::new(),
            access: Access::Property,
            is_list: secrets.len() > 1,
            secrets: secrets.iter().map(|secret| Ok(Secret::Text(secret))).collect(),
            time: Ok((UnixTime::from_seconds(1_614_265_330), DEFAULT_TOLERANCE)),
            min_secret_bytes: MinSecretBytes::DEFAULT,
        };
        let mut seen = Seen::new(&given);
        assert_eq!(seen.matching, None);
        find(&mut seen);
        seen.trials.count
    }

    const FORGED: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    /// Everything that is varied can be varied in it.
    const BODY: &str = "{\"a\": [\"\u{e9}</\"],\r\n\"b\": 1}\n \n";

    #[test]
    fn one_secret_takes_few_trials_and_sixteen_no_more_than_the_limit() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let one = trials(BODY.as_bytes(), &[secret], FORGED);
        assert!((50..100).contains(&one), "{one}");
        let quoted = std::format!("\"{secret}\"");
        let mut secrets = vec![secret; 15];
        secrets.push(&quoted);
        let sixteen = trials(BODY.as_bytes(), &secrets, &std::format!("{FORGED} v1,00"));
        assert!((500..=MAX_TRIALS).contains(&sixteen), "{sixteen}");
    }

    #[test]
    fn a_list_full_of_forged_v1a_entries_is_held_to_the_same_limit() {
        let key = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
        let entry = std::format!("v1a,{}== ", "A".repeat(86));
        let list: String = core::iter::repeat_n(entry.as_str(), 32).collect();
        let spent = trials(BODY.as_bytes(), &[key; 16], &list);
        assert!((MAX_TRIALS - 32..=MAX_TRIALS).contains(&spent), "{spent}");
    }

    #[test]
    fn a_long_body_is_not_varied() {
        let body = [b'['; 1024 * 1024 + 1];
        let spent = trials(&body, &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], FORGED);
        assert!(spent < 15, "{spent}");
    }
}
