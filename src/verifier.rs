//! The verdict: headers parsed, freshness checked, signatures compared.

use crate::{
    content::{Content, Parts, Prefix},
    error::{Error, HeaderName},
    headers::Headers,
    key::Keys,
    keyring::Keyring,
    message_id::MessageId,
    secret::{MinSecretBytes, Secret},
    signatures::Signatures,
    timestamp::Timestamp,
};

/// How far a timestamp may be from now, unless [`Verifier::with_tolerance`] says otherwise: five minutes.
pub const DEFAULT_TOLERANCE_SECONDS: u64 = 300;

/// Verifies webhooks against one or more secrets, by the rules of [Standard Webhooks].
///
/// Making one decodes the secrets and prepares the hash, so keep it: verifying with it does neither again.
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Debug)]
pub struct Verifier {
    keyring: Keyring,
    tolerance: u64,
}

impl Verifier {
    /// Takes 1 to 16 secrets; any of them may match, so that a rotation needs no downtime.
    ///
    /// ```
    /// use hookproof::{Error, Verifier};
    ///
    /// let rotating = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]);
    /// assert!(rotating.is_ok());
    /// assert_eq!(Verifier::new(["whsec_your_secret_here"]).unwrap_err(), Error::SecretLength);
    /// ```
    ///
    /// # Errors
    /// The first secret that is empty, not base64, of a wrong length or of a wrong kind; or more than 16 of them.
    pub fn new<'a, S: Into<Secret<'a>>>(secrets: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        Self::with_min_secret_bytes(secrets, MinSecretBytes::DEFAULT)
    }

    /// As [`Verifier::new`], for a sender whose keys have fewer bytes than the specification asks for, or to take longer ones
    /// only.
    ///
    /// ```
    /// use hookproof::{Error, MinSecretBytes, Verifier};
    ///
    /// let eighteen = MinSecretBytes::new(18).expect("1 to 512");
    /// let verifier = Verifier::with_min_secret_bytes(["whsec_plJ3nmyCDGBKInavdOK15jsl"], eighteen)?;
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::new`].
    pub fn with_min_secret_bytes<'a, S: Into<Secret<'a>>>(
        secrets: impl IntoIterator<Item = S>,
        min: MinSecretBytes,
    ) -> Result<Self, Error> {
        let keyring = Keyring::that_verify(secrets, min)?;
        Ok(Self { keyring, tolerance: DEFAULT_TOLERANCE_SECONDS })
    }

    /// The same verifier with another tolerance, in seconds, before and after now. 0 means the same second.
    ///
    /// ```
    /// # use hookproof::{Error, Verifier};
    /// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?.with_tolerance(60);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn with_tolerance(mut self, seconds: u64) -> Self {
        self.tolerance = seconds;
        self
    }

    /// Checks one webhook. `payload` is the body exactly as it came, `now` the seconds since 1970.
    ///
    /// ```
    /// use hookproof::{Error, Headers, Verifier};
    ///
    /// let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let headers = Headers::from_pairs([
    ///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
    ///     ("webhook-timestamp", "1614265330"),
    ///     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    /// ]);
    /// let body = br#"{"test": 2432232314}"#;
    /// assert_eq!(verifier.verify(body, &headers, 1_614_265_331)?.secret_index(), 0);
    /// assert_eq!(verifier.verify(b"{}", &headers, 1_614_265_331), Err(Error::NoMatchingSignature));
    /// assert_eq!(verifier.verify(body, &headers, 1_614_265_999), Err(Error::TimestampTooOld));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// The first rule that it breaks: a header missing, a header malformed, the timestamp outside the tolerance, no
    /// matching signature, in that order.
    pub fn verify<'h>(&self, payload: &[u8], headers: &Headers<'h>, now: u64) -> Result<Verified<'h>, Error> {
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let envelope = Envelope::open(headers, now, self.tolerance)?;
        envelope.verify(&mut Parts { prefix: &envelope.prefix(), body: payload }, &self.keyring)
    }
}

/// The headers of a webhook that is well-formed and fresh, but not yet known to be authentic.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    id: MessageId<'a>,
    timestamp: Timestamp<'a>,
    signatures: Signatures<'a>,
}

impl<'a> Envelope<'a> {
    pub(crate) fn open(headers: &Headers<'a>, now: i64, tolerance: u64) -> Result<Self, Error> {
        let [id, timestamp, signature] = headers.complete_set()?;
        let malformed = |name| move || Error::MalformedHeader(name);
        let id = MessageId::parse(id).ok_or_else(malformed(HeaderName::Id))?;
        let timestamp = Timestamp::parse(timestamp).ok_or_else(malformed(HeaderName::Timestamp))?;
        let signatures = headers.signatures(signature)?;
        timestamp.check_fresh(now, tolerance)?;
        Ok(Self { id, timestamp, signatures })
    }

    /// What is signed before the body.
    pub(crate) fn prefix(&self) -> Prefix {
        Prefix::new(self.id, self.timestamp)
    }

    /// `content` begins with the prefix.
    pub(crate) fn verify(&self, content: &mut impl Content, keys: &impl Keys) -> Result<Verified<'a>, Error> {
        let secret_index = keys.first_match(content, &self.signatures).ok_or(Error::NoMatchingSignature)?;
        Ok(Verified { id: self.id, timestamp: self.timestamp, secret_index })
    }
}

/// An authentic, fresh webhook: what [`Verifier::verify`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    id: MessageId<'a>,
    timestamp: Timestamp<'a>,
    secret_index: usize,
}

impl<'a> Verified<'a> {
    /// The message's identifier, the same on every retry: the key to tell a repeated delivery by.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.id.as_str()
    }

    /// When it was sent, in seconds since 1970.
    #[must_use]
    pub const fn timestamp(&self) -> u64 {
        self.timestamp.seconds()
    }

    /// Which of the verifier's secrets matched, counted from 0.
    #[must_use]
    pub const fn secret_index(&self) -> usize {
        self.secret_index
    }
}
