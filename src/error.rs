//! Why a webhook was refused, or a secret not taken.

use core::fmt;

/// One of the three headers of the scheme, under either of its names (`webhook-…` or `svix-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderName {
    /// `webhook-id`: the message's unique identifier.
    Id,
    /// `webhook-timestamp`: when it was sent, in seconds.
    Timestamp,
    /// `webhook-signature`: the list of signatures.
    Signature,
}

/// Everything that can go wrong, each with a stable [`code`](Error::code) for logs.
///
/// The sender causes the refusals (`is_sender_fault()`); the developer causes the rest, and must see them.
/// No variant carries text that came from outside, so printing one can never print a secret.
///
/// ```
/// let error = hookproof::Verifier::new(["whsec_your_secret_here"]).unwrap_err();
/// assert_eq!((error.code(), error.is_sender_fault()), ("ERR_SECRET_LENGTH", false));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
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
    /// There is no secret, or nothing follows its prefix.
    SecretMissing,
    /// What follows the prefix of the secret is not base64 of either alphabet, or what has no prefix not of the standard one.
    SecretFormat,
    /// The secret decodes to fewer than 24 bytes, or than [`MinSecretBytes`](crate::MinSecretBytes) says, or to more than 512.
    SecretLength,
    /// More than 16 secrets were given.
    TooManySecrets,
    /// The secret is a `whsk_` private key, which signs and never verifies. Without the feature `ed25519` it does neither.
    SecretIsPrivateKey,
    /// The secret is a `whpk_` public key, which verifies and never signs. Without the feature `ed25519` it does neither.
    SecretIsPublicKey,
    /// What follows `whpk_` is no ed25519 public key, or what follows `whsk_` no seed with the public key that belongs to it.
    #[cfg(feature = "ed25519")]
    Ed25519KeyFormat,
    /// What follows `whpk_` is not 32 bytes, or what follows `whsk_` not 64.
    #[cfg(feature = "ed25519")]
    Ed25519KeyLength,
    /// The id to sign under breaks the grammar of `webhook-id`.
    UnsignableId,
    /// The timestamp to sign is later than 999,999,999,999 seconds.
    UnsignableTimestamp,
}

impl Error {
    /// Every error, in a fixed order: documentation and the JavaScript table are made from it.
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
        Self::SecretMissing,
        Self::SecretFormat,
        Self::SecretLength,
        Self::TooManySecrets,
        Self::SecretIsPrivateKey,
        Self::SecretIsPublicKey,
        #[cfg(feature = "ed25519")]
        Self::Ed25519KeyFormat,
        #[cfg(feature = "ed25519")]
        Self::Ed25519KeyLength,
        Self::UnsignableId,
        Self::UnsignableTimestamp,
    ];

    /// The stable code, the same string in Rust and in JavaScript, such as `ERR_TIMESTAMP_TOO_OLD`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingHeader(_) => "ERR_MISSING_HEADER",
            Self::MalformedHeader(_) => "ERR_MALFORMED_HEADER",
            Self::TimestampTooOld => "ERR_TIMESTAMP_TOO_OLD",
            Self::TimestampTooNew => "ERR_TIMESTAMP_TOO_NEW",
            Self::NoMatchingSignature => "ERR_NO_MATCHING_SIGNATURE",
            Self::SecretMissing => "ERR_SECRET_MISSING",
            Self::SecretFormat => "ERR_SECRET_FORMAT",
            Self::SecretLength | Self::TooManySecrets => "ERR_SECRET_LENGTH",
            Self::SecretIsPrivateKey | Self::SecretIsPublicKey => "ERR_SECRET_KIND",
            #[cfg(feature = "ed25519")]
            Self::Ed25519KeyFormat => "ERR_SECRET_FORMAT",
            #[cfg(feature = "ed25519")]
            Self::Ed25519KeyLength => "ERR_SECRET_LENGTH",
            Self::UnsignableId | Self::UnsignableTimestamp => "ERR_OPTION",
        }
    }

    /// Whether the sender caused it. What the developer caused must fail loudly, never as one more refused webhook.
    #[must_use]
    pub const fn is_sender_fault(self) -> bool {
        matches!(
            self,
            Self::MissingHeader(_)
                | Self::MalformedHeader(_)
                | Self::TimestampTooOld
                | Self::TimestampTooNew
                | Self::NoMatchingSignature
        )
    }

    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::MissingHeader(HeaderName::Id) => "webhook-id (or svix-id) is missing",
            Self::MissingHeader(HeaderName::Timestamp) => "webhook-timestamp (or svix-timestamp) is missing",
            Self::MissingHeader(HeaderName::Signature) => "webhook-signature (or svix-signature) is missing",
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
            Self::SecretMissing => {
                "the secret is missing: copy the whole secret, whsec_ included, from the sender's dashboard"
            }
            Self::SecretFormat => SECRET_FORMAT_MESSAGE,
            Self::SecretLength => SECRET_LENGTH_MESSAGE,
            Self::TooManySecrets => "give at most 16 secrets: drop those rotated out",
            Self::SecretIsPrivateKey => PRIVATE_KEY_MESSAGE,
            Self::SecretIsPublicKey => PUBLIC_KEY_MESSAGE,
            #[cfg(feature = "ed25519")]
            Self::Ed25519KeyFormat => {
                "the key after whpk_ must be an ed25519 public key, the one after whsk_ a seed with its public key: \
                 copy the whole key again"
            }
            #[cfg(feature = "ed25519")]
            Self::Ed25519KeyLength => {
                "a whpk_ public key must decode to 32 bytes, a whsk_ private key to 64: copy the whole key"
            }
            Self::UnsignableId => "the id must be 1 to 256 visible ASCII characters without a dot",
            Self::UnsignableTimestamp => "the timestamp must be whole seconds from 0 to 999999999999",
        }
    }
}

