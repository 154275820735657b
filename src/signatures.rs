//! `webhook-signature`: the list of signatures, several while a sender rotates its keys.

use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::{Choice, ConstantTimeEq};

use crate::error::{Error, HeaderName};

const MAX_BYTES: usize = 4096;
const MAX_ENTRIES: usize = 32;

/// An HMAC-SHA256 tag, decoded.
pub(crate) type Tag = [u8; 32];

/// Base64 of 32 bytes with its padding.
pub(crate) const TAG_TEXT_BYTES: usize = 44;

/// A list of lawful size. An entry of another version, or one that is not canonical base64 of the right length, is passed
/// over: it never stops the others, so that a scheme of the future can be sent beside this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signatures<'a>(&'a [u8]);

impl<'a> Signatures<'a> {
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, Error> {
        let list = Self(text);
        if text.len() > MAX_BYTES || list.entries().nth(MAX_ENTRIES).is_some() {
            return Err(Error::MalformedHeader(HeaderName::Signature));
        }
        Ok(list)
    }

    /// The `v1` entries, decoded.
    pub(crate) fn v1(self) -> impl Iterator<Item = Tag> {
        self.entries().filter_map(|entry| entry.strip_prefix(b"v1,").and_then(decode_tag))
    }

    fn entries(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|byte| *byte == b' ').filter(|entry| !entry.is_empty())
    }
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

/// The standard engine refuses a wrong alphabet, missing padding and non-zero trailing bits. Its tables are no leak
/// here: an entry is the sender's text, not a secret.
fn decode_tag(text: &[u8]) -> Option<Tag> {
    if text.len() != TAG_TEXT_BYTES {
        return None;
    }
    let mut bytes = [0; TAG_TEXT_BYTES / 4 * 3];
    let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
    bytes[..length].try_into().ok()
}
