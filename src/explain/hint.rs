//! Every hint: its stable code, what to change in words that do for every language, and what is
//! known of this webhook.

use alloc::{borrow::Cow, vec::Vec};
use core::fmt;

/// Makes the enum, the list of all and their rows, so that none of them can lack one.
macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $advice:literal;)*) => {
        /// Names a likely cause, by the same stable code in every language.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum HintCode { $($(#[$doc])* $name,)* }

        #[cfg(feature = "full")]
impl serde::Serialize for HintCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl HintCode {
            /// Lists every hint code, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the code for logs, such as `BODY_RESERIALISED`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Returns what to change, unless a language has words of its own. Between « and »
            /// stands what depends on the webhook: here as it is for the commonest.
            pub(super) const fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

impl fmt::Display for HintCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl HintCode {
    /// Tells whether the other, which can be seen without a trial, adds nothing once this one is
    /// proven.
    pub(super) fn says_more_than(self, other: Self) -> bool {
        let subject = |code: Self| match code {
            Self::OtherScheme => "SIGNATURE",
            code => code.as_str().split('_').next().unwrap_or_default(),
        };
        match self {
            Self::TimestampSecondsSigned => {
                matches!(
                    other,
                    Self::TimestampFraction | Self::TimestampDate | Self::HeadersMalformed
                )
            }
            // That it is too old besides is another thing.
            _ => subject(self) == subject(other) && other != Self::TimestampClock,
        }
    }
}

/// A cause, and what its message says of this webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    pub(crate) code: HintCode,
    pub(crate) fact: Fact<'a>,
}

impl<'a> Found<'a> {
    pub(crate) fn said(code: HintCode, words: impl Into<Cow<'a, str>>) -> Self {
        Self { code, fact: Fact::Said(words.into()) }
    }
}

impl From<HintCode> for Found<'_> {
    fn from(code: HintCode) -> Self {
        Self { code, fact: Fact::None }
    }
}

/// What depends on the webhook. Each language says it in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact<'a> {
    None,
    /// Words that do for every language; or those of the caller, in his.
    Said(Cow<'a, str>),
    Secret(Reading),
    Body(Encoding),
    Headers(Restored<'a>),
}

/// How the key comes out of a secret that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Which of the secrets, counted from 0.
    pub(crate) at: usize,
    pub(crate) steps: Vec<Step>,
    /// How many bytes it has, if those are fewer than are taken.
    pub(crate) short: Option<usize>,
}

/// What is done to a secret, or to what the step before made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Bytes are read as UTF-8.
    TextOfBytes,
    /// Text is written as UTF-8.
    BytesOfText,
    /// So many characters at the start are left out; all of them are ASCII.
    Behind(usize),
    Base64,
    /// The same, and the bytes are read as UTF-8.
    Base64Text,
    Hex,
    /// Without the last character of base64, which is less than a byte, and the padding.
    WithoutLast,
    /// Without the characters that only the URL-safe alphabet has.
    WithoutUrlSafe,
    /// Without white space around it.
    Trim,
    /// Without whatever no secret has.
    Clean,
    /// From its prefix on, as far as it is of a secret.
    FromPrefix,
    /// Without the name before it, and whatever no secret has.
    Value,
    PercentDecoded,
    /// Several secrets, with this between them.
    Split(&'static str),
    /// Several secrets, with a comma between them that is behind no version, and white space.
    SplitAtCommas,
    /// The same, with white space, commas, semicolons and bars, as many as there are.
    SplitAtRuns,
    /// Whatever begins as a secret does.
    Matches,
}

/// How bytes were written as text, or in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Base64,
    Hex,
    /// As a string of JSON.
    Quoted,
    Listed(List),
}

/// How bytes are listed as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// What `JSON.stringify` makes of a Buffer of Node.
    Buffer,
    Array,
    /// What it makes of a `Uint8Array`.
    Object,
    /// Without brackets.
    Text,
}

/// Three headers as they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Restored<'a> {
    /// `webhook` or `svix`.
    pub(crate) set: &'static str,
    /// What id, timestamp and signature were given under.
    pub(crate) names: [&'a str; 3],
    /// What to give of the timestamp, if not the whole of it.
    pub(crate) seconds: Option<Seconds>,
}

