//! A whole webhook, as an input describes it, and when and by whom it is received.
//!
//! Fields: distance of now from the timestamp, tolerance, secrets, id, timestamp, list of
//! signatures, what becomes of the headers, the body that was signed if it is another one, and the
//! body.

use std::time::Duration;

use hookproof::UnixTime;

use crate::{
    fields::{expand, number, split},
    pool,
    reference::{
        base64,
        secret::Given,
        sign::{content, entry},
        timestamp,
    },
};

/// What a receiver has at hand.
pub struct Delivery {
    /// Its secrets.
    pub secrets: Vec<Given>,
    /// The headers that came.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body that came.
    pub body: Vec<u8>,
    /// Its clock.
    pub now: UnixTime,
    /// How far a timestamp may be from it.
    pub tolerance: Duration,
}

/// The time of the vectors, for a timestamp that is none.
const SOME_TIME: i64 = 1_614_265_330;

impl Delivery {
    /// Reads an input.
    pub fn read(data: &[u8]) -> Self {
        let [distance, tolerance, secrets, id, timestamp, list, style, signed, body] = split(data);
        let secrets = pool::secrets(secrets);
        let signed = if signed.is_empty() { body } else { signed };
        let list = signatures(list, &secrets, &content(id, timestamp, signed));
        Self {
            secrets,
            headers: headers([id, timestamp, &list], style),
            body: body.to_vec(),
            now: now(timestamp, number(distance)),
            tolerance: Duration::from_secs(number(tolerance)),
        }
    }
}

/// So many seconds after a timestamp, or before it.
pub fn now(timestamp: &[u8], distance: i64) -> UnixTime {
    let sent = timestamp::read(timestamp).unwrap_or(SOME_TIME);
    UnixTime::from_seconds(sent.saturating_add(distance))
}

/// Returns the list, with its signatures made: by a numbered secret, by the first or the last that
/// is given, or not quite right.
pub fn signatures(list: &[u8], secrets: &[Given], content: &[u8]) -> Vec<u8> {
    let by = |secret: &Given| {
        pool::signing_key(secret).and_then(|key| entry(&key, content)).unwrap_or_default()
    };
    let first = || secrets.first().map(by).unwrap_or_default();
    let base64 =
        || first().split_once(',').map(|(_, base64)| base64.to_owned()).unwrap_or_default();
    expand(list, |byte| {
        Some(match byte {
            1..=7 => by(&Given::Text(pool::secret(byte)?)),
            0x0e => first(),
            0x0f => secrets.last().map(by).unwrap_or_default(),
            0x10 => base64(),
            0x11 => hex(&base64::canonical(base64().as_bytes()).unwrap_or_default()),
            0x12 => base64().replace('+', "-").replace('/', "_").replace('=', ""),
            0x13 => " ".repeat(64),
            0x14 => format!("v1,{}", base64::print(&[byte; 32])),
            0x15 => format!("v1a,{}", base64::print(&[byte; 64])),
            _ => return None,
        })
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn headers(values: [&[u8]; 3], style: &[u8]) -> Vec<(String, Vec<u8>)> {
    let set = if style.contains(&b's') { "svix" } else { "webhook" };
    let mut headers: Vec<(String, Vec<u8>)> = ["id", "timestamp", "signature"]
        .iter()
        .zip(values)
        .map(|(name, value)| (format!("{set}-{name}"), value.to_vec()))
        .collect();
    for letter in style {
        match letter {
            b'U' => headers.iter_mut().for_each(|(name, _)| name.make_ascii_uppercase()),
            b'r' => headers.reverse(),
            b'd' => headers.extend(headers.last().cloned()),
            b'-' => drop(headers.pop()),
            b'x' => headers.push(("webhook-id".into(), b"msg_x".to_vec())),
            b'y' => headers.push(("webhook-timestamp".into(), b"1614265330".to_vec())),
            b'z' => headers.push(("webhook-signature".into(), b"v1,".to_vec())),
            b'e' => headers.push(("svix-id".into(), Vec::new())),
            _ => {}
        }
    }
    headers
}
