//! The sender's side: the same rules, the other way round.

use core::fmt;

use crate::{
    base64,
    content::{Content, Parts, Prefix},
    error::Error,
    key::Keys,
    keyring::{Keyring, MAX_KEYS},
    message_id::MessageId,
    secret::{MinSecretBytes, Secret},
    signatures::{SIGNATURE_TEXT_BYTES, Signed, TAG_TEXT_BYTES},
    timestamp::{Timestamp, TimestampText},
};

/// The longest entry there is: the version, a comma and the base64, with a space before all but the first.
const ENTRY_BYTES: usize = " v1a,".len() + SIGNATURE_TEXT_BYTES;

/// Signs webhooks with one or more secrets, by the rules of [Standard Webhooks]; several give a list, as during a rotation.
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Debug)]
pub struct Signer {
    keyring: Keyring,
}

impl Signer {
    /// Takes the same secrets as [`Verifier::new`](crate::Verifier::new), but of key pairs the `whsk_` half.
    ///
    /// ```
    /// use hookproof::{Error, Signer};
    ///
    /// assert!(Signer::new([[0x42_u8; 32].as_slice()]).is_ok());
    /// assert_eq!(Signer::new([""]).unwrap_err(), Error::SecretMissing);
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::new`](crate::Verifier::new).
    pub fn new<'a, S: Into<Secret<'a>>>(secrets: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        Self::with_min_secret_bytes(secrets, MinSecretBytes::DEFAULT)
    }

    /// As [`Signer::new`], for keys of fewer bytes than the specification asks for, or for longer ones only: for tests of a
    /// receiver whose sender issues them.
    ///
    /// # Errors
    /// As for [`Signer::new`].
    pub fn with_min_secret_bytes<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, Error> {
        Ok(Self { keyring: Keyring::that_sign(secrets, min)? })
    }

    /// The value of `webhook-signature` for a message; `timestamp` is in seconds since 1970.
    ///
    /// ```
    /// let signer = hookproof::Signer::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let header = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#)?;
    /// assert_eq!(header.as_str(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    /// # Ok::<(), hookproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// An id or a timestamp that no verifier would take.
    pub fn sign(&self, id: &str, timestamp: u64, payload: &[u8]) -> Result<SignatureHeader, Error> {
        let timestamp = TimestampText::print(timestamp)?;
        let prefix = prefix(id.as_bytes(), timestamp.as_bytes())?;
        Ok(sign(&self.keyring, &mut Parts { prefix: &prefix, body: payload }))
    }
}

/// What is signed before the body.
pub(crate) fn prefix(id: &[u8], timestamp: &[u8]) -> Result<Prefix, Error> {
    let id = MessageId::parse(id).ok_or(Error::UnsignableId)?;
    let timestamp = Timestamp::parse(timestamp).ok_or(Error::UnsignableTimestamp)?;
    Ok(Prefix::new(id, timestamp))
}

pub(crate) fn sign(keys: &impl Keys, content: &mut impl Content) -> SignatureHeader {
    let mut header = SignatureHeader { text: [b' '; MAX_KEYS * ENTRY_BYTES], length: 0 };
    keys.position(|key| {
        match key.sign(content) {
            Some(Signed::V1(tag)) => header.push(*b"v1,", base64::encode::<32, TAG_TEXT_BYTES>(&tag)),
            #[cfg(feature = "ed25519")]
            Some(Signed::V1a(signature)) => {
                header.push(*b"v1a,", base64::encode::<64, SIGNATURE_TEXT_BYTES>(&signature));
            }
            None => {}
        }
        false
    });
    header
}

/// The text of a `webhook-signature` header, such as `v1,g0hM9SsE…`.
#[derive(Clone)]
pub struct SignatureHeader {
    text: [u8; MAX_KEYS * ENTRY_BYTES],
    length: usize,
}

impl SignatureHeader {
    /// The header's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only base64 and versions go in, so the fallback is never taken; it spares a panic.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text[..self.length]
    }

    fn push<const V: usize, const T: usize>(&mut self, version: [u8; V], base64: [u8; T]) {
        // The buffer is full of spaces, so stepping over one writes the separator.
        let start = if self.length == 0 { 0 } else { self.length + 1 };
        let end = start + V + T;
        if let Some(entry) = self.text.get_mut(start..end) {
            let (version_place, base64_place) = entry.split_at_mut(V);
            version_place.copy_from_slice(&version);
            base64_place.copy_from_slice(&base64);
            self.length = end;
        }
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
        let key =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
        let header = Signer::new([key; MAX_KEYS]).unwrap().sign("msg_1", 1_614_265_330, b"{}").unwrap();
        assert_eq!(header.as_str().split(' ').count(), MAX_KEYS);
        // Before the first there is no space.
        assert_eq!(header.length + 1, header.text.len());
    }

    #[test]
    fn a_header_prints_as_its_text() {
        let signer = Signer::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]).unwrap();
        let header = signer.sign("msg_1", 1_614_265_330, b"{}").unwrap();
        assert_eq!(format!("{header}\n{header:?}"), format!("{0}\n{0}", header.as_str()));
        assert!(header.as_str().starts_with("v1,"));
    }
}
