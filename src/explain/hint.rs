//! Every cause that is looked for, with its stable code and what to change.

use alloc::{borrow::Cow, string::String};

/// How to get at the bytes that were sent, in the frameworks that parse them first.
macro_rules! raw_body {
    () => {
        "Express: express.raw({ type: () => true }) on this route, before express.json(); \
         Next pages: export const config = { api: { bodyParser: false } }; Next app: await request.text(); \
         Nest: NestFactory.create(AppModule, { rawBody: true }) and req.rawBody; \
         Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))"
    };
}

/// Makes the enum, the list of all and their rows, so that none of them can lack one.
macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $cause:literal, $message:expr;)*) => {
        /// A cause, or a suspicion of one.
        #[cfg_attr(not(any(test, feature = "full")), expect(dead_code, reason = "some only JavaScript has"))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Cause { $($name,)* }

        impl Cause {
            #[cfg(any(test, feature = "full"))]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// When it is given, for the documentation.
            #[cfg(any(test, feature = "full"))]
            pub(crate) const fn description(self) -> &'static str {
                match self { $(Self::$name => $cause,)* }
            }

            pub(crate) const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Between « and » stands what depends on the webhook: here as it is for the commonest.
            const fn template(self) -> &'static str {
                match self { $(Self::$name => $message,)* }
            }
        }
    };
}

impl Cause {
    /// What to change; `text` is what depends on the webhook.
    pub(crate) fn message(self, text: Option<&str>) -> Cow<'static, str> {
        let template = self.template();
        let parts = template.split_once('«').and_then(|(before, rest)| Some((before, rest.split_once('»')?)));
        match parts {
            None => Cow::Borrowed(template),
            Some((before, (usual, after))) => [before, text.unwrap_or(usual), after].concat().into(),
        }
    }
}

impl Cause {
    /// Whether the other, which can be seen without a trial, adds nothing once this one is proven.
    pub(super) fn says_more_than(self, other: Self) -> bool {
        let subject = |cause: Self| match cause {
            Self::OtherScheme => "SIGNATURE",
            cause => cause.code().split('_').next().unwrap_or_default(),
        };
        match self {
            Self::TimestampSecondsSigned => {
                matches!(other, Self::TimestampFraction | Self::TimestampDate | Self::HeadersMalformed)
            }
            // That it is too old besides is another thing.
            _ => subject(self) == subject(other) && other != Self::TimestampClock,
        }
    }
}

/// A cause, and what its message says of this webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) cause: Cause,
    pub(crate) text: Option<String>,
}

impl Found {
    pub(crate) const fn with(cause: Cause, text: String) -> Self {
        Self { cause, text: Some(text) }
    }
}

impl From<Cause> for Found {
    fn from(cause: Cause) -> Self {
        Self { cause, text: None }
    }
}

