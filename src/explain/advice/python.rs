//! The hints in Python: code that runs as it stands, on the very values that were given.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    explain::{
        Access, Given, Payload,
        hint::{Encoding, Fact, HintCode, List, Reading, Restored, Seconds, Step},
    },
    secret::Secret,
};

/// How to get at the bytes that were sent, in the frameworks that parse them first.
macro_rules! raw_body {
    () => {
        "Flask: request.get_data(); FastAPI and Starlette: await request.body(); Django and Django REST framework: request.body, \
         before request.data or request.POST; aiohttp: await request.read()"
    };
}

pub(super) const fn advice(code: HintCode) -> Option<&'static str> {
    Some(match code {
        HintCode::BodyParsed => {
            concat!("give the raw body instead of the parsed one: ", raw_body!())
        }
        HintCode::BodyMissing => concat!("read the raw body before verifying: ", raw_body!()),
        HintCode::BodyPromise => "await it and give what it returns: «await payload»",
        HintCode::BodyReserialised => concat!(
            "the signature fits the same JSON with other white space or escapes, so give the body as it came, \
             not json.dumps() of the parsed one: ",
            raw_body!()
        ),
        HintCode::BodyBom => {
            "the signature fits the body with or without a byte order mark, which decoding as utf-8-sig drops, so give the bytes"
        }
        HintCode::BodyReplacement => {
            "the body holds U+FFFD, which stands for bytes that are not UTF-8, so give the bytes and never a decoded string: \
             request.get_data() without as_text=True, no decode(errors=\"replace\")"
        }
        HintCode::BodyCharset => {
            "the signature fits the body with each character as one byte, so drop decode(\"latin-1\") and give the bytes"
        }
        HintCode::BodyBase64 => {
            "the signature fits the body decoded from base64, so decode it first, as AWS Lambda wants it when isBase64Encoded is \
             set: «base64.b64decode(payload)»"
        }
        HintCode::BodyHex => {
            "the signature fits the bytes that these hexadecimal digits stand for, so give the bytes: «bytes.fromhex(payload)»"
        }
        HintCode::BodyBytesAsJson => {
            "the signature fits the bytes that are listed in the payload, so keep them from being turned into JSON, or get them \
             back: «bytes(json.loads(payload))»"
        }
        HintCode::BodyQuoted => {
            "the signature fits the text inside this JSON string, so give the text itself: «json.loads(payload)»"
        }
        HintCode::BodyEmpty => {
            concat!(
                "the body is empty, so verify before anything else reads the stream: ",
                raw_body!()
            )
        }
        HintCode::BodyChanged => concat!(
            "if the secret is right, the body is not what was sent, so verify the raw one before anything parses it: ",
            raw_body!()
        ),
        HintCode::SecretList => "give several secrets as a list: «secret.split(\",\")»",
        HintCode::HeadersType => {
            "give the headers of the request: request.headers, or environ of WSGI"
        }
        HintCode::HeadersRaw => {
            "give names with their values, such as request.headers, or make them of what is here: \
             «list(zip(headers[::2], headers[1::2]))»"
        }
        HintCode::TimestampMilliseconds => {
            "have the sender send and sign seconds: int(time.time())"
        }
        HintCode::TimestampFraction => {
            "«the timestamp has a fraction», so have the sender send and sign whole seconds: int(time.time())"
        }
        HintCode::TimestampDate => {
            "«the timestamp is a date», so have the sender send and sign whole seconds: int(time.time())"
        }
        HintCode::NowMilliseconds => {
            "give now in seconds, time.time(), or as a datetime with a time zone"
        }
        HintCode::TimestampClock => {
            "set the clock of this machine by NTP, verify before the webhook waits in a queue, and for one that was stored for a \
             test set the option now"
        }
        HintCode::OptionInvalid => {
            "give tolerance as seconds, 0 or more, now as seconds or as a datetime with a time zone, and min_secret_bytes as 1 to 512"
        }
        HintCode::SignatureHex => {
            "the signature is written in hexadecimal, so have the sender write it in base64: v1, and base64.b64encode(digest)"
        }
        _ => return None,
    })
}

pub(super) fn words(fact: &Fact<'_>, given: &Given<'_>) -> String {
    match fact {
        Fact::Secret(reading) => secret(reading, given),
        Fact::Body(encoding) => body(*encoding, &given.payload),
        Fact::Headers(headers) => restored(headers, given.access),
        Fact::None | Fact::Said(_) => String::new(),
    }
}

