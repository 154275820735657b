//! Finds out by trying why a webhook is refused: every check, and the likely causes with what to
//! change.
//!
//! It looks for what a receiver does wrong, so its answer is for the developer and for logs. It
//! holds no part of a secret and no signature that was computed, but do not send it to the sender:
//! it says more than a refusal should.

pub(crate) mod advice;
mod bodies;
mod causes;
mod checks;
mod hex;
mod hint;
mod json;
mod lenient;
mod renamed;
mod schemes;
mod secret_lists;
mod secret_text;
mod secrets;
#[cfg(test)]
mod tests;
mod times;
mod trial;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::{fmt, time::Duration};

use crate::{
    error::{SecretError, VerifyError},
    headers::Headers,
    keyring::MAX_KEYS,
    secret::{MinSecretBytes, Secret},
    timestamp::UnixTime,
};
pub(crate) use hint::Found;
pub use hint::HintCode;

/// What [`explain`] found.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "full", derive(serde::Serialize))]
pub struct Explanation {
    /// Whether the webhook is authentic and fresh: what
    /// [`Verifier::verify`](crate::Verifier::verify) says.
    pub ok: bool,
    /// Otherwise the code of the first error, that of [`SecretError::code`] or
    /// [`VerifyError::code`].
    #[cfg_attr(feature = "full", serde(skip_serializing_if = "Option::is_none"))]
    pub code: Option<&'static str>,
    /// Every check, in the order of [`Check::ALL`]. All of them are made, also after one that
    /// failed; one that could not be made is not ok, and its detail begins with "not checked".
    pub checks: [Checked; 5],
    /// The likely causes, those that were proven first. There is one at least if it is not ok.
    pub hints: Vec<Hint>,
}

/// Names what is checked.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "full", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Check {
    /// Whether every secret can be used.
    Secret,
    /// Whether the payload is bytes.
    Payload,
    /// Whether one set of headers is there, and lawful.
    Headers,
    /// Whether the timestamp is lawful, and fresh.
    Timestamp,
    /// Whether a secret made one of the signatures.
    Signature,
}

impl Check {
    /// Lists every check, in the order in which they are told.
    pub const ALL: &'static [Self] =
        &[Self::Secret, Self::Payload, Self::Headers, Self::Timestamp, Self::Signature];

    /// Returns the name for logs, such as `timestamp`: the same string in every language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Payload => "payload",
            Self::Headers => "headers",
            Self::Timestamp => "timestamp",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What came of one check.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "full", derive(serde::Serialize))]
pub struct Checked {
    /// What was checked.
    #[cfg_attr(feature = "full", serde(rename = "name"))]
    pub check: Check,
    /// Whether there is nothing wrong with it.
    pub ok: bool,
    /// What was seen, for people.
    pub detail: String,
}

/// A likely cause.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "full", derive(serde::Serialize))]
pub struct Hint {
    /// Which it is.
    pub code: HintCode,
    /// One sentence that says what to change. Not stable.
    pub message: Cow<'static, str>,
}

