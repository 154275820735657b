//! `v1a`: any key, any text after `whpk_` and `whsk_`, any signature, and lists of both kinds. The
//! input: 32 bytes of a seed or of a public key; then, as fields, a text in a key's place, secrets
//! beside them, the list of signatures, the body.
#![no_main]

use std::time::Duration;

use ed25519_dalek::SigningKey;
use hookproof::UnixTime;
use hookproof_fuzz::{
    delivery::{Delivery, signatures},
    fields::split,
    judge, pool,
    reference::{base64, secret::Given, sign::content},
};
use libfuzzer_sys::fuzz_target;

const ID: &str = "msg_1";
const TIMESTAMP: i64 = 1_614_265_330;

fuzz_target!(|data: &[u8]| {
    let (start, fields) = data.split_at(data.len().min(32));
    let mut bytes = [0; 32];
    bytes[..start.len()].copy_from_slice(start);
    let [text, others, list, body] = split(fields);

    let pair = SigningKey::from_bytes(&bytes);
    let private = key("whsk_", &base64::print(&pair.to_keypair_bytes()));
    let public = key("whpk_", &base64::print(pair.verifying_key().as_bytes()));
    let beside =
        |key: Given| -> Vec<Given> { pool::secrets(others).into_iter().chain([key]).collect() };
    judge::signature(std::slice::from_ref(&private), ID, TIMESTAMP, body);
    judge::signature(&beside(private.clone()), ID, TIMESTAMP, body);
    receive(beside(public), std::slice::from_ref(&private), list, body);

    let text = String::from_utf8_lossy(text);
    let odd = [
        key("whpk_", &base64::print(&bytes)),
        key("whpk_", &text),
        key("whsk_", &text),
        key("v1a,whpk_", &text),
    ];
    for key in odd {
        let secrets = beside(key);
        judge::signature(&secrets, ID, TIMESTAMP, body);
        receive(secrets.clone(), &secrets, list, body);
    }
});

fn key(prefix: &str, text: &str) -> Given {
    Given::Text(format!("{prefix}{text}"))
}

fn receive(secrets: Vec<Given>, signers: &[Given], list: &[u8], body: &[u8]) {
    let timestamp = TIMESTAMP.to_string().into_bytes();
    let list = signatures(list, signers, &content(ID.as_bytes(), &timestamp, body));
    let headers = [("svix-id", ID.into()), ("svix-timestamp", timestamp), ("svix-signature", list)];
    let _ = judge::verdict(&Delivery {
        secrets,
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        body: body.to_vec(),
        now: UnixTime::from_seconds(TIMESTAMP),
        tolerance: Duration::ZERO,
    });
}
