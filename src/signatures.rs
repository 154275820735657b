//! `webhook-signature`: the list of signatures, several while a sender rotates its keys.

use subtle::{Choice, ConstantTimeEq};

#[cfg(feature = "ed25519")]
use crate::ed25519::SignatureBytes;
use crate::{
    base64::{self, Alphabet},
    error::{Error, HeaderName},
};

const MAX_BYTES: usize = 4096;
const MAX_ENTRIES: usize = 32;

/// An HMAC-SHA256 tag, decoded.
pub(crate) type Tag = [u8; 32];

/// Base64 of 32 bytes with its padding.
pub(crate) const TAG_TEXT_BYTES: usize = 44;

/// Base64 of 64 bytes with its padding.
pub(crate) const SIGNATURE_TEXT_BYTES: usize = 88;

/// One signature, on its way into a list.
pub(crate) enum Signed {
    V1(Tag),
    #[cfg(feature = "ed25519")]
    V1a(SignatureBytes),
}

const V1_ENTRY_BYTES: usize = "v1,".len() + TAG_TEXT_BYTES;

/// A list of lawful size. An entry of another version, or one that is not canonical base64 of the right length, is passed
/// over: it never stops the others, so that a scheme of the future can be sent beside this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signatures<'a>(&'a [u8]);

impl<'a> Signatures<'a> {
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, Error> {
        if text.len() > MAX_BYTES || may_have_too_many(text) && entries(text).nth(MAX_ENTRIES).is_some() {
            return Err(Error::MalformedHeader(HeaderName::Signature));
        }
        Ok(Self(text))
    }

    /// The `v1` entries, decoded.
    pub(crate) fn v1(self) -> impl Iterator<Item = Tag> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            while let Some(start) = rest.iter().position(|byte| *byte != b' ') {
                let list = &rest[start..];
                let (tag, length) = match first_v1(list) {
                    // What decodes has no space in it, which saves looking for one.
                    Some(tag) => (Some(tag), V1_ENTRY_BYTES),
                    None => (None, list.iter().position(|byte| *byte == b' ').unwrap_or(list.len())),
                };
                rest = &list[length..];
                if tag.is_some() {
                    return tag;
                }
            }
            None
        })
    }

    /// The `v1a` entries, decoded.
    #[cfg(feature = "ed25519")]
    pub(crate) fn v1a(self) -> impl Iterator<Item = SignatureBytes> {
        entries(self.0).filter_map(|entry| entry.strip_prefix(b"v1a,").and_then(decode_signature))
    }

    #[cfg(feature = "explain")]
    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

/// Most lists are too short to have too many, and need no counting.
const fn may_have_too_many(list: &[u8]) -> bool {
    list.len() > 2 * MAX_ENTRIES
}

pub(crate) fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|byte| *byte == b' ').filter(|entry| !entry.is_empty())
}

/// The first entry of a list, if it is a `v1`.
fn first_v1(list: &[u8]) -> Option<Tag> {
    let (entry, behind) = list.split_at_checked(V1_ENTRY_BYTES)?;
    let ends = behind.first().is_none_or(|byte| *byte == b' ');
    if ends { decode_tag(entry.strip_prefix(b"v1,")?) } else { None }
}

/// Whether one of `tags` is `expected`, in a time that depends on how many there are and not on what they hold.
pub(crate) fn contains(tags: impl Iterator<Item = Tag>, expected: &Tag) -> bool {
    let expected = words(expected);
    let mut found = Choice::from(0);
    for tag in tags {
        found |= words(&tag).ct_eq(&expected);
    }
    found.into()
}

/// subtle puts a barrier around each element that it compares: four are cheaper than 32.
fn words(tag: &Tag) -> [u64; 4] {
    let (words, _) = tag.as_chunks();
    core::array::from_fn(|at| u64::from_ne_bytes(words[at]))
}

/// Exactly one padding character, which is all that 32 bytes need.
fn decode_tag(text: &[u8]) -> Option<Tag> {
    let mut tag = [0; 32];
    let alphabet = base64::decode(text.strip_suffix(b"=")?, &mut tag)?;
    (alphabet == Alphabet::Standard).then_some(tag)
}

#[cfg(feature = "ed25519")]
fn decode_signature(text: &[u8]) -> Option<SignatureBytes> {
    let mut signature = [0; 64];
    let alphabet = base64::decode(text.strip_suffix(b"==")?, &mut signature)?;
    (alphabet == Alphabet::Standard).then_some(signature)
}
