//! Verify and sign webhooks of the [Standard Webhooks] scheme: Svix, `OpenAI`, Clerk, Resend, Pulse and others send it.
//!
//! A sender signs the bytes `id "." timestamp "." body` with a shared secret and sends three headers. This crate parses
//! those headers strictly, checks that the message is fresh, computes the HMAC and compares in constant time. It reads
//! no clock, opens no socket and allocates nothing; it does not parse the body, and it does not remember what it saw, so
//! a replay inside the tolerance is the caller's to catch.
//!
//! ```
//! use hookproof::{Headers, Verifier};
//!
//! let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
//! let headers = Headers::from_pairs([
//!     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
//!     ("webhook-timestamp", "1614265330"),
//!     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
//! ]);
//! let now = 1_614_265_330; // seconds since 1970; `SystemTime::now()` in a real receiver
//!
//! let verified = verifier.verify(br#"{"test": 2432232314}"#, &headers, now)?;
//! assert_eq!(verified.id(), "msg_p5jXN8AQM9LWM0D4loKWxJek");
//! # Ok::<(), hookproof::Error>(())
//! ```
//!
//! With the feature `ed25519` it also takes `whpk_` keys, which verify `v1a` signatures, and `whsk_` keys, which make them:
//! in the same lists, by the same calls. A key is held against the signatures of its own kind alone. For such a key, id,
//! timestamp and body are copied into one piece, so that a call takes as much more memory as the body has bytes.
//!
//! With the feature `explain`, `explain()` says why a webhook is refused, and what to change.
//!
//! The npm package of the same name is this crate, compiled to WebAssembly with the feature `wasm`, and its subpath
//! `hookproof/full` with the feature `full`.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

#![no_std]
#![cfg_attr(not(feature = "wasm"), forbid(unsafe_code))]

#[cfg(feature = "ed25519")]
extern crate alloc;

mod base64;
mod content;
#[cfg(feature = "ed25519")]
mod ed25519;
mod error;
#[cfg(feature = "explain")]
mod explain;
mod headers;
mod key;
mod keyring;
mod mac;
mod message_id;
mod secret;
mod signatures;
mod signer;
mod timestamp;
mod verifier;
#[cfg(feature = "wasm")]
#[doc(hidden)]
pub mod wasm;
mod wiped;

/// The README's example runs as a doctest, so that it cannot drift.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use error::{Error, HeaderName};
#[cfg(feature = "explain")]
pub use explain::{Check, Explanation, Hint, explain};
pub use headers::Headers;
pub use secret::{MAX_SECRET_BYTES, MIN_SECRET_BYTES, MinSecretBytes, Secret};
pub use signer::{SignatureHeader, Signer};
pub use verifier::{DEFAULT_TOLERANCE_SECONDS, Verified, Verifier};
