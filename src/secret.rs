//! Reads a secret as its developer writes it, and the key bytes in it.
//!
//! Whatever is wrong with a secret is the developer's mistake and is said at once: a secret that
//! silently never matched would look like a sender's forgery, and one that decoded to nothing would
//! let everyone sign (CVE-2026-44351).

#[cfg(feature = "alloc")]
use alloc::{string::String, vec::Vec};

use crate::{
    base64::{self, Alphabet},
    error::SecretError,
    wiped::Wiped,
};

/// The shortest key, in bytes, unless [`MinSecretBytes`] says otherwise: the specification's own
/// minimum.
pub const MIN_SECRET_BYTES: usize = MinSecretBytes::DEFAULT.0 as usize;

/// The longest key, in bytes. The specification stops at 64, but senders are known to use more.
pub const MAX_SECRET_BYTES: usize = 512;

/// The number of bytes that a key must have at least: 1 to [`MAX_SECRET_BYTES`].
///
/// Some senders issue shorter keys than the specification asks for: 18 bytes are in Svix's own
/// documentation. A shorter key is easier to guess, so say it for such a sender only.
///
/// ```
/// use hookproof::{MinSecretBytes, SecretError, Verifier};
///
/// const EIGHTEEN: MinSecretBytes = MinSecretBytes::new(18).unwrap();
/// let short = ["whsec_plJ3nmyCDGBKInavdOK15jsl"];
/// assert_eq!(Verifier::new(short).unwrap_err(), SecretError::Length);
/// assert!(Verifier::with_min_secret_bytes(short, EIGHTEEN).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinSecretBytes(u16);

impl MinSecretBytes {
    /// The specification's own minimum, [`MIN_SECRET_BYTES`].
    pub const DEFAULT: Self = Self(24);

    #[cfg(feature = "ed25519")]
    pub(crate) const ONE: Self = Self(1);

    /// Takes 1 to [`MAX_SECRET_BYTES`]. `None` for 0, because an empty key is one that everybody
    /// knows, and for more.
    #[must_use]
    pub const fn new(bytes: u16) -> Option<Self> {
        if 1 <= bytes && bytes as usize <= MAX_SECRET_BYTES { Some(Self(bytes)) } else { None }
    }

    pub(crate) fn get(self) -> usize {
        self.0.into()
    }
}

impl Default for MinSecretBytes {
    fn default() -> Self {
        Self::DEFAULT
    }
}

// What a key's text begins with says its kind, and nothing else does: a message never picks the
// algorithm (CVE-2022-23540).
pub(crate) const HMAC_PREFIX: &[u8] = b"whsec_";
pub(crate) const PUBLIC_PREFIX: &[u8] = b"whpk_";
pub(crate) const PRIVATE_PREFIX: &[u8] = b"whsk_";

/// The longest text that can be right: both prefixes, and padded base64.
#[cfg(any(test, feature = "wasm"))]
pub(crate) const MAX_SECRET_TEXT_BYTES: usize =
    "v1,whsec_".len() + MAX_SECRET_BYTES.div_ceil(3) * 4;

/// A secret: `whsec_` and base64 as dashboards show it, or the raw key.
///
/// Text may carry the prefix `whsec_` or `v1,whsec_`, with the standard or the URL-safe alphabet
/// behind it, or no prefix and the standard alphabet, in which another sender's prefix is no part
/// of a key. It may be padded or not. Either way the key is 24 to 512 bytes, unless
/// [`MinSecretBytes`] says otherwise. With the feature `ed25519` it may also be a `whpk_` key of 32
/// bytes, which verifies, or a `whsk_` key of 64, which signs. The forms are those of [Standard
/// Webhooks], and what dashboards make of them.
///
/// ```
/// use hookproof::{Secret, Verifier};
///
/// let key = [0x42; 32];
/// let rotating = [Secret::Text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Secret::Raw(&key)];
/// assert!(Verifier::new(rotating).is_ok());
/// ```
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// `whsec_…`, `v1,whsec_…` or bare base64.
    Text(&'a str),
    /// The key's own bytes.
    Raw(&'a [u8]),
}

impl core::fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<'a> From<&'a str> for Secret<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Secret<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Raw(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Secret<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Raw(bytes)
    }
}

#[cfg(feature = "alloc")]
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
impl<'a> From<&'a String> for Secret<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

#[cfg(feature = "alloc")]
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
impl<'a> From<&'a Vec<u8>> for Secret<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Raw(bytes)
    }
}

/// Checks a key that is given as its bytes.
pub(crate) fn check_raw(raw: &[u8], min: MinSecretBytes) -> Result<(), SecretError> {
    let error = ed25519_kind(raw);
    // The core can use the key, if only it is given as text.
    #[cfg(feature = "ed25519")]
    let error = error.map(|_| SecretError::TextAsBytes);
    if let Some(error) = error {
        return Err(error);
    }
    match raw.len() {
        0 => Err(SecretError::Missing),
        length if length < min.get() || length > MAX_SECRET_BYTES => Err(SecretError::Length),
        _ => Ok(()),
    }
}

