//! Secrets, text and raw, one or many: what is taken, the key it is, and that nothing prints it.
//! The input is a list of them.
#![no_main]

use std::time::Duration;

use hookproof::{Signer, UnixTime, Verifier};
use hookproof_fuzz::{
    delivery::{Delivery, signatures},
    judge, pool,
    reference::{secret::Given, sign::content},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (id, timestamp, body) = ("msg_1", 1_614_265_330, b"{}");
    let secrets = pool::secrets(data);
    judge::signature(&secrets, id, timestamp, body);
    // By the last, so that all of them are tried.
    let timestamp_text = timestamp.to_string();
    let list =
        signatures(&[0x0f], &secrets, &content(id.as_bytes(), timestamp_text.as_bytes(), body));
    let headers = [
        ("webhook-id", id.as_bytes()),
        ("webhook-timestamp", timestamp_text.as_bytes()),
        ("webhook-signature", &list),
    ];
    assert_debug_hides_secrets(&secrets);
    let _ = judge::verdict(&Delivery {
        secrets,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_vec())).into(),
        body: body.to_vec(),
        now: UnixTime::from_seconds(timestamp),
        tolerance: Duration::ZERO,
    });
});

/// Checks that nothing can be printed of secrets but how many they are, or a sentence that is the
/// same for all that are wrong alike.
fn assert_debug_hides_secrets(secrets: &[Given]) {
    let all = || secrets.iter().map(judge::secret);
    assert!(all().all(|secret| format!("{secret:?}") == "Secret(..)"));
    let count = secrets.len();
    if let Ok(verifier) = Verifier::new(all()) {
        let keyring = format!("keyring: Keyring {{ count: {count}, .. }}");
        assert_eq!(format!("{verifier:?}"), format!("Verifier {{ {keyring}, tolerance: 300s }}"));
    }
    if let Ok(signer) = Signer::new(all()) {
        assert_eq!(
            format!("{signer:?}"),
            format!("Signer {{ keyring: Keyring {{ count: {count}, .. }} }}")
        );
    }
}
