//! A list of entries, split at spaces, each with a comma behind it or not: at most 4,096 bytes and
//! 32 entries.

use super::base64;

/// An entry that counts.
#[derive(Debug)]
pub enum Entry {
    /// `v1`: 32 bytes.
    V1([u8; 32]),
    /// `v1a`: 64 bytes.
    V1a([u8; 64]),
}

/// Returns the entries that count, or nothing if the list is too long.
pub fn read(list: &[u8]) -> Option<Vec<Entry>> {
    let entries: Vec<&[u8]> = list
        .split(|byte| *byte == b' ')
        .map(|entry| entry.strip_suffix(b",").unwrap_or(entry))
        .filter(|entry| !entry.is_empty())
        .collect();
    (list.len() <= 4096 && entries.len() <= 32)
        .then(|| entries.into_iter().filter_map(entry).collect())
}

fn entry(entry: &[u8]) -> Option<Entry> {
    let parts: Vec<&[u8]> = entry.split(|byte| *byte == b',').collect();
    let [version, text] = parts.as_slice() else { return None };
    let bytes = base64::canonical(text)?;
    match *version {
        b"v1" => Some(Entry::V1(bytes.try_into().ok()?)),
        b"v1a" => Some(Entry::V1a(bytes.try_into().ok()?)),
        _ => None,
    }
}
