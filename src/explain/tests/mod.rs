//! What `tests/vectors/explain.json` does not look at: the words of each check, and the bounds of
//! the search.

extern crate std;

mod bodies;
mod causes;
mod checks;
mod secrets;
mod trial;

use std::{string::String, string::ToString, vec::Vec};

use super::*;
use crate::{DEFAULT_TOLERANCE, signer::Signer};

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const NOW: i64 = 1_614_265_330;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const PUBLIC_KEY: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const PRIVATE_KEY: &str =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const FORGED: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const BODY: &[u8] = br#"{"test": 2432232314}"#;

type Pairs = Vec<(String, String)>;

/// Returns the headers of a message that is signed with a secret.
fn signed(secret: &str, body: &[u8]) -> Pairs {
    let signature =
        Signer::new([secret]).unwrap().sign(ID, UnixTime::from_seconds(NOW), body).unwrap();
    with_signature(signature.as_str())
}

/// Returns the headers of a message whose signature is this text.
fn with_signature(signature: &str) -> Pairs {
    let texts = [("webhook-id", ID.to_string()), ("webhook-timestamp", NOW.to_string())];
    let pairs = texts.into_iter().chain([("webhook-signature", signature.to_string())]);
    pairs.map(|(name, text)| (name.to_string(), text)).collect()
}

/// Returns the explanation of a message at the time of its timestamp, with the usual tolerance.
fn explained(body: &[u8], headers: &Pairs, secrets: &[&str]) -> Explanation {
    let pairs = headers.iter().map(|(name, text)| (name, text));
    explain(
        body,
        pairs,
        secrets.iter().copied(),
        UnixTime::from_seconds(NOW),
        DEFAULT_TOLERANCE,
        MinSecretBytes::DEFAULT,
    )
}

/// Returns the explanation of a payload that was parsed, and that JSON.stringify prints so.
fn explained_parsed(printed: &[u8], headers: &Pairs) -> Explanation {
    let problem = Problem::Outside { code: "ERR_PAYLOAD_TYPE", message: "the payload is parsed" };
    Given {
        payload: Payload::Other {
            problem,
            found: Found::from(HintCode::BodyParsed),
            printed: Some(printed),
        },
        headers: Ok(Headers::from_pairs(headers.iter().map(|(name, text)| (name, text)))),
        misgiven: None,
        pairs: Vec::new(),
        access: Access::Property,
        secrets: Vec::from([Ok(Secret::Text(SECRET))]),
        is_list: false,
        time: Ok((UnixTime::from_seconds(NOW), DEFAULT_TOLERANCE)),
        min_secret_bytes: MinSecretBytes::DEFAULT,
    }
    .explain()
}

/// Returns what that check says.
fn detail(explanation: &Explanation, check: Check) -> &str {
    &explanation.checks.iter().find(|checked| checked.check == check).unwrap().detail
}

/// Returns the code of the likeliest cause.
fn first(explanation: &Explanation) -> &'static str {
    explanation.hints[0].code.as_str()
}

/// Returns the codes of all causes.
fn codes(explanation: &Explanation) -> Vec<&'static str> {
    explanation.hints.iter().map(|hint| hint.code.as_str()).collect()
}
