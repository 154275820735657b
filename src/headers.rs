//! Reads which of a request's headers count, one complete set of three and never a mixture, and
//! what stands in them.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::time::Duration;

use crate::{
    error::{HeaderName, VerifyError},
    keyring::Keyring,
    message::{self, Content, MessageId},
    signatures::{Before, Signatures},
    timestamp::{Timestamp, UnixTime},
};

/// The value that a request holds under one header name.
#[derive(Clone, Copy, Debug, Default)]
pub enum Field<'a> {
    /// There is none, or an empty one.
    #[default]
    Missing,
    /// One, or several as HTTP joins them.
    Text(&'a [u8]),
    /// Given more than once: no choice among several could be the right one.
    Malformed,
}

impl<'a> Field<'a> {
    /// Takes a value; an empty one is missing.
    #[must_use]
    pub fn text(text: &'a [u8]) -> Self {
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    fn is_missing(self) -> bool {
        matches!(self, Self::Missing)
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        if let Self::Text(text) = self { text } else { &[] }
    }
}

/// The number of header names that are looked at.
pub const NAME_COUNT: usize = 6;

/// The place of the signature in a set: the one header that is a list, and may be given several
/// times.
const SIGNATURE: usize = 2;

/// The names that count: the specification's, then the ones that Svix used before there was one.
pub const NAMES: [&str; NAME_COUNT] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
];

