//! One complete set of three headers, never a mixture.

use hookproof::{HeaderName, VerifyError};

/// A request's headers, in the order in which they came.
pub type Pairs = [(String, Vec<u8>)];

const NAMES: [HeaderName; 3] = [HeaderName::Id, HeaderName::Timestamp, HeaderName::Signature];

/// Returns the id, the timestamp and the list of signatures, or the first of them that is missing.
pub fn set(pairs: &Pairs) -> Result<[Vec<u8>; 3], VerifyError> {
    let gap = |set: &str| fields(pairs, set).iter().position(Vec::is_empty);
    let used = if gap("webhook").is_some() && gap("svix").is_none() { "svix" } else { "webhook" };
    match gap(used) {
        Some(at) => Err(VerifyError::MissingHeader(NAMES[at])),
        None => Ok(fields(pairs, used)),
    }
}

fn fields(pairs: &Pairs, set: &str) -> [Vec<u8>; 3] {
    ["id", "timestamp", "signature"].map(|name| field(pairs, &format!("{set}-{name}")))
}

/// Returns what HTTP makes of a name that is given several times. A list may be; an id or a
/// timestamp with a comma and a space in it is none.
fn field(pairs: &Pairs, wanted: &str) -> Vec<u8> {
    let named = pairs.iter().filter(|(name, _)| name.to_ascii_lowercase() == wanted);
    named.map(|(_, value)| value.as_slice()).collect::<Vec<_>>().join(&b", "[..])
}
