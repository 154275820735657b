//! The Python package: values of Python become text, bytes and numbers for the core, which decides.

#![deny(unsafe_code)]
#![allow(clippy::doc_markdown, reason = "these are docstrings of Python")]

mod errors;
mod explain;
mod headers;
mod keys;
mod options;
mod payload;
mod sign;
mod verify;
mod webhook;

/// The compiled part of the package `hookproof`, which is where to import from.
// Without the GIL nothing here has been tested.
#[pyo3::pymodule(gil_used = true)]
mod _core {
    #[pymodule_export]
    use super::{
        explain::explain_webhook,
        sign::{generate_key_pair, generate_secret, sign_webhook},
        verify::{unwrap_webhook, verify_webhook},
        webhook::Webhook,
    };

    /// The version of the package, of the crate and of the npm package.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "it is so called in Python")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
