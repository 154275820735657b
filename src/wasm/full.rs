//! The exports that only `hookproof/full` has.

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{
    given::{Payload, Present, header, secret},
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
    explain::{self, Access, Cause, Found, Given, Problem, Written},
    headers::NAME_COUNT,
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

/// Explains a verification of the same values. `payload` and `headers` are numbers that
/// pkg/src/explain.ts lists: what they are, if they are not what they should be. `access` says how the headers are read: 0 as properties, 1 by `get`, 2 as pairs. `is_list` says whether the secrets are an array.
///
/// Gives an [`Explanation`](crate::Explanation) as a plain object.
#[wasm_bindgen(js_name = explainWebhook)]
#[must_use]
#[expect(clippy::too_many_arguments, reason = "numbers are what crosses")]
pub fn explain_webhook(
    now: f64,
    tolerance: f64,
    min: f64,
    secrets: u32,
    is_list: bool,
    present: i32,
    payload: u32,
    headers: u32,
    access: u32,
) -> JsValue {
    let texts: Vec<_> = (0..TEXT_COUNT).map(|at| whole_header(at, present)).collect();
    let advice = |at: usize| String::from_utf8_lossy(&texts[at]).into_owned();
    let explanation = with_state(|State { space, .. }| {
        let body = whole(&mut Payload::InPieces.content(&[], space));
        let problem = Fault::PayloadType.into();
        let other = |cause, printed| explain::Payload::Other { problem, found: Found::from(cause), printed };
        let with = |cause| {
            let found = Found::with(cause, advice(PAYLOAD_ADVICE));
            explain::Payload::Other { problem, found, printed: None }
        };
        let payload = match payload {
            0 => explain::Payload::Raw { body: &body, is_text: true },
            1 => explain::Payload::Raw { body: &body, is_text: false },
            2 => other(Cause::BodyParsed, Some(&body)),
            3 => other(Cause::BodyParsed, None),
            4 => other(Cause::BodyMissing, None),
            5 => with(Cause::BodyPromise),
            6 => with(Cause::BodyUnread),
            _ => with(Cause::BodyInside),
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
        let misgiven = match headers {
            1 => Some(Cause::HeadersPromise),
            2 => Some(Cause::HeadersInside),
            3 => Some(Cause::HeadersValues),
            4 => Some(Cause::HeadersRaw),
            _ => None,
        };
        let given = Given {
            payload,
            headers: Present::new(present).map(|present| present.headers_of(&texts)).map_err(Problem::from),
            misgiven: misgiven.map(|cause| Found::with(cause, advice(HEADERS_ADVICE))),
            pairs: pairs(&texts[PAIRS]),
            access: match access {
                0 => Access::Property,
                1 => Access::Get,
                _ => Access::Pairs,
            },
            is_list,
            secrets: written.collect(),
            now: whole_seconds(now).map_err(Problem::from),
            tolerance: whole_tolerance(tolerance).map_err(Problem::from),
            min_secret_bytes: min_secret_bytes(min).map_err(Problem::from),
        };
        given.explain()
    });
    serde_wasm_bindgen::to_value(&explanation).unwrap_or_default()
}

/// Behind the headers that count, `full_core.js` has three more texts: all of the headers, and what the hints about the wrong
/// kinds of headers and payload say.
const PAIRS: usize = NAME_COUNT;
const HEADERS_ADVICE: usize = PAIRS + 1;
const PAYLOAD_ADVICE: usize = PAIRS + 2;
const TEXT_COUNT: usize = PAIRS + 3;

/// A header from its first to its last byte: to be cut is the one thing that it must not be where its form is explained.
fn whole_header(at: usize, present: i32) -> Vec<u8> {
    if at < NAME_COUNT && (present < 0 || present & 1 << at == 0) {
        return Vec::new();
    }
    let number = u32::try_from(at).unwrap_or_default();
    let mut text = vec![0; 512];
    loop {
        let length = header(number, &mut text).len();
        // One that fills the place may have been cut.
        if length < text.len() {
            text.truncate(length);
            return text;
        }
        text.resize(text.len() * 8, 0);
    }
}

/// Names and values, each with a zero behind it.
fn pairs(text: &[u8]) -> Vec<(&str, &[u8])> {
    let mut texts = text.split(|byte| *byte == 0);
    core::iter::from_fn(|| Some((texts.next()?, texts.next()?)))
        .filter_map(|(name, value)| Some((core::str::from_utf8(name).ok()?, value)))
        .collect()
}

/// Code, message and description of every hint.
pub fn hints() -> impl Iterator<Item = (&'static str, Cow<'static, str>, &'static str)> {
    Cause::ALL.iter().map(|cause| (cause.code(), cause.message(None), cause.description()))
}
