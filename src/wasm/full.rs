//! The exports that only `hookproof/full` has.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{
    given::{Payload, Present, secret},
    key_cache::Form,
    min_secret_bytes,
    refusal::{self, Fault, Refusal},
    state::{State, with_state},
    whole_seconds, whole_tolerance,
};
use crate::{
    base64,
    content::whole,
    ed25519,
    error::Error,
    explain::{self, Cause, Given, Problem, Written},
    keyring::MAX_KEYS,
    wiped::wipe,
};

/// Leaves the base64 of the ed25519 public key that belongs to the only secret, a seed of 32 bytes, at
/// [`text_place`](super::text_place). Gives its length, or the number of a [`Refusal`].
#[wasm_bindgen(js_name = publicKey)]
#[must_use]
pub fn public_key() -> i32 {
    refusal::number(with_state(|State { texts, space, .. }| {
        let (_, seed) = secret(0, space)?;
        let public = ed25519::public_key((&*seed).try_into().map_err(|_| Error::Ed25519KeyLength)?);
        wipe(&mut space[..]);
        let text: [u8; 44] = base64::encode(&public);
        texts[..text.len()].copy_from_slice(&text);
        Ok(text.len())
    }))
}

/// Explains a verification of the same values. `payload` is 0 for a string or bytes; for what is neither, 1 if `core.js` has what
/// it is when it is printed as JSON, 2 if it cannot be printed, 3 if there is none, 4 if it is a promise,
/// 5 if it is a stream or a request that nothing has read.
///
/// Gives an [`Explanation`](crate::Explanation) as a plain object.
#[wasm_bindgen(js_name = explainWebhook)]
#[must_use]
pub fn explain_webhook(
    now: f64,
    tolerance: f64,
    min: f64,
    secrets: u32,
    present: i32,
    payload: u32,
) -> JsValue {
    let explanation = with_state(|State { texts, space, .. }| {
        let body = whole(&mut Payload::InPieces.content(&[], space));
        let problem = Fault::PayloadType.into();
        let other = |cause, printed| explain::Payload::Other { problem, cause, printed };
        let payload = match payload {
            0 => explain::Payload::Raw(&body),
            1 => other(Cause::BodyParsed, Some(&body)),
            2 => other(Cause::BodyParsed, None),
            3 => other(Cause::BodyMissing, None),
            4 => other(Cause::BodyPromise, None),
            _ => other(Cause::BodyUnread, None),
        };
        let secrets: Vec<_> = (0..secrets)
            // One more than are taken, so that it is seen that there are too many.
            .take(MAX_KEYS + 1)
            .map(|at| {
                let (form, bytes) = secret(at, space).map_err(Refusal::problem)?;
                Ok((form, Zeroizing::new(bytes.to_vec())))
            })
            .collect();
        wipe(&mut space[..]);
        let written = secrets.iter().map(|secret| match secret {
            Ok((Form::Text, text)) => Ok(Written::Text(text)),
            Ok((Form::Raw, bytes)) => Ok(Written::Raw(bytes)),
            Err(problem) => Err(*problem),
        });
        let given = Given {
            payload,
            headers: Present::new(present)
                .map(|present| present.headers_one_by_one(texts))
                .map_err(Problem::from),
            secrets: written.collect(),
            now: whole_seconds(now).map_err(Problem::from),
            tolerance: whole_tolerance(tolerance).map_err(Problem::from),
            min_secret_bytes: min_secret_bytes(min).map_err(Problem::from),
        };
        given.explain()
    });
    serde_wasm_bindgen::to_value(&explanation).unwrap_or_default()
}

/// Code, message and description of every hint.
pub fn hints() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    Cause::ALL.iter().map(|cause| (cause.code(), cause.message(), cause.description()))
}
