//! One complete set of three headers, never a mixture.

use hookproof::{Error, HeaderName};

/// A request's headers, in the order in which they came.
pub type Pairs = [(String, Vec<u8>)];

/// What there is under one name.
enum Field {
    Missing,
    Twice,
    Once(Vec<u8>),
}

const NAMES: [HeaderName; 3] = [HeaderName::Id, HeaderName::Timestamp, HeaderName::Signature];

/// The id, the timestamp and the list of signatures.
///
/// Of a set that is not complete, the first that is missing is named; of one that is, the first that is given twice.
pub fn set(pairs: &Pairs) -> Result<[Vec<u8>; 3], Error> {
    let gap = |set: &str| fields(pairs, set).iter().position(|field| matches!(field, Field::Missing));
    let used = if gap("webhook").is_some() && gap("svix").is_none() { "svix" } else { "webhook" };
    if let Some(at) = gap(used) {
        return Err(Error::MissingHeader(NAMES[at]));
    }
    let [id, timestamp, signature] = fields(pairs, used).map(once);
    Ok([
        id.ok_or(Error::MalformedHeader(HeaderName::Id))?,
        timestamp.ok_or(Error::MalformedHeader(HeaderName::Timestamp))?,
        signature.ok_or(Error::MalformedHeader(HeaderName::Signature))?,
    ])
}

fn fields(pairs: &Pairs, set: &str) -> [Field; 3] {
    ["id", "timestamp", "signature"].map(|name| field(pairs, &format!("{set}-{name}")))
}

fn field(pairs: &Pairs, wanted: &str) -> Field {
    let found: Vec<&[u8]> = pairs
        .iter()
        .filter(|(name, _)| name.to_ascii_lowercase() == wanted)
        .map(|(_, value)| value.as_slice())
        .collect();
    match found.as_slice() {
        [] | [b""] => Field::Missing,
        [value] => Field::Once(value.to_vec()),
        // What HTTP makes of a list that came in several lines.
        values if wanted.ends_with("-signature") => Field::Once(values.join(&b", "[..])),
        _ => Field::Twice,
    }
}

fn once(field: Field) -> Option<Vec<u8>> {
    match field {
        Field::Once(value) => Some(value),
        Field::Missing | Field::Twice => None,
    }
}
