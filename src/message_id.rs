//! `webhook-id`: the identifier that a sender gives a message and keeps on every retry.

use core::str;

pub(crate) const MAX_BYTES: usize = 256;

/// 1 to 256 bytes of visible ASCII without a dot.
///
/// The dot separates the signed parts, so an id that held one could be cut in two places and mean two messages; the
/// specification forbids it for that reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MessageId<'a>(&'a [u8]);

impl<'a> MessageId<'a> {
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let fits = (1..=MAX_BYTES).contains(&text.len());
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
