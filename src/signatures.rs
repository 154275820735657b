//! `webhook-signature`: the list of signatures, several while a sender rotates its keys.

#[cfg(feature = "explain")]
use alloc::vec::Vec;

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
pub(crate) struct Signatures<'a> {
    before: Before<'a>,
    last: &'a [u8],
}

impl<'a> Signatures<'a> {
    #[cfg(any(test, feature = "explain"))]
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, Error> {
        Self::parse_values(Before::NONE, text)
    }

    /// Several values are one list, whose limits are those of the text that HTTP makes of them.
    pub(crate) fn parse_values(before: Before<'a>, last: &'a [u8]) -> Result<Self, Error> {
        let list = Self { before, last };
        let length = before.length.saturating_add(last.len());
        // Most lists are too short to have too many entries, and need no counting.
        if length > MAX_BYTES || length > 2 * MAX_ENTRIES && list.entries().nth(MAX_ENTRIES).is_some() {
            return Err(Error::MalformedHeader(HeaderName::Signature));
        }
        Ok(list)
    }

    /// All entries, of whatever version.
    fn entries(&self) -> impl Iterator<Item = &'a [u8]> {
        let last = entries(self.last);
        #[cfg(not(hookproof_joined))]
        let last = {
            let before = self.before.values.into_iter().flat_map(|value| {
                let (list, last) = before_another(value);
                entries(list).chain((!last.is_empty()).then_some(last))
            });
            before.chain(last)
        };
        last
    }

    /// The `v1` entries, decoded.
    pub(crate) fn v1(&self) -> impl Iterator<Item = Tag> {
        let last = tags(self.last);
        #[cfg(not(hookproof_joined))]
        let last = {
            let before = self.before.values.into_iter().flat_map(|value| {
                let (list, last) = before_another(value);
                tags(list).chain(decode_v1(last))
            });
            before.chain(last)
        };
        last
    }

    /// The `v1a` entries, decoded.
    #[cfg(feature = "ed25519")]
    pub(crate) fn v1a(&self) -> impl Iterator<Item = SignatureBytes> {
        self.entries().filter_map(|entry| entry.strip_prefix(b"v1a,").and_then(decode_signature))
    }
}

/// The values of a signature header before its last one. HTTP joins them by a comma and a space (RFC 9110, 5.3), and there is
/// no verdict that depends on whether it has done so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before<'a> {
    /// Those that have entries, each of them followed by another value; the others are empty.
    values: [&'a [u8]; MAX_BEFORE],
    /// Of all of them, joined.
    length: usize,
}

/// In the modules behind the npm package there are none: JavaScript has joined them.
const MAX_BEFORE: usize = if cfg!(hookproof_joined) { 0 } else { MAX_ENTRIES };

impl<'a> Before<'a> {
    pub(crate) const NONE: Self = Self { values: [&[]; MAX_BEFORE], length: 0 };

    /// Adds a value behind which there is another.
    pub(crate) fn push(&mut self, value: &'a [u8]) {
        const SEPARATOR: usize = ", ".len();
        self.length = self.length.saturating_add(value.len() + SEPARATOR);
        let (list, last) = before_another(value);
        if last.is_empty() && entries(list).next().is_none() {
            return;
        }
        match self.values.iter_mut().find(|place| place.is_empty()) {
            Some(place) => *place = value,
            // Each of the others has an entry, so this one has one too many.
            None => self.length = usize::MAX,
        }
    }

    /// The text that HTTP makes of these and the last value; `None` if that is all.
    #[cfg(feature = "explain")]
    pub(crate) fn joined(&self, last: &[u8]) -> Option<Vec<u8>> {
        if self.length == 0 {
            return None;
        }
        let mut text = Vec::new();
        for value in self.values.iter().filter(|value| !value.is_empty()) {
            text.extend_from_slice(value);
            text.extend_from_slice(b", ");
        }
        text.extend_from_slice(last);
        // What is too long stays too long, whatever was left out.
        let length = self.length.saturating_add(last.len()).min(MAX_BYTES + 1);
        text.resize(text.len().max(length), b' ');
        Some(text)
    }
}

/// A value behind which a comma and a space were put: the entries up to its last space, and the one that the comma is behind,
/// whose end it is. If that one had a comma already, it has two, and is passed over.
fn before_another(value: &[u8]) -> (&[u8], &[u8]) {
    let last = value.iter().rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
    value.split_at(last)
}

/// The entries of one text, each without the comma that may end it.
pub(crate) fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let spelt = list.split(|byte| *byte == b' ');
    spelt.map(|entry| entry.strip_suffix(b",").unwrap_or(entry)).filter(|entry| !entry.is_empty())
}

/// The `v1` entries of one text, decoded.
fn tags(list: &[u8]) -> impl Iterator<Item = Tag> {
    let mut rest = list;
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

/// The first entry of a list, if it is a `v1`.
fn first_v1(list: &[u8]) -> Option<Tag> {
    let (entry, behind) = list.split_at_checked(V1_ENTRY_BYTES)?;
    let behind = behind.strip_prefix(b",").unwrap_or(behind);
    if behind.first().is_none_or(|byte| *byte == b' ') { decode_v1(entry) } else { None }
}

fn decode_v1(entry: &[u8]) -> Option<Tag> {
    decode_tag(entry.strip_prefix(b"v1,")?)
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
