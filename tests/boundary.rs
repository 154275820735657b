//! The exports that the npm package calls, called as `pkg/src/core/instance.ts` does: bytes in the
//! buffer, and numbers.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "what crosses are numbers of 32 bits"
)]

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

/// The keys that are set anew for a test, because an earlier one has left others.
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

#[wasm_bindgen_test]
fn a_body_in_its_place_is_verified_and_a_forged_one_refused() {
    given(&[SECRET]);
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(0));
    assert_eq!(
        verify([TEXTS, NONE], r#"{"test": 2432232315}"#),
        Err(VerifyError::NoMatchingSignature)
    );
    assert_eq!(verify([TEXTS, NONE], ""), Err(VerifyError::NoMatchingSignature));
}

#[wasm_bindgen_test]
fn a_body_comes_in_pieces_however_it_is_cut() {
    given(&[SECRET]);
    let whole = BODY_TEXT.as_bytes();
    let more = |length: usize| -1 - length as i32;
    for cut in 0..=whole.len() {
        let (one, two) = whole.split_at(cut);
        let pieces = vec![
            (one.to_vec(), more(cut)),
            (Vec::new(), more(0)),
            (two.to_vec(), two.len() as i32),
        ];
        PIECES.set(pieces);
        assert_eq!(verify_lengths(write_texts([TEXTS, NONE]), IN_PIECES), Ok(0), "{cut}");
        assert_eq!(NEXT.get(), 3, "all are asked for");
        assert_eq!(sign_texts(ID, TIME, IN_PIECES), Ok(SIGNATURE.to_owned()));
    }
}

#[wasm_bindgen_test]
fn a_piece_that_is_longer_than_its_room_is_none() {
    given(&[SECRET]);
    for answer in [BODY_ROOM as i32 + 1, i32::MAX, i32::MIN, -2 - BODY_ROOM as i32] {
        PIECES.set(vec![(BODY_TEXT.into(), answer), (Vec::new(), 0)]);
        assert_eq!(
            verify_lengths(write_texts([TEXTS, NONE]), IN_PIECES),
            Err(VerifyError::NoMatchingSignature)
        );
    }
}

#[wasm_bindgen_test]
fn a_host_hashes_behind_the_block_of_the_key() {
    given(&[SECRET]);
    let host: Hash = |bytes| Some(Sha256::digest(bytes).into());
    for (hash, pieces) in
        [(host, vec![]), (|_| None, vec![(BODY_TEXT.into(), BODY_TEXT.len() as i32)])]
    {
        HASH.set(hash);
        PIECES.set(pieces);
        for texts in [TEXTS, [ID, TIME, "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]] {
            let lengths = write_texts([texts, NONE]);
            write(BODY_PLACE, BODY_TEXT.as_bytes());
            let is_authentic = texts == TEXTS;
            let expected = if is_authentic { Ok(0) } else { Err(VerifyError::NoMatchingSignature) };
            assert_eq!(verify_lengths(lengths, ON_HOST), expected);
        }
        write(BODY_PLACE, BODY_TEXT.as_bytes());
        assert_eq!(sign_texts(ID, TIME, ON_HOST), Ok(SIGNATURE.to_owned()));
        assert!(!holds_block(), "the block is left in the buffer");
    }
    HASH.set(|_| Some([1; 32]));
    let lengths = write_texts([TEXTS, NONE]);
    assert_eq!(verify_lengths(lengths, ON_HOST), Err(VerifyError::NoMatchingSignature));
}

/// The block of the key that `SECRET` has.
fn holds_block() -> bool {
    let begin = [0x31, 0xf2, 0x90, 0xf6].map(|byte: u8| byte ^ 0x36);
    read(0, END).windows(begin.len()).any(|window| window == begin)
}

#[wasm_bindgen_test]
fn somebody_else_hashes_behind_what_is_begun() {
    given(&[OTHER_SECRET]);
    given(&[SECRET, OTHER_SECRET]);
    let length = begin([TEXTS, NONE]).expect("headers that are right");
    assert_eq!(length as usize, 64 + ID.len() + 1 + TIME.len() + 1);
    assert!(holds_block());
    let begun = read(BODY_PLACE - length as usize, length as usize);
    assert_eq!(&begun[64..], format!("{ID}.{TIME}.").as_bytes());
    let hash = Sha256::new().chain_update(&begun).chain_update(BODY_TEXT).finalize();
    let lengths = write_texts([TEXTS, NONE]);
    write(BODY_PLACE, &hash);
    assert_eq!(verify_lengths(lengths, HASHED), Ok(0));
    for at in 0..hash.len() {
        let mut wrong = hash;
        wrong[at] ^= 1;
        write(BODY_PLACE, &wrong);
        assert_eq!(verify_lengths(lengths, HASHED), Err(VerifyError::NoMatchingSignature), "{at}");
    }
    assert_eq!(begin([NONE, TEXTS]), Ok(length));
    assert_eq!(begin([NONE, NONE]), Err(VerifyError::MissingHeader(HeaderName::Id)));
    assert_eq!(begin([[ID, "1614264000", SIGNATURE], NONE]), Err(VerifyError::TimestampTooOld));
}

#[wasm_bindgen_test]
fn all_but_the_body_is_checked_before_it_is_read() {
    given(&[SECRET]);
    let wrong = [ID, TIME, "v1,AAAA"];
    assert_eq!(verify_lengths(write_texts([wrong, NONE]), NOT_YET), Ok(0));
    assert_eq!(verify_lengths(write_texts([NONE, TEXTS]), NOT_YET), Ok(0));
    assert_eq!(
        verify_lengths(write_texts([[ID, "", ""], NONE]), NOT_YET),
        Err(VerifyError::MissingHeader(HeaderName::Timestamp))
    );
    let old = verify_at(NOW + 301.0, TOLERANCE, write_texts([TEXTS, NONE]), NOT_YET);
    assert_eq!(old, Err(VerifyError::TimestampTooOld));
}

#[wasm_bindgen_test]
fn a_verdict_says_which_set_of_headers_and_which_secret_it_is_about() {
    given(&[OTHER_SECRET, SECRET]);
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(1));
    assert_eq!(verify([NONE, TEXTS], BODY_TEXT), Ok(SVIX + 1));
    assert_eq!(verify([TEXTS, TEXTS], BODY_TEXT), Ok(1));
    assert_eq!(verify([TEXTS, ["msg_2", TIME, SIGNATURE]], BODY_TEXT), Ok(1));
}

