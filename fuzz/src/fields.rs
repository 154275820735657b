//! How an input is read: fields, with a byte 0xff between them, and bytes in them that stand for a
//! text.
//!
//! So a mutation of one field leaves the others as they are, a seed can be written by hand, and
//! what no mutation would ever hit upon, such as a signature that fits, is one byte.

/// Returns the first `N` fields; the last is all the rest, whatever is in it. A field that is not
/// there is empty.
pub fn split<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut parts = data.splitn(N, |byte| *byte == 0xff);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Returns a number in decimal, as libFuzzer knows to change it; 0, if it is none.
pub fn number<T: std::str::FromStr + Default>(field: &[u8]) -> T {
    str::from_utf8(field).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Returns a field with each byte replaced that `meaning` knows. A byte after a zero stands for
/// itself.
pub fn expand(field: &[u8], meaning: impl Fn(u8) -> Option<String>) -> Vec<u8> {
    let mut expanded = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte == 0 {
            expanded.extend(bytes.next());
        } else if let Some(text) = meaning(byte) {
            expanded.extend(text.into_bytes());
        } else {
            expanded.push(byte);
        }
    }
    expanded
}
