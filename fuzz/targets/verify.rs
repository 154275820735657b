//! The whole verification: a webhook, honest or not, at any time, for any secrets. Its fields are
//! in src/delivery.rs.
#![no_main]

use hookproof_fuzz::{delivery::Delivery, judge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let delivery = Delivery::read(data);
    if let Ok(accepted) = judge::verdict(&delivery) {
        // What a sender did, hookproof's own signer does alike.
        let Delivery { secrets, body, .. } = &delivery;
        judge::signature(secrets, &accepted.id, accepted.timestamp, body);
    }
});
