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

/// The entries that could match, decoded. An entry of another version, or one that is not canonical base64 of the right
/// length, is not among them: it never stops the others, so that a scheme of the future can be sent beside this one.
#[derive(Debug)]
pub(crate) struct Signatures {
    v1: [Tag; MAX_ENTRIES],
    v1_count: usize,
}

impl Signatures {
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Error> {
        const TOO_LARGE: Error = Error::MalformedHeader(HeaderName::Signature);
        if text.len() > MAX_BYTES {
            return Err(TOO_LARGE);
        }
        let mut list = Self { v1: [[0; 32]; MAX_ENTRIES], v1_count: 0 };
        let entries = text.split(|byte| *byte == b' ').filter(|entry| !entry.is_empty());
        for (at, entry) in entries.enumerate() {
            if at == MAX_ENTRIES {
                return Err(TOO_LARGE);
            }
            if let Some(tag) = entry.strip_prefix(b"v1,").and_then(decode_tag) {
                list.v1[list.v1_count] = tag;
                list.v1_count += 1;
            }
        }
        Ok(list)
    }

    /// The decoded `v1` entries.
    pub(crate) fn v1(&self) -> &[Tag] {
        &self.v1[..self.v1_count]
    }
}

/// Whether one of `tags` is `expected`, in a time that depends on how many there are and not on what they hold.
pub(crate) fn contains(tags: &[Tag], expected: &Tag) -> bool {
    let mut found = Choice::from(0);
    for tag in tags {
        found |= tag.ct_eq(expected);
    }
    found.into()
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
