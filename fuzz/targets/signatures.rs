//! `webhook-signature`: any list. Fields: secrets, the list.
#![no_main]

use std::time::Duration;

use hookproof::UnixTime;
use hookproof_fuzz::{
    delivery::{Delivery, signatures},
    fields::split,
    judge, pool,
    reference::sign::content,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [secrets, list] = split(data);
    let (id, timestamp, body) = (b"msg_1", b"1614265330", b"{}");
    let secrets = pool::secrets(secrets);
    let list = signatures(list, &secrets, &content(id, timestamp, body));
    let headers =
        [("webhook-id", &id[..]), ("webhook-timestamp", timestamp), ("webhook-signature", &list)];
    let _ = judge::verdict(&Delivery {
        secrets,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_vec())).into(),
        body: body.to_vec(),
        now: UnixTime::from_seconds(1_614_265_330),
        tolerance: Duration::ZERO,
    });
});
