//! Calls the exports that the npm package calls, as `pkg/src/core/instance.ts` does: with bytes in
//! the buffer, and numbers.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "what crosses are numbers of 32 bits"
)]

#[path = "boundary/full.rs"]
#[cfg(feature = "full")]
mod full;
#[path = "boundary/secrets.rs"]
mod secrets;
#[path = "boundary/sign.rs"]
mod sign;
#[path = "boundary/verify.rs"]
mod verify;

use core::{
    cell::{Cell, RefCell},
    iter::zip,
};

use hookproof::{
    HeaderName, SecretError, SignError, VerifyError,
    wasm::{
        BEGIN, BODY, BODY_ROOM, HASHED, IN_PIECES, MALFORMED, NOT_YET, ON_HOST, ROOMS, SVIX,
        buffer, check_secrets, sign_webhook, take_secret, verify_webhook,
    },
};
use js_sys::{Object, Reflect, Uint8Array, WebAssembly::Memory, global};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: &str = "1614265330";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const BODY_TEXT: &str = r#"{"test": 2432232314}"#;
const NOW: f64 = 1_614_265_330.0;
const TOLERANCE: f64 = 300.0;

const TEXTS_BYTES: usize = ROOMS[0] + ROOMS[1] + ROOMS[2];
const MESSAGE: usize = 2 * TEXTS_BYTES;
const BODY_PLACE: usize = MESSAGE + BODY;
const END: usize = BODY_PLACE + BODY_ROOM;

type Hash = fn(&[u8]) -> Option<[u8; 32]>;

thread_local! {
    /// What `nextPiece` gives: each piece, and the number that it answers with.
    static PIECES: RefCell<Vec<(Vec<u8>, i32)>> = const { RefCell::new(Vec::new()) };
    /// The place of the next one.
    static NEXT: Cell<usize> = const { Cell::new(0) };
    /// What `hash` does with the bytes that it is given.
    static HASH: RefCell<Hash> = const { RefCell::new(|_| None) };
}

/// Sets the one thing that the module asks of JavaScript, once.
fn with_host() {
    let host = Object::new();
    let next_piece = Closure::<dyn Fn(bool, usize, usize) -> i32>::new(|is_first, into, room| {
        let at = if is_first { 0 } else { NEXT.get() };
        NEXT.set(at + 1);
        let (bytes, answer) = PIECES.with_borrow(|pieces| pieces[at].clone());
        assert_eq!((into, room), (buffer_start() + BODY_PLACE, BODY_ROOM));
        memory().subarray(into as u32, (into + bytes.len()) as u32).copy_from(&bytes);
        answer
    });
    let hash = Closure::<dyn Fn(usize, usize) -> bool>::new(|from, length| {
        let given = memory().slice(from as u32, (from + length + BODY_TEXT.len()) as u32);
        let digest = HASH.with_borrow(|hash| hash(&given.to_vec()));
        // A host that fails has written something all the same.
        memory().subarray(from as u32, from as u32 + 32).copy_from(&digest.unwrap_or([7; 32]));
        digest.is_some()
    });
    for (name, function) in
        [("nextPiece", next_piece.into_js_value()), ("hash", hash.into_js_value())]
    {
        Reflect::set(&host, &name.into(), &function).expect("a plain object");
    }
    Reflect::set(&global(), &"hookproofHost".into(), &host).expect("an open object");
}

/// Only ever asked outside of a call: within one the state is lent.
fn buffer_start() -> usize {
    thread_local!(static START: usize = buffer() as usize);
    START.with(|start| *start)
}

fn memory() -> Uint8Array {
    Uint8Array::new(&wasm_bindgen::memory().unchecked_into::<Memory>().buffer())
}

fn write(place: usize, bytes: &[u8]) {
    let start = (buffer_start() + place) as u32;
    memory().subarray(start, start + bytes.len() as u32).copy_from(bytes);
}

fn read(place: usize, length: usize) -> Vec<u8> {
    let start = (buffer_start() + place) as u32;
    // A copy of JavaScript's own: room for one of Rust's can move the memory.
    memory().slice(start, start + length as u32).to_vec()
}

fn take(at: usize, secret: &str) -> i32 {
    write(BODY_PLACE, secret.as_bytes());
    take_secret(at, true, secret.len(), 24)
}

/// Sets the keys anew for a test, because an earlier one has left others.
fn given(secrets: &[&str]) {
    with_host();
    for (at, secret) in secrets.iter().enumerate() {
        assert_eq!(take(at, secret), 0);
    }
    assert_eq!(check_secrets(false), 0);
}

type Texts<'a> = [&'a str; 3];
const TEXTS: Texts = [ID, TIME, SIGNATURE];
const NONE: Texts = ["", "", ""];

/// Writes both sets of headers, and gives their lengths: those of their places, if they have no
/// room there.
fn write_texts(sets: [Texts; 2]) -> [i32; 6] {
    let mut lengths = Vec::new();
    for (start, texts) in zip([0, TEXTS_BYTES], sets) {
        let mut place = start;
        for (text, room) in zip(texts, ROOMS) {
            let written = &text.as_bytes()[..text.len().min(room)];
            write(place, written);
            lengths.push(written.len());
            place += room;
        }
    }
    lengths.try_into().map(|lengths: [usize; 6]| lengths.map(|length| length as i32)).expect("six")
}

fn verify_at(
    now: f64,
    tolerance: f64,
    [a, b, c, d, e, f]: [i32; 6],
    body: i32,
) -> Result<i32, VerifyError> {
    let number = verify_webhook(now, tolerance, a, b, c, d, e, f, body);
    named(VerifyError::ALL, number)
}

fn verify_lengths(lengths: [i32; 6], body: i32) -> Result<i32, VerifyError> {
    verify_at(NOW, TOLERANCE, lengths, body)
}

fn verify(sets: [Texts; 2], body: &str) -> Result<i32, VerifyError> {
    let lengths = write_texts(sets);
    write(BODY_PLACE, body.as_bytes());
    verify_lengths(lengths, body.len() as i32)
}

fn begin(sets: [Texts; 2]) -> Result<i32, VerifyError> {
    let lengths = write_texts(sets);
    verify_lengths(lengths, BEGIN)
}

fn named<E: Copy>(all: &[E], number: i32) -> Result<i32, E> {
    if number >= 0 { Ok(number) } else { Err(all[(-1 - number) as usize]) }
}

/// Tells whether the buffer holds the block of the key that `SECRET` has.
fn holds_block() -> bool {
    let begin = [0x31, 0xf2, 0x90, 0xf6].map(|byte: u8| byte ^ 0x36);
    read(0, END).windows(begin.len()).any(|window| window == begin)
}

fn sign_texts(id: &str, timestamp: &str, body: i32) -> Result<String, SignError> {
    let [id, timestamp, ..] = write_texts([[id, timestamp, ""], NONE]);
    let length = named(SignError::ALL, sign_webhook(id, timestamp, body))?;
    Ok(String::from_utf8_lossy(&read(ROOMS[0] + ROOMS[1], length as usize)).into_owned())
}
