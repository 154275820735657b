//! What is signed: the bytes `id "." timestamp "." body`.

use crate::{
    message_id::{self, MessageId},
    timestamp::{self, Timestamp},
};

/// A body that can be read from its start any number of times, in pieces: once for each key that is tried.
pub(crate) trait Body {
    /// The SHA-256 of `block`, `prefix` and the body, if something faster than this crate can and should compute it.
    fn sha256_elsewhere(&mut self, _block: &[u8], _prefix: &[u8]) -> Option<Digest> {
        None
    }

    fn read(&mut self, sink: &mut impl FnMut(&[u8]));
}

impl Body for &[u8] {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(self);
    }
}

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

const MAX_PREFIX_BYTES: usize = message_id::MAX_BYTES + 1 + timestamp::MAX_DIGITS + 1;

pub(crate) struct Content<B> {
    prefix: [u8; MAX_PREFIX_BYTES],
    prefix_length: usize,
    body: B,
}

impl<B: Body> Content<B> {
    pub(crate) fn new(id: MessageId<'_>, timestamp: Timestamp<'_>, body: B) -> Self {
        let mut content = Self { prefix: [b'.'; MAX_PREFIX_BYTES], prefix_length: 0, body };
        for part in [id.as_bytes(), timestamp.as_bytes()] {
            let end = content.prefix_length + part.len();
            content.prefix[content.prefix_length..end].copy_from_slice(part);
            // The dot after it is there already.
            content.prefix_length = end + 1;
        }
        content
    }

    /// The SHA-256 of `block` and the content, if the body can have it computed elsewhere.
    pub(crate) fn sha256_elsewhere(&mut self, block: &[u8]) -> Option<Digest> {
        self.body.sha256_elsewhere(block, &self.prefix[..self.prefix_length])
    }

    pub(crate) fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(&self.prefix[..self.prefix_length]);
        self.body.read(sink);
    }
}
