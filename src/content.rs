//! What is signed: the bytes `id "." timestamp "." body`.

use crate::{message_id::MessageId, timestamp::Timestamp};

/// A body that can be read from its start any number of times, in pieces: once for each key that is tried.
pub(crate) trait Body {
    fn read(&mut self, sink: &mut impl FnMut(&[u8]));
}

impl Body for &[u8] {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(self);
    }
}

#[derive(Debug)]
pub(crate) struct Content<'a, B> {
    pub(crate) id: MessageId<'a>,
    pub(crate) timestamp: Timestamp<'a>,
    pub(crate) body: B,
}

impl<B: Body> Content<'_, B> {
    pub(crate) fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(self.id.as_bytes());
        sink(b".");
        sink(self.timestamp.as_bytes());
        sink(b".");
        self.body.read(sink);
    }
}
