//! The exports that only `hookproof/full` has. Plain objects cross, which wasm-bindgen's glue reads
//! and makes.
//!
//! What TypeScript alone can decide comes with its words for it:
//!
//! ```ts
//! interface Asked {
//!   now: number; // seconds since 1970
//!   tolerance: number; // seconds
//!   minSecretBytes: number;
//!   optionProblem?: string; // the message of ERR_OPTION, if one of the three above cannot be used
//!   secrets: readonly unknown[]; // string or Uint8Array; undefined or null for none; else wrong
//!   secretProblem?: string; // the message of ERR_SECRET_KIND, for those of a wrong kind
//!   isList: boolean; // whether the secrets were given as an array
//!   fields: readonly (string | null | undefined)[]; // of six names: null if malformed, or missing
//!   headersProblem?: string; // the message of ERR_HEADERS_TYPE
//!   headersHint?: Misgiven; // what was given in place of the headers
//!   pairs: readonly string[]; // name, value, name, value, and so on: of all headers
//!   access: 'properties' | 'get' | 'pairs'; // how the headers are read
//!   payload?: string | Uint8Array; // of one of another kind, what it looks like as JSON
//!   payloadProblem?: string; // the message of ERR_PAYLOAD_TYPE
//!   payloadHint?: Misgiven; // what was given in place of the payload; by default BODY_PARSED
//! }
//! interface Misgiven {
//!   code: HintCode;
//!   advice?: string; // the code that makes of it what is wanted, if the hint has a place for that
//! }
//! ```

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use js_sys::{Array, JsString, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{whole_seconds, whole_tolerance};
use crate::{
    ed25519,
    error::SecretError,
    explain::{Access, Found, Given, HintCode, Payload, Problem, advice::javascript},
    headers::{Field, Headers},
    keyring::MAX_KEYS,
    secret::{MinSecretBytes, Secret},
};

/// Returns the base64 of the ed25519 public key that belongs to a seed; `undefined`, if that is not
/// 32 bytes.
#[wasm_bindgen(js_name = publicKey)]
#[must_use]
pub fn public_key(seed: Vec<u8>) -> Option<String> {
    // It is this module's own copy.
    let seed = Zeroizing::new(seed);
    let key = ed25519::public_key(seed[..].try_into().ok()?);
    Some(Base64Display::new(&key, &STANDARD).to_string())
}

/// Explains a verification of the same values: takes an `Asked`, and returns a
/// `WebhookExplanation`.
#[wasm_bindgen(js_name = explainWebhook)]
#[must_use]
pub fn explain_webhook(asked: &JsValue) -> JsValue {
    let asked = Properties(asked);
    let problem_of = |name| asked.text(name);
    let [option, secret, headers, payload] =
        ["optionProblem", "secretProblem", "headersProblem", "payloadProblem"].map(problem_of);
    // One more than are taken, so that it is seen that there are too many.
    let secrets: Vec<_> =
        asked.list("secrets").iter().take(MAX_KEYS + 1).map(|each| Own::new(&each)).collect();
    let fields = asked.list("fields");
    let fields: Vec<_> = fields.iter().map(|field| (field.as_string(), field.is_null())).collect();
    let pairs: Vec<_> = asked.list("pairs").iter().filter_map(|text| text.as_string()).collect();
    let given_payload = asked.get("payload");
    let body = bytes_of(&given_payload);
    let given = Given {
        payload: match outside("ERR_PAYLOAD_TYPE", payload.as_deref()) {
            Ok(()) => Payload::Raw {
                body: body.as_deref().unwrap_or_default(),
                is_text: given_payload.is_string(),
            },
            Err(problem) => Payload::Other {
                problem,
                found: asked.misgiven("payloadHint").unwrap_or(HintCode::BodyParsed.into()),
                printed: body.as_deref(),
            },
        },
        headers: outside("ERR_HEADERS_TYPE", headers.as_deref()).map(|()| {
            Headers::from_fields(core::array::from_fn(|at| match fields.get(at) {
                Some((Some(text), _)) => Field::text(text.as_bytes()),
                Some((None, true)) => Field::Malformed,
                _ => Field::Missing,
            }))
        }),
        misgiven: asked.misgiven("headersHint"),
        pairs: pairs
            .as_chunks()
            .0
            .iter()
            .map(|[name, value]| (&**name, value.as_bytes()))
            .collect(),
        access: match asked.text("access").as_deref() {
            Some("get") => Access::Get,
            Some("pairs") => Access::Pairs,
            _ => Access::Property,
        },
        secrets: secrets
            .iter()
            .map(|each| each.lend(secret.as_deref().unwrap_or_default()))
            .collect(),
        is_list: asked.get("isList").is_truthy(),
        time: outside("ERR_OPTION", option.as_deref()).map(|()| {
            (whole_seconds(asked.number("now")), whole_tolerance(asked.number("tolerance")))
        }),
        min_secret_bytes: min_secret_bytes(asked.number("minSecretBytes")),
    };
    serde_wasm_bindgen::to_value(&given.explain()).unwrap_or_default()
}

/// An object whose properties are read.
struct Properties<'v>(&'v JsValue);

