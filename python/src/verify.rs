//! The verdict on one webhook.

use core::time::Duration;
use std::sync::Arc;

use hookproof::{
    MinSecretBytes, Secret, SecretError, UnixTime, Verified, Verifier, VerifyError, python,
};
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDateTime, PyType, PyTzInfo},
};

use crate::{
    errors::{Class, raised, refused},
    headers::{self, Fields},
    keys::{Cache, Keys},
    options::Options,
    payload,
};

impl Keys for Verifier {
    type Options = Duration;

    fn new<'a>(
        secrets: impl Iterator<Item = Secret<'a>>,
        min: MinSecretBytes,
        tolerance: Duration,
    ) -> Result<Self, SecretError> {
        Self::with_min_secret_bytes(secrets, min).map(|verifier| verifier.with_tolerance(tolerance))
    }
}

static VERIFIERS: Cache<Verifier> = Cache::new();

/// A webhook whose values are read, each once.
pub(crate) struct Webhook<'py> {
    payload: Bound<'py, PyBytes>,
    fields: Fields<'py>,
    now: UnixTime,
}

/// Hashing so many bytes takes longer than letting other threads run.
const LONG_BODY: usize = 16 * 1024;

impl<'py> Webhook<'py> {
    pub(crate) fn read(
        payload: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        now: UnixTime,
    ) -> PyResult<Self> {
        let py = payload.py();
        let fields = headers::read(headers)?;
        // The last to be read: what reads the headers may run code that changes these bytes.
        let payload = payload::bytes_of(payload)?
            .ok_or_else(|| raised(py, Class::Config, "ERR_PAYLOAD_TYPE", payload::PROBLEM))?;
        let fields =
            fields.map_err(|problem| raised(py, Class::Config, "ERR_HEADERS_TYPE", problem))?;
        Ok(Self { payload, fields, now })
    }

    pub(crate) fn verdict(&self, verifier: &Verifier) -> Result<Verified<'_>, VerifyError> {
        let (body, headers, now) =
            (self.payload.as_bytes(), python::headers(self.fields.lent()), self.now);
        if body.len() < LONG_BODY {
            return verifier.verify(body, &headers, now);
        }
        self.payload.py().detach(|| verifier.verify(body, &headers, now))
    }

    pub(crate) fn unwrapped(
        &self,
        verifier: &Verifier,
        json_parse: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        static VERIFIED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let py = self.payload.py();
        let verified = self.verdict(verifier).map_err(|error| refused(py, error))?;
        let timestamp = moment(py, verified.timestamp())?;
        let event = if json_parse { self.event()? } else { py.None().into_bound(py) };
        let class = VERIFIED.import(py, "hookproof._types", "VerifiedWebhook")?;
        class.call1((verified.id(), timestamp, event, verified.secret_index(), &self.payload))
    }

    /// Parses only what was verified.
    pub(crate) fn event(&self) -> PyResult<Bound<'py, PyAny>> {
        static PARSE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        PARSE.import(self.payload.py(), "hookproof._json", "parse")?.call1((&self.payload,))
    }

    pub(crate) fn has_body(&self) -> bool {
        !self.payload.as_bytes().is_empty()
    }
}

/// The last second that a datetime can name, 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;

