//! The whole verification, rule by rule.

use ed25519_dalek::Signature;
use hookproof::{HeaderName, VerifyError};

use super::{
    headers::{Pairs, set},
    message_id,
    secret::Key,
    sign::{content, tag},
    signatures::{self, Entry},
    timestamp,
};

/// What is known of a webhook that is authentic and fresh.
#[derive(Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its id.
    pub id: String,
    /// When it was sent.
    pub timestamp: i64,
    /// Which of the secrets signed it.
    pub secret_index: usize,
}

/// A header missing, a header malformed, a timestamp outside the tolerance, no signature that
/// matches: the first is told.
pub fn verify(
    keys: &[Key],
    headers: &Pairs,
    body: &[u8],
    now: i64,
    tolerance: u64,
) -> Result<Accepted, VerifyError> {
    let [id_text, timestamp_text, list] = set(headers)?;
    let (id_text, timestamp_text) = (id_text.as_slice(), timestamp_text.as_slice());
    let id = message_id::read(id_text).ok_or(VerifyError::MalformedHeader(HeaderName::Id))?;
    let seconds = timestamp::read(timestamp_text)
        .ok_or(VerifyError::MalformedHeader(HeaderName::Timestamp))?;
    let entries =
        signatures::read(&list).ok_or(VerifyError::MalformedHeader(HeaderName::Signature))?;
    timestamp::check_fresh(seconds, now, tolerance)?;
    let content = content(id_text, timestamp_text, body);
    // An ed25519 key has its share of 64 verifications, and the entries that come first.
    let share = 64 / keys.iter().filter(|key| matches!(key, Key::Public(_))).count().max(1);
    let of_v1a = entries.iter().filter(|entry| matches!(entry, Entry::V1a(_))).take(share);
    let of_v1 = entries.iter().filter(|entry| matches!(entry, Entry::V1(_)));
    let tried: Vec<&Entry> = of_v1.chain(of_v1a).collect();
    let signed = |key: &Key| tried.iter().any(|entry| is_by(key, entry, &content));
    let secret_index = keys.iter().position(signed).ok_or(VerifyError::NoMatchingSignature)?;
    Ok(Accepted { id, timestamp: seconds, secret_index })
}

fn is_by(key: &Key, entry: &Entry, content: &[u8]) -> bool {
    match (key, entry) {
        (Key::Hmac(key), Entry::V1(signature)) => tag(key, content) == *signature,
        (Key::Public(key), Entry::V1a(signature)) => {
            key.verify_strict(content, &Signature::from_bytes(signature)).is_ok()
        }
        _ => false,
    }
}