/// What to write instead is JavaScript in the npm package and Rust in the crate.
const SECRET_FORMAT_MESSAGE: &str = if cfg!(feature = "wasm") {
    "the secret is not base64: copy it again, without spaces, quotes or line breaks; if the sender uses the secret's text \
     itself as the key, give its bytes: new TextEncoder().encode(secret)"
} else {
    "the secret is not base64: copy it again, without spaces, quotes or line breaks; if the sender uses the secret's text \
     itself as the key, give its bytes: secret.as_bytes()"
};
const SECRET_LENGTH_MESSAGE: &str = if cfg!(feature = "wasm") {
    "the secret decodes to fewer than 24 bytes, or to more than 512: copy the whole secret, not a placeholder; \
     if the sender issues shorter ones, set minSecretBytes"
} else {
    "the secret decodes to fewer than 24 bytes, or to more than 512: copy the whole secret, not a placeholder; \
     if the sender issues shorter ones, say so by MinSecretBytes"
};

#[cfg(feature = "ed25519")]
const PRIVATE_KEY_MESSAGE: &str =
    "a whsk_ private key only signs: verify with the whpk_ public key that belongs to it";
#[cfg(feature = "ed25519")]
const PUBLIC_KEY_MESSAGE: &str =
    "a whpk_ public key only verifies: sign with the whsk_ private key that belongs to it";

/// The same codes, for what this build cannot do.
#[cfg(not(feature = "ed25519"))]
const PRIVATE_KEY_MESSAGE: &str = if cfg!(feature = "wasm") {
    "a whsk_ key signs v1a: import from 'hookproof/full', and verify with its whpk_ key"
} else {
    "a whsk_ private key signs v1a: enable the feature ed25519, and verify with its whpk_ public key"
};
#[cfg(not(feature = "ed25519"))]
const PUBLIC_KEY_MESSAGE: &str = if cfg!(feature = "wasm") {
    "a whpk_ key verifies v1a: import from 'hookproof/full'"
} else {
    "a whpk_ public key verifies v1a: enable the feature ed25519"
};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn every_message_is_lower_case_and_without_a_final_stop() {
        for error in Error::ALL {
            let message = error.to_string();
            assert!(message.starts_with(|c: char| c.is_ascii_lowercase()), "{message}");
            assert!(!message.ends_with('.'), "{message}");
        }
    }

    #[test]
    fn each_message_is_that_of_one_error() {
        for (at, error) in Error::ALL.iter().enumerate() {
            let first = Error::ALL.iter().position(|other| other.message() == error.message());
            assert_eq!(first, Some(at), "{error}");
        }
    }

    #[test]
    fn what_the_developer_causes_is_no_sender_s_fault() {
        for error in Error::ALL {
            let of_developer = error.code().starts_with("ERR_SECRET") || error.code() == "ERR_OPTION";
            assert_eq!(error.is_sender_fault(), !of_developer, "{error}");
        }
    }

    #[test]
    fn each_error_is_listed_once() {
        for (at, error) in Error::ALL.iter().enumerate() {
            assert_eq!(Error::ALL.iter().position(|other| other == error), Some(at));
        }
    }
}
