//! The only place that knows JavaScript: values in, numbers out.
//!
//! `reading.js` turns JavaScript values into bytes and `core.js` writes them to memory; the core decides, and a number goes
//! back: see [`Refusal`]. No `JsValue`, `String` or `Vec` crosses, because each would bring a table or an allocator (and their
//! kilobytes) into the module.

#[cfg(feature = "full")]
mod full;
mod given;
mod key_cache;
#[cfg(hookproof_module)]
mod module;
mod refusal;
mod state;

use wasm_bindgen::prelude::*;

use crate::{secret::MinSecretBytes, signer, verifier::Envelope};
#[cfg(feature = "full")]
pub use full::{explain_webhook, hints, public_key};
use given::{Given, Payload, Present};
pub use refusal::{Fault, Refusal};
use state::{State, with_state};

/// Verifies a webhook. `now` and `tolerance` are seconds, `min` is the fewest bytes that a secret may have; the others say what
/// `core.js` was given, as `given.rs` reads it.
///
/// Without a payload yet, it checks the rest: so that a webhook can be refused before its body is read.
///
/// Gives the position of the secret that matched, plus 16 if the headers were the svix ones; or the number of a
/// [`Refusal`], which is negative.
#[wasm_bindgen(js_name = verifyWebhook)]
#[must_use]
pub fn verify_webhook(
    now: f64,
    tolerance: f64,
    min: f64,
    secrets: i32,
    present: i32,
    texts: i32,
    payload: i32,
) -> i32 {
    refusal::number((|| {
        let (now, tolerance) = (whole_seconds(now)?, whole_tolerance(tolerance)?);
        let min = min_secret_bytes(min)?;
        let payload = Payload::new(payload)?;
        let present = Present::new(present)?;
        with_state(|State { keys, texts: text_space, space }| {
            let keys = given::keys(secrets, min, keys, space)?.that_verify()?;
            let Given { headers, signed, payload } = present.given(texts, payload, text_space);
            let envelope = Envelope::open(&headers, now, tolerance)?;
            if payload.is_not_there_yet() {
                return Ok(0);
            }
            let verified = if signed.is_empty() {
                envelope.verify(&mut payload.content(envelope.prefix().as_bytes(), space), &keys)?
            } else {
                envelope.verify(&mut payload.content(signed, space), &keys)?
            };
            Ok(verified.secret_index() + if headers.uses_svix() { 16 } else { 0 })
        })
    })())
}

/// Checks secrets alone, so that a wrong one is known when a receiver starts. Gives 0, or the number of a [`Refusal`].
#[wasm_bindgen(js_name = checkSecrets)]
#[must_use]
pub fn check_secrets(min: f64, secrets: i32) -> i32 {
    refusal::number((|| {
        let min = min_secret_bytes(min)?;
        with_state(|State { keys, space, .. }| given::keys(secrets, min, keys, space).map(|_| 0))
    })())
}

/// Signs a payload under an id and a timestamp, and leaves the signature header at [`text_place`]. Gives its length, or the
/// number of a [`Refusal`].
#[wasm_bindgen(js_name = signWebhook)]
#[must_use]
pub fn sign_webhook(min: f64, secrets: i32, payload: i32) -> i32 {
    refusal::number((|| {
        let (min, payload) = (min_secret_bytes(min)?, Payload::new(payload)?);
        with_state(|State { keys, texts, space }| {
            let keys = given::keys(secrets, min, keys, space)?.that_sign()?;
            let [id, timestamp] = given::id_and_timestamp(texts);
            let prefix = signer::prefix(id, timestamp)?;
            let header = signer::sign(&keys, &mut payload.content(prefix.as_bytes(), space));
            let header = header.as_bytes();
            texts[..header.len()].copy_from_slice(header);
            Ok(header.len())
        })
    })())
}

/// Where `core.js` writes headers and a short payload, and reads a signature.
#[wasm_bindgen(js_name = textPlace)]
#[must_use]
pub fn text_place() -> *const u8 {
    with_state(|state| state.texts.as_ptr())
}

/// Rounded down. What lies beyond the integers saturates, and is as far from every timestamp as can be.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole_seconds(now: f64) -> Result<i64, Fault> {
    if !now.is_finite() {
        return Err(Fault::Now);
    }
    let toward_zero = now as i64;
    #[expect(clippy::cast_precision_loss, reason = "an f64 this large has no fraction")]
    let below = now < toward_zero as f64;
    Ok(toward_zero.saturating_sub(i64::from(below)))
}

/// Ages are whole seconds, so a fraction of one never decides.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked, and saturates")]
fn whole_tolerance(tolerance: f64) -> Result<u64, Fault> {
    if tolerance.is_finite() && tolerance >= 0.0 { Ok(tolerance as u64) } else { Err(Fault::Tolerance) }
}

/// A whole number from 1 to 512.
#[inline(never)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and is compared")]
fn min_secret_bytes(min: f64) -> Result<MinSecretBytes, Fault> {
    let whole = min as u16;
    MinSecretBytes::new(whole).filter(|_| f64::from(whole) == min).ok_or(Fault::MinSecretBytes)
}