impl Properties<'_> {
    fn get(&self, name: &str) -> JsValue {
        // Reading a property of a plain object throws nothing.
        Reflect::get(self.0, &name.into()).unwrap_or_default()
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).as_f64().unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn list(&self, name: &str) -> Array {
        Array::from(&self.get(name))
    }

    fn misgiven(&self, name: &str) -> Option<Found<'static>> {
        let misgiven = self.get(name);
        if misgiven.is_undefined() {
            return None;
        }
        let misgiven = Properties(&misgiven);
        let name = misgiven.text("code")?;
        let code = *HintCode::ALL.iter().find(|code| code.as_str() == name)?;
        Some(match misgiven.text("advice") {
            Some(advice) => Found::said(code, advice),
            None => code.into(),
        })
    }
}

/// A secret's own copy, wiped when dropped.
enum Own {
    Missing,
    Text(Zeroizing<String>),
    Raw(Zeroizing<Vec<u8>>),
    OfWrongKind,
}

/// No list of 16 secrets is longer, and so it does not matter where a longer text is cut.
const MAX_LENGTH: u32 = 32 * 1024;

impl Own {
    fn new(secret: &JsValue) -> Self {
        if secret.is_undefined() || secret.is_null() {
            return Self::Missing;
        }
        if let Some(bytes) = secret.dyn_ref::<Uint8Array>() {
            return Self::Raw(Zeroizing::new(bytes.subarray(0, MAX_LENGTH).to_vec()));
        }
        let Some(text) = secret.dyn_ref::<JsString>() else { return Self::OfWrongKind };
        // Room for all at once: a text that grows leaves behind what nobody wipes.
        let mut copy =
            Zeroizing::new(String::with_capacity(3 * text.length().min(MAX_LENGTH) as usize));
        let units = text.iter().take(MAX_LENGTH as usize);
        copy.extend(
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
        Self::Text(copy)
    }

    fn lend<'a>(&'a self, problem: &'a str) -> Result<Secret<'a>, Problem<'a>> {
        match self {
            Self::Missing => Err(SecretError::Missing.into()),
            Self::Text(text) => Ok(Secret::Text(text)),
            Self::Raw(bytes) => Ok(Secret::Raw(bytes)),
            Self::OfWrongKind => {
                Err(Problem::Outside { code: "ERR_SECRET_KIND", message: problem })
            }
        }
    }
}

/// Returns the bytes of a string or of a `Uint8Array`.
fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    let text = value.as_string().map(String::into_bytes);
    text.or_else(|| value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
}

fn outside<'a>(code: &'static str, message: Option<&'a str>) -> Result<(), Problem<'a>> {
    message.map_or(Ok(()), |message| Err(Problem::Outside { code, message }))
}

/// What is out of range is a problem with an option already.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and has its range checked"
)]
fn min_secret_bytes(min: f64) -> MinSecretBytes {
    MinSecretBytes::new(min as u16).unwrap_or_default()
}

/// Lists code, message and description of every hint.
pub fn hints() -> impl Iterator<Item = (&'static str, Cow<'static, str>, &'static str)> {
    javascript::rows()
}
