//! `webhook-signature`: the list of signatures, several while a sender rotates its keys.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

use subtle::{Choice, ConstantTimeEq};

#[cfg(feature = "ed25519")]
use crate::ed25519::{self, SignatureBytes};
use crate::{
    error::{HeaderName, VerifyError},
    mac::{TAG_BYTES, Tag},
};

/// The most bytes of the list, in all of its values.
pub(crate) const MAX_BYTES: usize = 4096;
const MAX_ENTRIES: usize = 32;

const V1_ENTRY_BYTES: usize = "v1,".len() + TAG_BYTES;

/// A list of lawful size. An entry of another version, or one that is not canonical base64 of the
/// right length, is passed over: it never stops the others, so that a scheme of the future can be
/// sent beside this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signatures<'a> {
    #[cfg_attr(hookproof_joined, expect(dead_code, reason = "there are none"))]
    before: Before<'a>,
    last: &'a [u8],
}

impl<'a> Signatures<'a> {
    #[cfg(any(test, feature = "explain"))]
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, VerifyError> {
        Self::parse_values(Before::NONE, text)
    }

    /// Takes several values as one list, whose limits are those of the text that HTTP makes of
    /// them.
    pub(crate) fn parse_values(before: Before<'a>, last: &'a [u8]) -> Result<Self, VerifyError> {
        let list = Self { before, last };
        let length = before.length.saturating_add(last.len());
        // Most lists are too short to have too many entries, and need no counting.
        if length > MAX_BYTES || length > 2 * MAX_ENTRIES && list.entries().count() > MAX_ENTRIES {
            return Err(VerifyError::MalformedHeader(HeaderName::Signature));
        }
        Ok(list)
    }

    /// Gives all entries, of whatever version.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a [u8]> {
        let last = entries(self.last);
        #[cfg(not(hookproof_joined))]
        let last = {
            let before = self.before.values.into_iter().flat_map(|value| {
                let (list, last) = split_last_entry(value);
                entries(list).chain((!last.is_empty()).then_some(last))
            });
            before.chain(last)
        };
        last
    }

    /// Gives the `v1` entries of the right length.
    pub(crate) fn v1(&self) -> impl Iterator<Item = &'a Tag> {
        let last = tags(self.last);
        #[cfg(not(hookproof_joined))]
        let last = {
            let before = self.before.values.into_iter().flat_map(|value| {
                let (list, last) = split_last_entry(value);
                tags(list).chain(v1_of(last))
            });
            before.chain(last)
        };
        last
    }

    /// Gives the `v1a` entries, decoded.
    #[cfg(feature = "ed25519")]
    pub(crate) fn v1a(&self) -> impl Iterator<Item = SignatureBytes> {
        self.entries()
            .filter_map(|entry| entry.strip_prefix(b"v1a,").and_then(ed25519::decode_signature))
    }
}

/// The values of a signature header before its last one. HTTP joins them by a comma and a space
/// (RFC 9110, 5.3), and there is no verdict that depends on whether it has done so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before<'a> {
    /// Those that have entries, each of them followed by another value; the others are empty.
    values: [&'a [u8]; MAX_BEFORE],
    /// Of all of them, joined.
    length: usize,
}

/// In the packages of npm and `PyPI` there are none: what is before the core has joined them.
const MAX_BEFORE: usize = if cfg!(hookproof_joined) { 0 } else { MAX_ENTRIES };

impl Default for Before<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<'a> Before<'a> {
    pub(crate) const NONE: Self = Self { values: [&[]; MAX_BEFORE], length: 0 };

    /// Adds a value behind which there is another.
    pub(crate) fn push(&mut self, value: &'a [u8]) {
        const SEPARATOR: usize = ", ".len();
        self.length = self.length.saturating_add(value.len() + SEPARATOR);
        let (list, last) = split_last_entry(value);
        if last.is_empty() && entries(list).next().is_none() {
            return;
        }
        match self.values.iter_mut().find(|place| place.is_empty()) {
            Some(place) => *place = value,
            // Each of the others has an entry, so this one has one too many.
            None => self.length = usize::MAX,
        }
    }

    /// Returns the text that HTTP makes of these and the last value; `None` if that is all.
    #[cfg(feature = "alloc")]
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

/// Parts a value that was joined to the next by a comma and a space: all entries but the last, and
/// the last, which that comma ends. If it ended in a comma of its own, it has two now, and is
/// passed over.
fn split_last_entry(value: &[u8]) -> (&[u8], &[u8]) {
    let last = value.iter().rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
    value.split_at(last)
}

/// Gives the entries of one text, each without the comma that may end it.
pub(crate) fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let spelt = list.split(|byte| *byte == b' ');
    spelt.map(|entry| entry.strip_suffix(b",").unwrap_or(entry)).filter(|entry| !entry.is_empty())
}

/// Gives the `v1` entries of one text.
fn tags(list: &[u8]) -> impl Iterator<Item = &Tag> {
    let mut rest = Some(list);
    core::iter::from_fn(move || {
        loop {
            let list = rest?;
            // Nearly every entry has this length, and is not searched for its end. Of several
            // entries that have it together, each is too short, and no tag has the space between
            // them.
            let length = match list.get(V1_ENTRY_BYTES..) {
                Some([] | [b' ', ..] | [b','] | [b',', b' ', ..]) => V1_ENTRY_BYTES,
                _ => list.iter().position(|byte| *byte == b' ').unwrap_or(list.len()),
            };
            let (entry, behind) = list.split_at_checked(length)?;
            rest = behind.get(1..);
            if let Some(tag) = v1_of(entry) {
                return Some(tag);
            }
        }
    })
}

/// Returns the text of one entry, if it is a `v1` of the right length.
fn v1_of(entry: &[u8]) -> Option<&Tag> {
    entry.strip_prefix(b"v1,")?.try_into().ok()
}

/// Tells whether one of `tags` is the one that `compute` gives, in a time that depends on how many
/// there are and not on what they hold. A list without any costs no hash.
pub(crate) fn contains<'a>(
    tags: impl Iterator<Item = &'a Tag>,
    mut compute: impl FnMut() -> Tag,
) -> bool {
    let mut expected = None;
    let mut found = Choice::from(0);
    for tag in tags {
        found |= words(tag).ct_eq(expected.get_or_insert_with(|| words(&compute())));
    }
    found.into()
}

/// Cuts a text into words. subtle puts a barrier around each element that it compares, and six are
/// cheaper than 44. The last four bytes of the fifth are the first four of the sixth.
fn words(text: &Tag) -> [u64; 6] {
    let at = |start| {
        let mut word = [0; 8];
        word.copy_from_slice(&text[start..start + 8]);
        u64::from_le_bytes(word)
    };
    [at(0), at(8), at(16), at(24), at(32), at(36)]
}
