//! How an error crosses to JavaScript: as one negative number, its place in a table that both sides share.

use crate::error::Error;
#[cfg(feature = "full")]
use crate::explain::Problem;

/// What only JavaScript can get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The payload is neither a string nor bytes.
    PayloadType,
    /// The headers are of no shape that holds headers, or reading them threw.
    HeadersType,
    /// The headers, or the value of one, are a promise.
    HeadersPromise,
    /// In the place of the headers is what has them: a request, or a platform's event.
    HeadersOfRequest,
    /// The value of a header is a number.
    HeaderNumber,
    /// The value of a header is bytes.
    HeaderBytes,
    /// The value of a header is anything else that is no text and no list of texts.
    HeaderNoText,
    /// A secret is neither a string nor a `Uint8Array`.
    SecretType,
    /// `toleranceSeconds` is negative or no finite number.
    Tolerance,
    /// `now` is no finite number.
    Now,
    /// `minSecretBytes` is no whole number from 1 to 512.
    MinSecretBytes,
}

impl Fault {
    const ALL: [Self; 11] = [
        Self::PayloadType,
        Self::HeadersType,
        Self::HeadersPromise,
        Self::HeadersOfRequest,
        Self::HeaderNumber,
        Self::HeaderBytes,
        Self::HeaderNoText,
        Self::SecretType,
        Self::Tolerance,
        Self::Now,
        Self::MinSecretBytes,
    ];

    /// What is wrong with headers, by the numbers of `reading.js`: less than 0.
    pub(super) const fn of_headers(number: i32) -> Self {
        match number {
            -2 => Self::HeadersPromise,
            -3 => Self::HeadersOfRequest,
            -4 => Self::HeaderNumber,
            -5 => Self::HeaderBytes,
            -6 => Self::HeaderNoText,
            _ => Self::HeadersType,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::PayloadType => "ERR_PAYLOAD_TYPE",
            Self::HeadersType
            | Self::HeadersPromise
            | Self::HeadersOfRequest
            | Self::HeaderNumber
            | Self::HeaderBytes
            | Self::HeaderNoText => "ERR_HEADERS_TYPE",
            Self::SecretType => "ERR_SECRET_KIND",
            Self::Tolerance | Self::Now | Self::MinSecretBytes => "ERR_OPTION",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::PayloadType => {
                "the payload must be the raw body, a string or bytes, and it was parsed or never read: \
                 Express: express.raw({ type: () => true }) on this route, before express.json(); \
                 Next pages: export const config = { api: { bodyParser: false } }; Next app: await request.text(); \
                 Nest: NestFactory.create(App, { rawBody: true }) and req.rawBody"
            }
            Self::HeadersType => {
                "the headers must be a Headers, a Map, an object like Node's req.headers, or [name, value] pairs"
            }
            Self::HeadersPromise => "the headers are a promise: await it first, as in await headers()",
            Self::HeadersOfRequest => {
                "the headers are not given, but the request or event that has them: give its headers, request.headers"
            }
            Self::HeaderNumber => "the value of a webhook header is a number: give text, String(value)",
            Self::HeaderBytes => {
                "the value of a webhook header is bytes: give text, new TextDecoder().decode(value)"
            }
            Self::HeaderNoText => {
                "the value of a webhook header is neither text nor a list of texts: give the text in it"
            }
            Self::SecretType => "the secret must be a string or a Uint8Array, or an array of these",
            Self::Tolerance => "toleranceSeconds must be a finite number of seconds, 0 or more",
            Self::Now => "now must be a valid Date or a finite number of seconds",
            Self::MinSecretBytes => "minSecretBytes must be a whole number from 1 to 512",
        }
    }
}

/// An error on its way out.
///
/// Its number is `-(1 + place in the table + 256 * n)`, where n is the position of the secret that is at fault.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(i32);

impl Refusal {
    /// Code, message and whether the sender caused it, in the order of the numbers: the sender's faults come first.
    pub fn table() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let core = Error::ALL.iter().map(|error| (error.code(), error.message(), error.is_sender_fault()));
        core.chain(Fault::ALL.into_iter().map(|fault| (fault.code(), fault.message(), false)))
    }

    pub(super) const fn of_secret(self, at: u32) -> Self {
        Self(self.0 - 256 * at.cast_signed())
    }

    /// What it stands for.
    #[cfg(feature = "full")]
    pub(super) fn problem(self) -> Problem {
        let place = usize::from((-1 - self.0).to_le_bytes()[0]);
        match Error::ALL.get(place) {
            Some(error) => Problem::Core(*error),
            None => Fault::ALL[place - Error::ALL.len()].into(),
        }
    }

    fn at(place: usize) -> Self {
        Self(-1 - small(place))
    }
}

#[cfg(feature = "full")]
impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Outside { code: fault.code(), message: fault.message() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::at(Error::ALL.iter().position(|other| *other == error).unwrap_or_default())
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::at(Error::ALL.len() + fault as usize)
    }
}

pub(super) fn number(outcome: Result<usize, Refusal>) -> i32 {
    match outcome {
        Ok(position) => i32::try_from(position).unwrap_or(i32::MAX),
        Err(Refusal(number)) => number,
    }
}

/// A place in the table, which is far below 256.
fn small(place: usize) -> i32 {
    u8::try_from(place).unwrap_or(u8::MAX).into()
}
