//! One complete set of three headers, never a mixture.

use hookproof::{Error, HeaderName};

/// A request's headers, in the order in which they came.
pub type Pairs = [(String, Vec<u8>)];

/// What there is under one name.
enum Field<'a> {
    Missing,
    Twice,
    Once(&'a [u8]),
}

/// The id, the timestamp and the list of signatures.
///
/// Of a set that is not complete, the first that is missing or given twice is named.
pub fn set(pairs: &Pairs) -> Result<[&[u8]; 3], Error> {
    let complete = |set: &str| fields(pairs, set).iter().all(|field| !matches!(field, Field::Missing));
    let used = if !complete("webhook") && complete("svix") { "svix" } else { "webhook" };
    let [id, timestamp, signature] = fields(pairs, used);
    Ok([
        once(id, HeaderName::Id)?,
        once(timestamp, HeaderName::Timestamp)?,
        once(signature, HeaderName::Signature)?,
    ])
}

fn fields<'a>(pairs: &'a Pairs, set: &str) -> [Field<'a>; 3] {
    ["id", "timestamp", "signature"].map(|name| field(pairs, &format!("{set}-{name}")))
}

fn field<'a>(pairs: &'a Pairs, wanted: &str) -> Field<'a> {
    let found: Vec<&[u8]> = pairs
        .iter()
        .filter(|(name, _)| name.to_ascii_lowercase() == wanted)
        .map(|(_, value)| value.as_slice())
        .collect();
    match found.as_slice() {
        [] | [b""] => Field::Missing,
        [value] => Field::Once(value),
        _ => Field::Twice,
    }
}

fn once(field: Field<'_>, name: HeaderName) -> Result<&[u8], Error> {
    match field {
        Field::Missing => Err(Error::MissingHeader(name)),
        Field::Twice => Err(Error::MalformedHeader(name)),
        Field::Once(value) => Ok(value),
    }
}
