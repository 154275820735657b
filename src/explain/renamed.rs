//! Headers as they were given, under whatever names, and the JavaScript that reads them.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// How the value of a name is read from the headers that JavaScript gave.
#[derive(Clone, Copy)]
pub(crate) enum Access {
    /// A property of an object, as of Node's `req.headers`.
    Property,
    /// A `get` method, as of `Headers` and `Map`.
    #[cfg_attr(
        not(feature = "full"),
        expect(dead_code, reason = "only JavaScript's headers can be of this kind")
    )]
    Get,
    /// A list of pairs.
    #[cfg_attr(
        not(feature = "full"),
        expect(dead_code, reason = "only JavaScript's headers can be of this kind")
    )]
    Pairs,
}

impl Access {
    pub(super) fn read(self, name: &str) -> String {
        match self {
            Self::Property => format!("headers['{name}']"),
            Self::Get => format!("headers.get('{name}')"),
            Self::Pairs => format!("new Map(headers).get('{name}')"),
        }
    }
}

/// Three headers that go together: id, timestamp and signature.
pub(super) struct Renamed<'a> {
    names: [&'a str; 3],
    pub(super) values: [&'a [u8]; 3],
    /// Whether they are called after the headers of the scheme, so that nothing else can be meant.
    pub(super) is_obvious: bool,
}

impl Renamed<'_> {
    pub(super) fn code(&self, access: Access) -> String {
        let [id, timestamp, signature] = self.names.map(|name| access.read(name));
        object("webhook", [&id, &timestamp, &signature])
    }
}

/// An object of the three headers.
pub(super) fn object(set: &str, [id, timestamp, signature]: [&str; 3]) -> String {
    format!("{{ '{set}-id': {id}, '{set}-timestamp': {timestamp}, '{set}-signature': {signature} }}")
}

const KINDS: [&str; 3] = ["id", "timestamp", "signature"];

/// More are not looked at: what is sought is quadratic in their number.
const MAX_PAIRS: usize = 300;

/// Every three headers whose names begin alike, and end as the scheme's do.
pub(super) fn find<'a>(pairs: &[(&'a str, &'a [u8])]) -> Vec<Renamed<'a>> {
    let known: Vec<(String, usize, &'a str, &'a [u8])> = pairs
        .iter()
        .take(MAX_PAIRS)
        .filter(|(name, value)| !value.is_empty() && is_printable(name))
        .filter_map(|(name, value)| {
            let plain = plain(name);
            let kind = KINDS.iter().position(|kind| plain.ends_with(kind))?;
            let prefix = plain[..plain.len() - KINDS[kind].len()].to_string();
            Some((prefix, kind, *name, *value))
        })
        .collect();
    let ids = known.iter().filter(|(_, kind, ..)| *kind == 0);
    let sets = ids.filter_map(|(prefix, _, name, value)| {
        let other = |wanted: usize| known.iter().find(|(other, kind, ..)| *kind == wanted && other == prefix);
        let (timestamp, signature) = (other(1)?, other(2)?);
        let names = [*name, timestamp.2, signature.2];
        let is_scheme =
            |name: &str| crate::headers::NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        (!names.into_iter().all(is_scheme)).then(|| Renamed {
            names,
            values: [*value, timestamp.3, signature.3],
            is_obvious: prefix.ends_with("webhook") || prefix.ends_with("svix"),
        })
    });
    sets.collect()
}

/// In lower case, without what separates words: `HTTP_WEBHOOK_ID` and `webhookId` are the same then.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}

/// Whether it can stand between quotes in JavaScript.
fn is_printable(name: &str) -> bool {
    name.len() <= 100
        && name.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'_' | b'.' | b':' | b' ' | b'[' | b']' | b'/')
        })
}

/// A name as it was given, whatever its case.
pub(super) fn given<'a>(pairs: &[(&'a str, &'a [u8])], name: &'a str) -> &'a str {
    pairs.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map_or(name, |(given, _)| given)
}
