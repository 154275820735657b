//! What the Python package asks besides the crate's API, and says in words of its own. It is no
//! part of that API.

use alloc::vec::Vec;
use core::time::Duration;

use crate::{
    ed25519,
    error::SecretError,
    explain::{Explanation, Found, Given, HintCode, Payload, Problem},
    headers::Headers,
    keyring::MAX_KEYS,
    secret::{MinSecretBytes, Secret},
    signatures,
    timestamp::UnixTime,
};
pub use crate::{
    explain::Access,
    headers::{Field, NAME_COUNT, NAMES},
};

/// Takes one field for each of [`NAMES`], in that order.
#[must_use]
pub fn headers(fields: [Field<'_>; NAME_COUNT]) -> Headers<'_> {
    Headers::from_fields(fields)
}

/// The most secrets of one call.
pub const MAX_SECRETS: usize = MAX_KEYS;
/// The most bytes of a list of signatures.
pub const MAX_SIGNATURES_BYTES: usize = signatures::MAX_BYTES;

/// Returns the ed25519 public key that belongs to a seed.
#[must_use]
pub fn public_key(seed: &[u8; 32]) -> [u8; 32] {
    ed25519::public_key(seed)
}

/// What a call was given, as far as it could be read. A problem is told in the words of its error
/// in Python.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The bytes, or what was given in their place.
    pub payload: Result<&'a [u8], Misgiven<'a>>,
    /// Whether the payload is a `str`.
    pub is_text: bool,
    /// The six fields, or the message of `ERR_HEADERS_TYPE`.
    pub headers: Result<[Field<'a>; NAME_COUNT], &'a str>,
    /// What was given in place of headers, if that is known, and the code that makes headers of it.
    pub headers_hint: Option<(HintCode, Option<&'a str>)>,
    /// All headers, whatever their names.
    pub pairs: Vec<(&'a str, &'a [u8])>,
    /// How the value of a name is read.
    pub access: Access,
    /// The secrets.
    pub secrets: Vec<GivenSecret<'a>>,
    /// Whether the secrets were given as a list.
    pub is_list: bool,
    /// Now and the tolerance, or the message of `ERR_OPTION`.
    pub time: Result<(UnixTime, Duration), &'a str>,
    /// The fewest bytes of a secret.
    pub min_secret_bytes: MinSecretBytes,
}

/// A payload that is neither text nor bytes.
#[derive(Clone, Copy, Debug)]
pub struct Misgiven<'a> {
    /// The message of `ERR_PAYLOAD_TYPE`.
    pub message: &'a str,
    /// What it most likely is.
    pub hint: HintCode,
    /// The code that makes the body of it, if the hint has a place for that.
    pub advice: Option<&'a str>,
    /// What it looks like as JSON.
    pub printed: Option<&'a [u8]>,
}

/// One of the secrets that were given.
#[derive(Clone, Copy, Debug)]
pub enum GivenSecret<'a> {
    /// `None`.
    Missing,
    /// A `str` or `bytes`.
    Secret(Secret<'a>),
    /// A value of another type, and the message of `ERR_SECRET_KIND`.
    OfWrongKind(&'a str),
}

impl Asked<'_> {
    /// Explains a verification of these values.
    #[must_use]
    pub fn explain(self) -> Explanation {
        let found = |code: HintCode, advice: Option<_>| match advice {
            Some(advice) => Found::said(code, advice),
            None => code.into(),
        };
        let outside = |code, message| Problem::Outside { code, message };
        let payload = match self.payload {
            Ok(body) => Payload::Raw { body, is_text: self.is_text },
            Err(Misgiven { message, hint, advice, printed }) => Payload::Other {
                problem: outside("ERR_PAYLOAD_TYPE", message),
                found: found(hint, advice),
                printed,
            },
        };
        // One more than are taken, so that it is seen that there are too many.
        let secrets = self.secrets.into_iter().take(MAX_KEYS + 1).map(|secret| match secret {
            GivenSecret::Missing => Err(SecretError::Missing.into()),
            GivenSecret::Secret(secret) => Ok(secret),
            GivenSecret::OfWrongKind(message) => Err(outside("ERR_SECRET_KIND", message)),
        });
        Given {
            payload,
            headers: self
                .headers
                .map(headers)
                .map_err(|message| outside("ERR_HEADERS_TYPE", message)),
            misgiven: self.headers_hint.map(|(code, advice)| found(code, advice)),
            pairs: self.pairs,
            access: self.access,
            secrets: secrets.collect(),
            is_list: self.is_list,
            time: self.time.map_err(|message| outside("ERR_OPTION", message)),
            min_secret_bytes: self.min_secret_bytes,
        }
        .explain()
    }
}

#[cfg(not(feature = "wasm"))]
pub(crate) mod messages {
    pub(crate) const SECRET_FORMAT: &str = "the secret is not base64: copy it again, without spaces, quotes or line breaks; \
         if the sender uses the secret's text itself as the key, give its bytes: secret.encode()";
    pub(crate) const SECRET_LENGTH: &str = "the secret decodes to fewer than 24 bytes, or to more than 512: copy the whole \
         secret, not a placeholder; if the sender issues shorter ones, set min_secret_bytes";
    pub(crate) const PRIVATE_KEY: &str =
        "a whsk_ private key only signs: verify with the whpk_ public key that belongs to it";
    pub(crate) const PUBLIC_KEY: &str =
        "a whpk_ public key only verifies: sign with the whsk_ private key that belongs to it";
}
