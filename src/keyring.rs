//! The keys that a verifier tries or a signer signs with: one, or several during a rotation.

use core::fmt;

use crate::{
    content::{Body, Content},
    error::Error,
    mac::MacKey,
    secret::{KeyBytes, Secret},
    signatures::{self, Signatures},
};

pub(crate) const MAX_KEYS: usize = 16;

/// A key of one algorithm. The key alone decides which entries of a signature list it is held against.
#[derive(Clone)]
enum Key {
    Hmac(MacKey),
}

impl Key {
    fn matches(&self, content: &mut Content<'_, impl Body>, signatures: &Signatures) -> bool {
        match self {
            Self::Hmac(key) => {
                let tags = signatures.v1();
                // A list without a `v1` entry costs no hash.
                !tags.is_empty() && signatures::contains(tags, &key.tag(content))
            }
        }
    }
}

/// 1 to 16 keys, in the order given.
#[derive(Clone)]
pub(crate) struct Keyring {
    keys: [Option<Key>; MAX_KEYS],
    count: usize,
}

impl Keyring {
    pub(crate) const fn empty() -> Self {
        Self { keys: [const { None }; MAX_KEYS], count: 0 }
    }

    pub(crate) fn from_secrets<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
    ) -> Result<Self, Error> {
        let mut keyring = Self::empty();
        for secret in secrets {
            keyring.add(&KeyBytes::from_secret(secret.into())?)?;
        }
        keyring.non_empty()
    }

    pub(crate) fn add(&mut self, key: &KeyBytes) -> Result<(), Error> {
        let slot = self.keys.get_mut(self.count).ok_or(Error::TooManySecrets)?;
        *slot = Some(Key::Hmac(MacKey::new(key)));
        self.count += 1;
        Ok(())
    }

    /// No key at all would verify nothing, or, compared carelessly, everything.
    pub(crate) fn non_empty(self) -> Result<Self, Error> {
        if self.count == 0 { Err(Error::SecretMissing) } else { Ok(self) }
    }

    /// The position of the first key that made one of the signatures.
    pub(crate) fn find_match(
        &self,
        content: &mut Content<'_, impl Body>,
        signatures: &Signatures,
    ) -> Option<usize> {
        self.keys.iter().flatten().position(|key| key.matches(content, signatures))
    }

    /// The keys that sign.
    pub(crate) fn signers(&self) -> impl Iterator<Item = &MacKey> {
        self.keys.iter().flatten().map(|Key::Hmac(key)| key)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("count", &self.count).finish_non_exhaustive()
    }
}
