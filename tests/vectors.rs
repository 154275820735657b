//! The vectors in `tests/vectors/`, run by the native crate, and by the same code compiled to
//! WebAssembly.

use core::time::Duration;

#[cfg(feature = "alloc")]
use hookproof::VerifyError;
#[cfg(feature = "explain")]
use hookproof::{DEFAULT_TOLERANCE, HintCode, explain};
use hookproof::{
    Headers, MinSecretBytes, Secret, SecretError, SignError, Signer, UnixTime, Verified, Verifier,
};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Text, bytes in hexadecimal, or text repeated.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Bytes {
    Text(String),
    Hex { hex: String },
    Repeat { repeat: String, times: usize },
}

impl Bytes {
    fn to_vec(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Hex { hex } => {
                let byte =
                    |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
                (0..hex.len()).step_by(2).map(byte).collect()
            }
            Self::Repeat { repeat, times } => repeat.repeat(*times).into_bytes(),
        }
    }
}

#[derive(Deserialize)]
struct WebhookCase {
    name: String,
    rule: String,
    secrets: Vec<Bytes>,
    headers: Vec<(String, Bytes)>,
    body: Bytes,
    now: i64,
    tolerance: u64,
    accept: Option<Accepted>,
    refuse: Option<String>,
    /// The error that the secrets are.
    throws: Option<String>,
    /// The feature without which they are another.
    needs: Option<String>,
    #[serde(rename = "minSecretBytes")]
    min_secret_bytes: Option<u16>,
}

/// The secrets of a case, where their bytes are kept.
struct Secrets(Vec<(Bytes, Vec<u8>)>);

impl Secrets {
    fn new(written: &[Bytes]) -> Self {
        Self(written.iter().map(|secret| (secret.clone(), secret.to_vec())).collect())
    }

    fn iter(&self) -> impl Iterator<Item = Secret<'_>> + Clone {
        self.0.iter().map(|(written, bytes)| match written {
            Bytes::Text(text) => Secret::from(text.as_str()),
            _ => Secret::from(bytes.as_slice()),
        })
    }
}

fn min_of(bytes: Option<u16>) -> MinSecretBytes {
    bytes.map_or(MinSecretBytes::DEFAULT, |bytes| MinSecretBytes::new(bytes).expect("1 to 512"))
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    id: String,
    timestamp: i64,
    secret_index: usize,
}

#[test]
fn every_webhook_gets_its_verdict() {
    check_webhooks(&parse(include_str!("vectors/verify.json")));
}

#[test]
fn every_truncated_or_modified_tag_is_refused() {
    check_webhooks(&parse(include_str!("vectors/tags.json")));
}

#[test]
fn what_went_wrong_elsewhere_does_not_go_wrong_here() {
    check_webhooks(&parse(include_str!("vectors/regressions.json")));
}

#[test]
fn what_real_senders_send_gets_its_verdict() {
    check_webhooks(&parse(include_str!("vectors/senders.json")));
}

fn check_webhooks(cases: &[WebhookCase]) {
    for case in cases {
        if cfg!(not(feature = "ed25519")) && case.needs.as_deref() == Some("ed25519") {
            continue;
        }
        let secrets = Secrets::new(&case.secrets);
        let verifier =
            Verifier::with_min_secret_bytes(secrets.iter(), min_of(case.min_secret_bytes));
        let misuse = verifier.as_ref().err().map(|error| error.code());
        assert_eq!(misuse, case.throws.as_deref(), "{}: {}", case.rule, case.name);
        let Ok(verifier) =
            verifier.map(|verifier| verifier.with_tolerance(Duration::from_secs(case.tolerance)))
        else {
            continue;
        };
        let values: Vec<Vec<u8>> = case.headers.iter().map(|(_, value)| value.to_vec()).collect();
        let headers = Headers::from_pairs(case.headers.iter().map(|(name, _)| name).zip(&values));
        let now = UnixTime::from_seconds(case.now);
        let verdict = verifier.verify(&case.body.to_vec(), &headers, now).map(accepted);
        #[cfg(feature = "alloc")]
        for size in [1, 7, 64, usize::MAX] {
            assert_eq!(
                in_pieces(&verifier, case, &headers, size),
                verdict,
                "{}: {}",
                case.rule,
                case.name
            );
        }
        let found = verdict.as_ref().map_err(|error| error.code());
        let expected =
            case.accept.as_ref().ok_or_else(|| case.refuse.as_deref().expect("a verdict"));
        assert_eq!(found, expected, "{}: {}", case.rule, case.name);
    }
}

