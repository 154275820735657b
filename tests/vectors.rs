//! The vectors in `tests/vectors/`, run by the native crate, and by the same code compiled to WebAssembly.

use hookproof::{Error, Headers, Secret, Signer, Verifier};
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
                let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
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
    secrets: Vec<String>,
    headers: Vec<(String, Bytes)>,
    body: Bytes,
    now: u64,
    tolerance: u64,
    accept: Option<Accepted>,
    refuse: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    id: String,
    timestamp: u64,
    secret_index: usize,
}

#[test]
fn every_webhook_gets_its_verdict() {
    let cases: Vec<WebhookCase> = parse(include_str!("vectors/verify.json"));
    for case in &cases {
        let verifier = Verifier::new(case.secrets.iter().map(String::as_str))
            .expect("lawful secrets")
            .with_tolerance(case.tolerance);
        let values: Vec<Vec<u8>> = case.headers.iter().map(|(_, value)| value.to_vec()).collect();
        let headers = Headers::from_pairs(case.headers.iter().map(|(name, _)| name).zip(&values));
        let verdict = verifier.verify(&case.body.to_vec(), &headers, case.now).map(|verified| Accepted {
            id: verified.id().to_owned(),
            timestamp: verified.timestamp(),
            secret_index: verified.secret_index(),
        });
        let found = verdict.as_ref().map_err(|error| error.code());
        let expected = case.accept.as_ref().ok_or_else(|| case.refuse.as_deref().expect("a verdict"));
        assert_eq!(found, expected, "{}: {}", case.rule, case.name);
        assert!(verdict.map_or_else(Error::is_sender_fault, |_| true), "{}", case.name);
    }
}

#[derive(Deserialize)]
struct SecretCase {
    name: String,
    secret: Bytes,
    signature: Option<String>,
    code: Option<String>,
}

#[test]
fn every_secret_is_the_key_it_should_be_or_an_error() {
    let cases: Vec<SecretCase> = parse(include_str!("vectors/secrets.json"));
    for case in &cases {
        let raw = case.secret.to_vec();
        let secret = match &case.secret {
            Bytes::Text(text) => Secret::from(text.as_str()),
            _ => Secret::from(raw.as_slice()),
        };
        let signed = Signer::new([secret]).map(|signer| {
            let header =
                signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
            header.expect("a lawful message").to_string()
        });
        assert_eq!(signed.as_ref().ok(), case.signature.as_ref(), "a secret {}", case.name);
        let verifier = Verifier::new([secret]).map(|_| ());
        for error in [signed.map(|_| ()), verifier] {
            assert_eq!(error.err().map(Error::code), case.code.as_deref(), "a secret {}", case.name);
        }
    }
}

#[derive(Deserialize)]
struct SigningCase {
    name: String,
    id: String,
    timestamp: u64,
    body: Bytes,
    secrets: Vec<String>,
    signature: Option<String>,
    code: Option<String>,
}

#[test]
fn every_message_is_signed_as_by_node_crypto() {
    let cases: Vec<SigningCase> = parse(include_str!("vectors/sign.json"));
    for case in &cases {
        let signed = Signer::new(case.secrets.iter().map(String::as_str))
            .and_then(|signer| signer.sign(&case.id, case.timestamp, &case.body.to_vec()));
        let signature = signed.as_ref().ok().map(ToString::to_string);
        assert_eq!(signature, case.signature, "{}", case.name);
        assert_eq!(signed.err().map(Error::code), case.code.as_deref(), "{}", case.name);
    }
}

#[test]
fn printing_a_verifier_or_a_signer_shows_no_key_byte() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let printed = format!("{:?} {:?}", Verifier::new([secret]), Signer::new([secret]));
    assert_eq!(
        printed,
        "Ok(Verifier { keyring: Keyring { count: 1, .. }, tolerance: 300 }) \
         Ok(Signer { keyring: Keyring { count: 1, .. } })"
    );
}

fn parse<T: for<'de> Deserialize<'de>>(json: &str) -> Vec<T> {
    let cases: Vec<T> = serde_json::from_str(json).expect("vectors of the right shape");
    assert!(cases.len() > 10, "the vectors are there");
    cases
}
