//! Verifies through the exports: bodies, headers and times, in each way that they cross.
use super::*;

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
