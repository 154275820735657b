//! The keys of the secrets that were used last, so that a repeated secret is decoded and keyed once.
//!
//! It holds keys, never verdicts. What it compares are a developer's own secrets with each other: no sender has a say in
//! either, so there is nothing to time.

use super::refusal::Refusal;
use crate::{
    error::Error,
    key::{Key, Keys},
    keyring::MAX_KEYS,
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
    slots: [Slot; MAX_KEYS],
    next: usize,
    /// The keys of the call under way: slots, in the order of the secrets.
    picked: [usize; MAX_KEYS],
    count: usize,
    /// The fewest bytes that they may have.
    min: MinSecretBytes,
}

struct Slot {
    /// A longer secret is refused, and never kept.
    secret: [u8; MAX_SECRET_TEXT_BYTES],
    length: usize,
    form: Form,
    /// The fewest bytes that it may have had: a key that is too short for another call is not one for it.
    min: MinSecretBytes,
    key: Option<Key>,
}

impl KeyCache {
    pub(super) const fn new() -> Self {
        const EMPTY: Slot = Slot {
            secret: [0; MAX_SECRET_TEXT_BYTES],
            length: 0,
            form: Form::Text,
            min: MinSecretBytes::DEFAULT,
            key: None,
        };
        Self {
            slots: [EMPTY; MAX_KEYS],
            next: 0,
            picked: [0; MAX_KEYS],
            count: 0,
            min: MinSecretBytes::DEFAULT,
        }
    }

    /// Forgets what the last call picked. The keys of this one have at least `min` bytes.
    pub(super) const fn begin(&mut self, min: MinSecretBytes) {
        self.count = 0;
        self.min = min;
    }

    /// Picks the key of the secret at `place`.
    pub(super) fn pick(&mut self, place: usize, form: Form, secret: &[u8]) -> Result<(), Refusal> {
        if place == MAX_KEYS {
            return Err(Error::TooManySecrets.into());
        }
        let known = self.slots.iter().position(|slot| slot.holds(form, self.min, secret));
        self.picked[place] = match known {
            Some(at) => at,
            None => self.fill(place, form, secret)?,
        };
        Ok(())
    }

    /// Only a call whose secrets are all right leaves something for the next one to find.
    pub(super) const fn finish(&mut self, count: usize) {
        self.count = count;
    }

    /// What was picked, by this call or by the one before; `None` if that is nothing, or under another `min`. No key at all would
    /// verify nothing, or, compared carelessly, everything.
    pub(super) fn picked(&self, min: MinSecretBytes) -> Option<PickedKeys<'_>> {
        if self.count == 0 || self.min != min { None } else { Some(PickedKeys(self)) }
    }

    fn fill(&mut self, place: usize, form: Form, secret: &[u8]) -> Result<usize, Refusal> {
        let key = match form {
            Form::Text => Key::from_text(secret, self.min)?,
            Form::Raw => Key::from_raw(secret, self.min)?,
        };
        let at = self.next_slot(place);
        let slot = &mut self.slots[at];
        wipe(&mut slot.secret);
        slot.secret[..secret.len()].copy_from_slice(secret);
        slot.length = secret.len();
        slot.form = form;
        slot.min = self.min;
        slot.key = Some(key);
        Ok(at)
    }

    /// The slot that was filled longest ago. There are as many slots as a call may have secrets, so one that this call
    /// needs never gives way to another.
    fn next_slot(&mut self, place: usize) -> usize {
        while self.picked[..place].contains(&self.next) {
            self.next = (self.next + 1) % MAX_KEYS;
        }
        let at = self.next;
        self.next = (at + 1) % MAX_KEYS;
        at
    }
}

/// The keys of one call, in the order of the secrets.
pub(super) struct PickedKeys<'c>(&'c KeyCache);

impl PickedKeys<'_> {
    /// These keys, if all of them are of a kind that verifies.
    pub(super) fn that_verify(self) -> Result<Self, Refusal> {
        self.if_each(Key::check_verifies)
    }

    /// These keys, if all of them are of a kind that signs.
    pub(super) fn that_sign(self) -> Result<Self, Refusal> {
        self.if_each(Key::check_signs)
    }

    fn if_each(self, check: impl Fn(&Key) -> Result<(), Error>) -> Result<Self, Refusal> {
        // HMAC keys do both.
        if cfg!(feature = "ed25519") {
            let KeyCache { slots, picked, count, .. } = self.0;
            for (at, slot) in (0..).zip(&picked[..*count]) {
                if let Some(key) = &slots[*slot].key {
                    check(key).map_err(|error| Refusal::from(error).of_secret(at))?;
                }
            }
        }
        Ok(self)
    }
}

impl Keys for PickedKeys<'_> {
    fn position(&self, mut is_it: impl FnMut(&Key) -> bool) -> Option<usize> {
        let KeyCache { slots, picked, count, .. } = self.0;
        picked[..*count].iter().position(|at| slots[*at].key.as_ref().is_some_and(&mut is_it))
    }
}

impl Slot {
    fn holds(&self, form: Form, min: MinSecretBytes, secret: &[u8]) -> bool {
        self.length == secret.len()
            && self.form == form
            && self.min == min
            && self.key.is_some()
            && self.secret[..self.length] == *secret
    }
}
