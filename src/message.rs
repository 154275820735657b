//! Holds a message's id, and what is signed of it: the bytes `id "." timestamp "." body`.

#[cfg(feature = "ed25519")]
use alloc::vec::Vec;
use core::str;

use crate::timestamp::Timestamp;

pub(crate) const MAX_ID_BYTES: usize = 256;

/// `webhook-id`, the identifier that a sender gives a message and keeps on every retry: 1 to 256
/// bytes of visible ASCII without a dot.
///
/// The dot separates the signed parts, so an id that held one could be cut in two places and mean
/// two messages; the specification forbids it for that reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MessageId<'a>(&'a [u8]);

impl<'a> MessageId<'a> {
    /// Takes a text that keeps to the grammar. Once in the module, for verifying and for signing.
    #[inline(never)]
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let fits = (1..=MAX_ID_BYTES).contains(&text.len());
        let plain = text.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'.');
        (fits && plain).then_some(Self(text))
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn as_str(self) -> &'a str {
        // Parsing let only ASCII through, so the fallback is never taken; it spares a panic.
        str::from_utf8(self.0).unwrap_or_default()
    }
}

/// Returns what is signed before a body: both texts, with a dot behind each.
pub(crate) const fn prefix<'a>(id: MessageId<'a>, timestamp: Timestamp<'a>) -> [&'a [u8]; 2] {
    [id.as_bytes(), timestamp.as_bytes()]
}

/// The bytes that are signed. They can be read from their start any number of times, in pieces:
/// once for each key that is tried.
pub(crate) trait Content {
    /// Returns the SHA-256 of `block` and the content, if something faster than this crate has
    /// computed it or can.
    fn sha256_elsewhere(&mut self, _block: &[u8; 64]) -> Option<Digest> {
        None
    }

    /// Gives all of it to `sink`, from the start.
    fn read(&mut self, sink: &mut impl FnMut(&[u8]));
}

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// A content in pieces, one after the other.
pub(crate) struct Pieces<'p>(pub(crate) &'p [&'p [u8]]);

impl Content for Pieces<'_> {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        self.0.iter().for_each(|piece| sink(piece));
    }
}

/// Copies a content into one piece, as ed25519 needs it: a signature's own bytes are hashed before
/// the message, and a strict verification in pieces is not offered. It is read once to count and
/// once to copy, so that no more is allocated than the content has bytes.
#[cfg(feature = "ed25519")]
pub(crate) fn whole(content: &mut impl Content) -> Vec<u8> {
    let mut length = 0;
    content.read(&mut |piece| length += piece.len());
    let mut whole = Vec::with_capacity(length);
    content.read(&mut |piece| whole.extend_from_slice(piece));
    whole
}

#[cfg(all(test, feature = "ed25519"))]
mod tests {
    use super::*;

    #[test]
    fn a_content_in_one_piece_takes_no_more_memory_than_it_has_bytes() {
        let content = whole(&mut Pieces(&[b"the first piece", b"", b"and another"]));
        assert_eq!(content, b"the first pieceand another");
        assert_eq!(content.capacity(), content.len());
    }
}
