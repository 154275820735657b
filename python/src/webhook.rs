//! The class of `standardwebhooks` and `svix`.

use hookproof::{DEFAULT_TOLERANCE, SecretError, Signer, Verifier};
use pyo3::{
    intern,
    prelude::*,
    types::{PyDateTime, PyString, PyTzInfo, PyTzInfoAccess},
};

use crate::{
    errors::{self, option, refused},
    keys::{Given, Secrets, made},
    options::{self, Options, seconds},
    sign, verify,
};

/// Verifies and signs as the class of standardwebhooks and svix does.
///
/// Changing the import line is the whole migration.
///
/// Args:
///     whsecret: One secret, or 1 to 16 of them during a rotation. Bytes are the key itself.
///     min_secret_bytes: How many bytes each secret must have at least, 1 to 512.
///
/// Raises:
///     WebhookConfigError: A wrong secret, at once and not at the first webhook.
///
/// Example:
///     event = Webhook(secret).verify(request.get_data(), request.headers)
#[pyclass(module = "hookproof", subclass, frozen)]
pub(crate) struct Webhook {
    /// Of keys that are all for one purpose, the other one is an error.
    verifier: Result<Verifier, SecretError>,
    signer: Result<Signer, SecretError>,
}

#[pymethods]
impl Webhook {
    #[new]
    #[pyo3(signature = (whsecret, *, min_secret_bytes=None), text_signature = "(whsecret, *, min_secret_bytes=24)")]
    fn new(
        whsecret: &Bound<'_, PyAny>,
        min_secret_bytes: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = whsecret.py();
        let min = options::min_secret_bytes(py, min_secret_bytes)?;
        let secrets = Secrets::read(whsecret)?;
        let lent = || secrets.all().iter().filter_map(Given::lent);
        let verifier = Verifier::with_min_secret_bytes(lent(), min);
        let signer = Signer::with_min_secret_bytes(lent(), min);
        // A key that only signs is none too many here: verify says so.
        if let Err(SecretError::PrivateKey) = verifier {
            made::<Signer>(py, secrets.all(), min, ())?;
        } else {
            made::<Verifier>(py, secrets.all(), min, DEFAULT_TOLERANCE)?;
        }
        Ok(Self { verifier, signer })
    }

    /// Returns the parsed JSON of a webhook that is authentic and fresh.
    ///
    /// An empty body gives None.
    ///
    /// Args:
    ///     data: The raw body.
    ///     headers: The request's headers.
    ///     json_parse: False to parse nothing and return None, as svix does.
    ///     tolerance: How far the timestamp may lie from now, in seconds.
    ///     now: The time to compare with. By default the clock's.
    ///
    /// Raises:
    ///     WebhookVerificationError: The webhook must not be processed; its code says why.
    ///     WebhookConfigError: A wrong payload, headers or option.
    #[pyo3(signature = (data, headers, *, json_parse=true, tolerance=None, now=None),
           text_signature = "($self, data, headers, *, json_parse=True, tolerance=300, now=None)")]
    fn verify<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        json_parse: bool,
        tolerance: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = data.py();
        let Options { now, tolerance, .. } = Options::read(py, now, tolerance, None)?;
        let webhook = verify::Webhook::read(data, headers, now)?;
        let verifier = self.verifier.as_ref().map_err(|error| errors::secret(py, *error, 0, 1))?;
        let verdict = if tolerance == DEFAULT_TOLERANCE {
            webhook.verdict(verifier)
        } else {
            webhook.verdict(&verifier.clone().with_tolerance(tolerance))
        };
        verdict.map_err(|error| refused(py, error))?;
        if json_parse && webhook.has_body() {
            webhook.event()
        } else {
            Ok(py.None().into_bound(py))
        }
    }

    /// Returns the value of the signature header for a message.
    ///
    /// Args:
    ///     msg_id: The message's identifier.
    ///     timestamp: When it is sent. One without a time zone is UTC, as in standardwebhooks.
    ///     data: The body, exactly as it will be sent.
    ///
    /// Returns:
    ///     One entry for each secret, v1, and base64, separated by spaces.
    ///
    /// Raises:
    ///     WebhookConfigError: A wrong id, timestamp or payload.
    #[pyo3(text_signature = "($self, msg_id, timestamp, data)")]
    fn sign(
        &self,
        msg_id: &Bound<'_, PyAny>,
        timestamp: &Bound<'_, PyAny>,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<String> {
        let py = data.py();
        let id = msg_id.cast::<PyString>().map_err(|_| option(py, SIGN_TAKES))?;
        let time = timestamp.cast::<PyDateTime>().map_err(|_| option(py, SIGN_TAKES))?.as_any();
        let time = match timestamp.cast::<PyDateTime>()?.get_tzinfo() {
            Some(_) => time.clone(),
            None => {
                let utc = [(intern!(py, "tzinfo"), PyTzInfo::utc(py)?)];
                time.call_method(
                    intern!(py, "replace"),
                    (),
                    Some(&pyo3::types::IntoPyDict::into_py_dict(utc, py)?),
                )?
            }
        };
        let time = seconds(&time).ok_or_else(|| option(py, SIGN_TAKES))?;
        let payload = sign::payload_to_sign(data)?;
        let signer = self.signer.as_ref().map_err(|error| errors::secret(py, *error, 0, 1))?;
        sign::signature(signer, id, time, &payload)
    }
}

const SIGN_TAKES: &str = "sign takes an id, a datetime and the payload, in this order";
