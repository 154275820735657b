//! 1 to 256 bytes of visible ASCII without a dot.

/// Returns the id, if it is one.
pub fn read(text: &[u8]) -> Option<String> {
    let text = String::from_utf8(text.to_vec()).ok()?;
    let lawful = |character: char| ('!'..='~').contains(&character) && character != '.';
    (!text.is_empty() && text.len() <= 256 && text.chars().all(lawful)).then_some(text)
}
