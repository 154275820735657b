//! `v1a`: any text after `whpk_` and `whsk_`, any signature, and lists of both kinds. Fields: bytes of a public key, bytes of a
//! private key, secrets beside them, the list of signatures, the body.
#![no_main]

use hookproof_fuzz::{
    delivery::{Delivery, signatures},
    fields::split,
    judge, pool,
    reference::{base64, secret::Given, sign::content},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [public, private, others, list, body] = split(data);
    let key = |prefix: &str, bytes: &[u8]| Given::Text(format!("{prefix}{}", base64::print(bytes)));
    let with = |key: Given| -> Vec<Given> { pool::secrets(others).into_iter().chain([key]).collect() };
    let (id, timestamp) = ("msg_1", 1_614_265_330);
    let timestamp_text = timestamp.to_string();
    judge::signature(&with(key("whsk_", private)), id, timestamp, body);
    for secrets in [pool::secrets(others), with(key("whpk_", public)), with(key("v1a,whpk_", private))] {
        judge::signature(&secrets, id, timestamp, body);
        let content = content(id.as_bytes(), timestamp_text.as_bytes(), body);
        let list = signatures(list, &secrets, &content);
        let headers = [
            ("svix-id", id.as_bytes()),
            ("svix-timestamp", timestamp_text.as_bytes()),
            ("svix-signature", &list),
        ];
        let _ = judge::verdict(&Delivery {
            secrets,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_vec())).into(),
            body: body.to_vec(),
            now: timestamp,
            tolerance: 0,
        });
    }
});
