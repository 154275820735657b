//! The explanation of the crate, for tests/explain/native.js to hold against that of the npm
//! package: a line of JSON for each webhook.

use core::time::Duration;
use std::io::{BufRead, Write, stdin, stdout};

use base64::{Engine, engine::general_purpose::STANDARD};
use hookproof::{MinSecretBytes, Secret, UnixTime, explain};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Webhook {
    payload: String,
    headers: Vec<(String, String)>,
    secrets: Vec<Written>,
    now: i64,
    tolerance: u64,
    minimum: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Written {
    Text(String),
    Raw(String),
}

fn main() {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let webhook: Webhook = serde_json::from_str(&line.expect("a line")).expect("a webhook");
        writeln!(out, "{}", explained(&webhook)).expect("a reader");
    }
}

fn explained(webhook: &Webhook) -> serde_json::Value {
    let bytes = |base64: &str| {
        let mut bytes = vec![0; base64.len()];
        let length = STANDARD.decode_slice(base64, &mut bytes).expect("base64");
        bytes.truncate(length);
        bytes
    };
    let raw: Vec<Vec<u8>> = webhook
        .secrets
        .iter()
        .map(|secret| match secret {
            Written::Raw(raw) => bytes(raw),
            Written::Text(_) => Vec::new(),
        })
        .collect();
    let secrets = webhook.secrets.iter().zip(&raw).map(|(secret, raw)| match secret {
        Written::Text(text) => Secret::Text(text.as_str()),
        Written::Raw(_) => Secret::Raw(raw),
    });
    let pairs = webhook.headers.iter().map(|(name, value)| (name, value.as_str()));
    let minimum = MinSecretBytes::new(webhook.minimum).expect("1 to 512");
    let now = UnixTime::from_seconds(webhook.now);
    let tolerance = Duration::from_secs(webhook.tolerance);
    let found = explain(&bytes(&webhook.payload), pairs, secrets, now, tolerance, minimum);
    let checks = found
        .checks
        .iter()
        .map(|each| json!({ "name": each.check.as_str(), "ok": each.ok, "detail": each.detail }));
    let hints = found
        .hints
        .iter()
        .map(|hint| json!({ "code": hint.code.as_str(), "message": hint.message }));
    json!({ "ok": found.ok, "code": found.code, "checks": checks.collect::<Vec<_>>(), "hints": hints.collect::<Vec<_>>() })
}
