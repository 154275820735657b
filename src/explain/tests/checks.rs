//! The words of each check.

use std::string::ToString;

use super::*;

/// Returns what the check of the secret says.
fn secret_detail(secrets: &[&str]) -> String {
    detail(&explained(BODY, &signed(SECRET, BODY), secrets), Check::Secret).to_string()
}

/// Returns what the check of the signature says.
fn signature_detail(headers: &Pairs) -> String {
    detail(&explained(BODY, headers, &[SECRET]), Check::Signature).to_string()
}

/// Returns what the check of the timestamp says, and whether it is content.
fn timestamp_detail(now: i64) -> (String, bool) {
    let headers = signed(SECRET, BODY);
    let headers = headers.iter().map(|(name, text)| (name, text));
    let [_, _, _, timestamp, _] = explain(
        BODY,
        headers,
        [SECRET],
        UnixTime::from_seconds(now),
        DEFAULT_TOLERANCE,
        MinSecretBytes::DEFAULT,
    )
    .checks;
    assert_eq!(timestamp.check, Check::Timestamp);
    (timestamp.detail, timestamp.ok)
}

fn without(headers: Pairs, name: &str) -> Pairs {
    headers.into_iter().filter(|header| header.0 != name).collect()
}

#[test]
fn a_good_webhook_passes_every_check() {
    let explanation = explained(BODY, &signed(SECRET, BODY), &[SECRET]);
    assert!(explanation.ok && explanation.hints.is_empty());
    let told = explanation
        .checks
        .iter()
        .map(|check| (check.check.as_str(), check.ok, check.detail.as_str()));
    let told: Vec<_> = told.collect();
    let expected = [
        ("secret", true, "1 secret"),
        ("payload", true, "20 bytes"),
        ("headers", true, "webhook-id, webhook-timestamp and webhook-signature are there"),
        ("timestamp", true, "0 seconds before now"),
        ("signature", true, "secret 1 of 1 matches"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_secret_that_matches_is_named_by_its_place() {
    let explanation = explained(b"1", &signed(SECRET, b"1"), &[OTHER_SECRET, SECRET]);
    assert_eq!(detail(&explanation, Check::Secret), "2 secrets");
    assert_eq!(detail(&explanation, Check::Payload), "1 byte");
    assert_eq!(detail(&explanation, Check::Signature), "secret 2 of 2 matches");
}

#[test]
fn the_headers_that_count_are_named() {
    let headers = signed(SECRET, BODY);
    let svix =
        headers.into_iter().map(|(name, text)| (name.replace("webhook", "svix"), text)).collect();
    let explanation = explained(BODY, &svix, &[SECRET]);
    assert_eq!(
        detail(&explanation, Check::Headers),
        "svix-id, svix-timestamp and svix-signature are there"
    );
}

#[test]
fn a_secret_is_named_by_its_place_where_there_are_several() {
    let problem = SecretError::Length.message();
    assert_eq!(secret_detail(&["whsec_AAAA"]), problem);
    assert_eq!(secret_detail(&["whsec_AAAA", SECRET]), std::format!("{problem} (secret 1 of 2)"));
    assert_eq!(secret_detail(&[SECRET, "whsec_AAAA"]), std::format!("{problem} (secret 2 of 2)"));
    // It is the call that has a problem, and no secret of it.
    assert_eq!(secret_detail(&[SECRET; 17]), "give at most 16 secrets: drop those rotated out");
    let missing = "the secret is missing: copy the whole secret, whsec_ included, from the sender's dashboard";
    assert_eq!(secret_detail(&[]), missing);
}

#[test]
fn a_secret_that_cannot_be_read_is_named_before_one_of_the_wrong_kind() {
    let explanation = explained(BODY, &signed(SECRET, BODY), &[PRIVATE_KEY, "whsec_AAAA", SECRET]);
    assert_eq!(explanation.code, Some("ERR_SECRET_LENGTH"));
    assert!(detail(&explanation, Check::Secret).ends_with(" (secret 2 of 3)"));
    let explanation = explained(BODY, &signed(SECRET, BODY), &[SECRET, PRIVATE_KEY]);
    assert_eq!(explanation.code, Some("ERR_SECRET_KIND"));
    assert!(detail(&explanation, Check::Secret).ends_with(" (secret 2 of 2)"));
}

#[test]
fn the_timestamp_is_before_or_after_now() {
    assert_eq!(timestamp_detail(NOW + 300), ("300 seconds before now".into(), true));
    assert_eq!(
        timestamp_detail(NOW + 301),
        ("301 seconds before now, and 300 are allowed".into(), false)
    );
    assert_eq!(timestamp_detail(NOW - 1), ("1 second after now".into(), true));
    assert_eq!(
        timestamp_detail(NOW - 301),
        ("301 seconds after now, and 300 are allowed".into(), false)
    );
}

#[test]
fn a_signature_is_not_checked_without_all_headers() {
    for (name, problem) in [
        ("webhook-id", "webhook-id (or svix-id) is missing"),
        ("webhook-timestamp", "webhook-timestamp (or svix-timestamp) is missing"),
        ("webhook-signature", "webhook-signature (or svix-signature) is missing"),
    ] {
        let explanation = explained(BODY, &without(signed(SECRET, BODY), name), &[SECRET]);
        assert_eq!(detail(&explanation, Check::Headers), problem);
        let told = detail(&explanation, Check::Signature);
        assert_eq!(told, "not checked: a header is missing or given twice", "{name}");
    }
    let explanation =
        explained(BODY, &without(signed(SECRET, BODY), "webhook-timestamp"), &[SECRET]);
    assert_eq!(detail(&explanation, Check::Timestamp), "not checked: there is no timestamp");
}

#[test]
fn a_list_that_is_too_long_is_checked_and_nothing_is_without_a_secret() {
    let long = with_signature(&"v1,x ".repeat(33));
    assert_eq!(
        signature_detail(&long),
        "none matches, of 33 signatures (0 v1, 0 v1a, 33 of no known form)"
    );
    let explanation = explained(BODY, &signed(SECRET, BODY), &["whsec_AAAA"]);
    assert_eq!(
        detail(&explanation, Check::Signature),
        "not checked: there is no secret that can be used"
    );
}

#[test]
fn the_signatures_that_do_not_match_are_counted_by_their_forms() {
    let v1 = signed(OTHER_SECRET, BODY).remove(2).1;
    assert_eq!(
        signature_detail(&with_signature(&v1)),
        "none matches, of 1 signature (1 v1, 0 v1a, 0 of no known form)"
    );
    let v1a = signed(PRIVATE_KEY, BODY).remove(2).1;
    let list = std::format!("{v1} v1,x {v1a} {v1a} v2,y v3,z {v1} {v1} {v1a} {v1a}");
    assert_eq!(
        signature_detail(&with_signature(&list)),
        "none matches, of 10 signatures (3 v1, 4 v1a, 3 of no known form)"
    );
}

#[test]
fn a_parsed_payload_may_be_all_that_is_wrong() {
    let all =
        " once the payload is printed as JSON: that it is parsed is all that is wrong with it";
    for (printed, matches) in
        [(BODY, "secret 1 of 1 matches"), (br#"{"test":2432232314}"#, "a secret matches")]
    {
        let explanation = explained_parsed(printed, &signed(SECRET, BODY));
        assert_eq!(explanation.code, Some("ERR_PAYLOAD_TYPE"));
        assert_eq!(detail(&explanation, Check::Payload), "the payload is parsed");
        assert_eq!(detail(&explanation, Check::Signature), std::format!("{matches}{all}"));
        let failed = explanation.checks.iter().filter(|check| !check.ok).map(|check| check.check);
        assert_eq!(failed.collect::<Vec<_>>(), [Check::Payload]);
    }
}
