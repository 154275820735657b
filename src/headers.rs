//! Which of a request's headers count: one complete set of three, never a mixture.

#[cfg(feature = "explain")]
use alloc::vec::Vec;

use crate::{
    error::{Error, HeaderName},
    signatures::{Before, Signatures},
};

/// What a request holds under one header name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Field<'a> {
    #[default]
    Missing,
    Text(&'a [u8]),
    /// Given more than once: no choice among several could be the right one.
    Malformed,
}

impl<'a> Field<'a> {
    pub(crate) fn text(text: &'a [u8]) -> Self {
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    fn is_missing(self) -> bool {
        matches!(self, Self::Missing)
    }

    const fn as_bytes(self) -> &'a [u8] {
        if let Self::Text(text) = self { text } else { &[] }
    }
}

/// How many header names are looked at.
pub(crate) const NAME_COUNT: usize = 6;

/// The place of the signature in a set: the one header that is a list, and may be given several times.
const SIGNATURE: usize = 2;

/// The names that count: the specification's, then the ones that Svix used before there was one.
pub(crate) const NAMES: [&str; NAME_COUNT] =
    ["webhook-id", "webhook-timestamp", "webhook-signature", "svix-id", "svix-timestamp", "svix-signature"];

/// The webhook headers of one request.
///
/// If `webhook-id`, `webhook-timestamp` and `webhook-signature` are all there, they are used; else `svix-id`,
/// `svix-timestamp` and `svix-signature`, if all three are there. The sets never mix, and a header that is empty is
/// missing. The names are those of [Standard Webhooks], and those that Svix used before it.
///
/// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    fields: [Field<'a>; NAME_COUNT],
    /// For each set the values of its signature header that came before the one in `fields`.
    before: [Before<'a>; 2],
}

impl<'a> Headers<'a> {
    /// Takes the webhook headers out of name and value pairs, such as `http::HeaderMap::iter` gives.
    ///
    /// Names are compared without regard to case. The values of a `webhook-signature` or `svix-signature` that occurs several
    /// times are one list, as if HTTP had joined them by a comma and a space ([RFC 9110, 5.3]). Any other name that occurs
    /// twice makes the header malformed: "the last one wins" would let a proxy and a receiver see two different webhooks.
    ///
    /// [RFC 9110, 5.3]: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
    ///
    /// ```
    /// let headers = hookproof::Headers::from_pairs([("Webhook-Id", "msg_1"), ("content-type", "application/json")]);
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
            let Some(at) = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name.as_ref())) else {
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
        Self { fields, before }
    }

    /// Takes one field for each of [`NAMES`], in that order.
    #[cfg(any(feature = "wasm", feature = "explain"))]
    pub(crate) const fn from_fields(fields: [Field<'a>; NAME_COUNT]) -> Self {
        Self { fields, before: [Before::NONE; 2] }
    }

    /// The list of the set that counts, of which `last` is the last value.
    pub(crate) fn signatures(&self, last: &'a [u8]) -> Result<Signatures<'a>, Error> {
        Signatures::parse_values(self.before[usize::from(self.uses_svix())], last)
    }

    /// The texts of id, timestamp and signature; of several signature values the last.
    pub(crate) fn complete_set(&self) -> Result<[&'a [u8]; 3], Error> {
        let (webhook, svix) = self.fields.split_at(NAME_COUNT / 2);
        let set = if self.uses_svix() { svix } else { webhook };
        // A set with a gap does not count, whatever else is wrong with it: what is missing is told.
        let is_whole = !has_gap(set);
        let text = |field, name| match field {
            Field::Text(text) => Ok(text),
            Field::Malformed if is_whole => Err(Error::MalformedHeader(name)),
            Field::Malformed => Ok([].as_slice()),
            Field::Missing => Err(Error::MissingHeader(name)),
        };
        Ok([
            text(set[0], HeaderName::Id)?,
            text(set[1], HeaderName::Timestamp)?,
            text(set[2], HeaderName::Signature)?,
        ])
    }

    /// Both sets, complete or not, the one that counts first.
    #[cfg(feature = "explain")]
    pub(crate) fn sets_by_precedence(&self) -> [[Field<'a>; 3]; 2] {
        let [a, b, c, d, e, f] = self.fields;
        if self.uses_svix() { [[d, e, f], [a, b, c]] } else { [[a, b, c], [d, e, f]] }
    }

    /// For each set the text of a signature header that was given several times, as HTTP would have joined it.
    #[cfg(feature = "explain")]
    pub(crate) fn joined(&self) -> [Option<Vec<u8>>; 2] {
        [0, 1].map(|set| self.before[set].joined(self.fields[3 * set + SIGNATURE].as_bytes()))
    }

    /// The same headers, with these texts in place of several.
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

    /// Whether the svix set is the one that counts.
    pub(crate) fn uses_svix(&self) -> bool {
        let (webhook, svix) = self.fields.split_at(NAME_COUNT / 2);
        has_gap(webhook) && !has_gap(svix)
    }
}

fn has_gap(set: &[Field<'_>]) -> bool {
    set.iter().any(|field| field.is_missing())
}