/// Gives the verdict when the body comes piece by piece.
#[cfg(feature = "alloc")]
fn in_pieces(
    verifier: &Verifier,
    case: &WebhookCase,
    headers: &Headers<'_>,
    size: usize,
) -> Result<Accepted, VerifyError> {
    let now = UnixTime::from_seconds(case.now);
    let mut incoming = verifier.begin(headers, now)?;
    // A long body in pieces of a byte takes long, and shows no more.
    let size = if case.body.to_vec().len() > 10_000 { size.max(999) } else { size };
    case.body.to_vec().chunks(size).for_each(|piece| incoming.update(piece));
    incoming.finish(now).map(accepted)
}

fn accepted(verified: Verified<'_>) -> Accepted {
    Accepted {
        id: verified.id().to_owned(),
        timestamp: verified.timestamp().as_seconds(),
        secret_index: verified.secret_index(),
    }
}

#[cfg(feature = "alloc")]
#[test]
fn a_body_that_outlasts_the_tolerance_is_stale() {
    let verifier = Verifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]).expect("a secret");
    let headers = Headers::from_pairs([
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ]);
    let [sent, last, late] =
        [1_614_265_330, 1_614_265_630, 1_614_265_631].map(UnixTime::from_seconds);
    let mut incoming = verifier.begin(&headers, sent).expect("lawful headers");
    incoming.update(br#"{"test": "#);
    assert_eq!(incoming.finish(sent), Err(VerifyError::NoMatchingSignature));
    incoming.update(b"2432232314}");
    assert_eq!(incoming.finish(last).map(|verified| verified.secret_index()), Ok(0));
    assert_eq!(incoming.finish(late), Err(VerifyError::TimestampTooOld));
    assert_eq!(format!("{incoming:?}"), "Incoming { .. }", "nothing of a key");
}

#[cfg(all(feature = "alloc", feature = "ed25519"))]
#[test]
fn only_a_public_key_that_could_match_keeps_the_body() {
    let [hmac, public] = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
    ];
    // Of 32 bytes and of 64, so that each could be one.
    let v1 = format!("v1,{}=", "A".repeat(43));
    let v1a = format!("v1a,{}==", "A".repeat(86));
    for (secrets, signature, keeps) in [
        (vec![hmac], &v1, false),
        (vec![hmac, public], &v1, false),
        (vec![public], &v1a, true),
        (vec![hmac, public], &format!("{v1} {v1a}"), true),
    ] {
        let verifier = Verifier::new(secrets).expect("secrets");
        let headers = Headers::from_pairs([
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", signature),
        ]);
        let incoming = verifier.begin(&headers, UnixTime::from_seconds(1_614_265_330));
        assert_eq!(incoming.map(|incoming| incoming.keeps_body()), Ok(keeps), "{signature}");
    }
}

#[derive(Deserialize)]
struct SecretCase {
    name: String,
    secret: Bytes,
    signature: Option<String>,
    code: Option<String>,
    /// The feature with which it is something else.
    without: Option<String>,
    #[serde(rename = "minSecretBytes")]
    min_secret_bytes: Option<u16>,
}

#[test]
fn every_secret_is_the_key_it_should_be_or_an_error() {
    let cases: Vec<SecretCase> = parse(include_str!("vectors/secrets.json"));
    for case in &cases {
        if cfg!(feature = "ed25519") && case.without.as_deref() == Some("ed25519") {
            continue;
        }
        let secrets = Secrets::new(core::slice::from_ref(&case.secret));
        let min = min_of(case.min_secret_bytes);
        let signed = Signer::with_min_secret_bytes(secrets.iter(), min).map(|signer| {
            let sent = UnixTime::from_seconds(1_614_265_330);
            let header =
                signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", sent, br#"{"test": 2432232314}"#);
            header.expect("a lawful message").to_string()
        });
        assert_eq!(signed.as_ref().ok(), case.signature.as_ref(), "a secret {}", case.name);
        let verifier = Verifier::with_min_secret_bytes(secrets.iter(), min).map(|_| ());
        for error in [signed.map(|_| ()), verifier] {
            assert_eq!(
                error.err().map(SecretError::code),
                case.code.as_deref(),
                "a secret {}",
                case.name
            );
        }
    }
}

