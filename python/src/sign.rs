//! The sender's side: signatures, and new secrets to sign with.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hookproof::{
    MAX_SECRET_BYTES, MIN_SECRET_BYTES, MinSecretBytes, Secret, SecretError, Signer, UnixTime,
    python,
};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDict, PyString, PyType},
};
use zeroize::Zeroizing;

use crate::{
    errors::{Class, option, raised, unsigned},
    keys::{Cache, Keys},
    options::{self, clock, seconds},
    payload,
};

impl Keys for Signer {
    type Options = ();

    fn new<'a>(
        secrets: impl Iterator<Item = Secret<'a>>,
        min: MinSecretBytes,
        (): (),
    ) -> Result<Self, SecretError> {
        Self::with_min_secret_bytes(secrets, min)
    }
}

static SIGNERS: Cache<Signer> = Cache::new();

/// Signs a webhook, for a sender or for a test.
///
/// Args:
///     payload: The body, exactly as it will be sent.
///     secret: One secret, or several: each adds an entry to the signature list. A whsk_ key makes
///         v1a signatures.
///     id: 1 to 256 visible ASCII characters without a dot; keep it on a retry. By default msg_ and
///         27 random characters.
///     timestamp: When it is sent, in seconds since 1970 or as a datetime with a time zone. By
///         default now.
///     min_secret_bytes: How many bytes each secret must have at least, 1 to 512.
///
/// Returns:
///     The three headers to send with the payload.
///
/// Raises:
///     WebhookConfigError: A wrong secret, payload or option.
///
/// Example:
///     body = json.dumps({"type": "job.completed"}).encode()
///     requests.post(url, data=body, headers=sign_webhook(body, secret))
#[pyfunction]
#[pyo3(signature = (payload, secret, *, id=None, timestamp=None, min_secret_bytes=None),
       text_signature = "(payload, secret, *, id=None, timestamp=None, min_secret_bytes=24)")]
pub(crate) fn sign_webhook<'py>(
    payload: &Bound<'py, PyAny>,
    secret: &Bound<'py, PyAny>,
    id: Option<&Bound<'py, PyAny>>,
    timestamp: Option<&Bound<'py, PyAny>>,
    min_secret_bytes: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = payload.py();
    let id = match id {
        Some(id) => id.cast::<PyString>().map_err(|_| option(py, "id must be a str"))?.clone(),
        None => PyString::new(py, &random_id(py)?),
    };
    let timestamp = match timestamp {
        Some(timestamp) => seconds(timestamp).ok_or_else(|| option(py, TIMESTAMP))?,
        None => clock(py)?,
    };
    let min = options::min_secret_bytes(py, min_secret_bytes)?;
    let secrets = SIGNERS.take(secret, min, ())?;
    let payload = payload_to_sign(payload)?;
    let signer = SIGNERS.keys(secret, secrets, min, ())?;
    let signature = signature(&signer, &id, timestamp, &payload)?;
    let headers = PyDict::new(py);
    headers.set_item(intern!(py, "webhook-id"), id)?;
    headers.set_item(intern!(py, "webhook-timestamp"), timestamp.as_seconds().to_string())?;
    headers.set_item(intern!(py, "webhook-signature"), signature)?;
    Ok(headers)
}

const TIMESTAMP: &str =
    "timestamp must be a finite number of seconds or a datetime with a time zone";

pub(crate) fn payload_to_sign<'py>(payload: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let problem = || raised(payload.py(), Class::Config, "ERR_PAYLOAD_TYPE", payload::PROBLEM);
    payload::bytes_of(payload)?.ok_or_else(problem)
}

pub(crate) fn signature(
    signer: &Signer,
    id: &Bound<'_, PyString>,
    timestamp: UnixTime,
    payload: &Bound<'_, PyBytes>,
) -> PyResult<String> {
    let py = id.py();
    // An id with half a surrogate pair is none, whatever stands in its place.
    let id = id.to_string_lossy();
    let body = payload.as_bytes();
    let signed = py.detach(|| signer.sign(&id, timestamp, body).map(|header| header.to_string()));
    signed.map_err(|error| unsigned(py, error))
}

/// Makes a new secret, whsec_ and base64, from the system's own random numbers.
///
/// Args:
///     nbytes: How many random bytes it holds, 24 to 512.
///
/// Raises:
///     WebhookConfigError: ERR_OPTION, another number of bytes.
///
/// Example:
///     print(generate_secret())  # whsec_…, 32 bytes
#[pyfunction]
#[pyo3(signature = (nbytes=None), text_signature = "(nbytes=32)")]
pub(crate) fn generate_secret(
    py: Python<'_>,
    nbytes: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let count = nbytes.map_or(Some(32), options::whole_number);
    let count = count
        .filter(|count| (MIN_SECRET_BYTES..=MAX_SECRET_BYTES).contains(count))
        .ok_or_else(|| {
            option(
                py,
                &format!(
                    "nbytes must be a whole number from {MIN_SECRET_BYTES} to {MAX_SECRET_BYTES}"
                ),
            )
        })?;
    Ok(format!("whsec_{}", STANDARD.encode(random(py, count)?.as_bytes())))
}

/// Makes a new key pair for v1a signatures.
///
/// Who holds the public key can verify webhooks, and cannot sign them.
///
/// Returns:
///     The private key, whsk_ and base64 of 64 bytes, and the public key, whpk_ and base64 of 32
///     bytes.
///
/// Example:
///     pair = generate_key_pair()
///     headers = sign_webhook(body, pair.private_key)
///     assert verify_webhook(body, headers, pair.public_key)
#[pyfunction]
pub(crate) fn generate_key_pair(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static KEY_PAIR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let mut pair = Zeroizing::new([0; 64]);
    pair[..32].copy_from_slice(random(py, 32)?.as_bytes());
    let seed = Zeroizing::new(*pair.first_chunk::<32>().unwrap_or(&[0; 32]));
    let public = python::public_key(&seed);
    pair[32..].copy_from_slice(&public);
    let texts =
        (format!("whsk_{}", STANDARD.encode(*pair)), format!("whpk_{}", STANDARD.encode(public)));
    KEY_PAIR.import(py, "hookproof._types", "KeyPair")?.call1(texts)
}

fn random_id(py: Python<'_>) -> PyResult<String> {
    Ok(format!("msg_{}", URL_SAFE_NO_PAD.encode(random(py, 20)?.as_bytes())))
}

/// Asks the system for random bytes.
fn random(py: Python<'_>, count: usize) -> PyResult<Bound<'_, PyBytes>> {
    let bytes = py.import(intern!(py, "os"))?.call_method1(intern!(py, "urandom"), (count,))?;
    Ok(bytes.cast_into()?)
}
