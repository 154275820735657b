//! The sender's side: the same rules, the other way round.

use core::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    content::{Body, Content},
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
        sign(&self.keyring, id.as_bytes(), timestamp.as_bytes(), payload)
    }
}

pub(crate) fn sign(
    mut keys: impl Keys,
    id: &[u8],
    timestamp: &[u8],
    body: impl Body,
) -> Result<SignatureHeader, Error> {
    let id = MessageId::parse(id).ok_or(Error::UnsignableId)?;
    let timestamp = Timestamp::parse(timestamp).ok_or(Error::UnsignableTimestamp)?;
    let mut content = Content::new(id, timestamp, body);
    let mut header = SignatureHeader { text: [b' '; MAX_KEYS * ENTRY_BYTES], length: 0 };
    keys.position(|key| {
        header.push(&key.sign(&mut content));
        false
    });
    Ok(header)
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
        let Some((version, base64)) = self.text[start..].split_at_mut_checked("v1,".len()) else {
            return;
        };
        version.copy_from_slice(b"v1,");
        if STANDARD.encode_slice(tag, base64).is_ok() {
            self.length = start + "v1,".len() + TAG_TEXT_BYTES;
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
