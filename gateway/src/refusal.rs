//! Why a request is refused. The sender is told no more than the status; the code is for logs and
//! counters.

use hookproof::{HeaderName, VerifyError};

/// A reason to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The crate's verdict.
    Verify(VerifyError),
    /// The body is larger than `max_body_bytes`.
    BodyTooLarge,
    /// It asks for another protocol, in which nothing could be verified.
    Upgrade,
    /// Its path can be read as that of two endpoints.
    Path,
    /// It waits for a `100 Continue` that the host leaves to the backend, which is to see nothing
    /// yet.
    Expectation,
    /// It ended before its end: the client has left, or the host has ended it, for its time or its
    /// size.
    BrokenOff,
}

impl Refusal {
    /// One for each code.
    pub const ALL: [Self; 10] = [
        Self::Verify(VerifyError::MissingHeader(HeaderName::Id)),
        Self::Verify(VerifyError::MalformedHeader(HeaderName::Id)),
        Self::Verify(VerifyError::TimestampTooOld),
        Self::Verify(VerifyError::TimestampTooNew),
        Self::Verify(VerifyError::NoMatchingSignature),
        Self::BodyTooLarge,
        Self::Upgrade,
        Self::Path,
        Self::Expectation,
        Self::BrokenOff,
    ];

    /// Returns the code: that of the crate and the packages, or one of the gateway's own.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Verify(error) => error.code(),
            Self::BodyTooLarge => "ERR_BODY_TOO_LARGE",
            Self::Upgrade => "ERR_UPGRADE",
            Self::Path => "ERR_PATH",
            Self::Expectation => "ERR_EXPECTATION",
            Self::BrokenOff => "ERR_BROKEN_OFF",
        }
    }

    /// Returns the status of the answer.
    #[must_use]
    pub const fn status(self) -> u32 {
        match self {
            Self::BodyTooLarge => 413,
            // A client comes again without it (RFC 9110, 15.5.18).
            Self::Expectation => 417,
            _ => 401,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_crate_has_a_code_that_is_counted() {
        for error in VerifyError::ALL {
            assert!(Refusal::ALL.iter().any(|refusal| refusal.code() == error.code()));
        }
    }

    #[test]
    fn a_sender_learns_of_size_and_of_expect_alone() {
        for refusal in Refusal::ALL {
            let status = match refusal {
                Refusal::BodyTooLarge => 413,
                Refusal::Expectation => 417,
                _ => 401,
            };
            assert_eq!(refusal.status(), status);
        }
    }

    #[test]
    fn no_two_have_one_code() {
        for (at, refusal) in Refusal::ALL.iter().enumerate() {
            assert!(Refusal::ALL[..at].iter().all(|other| other.code() != refusal.code()));
        }
    }
}
