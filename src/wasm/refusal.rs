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
    /// A secret is neither a string nor a `Uint8Array`.
    SecretType,
    /// `toleranceSeconds` is negative or no finite number.
    Tolerance,
    /// `now` is no finite number.
    Now,
}

impl Fault {
    const ALL: [Self; 5] =
        [Self::PayloadType, Self::HeadersType, Self::SecretType, Self::Tolerance, Self::Now];

    const fn code(self) -> &'static str {
        match self {
            Self::PayloadType => "ERR_PAYLOAD_TYPE",
            Self::HeadersType => "ERR_HEADERS_TYPE",
            Self::SecretType => "ERR_SECRET_KIND",
            Self::Tolerance | Self::Now => "ERR_OPTION",
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
            Self::SecretType => "the secret must be a string or a Uint8Array, or an array of these",
            Self::Tolerance => "toleranceSeconds must be a finite number of seconds, 0 or more",
            Self::Now => "now must be a valid Date or a finite number of seconds",
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