#[wasm_bindgen_test]
fn a_malformed_header_is_none_that_is_missing() {
    given(&[SECRET]);
    let lengths = write_texts([TEXTS, NONE]);
    write(BODY_PLACE, BODY_TEXT.as_bytes());
    let names = [HeaderName::Id, HeaderName::Timestamp, HeaderName::Signature];
    for (at, name) in names.into_iter().enumerate() {
        // Whatever is less than 0.
        for length in [MALFORMED, -2, i32::MIN] {
            let mut lengths = lengths;
            lengths[at] = length;
            // JavaScript writes nothing for such a header, so that the texts of the others stand
            // elsewhere.
            let texts =
                TEXTS.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, text)| *text);
            write(0, texts.collect::<String>().as_bytes());
            assert_eq!(
                verify_lengths(lengths, BODY_TEXT.len() as i32),
                Err(VerifyError::MalformedHeader(name))
            );
        }
    }
}

#[wasm_bindgen_test]
fn texts_that_are_not_ascii_are_read_by_their_bytes() {
    given(&[SECRET]);
    let list = format!("v1,clé {SIGNATURE}");
    assert_eq!(verify([[ID, TIME, &list], NONE], BODY_TEXT), Ok(0));
    assert_eq!(
        verify([["msg_é", TIME, SIGNATURE], NONE], BODY_TEXT),
        Err(VerifyError::MalformedHeader(HeaderName::Id))
    );
    let wide = verify([[ID, "１614265330", SIGNATURE], NONE], BODY_TEXT);
    assert_eq!(wide, Err(VerifyError::MalformedHeader(HeaderName::Timestamp)));
}

