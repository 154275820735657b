//! Signs a message, as its sender does, by the rules that a receiver verifies it by.

use core::fmt;

use crate::{
    error::{SecretError, SignError},
    keyring::{Keyring, MAX_KEYS, Purpose},
    message::{self, Content, MessageId, Pieces},
    secret::{MinSecretBytes, Secret},
    timestamp::{Timestamp, TimestampText, UnixTime},
};

/// The longest entry there is: the version, a comma and the base64 of 64 bytes, with a space before
/// all but the first.
const ENTRY_BYTES: usize = " v1a,".len() + 88;

/// Signs webhooks with one or more secrets, by the rules of [Standard Webhooks]; several give a
/// list, as during a rotation.
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Debug)]
pub struct Signer {
    keyring: Keyring,
}

impl Signer {
    /// Takes the same secrets as [`Verifier::new`](crate::Verifier::new), but of key pairs the
    /// `whsk_` half.
    ///
    /// ```
    /// use hookproof::{SecretError, Signer};
    ///
    /// assert!(Signer::new([&[0x42; 32]]).is_ok());
    /// assert_eq!(Signer::new([""]).unwrap_err(), SecretError::Missing);
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::new`](crate::Verifier::new).
    pub fn new<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
    ) -> Result<Self, SecretError> {
        Self::with_min_secret_bytes(secrets, MinSecretBytes::DEFAULT)
    }

    /// Takes secrets as [`Signer::new`] does, for keys of fewer bytes than the specification asks
    /// for, or for longer ones only: for tests of a receiver whose sender issues them.
    ///
    /// # Errors
    /// As for [`Signer::new`].
    pub fn with_min_secret_bytes<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, SecretError> {
        Ok(Self { keyring: Keyring::from_secrets(secrets, min, Purpose::Sign)? })
    }

    /// Makes the value of `webhook-signature` for a message.
    ///
    /// ```
    /// use hookproof::{Signer, UnixTime};
    ///
    /// let signer = Signer::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let sent = UnixTime::from_seconds(1_614_265_330);
    /// let header = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", sent, br#"{"test": 2432232314}"#)?;
    /// assert_eq!(header.as_str(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An id or a timestamp that no verifier would take.
    pub fn sign(
        &self,
        id: &str,
        timestamp: UnixTime,
        payload: &[u8],
    ) -> Result<SignatureHeader, SignError> {
        let timestamp = TimestampText::print(timestamp)?;
        let [id, timestamp] = prefix(id.as_bytes(), timestamp.as_bytes())?;
        let mut header = SignatureHeader { text: [0; MAX_KEYS * ENTRY_BYTES], length: 0 };
        let mut content = Pieces(&[id, b".", timestamp, b".", payload]);
        header.length = sign(&self.keyring, &mut content, &mut header.text);
        Ok(header)
    }
}

/// Returns what is signed before a body, if a verifier would take it.
pub(crate) fn prefix<'a>(id: &'a [u8], timestamp: &'a [u8]) -> Result<[&'a [u8]; 2], SignError> {
    let id = MessageId::parse(id).ok_or(SignError::Id)?;
    let timestamp = Timestamp::parse(timestamp).ok_or(SignError::Timestamp)?;
    Ok(message::prefix(id, timestamp))
}

/// Signs with each key, in their order.
pub(crate) fn sign(keyring: &Keyring, content: &mut impl Content, list: &mut [u8]) -> usize {
    let mut length = 0;
    for (_, key) in keyring.keys() {
        key.sign(content, &mut |version, base64| {
            let separator: &[u8] = if length == 0 { b"" } else { b" " };
            for text in [separator, version, base64] {
                if let Some(place) = list.get_mut(length..length + text.len()) {
                    place.copy_from_slice(text);
                    length += text.len();
                }
            }
        });
    }
    length
}

/// The text of a `webhook-signature` header, such as `v1,g0hM9SsE…`.
#[derive(Clone)]
pub struct SignatureHeader {
    text: [u8; MAX_KEYS * ENTRY_BYTES],
    length: usize,
}

impl SignatureHeader {
    /// Returns the header's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only base64 and versions go in, so the fallback is never taken; it spares a panic.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text[..self.length]
    }
}

impl fmt::Display for SignatureHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SignatureHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[cfg(feature = "ed25519")]
    #[test]
    fn as_many_of_the_longest_signatures_as_there_may_be_fill_a_header() {
        let key = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
        let header = Signer::new([key; MAX_KEYS])
            .unwrap()
            .sign("msg_1", UnixTime::from_seconds(1_614_265_330), b"{}")
            .unwrap();
        assert_eq!(header.as_str().split(' ').count(), MAX_KEYS);
        // Before the first there is no space.
        assert_eq!(header.length + 1, header.text.len());
    }

    #[test]
    fn a_header_prints_as_its_text() {
        let signer = Signer::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]).unwrap();
        let header = signer.sign("msg_1", UnixTime::from_seconds(1_614_265_330), b"{}").unwrap();
        assert_eq!(format!("{header}\n{header:?}"), format!("{0}\n{0}", header.as_str()));
        assert!(header.as_str().starts_with("v1,"));
    }
}
