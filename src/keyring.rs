//! The keys that a verifier tries or a signer signs with: one, or several during a rotation.

use core::fmt;

use crate::{
    error::Error,
    key::{Key, Keys},
    secret::{MinSecretBytes, Secret},
};

pub(crate) const MAX_KEYS: usize = 16;

/// 1 to 16 keys, in the order given.
#[derive(Clone)]
pub(crate) struct Keyring([Option<Key>; MAX_KEYS]);

impl Keyring {
    pub(crate) fn that_verify<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, Error> {
        Self::from_secrets(secrets, min, Key::check_verifies)
    }

    pub(crate) fn that_sign<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, Error> {
        Self::from_secrets(secrets, min, Key::check_signs)
    }

    fn from_secrets<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
        check: impl Fn(&Key) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut keys = [const { None }; MAX_KEYS];
        for (at, secret) in secrets.into_iter().enumerate() {
            let place = keys.get_mut(at).ok_or(Error::TooManySecrets)?;
            *place = Some(Key::from_secret(secret.into(), min)?);
        }
        // After all of them are read, so that the error is the same as in JavaScript, where the keys are cached.
        keys.iter().flatten().try_for_each(check)?;
        // No key at all would verify nothing, or, compared carelessly, everything.
        if keys[0].is_none() { Err(Error::SecretMissing) } else { Ok(Self(keys)) }
    }
}

impl Keys for Keyring {
    fn position(&self, is_it: impl FnMut(&Key) -> bool) -> Option<usize> {
        self.0.iter().flatten().position(is_it)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("count", &self.0.iter().flatten().count()).finish_non_exhaustive()
    }
}
