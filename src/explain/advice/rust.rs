//! The hints in Rust: what to call where there is something, and otherwise what to do in words.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::explain::{
    Given,
    hint::{Fact, HintCode, Reading, Restored, Seconds, Step},
};

/// How to get at the bytes that were sent, in the frameworks that parse them first.
macro_rules! raw_body {
    () => {
        "axum: the extractor axum::body::Bytes in place of Json; actix-web: web::Bytes in place of web::Json; \
         Rocket: Vec<u8> as the data guard; hyper: body.collect().await?.to_bytes()"
    };
}

pub(super) const fn advice(code: HintCode) -> Option<&'static str> {
    Some(match code {
        HintCode::BodyParsed => {
            concat!("give the raw body instead of the parsed one: ", raw_body!())
        }
        HintCode::BodyMissing => concat!("read the raw body before verifying: ", raw_body!()),
        HintCode::BodyReserialised => concat!(
            "the signature fits the same JSON with other white space or escapes, so give the body as it came, \
             not what serde_json prints of the parsed one: ",
            raw_body!()
        ),
        HintCode::BodyReplacement => {
            "the body holds U+FFFD, which stands for bytes that are not UTF-8, so give the bytes and never a decoded string, \
             such as String::from_utf8_lossy makes"
        }
        HintCode::BodyEmpty => {
            concat!("the body is empty, so verify before anything else reads it: ", raw_body!())
        }
        HintCode::BodyChanged => concat!(
            "if the secret is right, the body is not what was sent, so verify the raw one before anything parses it: ",
            raw_body!()
        ),
        HintCode::NowMilliseconds => {
            "give now in seconds: UnixTime::now(), or UnixTime::from_seconds(seconds)"
        }
        _ => return None,
    })
}

pub(super) fn words(fact: &Fact<'_>, given: &Given<'_>) -> String {
    match fact {
        Fact::Secret(reading) => secret(reading, given.is_list),
        Fact::Headers(headers) => restored(headers),
        // The hints about a body say all of it.
        Fact::None | Fact::Said(_) | Fact::Body(_) => String::new(),
    }
}

fn secret(Reading { at, steps, short }: &Reading, is_list: bool) -> String {
    let name = if is_list { format!("secret {}", at + 1) } else { "the secret".to_string() };
    let words = steps.iter().fold(name, |words, step| format!("{words}, {}", done(*step)));
    match short {
        Some(length) => format!("{words}, with MinSecretBytes::new({length})"),
        None => words,
    }
}

fn done(step: Step) -> String {
    match step {
        Step::TextOfBytes => "as text",
        Step::BytesOfText => "as bytes",
        Step::Behind(length) => return format!("without its first {length} characters"),
        Step::Base64 => "decoded from base64",
        Step::Base64Text => "decoded from base64 to text",
        Step::Hex => "decoded from hexadecimal",
        Step::WithoutLast => "without its last character",
        Step::WithoutUrlSafe => "without - and _",
        Step::Trim => "without the white space around it",
        Step::Clean => "without the characters that no secret has",
        Step::FromPrefix => "from its prefix to its end",
        Step::Value => "without the name before it",
        Step::PercentDecoded => "percent-decoded",
        Step::Split(separator) => return format!("split at {separator:?}"),
        Step::SplitAtCommas => "split at the commas between secrets",
        Step::SplitAtRuns => {
            "split at the white space, commas, semicolons and bars between secrets"
        }
        Step::Matches => "taken apart, each from its prefix to its end",
    }
    .into()
}

fn restored(Restored { set, names: [id, timestamp, signature], seconds }: &Restored<'_>) -> String {
    match seconds {
        None => format!(
            "{id} as {set}-id, {timestamp} as {set}-timestamp, {signature} as {set}-signature"
        ),
        Some(Seconds::Whole) => format!("the whole seconds in {timestamp}"),
        Some(Seconds::RoundedUp) => format!("the seconds in {timestamp}, rounded up"),
        Some(Seconds::OfDate | Seconds::OfDateElsewhere) => {
            format!("the seconds from 1970 to the date in {timestamp}")
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    fn secret_of(steps: &[Step], short: Option<usize>, is_list: bool) -> String {
        secret(&Reading { at: 1, steps: Vec::from(steps), short }, is_list)
    }

    #[test]
    fn a_secret_is_told_step_by_step() {
        assert_eq!(secret_of(&[], Some(18), false), "the secret, with MinSecretBytes::new(18)");
        assert_eq!(
            secret_of(&[Step::Behind(6), Step::Hex], None, true),
            "secret 2, without its first 6 characters, decoded from hexadecimal"
        );
        assert_eq!(secret_of(&[Step::Split("\n")], None, false), "the secret, split at \"\\n\"");
    }

    #[test]
    fn headers_are_told_by_the_names_that_they_have_and_should_have() {
        let told = |seconds| restored(&Restored { set: "svix", names: ["a", "b", "c"], seconds });
        assert_eq!(told(None), "a as svix-id, b as svix-timestamp, c as svix-signature");
        assert_eq!(told(Some(Seconds::RoundedUp)), "the seconds in b, rounded up");
    }
}
