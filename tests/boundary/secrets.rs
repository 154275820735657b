//! Hands over secrets, right and wrong, of any length.
use super::*;

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
