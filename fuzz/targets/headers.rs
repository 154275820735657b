//! The header set: any names and values, as often as may be. Fields: name, value, name, value …
//!
//! In a name, 1 to 6 stand for the names that count, and 0x11 to 0x16 for the same in upper case.
//! In a value, 1 to 3 stand for an id, a timestamp and their signature, and 4 to 6 for those of
//! another message.
#![no_main]

use std::time::Duration;

use hookproof::UnixTime;
use hookproof_fuzz::{
    delivery::{Delivery, signatures},
    fields::expand,
    judge, pool,
    reference::sign::content,
};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
];

const BODY: &[u8] = b"{}";

fuzz_target!(|data: &[u8]| {
    let fields: Vec<&[u8]> = data.split(|byte| *byte == 0xff).collect();
    let headers = fields.chunks(2).map(|pair| {
        let name = expand(pair[0], |byte| match byte {
            1..=6 => Some(NAMES[usize::from(byte) - 1].into()),
            0x11..=0x16 => Some(NAMES[usize::from(byte) - 0x11].to_ascii_uppercase()),
            _ => None,
        });
        let value = pair.get(1).map(|value| expand(value, part)).unwrap_or_default();
        (String::from_utf8_lossy(&name).into_owned(), value)
    });
    let _ = judge::verdict(&Delivery {
        secrets: pool::secrets(&[1]),
        headers: headers.collect(),
        body: BODY.to_vec(),
        now: UnixTime::from_seconds(1_614_265_330),
        tolerance: Duration::from_secs(1),
    });
});

fn part(byte: u8) -> Option<String> {
    Some(match byte {
        1 => "msg_1".into(),
        2 => "1614265330".into(),
        3 => signature("msg_1", "1614265330"),
        4 => "msg_2".into(),
        5 => "1614265331".into(),
        6 => signature("msg_2", "1614265331"),
        _ => return None,
    })
}

fn signature(id: &str, timestamp: &str) -> String {
    let content = content(id.as_bytes(), timestamp.as_bytes(), BODY);
    String::from_utf8_lossy(&signatures(&[1], &[], &content)).into_owned()
}