#[wasm_bindgen_test]
fn absurd_lengths_refuse_and_read_nothing_outside() {
    given(&[SECRET]);
    let lengths = write_texts([TEXTS, TEXTS]);
    write(BODY_PLACE, BODY_TEXT.as_bytes());
    for absurd in [TEXTS_BYTES as i32, TEXTS_BYTES as i32 + 1, END as i32, i32::MAX - 1, i32::MAX] {
        for at in 0..3 {
            let mut lengths = lengths;
            lengths[at] = absurd;
            verify_lengths(lengths, BODY_TEXT.len() as i32).expect_err("a length that no text has");
        }
        verify_lengths([absurd; 6], absurd).expect_err("six of them");
        let errors = [sign_webhook(absurd, 10, 0), sign_webhook(10, absurd, 0)];
        assert!(errors.into_iter().all(|number| named(SignError::ALL, number).is_err()));
    }
    for absurd in [BODY_ROOM as i32 + 1, END as i32, i32::MAX] {
        assert_eq!(verify_lengths(lengths, absurd), Err(VerifyError::NoMatchingSignature));
    }
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(0));
}

#[wasm_bindgen_test]
fn a_body_that_fills_its_place_is_verified_and_signed() {
    given(&[SECRET]);
    let body = "x".repeat(BODY_ROOM);
    write(BODY_PLACE, body.as_bytes());
    let signature = sign_texts(ID, TIME, BODY_ROOM as i32).expect("a signature");
    assert_eq!(verify([[ID, TIME, &signature], NONE], &body), Ok(0));
    PIECES.set(vec![(body.into(), BODY_ROOM as i32)]);
    assert_eq!(verify_lengths(write_texts([[ID, TIME, &signature], NONE]), IN_PIECES), Ok(0));
}

#[wasm_bindgen_test]
fn now_is_rounded_down_and_what_is_no_time_is_only_far_away() {
    given(&[SECRET]);
    let lengths = write_texts([TEXTS, NONE]);
    write(BODY_PLACE, BODY_TEXT.as_bytes());
    let at = |now, tolerance| verify_at(now, tolerance, lengths, BODY_TEXT.len() as i32);
    assert_eq!(at(NOW + 300.999, TOLERANCE), Ok(0));
    assert_eq!(at(NOW + 301.0, TOLERANCE), Err(VerifyError::TimestampTooOld));
    assert_eq!(at(NOW - 300.001, TOLERANCE), Err(VerifyError::TimestampTooNew));
    for (now, error) in [
        (f64::MAX, VerifyError::TimestampTooOld),
        (f64::INFINITY, VerifyError::TimestampTooOld),
        (f64::MIN, VerifyError::TimestampTooNew),
        (f64::NEG_INFINITY, VerifyError::TimestampTooNew),
        (f64::NAN, VerifyError::TimestampTooNew),
    ] {
        assert_eq!(at(now, TOLERANCE), Err(error), "{now}");
    }
    // A tolerance that is none is none at all.
    for tolerance in [-1.0, f64::NEG_INFINITY, f64::NAN, 0.999] {
        assert_eq!(at(NOW, tolerance), Ok(0));
        assert_eq!(at(NOW + 1.0, tolerance), Err(VerifyError::TimestampTooOld), "{tolerance}");
    }
}

fn sign_texts(id: &str, timestamp: &str, body: i32) -> Result<String, SignError> {
    let [id, timestamp, ..] = write_texts([[id, timestamp, ""], NONE]);
    let length = named(SignError::ALL, sign_webhook(id, timestamp, body))?;
    Ok(String::from_utf8_lossy(&read(ROOMS[0] + ROOMS[1], length as usize)).into_owned())
}

#[wasm_bindgen_test]
fn signing_leaves_the_header_in_the_place_of_the_first() {
    given(&[SECRET]);
    let sign = |id, timestamp| {
        write(BODY_PLACE, BODY_TEXT.as_bytes());
        sign_texts(id, timestamp, BODY_TEXT.len() as i32)
    };
    assert_eq!(sign(ID, TIME), Ok(SIGNATURE.to_owned()));
    assert_eq!(sign("a.b", TIME), Err(SignError::Id));
    assert_eq!(sign("", TIME), Err(SignError::Id));
    assert_eq!(sign(ID, "1e3"), Err(SignError::Timestamp));
    given(&[SECRET, OTHER_SECRET]);
    let both = sign(ID, TIME).expect("a signature");
    assert!(both.starts_with(&format!("{SIGNATURE} v1,")), "{both}");
    assert_eq!(verify([[ID, TIME, &both], NONE], BODY_TEXT), Ok(0));
}

