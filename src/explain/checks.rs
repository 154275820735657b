//! The five checks. Each is made of what could be read, whatever the others found.

use alloc::{format, string::String, vec::Vec};

use super::{
    Check, Given, Payload, Problem, Written,
    secrets::Called,
    trial::{List, Trials},
};
use crate::{
    content::Pieces,
    error::{Error, HeaderName},
    headers::{Field, Headers},
    key::{Key, Keys},
    keyring::MAX_KEYS,
    message_id::MessageId,
    secret::MinSecretBytes,
    signatures::{Signatures, entries},
    timestamp::Timestamp,
};

/// What was given, parsed as far as it can be.
pub(super) struct Seen<'a> {
    pub(super) given: &'a Given<'a>,
    pub(super) keys: Vec<Result<Key, Problem>>,
    /// Every set of headers that is there, the one that counts first.
    pub(super) sets: [[Field<'a>; 3]; 2],
    pub(super) signatures: Option<List<'a>>,
    pub(super) trials: Trials,
    /// The position of the first key that matches.
    pub(super) matching: Option<usize>,
    /// Whether one matches a parsed payload, printed in another way.
    pub(super) matches_reprinted: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn new(given: &'a Given<'a>) -> Self {
        let min = given.min_secret_bytes.unwrap_or_default();
        let key_of = |secret: &Result<_, _>| key_of(*secret, min);
        let mut keys: Vec<_> = given.secrets.iter().take(MAX_KEYS).map(key_of).collect();
        if given.secrets.len() > MAX_KEYS {
            keys.push(Err(Error::TooManySecrets.into()));
        }
        let sets = given.headers.as_ref().map(Headers::sets_by_precedence).unwrap_or_default();
        let signatures = text(sets[0][2]).map(List::read);
        let mut seen = Self {
            given,
            keys,
            sets,
            signatures,
            trials: Trials::new(),
            matching: None,
            matches_reprinted: false,
        };
        seen.matching = seen.find_matching();
        seen
    }

    /// The bytes to look at: the payload, or what it prints as.
    pub(super) fn body(&self) -> Option<&'a [u8]> {
        match self.given.payload {
            Payload::Raw { body, .. } => Some(body),
            Payload::Other { printed, .. } => printed,
        }
    }

    /// The texts of id and timestamp, whether or not they are lawful: what was signed is bytes.
    pub(super) fn id_and_timestamp(&self) -> Option<[&'a [u8]; 2]> {
        Some([text(self.sets[0][0])?, text(self.sets[0][1])?])
    }

    /// The verification itself, which no bound on the search may change. A list that is too long for it is part of the search.
    fn find_matching(&mut self) -> Option<usize> {
        let (body, [id, timestamp]) = (self.body()?, self.id_and_timestamp()?);
        let pieces = [id, b".", timestamp, b".", body];
        let Self { keys, signatures, trials, .. } = self;
        let list = signatures.as_ref()?;
        match Signatures::parse(list.text) {
            Ok(lawful) => keys.first_match(&mut Pieces(&pieces), &lawful),
            Err(_) => keys.position(|key| trials.fits(key, list, &pieces)),
        }
    }

    /// How the code of a hint calls a secret.
    pub(super) fn name_of_secret(&self, at: usize) -> String {
        if self.given.is_list { format!("secret[{at}]") } else { "secret".into() }
    }

    pub(super) fn called<'n>(&self, name: &'n str) -> Called<'n> {
        Called { name, minimum: self.given.min_secret_bytes.unwrap_or_default().get() }
    }

    /// What a verification would have ended with, in its own order.
    pub(super) fn first_problem(&self) -> Option<Problem> {
        let Given { payload, headers, now, tolerance, min_secret_bytes, .. } = self.given;
        let options = now.err().or(tolerance.err()).or(min_secret_bytes.err());
        let payload = match payload {
            Payload::Raw { .. } => None,
            Payload::Other { problem, .. } => Some(*problem),
        };
        options
            .or(payload)
            .or(headers.as_ref().err().copied())
            .or_else(|| self.secret_problem().map(|(_, problem)| problem))
            .or_else(|| self.header_problem())
            .or_else(|| self.timestamp().err().flatten())
            .or_else(|| self.freshness().err())
            .or_else(|| self.matching.is_none().then(|| Error::NoMatchingSignature.into()))
    }

    /// The first secret that cannot be used, and why.
    pub(super) fn secret_problem(&self) -> Option<(usize, Problem)> {
        if self.keys.is_empty() {
            return Some((0, Error::SecretMissing.into()));
        }
        let problems =
            || self.keys.iter().enumerate().filter_map(|(at, key)| Some((at, *key.as_ref().err()?)));
        // What a key is for is looked at when all of them are read.
        let is_of_wrong_kind = |problem| matches!(problem, Problem::Core(Error::SecretIsPrivateKey));
        problems().find(|(_, problem)| !is_of_wrong_kind(*problem)).or_else(|| problems().next())
    }

    /// What is wrong with the headers, but for what the timestamp says.
    pub(super) fn header_problem(&self) -> Option<Problem> {
        let headers = match &self.given.headers {
            Ok(headers) => headers,
            Err(problem) => return Some(*problem),
        };
        let [id, _, signature] = match headers.complete_set() {
            Ok(set) => set,
            Err(error) => return Some(error.into()),
        };
        if MessageId::parse(id).is_none() {
            return Some(Error::MalformedHeader(HeaderName::Id).into());
        }
        Signatures::parse(signature).err().map(Problem::from)
    }

    /// The timestamp; otherwise what is wrong with it, or nothing if there is none.
    pub(super) fn timestamp(&self) -> Result<Timestamp<'a>, Option<Problem>> {
        let text = text(self.sets[0][1]).ok_or(None)?;
        Timestamp::parse(text).ok_or(Some(Error::MalformedHeader(HeaderName::Timestamp).into()))
    }

    /// Whether the timestamp is within the tolerance; yes, if there is none to look at.
    pub(super) fn freshness(&self) -> Result<(), Problem> {
        let (Ok(timestamp), Ok(now), Ok(tolerance)) =
            (self.timestamp(), self.given.now, self.given.tolerance)
        else {
            return Ok(());
        };
        timestamp.check_fresh(now, tolerance).map_err(Problem::from)
    }

    pub(super) fn checks(&self) -> [Check; 5] {
        [
            check("secret", self.secret_check()),
            check("payload", self.payload_check()),
            check("headers", self.header_check()),
            check("timestamp", self.timestamp_check()),
            check("signature", self.signature_check()),
        ]
    }

    fn secret_check(&self) -> Result<String, String> {
        let count = self.keys.len().min(MAX_KEYS);
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
        if let Some(problem) =
            self.given.now.err().or(self.given.tolerance.err()).or(self.given.min_secret_bytes.err())
        {
            return Err(problem.message().into());
        }
        let timestamp = self.timestamp().map_err(|problem| match problem {
            Some(problem) => String::from(problem.message()),
            None => "not checked: there is no timestamp".into(),
        })?;
        let (now, tolerance) = (self.given.now.unwrap_or_default(), self.given.tolerance.unwrap_or_default());
        let sent = timestamp.seconds().cast_signed();
        let side = if sent > now { "after" } else { "before" };
        let apart = amount(now.abs_diff(sent), "second", "seconds");
        let age = format!("{apart} {side} now");
        match self.freshness() {
            Ok(()) => Ok(age),
            Err(_) => Err(format!("{age}, and {tolerance} are allowed")),
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
        let count = self.keys.len().min(MAX_KEYS);
        if !self.keys.iter().any(Result::is_ok) {
            return not("there is no secret that can be used");
        }
        match self.matching {
            Some(at) => Ok(format!("secret {} of {count} matches{printed}", at + 1)),
            None if self.matches_reprinted => Ok(format!("a secret matches{printed}")),
            None => {
                let (v1, v1a) = (signatures.v1.len(), signatures.v1a.len());
                let all = entries(signatures.text).count();
                let kinds = format!("{v1} v1, {v1a} v1a, {} of no known form", all - v1 - v1a);
                Err(format!("none matches, of {} ({kinds})", amount(all as u64, "signature", "signatures")))
            }
        }
    }
}

fn check(name: &'static str, outcome: Result<String, String>) -> Check {
    let ok = outcome.is_ok();
    let (Ok(detail) | Err(detail)) = outcome;
    Check { name, ok, detail }
}

/// As in a verification, where an error among them has a place too.
impl Keys for Vec<Result<Key, Problem>> {
    fn position(&self, mut is_it: impl FnMut(&Key) -> bool) -> Option<usize> {
        self.iter().position(|key| key.as_ref().is_ok_and(&mut is_it))
    }
}

fn key_of(secret: Result<Written<'_>, Problem>, min: MinSecretBytes) -> Result<Key, Problem> {
    let key = match secret? {
        Written::Text(text) => Key::from_text(text, min)?,
        Written::Raw(bytes) => Key::from_raw(bytes, min)?,
    };
    key.check_verifies()?;
    Ok(key)
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