causes! {
    BodyParsed = "BODY_PARSED",
        "the payload is the parsed object, or `[object Object]`",
        concat!("give the raw body instead of the parsed one: ", raw_body!());
    BodyMissing = "BODY_MISSING",
        "the payload is `undefined` or `null`: nothing has read the body",
        concat!("read the raw body before verifying: ", raw_body!());
    BodyPromise = "BODY_PROMISE",
        "the payload is a promise",
        "await it and give what it resolves to: «await payload»";
    BodyInside = "BODY_INSIDE",
        "the payload is a request or an event of a platform, and the body is in it",
        "give the body that is in it and not the whole of it: «payload.body»";
    BodyUnread = "BODY_UNREAD",
        "the payload is a stream, a request or a Blob that nothing has read",
        "read the body once, before anything else does, and give what was read: «await payload.arrayBuffer()»";
    BodyReserialised = "BODY_RESERIALISED",
        "the body was parsed and printed again: other white space, other escapes",
        concat!("the signature fits the same JSON with other white space or escapes, so give the body as it came, \
                 not JSON.stringify of the parsed one: ", raw_body!());
    BodyNewline = "BODY_NEWLINE",
        "a line break or white space at the end was added or lost",
        "the signature fits the body with other white space at its end, so pass on the bytes as they come, without trim() \
         and without reading by lines (with curl: --data-binary instead of --data)";
    BodyLineEndings = "BODY_LINE_ENDINGS",
        "CRLF became LF, or LF became CRLF",
        "the signature fits the body with other line endings, so read it as bytes and let nothing translate them (a file in \
         git: -text in .gitattributes)";
    BodyByteOrderMark = "BODY_BOM",
        "a byte order mark was added or lost",
        "the signature fits the body with or without a byte order mark, which text() and TextDecoder drop, so give the \
         bytes: await request.arrayBuffer()";
    BodyReplaced = "BODY_REPLACEMENT",
        "bytes that are not UTF-8 were decoded, and became U+FFFD",
        "the body holds U+FFFD, which stands for bytes that are not UTF-8, so give the bytes and never a decoded string: a \
         Buffer without toString(), await request.arrayBuffer()";
    BodyCharset = "BODY_CHARSET",
        "the body was decoded as Latin-1",
        "the signature fits the body with each character as one byte, so drop setEncoding('latin1') or 'binary' and give \
         the bytes";
    BodyBase64 = "BODY_BASE64",
        "the body is still base64, as AWS Lambda hands it over",
        "the signature fits the body decoded from base64, so decode it first, as AWS Lambda wants it when isBase64Encoded is \
         set: «Buffer.from(payload, 'base64')»";
    BodyHex = "BODY_HEX",
        "the body was printed as hexadecimal",
        "the signature fits the bytes that these hexadecimal digits stand for, so give the bytes: «Buffer.from(payload, 'hex')»";
    BodyBytesAsJson = "BODY_BYTES_AS_JSON",
        "a Buffer or another list of bytes was turned into JSON or text",
        "the signature fits the bytes that are listed in the payload, so keep them from being turned into JSON, or get them back: \
         «Buffer.from(JSON.parse(payload).data)»";
    BodyQuoted = "BODY_QUOTED",
        "`JSON.stringify` of a body that was text already",
        "the signature fits the text inside this JSON string, so give the text itself: «JSON.parse(payload)»";
    BodyEmpty = "BODY_EMPTY",
        "the body is empty, because something read it before",
        concat!("the body is empty, so verify before anything else reads the stream: ", raw_body!());
    BodyChanged = "BODY_CHANGED",
        "no cause was proven, and the body may not be what was sent",
        concat!("if the secret is right, the body is not what was sent, so verify the raw one before anything parses it: ",
                raw_body!());
    SecretMissing = "SECRET_MISSING",
        "the secret is `undefined` or empty",
        "set the environment variable where the receiver runs, and read it there under the same name";
    SecretSurrounded = "SECRET_SURROUNDED",
        "spaces, quotes or a line break stand around the secret",
        "spaces, quotes or line breaks are no part of a secret, so take them out where it is set, or here: «secret.trim()»";
    SecretInvisible = "SECRET_INVISIBLE",
        "characters that nobody sees are in the secret: a no-break space, a zero-width space, a byte order mark, a soft hyphen",
        "characters that cannot be seen were copied with the secret, so take them out where it is set, or here: «secret.trim()»";
    SecretNamed = "SECRET_NAMED",
        "the whole line was given, such as `NAME=whsec_…`",
        "give the secret alone, without the name before it: «secret.match(/wh(sec|pk)_[\\w+/=-]+/)[0]»";
    SecretPrefix = "SECRET_PREFIX",
        "the base64 stands behind another prefix than `whsec_`, or behind two",
        "give what is behind the prefix: «Buffer.from(secret.slice(6), 'base64')»";
    SecretInBase64 = "SECRET_BASE64",
        "the whole secret is encoded in base64 once more, as Kubernetes keeps it",
        "decode the base64 around the secret: «Buffer.from(secret, 'base64').toString()»";
    SecretUrlEncoded = "SECRET_URL_ENCODED",
        "the secret was taken out of a URL, and has `%` in it",
        "undo the encoding of the URL: «decodeURIComponent(secret)»";
    SecretList = "SECRET_LIST",
        "several secrets are in one string",
        "give several secrets as an array: «secret.split(',')»";
    SecretIsPrivateKey = "SECRET_PRIVATE_KEY",
        "a `whsk_` key, which signs, was given to verify",
        "verify with the whpk_ public key, and leave the whsk_ private key with the sender";
    SecretUnusable = "SECRET_UNUSABLE",
        "the secret is cut off, a placeholder, or something else",
        "copy the whole signing secret again, whsec_ included: no placeholder, no API key, no id of an endpoint";
    SecretTooMany = "SECRET_TOO_MANY",
        "more than 16 secrets were given",
        "give at most 16 secrets: the current one, and those that it replaces until no webhook signed with them is on its way";
    SecretAnotherMatches = "SECRET_ANOTHER_MATCHES",
        "one secret of the list is wrong, and another one matches",
        "another secret of the list matches, so drop the one that is named above or copy it again";
    SecretAsText = "SECRET_AS_TEXT",
        "the key is the secret's text instead of what its base64 stands for",
        "this sender's key is the text of the secret, so give the bytes of that text: «new TextEncoder().encode(secret)»";
    SecretShort = "SECRET_SHORT",
        "the secret is right, and shorter than 24 bytes",
        "the signature fits, and this sender's keys are short, so give the secret with the option that allows it: \
         «secret, { minSecretBytes: 18 }»";
    SecretBase64Careless = "SECRET_BASE64_CARELESS",
        "what follows the prefix is no canonical base64, and the sender's lenient decoder takes it",
        "this sender's key is what a lenient decoder makes of base64 that is not canonical, so give those bytes: \
         «Buffer.from(secret.slice(6), 'base64')»";
    SecretPrefixDecoded = "SECRET_PREFIX_DECODED",
        "`whsec_` was decoded as if it were base64",
        "the prefix whsec_ was decoded as if it were base64, so «give the secret as the string that the sender shows, whsec_ \
         included, and decode nothing»";
    SecretBytesOfText = "SECRET_BYTES_OF_TEXT",
        "the secret's bytes are those of its text",
        "the bytes that were given are the text of a secret, so give what that text stands for: «new TextDecoder().decode(secret)»";
    SecretHex = "SECRET_HEX",
        "the secret is hexadecimal",
        "the signature fits the secret read as hexadecimal, so give its bytes: «Buffer.from(secret, 'hex')»";
    SecretOther = "SECRET_OTHER",
        "no cause was proven, and the secret may be another one's",
        "if the body is untouched, the secret belongs to another endpoint, or to test mode instead of live mode, so copy the \
         one that the sender shows for this very URL";
    HeadersType = "HEADERS_TYPE",
        "the headers are of no shape that holds headers",
        "give the headers of the request: req.headers in Node, request.headers of a fetch Request";
    HeadersPromise = "HEADERS_PROMISE",
        "the headers are a promise, as Next 15 gives them, or the function that makes it",
        "wait for the headers, and give what comes: «await headers»";
    HeadersInside = "HEADERS_INSIDE",
        "the headers are a request, a context or an event of a platform, and the headers are in it",
        "give the headers that are in it and not the whole of it: «headers.headers»";
    HeadersValues = "HEADERS_VALUES",
        "a header is a number, bytes, or an object that holds the text",
        "the value of a header must be text, so give the text: «{ ...headers, 'webhook-timestamp': String(headers['webhook-timestamp']) }»";
    HeadersRaw = "HEADERS_RAW",
        "the headers are a flat list (`rawHeaders`) or a text, and not names with their values",
        "give names with their values, such as req.headers, or make them of what is here: «headers.flatMap((name, at) => (at % 2 ? [] : [[name, headers[at + 1]]]))»";
    HeadersRenamed = "HEADERS_RENAMED",
        "a gateway or a framework gave the headers other names, such as `webhook_id` or `HTTP_WEBHOOK_ID`",
        "the headers are there under other names, so give them under their own: \
         «{ 'webhook-id': headers['webhook_id'], 'webhook-timestamp': headers['webhook_timestamp'], 'webhook-signature': headers['webhook_signature'] }»";
    HeadersMissing = "HEADERS_MISSING",
        "a header has not arrived",
        "pass on webhook-id, webhook-timestamp and webhook-signature (or their svix- forms) through every proxy and gateway, \
         and see whether this sender signs by Standard Webhooks at all";
    HeadersMixed = "HEADERS_MIXED",
        "some headers are `webhook-` and some are `svix-`",
        "pass on one whole set of headers: webhook-id, -timestamp and -signature, or svix-id, -timestamp and -signature";
    HeadersOtherSet = "HEADERS_OTHER_SET",
        "the request has both sets of headers, and the one that is not used is right",
        "the signature fits the svix- headers, but webhook- headers are there too and come first, so find out what adds \
         them and stop it";
    HeadersMalformed = "HEADERS_MALFORMED",
        "a header was given twice, or is not as a sender writes it",
        "«find out which proxy, framework or test adds the header a second time or changes it, and give it as it was sent»";
    TimestampMilliseconds = "TIMESTAMP_MILLISECONDS",
        "the timestamp is in milliseconds",
        "have the sender send and sign seconds: Math.floor(Date.now() / 1000)";
    TimestampFraction = "TIMESTAMP_FRACTION",
        "the timestamp has a fraction",
        "«the timestamp has a fraction», so have the sender send and sign whole seconds: Math.floor(Date.now() / 1000)";
    TimestampDate = "TIMESTAMP_DATE",
        "the timestamp is a date",
        "«the timestamp is a date», so have the sender send and sign whole seconds: Math.floor(Date.now() / 1000)";
    TimestampSecondsSigned = "TIMESTAMP_SECONDS_SIGNED",
        "the timestamp has a fraction or is a date, and its whole seconds are what was signed, as Weblate does it",
        "the signature fits the whole seconds of the timestamp, and the header has another form, so have the sender send what it \
         signs, or give what it signed: «{ ...headers, 'webhook-timestamp': headers['webhook-timestamp'].split('.')[0] }»";
    NowMilliseconds = "NOW_MILLISECONDS",
        "the option `now` is in milliseconds",
        "give now in seconds, Date.now() / 1000, or as a Date";
    TimestampClock = "TIMESTAMP_CLOCK",
        "the timestamp is outside the tolerance",
        "set the clock of this machine by NTP, verify before the webhook waits in a queue, and for one that was stored for a \
         test set the option now";
    OptionInvalid = "OPTION_INVALID",
        "an option is wrong",
        "give toleranceSeconds as seconds, 0 or more, and now as seconds or as a Date that is valid";
    SignatureHex = "SIGNATURE_HEX",
        "the signature is hexadecimal",
        "the signature is written in hexadecimal, so have the sender write it in base64: v1, and digest('base64')";
    SignatureEncoding = "SIGNATURE_ENCODING",
        "a signature is cut off, URL-safe base64, or not padded",
        "an entry is cut off, or is not padded standard base64 of 32 bytes (v1) or 64 bytes (v1a), so pass on the whole header, and \
         have the sender write digest('base64')";
    SignatureVersion = "SIGNATURE_VERSION",
        "no signature has a version that is known",
        "give the whole signature header with its versions: an entry must begin with v1, or v1a,";
    SignatureIsV1a = "SIGNATURE_IS_V1A",
        "the list has only `v1a` signatures, and the secret is for `v1`",
        "verify with the sender's whpk_ public key, which v1a needs, instead of or beside the whsec_ secret";
    SignatureIsV1 = "SIGNATURE_IS_V1",
        "the list has only `v1` signatures, and the key is for `v1a`",
        "verify with the sender's whsec_ secret, which v1 needs, instead of or beside the whpk_ public key";
    OtherScheme = "OTHER_SCHEME",
        "the headers or the signature are those of another scheme (GitHub, Stripe, Slack and others), or the signature covers \
         the body alone, or with the timestamp alone",
        "«the signature covers the body without id and timestamp», so this sender does not sign by Standard Webhooks: verify it \
         as its own documentation says";
    WasmUnavailable = "WASM_UNAVAILABLE",
        "WebAssembly cannot run here",
        "let WebAssembly run: in a page add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy, in a Worker let \
         the bundler pick the workerd or edge-light condition";
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_code_is_there_once_and_each_message_is_one_sentence() {
        let codes: HashSet<_> = Cause::ALL.iter().map(|cause| cause.code()).collect();
        assert_eq!(codes.len(), Cause::ALL.len());
        for cause in Cause::ALL {
            for text in [&*cause.message(None), cause.description()] {
                assert!(
                    !text.ends_with('.') && !text.contains(". ") && !text.contains("  "),
                    "{cause:?}: {text}"
                );
            }
        }
    }
}
