//! The keyring of the last secrets. It keeps the keys of those that were used before, so that a
//! repeated secret is decoded and keyed once.
//!
//! It holds keys, never verdicts. What it compares are a developer's own secrets with each other:
//! no sender has a say in either, so there is nothing to time.

use crate::{
    error::SecretError,
    keyring::{Key, Keyring, MAX_KEYS},
    secret::{MAX_SECRET_TEXT_BYTES, MinSecretBytes},
    wiped::wipe,
};

/// How a secret is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Raw,
}

pub(super) struct KeyCache {
    keyring: Keyring,
    /// For each slot of the keyring the secret of its key.
    known: [Known; MAX_KEYS],
    /// The slot that was filled longest ago.
    oldest: u8,
}

struct Known {
    /// A longer secret is refused, and never kept.
    secret: [u8; MAX_SECRET_TEXT_BYTES],
    length: usize,
    form: Form,
    /// The fewest bytes that it may have had: a key that is too short for another call is not one
    /// for it. 0 for no secret.
    min: usize,
}

impl KeyCache {
    pub(super) const EMPTY: Self = Self {
        keyring: Keyring::EMPTY,
        known: [const {
            Known { secret: [0; MAX_SECRET_TEXT_BYTES], length: 0, form: Form::Text, min: 0 }
        }; MAX_KEYS],
        oldest: 0,
    };

    pub(super) const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Puts the key of a secret in its place; the first place empties the others. A wrong secret
    /// leaves no keys at all.
    pub(super) fn take(
        &mut self,
        at: usize,
        form: Form,
        secret: &[u8],
        min: MinSecretBytes,
    ) -> Result<(), SecretError> {
        if at == 0 {
            self.keyring.clear();
        }
        let known = (0..).zip(&self.known).find(|(_, known)| known.is(form, secret, min));
        let taken = match known {
            Some((slot, _)) => self.keyring.pick(at, slot),
            None => self.learn(at, form, secret, min),
        };
        if taken.is_err() {
            self.keyring.clear();
        }
        taken
    }

    fn learn(
        &mut self,
        at: usize,
        form: Form,
        secret: &[u8],
        min: MinSecretBytes,
    ) -> Result<(), SecretError> {
        if at >= MAX_KEYS {
            return Err(SecretError::TooMany);
        }
        let Self { keyring, known, oldest } = self;
        // There are as many slots as places, so that for a place there is always one.
        while !keyring.is_spare(*oldest) {
            *oldest = next(*oldest);
        }
        let slot = *oldest;
        keyring.fill(at, slot, || match form {
            Form::Text => Key::from_text(secret, min),
            Form::Raw => Key::from_raw(secret, min),
        })?;
        *oldest = next(slot);
        if let Some(known) = known.get_mut(usize::from(slot)) {
            known.learn(form, secret, min);
        }
        Ok(())
    }
}

fn next(slot: u8) -> u8 {
    (slot + 1) % MAX_KEYS_U8
}

#[expect(clippy::cast_possible_truncation, reason = "16")]
const MAX_KEYS_U8: u8 = MAX_KEYS as u8;

impl Known {
    fn is(&self, form: Form, secret: &[u8], min: MinSecretBytes) -> bool {
        self.min == min.get() && self.form == form && self.secret.get(..self.length) == Some(secret)
    }

    fn learn(&mut self, form: Form, secret: &[u8], min: MinSecretBytes) {
        wipe(&mut self.secret);
        self.min = 0;
        if let Some(room) = self.secret.get_mut(..secret.len()) {
            room.copy_from_slice(secret);
            (self.length, self.form, self.min) = (secret.len(), form, min.get());
        }
    }
}
