//! The only place that knows JavaScript, and the whole of what crosses: bytes in one buffer, and
//! numbers.
//!
//! JavaScript fills the [`buffer`] before a call: secrets if they are not the last ones, headers,
//! and a body if it is short. A length of 0 says that a header is missing, [`MALFORMED`] that it is
//! malformed. What it asks during a call is the next piece of a long body, or its hash. A number
//! comes back; less than 0 it is the place of an error in its list, as -1 - place. No `JsValue`,
//! `String` or `Vec` crosses, because each would bring a table or an allocator (and their
//! kilobytes) into the module.

#[cfg(feature = "full")]
mod full;
mod key_cache;
pub(crate) mod messages;
#[cfg(hookproof_module)]
mod module;

use core::{cell::RefCell, time::Duration};

use wasm_bindgen::prelude::*;

use crate::{
    error::SecretError,
    headers::{Field, Headers},
    keyring::{Key, Purpose},
    message::{Content, Digest, MAX_ID_BYTES},
    secret::MinSecretBytes,
    signatures, signer,
    timestamp::{MAX_DIGITS, UnixTime},
    wiped::wipe,
};
#[cfg(feature = "full")]
pub use full::{explain_webhook, hints, public_key};
use key_cache::{Form, KeyCache};
pub use messages::tables;

#[wasm_bindgen]
extern "C" {
    /// Writes the first or the next piece of the body to its place, and returns its length; as -1 -
    /// length if there is more.
    #[wasm_bindgen(js_namespace = hookproofHost, js_name = nextPiece)]
    fn next_piece(is_first: bool, into: *mut u8, room: usize) -> i32;

    /// Hashes `length` bytes, and the body behind them, by the host's SHA-256, which then stands in
    /// place of their first 32. False, if the host cannot.
    #[wasm_bindgen(js_namespace = hookproofHost, js_name = hash)]
    fn hash_on_host(from: *mut u8, length: usize) -> bool;
}

/// Stands for the length of a header that is malformed: given twice, say.
pub const MALFORMED: i32 = -1;

// In place of the length of a body that stands in the buffer:

/// The body comes in pieces.
pub const IN_PIECES: i32 = -1;
/// The host hashes the body, if it can.
pub const ON_HOST: i32 = -2;
/// The host has hashed the body for the first key: the hash stands in its place.
pub const HASHED: i32 = -3;
/// The body was not read yet.
pub const NOT_YET: i32 = -4;
/// Somebody else is going to hash the body.
pub const BEGIN: i32 = -5;

/// What is added to the position of the secret that matched if the svix headers are those that
/// count.
pub const SVIX: i32 = 16;

/// Room for an id, a timestamp and signatures: one byte more than the grammar allows, so that what
/// fills it is too long.
pub const ROOMS: [usize; 3] = [MAX_ID_BYTES + 1, MAX_DIGITS + 1, signatures::MAX_BYTES + 1];

/// The texts of one set of headers, each in its place.
#[repr(C)]
struct Texts {
    id: [u8; ROOMS[0]],
    timestamp: [u8; ROOMS[1]],
    signatures: [u8; ROOMS[2]],
}

impl Texts {
    const EMPTY: Self =
        Self { id: [0; ROOMS[0]], timestamp: [0; ROOMS[1]], signatures: [0; ROOMS[2]] };

    /// Reads the headers of these lengths.
    fn fields(&self, [id, timestamp, signature]: [i32; 3]) -> [Field<'_>; 3] {
        let field = |place, length| {
            if length < 0 { Field::Malformed } else { Field::text(text(place, length)) }
        };
        [
            field(&self.id[..], id),
            field(&self.timestamp, timestamp),
            field(&self.signatures, signature),
        ]
    }
}

fn text(place: &[u8], length: i32) -> &[u8] {
    usize::try_from(length).ok().and_then(|length| place.get(..length)).unwrap_or(place)
}

/// A SHA-256 takes blocks of so many bytes.
const BLOCK: usize = 64;
/// The most bytes that are signed before a body: id and timestamp, each with a dot behind it.
const MAX_PREFIX: usize = MAX_ID_BYTES + 1 + MAX_DIGITS + 1;
/// The place of a body, behind a block and what is signed before it.
pub const BODY: usize = (BLOCK + MAX_PREFIX).next_multiple_of(BLOCK);
/// The bytes of that place; a longer body comes in pieces.
pub const BODY_ROOM: usize = 64 * 1024;
const MESSAGE: usize = BODY + BODY_ROOM;

