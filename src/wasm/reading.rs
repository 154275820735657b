//! The Rust half of `reading.js`.

use wasm_bindgen::prelude::*;

use super::{
    buffers::{ID, SIGNATURE, TIMESTAMP},
    refusal::{Fault, Refusal},
};
use crate::{
    content::Body,
    error::Error,
    headers::{Field, Headers, NAME_COUNT},
    secret::KeyBytes,
    verifier::Verified,
};

#[wasm_bindgen(module = "/src/wasm/memory.js")]
extern "C" {
    /// The module's memory, as `reading.js` writes to it.
    #[derive(Debug)]
    pub type Memory;

    /// `memory` is a `WebAssembly.Memory`.
    #[wasm_bindgen(constructor)]
    pub fn new(memory: &JsValue) -> Memory;
}

// A place in memory crosses as a pointer and a length. wasm-bindgen would make a new view of a `&mut [u8]` for each
// call; `memory.js` keeps its views.
#[wasm_bindgen(module = "/src/wasm/reading.js")]
extern "C" {
    /// What one call was given, turned from values into bytes and strings: `reading.js` describes it.
    #[derive(Debug)]
    pub type Reading;

    /// Makes an empty one.
    #[wasm_bindgen(constructor)]
    pub fn new(memory: &Memory) -> Reading;

    #[wasm_bindgen(method, js_name = takeSecrets)]
    pub(super) fn take_secrets(this: &Reading, secret: &JsValue);
    #[wasm_bindgen(method, getter, js_name = secretCount)]
    pub(super) fn secret_count(this: &Reading) -> u32;
    #[wasm_bindgen(method, js_name = secretKind)]
    fn secret_kind(this: &Reading, at: u32) -> u32;
    #[wasm_bindgen(method, js_name = writeSecret)]
    fn write_secret(this: &Reading, at: u32, into: *mut u8, capacity: usize) -> usize;

    #[wasm_bindgen(method, js_name = takePayload)]
    fn take_payload_value(this: &Reading, payload: &JsValue) -> bool;
    #[wasm_bindgen(method, js_name = rewindPayload)]
    fn rewind_payload(this: &Reading);
    #[wasm_bindgen(method, js_name = writePayload)]
    fn write_payload(this: &Reading, into: *mut u8, capacity: usize) -> usize;

    #[wasm_bindgen(method, js_name = takeHeaders)]
    fn take_headers(this: &Reading, headers: &JsValue) -> i32;
    #[wasm_bindgen(method, js_name = writeHeader)]
    fn write_header(this: &Reading, at: u32, into: *mut u8, capacity: usize) -> usize;

    #[wasm_bindgen(method, js_name = writeText)]
    fn write_text(this: &Reading, text: &JsValue, into: *mut u8, capacity: usize) -> usize;
    #[wasm_bindgen(method, js_name = keepVerified)]
    fn keep_id_and_timestamp(this: &Reading, id: *const u8, id_length: usize, timestamp: f64);
    #[wasm_bindgen(method, js_name = keepSignature)]
    fn keep_signature_text(this: &Reading, header: *const u8, length: usize);
}

/// Which headers are there: bit n for a text under name n, bit `NAME_COUNT` + n for something malformed under it.
#[derive(Clone, Copy)]
pub(super) struct Present(i32);

impl Reading {
    pub(super) fn take_payload(&self, payload: &JsValue) -> Result<(), Fault> {
        if self.take_payload_value(payload) { Ok(()) } else { Err(Fault::PayloadType) }
    }

    pub(super) fn headers_present(&self, headers: &JsValue) -> Result<Present, Fault> {
        let present = self.take_headers(headers);
        if present < 0 { Err(Fault::HeadersType) } else { Ok(Present(present)) }
    }

    pub(super) fn headers<'b>(&self, present: Present, mut space: &'b mut [u8]) -> Headers<'b> {
        let mut fields = [Field::Missing; NAME_COUNT];
        for (at, field) in (0..).zip(&mut fields) {
            let capacity = [ID, TIMESTAMP, SIGNATURE][at as usize % 3];
            let (into, rest) = space.split_at_mut(capacity);
            space = rest;
            if present.0 & 1 << at != 0 {
                let length = self.write_header(at, into.as_mut_ptr(), capacity);
                *field = Field::text(&into[..length]);
            } else if present.0 & 1 << (at as usize + NAME_COUNT) != 0 {
                *field = Field::Malformed;
            }
        }
        Headers::from_fields(fields)
    }

    pub(super) fn key(&self, at: u32, space: &mut [u8]) -> Result<KeyBytes, Refusal> {
        let kind = self.secret_kind(at);
        if kind == ABSENT {
            return Err(Error::SecretMissing.into());
        }
        if kind != TEXT && kind != BYTES {
            return Err(Fault::SecretType.into());
        }
        let length = self.write_secret(at, space.as_mut_ptr(), space.len());
        let written = &space[..length];
        Ok(if kind == TEXT { KeyBytes::from_text(written) } else { KeyBytes::from_raw(written) }?)
    }

    pub(super) fn text<'b>(&self, value: &JsValue, space: &'b mut [u8]) -> &'b [u8] {
        let length = self.write_text(value, space.as_mut_ptr(), space.len());
        &space[..length]
    }

    pub(super) fn body<'b>(&'b self, space: &'b mut [u8]) -> impl Body {
        JsBody { reading: self, space }
    }

    pub(super) fn keep_verified(&self, verified: &Verified<'_>) {
        #[expect(clippy::cast_precision_loss, reason = "12 digits are exact in an f64")]
        let timestamp = verified.timestamp() as f64;
        let id = verified.id_bytes();
        self.keep_id_and_timestamp(id.as_ptr(), id.len(), timestamp);
    }

    pub(super) fn keep_signature(&self, header: &[u8]) {
        self.keep_signature_text(header.as_ptr(), header.len());
    }
}

/// What `secretKind` gives; anything else is a value of a wrong type.
const ABSENT: u32 = 0;
const TEXT: u32 = 1;
const BYTES: u32 = 2;

struct JsBody<'b> {
    reading: &'b Reading,
    space: &'b mut [u8],
}

impl Body for JsBody<'_> {
    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        self.reading.rewind_payload();
        loop {
            match self.reading.write_payload(self.space.as_mut_ptr(), self.space.len()) {
                0 => return,
                length => sink(&self.space[..length]),
            }
        }
    }
}
