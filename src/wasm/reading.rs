//! The Rust half of `reading.js`.

use wasm_bindgen::prelude::*;

use super::{
    key_cache::{CachedKeys, Form, KeyCache},
    refusal::{Fault, Refusal},
    state::{ID, SIGNATURE, TIMESTAMP},
};
use crate::{
    content::{Body, Digest},
    error::Error,
    headers::{Field, Headers, NAME_COUNT},
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

    /// How many secrets there are.
    #[wasm_bindgen(method, js_name = takeSecrets)]
    pub(super) fn take_secrets(this: &Reading, secret: &JsValue) -> u32;
    #[wasm_bindgen(method, js_name = isLastSecret)]
    fn is_last_secret(this: &Reading) -> bool;
    #[wasm_bindgen(method, js_name = secretKind)]
    fn secret_kind(this: &Reading, at: u32) -> u32;
    #[wasm_bindgen(method, js_name = writeSecret)]
    fn write_secret(this: &Reading, at: u32, into: *mut u8, capacity: usize) -> usize;

    #[wasm_bindgen(method, js_name = takePayload)]
    fn take_payload_value(this: &Reading, payload: &JsValue) -> bool;
    #[wasm_bindgen(method, js_name = hashOnHost)]
    fn hash_on_host(
        this: &Reading,
        block: *const u8,
        block_length: usize,
        prefix: *const u8,
        prefix_length: usize,
        out: *mut u8,
        out_length: usize,
    ) -> bool;
    /// The length of the next piece; negated and less one if there is more.
    #[wasm_bindgen(method, js_name = writePayload)]
    fn write_payload(this: &Reading, is_first: bool, into: *mut u8, capacity: usize) -> i32;

    #[wasm_bindgen(method, js_name = takeHeaders)]
    fn take_headers_value(this: &Reading, headers: &JsValue) -> i32;
    /// Three lengths in 9, 4 and the remaining bits, or -1.
    #[wasm_bindgen(method, js_name = writeHeaderSet)]
    fn write_header_set(this: &Reading, first: u32, into: *mut u8, capacity: usize) -> i32;
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

const WEBHOOK_SET: i32 = 0b111;
const SVIX_SET: i32 = 0b111 << 3;

impl Reading {
    pub(super) fn take_payload(&self, payload: &JsValue) -> Result<(), Fault> {
        if self.take_payload_value(payload) { Ok(()) } else { Err(Fault::PayloadType) }
    }

    pub(super) fn take_headers(&self, headers: &JsValue) -> Result<Present, Fault> {
        let present = self.take_headers_value(headers);
        if present < 0 { Err(Fault::HeadersType) } else { Ok(Present(present)) }
    }

    pub(super) fn headers<'b>(&self, present: Present, space: &'b mut [u8]) -> Headers<'b> {
        // Nothing but one whole set, as senders send it: the fast way to the same fields.
        let first = match present.0 {
            WEBHOOK_SET => 0,
            SVIX_SET => 3,
            _ => return self.headers_one_by_one(present, space),
        };
        let packed = self.write_header_set(first, space.as_mut_ptr(), space.len());
        if packed < 0 {
            return self.headers_one_by_one(present, space);
        }
        let packed = packed.cast_unsigned() as usize;
        let (id, rest) = space.split_at(packed & 0x1ff);
        let (timestamp, rest) = rest.split_at(packed >> 9 & 0xf);
        let signature = &rest[..packed >> 13];
        let mut fields = [Field::Missing; NAME_COUNT];
        for (field, text) in fields[first as usize..].iter_mut().zip([id, timestamp, signature]) {
            *field = Field::text(text);
        }
        Headers::from_fields(fields)
    }

    fn headers_one_by_one<'b>(&self, present: Present, mut space: &'b mut [u8]) -> Headers<'b> {
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

    /// The keys of `count` secrets, in their order.
    pub(super) fn keys<'c>(
        &self,
        count: u32,
        cache: &'c mut KeyCache,
        space: &mut [u8],
    ) -> Result<CachedKeys<'c>, Refusal> {
        // Asked here, where none of the caller's code can run and use another secret in between.
        if self.is_last_secret()
            && let Some(slot) = cache.last
        {
            return Ok(cache.only(slot));
        }
        let mut keys = cache.select();
        for at in 0..count {
            let key = self.secret(at, space).and_then(|(form, secret)| keys.add(form, secret));
            key.map_err(|refusal| refusal.of_secret(at))?;
        }
        keys.non_empty()
    }

    fn secret<'b>(&self, at: u32, space: &'b mut [u8]) -> Result<(Form, &'b [u8]), Refusal> {
        let form = match self.secret_kind(at) {
            0 => return Err(Error::SecretMissing.into()),
            1 => Form::Text,
            2 => Form::Raw,
            _ => return Err(Fault::SecretType.into()),
        };
        let length = self.write_secret(at, space.as_mut_ptr(), space.len());
        Ok((form, &space[..length]))
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

struct JsBody<'b> {
    reading: &'b Reading,
    space: &'b mut [u8],
}

impl Body for JsBody<'_> {
    fn sha256_elsewhere(&mut self, block: &[u8], prefix: &[u8]) -> Option<Digest> {
        let mut digest = [0; 32];
        let done = self.reading.hash_on_host(
            block.as_ptr(),
            block.len(),
            prefix.as_ptr(),
            prefix.len(),
            digest.as_mut_ptr(),
            digest.len(),
        );
        done.then_some(digest)
    }

    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        let mut is_first = true;
        loop {
            let space = self.space.as_mut_ptr();
            let written = self.reading.write_payload(is_first, space, self.space.len());
            is_first = false;
            let is_last = written >= 0;
            let length = if is_last { written } else { -1 - written };
            sink(&self.space[..length.cast_unsigned() as usize]);
            if is_last {
                return;
            }
        }
    }
}