#[wasm_bindgen_test]
fn a_wrong_secret_leaves_no_keys_and_none_of_it() {
    for (secret, error) in [
        ("", SecretError::Missing),
        ("whsec_", SecretError::Missing),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZI", SecretError::Length),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa?w", SecretError::Format),
    ] {
        given(&[SECRET]);
        assert_eq!(named(SecretError::ALL, take(1, secret)), Err(error), "{secret}");
        assert_eq!(named(SecretError::ALL, check_secrets(false)), Err(SecretError::Missing));
        assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Err(VerifyError::NoMatchingSignature));
        let is_left =
            read(0, END).windows(secret.len().max(1)).any(|place| place == secret.as_bytes());
        assert!(!is_left, "{secret} is not wiped");
    }
}

#[wasm_bindgen_test]
fn a_secret_of_any_length_at_any_place_is_read_within_the_buffer() {
    with_host();
    for length in [513, 4096, BODY_ROOM, BODY_ROOM + 1, END, usize::MAX] {
        for is_text in [true, false] {
            write(BODY_PLACE, &vec![b'A'; BODY_ROOM]);
            take_secret_error(0, is_text, length);
        }
    }
    assert_eq!(take(15, SECRET), 0);
    for at in [16, 17, usize::MAX] {
        write(BODY_PLACE, SECRET.as_bytes());
        assert_eq!(
            named(SecretError::ALL, take_secret(at, true, SECRET.len(), 24)),
            Err(SecretError::TooMany)
        );
    }
    for min in [0, 513, u16::MAX] {
        write(BODY_PLACE, SECRET.as_bytes());
        assert_eq!(
            named(SecretError::ALL, take_secret(0, true, SECRET.len(), min)),
            Err(SecretError::Length)
        );
    }
}

fn take_secret_error(at: usize, is_text: bool, length: usize) {
    let number = take_secret(at, is_text, length, 24);
    named(SecretError::ALL, number).expect_err("a length that no secret has");
    assert!(
        read(BODY_PLACE, length.min(BODY_ROOM)).iter().all(|byte| *byte == 0),
        "it is not wiped"
    );
}

#[wasm_bindgen_test]
fn a_secret_is_taken_as_it_is_written_and_as_long_as_it_must_be() {
    given(&[SECRET]);
    // The characters of a secret, as bytes that are the key themselves: another key.
    write(BODY_PLACE, SECRET.as_bytes());
    assert_eq!(take_secret(0, false, SECRET.len(), 24), 0);
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Err(VerifyError::NoMatchingSignature));
    // One that is known is not long enough for everybody.
    write(BODY_PLACE, SECRET.as_bytes());
    assert_eq!(
        named(SecretError::ALL, take_secret(0, true, SECRET.len(), 25)),
        Err(SecretError::Length)
    );
    given(&[SECRET]);
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(0));
}

#[wasm_bindgen_test]
fn position_0_ends_the_last_list() {
    given(&[OTHER_SECRET, SECRET]);
    given(&[OTHER_SECRET]);
    assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Err(VerifyError::NoMatchingSignature));
    // Sixteen that are new, and one more.
    for number in 100..117_u8 {
        write(BODY_PLACE, &[number; 24]);
        let taken = named(SecretError::ALL, take_secret(usize::from(number) - 100, false, 24, 24));
        assert_eq!(taken, if number < 116 { Ok(0) } else { Err(SecretError::TooMany) });
    }
    assert_eq!(named(SecretError::ALL, check_secrets(false)), Err(SecretError::Missing));
    // More secrets than are kept, each of them once more.
    for _ in 0..2 {
        for number in 0..20_u8 {
            write(BODY_PLACE, &[number; 24]);
            assert_eq!(take_secret(0, false, 24, 24), 0);
        }
        given(&[SECRET]);
        assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(0));
    }
}

#[wasm_bindgen_test]
fn a_secret_stays_while_the_others_of_its_list_are_learnt() {
    let mut number = 0_u16;
    let mut learn = |at| {
        number += 1;
        write(BODY_PLACE, &[number.to_be_bytes(); 12].concat());
        assert_eq!(take_secret(at, false, 24, 24), 0);
    };
    // Wherever the next one would be put.
    for before in 0..16 {
        given(&[SECRET]);
        (0..before).for_each(|_| learn(0));
        assert_eq!(take(0, SECRET), 0);
        (1..16).for_each(&mut learn);
        assert_eq!(verify([TEXTS, NONE], BODY_TEXT), Ok(0));
    }
}

