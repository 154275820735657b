//! The causes, in the order in which to look at them: what is certain, what a trial proves, what is likely, and at last what
//! is left.

use alloc::vec::Vec;

use super::{
    Payload, Problem, bodies,
    checks::{Seen, text},
    hint::Cause,
    secrets, trial,
};
use crate::{error::Error, headers::Field, key::Key, signatures::Signatures};

/// Milliseconds have 13 digits from 2001 to 2286; more are microseconds or nanoseconds.
const MILLISECOND_DIGITS: usize = 13;
const LEAST_MILLISECONDS: i64 = 1_000_000_000_000;

pub(super) fn find(seen: &mut Seen<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    certain(seen, &mut causes);
    if seen.matching.is_none() {
        match proven(seen) {
            // A parsed body has lost its white space: that it is parsed is the cause.
            Some(Cause::BodyReserialised | Cause::BodyNewline)
                if matches!(seen.given.payload, Payload::Other { .. }) =>
            {
                seen.matches_reprinted = true;
            }
            // Before what is certain: this is what made the signature differ.
            Some(cause) => causes.insert(0, cause),
            None => suspected(seen, &mut causes),
        }
    }
    let mut found = Vec::with_capacity(causes.len());
    for cause in causes {
        if !found.contains(&cause) {
            found.push(cause);
        }
    }
    found
}

/// What can be seen without a trial.
fn certain(seen: &Seen<'_>, causes: &mut Vec<Cause>) {
    match seen.given.payload {
        Payload::Other { cause, .. } => causes.push(cause),
        Payload::Raw(body) if bodies::is_object_as_text(body) => causes.push(Cause::BodyParsed),
        Payload::Raw(_) => {}
    }
    causes.extend(secret_cause(seen));
    causes.extend(header_cause(seen));
    causes.extend(time_cause(seen));
    causes.extend(version_cause(seen));
}

fn secret_cause(seen: &Seen<'_>) -> Option<Cause> {
    let (at, problem) = seen.secret_problem()?;
    if matches!(problem, Problem::Core(Error::TooManySecrets)) {
        return Some(Cause::SecretTooMany);
    }
    if seen.matching.is_some() {
        return Some(Cause::SecretAnotherMatches);
    }
    let written = seen.given.secrets.get(at).and_then(|secret| secret.ok());
    Some(match problem {
        Problem::Core(Error::SecretMissing) => Cause::SecretMissing,
        Problem::Core(Error::SecretIsPrivateKey) => Cause::SecretIsPrivateKey,
        _ if written.is_some_and(secrets::is_list) => Cause::SecretList,
        _ if written.is_some_and(secrets::is_surrounded) => Cause::SecretSurrounded,
        _ => Cause::SecretUnusable,
    })
}

