//! Whether a key made a signature of what a message may have been. Nothing but the answer comes out: no tag, no key.

use alloc::vec::Vec;

use super::{hint::Cause, secrets::digit};
use crate::{
    content::Pieces,
    key::Key,
    secret::KeyBytes,
    signatures::{self, Signatures, Tag},
};

/// The most HMACs, or ed25519 verifications, that are spent on looking for a cause, whatever is given.
pub(super) const MAX_TRIALS: usize = 1024;

/// The most bytes that are hashed for it: with one secret, most trials of the longest body that is varied.
const MAX_HASHED_BYTES: usize = 64 * 1024 * 1024;

pub(super) struct Trials {
    pub(super) count: usize,
    bytes: usize,
}

impl Trials {
    pub(super) const fn new() -> Self {
        Self { count: 0, bytes: 0 }
    }

    /// Whether `key` made one of `signatures` of these pieces, one after the other. No, if the trials are used up.
    pub(super) fn fits(&mut self, key: &Key, signatures: Signatures<'_>, pieces: &[&[u8]]) -> bool {
        let cost = match key {
            Key::Hmac(_) => signatures.v1().take(1).count(),
            Key::Public(_) => signatures.v1a().count(),
            Key::Private(_) => 0,
        };
        cost > 0 && self.may_spend(cost, pieces) && key.matches(&mut Pieces(pieces), signatures)
    }

    fn may_spend(&mut self, cost: usize, pieces: &[&[u8]]) -> bool {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let count = self.count + cost;
        let bytes = self.bytes.saturating_add(cost.saturating_mul(length));
        if count > MAX_TRIALS || bytes > MAX_HASHED_BYTES {
            return false;
        }
        (self.count, self.bytes) = (count, bytes);
        true
    }

    /// Why an entry that `key` made of these pieces is none by the grammar: one hash for all of them.
    pub(super) fn misspelt(&mut self, key: &Key, list: &[u8], pieces: &[&[u8]]) -> Option<Cause> {
        let Key::Hmac(key) = key else { return None };
        let entries = misspelt_entries(list);
        if entries.is_empty() || !self.may_spend(1, pieces) {
            return None;
        }
        let expected = key.tag(&mut Pieces(pieces));
        entries
            .iter()
            .find(|(_, tag)| signatures::contains([*tag].into_iter(), &expected))
            .map(|(cause, _)| *cause)
    }
}

/// The entries that a strict reading passes over and a lenient one does not.
fn misspelt_entries(list: &[u8]) -> Vec<(Cause, Tag)> {
    let entries = list.split(|byte| *byte == b' ').filter(|entry| !entry.is_empty());
    let read = |entry: &[u8]| {
        let start = entry.iter().position(|byte| matches!(byte, b',' | b'=' | b':')).map_or(0, |at| at + 1);
        let (version, rest) = entry.split_at(start);
        // Padding is no separator.
        let (version, text) = if rest.len() < 40 { (&b""[..], entry) } else { (version, rest) };
        if let Some(tag) = hex(text) {
            return Some((Cause::SignatureHex, tag));
        }
        let tag = KeyBytes::from_base64(text).ok()?.as_bytes().try_into().ok()?;
        let cause = if version == b"v1," { Cause::SignatureEncoding } else { Cause::SignatureVersion };
        Some((cause, tag))
    };
    entries.take(32).filter_map(read).collect()
}

/// Whether an entry is 64 hexadecimal digits, with or without a version.
pub(super) fn looks_hexadecimal(list: &[u8]) -> bool {
    misspelt_entries(list).iter().any(|(cause, _)| *cause == Cause::SignatureHex)
}

fn hex(text: &[u8]) -> Option<Tag> {
    let mut tag = [0; 32];
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    if pairs.len() != tag.len() {
        return None;
    }
    for (byte, [high, low]) in tag.iter_mut().zip(pairs) {
        *byte = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(tag)
}
