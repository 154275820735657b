//! `webhook-timestamp`: any text, signed as it is. Fields: distance of now from it, tolerance, the
//! text.
#![no_main]

use std::time::Duration;

use hookproof_fuzz::{
    delivery::{Delivery, now, signatures},
    fields::{number, split},
    judge, pool,
    reference::sign::content,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [distance, tolerance, timestamp] = split(data);
    let (id, body) = (b"msg_1", b"{}");
    let secrets = pool::secrets(&[1]);
    let signature = signatures(&[1], &secrets, &content(id, timestamp, body));
    let headers = [
        ("webhook-id", &id[..]),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", &signature),
    ];
    let _ = judge::verdict(&Delivery {
        secrets,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_vec())).into(),
        body: body.to_vec(),
        now: now(timestamp, number(distance)),
        tolerance: Duration::from_secs(number(tolerance)),
    });
});