/// What the module keeps: the buffer, so that memory never grows, and the keys of the last secrets.
struct State {
    buffer: Buffer,
    keys: KeyCache,
}

/// What both sides write into. JavaScript knows the figures above, generated.
#[repr(C)]
struct Buffer {
    webhook: Texts,
    svix: Texts,
    message: [u8; MESSAGE],
}

/// Lends the state for one call.
fn with_state<T>(work: impl FnOnce(&mut State) -> T) -> T {
    static STATE: SingleThreaded<State> = SingleThreaded(RefCell::new(State {
        buffer: Buffer { webhook: Texts::EMPTY, svix: Texts::EMPTY, message: [0; MESSAGE] },
        keys: KeyCache::EMPTY,
    }));
    work(&mut STATE.0.borrow_mut())
}

struct SingleThreaded<T>(RefCell<T>);

#[expect(
    unsafe_code,
    reason = "a static must be Sync, and std's thread_local brings a kilobyte of destructors"
)]
// SAFETY: the module is built without the `atomics` feature, so its memory belongs to one thread. A
// Worker has its own.
unsafe impl<T> Sync for SingleThreaded<T> {}

#[cfg(target_feature = "atomics")]
compile_error!("the state would be shared by threads");

/// Returns where the buffer is: the texts of both sets of headers, and behind them the message.
#[wasm_bindgen]
#[must_use]
pub fn buffer() -> *const u8 {
    with_state(|state| state.buffer.webhook.id.as_ptr())
}

/// Takes a secret, of which `length` bytes stand in place of a body, for the calls that follow.
/// `at` is its position; position 0 ends the last list. Returns 0, or the number of a
/// [`SecretError`], after which there are no secrets.
#[wasm_bindgen(js_name = takeSecret)]
#[must_use]
pub fn take_secret(at: usize, is_text: bool, length: usize, min: u16) -> i32 {
    with_state(|State { keys, buffer }| {
        let secret = &mut buffer.message[BODY..][..length.min(BODY_ROOM)];
        let form = if is_text { Form::Text } else { Form::Raw };
        // JavaScript has checked the range of the option; without one, nothing is long enough.
        let taken = match MinSecretBytes::new(min) {
            Some(min) => keys.take(at, form, secret, min),
            None => Err(SecretError::Length),
        };
        wipe(secret);
        taken.map_or_else(|error| number(error as u8), |()| 0)
    })
}

/// Checks that the secrets are of kinds that sign, or else verify. Returns 0; or the number of a
/// [`SecretError`], less 256 for each secret before the one at fault.
#[wasm_bindgen(js_name = checkSecrets)]
#[must_use]
pub fn check_secrets(sign: bool) -> i32 {
    let purpose = if sign { Purpose::Sign } else { Purpose::Verify };
    with_state(|State { keys, .. }| match keys.keyring().check(purpose) {
        Ok(()) => 0,
        Err((at, error)) => number(error as u8) - 256 * small(at),
    })
}

/// Verifies a webhook. The six lengths are those of id, timestamp and signature in the `webhook-`
/// set and in the `svix-` set, whose texts stand in their places.
///
/// Returns the position of the secret that matched, plus [`SVIX`] if the headers were the svix
/// ones; or the number of a [`VerifyError`](crate::VerifyError). For [`BEGIN`] it leaves, before
/// the place of the body, what a hash of it must begin with, a block that is made of the first key
/// and what is signed before the body; and returns the length of both, or 0 if that is no HMAC key.
#[wasm_bindgen(js_name = verifyWebhook)]
#[must_use]
#[expect(clippy::too_many_arguments, reason = "numbers are what crosses")]
pub fn verify_webhook(
    now: f64,
    tolerance: f64,
    id: i32,
    timestamp: i32,
    signature: i32,
    svix_id: i32,
    svix_timestamp: i32,
    svix_signature: i32,
    body: i32,
) -> i32 {
    with_state(|State { keys, buffer: Buffer { webhook, svix, message } }| {
        let headers = Headers::from_sets(
            webhook.fields([id, timestamp, signature]),
            svix.fields([svix_id, svix_timestamp, svix_signature]),
        );
        let opened = match headers.open(whole_seconds(now), whole_tolerance(tolerance)) {
            Ok(opened) => opened,
            Err(error) => return number(error.place()),
        };
        if body == NOT_YET {
            return 0;
        }
        let mut content = JsContent::new(message, opened.prefix(), body);
        if body == BEGIN {
            return match keys.keyring().keys().next() {
                Some((_, Key::Hmac(key))) => small(content.begin(key.inner_block()).len()),
                _ => 0,
            };
        }
        match opened.verify(&mut content, keys.keyring()) {
            Ok(verified) => {
                small(verified.secret_index()) + if headers.uses_svix() { SVIX } else { 0 }
            }
            Err(error) => number(error.place()),
        }
    })
}

