//! The only place that knows JavaScript: values in, numbers out.
//!
//! `reading.js` turns JavaScript values into bytes, the core decides, and a number goes back: see [`Refusal`]. No
//! `String`, `Vec` or owned `JsValue` crosses, because each would bring an allocator (and its kilobytes) into the module.

mod key_cache;
#[cfg(hookproof_module)]
mod module;
mod reading;
mod refusal;
mod state;

use wasm_bindgen::prelude::*;

use crate::{signer, verifier::Envelope};
pub use reading::{Memory, Reading};
pub use refusal::{Fault, Refusal};
use state::with_state;

/// Verifies a webhook. `payload` is a string or bytes, `headers` anything that holds headers, `secret` one secret or an
/// array of them; `now` and `tolerance` are seconds; `reading` is a new one, made for this call, and keeps the id and the
/// timestamp.
///
/// Gives the position of the secret that matched, or the number of a [`Refusal`], which is negative.
#[wasm_bindgen(js_name = verifyWebhook)]
#[must_use]
pub fn verify_webhook(
    payload: &JsValue,
    headers: &JsValue,
    secret: &JsValue,
    now: f64,
    tolerance: f64,
    reading: &Reading,
) -> i32 {
    refusal::number((|| {
        // The caller's own code can run while its values are read (a getter, an iterator), so all of it runs before the
        // state is taken: a call made from in there finds it free.
        let (now, tolerance) = (whole_seconds(now)?, whole_tolerance(tolerance)?);
        let secrets = reading.take_secrets(secret);
        reading.take_payload(payload)?;
        let present = reading.take_headers(headers)?;
        with_state(|state| {
            let keys = reading.keys(secrets, &mut state.keys, &mut state.secret)?;
            let headers = reading.headers(present, &mut state.headers);
            let envelope = Envelope::open(&headers, now, tolerance)?;
            let verified = envelope.verify(reading.body(&mut state.body), keys)?;
            reading.keep_verified(&verified);
            Ok(verified.secret_index())
        })
    })())
}

/// Checks all that can be checked before a body is read: options, secrets, headers and their freshness. Gives 0, or the
/// number of a [`Refusal`].
#[wasm_bindgen(js_name = checkHeaders)]
#[must_use]
pub fn check_headers(
    headers: &JsValue,
    secret: &JsValue,
    now: f64,
    tolerance: f64,
    reading: &Reading,
) -> i32 {
    refusal::number((|| {
        let (now, tolerance) = (whole_seconds(now)?, whole_tolerance(tolerance)?);
        let secrets = reading.take_secrets(secret);
        let present = reading.take_headers(headers)?;
        with_state(|state| {
            reading.keys(secrets, &mut state.keys, &mut state.secret)?;
            Envelope::open(&reading.headers(present, &mut state.headers), now, tolerance)?;
            Ok(0)
        })
    })())
}

/// Checks secrets alone, so that a wrong one is known when a receiver starts. Gives 0, or the number of a [`Refusal`].
#[wasm_bindgen(js_name = checkSecrets)]
#[must_use]
pub fn check_secrets(secret: &JsValue, reading: &Reading) -> i32 {
    let secrets = reading.take_secrets(secret);
    refusal::number(with_state(|state| reading.keys(secrets, &mut state.keys, &mut state.secret).map(|_| 0)))
}

/// Signs `payload` under `id` and `timestamp`, both strings, and leaves the signature header in `reading`. Gives 0, or
/// the number of a [`Refusal`].
#[wasm_bindgen(js_name = signWebhook)]
#[must_use]
pub fn sign_webhook(
    payload: &JsValue,
    id: &JsValue,
    timestamp: &JsValue,
    secret: &JsValue,
    reading: &Reading,
) -> i32 {
    refusal::number((|| {
        let secrets = reading.take_secrets(secret);
        reading.take_payload(payload)?;
        with_state(|state| {
            let keys = reading.keys(secrets, &mut state.keys, &mut state.secret)?;
            let (id_space, timestamp_space) = state.headers.split_at_mut(state::ID);
            let id = reading.text(id, id_space);
            let timestamp = reading.text(timestamp, &mut timestamp_space[..state::TIMESTAMP]);
            let body = reading.body(&mut state.body);
            let header = signer::sign(keys, id, timestamp, body)?;
            reading.keep_signature(header.as_bytes());
            Ok(0)
        })
    })())
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
