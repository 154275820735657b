//! What one call was given: the numbers that `core.js` passes, and the bytes that it writes.

use wasm_bindgen::prelude::*;

use super::{
    key_cache::{Form, KeyCache, PickedKeys},
    refusal::{Fault, Refusal},
    state::{ID, SIGNATURE, TEXTS, TIMESTAMP},
};
use crate::{
    content::{Content, Digest},
    error::Error,
    headers::{Field, Headers, NAME_COUNT},
    secret::MinSecretBytes,
    wiped::wipe,
};

// A place in memory crosses as a pointer and a length. wasm-bindgen would make a new view of a `&mut [u8]` for each
// call; `core.js` keeps its views.
#[wasm_bindgen(module = "/src/wasm/core.js")]
extern "C" {
    #[wasm_bindgen(js_name = writeSecret)]
    fn write_secret(at: u32, into: *mut u8, capacity: usize) -> u32;
    #[wasm_bindgen(js_name = writeHeader)]
    fn write_header(at: u32, into: *mut u8, capacity: usize) -> usize;
    /// The length of the first or the next piece; negated and less one if there is more.
    #[wasm_bindgen(js_name = writePayload)]
    fn write_payload(is_first: bool, into: *mut u8, capacity: usize) -> i32;
    #[wasm_bindgen(js_name = hashOnHost)]
    fn hash_on_host(
        block: *const u8,
        block_length: usize,
        prefix: *const u8,
        prefix_length: usize,
        out: *mut u8,
        out_length: usize,
    ) -> bool;
}

/// The keys of so many secrets, in their order. Less than 0 says that they are the texts that were asked for last.
pub(super) fn keys<'c>(
    secrets: i32,
    min: MinSecretBytes,
    cache: &'c mut KeyCache,
    space: &mut [u8],
) -> Result<PickedKeys<'c>, Refusal> {
    if secrets >= 0 || cache.picked(min).is_none() {
        pick(secrets.unsigned_abs(), min, cache, space)?;
    }
    cache.picked(min).ok_or(Error::SecretMissing.into())
}

#[cold]
#[inline(never)]
fn pick(count: u32, min: MinSecretBytes, cache: &mut KeyCache, space: &mut [u8]) -> Result<(), Refusal> {
    cache.begin(min);
    for at in 0..count {
        let picked = secret(at, space).and_then(|(form, secret)| {
            let picked = cache.pick(at as usize, form, secret);
            // A shorter one, or a body, would leave the rest of it here for as long as the module lives.
            wipe(secret);
            picked
        });
        picked.map_err(|refusal| refusal.of_secret(at))?;
    }
    cache.finish(count as usize);
    Ok(())
}

pub(super) fn secret(at: u32, space: &mut [u8]) -> Result<(Form, &mut [u8]), Refusal> {
    let written = write_secret(at, space.as_mut_ptr(), space.len());
    let form = match written & 3 {
        0 => return Err(Error::SecretMissing.into()),
        1 => Form::Text,
        2 => Form::Raw,
        _ => return Err(Fault::SecretType.into()),
    };
    Ok((form, &mut space[..written as usize >> 2]))
}

/// Which headers there are: bit n for a text under name n, bit `NAME_COUNT` + n for something malformed under it.
#[derive(Clone, Copy)]
pub(super) struct Present(i32);

impl Present {
    /// Less than 0 says what is given in their place.
    pub(super) const fn new(bits: i32) -> Result<Self, Fault> {
        if bits < 0 { Err(Fault::of_headers(bits)) } else { Ok(Self(bits)) }
    }