/// Reads a text with a prefix or without, and lends the key's bytes to `use_key`: what is lent is
/// not moved, so that there is one place to wipe.
pub(crate) fn read_text<T>(
    text: &[u8],
    min: MinSecretBytes,
    use_key: impl FnOnce(&[u8]) -> T,
) -> Result<T, SecretError> {
    let base64 = strip_prefix(text)?;
    // Some senders have prefixes of their own (`polar_whs_`, `ws_`), and an underscore is a
    // URL-safe character: a key with such a prefix in it would match nothing, and nobody would be
    // told.
    let has_prefix = base64.len() < text.len();
    read(base64, has_prefix, min, use_key)
}

/// Reads what follows a prefix, in either alphabet, and lends the key's bytes to `use_key`.
#[cfg(feature = "ed25519")]
pub(crate) fn read_base64<T>(
    base64: &[u8],
    min: MinSecretBytes,
    use_key: impl FnOnce(&[u8]) -> T,
) -> Result<T, SecretError> {
    read(base64, true, min, use_key)
}

fn read<T>(
    base64: &[u8],
    may_be_url_safe: bool,
    min: MinSecretBytes,
    use_key: impl FnOnce(&[u8]) -> T,
) -> Result<T, SecretError> {
    let base64 = strip_padding(base64)?;
    if base64.is_empty() {
        return Err(SecretError::Missing);
    }
    let mut bytes = Wiped::new([0; MAX_SECRET_BYTES]);
    // A longer one has no room.
    let key = bytes.get_mut(..base64::decoded_length(base64.len())).ok_or(SecretError::Length)?;
    let alphabet = base64::decode(base64, key).ok_or(SecretError::Format)?;
    if alphabet == Alphabet::UrlSafe && !may_be_url_safe {
        return Err(SecretError::Format);
    }
    if key.len() < min.get() { Err(SecretError::Length) } else { Ok(use_key(key)) }
}

/// Returns the base64 of an HMAC key.
fn strip_prefix(text: &[u8]) -> Result<&[u8], SecretError> {
    if let Some(error) = ed25519_kind(text) {
        return Err(error);
    }
    // Supabase shows its secrets with the version before the prefix. Without the prefix "v1," is no
    // base64.
    let base64 =
        text.strip_prefix(b"v1,whsec_").or_else(|| text.strip_prefix(HMAC_PREFIX)).unwrap_or(text);
    // The underscore is a URL-safe character, so a second prefix would decode: to a wrong key, or
    // to one that everybody knows.
    let has_another = [HMAC_PREFIX, PUBLIC_PREFIX, PRIVATE_PREFIX]
        .iter()
        .any(|prefix| base64.starts_with(prefix));
    if has_another { Err(SecretError::Format) } else { Ok(base64) }
}

/// Tells of the text of an ed25519 key, which no HMAC is made with, what it is.
pub(crate) fn ed25519_kind(text: &[u8]) -> Option<SecretError> {
    let key = text.strip_prefix(b"v1a,").unwrap_or(text);
    if key.starts_with(PUBLIC_PREFIX) {
        return Some(SecretError::PublicKey);
    }
    key.starts_with(PRIVATE_PREFIX).then_some(SecretError::PrivateKey)
}

/// Takes the padding off, which is all there or not there at all.
pub(crate) fn strip_padding(base64: &[u8]) -> Result<&[u8], SecretError> {
    let unpadded = match base64 {
        [rest @ .., b'=', b'='] | [rest @ .., b'='] => rest,
        _ => return Ok(base64),
    };
    if base64.len().is_multiple_of(4) { Ok(unpadded) } else { Err(SecretError::Format) }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use ::base64::{Engine, engine::general_purpose::STANDARD};
    use std::format;

    #[test]
    fn the_longest_secret_with_all_that_may_surround_it_has_room() {
        let mut text = [0; MAX_SECRET_TEXT_BYTES];
        let length = STANDARD.encode_slice([0; MAX_SECRET_BYTES], &mut text).unwrap();
        assert_eq!("v1,whsec_".len() + length, text.len());
    }

    #[test]
    fn what_is_text_is_a_secret_s_text_and_what_is_bytes_is_a_key() {
        let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let key = [7; 32];
        assert!(matches!(Secret::from(text), Secret::Text(given) if given == text));
        assert!(matches!(Secret::from(&key), Secret::Raw(given) if given == key));
        assert!(matches!(Secret::from(&key[..]), Secret::Raw(given) if given == key));
        #[cfg(feature = "alloc")]
        {
            assert!(
                matches!(Secret::from(&String::from(text)), Secret::Text(given) if given == text)
            );
            assert!(matches!(Secret::from(&key.to_vec()), Secret::Raw(given) if given == key));
        }
    }

    #[test]
    fn a_secret_prints_no_part_of_itself() {
        assert_eq!(
            format!("{:?}", Secret::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            "Secret(..)"
        );
    }
}
