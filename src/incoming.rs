//! A webhook whose body comes piece by piece, for whoever passes it on and does not keep it.

use alloc::vec::Vec;
use core::{fmt, time::Duration};

use crate::{
    error::VerifyError,
    headers::{Field, Headers, Verified},
    keyring::{Keyring, Trials},
    timestamp::UnixTime,
};

/// A webhook whose headers are lawful and fresh, and whose body is on its way: what
/// [`Verifier::begin`](crate::Verifier::begin) returns.
///
/// It keeps the three headers and one hash for each secret that could match, whatever the length of
/// the body. A `whpk_` key needs the message in one piece: if the headers have a `v1a` signature,
/// the body is kept, too. Bound its length.
#[derive(Clone)]
pub struct Incoming {
    /// In the order of the names in `Headers`.
    headers: [Vec<u8>; 3],
    tolerance: Duration,
    trials: Trials,
}

impl Incoming {
    pub(crate) fn begin(
        headers: &Headers<'_>,
        keyring: &Keyring,
        now: UnixTime,
        tolerance: Duration,
    ) -> Result<Self, VerifyError> {
        let opened = headers.open(now, tolerance)?;
        let mut trials =
            keyring.start(opened.signatures()).ok_or(VerifyError::NoMatchingSignature)?;
        let [id, timestamp] = opened.prefix();
        for piece in [id, b".", timestamp, b"."] {
            trials.update(piece);
        }
        Ok(Self { headers: headers.values(), tolerance, trials })
    }

    /// Tells whether the body is kept: a `whpk_` key takes part.
    #[must_use]
    pub fn keeps_body(&self) -> bool {
        self.trials.keeps_message()
    }

    /// Takes the next piece of the body, as it came.
    pub fn update(&mut self, piece: &[u8]) {
        self.trials.update(piece);
    }

    /// Gives the verdict, once all of the body has come.
    ///
    /// Read the clock again for `now`. Whoever holds the end of a body back must not outlast the
    /// tolerance: a receiver that remembers ids for twice the tolerance would have forgotten this
    /// one.
    ///
    /// # Errors
    /// The timestamp is outside the tolerance by now, or no signature matches.
    pub fn finish(&self, now: UnixTime) -> Result<Verified<'_>, VerifyError> {
        let [id, timestamp, signature] = self.headers.each_ref().map(|value| Field::text(value));
        let missing = Field::Missing;
        let headers = Headers::from_fields([id, timestamp, signature, missing, missing, missing]);
        let opened = headers.open(now, self.tolerance)?;
        let secret_index =
            self.trials.first_match(opened.signatures()).ok_or(VerifyError::NoMatchingSignature)?;
        Ok(opened.signed_by(secret_index))
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}
