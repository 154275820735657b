//! The sender's side: the same rules, the other way round.

use core::fmt;

use crate::{
    base64,
    content::{Content, Parts, Prefix},
    error::Error,
    key::Keys,
    keyring::{Keyring, MAX_KEYS},
    message_id::MessageId,
    secret::Secret,
    signatures::TAG_TEXT_BYTES,
    timestamp::{Timestamp, TimestampText},
};

/// `v1,` and the tag, with a space before all but the first.
const ENTRY_BYTES: usize = " v1,".len() + TAG_TEXT_BYTES;

/// Signs webhooks with one or more secrets; several give a list, as during a rotation.
#[derive(Clone, Debug)]
pub struct Signer {
    keyring: Keyring,
}

impl Signer {
    /// Takes the same secrets as [`Verifier::new`](crate::Verifier::new).
    ///
    /// # Errors
    /// As for [`Verifier::new`](crate::Verifier::new).
    pub fn new<'a, S: Into<Secret<'a>>>(secrets: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        Ok(Self { keyring: Keyring::from_secrets(secrets)? })
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
        header.push(&key.sign(content));
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
        // Only base64 and "v1," go in, so the fallback is never taken; it spares a panic.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text[..self.length]
    }

    fn push(&mut self, tag: &[u8; 32]) {
        // The buffer is full of spaces, so stepping over one writes the separator.
        let start = if self.length == 0 { 0 } else { self.length + 1 };
        let end = start + ENTRY_BYTES - 1;
        if let Some(entry) = self.text.get_mut(start..end) {
            let (version, base64) = entry.split_at_mut("v1,".len());
            version.copy_from_slice(b"v1,");
            base64.copy_from_slice(&base64::encode_tag(tag));
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