/// The webhook headers of one request.
///
/// If `webhook-id`, `webhook-timestamp` and `webhook-signature` are all there, they are used; else
/// `svix-id`, `svix-timestamp` and `svix-signature`, if all three are there. The sets never mix,
/// and a header that is empty is missing. The names are those of [Standard Webhooks], and those
/// that Svix used before it.
///
/// [Standard Webhooks]:
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    fields: [Field<'a>; NAME_COUNT],
    /// For each set the values of its signature header that came before the one in `fields`.
    before: [Before<'a>; 2],
    /// Whether the svix set is the one that counts.
    uses_svix: bool,
}

impl<'a> Headers<'a> {
    /// Takes the webhook headers out of name and value pairs.
    ///
    /// Names are compared without regard to case. The values of a `webhook-signature` or
    /// `svix-signature` that occurs several times are one list, as if HTTP had joined them by a
    /// comma and a space ([RFC 9110, 5.3]). Any other name that occurs twice makes the header
    /// malformed: "the last one wins" would let a proxy and a receiver see two different webhooks.
    ///
    /// [RFC 9110, 5.3]: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
    ///
    /// ```
    /// let pairs = [("Webhook-Id", "msg_1"), ("content-type", "application/json")];
    /// let headers = hookproof::Headers::from_pairs(pairs);
    /// ```
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, &'a V)>) -> Self
    where
        N: AsRef<str>,
        V: AsRef<[u8]> + ?Sized + 'a,
    {
        let mut fields = [Field::Missing; NAME_COUNT];
        let mut before = [Before::NONE; 2];
        let mut seen = [false; NAME_COUNT];
        for (name, value) in pairs {
            let Some(at) = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name.as_ref()))
            else {
                continue;
            };
            let value = value.as_ref();
            fields[at] = match (seen[at], fields[at]) {
                (false, _) => Field::text(value),
                (true, field) if at % 3 == SIGNATURE => {
                    before[at / 3].push(field.as_bytes());
                    Field::Text(value)
                }
                (true, _) => Field::Malformed,
            };
            seen[at] = true;
        }
        Self::new(fields, before)
    }

    fn new(fields: [Field<'a>; NAME_COUNT], before: [Before<'a>; 2]) -> Self {
        let (webhook, svix) = fields.split_at(NAME_COUNT / 2);
        let uses_svix = has_gap(webhook) && !has_gap(svix);
        Self { fields, before, uses_svix }
    }

    /// Takes one field for each of [`NAMES`], in that order.
    #[cfg(any(feature = "wasm", feature = "alloc"))]
    pub(crate) fn from_fields(fields: [Field<'a>; NAME_COUNT]) -> Self {
        Self::new(fields, [Before::NONE; 2])
    }

    /// Takes the fields of both sets.
    #[cfg(feature = "wasm")]
    pub(crate) fn from_sets([a, b, c]: [Field<'a>; 3], [d, e, f]: [Field<'a>; 3]) -> Self {
        Self::from_fields([a, b, c, d, e, f])
    }

    /// Takes the webhook headers out of an `http::HeaderMap`, by the rules of
    /// [`Headers::from_pairs`].
    ///
    /// ```
    /// let mut map = http::HeaderMap::new();
    /// map.insert("webhook-id", http::HeaderValue::from_static("msg_1"));
    /// let headers = hookproof::Headers::from_map(&map);
    /// ```
    #[cfg(feature = "http")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    #[must_use]
    pub fn from_map(map: &'a http::HeaderMap) -> Self {
        Self::from_pairs(map.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
    }

    /// Returns both sets, complete or not, the one that counts first.
    #[cfg(feature = "explain")]
    pub(crate) fn sets_by_precedence(&self) -> [[Field<'a>; 3]; 2] {
        let [a, b, c, d, e, f] = self.fields;
        if self.uses_svix() { [[d, e, f], [a, b, c]] } else { [[a, b, c], [d, e, f]] }
    }

    /// Returns for each set the text of a signature header that was given several times, as HTTP
    /// would have joined it.
    #[cfg(feature = "alloc")]
    pub(crate) fn joined(&self) -> [Option<Vec<u8>>; 2] {
        [0, 1].map(|set| self.before[set].joined(self.fields[3 * set + SIGNATURE].as_bytes()))
    }

    /// Returns the same headers, with these texts in place of several.
    #[cfg(feature = "explain")]
    pub(crate) fn with_joined<'b>(&self, joined: &'b [Option<Vec<u8>>; 2]) -> Headers<'b>
    where
        'a: 'b,
    {
        let mut fields = self.fields;
        for (set, text) in joined.iter().enumerate() {
            if let Some(text) = text {
                fields[3 * set + SIGNATURE] = Field::Text(text);
            }
        }
        Headers::from_fields(fields)
    }

    /// Tells whether the svix set is the one that counts.
    #[cfg(any(feature = "wasm", feature = "explain"))]
    pub(crate) const fn uses_svix(&self) -> bool {
        self.uses_svix
    }

    /// Asks for all parts of the set that counts, and that it is fresh. This is the order of the
    /// verdict: what is missing, whatever else is wrong; what is malformed; what is stale.
    pub(crate) fn open(
        &self,
        now: UnixTime,
        tolerance: Duration,
    ) -> Result<Opened<'a>, VerifyError> {
        for name in [HeaderName::Id, HeaderName::Timestamp, HeaderName::Signature] {
            if self.field(name).is_missing() {
                return Err(VerifyError::MissingHeader(name));
            }
        }
        let opened =
            Opened { id: self.id()?, timestamp: self.timestamp()?, signatures: self.signatures()? };
        opened.timestamp.check_fresh(now, tolerance)?;
        Ok(opened)
    }

    /// Returns the three values of the set that counts, as texts of their own.
    #[cfg(feature = "alloc")]
    pub(crate) fn values(&self) -> [Vec<u8>; 3] {
        let [id, timestamp, signature] =
            [HeaderName::Id, HeaderName::Timestamp, HeaderName::Signature]
                .map(|name| self.field(name).as_bytes().to_vec());
        let [webhook, svix] = self.joined();
        let joined = if self.uses_svix { svix } else { webhook };
        [id, timestamp, joined.unwrap_or(signature)]
    }

    fn id(&self) -> Result<MessageId<'a>, VerifyError> {
        MessageId::parse(self.text(HeaderName::Id)?)
            .ok_or(VerifyError::MalformedHeader(HeaderName::Id))
    }

    pub(crate) fn timestamp(&self) -> Result<Timestamp<'a>, VerifyError> {
        let text = self.text(HeaderName::Timestamp)?;
        Timestamp::parse(text).ok_or(VerifyError::MalformedHeader(HeaderName::Timestamp))
    }

    pub(crate) fn signatures(&self) -> Result<Signatures<'a>, VerifyError> {
        Signatures::parse_values(self.before[self.set()], self.text(HeaderName::Signature)?)
    }

    fn text(&self, name: HeaderName) -> Result<&'a [u8], VerifyError> {
        match self.field(name) {
            Field::Text(text) => Ok(text),
            Field::Malformed => Err(VerifyError::MalformedHeader(name)),
            Field::Missing => Err(VerifyError::MissingHeader(name)),
        }
    }

    fn field(&self, name: HeaderName) -> Field<'a> {
        self.fields[3 * self.set() + name as usize]
    }

    fn set(&self) -> usize {
        self.uses_svix.into()
    }

    /// Returns the same headers, with a timestamp that is lawful, if they have one.
    #[cfg(feature = "explain")]
    pub(crate) fn with_lawful_timestamp(mut self) -> Self {
        let timestamp = &mut self.fields[3 * self.set() + HeaderName::Timestamp as usize];
        if let Field::Text(text) = timestamp {
            *text = b"0";
        }
        self
    }
}

fn has_gap(set: &[Field<'_>]) -> bool {
    set.iter().any(|field| field.is_missing())
}

/// The headers of a webhook that is well-formed and fresh, and not yet known to be authentic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened<'a> {
    id: MessageId<'a>,
    timestamp: Timestamp<'a>,
    signatures: Signatures<'a>,
}

impl<'a> Opened<'a> {
    /// Returns what is signed before the body.
    pub(crate) const fn prefix(&self) -> [&'a [u8]; 2] {
        message::prefix(self.id, self.timestamp)
    }

