//! Names what can go wrong, by who meets it: whoever gives secrets, receives or sends.
//!
//! No variant carries text that came from outside, so printing one can never print a secret.

use core::fmt;

/// One of the three headers of the scheme, under either of its names (`webhook-…` or `svix-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderName {
    /// `webhook-id`: the message's unique identifier.
    Id,
    /// `webhook-timestamp`: when it was sent, in seconds.
    Timestamp,
    /// `webhook-signature`: the list of signatures.
    Signature,
}

/// Says why a secret is not taken: the developer's mistake, which must be seen.
///
/// [`Verifier::new`](crate::Verifier::new) and [`Signer::new`](crate::Signer::new) return it.
///
/// ```
/// use hookproof::{SecretError, Verifier};
///
/// let error = Verifier::new(["whsec_your_secret_here"]).unwrap_err();
/// assert_eq!(error, SecretError::Length);
/// assert_eq!(error.code(), "ERR_SECRET_LENGTH");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretError {
    /// There is no secret, or nothing follows its prefix.
    Missing,
    /// What follows the prefix of the secret is not base64 of either alphabet, or what has no
    /// prefix not of the standard one.
    Format,
    /// The secret decodes to fewer than 24 bytes, or than [`MinSecretBytes`](crate::MinSecretBytes)
    /// says, or to more than 512.
    Length,
    /// More than 16 secrets were given.
    TooMany,
    /// The secret is a `whsk_` private key, which signs and never verifies. Without the feature
    /// `ed25519` it does neither.
    PrivateKey,
    /// The secret is a `whpk_` public key, which verifies and never signs. Without the feature
    /// `ed25519` it does neither.
    PublicKey,
    /// The raw key is the text of a `whpk_` or `whsk_` key: as the key of an HMAC, what is public
    /// would let everybody sign.
    #[cfg(feature = "ed25519")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ed25519")))]
    TextAsBytes,
    /// What follows `whpk_` is no ed25519 public key, or what follows `whsk_` no seed with the
    /// public key that belongs to it.
    #[cfg(feature = "ed25519")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ed25519")))]
    KeyFormat,
    /// What follows `whpk_` is not 32 bytes, or what follows `whsk_` not 64.
    #[cfg(feature = "ed25519")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ed25519")))]
    KeyLength,
}

impl SecretError {
    /// Lists every secret error, in a fixed order.
    pub const ALL: &'static [Self] = &[
        Self::Missing,
        Self::Format,
        Self::Length,
        Self::TooMany,
        Self::PrivateKey,
        Self::PublicKey,
        #[cfg(feature = "ed25519")]
        Self::TextAsBytes,
        #[cfg(feature = "ed25519")]
        Self::KeyFormat,
        #[cfg(feature = "ed25519")]
        Self::KeyLength,
    ];

    /// Returns the stable code for logs, such as `ERR_SECRET_FORMAT`: the same string in every
    /// language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "ERR_SECRET_MISSING",
            Self::Format => "ERR_SECRET_FORMAT",
            Self::Length | Self::TooMany => "ERR_SECRET_LENGTH",
            Self::PrivateKey | Self::PublicKey => "ERR_SECRET_KIND",
            #[cfg(feature = "ed25519")]
            Self::TextAsBytes => "ERR_SECRET_KIND",
            #[cfg(feature = "ed25519")]
            Self::KeyFormat => "ERR_SECRET_FORMAT",
            #[cfg(feature = "ed25519")]
            Self::KeyLength => "ERR_SECRET_LENGTH",
        }
    }

    /// Returns what is wrong, and what to change.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Missing => {
                "the secret is missing: copy the whole secret, whsec_ included, from the sender's dashboard"
            }
            Self::Format => messages::SECRET_FORMAT,
            Self::Length => messages::SECRET_LENGTH,
            Self::TooMany => "give at most 16 secrets: drop those rotated out",
            Self::PrivateKey => messages::PRIVATE_KEY,
            Self::PublicKey => messages::PUBLIC_KEY,
            #[cfg(feature = "ed25519")]
            Self::TextAsBytes => "a whpk_ or whsk_ key was given as bytes: give it as text",
            #[cfg(feature = "ed25519")]
            Self::KeyFormat => {
                "the key after whpk_ must be an ed25519 public key, the one after whsk_ a seed with its public key: \
                 copy the whole key again"
            }
            #[cfg(feature = "ed25519")]
            Self::KeyLength => {
                "a whpk_ public key must decode to 32 bytes, a whsk_ private key to 64: copy the whole key"
            }
        }
    }
}