fn moment(py: Python<'_>, time: UnixTime) -> PyResult<Bound<'_, PyDateTime>> {
    let seconds = time.as_seconds().min(LAST_SECOND);
    #[expect(clippy::cast_precision_loss, reason = "12 digits are fewer than 53 bits")]
    PyDateTime::from_timestamp(py, seconds as f64, Some(&*PyTzInfo::utc(py)?))
}

/// Says whether a webhook is authentic and fresh.
///
/// It returns False for anything that a sender can cause, and raises only what the developer has to
/// change.
///
/// Args:
///     payload: The raw body, as bytes or as a str, which stands for its UTF-8. A parsed one cannot
///         be verified: its bytes are gone.
///     headers: The request's headers, with webhook-id, webhook-timestamp and webhook-signature or
///         their svix- forms: a mapping such as request.headers of any framework, environ of WSGI,
///         or (name, value) pairs of str or bytes.
///     secret: One secret, or 1 to 16 of them during a rotation: whsec_ and base64 as the sender's
///         dashboard shows it, the key's own bytes, or a whpk_ key.
///     tolerance: How far the timestamp may lie from now, before or after, in seconds. 0 means the
///         same second.
///     now: The time to compare with, in seconds since 1970 or as a datetime with a time zone. By
///         default the clock's.
///     min_secret_bytes: How many bytes each secret must have at least, 1 to 512, for senders who
///         issue shorter ones.
///
/// Returns:
///     Whether to process the webhook.
///
/// Raises:
///     WebhookConfigError: A wrong secret, payload, headers or option.
///
/// Example:
///     @app.post("/webhook")
///     def receive():
///         secret = os.environ["WEBHOOK_SECRET"]
///         if not verify_webhook(request.get_data(), request.headers, secret):
///             abort(401)
///         return "", 204
#[pyfunction]
#[pyo3(signature = (payload, headers, secret, *, tolerance=None, now=None, min_secret_bytes=None),
       text_signature = "(payload, headers, secret, *, tolerance=300, now=None, min_secret_bytes=24)")]
pub(crate) fn verify_webhook(
    payload: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    secret: &Bound<'_, PyAny>,
    tolerance: Option<&Bound<'_, PyAny>>,
    now: Option<&Bound<'_, PyAny>>,
    min_secret_bytes: Option<&Bound<'_, PyAny>>,
) -> PyResult<bool> {
    let (webhook, verifier) = read(
        payload,
        headers,
        secret,
        Options::read(payload.py(), now, tolerance, min_secret_bytes)?,
    )?;
    Ok(webhook.verdict(&verifier).is_ok())
}

/// Verifies a webhook like verify_webhook, and returns what is in it.
///
/// Args:
///     payload: The raw body, JSON once it is verified.
///     headers: As for verify_webhook.
///     secret: As for verify_webhook.
///     tolerance: As for verify_webhook.
///     now: As for verify_webhook.
///     min_secret_bytes: As for verify_webhook.
///     json_parse: False for bodies that need not be JSON: nothing is parsed, and the event is
///         None.
///
/// Returns:
///     The id, the time, the parsed body, which secret matched, and the body's bytes.
///
/// Raises:
///     WebhookVerificationError: The webhook must not be processed; its code says why.
///     WebhookConfigError: A wrong secret, payload, headers or option.
///
/// Example:
///     verified = unwrap_webhook(request.get_data(), request.headers, secret)
///     print(verified.id, verified.event["type"])
#[pyfunction]
#[pyo3(signature = (payload, headers, secret, *, tolerance=None, now=None, min_secret_bytes=None, json_parse=true),
       text_signature = "(payload, headers, secret, *, tolerance=300, now=None, min_secret_bytes=24, json_parse=True)")]
pub(crate) fn unwrap_webhook<'py>(
    payload: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    secret: &Bound<'py, PyAny>,
    tolerance: Option<&Bound<'py, PyAny>>,
    now: Option<&Bound<'py, PyAny>>,
    min_secret_bytes: Option<&Bound<'py, PyAny>>,
    json_parse: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let (webhook, verifier) = read(
        payload,
        headers,
        secret,
        Options::read(payload.py(), now, tolerance, min_secret_bytes)?,
    )?;
    webhook.unwrapped(&verifier, json_parse)
}

/// Reads what a verification is given, and tells what is wrong with it in one order: options,
/// payload, headers, secrets.
fn read<'py>(
    payload: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    secret: &Bound<'py, PyAny>,
    Options { now, tolerance, min }: Options,
) -> PyResult<(Webhook<'py>, Arc<Verifier>)> {
    let secrets = VERIFIERS.take(secret, min, tolerance)?;
    let webhook = Webhook::read(payload, headers, now)?;
    Ok((webhook, VERIFIERS.keys(secret, secrets, min, tolerance)?))
}
