//! The only place that knows JavaScript: values in, numbers out.
//!
//! `reading.js` turns JavaScript values into bytes, the core decides, and a number goes back: see [`Refusal`]. No
//! `String`, `Vec` or owned `JsValue` crosses, because each would bring an allocator (and its kilobytes) into the module.

mod buffers;
mod reading;
mod refusal;

use wasm_bindgen::prelude::*;

use crate::{
    keyring::Keyring,
    signer,
    verifier::{Envelope, Verified},
};
use buffers::{Buffers, with_buffers};
pub use reading::{Memory, Reading};
pub use refusal::{Fault, Refusal};

/// Verifies a webhook. `payload` is a string or bytes, `headers` anything that holds headers, `secret` one secret or an
/// array of them; `now` and `tolerance` are seconds; `reading` is a new one, made for this call.
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
    verify(payload, headers, secret, now, tolerance, reading, |_| ())
}

/// [`verify_webhook`], and leaves the id and the timestamp in `reading`.
#[wasm_bindgen(js_name = unwrapWebhook)]
#[must_use]
pub fn unwrap_webhook(
    payload: &JsValue,
    headers: &JsValue,
    secret: &JsValue,
    now: f64,
    tolerance: f64,
    reading: &Reading,
) -> i32 {
    verify(payload, headers, secret, now, tolerance, reading, |verified| reading.keep_verified(verified))
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
        reading.take_secrets(secret);
        let present = reading.headers_present(headers)?;
        with_buffers(|buffers| {
            keyring(reading, buffers)?;
            Envelope::open(&reading.headers(present, &mut buffers.headers), now, tolerance)?;
            Ok(0)
        })
    })())
}

/// Checks secrets alone, so that a wrong one is known when a receiver starts. Gives 0, or the number of a [`Refusal`].
#[wasm_bindgen(js_name = checkSecrets)]
#[must_use]
pub fn check_secrets(secret: &JsValue, reading: &Reading) -> i32 {
    reading.take_secrets(secret);
    refusal::number(with_buffers(|buffers| keyring(reading, buffers).map(|_| 0)))
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
        reading.take_secrets(secret);
        reading.take_payload(payload)?;
        with_buffers(|buffers| {
            let keyring = keyring(reading, buffers)?;
            let (id_space, timestamp_space) = buffers.headers.split_at_mut(buffers::ID);
            let id = reading.text(id, id_space);
            let timestamp = reading.text(timestamp, &mut timestamp_space[..buffers::TIMESTAMP]);
            let header = signer::sign(&keyring, id, timestamp, reading.body(&mut buffers.body))?;
            reading.keep_signature(header.as_bytes());
            Ok(0)
        })
    })())
}

fn verify(
    payload: &JsValue,
    headers: &JsValue,
    secret: &JsValue,
    now: f64,
    tolerance: f64,
    reading: &Reading,
    keep: impl FnOnce(&Verified<'_>),
) -> i32 {
    refusal::number((|| {
        // The caller's own code can run while its values are read (a getter, an iterator), so all of it runs before the
        // buffers are taken: a call made from in there finds them free.
        let (now, tolerance) = (whole_seconds(now)?, whole_tolerance(tolerance)?);
        reading.take_secrets(secret);
        reading.take_payload(payload)?;
        let present = reading.headers_present(headers)?;
        with_buffers(|buffers| {
            let keyring = keyring(reading, buffers)?;
            let headers = reading.headers(present, &mut buffers.headers);
            let envelope = Envelope::open(&headers, now, tolerance)?;
            let verified = envelope.verify(reading.body(&mut buffers.body), &keyring)?;
            keep(&verified);
            Ok(verified.secret_index())
        })
    })())
}

fn keyring(reading: &Reading, buffers: &mut Buffers) -> Result<Keyring, Refusal> {
    let mut keyring = Keyring::empty();
    for at in 0..reading.secret_count() {
        let key = reading.key(at, &mut buffers.secret).map_err(|refusal| refusal.of_secret(at))?;
        keyring.add(&key)?;
    }
    Ok(keyring.non_empty()?)
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
