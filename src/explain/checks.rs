//! Makes the five checks. Each uses what could be read, whatever the others found.

use alloc::{format, string::String};
use core::time::Duration;

use super::{
    Check, Checked, Given, Payload, Problem,
    secrets::Called,
    trial::{List, Trials},
};
use crate::{
    error::{SecretError, VerifyError},
    headers::{Field, Headers},
    keyring::{Key, Keyring, MAX_KEYS, Purpose},
    message::Pieces,
    signatures::entries,
    timestamp::{Timestamp, UnixTime},
};

/// What was given, parsed as far as it can be.
pub(super) struct Seen<'a> {
    pub(super) given: &'a Given<'a>,
    /// The secrets that can be read.
    pub(super) keyring: Keyring,
    /// The place of the first one that cannot, and why.
    unread: Option<(usize, Problem<'a>)>,
    /// Every set of headers that is there, the one that counts first.
    pub(super) sets: [[Field<'a>; 3]; 2],
    pub(super) signatures: Option<List<'a>>,
    pub(super) trials: Trials,
    /// The place of the first key that matches.
    pub(super) matching: Option<usize>,
    /// Whether one matches a parsed payload, printed in another way.
    pub(super) matches_reprinted: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn new(given: &'a Given<'a>) -> Self {
        let (keyring, unread) = read(given);
        let sets = given.headers.as_ref().map(Headers::sets_by_precedence).unwrap_or_default();
        let mut seen = Self {
            given,
            keyring,
            unread,
            sets,
            signatures: text(sets[0][2]).map(List::read),
            trials: Trials::new(),
            matching: None,
            matches_reprinted: false,
        };
        seen.matching = seen.find_matching();
        seen
    }

    /// Returns the bytes to look at: the payload, or what it prints as.
    pub(super) fn body(&self) -> Option<&'a [u8]> {
        match self.given.payload {
            Payload::Raw { body, .. } => Some(body),
            Payload::Other { printed, .. } => printed,
        }
    }

    /// Returns the texts of id and timestamp, whether or not they are lawful: what was signed is
    /// bytes.
    pub(super) fn id_and_timestamp(&self) -> Option<[&'a [u8]; 2]> {
        Some([text(self.sets[0][0])?, text(self.sets[0][1])?])
    }

    /// Verifies, which no bound on the search may change. A list that is too long to verify is left
    /// to the search.
    fn find_matching(&mut self) -> Option<usize> {
        let (body, [id, timestamp]) = (self.body()?, self.id_and_timestamp()?);
        let pieces = [id, b".", timestamp, b".", body];
        let list = self.signatures.as_ref()?;
        if let Ok(Ok(lawful)) = self.given.headers.map(|headers| headers.signatures()) {
            return self.keyring.first_match(&mut Pieces(&pieces), &lawful);
        }
        let fits = |(at, key): (_, &_)| self.trials.fits(key, list, &pieces).then_some(at);
        self.keyring.keys().find_map(fits)
    }

    pub(super) fn called(&self, at: usize) -> Called {
        Called { at, minimum: self.given.min_secret_bytes.get() }
    }

    /// Returns what a verification ends with, in its own order.
    pub(super) fn verdict(&self) -> Result<(), Problem<'a>> {
        let (now, tolerance) = self.given.time?;
        if let Payload::Other { problem, .. } = self.given.payload {
            return Err(problem);
        }
        let headers = self.given.headers?;
        self.secret_problem().map_or(Ok(()), |(_, problem)| Err(problem))?;
        headers.open(now, tolerance)?;
        self.matching.map(|_| ()).ok_or(VerifyError::NoMatchingSignature.into())
    }

    /// Returns the first secret that cannot be used, and why. What a key is for is looked at when
    /// all of them are read.
    pub(super) fn secret_problem(&self) -> Option<(usize, Problem<'a>)> {
        let of_wrong_kind = || self.keyring.check(Purpose::Verify).err();
        self.unread.or_else(|| of_wrong_kind().map(|(at, error)| (at, error.into())))
    }

    /// Tells whether there is a key that verifies.
    pub(super) fn has_key(&self) -> bool {
        self.keyring.keys().any(|(_, key)| !matches!(key, Key::Private(_)))
    }

    /// Returns what is wrong with the headers, but for what the timestamp says.
    pub(super) fn header_problem(&self) -> Option<Problem<'a>> {
        match self.given.headers {
            Ok(headers) => {
                let always =
                    headers.with_lawful_timestamp().open(UnixTime::from_seconds(0), Duration::MAX);
                always.err().map(Problem::from)
            }
            Err(problem) => Some(problem),
        }
    }

    /// Returns the timestamp; otherwise what is wrong with it, or nothing if there is none.
    pub(super) fn timestamp(&self) -> Result<Timestamp<'a>, Option<Problem<'a>>> {
        text(self.sets[0][1]).ok_or(None)?;
        let headers = self.given.headers.map_err(|_| None)?;
        headers.timestamp().map_err(|error| Some(error.into()))
    }

    /// Tells whether the timestamp is within the tolerance; yes, if there is none to look at.
    pub(super) fn is_fresh(&self) -> bool {
        let (Ok(timestamp), Ok((now, tolerance))) = (self.timestamp(), self.given.time) else {
            return true;
        };
        timestamp.check_fresh(now, tolerance).is_ok()
    }

    pub(super) fn checks(&self) -> [Checked; 5] {
        [
            checked(Check::Secret, self.secret_check()),
            checked(Check::Payload, self.payload_check()),
            checked(Check::Headers, self.header_check()),
            checked(Check::Timestamp, self.timestamp_check()),
            checked(Check::Signature, self.signature_check()),
        ]
    }

    /// Returns how many secrets are looked at.
    fn count(&self) -> usize {
        self.given.secrets.len().min(MAX_KEYS)
    }

    fn secret_check(&self) -> Result<String, String> {
        let count = self.count();
        match self.secret_problem() {
            None => Ok(amount(count as u64, "secret", "secrets")),
            Some((at, problem)) if count > 1 && at < count => {
                Err(format!("{} (secret {} of {count})", problem.message(), at + 1))
            }
            Some((_, problem)) => Err(problem.message().into()),
        }
    }

    fn payload_check(&self) -> Result<String, String> {
        match self.given.payload {
            Payload::Raw { body, .. } => Ok(amount(body.len() as u64, "byte", "bytes")),
            Payload::Other { problem, .. } => Err(problem.message().into()),
        }
    }

    fn header_check(&self) -> Result<String, String> {
        if let Some(problem) = self.header_problem() {
            return Err(problem.message().into());
        }
        let set = if self.uses_svix() { "svix" } else { "webhook" };
        Ok(format!("{set}-id, {set}-timestamp and {set}-signature are there"))
    }

    pub(super) fn uses_svix(&self) -> bool {
        self.given.headers.as_ref().is_ok_and(Headers::uses_svix)
    }

    fn timestamp_check(&self) -> Result<String, String> {
        let own = |problem: Problem<'_>| String::from(problem.message());
        let (now, tolerance) = self.given.time.map_err(own)?;
        let timestamp = self
            .timestamp()
            .map_err(|problem| problem.map_or("not checked: there is no timestamp".into(), own))?;
        let sent = timestamp.time();
        let side = if sent > now { "after" } else { "before" };
        let apart = now.as_seconds().abs_diff(sent.as_seconds());
        let age = format!("{} {side} now", amount(apart, "second", "seconds"));
        if self.is_fresh() {
            Ok(age)
        } else {
            Err(format!("{age}, and {} are allowed", tolerance.as_secs()))
        }
    }

    fn signature_check(&self) -> Result<String, String> {
        let not = |why: &str| Err(format!("not checked: {why}"));
        let printed = match self.given.payload {
            Payload::Raw { .. } => "",
            Payload::Other { .. } => {
                " once the payload is printed as JSON: that it is parsed is all that is wrong with it"
            }
        };
        if self.body().is_none() {
            return not("there is no payload");
        }
        let (Some(_), Some(signatures)) = (self.id_and_timestamp(), &self.signatures) else {
            return not("a header is missing or given twice");
        };
        if !self.has_key() {
            return not("there is no secret that can be used");
        }
        match self.matching {
            Some(at) => Ok(format!("secret {} of {} matches{printed}", at + 1, self.count())),
            None if self.matches_reprinted => Ok(format!("a secret matches{printed}")),
            None => {
                let (v1, v1a) = (signatures.v1.len(), signatures.v1a.len());
                let all = entries(signatures.text).count();
                let kinds = format!("{v1} v1, {v1a} v1a, {} of no known form", all - v1 - v1a);
                Err(format!(
                    "none matches, of {} ({kinds})",
                    amount(all as u64, "signature", "signatures")
                ))
            }
        }
    }
}

fn checked(check: Check, outcome: Result<String, String>) -> Checked {
    let ok = outcome.is_ok();
    let (Ok(detail) | Err(detail)) = outcome;
    Checked { check, ok, detail }
}

/// Makes keys of the secrets that can be read, each at its place; and gives the first problem with
/// one that cannot.
fn read<'a>(given: &Given<'a>) -> (Keyring, Option<(usize, Problem<'a>)>) {
    let mut keyring = Keyring::EMPTY;
    let mut unread = None;
    for (at, secret) in given.secrets.iter().take(MAX_KEYS).enumerate() {
        let put =
            |secret| Ok(keyring.put(at, || Key::from_secret(secret, given.min_secret_bytes))?);
        let problem = secret.and_then(put).err();
        unread = unread.or(problem.map(|problem| (at, problem)));
    }
    let is_too_many = given.secrets.len() > MAX_KEYS;
    (keyring, unread.or(is_too_many.then_some((MAX_KEYS, SecretError::TooMany.into()))))
}

pub(super) fn text(field: Field<'_>) -> Option<&[u8]> {
    match field {
        Field::Text(text) => Some(text),
        Field::Missing | Field::Malformed => None,
    }
}

fn amount(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
