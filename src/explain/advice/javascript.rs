//! The hints in JavaScript: code that runs as it stands, on the very values that were given.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use super::filled;
use crate::explain::{
    Access, Given, Payload,
    hint::{Encoding, Fact, HintCode, List, Reading, Restored, Seconds, Step},
};

/// How to get at the bytes that were sent, in the frameworks that parse them first.
macro_rules! raw_body {
    () => {
        "Express: express.raw({ type: () => true }) on this route, before express.json(); \
         Next pages: export const config = { api: { bodyParser: false } }; Next app: await request.text(); \
         Nest: NestFactory.create(AppModule, { rawBody: true }) and req.rawBody; \
         Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))"
    };
}

/// Makes the rows: when a hint is given, what depends on the webhook as it is for the commonest,
/// and the advice, if that is another than every language's.
macro_rules! rows {
    ($($code:ident: $description:literal $(usually $usual:literal)? $(=> $advice:expr)?;)*) => {
        pub(super) const fn advice(code: HintCode) -> Option<&'static str> {
            match code {
                $($(HintCode::$code => Some($advice),)?)*
                _ => None,
            }
        }

        const fn description(code: HintCode) -> &'static str {
            match code { $(HintCode::$code => $description,)* }
        }

        const fn usual(code: HintCode) -> Option<&'static str> {
            match code {
                $($(HintCode::$code => Some($usual),)?)*
                _ => None,
            }
        }
    };
}

/// Lists code, message and description of every hint, for the documentation.
pub(crate) fn rows() -> impl Iterator<Item = (&'static str, Cow<'static, str>, &'static str)> {
    HintCode::ALL
        .iter()
        .map(|code| (code.as_str(), filled(*code, usual(*code)), description(*code)))
}

pub(super) fn words(fact: &Fact<'_>, given: &Given<'_>) -> String {
    match fact {
        Fact::Secret(reading) => secret(reading, given.is_list),
        Fact::Body(encoding) => body(*encoding, &given.payload),
        Fact::Headers(headers) => restored(headers, given.access),
        Fact::None | Fact::Said(_) => String::new(),
    }
}

fn secret(Reading { at, steps, short }: &Reading, is_list: bool) -> String {
    let name = if is_list { format!("secret[{at}]") } else { "secret".to_string() };
    let code = steps.iter().fold(name, |code, step| done(*step, &code));
    match short {
        Some(length) => format!("{code}, {{ minSecretBytes: {length} }}"),
        None => code,
    }
}

fn done(step: Step, code: &str) -> String {
    match step {
        Step::TextOfBytes => format!("new TextDecoder().decode({code})"),
        Step::BytesOfText => format!("new TextEncoder().encode({code})"),
        Step::Behind(length) => format!("{code}.slice({length})"),
        Step::Base64 => format!("Buffer.from({code}, 'base64')"),
        Step::Base64Text => format!("Buffer.from({code}, 'base64').toString()"),
        Step::Hex => format!("Buffer.from({code}, 'hex')"),
        // Buffer leaves it out by itself.
        Step::WithoutLast => code.to_string(),
        Step::WithoutUrlSafe => format!("{code}.replace(/[-_]/g, '')"),
        Step::Trim => format!("{code}.trim()"),
        Step::Clean => format!(r"{code}.replace(/\\[nrt]|[^\w+/=,-]|,$/g, '')"),
        Step::FromPrefix => format!(r"{code}.match(/wh(sec|pk)_[\w+/=-]+/)[0]"),
        Step::Value => format!(r"{code}.replace(/^.*?[=:]/, '').replace(/[^\w+/=-]/g, '')"),
        Step::PercentDecoded => format!("decodeURIComponent({code})"),
        Step::Split(separator) => format!("{code}.split('{}')", written(separator)),
        Step::SplitAtCommas => format!(r"{code}.split(/(?<!v1),\s*/)"),
        Step::SplitAtRuns => format!(r"{code}.split(/(?<!v1)[\s,;|]+/).filter(Boolean)"),
        Step::Matches => format!(r"{code}.match(/(v1,)?wh(sec|pk)_[\w+/=-]+/g)"),
    }
}