    /// `texts` has the lengths of the only three headers that there are, in 9, 4 and the remaining bits, and they are written:
    /// the signature, the id, a byte for a dot, the timestamp, another one, and the payload if `payload` says so. Less than 0 if
    /// they have to be asked for.
    pub(super) fn given(self, texts: i32, payload: Payload, space: &mut [u8; TEXTS]) -> Given<'_> {
        let lengths = texts.cast_unsigned() as usize;
        let signature_length = lengths >> 13;
        // Its length is in characters. A list that is not all ASCII is longer than that; an id or a timestamp is refused.
        if texts < 0 || !space[..signature_length].is_ascii() {
            let payload = if let Payload::Written(_) = payload { Payload::InPieces } else { payload };
            return Given { headers: self.headers_one_by_one(space), signed: &[], payload };
        }
        let (signature, rest) = space.split_at_mut(signature_length);
        let id_end = lengths & 0x1ff;
        let timestamp_end = id_end + 1 + (lengths >> 9 & 0xf);
        rest[id_end] = b'.';
        rest[timestamp_end] = b'.';
        let signed = &rest[..=timestamp_end + payload.written()];
        let mut fields = [Field::Missing; NAME_COUNT];
        let set = fields[self.0.trailing_zeros() as usize..].iter_mut();
        for (field, text) in set.zip([&signed[..id_end], &signed[id_end + 1..timestamp_end], signature]) {
            *field = Field::text(text);
        }
        Given { headers: Headers::from_fields(fields), signed, payload }
    }

    /// Those of these texts that are there.
    #[cfg(feature = "full")]
    pub(super) fn headers_of(self, texts: &[alloc::vec::Vec<u8>]) -> Headers<'_> {
        let mut fields = [Field::Missing; NAME_COUNT];
        for (at, (field, text)) in fields.iter_mut().zip(texts).enumerate() {
            if self.0 & 1 << (at + NAME_COUNT) != 0 {
                *field = Field::Malformed;
            } else {
                *field = Field::text(text);
            }
        }
        Headers::from_fields(fields)
    }

    pub(super) fn headers_one_by_one(self, space: &mut [u8; TEXTS]) -> Headers<'_> {
        let mut space = &mut space[..];
        let mut fields = [Field::Missing; NAME_COUNT];
        for (at, field) in (0..).zip(&mut fields) {
            let capacity = [ID, TIMESTAMP, SIGNATURE][at as usize % 3];
            let (into, rest) = space.split_at_mut(capacity);
            space = rest;
            if self.0 & 1 << at != 0 {
                *field = Field::text(header(at, into));
            } else if self.0 & 1 << (at as usize + NAME_COUNT) != 0 {
                *field = Field::Malformed;
            }
        }
        Headers::from_fields(fields)
    }
}

/// Headers and payload, and as much of what is signed as is written.
pub(super) struct Given<'t> {
    pub(super) headers: Headers<'t>,
    /// The prefix, and the payload if that is written too; or nothing.
    pub(super) signed: &'t [u8],
    pub(super) payload: Payload,
}

pub(super) fn header(at: u32, space: &mut [u8]) -> &[u8] {
    let length = write_header(at, space.as_mut_ptr(), space.len());
    &space[..length]
}

/// What to sign under.
pub(super) fn id_and_timestamp(space: &mut [u8; TEXTS]) -> [&[u8]; 2] {
    let (id, rest) = space.split_at_mut(ID);
    [header(0, id), header(1, &mut rest[..TIMESTAMP])]
}

/// How the payload comes.
#[derive(Clone, Copy)]
pub(super) enum Payload {
    /// So many bytes of it are written behind the headers.
    Written(usize),
    InPieces,
    /// The host should hash it.
    OnHost,
    /// It was not read yet.
    NotYet,
}

impl Payload {
    /// A length, or one of the constants in `core.js`.
    pub(super) const fn new(number: i32) -> Result<Self, Fault> {
        match number {
            0.. => Ok(Self::Written(number.cast_unsigned() as usize)),
            -2 => Ok(Self::InPieces),
            -3 => Ok(Self::OnHost),
            -4 => Ok(Self::NotYet),
            _ => Err(Fault::PayloadType),
        }
    }

    const fn written(self) -> usize {
        match self {
            Self::Written(length) => length,
            Self::InPieces | Self::OnHost | Self::NotYet => 0,
        }
    }

    pub(super) const fn is_not_there_yet(self) -> bool {
        matches!(self, Self::NotYet)
    }

    /// `prefix` is what comes before the payload, with the payload if it is written.
    pub(super) const fn content<'s>(self, prefix: &'s [u8], space: &'s mut [u8]) -> impl Content {
        JsContent { prefix, payload: self, space }
    }
}

struct JsContent<'s> {
    prefix: &'s [u8],
    payload: Payload,
    space: &'s mut [u8],
}

impl Content for JsContent<'_> {
    fn sha256_elsewhere(&mut self, block: &[u8]) -> Option<Digest> {
        if !matches!(self.payload, Payload::OnHost) {
            return None;
        }
        let mut digest = [0; 32];
        let done = hash_on_host(
            block.as_ptr(),
            block.len(),
            self.prefix.as_ptr(),
            self.prefix.len(),
            digest.as_mut_ptr(),
            digest.len(),
        );
        done.then_some(digest)
    }

    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        sink(self.prefix);
        let mut has_more = !matches!(self.payload, Payload::Written(_));
        let mut is_first = true;
        while has_more {
            let written = write_payload(is_first, self.space.as_mut_ptr(), self.space.len());
            is_first = false;
            has_more = written < 0;
            let length = if has_more { -1 - written } else { written };
            sink(&self.space[..length.cast_unsigned() as usize]);
        }
    }
}