    /// Returns the list of signatures.
    #[cfg(feature = "alloc")]
    pub(crate) const fn signatures(&self) -> &Signatures<'a> {
        &self.signatures
    }

    /// Says that the key of this place signed it.
    #[cfg(feature = "alloc")]
    pub(crate) const fn signed_by(&self, secret_index: usize) -> Verified<'a> {
        Verified { id: self.id, timestamp: self.timestamp, secret_index }
    }

    /// Looks for the key that signed `content`, which begins with the prefix.
    pub(crate) fn verify(
        &self,
        content: &mut impl Content,
        keyring: &Keyring,
    ) -> Result<Verified<'a>, VerifyError> {
        let secret_index = keyring
            .first_match(content, &self.signatures)
            .ok_or(VerifyError::NoMatchingSignature)?;
        Ok(Verified { id: self.id, timestamp: self.timestamp, secret_index })
    }
}

/// An authentic, fresh webhook: what [`Verifier::verify`](crate::Verifier::verify) returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    id: MessageId<'a>,
    timestamp: Timestamp<'a>,
    secret_index: usize,
}

impl<'a> Verified<'a> {
    /// Returns the message's identifier, the same on every retry: the key to tell a repeated
    /// delivery by.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.id.as_str()
    }

    /// Returns when it was sent.
    #[must_use]
    pub const fn timestamp(&self) -> UnixTime {
        self.timestamp.time()
    }

    /// Returns which of the verifier's secrets matched, counted from 0.
    #[must_use]
    pub const fn secret_index(&self) -> usize {
        self.secret_index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: (&str, &[u8]) = ("webhook-id", b"msg_1");
    const TIMESTAMP: (&str, &[u8]) = ("webhook-timestamp", b"1614265330");
    const SIGNATURE: (&str, &[u8]) = ("webhook-signature", b"v1,");

    fn error_of(headers: &Headers<'_>) -> Option<VerifyError> {
        headers.open(UnixTime::from_seconds(1_614_265_330), Duration::ZERO).err()
    }

    #[test]
    fn what_is_missing_is_told_before_what_is_malformed_and_of_either_the_first() {
        use VerifyError::{MalformedHeader, MissingHeader};
        let odd_id = ("webhook-id", &b"msg.1"[..]);
        for (pairs, error) in [
            (&[odd_id, SIGNATURE][..], Some(MissingHeader(HeaderName::Timestamp))),
            (&[TIMESTAMP], Some(MissingHeader(HeaderName::Id))),
            (&[odd_id, TIMESTAMP, TIMESTAMP, SIGNATURE], Some(MalformedHeader(HeaderName::Id))),
            (&[ID, TIMESTAMP, TIMESTAMP, SIGNATURE], Some(MalformedHeader(HeaderName::Timestamp))),
            (&[ID, TIMESTAMP, SIGNATURE, SIGNATURE], None),
        ] {
            assert_eq!(error_of(&Headers::from_pairs(pairs.iter().copied())), error, "{pairs:?}");
        }
    }

    #[cfg(feature = "http")]
    mod of_http {
        use super::*;
        use http::{HeaderMap, HeaderName as Name, HeaderValue};

        fn map(pairs: &[(&'static str, &[u8])]) -> HeaderMap {
            let pair = |(name, value): &(&'static str, &[u8])| {
                (Name::from_static(name), HeaderValue::from_bytes(value).unwrap())
            };
            let mut map = HeaderMap::new();
            pairs.iter().map(pair).for_each(|(name, value)| {
                map.append(name, value);
            });
            map
        }

        #[test]
        fn the_values_of_a_signature_header_are_one_list() {
            let map = map(&[
                ("webhook-signature", b"v2,a v1,b"),
                ID,
                TIMESTAMP,
                ("webhook-signature", b"v3,c"),
            ]);
            let found = Headers::from_map(&map).signatures().unwrap();
            assert!(found.entries().eq([&b"v2,a"[..], b"v1,b", b"v3,c"]));
        }

        #[test]
        fn an_id_that_is_given_twice_is_malformed() {
            let map = map(&[ID, ID, TIMESTAMP, SIGNATURE]);
            let error = VerifyError::MalformedHeader(HeaderName::Id);
            assert_eq!(error_of(&Headers::from_map(&map)), Some(error));
        }

        #[test]
        fn a_value_that_is_no_text_is_read_by_its_bytes() {
            let latin1 = ("webhook-signature", &b"v1,cl\xe9"[..]);
            assert_eq!(error_of(&Headers::from_map(&map(&[ID, TIMESTAMP, latin1]))), None);
            let map = map(&[("webhook-id", b"msg_\xff"), TIMESTAMP, SIGNATURE]);
            let error = VerifyError::MalformedHeader(HeaderName::Id);
            assert_eq!(error_of(&Headers::from_map(&map)), Some(error));
        }

        #[test]
        fn only_the_names_that_count_are_looked_at() {
            let map =
                map(&[("content-type", b"a"), ("content-type", b"b"), ID, TIMESTAMP, SIGNATURE]);
            assert_eq!(error_of(&Headers::from_map(&map)), None);
        }
    }
}
