//! What is raised. The classes are Python's own, in `hookproof/_errors.py`.

use hookproof::{SecretError, SignError, VerifyError};
use pyo3::{
    exceptions::PyException, intern, prelude::*, sync::PyOnceLock, types::IntoPyDict, types::PyType,
};

/// A mistake of the developer's, or a refusal.
#[derive(Clone, Copy)]
pub(crate) enum Class {
    Config,
    Verification,
}

pub(crate) fn raised(py: Python<'_>, class: Class, code: &str, message: &str) -> PyErr {
    static CONFIG: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static VERIFICATION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (cell, name) = match class {
        Class::Config => (&CONFIG, "WebhookConfigError"),
        Class::Verification => (&VERIFICATION, "WebhookVerificationError"),
    };
    let made = cell.import(py, "hookproof._errors", name).and_then(|class| {
        class.call((message,), Some(&[(intern!(py, "code"), code)].into_py_dict(py)?))
    });
    match made {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

pub(crate) fn option(py: Python<'_>, message: &str) -> PyErr {
    raised(py, Class::Config, "ERR_OPTION", message)
}

pub(crate) fn refused(py: Python<'_>, error: VerifyError) -> PyErr {
    raised(py, Class::Verification, error.code(), &error.to_string())
}

pub(crate) fn unsigned(py: Python<'_>, error: SignError) -> PyErr {
    raised(py, Class::Config, error.code(), &error.to_string())
}

pub(crate) fn secret(py: Python<'_>, error: SecretError, at: usize, count: usize) -> PyErr {
    raised(py, Class::Config, error.code(), &placed(&error.to_string(), at, count))
}

pub(crate) const SECRET_KIND: &str = "the secret must be str or bytes, or a list of these";

pub(crate) fn secret_kind(py: Python<'_>, at: usize, count: usize) -> PyErr {
    raised(py, Class::Config, "ERR_SECRET_KIND", &placed(SECRET_KIND, at, count))
}

/// Says which one of several secrets is wrong.
fn placed(message: &str, at: usize, count: usize) -> String {
    if count > 1 { format!("{message} (secret {} of {count})", at + 1) } else { message.to_owned() }
}

/// Passes on what is no mistake of the code that ran, such as an interrupt from the keyboard. What
/// else a value's own code raises is not looked at: it may be anything.
pub(crate) fn unless_fatal<T>(py: Python<'_>, error: PyErr, otherwise: T) -> PyResult<T> {
    if error.is_instance_of::<PyException>(py) { Ok(otherwise) } else { Err(error) }
}
