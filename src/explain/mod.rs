//! Why a webhook is refused, found by trying: every check, and the likely causes with what to change.
//!
//! It looks for what a receiver does wrong, so its answer is for the developer and for logs. It holds no part of a secret and
//! no signature that was computed, but do not send it to the sender: it says more than a refusal should.

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

use crate::{
    error::Error,
    headers::Headers,
    keyring::MAX_KEYS,
    secret::{MinSecretBytes, Secret},
};
#[cfg(feature = "full")]
pub(crate) use hint::Cause;
pub(crate) use hint::Found;
pub(crate) use renamed::Access;

/// What [`explain`] found.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "full", derive(serde::Serialize))]
pub struct Explanation {
    /// Whether the webhook is authentic and fresh: what [`Verifier::verify`](crate::Verifier::verify) says.
    pub ok: bool,
    /// Otherwise the code of the first error, the same as [`Error::code`].
    #[cfg_attr(feature = "full", serde(skip_serializing_if = "Option::is_none"))]
    pub code: Option<&'static str>,
    /// Secret, payload, headers, timestamp and signature, in this order. All of them are checked, also after one that failed;
    /// one that could not be checked is not ok, and its detail begins with "not checked".
    pub checks: [Check; 5],
    /// The likely causes, those that were proven first. There is one at least if it is not ok.
    pub hints: Vec<Hint>,
}

/// One check.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "full", derive(serde::Serialize))]
pub struct Check {
    /// `secret`, `payload`, `headers`, `timestamp` or `signature`.
    pub name: &'static str,
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
    /// Stable, such as `BODY_RESERIALISED`.
    pub code: &'static str,
    /// One sentence that says what to change, with the JavaScript that does it where there is any. Not stable.
    pub message: Cow<'static, str>,
}

impl From<Found> for Hint {
    fn from(Found { cause, text }: Found) -> Self {
        Self { code: cause.code(), message: cause.message(text.as_deref()) }
    }
}

/// Checks one webhook as a [`Verifier`](crate::Verifier) does, and finds out why it is refused. `headers` are all that the request
/// has: the others show which scheme it is, or what renamed them. `tolerance` and `now` are seconds, `min_secret_bytes` is what
/// [`Verifier::with_min_secret_bytes`](crate::Verifier::with_min_secret_bytes) takes.
///
/// It tries the causes one by one: besides the verification itself at most 1024 HMACs or ed25519 verifications, over at most
/// 64 MiB in all. A body of more than 1 MiB is checked, but not varied. That is still much more than a verification costs: explain
/// in development, or a sample of the refusals, and not every forged request.
///
/// ```
/// use hookproof::{MinSecretBytes, explain};
///
/// let headers = [
///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
///     ("webhook-timestamp", "1614265330"),
///     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
/// ];
/// // The sender sent {"test": 2432232314}, with a space.
/// let printed_again = br#"{"test":2432232314}"#;
/// let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
///
/// let explanation = explain(printed_again, headers, secrets, 1_614_265_330, 300, MinSecretBytes::DEFAULT);
/// assert_eq!(explanation.code, Some("ERR_NO_MATCHING_SIGNATURE"));
/// assert_eq!(explanation.hints[0].code, "BODY_RESERIALISED");
/// ```
pub fn explain<'a, 'h, S, N, V>(
    payload: &[u8],
    headers: impl IntoIterator<Item = (N, &'h V)>,
    secrets: impl IntoIterator<Item = S>,
    now: u64,
    tolerance: u64,
    min_secret_bytes: MinSecretBytes,
) -> Explanation
where
    S: Into<Secret<'a>>,
    N: AsRef<str>,
    V: AsRef<[u8]> + ?Sized + 'h,
{
    let headers: Vec<(N, &[u8])> = headers.into_iter().map(|(name, value)| (name, value.as_ref())).collect();
    let pairs: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (name.as_ref(), *value)).collect();
    // One more than are taken, so that it is seen that there are too many.
    let secrets: Vec<_> = secrets
        .into_iter()
        .take(MAX_KEYS + 1)
        .map(|secret| {
            Ok(match secret.into() {
                Secret::Text(text) => Written::Text(text.as_bytes()),
                Secret::Raw(bytes) => Written::Raw(bytes),
            })
        })
        .collect();
    // One text, as HTTP would have made it: what is looked for does not depend on it.
    let read = Headers::from_pairs(pairs.iter().copied());
    let joined = read.joined();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    Given {
        payload: Payload::Raw { body: payload, is_text: false },
        headers: Ok(read.with_joined(&joined)),
        misgiven: None,
        pairs: pairs.clone(),
        access: Access::Property,
        is_list: secrets.len() > 1,
        secrets,
        now: Ok(now),
        tolerance: Ok(tolerance),
        min_secret_bytes: Ok(min_secret_bytes),
    }
    .explain()
}

/// What a call was given, as far as it could be read.
pub(crate) struct Given<'a> {
    pub(crate) payload: Payload<'a>,
    pub(crate) headers: Result<Headers<'a>, Problem>,
    /// What was given in their place, if that is known.
    pub(crate) misgiven: Option<Found>,
    /// All of them, whatever their names.
    pub(crate) pairs: Vec<(&'a str, &'a [u8])>,
    pub(crate) access: Access,
    pub(crate) secrets: Vec<Result<Written<'a>, Problem>>,
    /// Whether the secrets were given as an array.
    pub(crate) is_list: bool,
    pub(crate) now: Result<i64, Problem>,
    pub(crate) tolerance: Result<u64, Problem>,
    pub(crate) min_secret_bytes: Result<MinSecretBytes, Problem>,
}

pub(crate) enum Payload<'a> {
    Raw {
        body: &'a [u8],
        /// Whether it is a string of JavaScript.
        is_text: bool,
    },
    /// Neither a string nor bytes: why, what it most likely is, and what it looks like when it is printed as JSON.
    #[cfg_attr(
        not(any(test, feature = "full")),
        expect(dead_code, reason = "only JavaScript's payloads can be of another kind")
    )]
    Other { problem: Problem, found: Found, printed: Option<&'a [u8]> },
}

/// A secret as it was written.
#[derive(Clone, Copy)]
pub(crate) enum Written<'a> {
    Text(&'a [u8]),
    Raw(&'a [u8]),
}

/// Why something could not be used.
#[derive(Clone, Copy)]
pub(crate) enum Problem {
    Core(Error),
    /// One that only the caller's language has.
    #[cfg_attr(not(any(test, feature = "full")), expect(dead_code, reason = "only JavaScript has any"))]
    Outside {
        code: &'static str,
        message: &'static str,
    },
}

impl Problem {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Core(error) => error.code(),
            Self::Outside { code, .. } => code,
        }
    }

    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Core(error) => error.message(),
            Self::Outside { message, .. } => message,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Given<'_> {
    pub(crate) fn explain(&self) -> Explanation {
        let mut seen = checks::Seen::new(self);
        let code = seen.first_problem().map(Problem::code);
        let hints = if code.is_none() { Vec::new() } else { causes::find(&mut seen) };
        Explanation {
            ok: code.is_none(),
            code,
            checks: seen.checks(),
            hints: hints.into_iter().map(Hint::from).collect(),
        }
    }
}
