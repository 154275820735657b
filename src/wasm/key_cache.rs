//! The keys of the secrets that were used last, so that a repeated secret is decoded and keyed once.
//!
//! It holds keys, never verdicts. What it compares are a developer's own secrets with each other: no sender has a say in
//! either, so there is nothing to time.

use super::refusal::Refusal;
use crate::{
    error::Error,
    key::{Key, Keys},
    keyring::MAX_KEYS,
    secret::{KeyBytes, MAX_SECRET_TEXT_BYTES},
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
    /// The slot of the last call's secret, if it had one secret and the secret was right.
    pub(super) last: Option<usize>,
}

struct Slot {
    /// A longer secret is refused, and never kept.
    secret: [u8; MAX_SECRET_TEXT_BYTES],
    length: usize,
    form: Form,
    key: Option<Key>,
}

impl KeyCache {
    pub(super) const fn new() -> Self {
        const EMPTY: Slot =
            Slot { secret: [0; MAX_SECRET_TEXT_BYTES], length: 0, form: Form::Text, key: None };
        Self { slots: [EMPTY; MAX_KEYS], next: 0, last: None }
    }

    /// The key in one slot.
    pub(super) const fn only(&mut self, slot: usize) -> CachedKeys<'_> {
        let mut picked = [0; MAX_KEYS];
        picked[0] = slot;
        CachedKeys { cache: self, picked, count: 1 }
    }

    /// Begins to pick the keys for one call.
    pub(super) const fn select(&mut self) -> CachedKeys<'_> {
        self.last = None;
        CachedKeys { cache: self, picked: [0; MAX_KEYS], count: 0 }
    }
}

/// The keys of one call: slots of the cache, in the order of the secrets.
pub(super) struct CachedKeys<'c> {
    cache: &'c mut KeyCache,
    picked: [usize; MAX_KEYS],
    count: usize,
}

impl CachedKeys<'_> {
    #[cold]
    #[inline(never)]
    pub(super) fn add(&mut self, form: Form, secret: &[u8]) -> Result<(), Refusal> {
        let place = self.count;
        if place == MAX_KEYS {
            return Err(Error::TooManySecrets.into());
        }
        let known = self.cache.slots.iter().position(|slot| slot.holds(form, secret));
        self.picked[place] = match known {
            Some(at) => at,
            None => self.fill(form, secret)?,
        };
        self.count += 1;
        Ok(())
    }

    /// No key at all would verify nothing, or, compared carelessly, everything.
    pub(super) fn non_empty(self) -> Result<Self, Refusal> {
        if self.count == 0 {
            return Err(Error::SecretMissing.into());
        }
        self.cache.last = (self.count == 1).then_some(self.picked[0]);
        Ok(self)
    }

    fn fill(&mut self, form: Form, secret: &[u8]) -> Result<usize, Refusal> {
        let bytes = match form {
            Form::Text => KeyBytes::from_text(secret)?,
            Form::Raw => KeyBytes::from_raw(secret)?,
        };
        let at = self.next_slot();
        let slot = &mut self.cache.slots[at];
        wipe(&mut slot.secret);
        slot.secret[..secret.len()].copy_from_slice(secret);
        slot.length = secret.len();
        slot.form = form;
        slot.key = Some(Key::new(&bytes));
        Ok(at)
    }

    /// The slot that was filled longest ago. There are as many slots as a call may have secrets, so one that this call
    /// needs never gives way to another.
    fn next_slot(&mut self) -> usize {
        let picked = &self.picked[..self.count];
        while picked.contains(&self.cache.next) {
            self.cache.next = (self.cache.next + 1) % MAX_KEYS;
        }
        let at = self.cache.next;
        self.cache.next = (at + 1) % MAX_KEYS;
        at
    }
}

impl Keys for CachedKeys<'_> {
    fn position(&mut self, mut is_it: impl FnMut(&mut Key) -> bool) -> Option<usize> {
        let slots = &mut self.cache.slots;
        self.picked[..self.count].iter().position(|at| slots[*at].key.as_mut().is_some_and(&mut is_it))
    }
}

impl Slot {
    fn holds(&self, form: Form, secret: &[u8]) -> bool {
        self.length == secret.len()
            && self.form == form
            && self.key.is_some()
            && self.secret[..self.length] == *secret
    }
}