#[cfg(feature = "full")]
mod full {
    use super::*;
    use hookproof::wasm::{explain_webhook, public_key};
    use wasm_bindgen::JsValue;

    const SEED: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const SEED_BYTES: [u8; 32] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
        25, 26, 27, 28, 29, 30, 31,
    ];

    fn pair() -> (String, String) {
        let public = public_key(SEED_BYTES.to_vec()).expect("32 bytes");
        // 32 bytes end within a group of four characters, so both halves are decoded.
        let halves = js_sys::Function::new_with_args("a, b", "return btoa(atob(a) + atob(b))");
        let private =
            halves.call2(&JsValue::NULL, &SEED.into(), &public.as_str().into()).expect("base64");
        (format!("whsk_{}", private.as_string().expect("text")), format!("whpk_{public}"))
    }

    #[wasm_bindgen_test]
    fn ed25519_verifies_and_signs_a_body_that_comes_in_any_way() {
        assert_eq!(public_key(vec![0; 31]), None);
        let (private, public) = pair();
        with_host();
        assert_eq!(take(0, &private), 0);
        assert_eq!(check_secrets(true), 0);
        write(BODY_PLACE, BODY_TEXT.as_bytes());
        let signature = sign_texts(ID, TIME, BODY_TEXT.len() as i32).expect("a signature");
        assert!(signature.starts_with("v1a,"), "{signature}");
        let texts = [ID, TIME, &signature];
        given(&[SECRET, &public]);
        assert_eq!(verify([texts, NONE], BODY_TEXT), Ok(1));
        for mode in [IN_PIECES, ON_HOST] {
            HASH.set(|_| Some([0; 32]));
            PIECES.set(vec![(BODY_TEXT.into(), BODY_TEXT.len() as i32)]);
            assert_eq!(verify_lengths(write_texts([texts, NONE]), mode), Ok(1));
        }
        // It is the first key that a hash is for.
        given(&[&public, SECRET]);
        assert_eq!(begin([texts, NONE]), Ok(0));
        assert!(!holds_block());
    }

    #[wasm_bindgen_test]
    fn the_secret_that_is_of_the_wrong_kind_is_named() {
        let (private, public) = pair();
        with_host();
        assert_eq!([take(0, SECRET), take(1, &private)], [0, 0]);
        let error = SecretError::ALL.iter().position(|error| *error == SecretError::PrivateKey);
        assert_eq!(check_secrets(false), -1 - error.expect("a row") as i32 - 256);
        assert_eq!(check_secrets(true), 0);
        assert_eq!([take(0, SECRET), take(1, SECRET), take(2, &public)], [0, 0, 0]);
        let error = SecretError::ALL.iter().position(|error| *error == SecretError::PublicKey);
        assert_eq!(check_secrets(true), -1 - error.expect("a row") as i32 - 512);
    }

    #[wasm_bindgen_test]
    fn an_explanation_is_a_plain_object_whatever_is_asked() {
        // JavaScript makes it, as pkg/src/explain.ts does.
        let ask = |source: &str| {
            let asked =
                js_sys::Function::new_no_args(&format!("return {source}")).call0(&JsValue::NULL);
            explain_webhook(&asked.expect("an object"))
        };
        let get = |object: &JsValue, name: &str| {
            Reflect::get(object, &name.into()).expect("a plain object")
        };
        let right = format!(
            "{{ now: {NOW}, tolerance: 300, minSecretBytes: 24, secrets: ['{SECRET}'], access: 'properties', \
             fields: ['{ID}', '{TIME}', '{SIGNATURE}'], pairs: [], payload: '{BODY_TEXT}' }}"
        );
        let explanation = ask(&right);
        assert_eq!(get(&explanation, "ok"), JsValue::TRUE, "{explanation:?}");
        assert_eq!(js_sys::Array::from(&get(&explanation, "checks")).length(), 5);
        // Nothing of it, and all of it of other types.
        for wrong in [
            "{ secrets: [], fields: [], pairs: [] }",
            "{ secrets: 7, fields: 'abc', pairs: {}, payload: 7, now: 'x', isList: [] }",
        ] {
            let explanation = ask(wrong);
            assert_eq!(get(&explanation, "ok"), JsValue::FALSE, "{explanation:?}");
            assert!(js_sys::Array::from(&get(&explanation, "hints")).length() > 0);
        }
    }
}
