//! Verify and sign webhooks of the [Standard Webhooks] scheme, which Svix, `OpenAI`, Clerk, Resend,
//! Pulse and others send.
//!
//! A sender signs the bytes `id "." timestamp "." body` with a shared secret and sends three
//! headers with them. A [`Verifier`] parses those headers strictly, checks that the message is
//! fresh, computes the HMAC and compares in constant time. A [`Signer`] makes the header, for
//! senders and for tests.
//!
//! # Example
//!
//! ```
//! use hookproof::{Headers, UnixTime, Verifier};
//!
//! let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
//! let headers = Headers::from_pairs([
//!     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
//!     ("webhook-timestamp", "1614265330"),
//!     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
//! ]);
//! let now = UnixTime::from_seconds(1_614_265_330); // `UnixTime::now()` in a real receiver
//!
//! let verified = verifier.verify(br#"{"test": 2432232314}"#, &headers, now)?;
//! assert_eq!(verified.id(), "msg_p5jXN8AQM9LWM0D4loKWxJek");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Give the body as it came: one that was parsed and printed again is another one. Make the
//! verifier once, and keep it.
//!
//! # What it does not do
//!
//! - It does not remember what it saw. A webhook stays valid for up to twice the tolerance, so drop
//!   an [id](Verified::id) that you have processed.
//! - It does not parse the body, and does not limit it: read no more than you want to hash.
//! - It reads no clock but in [`UnixTime::now`](UnixTime), and opens no socket.
//!
//! # Errors
//!
//! Each kind is met by someone else. All of them have a stable `code()` for logs, the same in the
//! npm package, and a message that says what to change. None carries text that came from outside.
//!
//! | error | who met it | what to do |
//! | --- | --- | --- |
//! | [`SecretError`] | whoever configures one | stop the program: the secret is wrong |
//! | [`VerifyError`] | whoever receives | answer 401, the same for every one, and log the code |
//! | [`SignError`] | whoever sends | mend the id or the time |
//!
//! # Secrecy
//!
//! Secret are the bytes of a secret, and every signature that is computed and not sent. Not secret
//! are the length, the prefix, the padding and the alphabet of a secret, that it is valid, how many
//! secrets and signatures there are, which of the secrets matches, the message, and a signature
//! that is sent.
//!
//! - Nothing that is secret decides a branch or an address while a secret is decoded, a message is
//!   signed or a signature is compared. A test runs the optimised crate under valgrind to see that;
//!   `tests/constant-time/README.md` in the repository says how, and what that does not show.
//! - Keys, and what is computed from them, are wiped when they are dropped. What the caller gave is
//!   the caller's to wipe.
//! - No message and no [`Debug`](core::fmt::Debug) text has a byte of a secret.
//!
//! Not in constant time is `explain()`, which tries many causes of a refusal. It is for
//! development.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `std` | yes | `UnixTime::now()`, and [`UnixTime`] from a `SystemTime` |
//! | `alloc` | with `std` | [`Secret`] from `String` and `Vec<u8>`; [`Incoming`] |
//! | `http` | no | `Headers::from_map()`, for the `HeaderMap` of the crate `http`; needs `std` |
//! | `ed25519` | no | `v1a` signatures, verified by `whpk_` keys, made by `whsk_` keys; allocates |
//! | `explain` | no | `explain()`: why a webhook is refused, what to change; with `ed25519` |
//!
//! Keys of `v1a` stand in the same lists as secrets and are used by the same calls. A key is held
//! against the signatures of its own kind alone. For such a key, id, timestamp and body are copied
//! into one piece, so that a call takes as much more memory as the body has bytes. To verify and to
//! sign with secrets of `v1` allocates nothing, whatever the features.
//!
//! The features `wasm` and `full` are the exports of the npm package of the same name, which is
//! this crate compiled to WebAssembly, and `python` is what the Python package needs. They are no
//! part of this crate's API.
//!
//! # `no_std`, `unsafe`, and the oldest compiler
//!
//! With `default-features = false` the crate needs neither `std` nor an allocator. It has no
//! `unsafe` code, but for the exports of the npm package. It compiles with Rust 1.88, and CI
//! compiles it with that.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

#![no_std]
#![cfg_attr(not(feature = "wasm"), forbid(unsafe_code))]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod base64;
#[cfg(feature = "ed25519")]
mod ed25519;
mod error;
#[cfg(feature = "explain")]
mod explain;
mod headers;
#[cfg(feature = "alloc")]
mod incoming;
mod keyring;
mod mac;
mod message;
#[cfg(feature = "python")]
#[doc(hidden)]
pub mod python;
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

pub use error::{HeaderName, SecretError, SignError, VerifyError};
#[cfg(feature = "explain")]
pub use explain::{Check, Checked, Explanation, Hint, HintCode, explain};
pub use headers::{Headers, Verified};
#[cfg(feature = "alloc")]
pub use incoming::Incoming;
pub use secret::{MAX_SECRET_BYTES, MIN_SECRET_BYTES, MinSecretBytes, Secret};
pub use signer::{SignatureHeader, Signer};
pub use timestamp::UnixTime;
pub use verifier::{DEFAULT_TOLERANCE, Verifier};