#[derive(Deserialize)]
struct SigningCase {
    name: String,
    id: String,
    timestamp: i64,
    body: Bytes,
    secrets: Vec<String>,
    signature: Option<String>,
    code: Option<String>,
}

#[test]
fn every_message_is_signed_as_by_node_crypto() {
    check_signings(&parse(include_str!("vectors/sign.json")));
}

fn check_signings(cases: &[SigningCase]) {
    for case in cases {
        let (sent, body) = (UnixTime::from_seconds(case.timestamp), case.body.to_vec());
        let signed = Signer::new(case.secrets.iter().map(String::as_str))
            .map_err(SecretError::code)
            .and_then(|signer| {
                signer
                    .sign(&case.id, sent, &body)
                    .map(|header| header.to_string())
                    .map_err(SignError::code)
            });
        let expected =
            case.signature.as_deref().ok_or_else(|| case.code.as_deref().expect("a verdict"));
        assert_eq!(signed.as_deref().map_err(|code| *code), expected, "{}", case.name);
    }
}

#[cfg(feature = "ed25519")]
#[derive(Deserialize)]
struct V1a {
    webhooks: Vec<WebhookCase>,
    keys: Vec<KeyCase>,
    signings: Vec<SigningCase>,
}

#[cfg(feature = "ed25519")]
#[derive(Deserialize)]
struct KeyCase {
    name: String,
    secret: String,
    verifying: Option<String>,
    signing: Option<String>,
}

#[cfg(feature = "ed25519")]
#[test]
fn v1a_keys_verify_and_sign_as_in_node_crypto() {
    let V1a { webhooks, keys, signings } =
        serde_json::from_str(include_str!("vectors/v1a.json")).expect("vectors of the right shape");
    assert!(webhooks.len() > 10 && keys.len() > 10 && signings.len() > 5, "the vectors are there");
    check_webhooks(&webhooks);
    check_signings(&signings);
    for KeyCase { name, secret, verifying, signing } in &keys {
        let verifier = Verifier::new([secret.as_str()]).err().map(SecretError::code);
        let signer = Signer::new([secret.as_str()]).err().map(SecretError::code);
        assert_eq!((verifier, signer), (verifying.as_deref(), signing.as_deref()), "{name}");
    }
}

#[cfg(feature = "explain")]
#[derive(Deserialize)]
struct ExplainCase {
    name: String,
    secrets: Vec<Bytes>,
    headers: Vec<(String, Bytes)>,
    body: Bytes,
    now: i64,
    tolerance: u64,
    code: Option<String>,
    fails: Vec<String>,
    first: Option<String>,
}

#[cfg(feature = "explain")]
#[test]
fn every_refusal_is_explained() {
    let cases: Vec<ExplainCase> = parse(include_str!("vectors/explain.json"));
    for case in &cases {
        let secrets = Secrets::new(&case.secrets);
        let values: Vec<Vec<u8>> = case.headers.iter().map(|(_, value)| value.to_vec()).collect();
        let headers = Headers::from_pairs(case.headers.iter().map(|(name, _)| name).zip(&values));
        let body = case.body.to_vec();
        let (now, tolerance) =
            (UnixTime::from_seconds(case.now), Duration::from_secs(case.tolerance));
        let verdict =
            Verifier::new(secrets.iter()).map_err(SecretError::code).and_then(|verifier| {
                verifier
                    .with_tolerance(tolerance)
                    .verify(&body, &headers, now)
                    .map_err(VerifyError::code)
            });
        let found = explain(
            &body,
            case.headers.iter().map(|(name, _)| name).zip(&values),
            secrets.iter(),
            now,
            tolerance,
            MinSecretBytes::DEFAULT,
        );
        assert_eq!(found.code, verdict.err(), "{}", case.name);
        assert_eq!(found.code, case.code.as_deref(), "{}", case.name);
        let fails: Vec<_> =
            found.checks.iter().filter(|each| !each.ok).map(|each| each.check.as_str()).collect();
        assert_eq!(fails, case.fails, "{}: {:?}", case.name, found.checks);
        assert_eq!(
            found.hints.first().map(|hint| hint.code.as_str()),
            case.first.as_deref(),
            "{}",
            case.name
        );
    }
}

