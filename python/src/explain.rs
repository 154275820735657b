//! Why a webhook is refused: what is given, read as far as it can be, for the core's search.

use hookproof::{
    Explanation, HintCode, MinSecretBytes,
    python::{Access, Asked, GivenSecret, Misgiven},
};
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytesMethods, PyString, PyTuple, PyType},
};

use crate::{
    errors::SECRET_KIND,
    headers,
    keys::{Given, Secrets},
    options::{self, Options},
    payload,
};

/// Says why a webhook is refused, and what to change in the receiver.
///
/// It looks for the cause by trying it: the body as it would be with other white space or line
/// endings, the secret read in another way, the other set of headers, and so on. It raises nothing,
/// whatever it is given. It holds no part of a secret and no signature that was computed; but it is
/// meant for logs and for the developer, so answer the sender with a plain 401.
///
/// It costs much more than a verification: explain in development, or a sample of the refusals, and
/// not every forged request. Besides the verification itself at most 1024 HMACs or ed25519
/// verifications are tried, over at most 64 MiB; a body of more than 1 MiB is checked, but not
/// varied.
///
/// Args:
///     payload: What was given to verify_webhook; anything is taken.
///     headers: What was given to verify_webhook; anything is taken.
///     secret: What was given to verify_webhook; anything is taken.
///     tolerance: As for verify_webhook.
///     now: As for verify_webhook.
///     min_secret_bytes: As for verify_webhook.
///
/// Returns:
///     The verdict, the five checks and the likely causes.
///
/// Example:
///     if not verify_webhook(body, headers, secret):
///         if app.debug:
///             explanation = explain_webhook(body, headers, secret)
///             app.logger.warning("%s: %s", explanation.code, explanation.hints[0].message)
///         abort(401)
#[pyfunction]
#[pyo3(signature = (payload, headers, secret, *, tolerance=None, now=None, min_secret_bytes=None),
       text_signature = "(payload, headers, secret, *, tolerance=300, now=None, min_secret_bytes=24)")]
pub(crate) fn explain_webhook<'py>(
    payload: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    secret: &Bound<'py, PyAny>,
    tolerance: Option<&Bound<'py, PyAny>>,
    now: Option<&Bound<'py, PyAny>>,
    min_secret_bytes: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = payload.py();
    let time = Options::read(py, now, tolerance, min_secret_bytes)
        .map(|options| (options.now, options.tolerance));
    let problem = time.as_ref().err().map(|error| error.value(py).to_string());
    let secrets = Secrets::read(secret)?;
    let fields = headers::read(headers)?;
    let bytes = payload::bytes_of(payload)?;
    // What each value looks like that is none of what is taken.
    let looks = py.import("hookproof._misgiven")?;
    let (access, pairs): (String, Vec<(String, Vec<u8>)>) =
        looks.call_method1("pairs", (headers,))?.extract()?;
    let of_headers: Option<(String, Option<String>)> =
        looks.call_method1("headers", (headers,))?.extract()?;
    let (hint, advice, printed): (String, Option<String>, Option<String>) =
        looks.call_method1("payload", (payload,))?.extract()?;
    let lent = fields.as_ref().map(headers::Fields::lent);
    let is_none = lent.as_ref().map_or(true, |fields| {
        fields.iter().all(|field| matches!(field, hookproof::python::Field::Missing))
    });
    let asked = Asked {
        payload: bytes.as_ref().map(PyBytesMethods::as_bytes).ok_or_else(|| Misgiven {
            message: payload::PROBLEM,
            hint: code_of(&hint).unwrap_or(HintCode::BodyParsed),
            advice: advice.as_deref(),
            printed: printed.as_ref().map(String::as_bytes),
        }),
        is_text: payload.is_instance_of::<PyString>(),
        headers: lent.map_err(|problem| *problem),
        headers_hint: of_headers
            .as_ref()
            .filter(|_| is_none)
            .and_then(|(code, advice)| Some((code_of(code)?, advice.as_deref()))),
        pairs: pairs.iter().map(|(name, value)| (&**name, &**value)).collect(),
        access: match &*access {
            "pairs" => Access::Pairs,
            "bytes" => Access::Bytes,
            "environ" => Access::Environ,
            _ => Access::Property,
        },
        secrets: secrets
            .all()
            .iter()
            .map(|secret| match secret {
                Given::Missing => GivenSecret::Missing,
                secret => {
                    secret.lent().map_or(GivenSecret::OfWrongKind(SECRET_KIND), GivenSecret::Secret)
                }
            })
            .collect(),
        is_list: matches!(secrets, Secrets::List(_)),
        time: time.map_err(|_| problem.as_deref().unwrap_or_default()),
        min_secret_bytes: options::min_secret_bytes(py, min_secret_bytes)
            .unwrap_or(MinSecretBytes::DEFAULT),
    };
    report(py, &py.detach(|| asked.explain()))
}

fn code_of(name: &str) -> Option<HintCode> {
    HintCode::ALL.iter().copied().find(|code| code.as_str() == name)
}

fn report<'py>(py: Python<'py>, explanation: &Explanation) -> PyResult<Bound<'py, PyAny>> {
    static EXPLANATION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static CHECK: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static HINT: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = |cell: &'static PyOnceLock<_>, name| cell.import(py, "hookproof._types", name);
    let (check, hint) = (class(&CHECK, "WebhookCheck")?, class(&HINT, "WebhookHint")?);
    let checks = explanation
        .checks
        .iter()
        .map(|checked| check.call1((checked.check.as_str(), checked.ok, &checked.detail)));
    let hints =
        explanation.hints.iter().map(|found| hint.call1((found.code.as_str(), &*found.message)));
    class(&EXPLANATION, "WebhookExplanation")?.call1((
        explanation.ok,
        explanation.code,
        PyTuple::new(py, checks.collect::<PyResult<Vec<_>>>()?)?,
        PyTuple::new(py, hints.collect::<PyResult<Vec<_>>>()?)?,
    ))
}
