//! Verifies a webhook, as its receiver does: it is authentic and fresh, or it is refused.

use core::time::Duration;

#[cfg(feature = "alloc")]
use crate::incoming::Incoming;
use crate::{
    error::{SecretError, VerifyError},
    headers::{Headers, Verified},
    keyring::{Keyring, Purpose},
    message::Pieces,
    secret::{MinSecretBytes, Secret},
    timestamp::UnixTime,
};

/// The distance that a timestamp may have from now, unless [`Verifier::with_tolerance`] says
/// otherwise: five minutes.
pub const DEFAULT_TOLERANCE: Duration = Duration::from_secs(300);

/// Verifies webhooks against one or more secrets, by the rules of [Standard Webhooks].
///
/// Making one decodes the secrets and prepares the hash, so keep it: verifying with it does neither
/// again.
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Debug)]
pub struct Verifier {
    keyring: Keyring,
    tolerance: Duration,
}

impl Verifier {
    /// Takes 1 to 16 secrets; any of them may match, so that a rotation needs no downtime.
    ///
    /// ```
    /// use hookproof::{SecretError, Verifier};
    ///
    /// let rotating = Verifier::new([
    ///     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ///     "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    /// ]);
    /// assert!(rotating.is_ok());
    /// assert_eq!(Verifier::new(["whsec_your_secret_here"]).unwrap_err(), SecretError::Length);
    /// ```
    ///
    /// # Errors
    /// The first secret that is empty, not base64, of a wrong length or of a wrong kind; or more
    /// than 16 of them.
    pub fn new<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
    ) -> Result<Self, SecretError> {
        Self::with_min_secret_bytes(secrets, MinSecretBytes::DEFAULT)
    }

    /// Takes secrets as [`Verifier::new`] does, for a sender whose keys have fewer bytes than the
    /// specification asks for, or to take longer ones only.
    ///
    /// ```
    /// use hookproof::{MinSecretBytes, SecretError, Verifier};
    ///
    /// let eighteen = MinSecretBytes::new(18).expect("1 to 512");
    /// let secret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    /// let verifier = Verifier::with_min_secret_bytes([secret], eighteen)?;
    /// # Ok::<(), SecretError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::new`].
    pub fn with_min_secret_bytes<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, SecretError> {
        let keyring = Keyring::from_secrets(secrets, min, Purpose::Verify)?;
        Ok(Self { keyring, tolerance: DEFAULT_TOLERANCE })
    }

    /// Sets another tolerance, before and after now. Ages are whole seconds, so that a fraction of
    /// one never decides; zero means the same second.
    ///
    /// ```
    /// # use hookproof::{SecretError, Verifier};
    /// use std::time::Duration;
    ///
    /// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?
    ///     .with_tolerance(Duration::from_secs(60));
    /// # Ok::<(), SecretError>(())
    /// ```
    #[must_use]
    pub const fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Checks one webhook. `payload` is the body exactly as it came.
    ///
    /// ```
    /// use hookproof::{Headers, UnixTime, Verifier, VerifyError};
    ///
    /// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let headers = Headers::from_pairs([
    ///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
    ///     ("webhook-timestamp", "1614265330"),
    ///     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    /// ]);
    /// let body = br#"{"test": 2432232314}"#;
    /// let [now, late] = [1_614_265_331, 1_614_265_999].map(UnixTime::from_seconds);
    /// assert_eq!(verifier.verify(body, &headers, now)?.secret_index(), 0);
    /// assert_eq!(verifier.verify(b"{}", &headers, now), Err(VerifyError::NoMatchingSignature));
    /// assert_eq!(verifier.verify(body, &headers, late), Err(VerifyError::TimestampTooOld));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The first rule that it breaks: a header missing, a header malformed, the timestamp outside
    /// the tolerance, no matching signature, in that order.
    pub fn verify<'h>(
        &self,
        payload: &[u8],
        headers: &Headers<'h>,
        now: UnixTime,
    ) -> Result<Verified<'h>, VerifyError> {
        let opened = headers.open(now, self.tolerance)?;
        let [id, timestamp] = opened.prefix();
        opened.verify(&mut Pieces(&[id, b".", timestamp, b".", payload]), &self.keyring)
    }

    /// Judges the headers of a webhook whose body is still to come, before a byte of it is read.
    ///
    /// Give the body to [`Incoming::update`], piece by piece as it comes, and ask
    /// [`Incoming::finish`] for the verdict: the same as [`Verifier::verify`] gives for the whole
    /// body. For a receiver that passes a body on, or does not want to keep it. A list of
    /// signatures that none of the keys could have made is refused here.
    ///
    /// ```
    /// use hookproof::{Headers, UnixTime, Verifier};
    ///
    /// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let headers = Headers::from_pairs([
    ///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
    ///     ("webhook-timestamp", "1614265330"),
    ///     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    /// ]);
    /// let now = || UnixTime::from_seconds(1_614_265_330); // `UnixTime::now` in a real receiver
    ///
    /// let mut incoming = verifier.begin(&headers, now())?;
    /// for piece in [r#"{"test": "#, "2432232314}"] {
    ///     incoming.update(piece.as_bytes());
    /// }
    /// assert_eq!(incoming.finish(now())?.id(), "msg_p5jXN8AQM9LWM0D4loKWxJek");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::verify`].
    #[cfg(feature = "alloc")]
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    pub fn begin(&self, headers: &Headers<'_>, now: UnixTime) -> Result<Incoming, VerifyError> {
        Incoming::begin(headers, &self.keyring, now, self.tolerance)
    }
}