/// Checks one webhook as a [`Verifier`](crate::Verifier) does, and finds out why it is refused.
/// `headers` are all that the request has: the others show which scheme it is, or what renamed
/// them. `min_secret_bytes` is what
/// [`Verifier::with_min_secret_bytes`](crate::Verifier::with_min_secret_bytes) takes.
///
/// It tries the causes one by one: besides the verification itself at most 1024 HMACs or ed25519
/// verifications, over at most 64 MiB in all. A body of more than 1 MiB is checked, but not varied.
/// That is still much more than a verification costs: explain in development, or a sample of the
/// refusals, and not every forged request.
///
/// ```
/// use hookproof::{DEFAULT_TOLERANCE, HintCode, MinSecretBytes, UnixTime, explain};
///
/// let headers = [
///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
///     ("webhook-timestamp", "1614265330"),
///     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
/// ];
/// // The sender sent {"test": 2432232314}, with a space.
/// let printed_again = br#"{"test":2432232314}"#;
/// let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
/// let now = UnixTime::from_seconds(1_614_265_330);
///
/// let shortest = MinSecretBytes::DEFAULT;
/// let explanation = explain(printed_again, headers, secrets, now, DEFAULT_TOLERANCE, shortest);
/// assert_eq!(explanation.code, Some("ERR_NO_MATCHING_SIGNATURE"));
/// assert_eq!(explanation.hints[0].code, HintCode::BodyReserialised);
/// ```
pub fn explain<'a, 'h, S, N, V>(
    payload: &[u8],
    headers: impl IntoIterator<Item = (N, &'h V)>,
    secrets: impl IntoIterator<Item = S>,
    now: UnixTime,
    tolerance: Duration,
    min_secret_bytes: MinSecretBytes,
) -> Explanation
where
    S: Into<Secret<'a>>,
    N: AsRef<str>,
    V: AsRef<[u8]> + ?Sized + 'h,
{
    let headers: Vec<(N, &[u8])> =
        headers.into_iter().map(|(name, value)| (name, value.as_ref())).collect();
    let pairs: Vec<(&str, &[u8])> =
        headers.iter().map(|(name, value)| (name.as_ref(), *value)).collect();
    // One more than are taken, so that it is seen that there are too many.
    let secrets: Vec<_> =
        secrets.into_iter().take(MAX_KEYS + 1).map(|secret| Ok(secret.into())).collect();
    // One text, as HTTP would have made it: what is looked for does not depend on it.
    let read = Headers::from_pairs(pairs.iter().copied());
    let joined = read.joined();
    Given {
        payload: Payload::Raw { body: payload, is_text: false },
        headers: Ok(read.with_joined(&joined)),
        misgiven: None,
        pairs,
        access: Access::Property,
        is_list: secrets.len() > 1,
        secrets,
        time: Ok((now, tolerance)),
        min_secret_bytes,
    }
    .explain()
}

/// What a call was given, as far as it could be read.
pub(crate) struct Given<'a> {
    pub(crate) payload: Payload<'a>,
    pub(crate) headers: Result<Headers<'a>, Problem<'a>>,
    /// What was given in their place, if that is known.
    pub(crate) misgiven: Option<Found<'a>>,
    /// All of them, whatever their names.
    pub(crate) pairs: Vec<(&'a str, &'a [u8])>,
    #[cfg_attr(
        not(any(feature = "full", feature = "python")),
        expect(
            dead_code,
            reason = "the code that a language prints depends on it, and Rust prints none"
        )
    )]
    pub(crate) access: Access,
    pub(crate) secrets: Vec<Result<Secret<'a>, Problem<'a>>>,
    /// Whether the secrets were given as an array.
    pub(crate) is_list: bool,
    /// Now and the tolerance, if every option can be used.
    pub(crate) time: Result<(UnixTime, Duration), Problem<'a>>,
    pub(crate) min_secret_bytes: MinSecretBytes,
}

/// How the value of a name is read from the headers that were given.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "python"),
    expect(dead_code, reason = "each language has kinds of its own")
)]
pub enum Access {
    /// A property of an object, as of Node's `req.headers`; an item of a mapping in Python.
    Property,
    /// A `get` method, as of `Headers` and `Map`.
    Get,
    /// A list of pairs.
    Pairs,
    /// A list of pairs of bytes, as of ASGI.
    Bytes,
    /// An item of a WSGI environment, in upper case behind `HTTP_`.
    Environ,
}

pub(crate) enum Payload<'a> {
    Raw {
        body: &'a [u8],
        /// Whether it is a string, and no bytes.
        #[cfg_attr(
            not(any(feature = "full", feature = "python")),
            expect(
                dead_code,
                reason = "the code that a language prints depends on it, and Rust prints none"
            )
        )]
        is_text: bool,
    },
    /// Neither a string nor bytes: why, what it most likely is, and what it looks like when it is
    /// printed as JSON.
    #[cfg_attr(
        not(any(test, feature = "full", feature = "python")),
        expect(dead_code, reason = "a payload of Rust is of no other kind")
    )]
    Other { problem: Problem<'a>, found: Found<'a>, printed: Option<&'a [u8]> },
}

/// Why something could not be used.
#[derive(Clone, Copy)]
pub(crate) enum Problem<'a> {
    Secret(SecretError),
    Verify(VerifyError),
    /// One that only the caller's language has, in its words.
    #[cfg_attr(
        not(any(test, feature = "full", feature = "python")),
        expect(dead_code, reason = "Rust's own are all of the other two kinds")
    )]
    Outside {
        code: &'static str,
        message: &'a str,
    },
}

impl<'a> Problem<'a> {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Secret(error) => error.code(),
            Self::Verify(error) => error.code(),
            Self::Outside { code, .. } => code,
        }
    }

    pub(crate) const fn message(self) -> &'a str {
        match self {
            Self::Secret(error) => error.message(),
            Self::Verify(error) => error.message(),
            Self::Outside { message, .. } => message,
        }
    }
}

impl From<SecretError> for Problem<'_> {
    fn from(error: SecretError) -> Self {
        Self::Secret(error)
    }
}

impl From<VerifyError> for Problem<'_> {
    fn from(error: VerifyError) -> Self {
        Self::Verify(error)
    }
}

impl Given<'_> {
    pub(crate) fn explain(&self) -> Explanation {
        let mut seen = checks::Seen::new(self);
        let code = seen.verdict().err().map(Problem::code);
        let found = if code.is_none() { Vec::new() } else { causes::find(&mut seen) };
        let hint =
            |found: &Found<'_>| Hint { code: found.code, message: advice::message(found, self) };
        Explanation {
            ok: code.is_none(),
            code,
            checks: seen.checks(),
            hints: found.iter().map(hint).collect(),
        }
    }
}
