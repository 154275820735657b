//! A key of one algorithm.

use crate::{
    content::Content,
    error::Error,
    mac::MacKey,
    secret::{KeyBytes, Secret},
    signatures::{self, Signatures, Signed},
};
#[cfg(feature = "ed25519")]
use crate::{
    content::whole,
    ed25519::{PRIVATE_PREFIX, PUBLIC_PREFIX, PrivateKey, PublicKey},
};

/// The key alone decides which entries of a signature list it is held against: a message never picks the algorithm.
#[derive(Clone)]
pub(crate) enum Key {
    Hmac(MacKey),
    #[cfg(feature = "ed25519")]
    Public(PublicKey),
    #[cfg(feature = "ed25519")]
    Private(PrivateKey),
}

/// Some keys, in the order given.
pub(crate) trait Keys {
    /// The position of the first key that `is_it` says yes to.
    fn position(&self, is_it: impl FnMut(&Key) -> bool) -> Option<usize>;
}

impl Key {
    pub(crate) fn from_secret(secret: Secret<'_>) -> Result<Self, Error> {
        match secret {
            Secret::Text(text) => Self::from_text(text.as_bytes()),
            Secret::Raw(bytes) => Self::from_raw(bytes),
        }
    }

    pub(crate) fn from_raw(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self::Hmac(MacKey::new(&KeyBytes::from_raw(bytes)?)))
    }

    pub(crate) fn from_text(text: &[u8]) -> Result<Self, Error> {
        #[cfg(feature = "ed25519")]
        {
            // As Supabase writes its other secrets: the version, then the key.
            let key = text.strip_prefix(b"v1a,").unwrap_or(text);
            if let Some(base64) = key.strip_prefix(PUBLIC_PREFIX) {
                return Ok(Self::Public(PublicKey::from_base64(base64)?));
            }
            if let Some(base64) = key.strip_prefix(PRIVATE_PREFIX) {
                return Ok(Self::Private(PrivateKey::from_base64(base64)?));
            }
        }
        Ok(Self::Hmac(MacKey::new(&KeyBytes::from_text(text)?)))
    }

    /// Whether it is of a kind that verifies.
    pub(crate) const fn check_verifies(&self) -> Result<(), Error> {
        match self {
            Self::Hmac(_) => Ok(()),
            #[cfg(feature = "ed25519")]
            Self::Public(_) => Ok(()),
            #[cfg(feature = "ed25519")]
            Self::Private(_) => Err(Error::SecretIsPrivateKey),
        }
    }

    /// Whether it is of a kind that signs.
    pub(crate) const fn check_signs(&self) -> Result<(), Error> {
        match self {
            Self::Hmac(_) => Ok(()),
            #[cfg(feature = "ed25519")]
            Self::Private(_) => Ok(()),
            #[cfg(feature = "ed25519")]
            Self::Public(_) => Err(Error::SecretIsPublicKey),
        }
    }

    pub(crate) fn matches(&self, content: &mut impl Content, signatures: Signatures<'_>) -> bool {
        match self {
            Self::Hmac(key) => {
                // A list without a `v1` entry costs no hash.
                let mut tags = signatures.v1().peekable();
                tags.peek().is_some() && signatures::contains(tags, &key.tag(content))
            }
            #[cfg(feature = "ed25519")]
            Self::Public(key) => {
                let mut entries = signatures.v1a().peekable();
                entries.peek().is_some() && {
                    let message = whole(content);
                    entries.any(|signature| key.verify(&message, &signature))
                }
            }
            #[cfg(feature = "ed25519")]
            Self::Private(_) => false,
        }
    }

    /// Nothing, if it is of a kind that only verifies.
    pub(crate) fn sign(&self, content: &mut impl Content) -> Option<Signed> {
        match self {
            Self::Hmac(key) => Some(Signed::V1(key.tag(content))),
            #[cfg(feature = "ed25519")]
            Self::Private(key) => Some(Signed::V1a(key.sign(&whole(content)))),
            #[cfg(feature = "ed25519")]
            Self::Public(_) => None,
        }
    }
}
