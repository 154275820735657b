//! Tries whether a key made a signature of what a message may have been. Nothing but the answer
//! comes out: no tag, no key.

use alloc::vec::Vec;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{hex, hint::HintCode, lenient};
use crate::{
    ed25519::SignatureBytes,
    keyring::Key,
    mac::{TAG_BYTES, Tag},
    message::{Digest, Pieces, whole},
    secret::strip_padding,
    signatures::{self, Signatures},
};

/// The most HMACs, or ed25519 verifications, that are spent on looking for a cause, whatever is
/// given.
pub(super) const MAX_TRIALS: usize = 1024;

/// The most bytes that are hashed for it: with one secret, most trials of the longest body that is
/// varied.
const MAX_HASHED_BYTES: usize = 64 * 1024 * 1024;

/// A list of signatures of any length: what is too long for the grammar may hold the right one all
/// the same.
pub(super) struct List<'a> {
    pub(super) text: &'a [u8],
    pub(super) v1: Vec<&'a Tag>,
    pub(super) v1a: Vec<SignatureBytes>,
}

impl<'a> List<'a> {
    pub(super) fn read(text: &'a [u8]) -> Self {
        // A comma that is left behind an entry is its second one.
        let whole = || signatures::entries(text).filter(|entry| !entry.ends_with(b","));
        let entries = || whole().filter_map(|entry| Signatures::parse(entry).ok());
        Self {
            text,
            v1: entries()
                .flat_map(|entry| entry.v1().collect::<Vec<_>>())
                .filter(|tag| is_canonical(tag))
                .collect(),
            v1a: entries().flat_map(|entry| entry.v1a().collect::<Vec<_>>()).collect(),
        }
    }

    /// Tells whether `key` made one of them.
    pub(super) fn hold_one_of(&self, key: &Key, pieces: &[&[u8]]) -> bool {
        match key {
            Key::Hmac(key) => {
                signatures::contains(self.v1.iter().copied(), || key.tag(&mut Pieces(pieces)))
            }
            Key::Public(key) => {
                let message = whole(&mut Pieces(pieces));
                self.v1a.iter().any(|signature| key.verify(&message, signature))
            }
            Key::Private(_) => false,
        }
    }
}

pub(super) struct Trials {
    pub(super) count: usize,
    bytes: usize,
}

impl Trials {
    pub(super) const fn new() -> Self {
        Self { count: 0, bytes: 0 }
    }

    /// Tells whether `key` made one of `signatures` of these pieces, one after the other. No, if
    /// the trials are used up.
    pub(super) fn fits(&mut self, key: &Key, signatures: &List<'_>, pieces: &[&[u8]]) -> bool {
        let cost = match key {
            Key::Hmac(_) => signatures.v1.len().min(1),
            Key::Public(_) => signatures.v1a.len(),
            Key::Private(_) => 0,
        };
        cost > 0 && self.may_spend(cost, pieces) && signatures.hold_one_of(key, pieces)
    }

    pub(super) fn may_spend(&mut self, cost: usize, pieces: &[&[u8]]) -> bool {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let count = self.count + cost;
        let bytes = self.bytes.saturating_add(cost.saturating_mul(length));
        if count > MAX_TRIALS || bytes > MAX_HASHED_BYTES {
            return false;
        }
        (self.count, self.bytes) = (count, bytes);
        true
    }

    /// Returns why an entry that `key` made of these pieces is none by the grammar.
    pub(super) fn misspelt(
        &mut self,
        key: &Key,
        list: &[u8],
        pieces: &[&[u8]],
    ) -> Option<HintCode> {
        let entries = misspelt_entries(list);
        match key {
            // One hash for all of them.
            Key::Hmac(key) => {
                let tags =
                    || entries.iter().filter_map(|(cause, bits)| Some((*cause, bits.tag()?)));
                if tags().next().is_none() || !self.may_spend(1, pieces) {
                    return None;
                }
                let expected = key.tag(&mut Pieces(pieces));
                tags()
                    .find(|(_, tag)| signatures::contains([*tag].into_iter(), || expected))
                    .map(|(cause, _)| cause)
            }
            Key::Public(key) => {
                let signed =
                    || entries.iter().filter_map(|(cause, bits)| Some((*cause, bits.signature()?)));
                let count = signed().count();
                if count == 0 || !self.may_spend(count, pieces) {
                    return None;
                }
                let message = whole(&mut Pieces(pieces));
                signed()
                    .find(|(_, signature)| key.verify(&message, signature))
                    .map(|(cause, _)| cause)
            }
            Key::Private(_) => None,
        }
    }
}

/// A signature of either version, by its length.
enum Bits {
    V1(Tag),
    V1a(SignatureBytes),
}

impl Bits {
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let tag = || Digest::try_from(bytes).ok().map(|digest| Self::V1(text_of(&digest)));
        tag().or_else(|| bytes.try_into().ok().map(Self::V1a))
    }

    const fn tag(&self) -> Option<&Tag> {
        if let Self::V1(tag) = self { Some(tag) } else { None }
    }

    const fn signature(&self) -> Option<&SignatureBytes> {
        if let Self::V1a(signature) = self { Some(signature) } else { None }
    }
}

/// Tells whether it is the text of 32 bytes; any other matches nothing.
fn is_canonical(tag: &Tag) -> bool {
    STANDARD.decode_slice(tag, &mut Digest::default()) == Ok(32)
}

fn text_of(digest: &Digest) -> Tag {
    let mut tag = [b'='; TAG_BYTES];
    // It fits, so the error is never given.
    let _ = STANDARD.encode_slice(digest, &mut tag);
    tag
}

/// Returns the entries that a strict reading passes over and a lenient one does not.
fn misspelt_entries(list: &[u8]) -> Vec<(HintCode, Bits)> {
    let read = |entry: &[u8]| {
        let start =
            entry.iter().position(|byte| matches!(byte, b',' | b'=' | b':')).map_or(0, |at| at + 1);
        let (version, rest) = entry.split_at(start);
        // Padding is no separator.
        let is_padding = rest.iter().all(|byte| *byte == b'=');
        let (version, text) = if is_padding { (&b""[..], entry) } else { (version, rest) };
        if let Some(bits) = hex::decode(text).and_then(|bytes| Bits::from_bytes(&bytes)) {
            return Some((HintCode::SignatureHex, bits));
        }
        let bits = Bits::from_bytes(&lenient::either(strip_padding(text).ok()?)?)?;
        let cause = if has_version(version) {
            HintCode::SignatureEncoding
        } else {
            HintCode::SignatureVersion
        };
        Some((cause, bits))
    };
    signatures::entries(list).filter(|entry| !is_well_spelt(entry)).filter_map(read).collect()
}

fn is_well_spelt(entry: &[u8]) -> bool {
    let list = List::read(entry);
    !list.v1.is_empty() || !list.v1a.is_empty()
}

fn has_version(entry: &[u8]) -> bool {
    entry.starts_with(b"v1,") || entry.starts_with(b"v1a,")
}

/// Tells whether an entry begins with a version that is known, whatever comes after it.
pub(super) fn names_a_version(list: &[u8]) -> bool {
    // Of an entry that ends with its version, the comma is gone.
    signatures::entries(list).any(|entry| has_version(entry) || matches!(entry, b"v1" | b"v1a"))
}

/// Tells whether an entry is 64 or 128 hexadecimal digits, with or without a version.
pub(super) fn looks_hexadecimal(list: &[u8]) -> bool {
    misspelt_entries(list).iter().any(|(cause, _)| *cause == HintCode::SignatureHex)
}