/// Signs a body under an id and a timestamp, of the `webhook-` set, and leaves the signature header
/// there. Returns its length, or the number of a [`SignError`](crate::SignError).
#[wasm_bindgen(js_name = signWebhook)]
#[must_use]
pub fn sign_webhook(id: i32, timestamp: i32, body: i32) -> i32 {
    with_state(|State { keys, buffer: Buffer { webhook, message, .. } }| {
        let prefix =
            match signer::prefix(text(&webhook.id, id), text(&webhook.timestamp, timestamp)) {
                Ok(prefix) => prefix,
                Err(error) => return number(error as u8),
            };
        let mut content = JsContent::new(message, prefix, body);
        small(signer::sign(keys.keyring(), &mut content, &mut webhook.signatures))
    })
}

/// Rounds down. What lies beyond the integers saturates, and is as far from every timestamp as can
/// be.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole_seconds(now: f64) -> UnixTime {
    let toward_zero = now as i64;
    #[expect(clippy::cast_precision_loss, reason = "an f64 this large has no fraction")]
    let below = now < toward_zero as f64;
    UnixTime::from_seconds(toward_zero.saturating_sub(i64::from(below)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates: less than 0 is the same second"
)]
const fn whole_tolerance(tolerance: f64) -> Duration {
    Duration::from_secs(tolerance as u64)
}

/// Gives the number by which an error crosses.
fn number(place: u8) -> i32 {
    -1 - i32::from(place)
}

fn small(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// What is signed, of which the body stands in the buffer, or comes in pieces, or is hashed
/// elsewhere.
struct JsContent<'b> {
    message: &'b mut [u8; MESSAGE],
    /// Where what is signed begins, right before the body's place.
    start: usize,
    body: i32,
}

impl<'b> JsContent<'b> {
    fn new(message: &'b mut [u8; MESSAGE], prefix: [&[u8]; 2], body: i32) -> Self {
        let start = BODY - prefix.iter().map(|text| text.len() + 1).sum::<usize>();
        let mut end = start;
        for text in prefix {
            message[end..end + text.len()].copy_from_slice(text);
            message[end + text.len()] = b'.';
            end += text.len() + 1;
        }
        Self { message, start, body }
    }

    /// Puts a block before what is signed before the body, and returns both.
    fn begin(&mut self, block: &[u8; BLOCK]) -> &mut [u8] {
        let begun = &mut self.message[self.start - BLOCK..BODY];
        begun[..BLOCK].copy_from_slice(block);
        begun
    }
}

impl Content for JsContent<'_> {
    fn sha256_elsewhere(&mut self, block: &[u8; BLOCK]) -> Option<Digest> {
        let mut digest = [0; 32];
        match self.body {
            HASHED => digest.copy_from_slice(&self.message[BODY..BODY + 32]),
            ON_HOST => {
                let begun = self.begin(block);
                let is_done = hash_on_host(begun.as_mut_ptr(), begun.len());
                digest.copy_from_slice(&begun[..32]);
                wipe(&mut begun[..BLOCK]);
                if !is_done {
                    return None;
                }
            }
            _ => return None,
        }
        Some(digest)
    }

    fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
        // A body that stands in its place is one piece with what is before it.
        let written = usize::try_from(self.body);
        let mut piece = self.start..BODY + written.unwrap_or_default();
        let (mut is_first, mut has_more) = (true, written.is_err());
        loop {
            sink(self.message.get(piece).unwrap_or_default());
            if !has_more {
                return;
            }
            let room = &mut self.message[BODY..];
            let written = next_piece(is_first, room.as_mut_ptr(), room.len());
            (is_first, has_more) = (false, written < 0);
            let length = if has_more { -1 - written } else { written };
            piece = BODY..BODY.saturating_add(length.cast_unsigned() as usize);
        }
    }
}
