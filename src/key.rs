//! A key of one algorithm.

use crate::{
    content::Content,
    mac::MacKey,
    secret::KeyBytes,
    signatures::{self, Signatures, Tag},
};

/// The key alone decides which entries of a signature list it is held against: a message never picks the algorithm.
#[derive(Clone)]
pub(crate) enum Key {
    Hmac(MacKey),
}

/// Some keys, in the order given. Using a key needs it to itself, so they are shown one at a time.
pub(crate) trait Keys {
    /// The position of the first key that `is_it` says yes to.
    fn position(&self, is_it: impl FnMut(&Key) -> bool) -> Option<usize>;
}

impl Key {
    pub(crate) fn new(bytes: &KeyBytes) -> Self {
        Self::Hmac(MacKey::new(bytes))
    }

    pub(crate) fn matches(&self, content: &mut impl Content, signatures: Signatures<'_>) -> bool {
        match self {
            Self::Hmac(key) => {
                // A list without a `v1` entry costs no hash.
                let mut tags = signatures.v1().peekable();
                tags.peek().is_some() && signatures::contains(tags, &key.tag(content))
            }
        }
    }

    pub(crate) fn sign(&self, content: &mut impl Content) -> Tag {
        match self {
            Self::Hmac(key) => key.tag(content),
        }
    }
}
