//! What a developer may give as a secret, and what is wrong with the rest.

use ed25519_dalek::{SigningKey, VerifyingKey};
use hookproof::SecretError;

use super::base64;

/// A secret as it is given.
#[derive(Clone)]
pub enum Given {
    /// A text, with its prefix or without.
    Text(String),
    /// The key's own bytes.
    Raw(Vec<u8>),
}

/// A secret that can be used.
pub enum Key {
    /// Signs and verifies `v1`.
    Hmac(Vec<u8>),
    /// `whpk_…`: verifies `v1a`.
    Public(VerifyingKey),
    /// `whsk_…`: signs `v1a`.
    Private(SigningKey),
}

/// The error that is to be told, or any of several: a text that is far too long and no base64 may
/// be called either.
pub type Errors = Vec<SecretError>;

/// Returns the keys of a verifier, if all of them can be read and verify.
pub fn verification_keys(secrets: &[Given]) -> Result<Vec<Key>, Errors> {
    all(secrets, |key| matches!(key, Key::Private(_)).then_some(SecretError::PrivateKey))
}

/// Returns the keys of a signer, if all of them can be read and sign.
pub fn signing_keys(secrets: &[Given]) -> Result<Vec<Key>, Errors> {
    all(secrets, |key| matches!(key, Key::Public(_)).then_some(SecretError::PublicKey))
}

fn all(
    secrets: &[Given],
    is_of_wrong_kind: impl Fn(&Key) -> Option<SecretError>,
) -> Result<Vec<Key>, Errors> {
    let keys: Vec<Key> = secrets.iter().take(16).map(read).collect::<Result<_, _>>()?;
    if secrets.is_empty() {
        return Err(vec![SecretError::Missing]);
    }
    if secrets.len() > 16 {
        return Err(vec![SecretError::TooMany]);
    }
    keys.iter().find_map(is_of_wrong_kind).map_or(Ok(keys), |error| Err(vec![error]))
}

/// Returns one secret.
pub fn read(secret: &Given) -> Result<Key, Errors> {
    match secret {
        Given::Text(text) => read_text(text),
        Given::Raw(bytes) => raw(bytes),
    }
}

/// As many characters as 512 bytes take without padding.
const LONGEST: usize = 683;

fn read_text(text: &str) -> Result<Key, Errors> {
    let unversioned = text.strip_prefix("v1a,").unwrap_or(text);
    if let Some(base64) = unversioned.strip_prefix("whpk_") {
        return public(&ed25519_bytes::<32>(base64)?);
    }
    if let Some(base64) = unversioned.strip_prefix("whsk_") {
        return private(&ed25519_bytes::<64>(base64)?);
    }
    let base64 =
        ["v1,whsec_", "whsec_"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    if ["whsec_", "whpk_", "whsk_"].iter().any(|prefix| base64.starts_with(prefix)) {
        return Err(vec![SecretError::Format]);
    }
    let key = bytes(base64, SecretError::Format, SecretError::Length)?;
    // What is URL-safe without our prefix may be another sender's.
    if base64.len() == text.len() && base64.contains(['-', '_']) {
        // It may be too long to be looked at, too.
        let too_long = (base64.len() > LONGEST).then_some(SecretError::Length);
        return Err([SecretError::Format].into_iter().chain(too_long).collect());
    }
    hmac(key)
}

fn raw(bytes: &[u8]) -> Result<Key, Errors> {
    let texts: [&[u8]; 4] = [b"whpk_", b"whsk_", b"v1a,whpk_", b"v1a,whsk_"];
    if texts.iter().any(|text| bytes.starts_with(text)) {
        return Err(vec![SecretError::TextAsBytes]);
    }
    hmac(bytes.to_vec())
}

fn hmac(bytes: Vec<u8>) -> Result<Key, Errors> {
    match bytes.len() {
        0 => Err(vec![SecretError::Missing]),
        24..=512 => Ok(Key::Hmac(bytes)),
        _ => Err(vec![SecretError::Length]),
    }
}

fn public(bytes: &[u8; 32]) -> Result<Key, Errors> {
    let key = VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak());
    key.map(Key::Public).ok_or_else(|| vec![SecretError::KeyFormat])
}

fn private(bytes: &[u8; 64]) -> Result<Key, Errors> {
    let (seed, public) = bytes.split_at(32);
    let key = SigningKey::from_bytes(&seed.try_into().expect("half of 64 bytes"));
    if key.verifying_key().as_bytes() == public {
        Ok(Key::Private(key))
    } else {
        Err(vec![SecretError::KeyFormat])
    }
}

fn ed25519_bytes<const N: usize>(base64: &str) -> Result<[u8; N], Errors> {
    let bytes = bytes(base64, SecretError::Format, SecretError::KeyLength)?;
    bytes.try_into().map_err(|_| vec![SecretError::KeyLength])
}

fn bytes(base64: &str, format: SecretError, length: SecretError) -> Result<Vec<u8>, Errors> {
    match base64::any(base64.as_bytes()) {
        Some(bytes) if bytes.is_empty() => Err(vec![SecretError::Missing]),
        Some(bytes) => Ok(bytes),
        None if base64.len() > LONGEST => Err(vec![format, length]),
        None => Err(vec![format]),
    }
}
