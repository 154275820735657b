//! What is signed: the bytes `id "." timestamp "." body`.

#[cfg(feature = "ed25519")]
use alloc::vec::Vec;

use crate::{
    message_id::{self, MessageId},
    timestamp::{self, Timestamp},
};

/// A content that can be read from its start any number of times, in pieces: once for each key that is tried.
pub(crate) trait Content {
    /// The SHA-256 of `block` and the content, if something faster than this crate can and should compute it.
    fn sha256_elsewhere(&mut self, _block: &[u8]) -> Option<Digest> {
        None
    }

    fn read(&mut self, sink: &mut impl FnMut(&[u8]));
}

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// A content in two parts.
pub(crate) struct Parts<'a> {
    pub(crate) prefix: &'a Prefix,
    pub(crate) body: &'a [u8],
}

impl Content for Parts<'_> {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(self.prefix.as_bytes());
        sink(self.body);
    }
}

/// What somebody may have signed, lawful or not: pieces, one after the other.
#[cfg(feature = "explain")]
pub(crate) struct Pieces<'p>(pub(crate) &'p [&'p [u8]]);

#[cfg(feature = "explain")]
impl Content for Pieces<'_> {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        self.0.iter().for_each(|piece| sink(piece));
    }
}

/// A content in one piece, as ed25519 needs it: a signature's own bytes are hashed before the message, and a strict
/// verification in pieces is not offered. It is read once to count and once to copy, so that no more is allocated than the
/// content has bytes.
#[cfg(feature = "ed25519")]
pub(crate) fn whole(content: &mut impl Content) -> Vec<u8> {
    let mut length = 0;
    content.read(&mut |piece| length += piece.len());
    let mut whole = Vec::with_capacity(length);
    content.read(&mut |piece| whole.extend_from_slice(piece));
    whole
}

const MAX_PREFIX_BYTES: usize = message_id::MAX_BYTES + 1 + timestamp::MAX_DIGITS + 1;

/// All that comes before the body.
pub(crate) struct Prefix {
    bytes: [u8; MAX_PREFIX_BYTES],
    length: usize,
}

impl Prefix {
    pub(crate) fn new(id: MessageId<'_>, timestamp: Timestamp<'_>) -> Self {
        let mut prefix = Self { bytes: [b'.'; MAX_PREFIX_BYTES], length: 0 };
        for part in [id.as_bytes(), timestamp.as_bytes()] {
            let end = prefix.length + part.len();
            prefix.bytes[prefix.length..end].copy_from_slice(part);
            // The dot after it is there already.
            prefix.length = end + 1;
        }
        prefix
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(all(test, feature = "explain"))]
mod tests {
    use super::*;

    #[test]
    fn a_content_in_one_piece_takes_no_more_memory_than_it_has_bytes() {
        let content = whole(&mut Pieces(&[b"the first piece", b"", b"and another"]));
        assert_eq!(content, b"the first pieceand another");
        assert_eq!(content.capacity(), content.len());
    }
}