fn secret(Reading { at, steps, short }: &Reading, given: &Given<'_>) -> String {
    let name = if given.is_list { format!("secret[{at}]") } else { "secret".to_string() };
    let has_mark =
        matches!(given.secrets.get(*at), Some(Ok(Secret::Text(text))) if text.contains('\u{feff}'));
    let is_marked = matches!(given.secrets.get(*at), Some(Ok(Secret::Raw(bytes)))
        if bytes.starts_with("\u{feff}".as_bytes()));
    let code = steps.iter().fold(name, |code, step| match step {
        // Python's own decode() and strip() keep a byte order mark.
        Step::TextOfBytes if is_marked => format!(r#"{code}.decode("utf-8-sig")"#),
        Step::Trim if has_mark => format!(r#"{code}.strip(" \t\r\n\ufeff")"#),
        step => done(*step, &code),
    });
    match short {
        Some(length) => format!("{code}, min_secret_bytes={length}"),
        None => code,
    }
}

fn done(step: Step, code: &str) -> String {
    match step {
        Step::TextOfBytes => format!("{code}.decode()"),
        Step::BytesOfText => format!("{code}.encode()"),
        Step::Behind(length) => format!("{code}[{length}:]"),
        // Either alphabet; padding that is too long is passed over, and one that is too short is
        // not.
        Step::Base64 => format!(r#"base64.urlsafe_b64decode({code} + "==")"#),
        Step::Base64Text => format!(r#"base64.urlsafe_b64decode({code} + "==").decode()"#),
        Step::Hex => format!("bytes.fromhex({code})"),
        Step::WithoutLast => format!(r#"{code}.rstrip("=")[:-1]"#),
        Step::WithoutUrlSafe => format!(r#"re.sub("[-_]", "", {code})"#),
        Step::Trim => format!("{code}.strip()"),
        Step::Clean => format!(r#"re.sub(r"\\[nrt]|[^A-Za-z0-9_+/=,-]|,$", "", {code})"#),
        Step::FromPrefix => format!(r#"re.search("wh(sec|pk)_[A-Za-z0-9_+/=-]+", {code})[0]"#),
        Step::Value => format!(r#"re.sub("^.*?[=:]|[^A-Za-z0-9_+/=-]", "", {code})"#),
        Step::PercentDecoded => format!("urllib.parse.unquote({code})"),
        Step::Split(separator) => format!("{code}.split({separator:?})"),
        Step::SplitAtCommas => format!(r#"re.split(r"(?<!v1),\s*", {code})"#),
        Step::SplitAtRuns => format!(r#"re.findall(r"(?:v1,|[^\s,;|])+", {code})"#),
        Step::Matches => format!(r#"re.findall("(?:v1,)?wh(?:sec|pk)_[A-Za-z0-9_+/=-]+", {code})"#),
    }
}

fn body(encoding: Encoding, payload: &Payload<'_>) -> String {
    let (text, value) = match payload {
        Payload::Raw { is_text: false, .. } => ("payload.decode()", "json.loads(payload)"),
        Payload::Raw { is_text: true, .. } => ("payload", "json.loads(payload)"),
        Payload::Other { .. } => ("payload", "payload"),
    };
    match encoding {
        Encoding::Base64 => r#"base64.urlsafe_b64decode("#.to_string() + text + r#" + "==")"#,
        Encoding::Hex => format!("bytes.fromhex({text})"),
        Encoding::Quoted => value.to_string(),
        Encoding::Listed(List::Buffer) => format!(r#"bytes({value}["data"])"#),
        Encoding::Listed(List::Array) => format!("bytes({value})"),
        Encoding::Listed(List::Object) => format!("bytes({value}.values())"),
        Encoding::Listed(List::Text) => format!(r#"bytes(map(int, {text}.split(",")))"#),
    }
}

fn restored(Restored { set, names, seconds }: &Restored<'_>, access: Access) -> String {
    let [id, timestamp, signature] = names.map(|name| match access {
        Access::Property | Access::Get => format!(r#"headers["{name}"]"#),
        Access::Pairs => format!(r#"dict(headers)["{name}"]"#),
        Access::Bytes => format!(r#"dict(headers)[b"{name}"].decode()"#),
        Access::Environ => {
            format!(r#"headers["HTTP_{}"]"#, name.to_ascii_uppercase().replace('-', "_"))
        }
    });
    let of_date =
        |date: &str| format!("str(int(datetime.datetime.fromisoformat({date}).timestamp()))");
    let timestamp = match seconds {
        None => timestamp,
        Some(Seconds::Whole) => format!(r#"str(int(re.split("[.,]", {timestamp})[0]))"#),
        Some(Seconds::RoundedUp) => format!(r#"str(int(re.split("[.,]", {timestamp})[0]) + 1)"#),
        // Without an offset it would be local time; Z and most fractions are new in Python 3.11.
        Some(Seconds::OfDate) => of_date(&format!(r#"{timestamp}[:19] + "+00:00""#)),
        Some(Seconds::OfDateElsewhere) => {
            of_date(&format!(r#"re.sub("[.,][0-9]*", "", {timestamp})"#))
        }
    };
    format!(
        r#"{{"{set}-id": {id}, "{set}-timestamp": {timestamp}, "{set}-signature": {signature}}}"#
    )
}