fn header_cause(seen: &Seen<'_>) -> Option<Cause> {
    match seen.header_problem()? {
        Problem::Outside { .. } => Some(Cause::HeadersType),
        Problem::Core(Error::MissingHeader(_)) => {
            let [first, second] = seen.sets;
            let some = |set: [Field<'_>; 3]| set.iter().any(|field| text(*field).is_some());
            Some(if some(first) && some(second) { Cause::HeadersMixed } else { Cause::HeadersMissing })
        }
        Problem::Core(_) => Some(Cause::HeadersMalformed),
    }
}

fn time_cause(seen: &Seen<'_>) -> Option<Cause> {
    let (Ok(now), Ok(_)) = (seen.given.now, seen.given.tolerance) else { return Some(Cause::OptionInvalid) };
    if is_in_milliseconds(seen) {
        return Some(Cause::TimestampMilliseconds);
    }
    match seen.timestamp() {
        Err(Some(_)) => Some(Cause::HeadersMalformed),
        Err(None) => None,
        Ok(_) if seen.freshness().is_ok() => None,
        Ok(_) if now >= LEAST_MILLISECONDS => Some(Cause::NowMilliseconds),
        Ok(_) => Some(Cause::TimestampClock),
    }
}

fn is_in_milliseconds(seen: &Seen<'_>) -> bool {
    text(seen.sets[0][1])
        .is_some_and(|text| text.len() >= MILLISECOND_DIGITS && text.iter().all(u8::is_ascii_digit))
}

/// Whether no entry of the list can match any of the keys, by its version alone.
fn version_cause(seen: &Seen<'_>) -> Option<Cause> {
    let signatures = seen.signatures?;
    let of = |is: fn(&Key) -> bool| seen.keys.iter().flatten().any(is);
    let (hmac, public) = (of(|key| matches!(key, Key::Hmac(_))), of(|key| matches!(key, Key::Public(_))));
    match (signatures.v1().count(), signatures.v1a().count()) {
        (0, 0) if trial::looks_hexadecimal(text(seen.sets[0][2])?) => Some(Cause::SignatureHex),
        (0, 0) if trial::names_a_version(text(seen.sets[0][2])?) => Some(Cause::SignatureEncoding),
        (0, 0) => Some(Cause::SignatureVersion),
        (0, _) if hmac && !public => Some(Cause::SignatureIsV1a),
        (_, 0) if public && !hmac => Some(Cause::SignatureIsV1),
        _ => None,
    }
}

/// The first change after which a signature matches.
fn proven(seen: &mut Seen<'_>) -> Option<Cause> {
    let body = seen.body()?;
    by_headers(seen, body).or_else(|| {
        let [id, timestamp] = seen.id_and_timestamp()?;
        let signatures = seen.signatures?;
        let message = Message { id, timestamp, signatures, body };
        by_secret(seen, &message)
            .or_else(|| {
                let Seen { keys, trials, .. } = seen;
                message.cause(keys, trials)
            })
            // No proof, so after all of them.
            .or_else(|| seen.given.secrets.iter().flatten().find_map(|secret| secrets::obvious(*secret)))
    })
}

/// The other set of headers, or those of both that are there.
fn by_headers(seen: &mut Seen<'_>, body: &[u8]) -> Option<Cause> {
    let [first, second] = seen.sets;
    let mixed: [Field<'_>; 3] =
        core::array::from_fn(|at| if text(first[at]).is_some() { first[at] } else { second[at] });
    let Seen { keys, trials, .. } = seen;
    let mut fit = |set: [Field<'_>; 3]| {
        let [Some(id), Some(timestamp), Some(list)] = set.map(text) else { return false };
        let Ok(signatures) = Signatures::parse(list) else { return false };
        let pieces = [id, b".", timestamp, b".", body];
        keys.iter().flatten().any(|key| trials.fits(key, signatures, &pieces))
    };
    if fit(second) {
        return Some(Cause::HeadersOtherSet);
    }
    let is_mixture = first.iter().any(|field| text(*field).is_none());
    (is_mixture && fit(mixed)).then_some(Cause::HeadersMixed)
}

/// Each secret, read in other ways.
fn by_secret(seen: &mut Seen<'_>, message: &Message<'_>) -> Option<Cause> {
    let pieces = message.pieces();
    let Seen { given, trials, .. } = seen;
    let mut written = given.secrets.iter().take(crate::keyring::MAX_KEYS).flatten();
    written.find_map(|secret| secrets::find(*secret, |key| trials.fits(key, message.signatures, &pieces)))
}

struct Message<'a> {
    id: &'a [u8],
    timestamp: &'a [u8],
    signatures: Signatures<'a>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    const fn pieces(&self) -> [&'a [u8]; 5] {
        [self.id, b".", self.timestamp, b".", self.body]
    }

    /// What has to change in the message for one of `keys` to have signed it. A message is made once for all of them.
    fn cause(&self, keys: &[Result<Key, Problem>], trials: &mut trial::Trials) -> Option<Cause> {
        let Self { id, timestamp, signatures, body } = *self;
        let keys = || keys.iter().flatten();
        if let Some(cause) =
            keys().find_map(|key| trials.misspelt(key, signatures.as_bytes(), &self.pieces()))
        {
            return Some(cause);
        }
        let mut fits = |pieces: &[&[u8]]| keys().any(|key| trials.fits(key, signatures, pieces));
        let seconds =
            timestamp.strip_suffix(&timestamp[timestamp.len().saturating_sub(3)..]).unwrap_or_default();
        if fits(&[id, b".", seconds, b".", body]) || fits(&[id, b".", timestamp, b"000.", body]) {
            return Some(Cause::TimestampMilliseconds);
        }
        if fits(&[body]) || fits(&[timestamp, b".", body]) {
            return Some(Cause::OtherScheme);
        }
        bodies::find(body, |variant| {
            let mut pieces = Vec::with_capacity(4 + variant.len());
            pieces.extend([id, b".", timestamp, b"."]);
            pieces.extend(variant);
            fits(&pieces)
        })
    }
}

/// What is likely, and at last what cannot be found out here.
fn suspected(seen: &Seen<'_>, causes: &mut Vec<Cause>) {
    let (Some(body), Some(_), Some(_)) = (seen.body(), seen.signatures, seen.id_and_timestamp()) else {
        return;
    };
    if bodies::holds_replacements(body) {
        causes.push(Cause::BodyReplaced);
    }
    if body.is_empty() {
        causes.push(Cause::BodyEmpty);
    }
    if seen.keys.iter().any(Result::is_ok) && version_cause(seen).is_none() {
        causes.extend([Cause::BodyChanged, Cause::SecretOther]);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::{
        explain::{Given, Written, trial::MAX_TRIALS},
        headers::Headers,
        secret::MinSecretBytes,
    };
    use std::{string::String, vec};

    /// How many trials it takes to find nothing.
    fn trials(body: &[u8], secrets: &[&str], list: &str) -> usize {
        let headers =
            [("webhook-id", "msg_1"), ("webhook-timestamp", "1614265330"), ("webhook-signature", list)];
        let others = [("svix-id", "msg_1"), ("svix-timestamp", "1614265330"), ("svix-signature", list)];
        let given = Given {
            payload: Payload::Raw(body),
            headers: Ok(Headers::from_pairs(headers.into_iter().chain(others))),
            secrets: secrets.iter().map(|secret| Ok(Written::Text(secret.as_bytes()))).collect(),
            now: Ok(1_614_265_330),
            tolerance: Ok(300),
            min_secret_bytes: Ok(MinSecretBytes::DEFAULT),
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