/// Writes a separator as it stands between quotes. The standard library's way to do so is a
/// kilobyte.
fn written(separator: &'static str) -> &'static str {
    match separator {
        "\r\n" => r"\r\n",
        "\n" => r"\n",
        "\t" => r"\t",
        "\\n" => r"\\n",
        plain => plain,
    }
}

fn body(encoding: Encoding, payload: &Payload<'_>) -> String {
    let (text, value) = match payload {
        Payload::Raw { is_text: false, .. } => {
            ("Buffer.from(payload).toString()", "JSON.parse(Buffer.from(payload).toString())")
        }
        Payload::Raw { is_text: true, .. } => ("payload", "JSON.parse(payload)"),
        Payload::Other { .. } => ("JSON.stringify(payload)", "payload"),
    };
    match encoding {
        Encoding::Base64 => format!("Buffer.from({text}, 'base64')"),
        Encoding::Hex => format!("Buffer.from({text}, 'hex')"),
        Encoding::Quoted => value.to_string(),
        Encoding::Listed(List::Buffer) => format!("Buffer.from({value}.data)"),
        Encoding::Listed(List::Array) => format!("Buffer.from({value})"),
        Encoding::Listed(List::Object) => format!("Buffer.from(Object.values({value}))"),
        Encoding::Listed(List::Text) => format!("Buffer.from({text}.split(','))"),
    }
}

fn restored(Restored { set, names, seconds }: &Restored<'_>, access: Access) -> String {
    let [id, timestamp, signature] = names.map(|name| match access {
        Access::Property | Access::Bytes | Access::Environ => format!("headers['{name}']"),
        Access::Get => format!("headers.get('{name}')"),
        Access::Pairs => format!("new Map(headers).get('{name}')"),
    });
    let timestamp = match seconds {
        None => timestamp,
        Some(Seconds::Whole) => format!("String(parseInt({timestamp}))"),
        Some(Seconds::RoundedUp) => format!("String(parseInt({timestamp}) + 1)"),
        // Without an offset it would be local time.
        Some(Seconds::OfDate) => format!(
            "String(Date.parse({timestamp}.slice(0, 19).replace(/[ t]/, 'T') + 'Z') / 1000)"
        ),
        Some(Seconds::OfDateElsewhere) => format!(
            r"String(Date.parse({timestamp}.replace(/[.,]\d*/, '').replace(/[ t]/, 'T')) / 1000)"
        ),
    };
    format!(
        "{{ '{set}-id': {id}, '{set}-timestamp': {timestamp}, '{set}-signature': {signature} }}"
    )
}

rows! {
    BodyParsed: "the payload is the parsed object, or `[object Object]`"
        => concat!("give the raw body instead of the parsed one: ", raw_body!());
    BodyMissing: "the payload is `undefined` or `null`: nothing has read the body"
        => concat!("read the raw body before verifying: ", raw_body!());
    BodyPromise: "the payload is a promise"
        => "await it and give what it resolves to: «await payload»";
    BodyInside: "the payload is a request or an event of a platform, and the body is in it"
        usually "payload.body";
    BodyUnread: "the payload is a stream, a request or a Blob that nothing has read"
        usually "await payload.arrayBuffer()";
    BodyReserialised: "the body was parsed and printed again: other white space, other escapes"
        => concat!("the signature fits the same JSON with other white space or escapes, so give the body as it came, \
                    not JSON.stringify of the parsed one: ", raw_body!());
    BodyNewline: "a line break or white space at the end was added or lost";
    BodyLineEndings: "CRLF became LF, or LF became CRLF";
    BodyBom: "a byte order mark was added or lost"
        => "the signature fits the body with or without a byte order mark, which text() and TextDecoder drop, so give the \
            bytes: await request.arrayBuffer()";
    BodyReplacement: "bytes that are not UTF-8 were decoded, and became U+FFFD"
        => "the body holds U+FFFD, which stands for bytes that are not UTF-8, so give the bytes and never a decoded string: a \
            Buffer without toString(), await request.arrayBuffer()";
    BodyCharset: "the body was decoded as Latin-1"
        => "the signature fits the body with each character as one byte, so drop setEncoding('latin1') or 'binary' and give \
            the bytes";
    BodyBase64: "the body is still base64, as AWS Lambda hands it over"
        => "the signature fits the body decoded from base64, so decode it first, as AWS Lambda wants it when isBase64Encoded is \
            set: «Buffer.from(payload, 'base64')»";
    BodyHex: "the body was printed as hexadecimal"
        => "the signature fits the bytes that these hexadecimal digits stand for, so give the bytes: \
            «Buffer.from(payload, 'hex')»";
    BodyBytesAsJson: "a Buffer or another list of bytes was turned into JSON or text"
        => "the signature fits the bytes that are listed in the payload, so keep them from being turned into JSON, or get them \
            back: «Buffer.from(JSON.parse(payload).data)»";
    BodyQuoted: "`JSON.stringify` of a body that was text already"
        => "the signature fits the text inside this JSON string, so give the text itself: «JSON.parse(payload)»";
    BodyEmpty: "the body is empty, because something read it before"
        => concat!("the body is empty, so verify before anything else reads the stream: ", raw_body!());
    BodyChanged: "no cause was proven, and the body may not be what was sent"
        => concat!("if the secret is right, the body is not what was sent, so verify the raw one before anything parses it: ",
                   raw_body!());
    SecretMissing: "the secret is `undefined` or empty";
    SecretSurrounded: "spaces, quotes or a line break stand around the secret"
        usually "secret.trim()";
    SecretInvisible: "characters that nobody sees are in the secret: a no-break space, a zero-width space, a byte order mark, a soft hyphen"
        usually "secret.trim()";
    SecretNamed: "the whole line was given, such as `NAME=whsec_…`"
        usually "secret.match(/wh(sec|pk)_[\\w+/=-]+/)[0]";
    SecretPrefix: "the base64 stands behind another prefix than `whsec_`, or behind two"
        usually "Buffer.from(secret.slice(6), 'base64')";
    SecretBase64: "the whole secret is encoded in base64 once more, as Kubernetes keeps it"
        usually "Buffer.from(secret, 'base64').toString()";
    SecretUrlEncoded: "the secret was taken out of a URL, and has `%` in it"
        usually "decodeURIComponent(secret)";
    SecretList: "several secrets are in one string"
        usually "secret.split(',')";
    SecretPrivateKey: "a `whsk_` key, which signs, was given to verify";
    SecretUnusable: "the secret is cut off, a placeholder, or something else";
    SecretTooMany: "more than 16 secrets were given";
    SecretAnotherMatches: "one secret of the list is wrong, and another one matches";
    SecretAsText: "the key is the secret's text instead of what its base64 stands for"
        usually "new TextEncoder().encode(secret)";
    SecretShort: "the secret is right, and shorter than 24 bytes"
        usually "secret, { minSecretBytes: 18 }";
    SecretBase64Careless: "what follows the prefix is no canonical base64, and the sender's lenient decoder takes it"
        usually "Buffer.from(secret.slice(6), 'base64')";
    SecretPrefixDecoded: "`whsec_` was decoded as if it were base64";
    SecretBytesOfText: "the secret's bytes are those of its text"
        usually "new TextDecoder().decode(secret)";
    SecretHex: "the secret is hexadecimal"
        usually "Buffer.from(secret, 'hex')";
    SecretOther: "no cause was proven, and the secret may be another one's";
    HeadersType: "the headers are of no shape that holds headers"
        => "give the headers of the request: req.headers in Node, request.headers of a fetch Request";
    HeadersPromise: "the headers are a promise, as Next 15 gives them, or the function that makes it"
        usually "await headers";
    HeadersInside: "the headers are a request, a context or an event of a platform, and the headers are in it"
        usually "headers.headers";
    HeadersValues: "a header is a number, bytes, or an object that holds the text"
        usually "{ ...headers, 'webhook-timestamp': String(headers['webhook-timestamp']) }";
    HeadersRaw: "the headers are a flat list (`rawHeaders`) or a text, and not names with their values"
        => "give names with their values, such as req.headers, or make them of what is here: \
            «headers.flatMap((name, at) => (at % 2 ? [] : [[name, headers[at + 1]]]))»";
    HeadersRenamed: "a gateway or a framework gave the headers other names, such as `webhook_id` or `HTTP_WEBHOOK_ID`"
        usually "{ 'webhook-id': headers['webhook_id'], 'webhook-timestamp': headers['webhook_timestamp'], 'webhook-signature': headers['webhook_signature'] }";
    HeadersMissing: "a header has not arrived";
    HeadersMixed: "some headers are `webhook-` and some are `svix-`";
    HeadersOtherSet: "the request has both sets of headers, and the one that is not used is right";
    HeadersMalformed: "a header was given twice, or is not as a sender writes it";
    TimestampMilliseconds: "the timestamp is in milliseconds"
        => "have the sender send and sign seconds: Math.floor(Date.now() / 1000)";
    TimestampFraction: "the timestamp has a fraction"
        => "«the timestamp has a fraction», so have the sender send and sign whole seconds: Math.floor(Date.now() / 1000)";
    TimestampDate: "the timestamp is a date"
        => "«the timestamp is a date», so have the sender send and sign whole seconds: Math.floor(Date.now() / 1000)";
    TimestampSecondsSigned: "the timestamp has a fraction or is a date, and its whole seconds are what was signed, as Weblate does it"
        usually "{ ...headers, 'webhook-timestamp': headers['webhook-timestamp'].split('.')[0] }";
    NowMilliseconds: "the option `now` is in milliseconds"
        => "give now in seconds, Date.now() / 1000, or as a Date";
    TimestampClock: "the timestamp is outside the tolerance"
        => "set the clock of this machine by NTP, verify before the webhook waits in a queue, and for one that was stored for a \
            test set the option now";
    OptionInvalid: "an option is wrong"
        => "give toleranceSeconds as seconds, 0 or more, now as seconds or as a Date that is valid, and minSecretBytes as 1 to 512";
    SignatureHex: "the signature is hexadecimal"
        => "the signature is written in hexadecimal, so have the sender write it in base64: v1, and digest('base64')";
    SignatureEncoding: "a signature is cut off, URL-safe base64, or not padded"
        => "an entry is cut off, or is not padded standard base64 of 32 bytes (v1) or 64 bytes (v1a), so pass on the whole header, and \
            have the sender write digest('base64')";
    SignatureVersion: "no signature has a version that is known";
    SignatureIsV1a: "the list has only `v1a` signatures, and the secret is for `v1`";
    SignatureIsV1: "the list has only `v1` signatures, and the key is for `v1a`";
    OtherScheme: "the headers or the signature are those of another scheme (GitHub, Stripe, Slack and others), or the signature covers \
                  the body alone, or with the timestamp alone";
    WasmUnavailable: "WebAssembly cannot run here"
        => "let WebAssembly run: in a page add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy, in a Worker let \
            the bundler pick the workerd or edge-light condition";
}
