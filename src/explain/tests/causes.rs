//! Which causes are told, all of them and in their order.

use super::*;

/// Returns the headers of a message that is signed at one time, and says another.
fn signed_at(signed: i64, sent: &str) -> Pairs {
    let signature =
        Signer::new([SECRET]).unwrap().sign(ID, UnixTime::from_seconds(signed), BODY).unwrap();
    let mut headers = with_signature(signature.as_str());
    headers[1].1 = sent.to_string();
    headers
}

#[test]
fn a_parsed_payload_is_the_cause_of_the_white_space_that_it_lost() {
    let explanation = explained_parsed(br#"{"test":2432232314}"#, &signed(SECRET, BODY));
    assert_eq!(codes(&explanation), ["BODY_PARSED"]);
    let with_newline = [BODY, b"\n"].concat();
    assert_eq!(codes(&explained_parsed(BODY, &signed(SECRET, &with_newline))), ["BODY_PARSED"]);
    let explanation = explained_parsed(BODY, &signed(OTHER_SECRET, BODY));
    assert_eq!(codes(&explanation), ["BODY_PARSED", "BODY_CHANGED", "SECRET_OTHER"]);
    assert!(detail(&explanation, Check::Signature).starts_with("none matches"));
}

#[test]
fn white_space_that_raw_bytes_lost_is_a_cause() {
    let explanation = explained(br#"{"test":2432232314}"#, &signed(SECRET, BODY), &[SECRET]);
    assert_eq!(codes(&explanation), ["BODY_RESERIALISED"]);
}

#[test]
fn a_list_of_secrets_in_one_text_is_seen_though_none_of_them_matches() {
    let list = std::format!("{OTHER_SECRET},{OTHER_SECRET}");
    assert_eq!(codes(&explained(BODY, &signed(SECRET, BODY), &[&list])), ["SECRET_LIST"]);
    let quoted = std::format!("'{OTHER_SECRET}'");
    assert_eq!(codes(&explained(BODY, &signed(SECRET, BODY), &[&quoted])), ["SECRET_SURROUNDED"]);
}

#[test]
fn a_secret_that_cannot_be_used_is_the_only_cause() {
    assert_eq!(
        codes(&explained(BODY, &signed(SECRET, BODY), &["whsec_AAAA"])),
        ["SECRET_UNUSABLE"]
    );
}

#[test]
fn a_version_that_no_key_is_for_is_the_only_cause() {
    let (v1, v1a) = (signed(OTHER_SECRET, BODY), signed(PRIVATE_KEY, BODY));
    assert_eq!(codes(&explained(BODY, &v1a, &[SECRET])), ["SIGNATURE_IS_V1A"]);
    assert_eq!(codes(&explained(BODY, &v1, &[PUBLIC_KEY])), ["SIGNATURE_IS_V1"]);
}

#[test]
fn with_keys_for_both_versions_no_version_is_a_cause() {
    let changed = b"something else";
    for signer in [OTHER_SECRET, PRIVATE_KEY] {
        let explanation = explained(changed, &signed(signer, BODY), &[SECRET, PUBLIC_KEY]);
        assert_eq!(codes(&explanation), ["BODY_CHANGED", "SECRET_OTHER"]);
    }
}

#[test]
fn a_timestamp_in_milliseconds_is_proven_where_it_is_sent_and_where_it_is_signed() {
    let sent = explained(BODY, &signed_at(NOW, "1614265330123"), &[SECRET]);
    assert_eq!(codes(&sent), ["TIMESTAMP_MILLISECONDS"]);
    // Of an earlier time: a signer of ours takes no 13 digits.
    let signed = explained(BODY, &signed_at(161_426_533_000, "161426533"), &[SECRET]);
    assert_eq!(codes(&signed), ["TIMESTAMP_MILLISECONDS", "TIMESTAMP_CLOCK"]);
}

#[test]
fn a_timestamp_that_is_given_twice_is_malformed_though_it_is_in_milliseconds() {
    let mut headers = signed_at(NOW, "1614265330123");
    headers.push(headers[1].clone());
    let explanation = explained(BODY, &headers, &[SECRET]);
    assert_eq!(explanation.code, Some("ERR_MALFORMED_HEADER"));
    assert_eq!(codes(&explanation), ["HEADERS_MALFORMED"]);
}
