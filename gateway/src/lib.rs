//! A filter for gateways: the crate `hookproof`, before a backend in any language.
//!
//! The host, Envoy for one, calls [`root`] with a configuration and [`filter`] with each request.
//! What is decided about a webhook is decided by the crate; this one carries headers and bytes to
//! it, and answers.
//!
//! - [`config`] reads the configuration, or says what to change;
//! - [`paths`] finds what guards a path, whatever way it is spelt;
//! - [`reserved`] knows the names of headers that nobody outside can set;
//! - [`refusal`] lists why a request is refused, and with what status.

pub mod config;
pub mod paths;
pub mod refusal;
pub mod reserved;

mod json;

// What calls the host links in a host alone.
#[cfg(target_arch = "wasm32")]
mod environment;
#[cfg(target_arch = "wasm32")]
mod filter;
#[cfg(target_arch = "wasm32")]
mod report;
#[cfg(target_arch = "wasm32")]
mod root;
