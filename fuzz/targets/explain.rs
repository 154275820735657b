//! `explain()`: its verdict is the verification's, and it says nothing but numbers and sentences
//! that are known beforehand. The fields are in src/delivery.rs.
#![no_main]

use hookproof::{Check, Checked, Explanation, MinSecretBytes, SecretError, VerifyError, explain};
use hookproof_fuzz::{
    delivery::Delivery,
    judge,
    reference::{
        headers,
        secret::{Given, Key, read},
        sign::{content, tag},
    },
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let delivery = Delivery::read(data);
    let Delivery { secrets, headers, body, now, tolerance } = &delivery;
    let verdict = judge::verdict(&delivery);
    let pairs = headers.iter().map(|(name, value)| (name, value));
    let secrets_given = secrets.iter().map(judge::secret);
    let explanation =
        explain(body, pairs, secrets_given, *now, *tolerance, MinSecretBytes::DEFAULT);
    let code = verdict.as_ref().err().map(|refusal| refusal.code());
    assert_eq!((explanation.ok, explanation.code), (code.is_none(), code), "{explanation:?}");
    assert_eq!(explanation.checks.iter().all(|each| each.ok), explanation.ok, "{explanation:?}");
    assert_eq!(explanation.hints.is_empty(), explanation.ok, "{explanation:?}");
    assert_eq!(explanation.checks.each_ref().map(|each| each.check), Check::ALL);
    for checked in &explanation.checks {
        assert!(is_known(checked), "{checked:?}");
    }
    for hint in &explanation.hints {
        assert!(HINTS.lines().any(|line| line == hint.code.as_str()), "{hint:?}");
        assert!(!hint.message.is_empty());
    }
    holds_no_secret(&explanation, &delivery);
});

/// Every cause that a webhook can have in Rust.
const HINTS: &str = include_str!("../known/hints.txt");

/// Every detail, with # for a number.
const DETAILS: &str = include_str!("../known/details.txt");

fn is_known(Checked { check, detail, .. }: &Checked) -> bool {
    let detail = hash(detail);
    let shape = detail.split_once(" (secret #").map_or(detail.as_str(), |(shape, _)| shape);
    let is_known = DETAILS.lines().any(|line| line == format!("{check}: {shape}"));
    let of_secret = || SecretError::ALL.iter().any(|error| hash(&error.to_string()) == shape);
    let of_webhook = || VerifyError::ALL.iter().any(|error| hash(&error.to_string()) == shape);
    is_known || of_secret() || of_webhook()
}

fn hash(text: &str) -> String {
    let mut hashed = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' if hashed.ends_with('#') => {}
            '0'..='9' => hashed.push('#'),
            other => hashed.push(other),
        }
    }
    hashed
}

/// Neither the text of a secret that is lawful, nor the signature that was expected of it.
fn holds_no_secret(explanation: &Explanation, delivery: &Delivery) {
    let printed = format!("{explanation:?}");
    let set = headers::set(&delivery.headers).unwrap_or_default();
    let content = content(&set[0], &set[1], &delivery.body);
    for secret in &delivery.secrets {
        let Ok(Key::Hmac(key)) = read(secret) else { continue };
        if let Given::Text(text) = secret {
            let start = text.len() - 32;
            assert!(!printed.contains(text) && !printed.contains(&text[start..]));
        }
        let expected = hookproof_fuzz::reference::base64::print(&tag(&key, &content));
        assert!(!printed.contains(&expected));
        assert!(!printed.contains(&hookproof_fuzz::reference::base64::print(&key)));
    }
}