// What to write instead differs by language: the packages of npm and PyPI have words of their own.
#[cfg(all(feature = "python", not(feature = "wasm")))]
use crate::python::messages;
#[cfg(feature = "wasm")]
use crate::wasm::messages;
#[cfg(not(any(feature = "python", feature = "wasm")))]
mod messages {
    pub(super) const SECRET_FORMAT: &str = "the secret is not base64: copy it again, without spaces, quotes or line breaks; if \
         the sender uses the secret's text itself as the key, give its bytes: secret.as_bytes()";
    pub(super) const SECRET_LENGTH: &str = "the secret decodes to fewer than 24 bytes, or to more than 512: copy the whole \
         secret, not a placeholder; if the sender issues shorter ones, say so by MinSecretBytes";
    #[cfg(feature = "ed25519")]
    pub(super) const PRIVATE_KEY: &str =
        "a whsk_ private key only signs: verify with the whpk_ public key that belongs to it";
    #[cfg(feature = "ed25519")]
    pub(super) const PUBLIC_KEY: &str =
        "a whpk_ public key only verifies: sign with the whsk_ private key that belongs to it";
    #[cfg(not(feature = "ed25519"))]
    pub(super) const PRIVATE_KEY: &str = "a whsk_ private key signs v1a: enable the feature ed25519, and verify with its whpk_ public key";
    #[cfg(not(feature = "ed25519"))]
    pub(super) const PUBLIC_KEY: &str =
        "a whpk_ public key verifies v1a: enable the feature ed25519";
}

/// Says why a webhook is refused: the sender caused it.
///
/// Answer every one of them with the same plain 401; the code is for logs.
///
/// ```
/// use hookproof::{HeaderName, Headers, UnixTime, Verifier, VerifyError};
///
/// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
/// let error = verifier.verify(b"{}", &Headers::default(), UnixTime::from_seconds(0)).unwrap_err();
/// assert_eq!(error, VerifyError::MissingHeader(HeaderName::Id));
/// assert_eq!(error.code(), "ERR_MISSING_HEADER");
/// # Ok::<(), hookproof::SecretError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerifyError {
    /// A header is absent or empty, and the other set of names is not complete either.
    MissingHeader(HeaderName),
    /// A header breaks the grammar, or one that may be given once was given more often.
    MalformedHeader(HeaderName),
    /// The timestamp lies further in the past than the tolerance.
    TimestampTooOld,
    /// The timestamp lies further in the future than the tolerance.
    TimestampTooNew,
    /// No entry of the signature list was made with any of the secrets.
    NoMatchingSignature,
}

impl VerifyError {
    /// Lists every verification error, in a fixed order.
    pub const ALL: &'static [Self] = &[
        Self::MissingHeader(HeaderName::Id),
        Self::MissingHeader(HeaderName::Timestamp),
        Self::MissingHeader(HeaderName::Signature),
        Self::MalformedHeader(HeaderName::Id),
        Self::MalformedHeader(HeaderName::Timestamp),
        Self::MalformedHeader(HeaderName::Signature),
        Self::TimestampTooOld,
        Self::TimestampTooNew,
        Self::NoMatchingSignature,
    ];

    /// Returns the stable code for logs, such as `ERR_TIMESTAMP_TOO_OLD`: the same string in every
    /// language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingHeader(_) => "ERR_MISSING_HEADER",
            Self::MalformedHeader(_) => "ERR_MALFORMED_HEADER",
            Self::TimestampTooOld => "ERR_TIMESTAMP_TOO_OLD",
            Self::TimestampTooNew => "ERR_TIMESTAMP_TOO_NEW",
            Self::NoMatchingSignature => "ERR_NO_MATCHING_SIGNATURE",
        }
    }

    /// Returns its place in [`VerifyError::ALL`].
    #[cfg(any(test, feature = "wasm"))]
    pub(crate) const fn place(self) -> u8 {
        match self {
            Self::MissingHeader(name) => name as u8,
            Self::MalformedHeader(name) => 3 + name as u8,
            Self::TimestampTooOld => 6,
            Self::TimestampTooNew => 7,
            Self::NoMatchingSignature => 8,
        }
    }

    /// Returns what is wrong, and what to change.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::MissingHeader(HeaderName::Id) => "webhook-id (or svix-id) is missing",
            Self::MissingHeader(HeaderName::Timestamp) => {
                "webhook-timestamp (or svix-timestamp) is missing"
            }
            Self::MissingHeader(HeaderName::Signature) => {
                "webhook-signature (or svix-signature) is missing"
            }
            Self::MalformedHeader(HeaderName::Id) => {
                "webhook-id must be given once, as 1 to 256 visible ASCII characters without a dot"
            }
            Self::MalformedHeader(HeaderName::Timestamp) => {
                "webhook-timestamp must be given once, as whole seconds (not milliseconds) in decimal digits"
            }
            Self::MalformedHeader(HeaderName::Signature) => {
                "webhook-signature must have at most 4096 bytes and 32 entries, in all of its values"
            }
            Self::TimestampTooOld => {
                "the timestamp is older than the tolerance: a replay, or a clock is off, the sender's or this one"
            }
            Self::TimestampTooNew => {
                "the timestamp is further ahead than the tolerance: a clock is off, the sender's or this one"
            }
            Self::NoMatchingSignature => {
                "no signature matches: another secret, or a body that is not the bytes that were sent"
            }
        }
    }
}