/// How whole seconds come out of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seconds {
    /// By leaving out a fraction, a sign or zeros.
    Whole,
    RoundedUp,
    /// From a date in UTC, with or without saying so.
    OfDate,
    /// From a date with the offset of another time zone.
    OfDateElsewhere,
}

hints! {
    /// The payload was parsed, or is the name of a type.
    BodyParsed = "BODY_PARSED",
        "give the raw body instead of the parsed one: the bytes as they came, before anything parses them";
    /// There is no payload: nothing has read the body.
    BodyMissing = "BODY_MISSING",
        "read the raw body before verifying, and give its bytes as they came";
    /// The payload is a value that is still to come.
    BodyPromise = "BODY_PROMISE",
        "wait for the body and give what comes: «its bytes»";
    /// The payload is a request or an event of a platform, and the body is in it.
    BodyInside = "BODY_INSIDE",
        "give the body that is in it and not the whole of it: «the body»";
    /// The payload is a stream or a request that nothing has read.
    BodyUnread = "BODY_UNREAD",
        "read the body once, before anything else does, and give what was read: «its bytes»";
    /// The body was parsed and printed again: with other white space or escapes.
    BodyReserialised = "BODY_RESERIALISED",
        "the signature fits the same JSON with other white space or escapes, so give the body as it came, and not the parsed one \
         printed again";
    /// A line break or white space at the end was added or lost.
    BodyNewline = "BODY_NEWLINE",
        "the signature fits the body with other white space at its end, so pass on the bytes as they come, without trim() \
         and without reading by lines (with curl: --data-binary instead of --data)";
    /// CRLF became LF, or LF became CRLF.
    BodyLineEndings = "BODY_LINE_ENDINGS",
        "the signature fits the body with other line endings, so read it as bytes and let nothing translate them (a file in \
         git: -text in .gitattributes)";
    /// A byte order mark was added or lost.
    BodyBom = "BODY_BOM",
        "the signature fits the body with or without a byte order mark, which decoders of text drop, so give the bytes as they \
         came";
    /// Bytes that are not UTF-8 were decoded, and became U+FFFD.
    BodyReplacement = "BODY_REPLACEMENT",
        "the body holds U+FFFD, which stands for bytes that are not UTF-8, so give the bytes and never a decoded string";
    /// The body was decoded as Latin-1.
    BodyCharset = "BODY_CHARSET",
        "the signature fits the body with each character as one byte, so decode nothing as Latin-1 and give the bytes";
    /// The body is still base64, as AWS Lambda hands it over.
    BodyBase64 = "BODY_BASE64",
        "the signature fits the body decoded from base64, so decode it first, as AWS Lambda wants it when isBase64Encoded is set";
    /// The body was printed as hexadecimal.
    BodyHex = "BODY_HEX",
        "the signature fits the bytes that these hexadecimal digits stand for, so give those bytes";
    /// The bytes of the body were listed as numbers.
    BodyBytesAsJson = "BODY_BYTES_AS_JSON",
        "the signature fits the bytes that are listed in the payload, so keep them from being turned into JSON, and give them";
    /// The body was text already, and made a string of JSON.
    BodyQuoted = "BODY_QUOTED",
        "the signature fits the text inside this JSON string, so give the text itself";
    /// The body is empty, because something read it before.
    BodyEmpty = "BODY_EMPTY",
        "the body is empty, so verify before anything else reads it";
    /// No cause was proven, and the body may not be what was sent.
    BodyChanged = "BODY_CHANGED",
        "if the secret is right, the body is not what was sent, so verify the raw one before anything parses it";
    /// There is no secret, or an empty one.
    SecretMissing = "SECRET_MISSING",
        "set the environment variable where the receiver runs, and read it there under the same name";
    /// Spaces, quotes or a line break stand around the secret.
    SecretSurrounded = "SECRET_SURROUNDED",
        "spaces, quotes or line breaks are no part of a secret, so take them out where it is set, or here: \
         «the secret, without the white space around it»";
    /// Characters that nobody sees are in the secret: a no-break space, a zero-width space, a byte
    /// order mark, a soft hyphen.
    SecretInvisible = "SECRET_INVISIBLE",
        "characters that cannot be seen were copied with the secret, so take them out where it is set, or here: \
         «the secret, without the white space around it»";
    /// The whole line was given, such as `NAME=whsec_…`.
    SecretNamed = "SECRET_NAMED",
        "give the secret alone, without the name before it: «the secret, from its prefix to its end»";
    /// The base64 stands behind another prefix than `whsec_`, or behind two.
    SecretPrefix = "SECRET_PREFIX",
        "give what is behind the prefix: «the secret, without its first 6 characters, decoded from base64»";
    /// The whole secret is encoded in base64 once more, as Kubernetes keeps it.
    SecretBase64 = "SECRET_BASE64",
        "decode the base64 around the secret: «the secret, decoded from base64 to text»";
    /// The secret was taken out of a URL, and has `%` in it.
    SecretUrlEncoded = "SECRET_URL_ENCODED",
        "undo the encoding of the URL: «the secret, percent-decoded»";
    /// Several secrets are in one string.
    SecretList = "SECRET_LIST",
        "give several secrets as an array: «the secret, split at \",\"»";
    /// A `whsk_` key, which signs, was given to verify.
    SecretPrivateKey = "SECRET_PRIVATE_KEY",
        "verify with the whpk_ public key, and leave the whsk_ private key with the sender";
    /// The secret is cut off, a placeholder, or something else.
    SecretUnusable = "SECRET_UNUSABLE",
        "«copy the whole signing secret again, whsec_ included: no placeholder, no API key, no id of an endpoint»";
    /// More than 16 secrets were given.
    SecretTooMany = "SECRET_TOO_MANY",
        "give at most 16 secrets: the current one, and those that it replaces until no webhook signed with them is on its way";
    /// One secret of the list is wrong, and another one matches.
    SecretAnotherMatches = "SECRET_ANOTHER_MATCHES",
        "another secret of the list matches, so drop the one that is named above or copy it again";
    /// The key is the secret's text instead of what its base64 stands for.
    SecretAsText = "SECRET_AS_TEXT",
        "this sender's key is the text of the secret, so give the bytes of that text: «the secret, as bytes»";
    /// The secret is right, and shorter than 24 bytes.
    SecretShort = "SECRET_SHORT",
        "the signature fits, and this sender's keys are short, so give the secret with the option that allows it: \
         «the secret, with at least 18 bytes»";
    /// What follows the prefix is no canonical base64, and the sender's lenient decoder takes it.
    SecretBase64Careless = "SECRET_BASE64_CARELESS",
        "this sender's key is what a lenient decoder makes of base64 that is not canonical, so give those bytes: \
         «the secret, without its first 6 characters, decoded from base64»";
    /// `whsec_` was decoded as if it were base64.
    SecretPrefixDecoded = "SECRET_PREFIX_DECODED",
        "the prefix whsec_ was decoded as if it were base64, so «give the secret as the string that the sender shows, whsec_ \
         included, and decode nothing»";
    /// The secret's bytes are those of its text.
    SecretBytesOfText = "SECRET_BYTES_OF_TEXT",
        "the bytes that were given are the text of a secret, so give what that text stands for: «the secret, as text»";
    /// The secret is hexadecimal.
    SecretHex = "SECRET_HEX",
        "the signature fits the secret read as hexadecimal, so give its bytes: «the secret, decoded from hexadecimal»";
    /// No cause was proven, and the secret may be another one's.
    SecretOther = "SECRET_OTHER",
        "if the body is untouched, the secret belongs to another endpoint, or to test mode instead of live mode, so copy the \
         one that the sender shows for this very URL";
    /// The headers are of no shape that holds headers.
    HeadersType = "HEADERS_TYPE",
        "give the headers of the request: names with their values";
    /// The headers are a value that is still to come.
    HeadersPromise = "HEADERS_PROMISE",
        "wait for the headers, and give what comes: «the headers»";
    /// The headers are a request, a context or an event of a platform, and the headers are in it.
    HeadersInside = "HEADERS_INSIDE",
        "give the headers that are in it and not the whole of it: «the headers»";
    /// A header is a number, bytes, or an object that holds the text.
    HeadersValues = "HEADERS_VALUES",
        "the value of a header must be text, so give the text: «each value as text»";
    /// The headers are a flat list or a text, and not names with their values.
    HeadersRaw = "HEADERS_RAW",
        "give names with their values, or make them of what is here: «pairs of a name and a value»";
    /// A gateway or a framework gave the headers other names, such as `webhook_id` or
    /// `HTTP_WEBHOOK_ID`.
    HeadersRenamed = "HEADERS_RENAMED",
        "the headers are there under other names, so give them under their own: \
         «webhook_id as webhook-id, webhook_timestamp as webhook-timestamp, webhook_signature as webhook-signature»";
    /// A header has not arrived.
    HeadersMissing = "HEADERS_MISSING",
        "pass on webhook-id, webhook-timestamp and webhook-signature (or their svix- forms) through every proxy and gateway, \
         and see whether this sender signs by Standard Webhooks at all";
    /// Some headers are `webhook-` and some are `svix-`.
    HeadersMixed = "HEADERS_MIXED",
        "pass on one whole set of headers: webhook-id, -timestamp and -signature, or svix-id, -timestamp and -signature";
    /// The request has both sets of headers, and the one that is not used is right.
    HeadersOtherSet = "HEADERS_OTHER_SET",
        "the signature fits the svix- headers, but webhook- headers are there too and come first, so find out what adds \
         them and stop it";
    /// A header was given twice, or is not as a sender writes it.
    HeadersMalformed = "HEADERS_MALFORMED",
        "«find out which proxy, framework or test adds the header a second time or changes it, and give it as it was sent»";
    /// The timestamp is in milliseconds.
    TimestampMilliseconds = "TIMESTAMP_MILLISECONDS",
        "have the sender send and sign whole seconds since 1970, not milliseconds";
    /// The timestamp has a fraction.
    TimestampFraction = "TIMESTAMP_FRACTION",
        "«the timestamp has a fraction», so have the sender send and sign whole seconds since 1970";
    /// The timestamp is a date.
    TimestampDate = "TIMESTAMP_DATE",
        "«the timestamp is a date», so have the sender send and sign whole seconds since 1970";
    /// The timestamp has a fraction or is a date, and its whole seconds are what was signed, as
    /// Weblate does it.
    TimestampSecondsSigned = "TIMESTAMP_SECONDS_SIGNED",
        "the signature fits the whole seconds of the timestamp, and the header has another form, so have the sender send what it \
         signs, or give what it signed: «webhook-timestamp without its fraction»";
    /// The time that was given as now is in milliseconds.
    NowMilliseconds = "NOW_MILLISECONDS",
        "give the time now in seconds since 1970, not in milliseconds";
    /// The timestamp is outside the tolerance.
    TimestampClock = "TIMESTAMP_CLOCK",
        "set the clock of this machine by NTP, verify before the webhook waits in a queue, and for one that was stored for a \
         test give the time at which it came";
    /// An option is wrong.
    OptionInvalid = "OPTION_INVALID",
        "give the tolerance in seconds, 0 or more, the time now in seconds since 1970, and the fewest bytes of a secret as 1 to 512";
    /// The signature is hexadecimal.
    SignatureHex = "SIGNATURE_HEX",
        "the signature is written in hexadecimal, so have the sender write it in base64, behind v1,";
    /// A signature is cut off, URL-safe base64, or not padded.
    SignatureEncoding = "SIGNATURE_ENCODING",
        "an entry is cut off, or is not padded standard base64 of 32 bytes (v1) or 64 bytes (v1a), so pass on the whole header, and \
         have the sender write such base64";
    /// No signature has a version that is known.
    SignatureVersion = "SIGNATURE_VERSION",
        "give the whole signature header with its versions: an entry must begin with v1, or v1a,";
    /// The list has only `v1a` signatures, and the secret is for `v1`.
    SignatureIsV1a = "SIGNATURE_IS_V1A",
        "verify with the sender's whpk_ public key, which v1a needs, instead of or beside the whsec_ secret";
    /// The list has only `v1` signatures, and the key is for `v1a`.
    SignatureIsV1 = "SIGNATURE_IS_V1",
        "verify with the sender's whsec_ secret, which v1 needs, instead of or beside the whpk_ public key";
    /// The headers or the signature are those of another scheme (GitHub, Stripe, Slack and others),
    /// or the signature covers the body alone, or with the timestamp alone.
    OtherScheme = "OTHER_SCHEME",
        "«the signature covers the body without id and timestamp», so this sender does not sign by Standard Webhooks: verify it \
         as its own documentation says";
    /// WebAssembly cannot run here.
    WasmUnavailable = "WASM_UNAVAILABLE",
        "let WebAssembly run on this host";
}