#[cfg(feature = "explain")]
#[test]
fn the_explanation_of_every_other_webhook_has_its_code_and_a_hint() {
    let mut cases: Vec<WebhookCase> = parse(include_str!("vectors/verify.json"));
    let V1a { webhooks, .. } =
        serde_json::from_str(include_str!("vectors/v1a.json")).expect("vectors of the right shape");
    cases.extend(webhooks);
    for more in [
        include_str!("vectors/tags.json"),
        include_str!("vectors/regressions.json"),
        include_str!("vectors/senders.json"),
    ] {
        cases.extend(parse::<WebhookCase>(more));
    }
    for case in &cases {
        let values: Vec<Vec<u8>> = case.headers.iter().map(|(_, value)| value.to_vec()).collect();
        let headers = case.headers.iter().map(|(name, _)| name).zip(&values);
        let (secrets, min) = (Secrets::new(&case.secrets), min_of(case.min_secret_bytes));
        let body = case.body.to_vec();
        let (now, tolerance) =
            (UnixTime::from_seconds(case.now), Duration::from_secs(case.tolerance));
        let found = explain(&body, headers, secrets.iter(), now, tolerance, min);
        let code = case.refuse.as_deref().or(case.throws.as_deref());
        assert_eq!(found.code, code, "{}: {}", case.rule, case.name);
        assert_eq!(found.hints.is_empty(), found.ok, "{}: {}", case.rule, case.name);
        assert_eq!(
            found.checks.iter().all(|each| each.ok),
            found.ok,
            "{}: {}",
            case.rule,
            case.name
        );
    }
}

#[cfg(feature = "explain")]
#[test]
fn an_explanation_asks_for_no_more_secrets_than_it_needs_to_see_that_there_are_too_many() {
    let mut asked = 0;
    let secrets = core::iter::repeat_with(|| {
        asked += 1;
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    });
    let headers = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ];
    let now = UnixTime::from_seconds(1_614_265_330);
    let found = explain(b"", headers, secrets, now, DEFAULT_TOLERANCE, MinSecretBytes::DEFAULT);
    let told = (found.code, found.hints[0].code);
    assert_eq!(told, (Some("ERR_SECRET_LENGTH"), HintCode::SecretTooMany));
    assert_eq!(asked, 17);
}

#[test]
fn printing_a_verifier_or_a_signer_shows_no_key_byte() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let printed = format!("{:?} {:?}", Verifier::new([secret]), Signer::new([secret]));
    assert_eq!(
        printed,
        "Ok(Verifier { keyring: Keyring { count: 1, .. }, tolerance: 300s }) \
         Ok(Signer { keyring: Keyring { count: 1, .. } })"
    );
}

#[cfg(feature = "ed25519")]
#[test]
fn printing_a_key_pair_shows_none_of_it() {
    let public = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    let private = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    assert_eq!(
        format!("{:?} {:?}", Verifier::new([public]), Signer::new([private])),
        "Ok(Verifier { keyring: Keyring { count: 1, .. }, tolerance: 300s }) \
         Ok(Signer { keyring: Keyring { count: 1, .. } })"
    );
}

#[cfg(not(feature = "ed25519"))]
#[test]
fn a_key_of_v1a_is_an_error_that_names_what_takes_it() {
    for key in ["whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "whsk_"] {
        for error in [Verifier::new([key]).map(|_| ()), Signer::new([key]).map(|_| ())] {
            let message = error.expect_err("it is no HMAC key").to_string();
            let taker = if cfg!(feature = "wasm") { "hookproof/full" } else { "feature ed25519" };
            assert!(message.contains(taker), "{message}");
        }
    }
}

fn parse<T: for<'de> Deserialize<'de>>(json: &str) -> Vec<T> {
    let cases: Vec<T> = serde_json::from_str(json).expect("vectors of the right shape");
    assert!(cases.len() > 10, "the vectors are there");
    cases
}