/// Says why a message cannot be signed: no verifier would take it.
///
/// ```
/// use hookproof::{SignError, Signer, UnixTime};
///
/// let signer = Signer::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
/// let error = signer.sign("msg.1", UnixTime::from_seconds(1_614_265_330), b"{}").unwrap_err();
/// assert_eq!((error, error.code()), (SignError::Id, "ERR_OPTION"));
/// # Ok::<(), hookproof::SecretError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignError {
    /// The id breaks the grammar of `webhook-id`.
    Id,
    /// The timestamp is before 1970, or later than 999,999,999,999 seconds after it.
    Timestamp,
}

impl SignError {
    /// Lists every signing error, in a fixed order.
    pub const ALL: &'static [Self] = &[Self::Id, Self::Timestamp];

    /// Returns the stable code for logs: the same string in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Id | Self::Timestamp => "ERR_OPTION",
        }
    }

    /// Returns what is wrong, and what to change.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Id => "the id must be 1 to 256 visible ASCII characters without a dot",
            Self::Timestamp => "the timestamp must be whole seconds from 0 to 999999999999",
        }
    }
}

/// Makes errors of enums with a `message()`.
macro_rules! is_error {
    ($($error:ty),+) => {$(
        impl fmt::Display for $error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.message())
            }
        }

        impl core::error::Error for $error {}
    )+};
}

is_error!(SecretError, VerifyError, SignError);

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{string::ToString, vec::Vec};

    fn all() -> Vec<(&'static str, std::string::String)> {
        let secret = SecretError::ALL.iter().map(|error| (error.code(), error.to_string()));
        let verify = VerifyError::ALL.iter().map(|error| (error.code(), error.to_string()));
        let sign = SignError::ALL.iter().map(|error| (error.code(), error.to_string()));
        secret.chain(verify).chain(sign).collect()
    }

    #[test]
    fn every_message_is_lower_case_and_without_a_final_stop() {
        for (_, message) in all() {
            assert!(message.starts_with(|c: char| c.is_ascii_lowercase()), "{message}");
            assert!(!message.ends_with('.'), "{message}");
        }
    }

    #[test]
    fn each_message_is_that_of_one_error() {
        let all = all();
        for (at, (_, message)) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|(_, other)| other == message), Some(at), "{message}");
        }
    }

    #[test]
    fn each_error_stands_at_its_place() {
        assert!((0..).zip(VerifyError::ALL).all(|(at, error)| error.place() == at));
        assert!((0..).zip(SecretError::ALL).all(|(at, error)| *error as u8 == at));
        assert!((0..).zip(SignError::ALL).all(|(at, error)| *error as u8 == at));
    }

    #[test]
    fn each_kind_has_codes_of_its_own() {
        assert!(SecretError::ALL.iter().all(|error| error.code().starts_with("ERR_SECRET_")));
        assert!(SignError::ALL.iter().all(|error| error.code() == "ERR_OPTION"));
        let of_sender = |code: &str| !code.starts_with("ERR_SECRET_") && code != "ERR_OPTION";
        assert!(VerifyError::ALL.iter().all(|error| of_sender(error.code())));
    }
}
