//! Reads base64 as other libraries do, which pass over whatever is no base64.

use alloc::{vec, vec::Vec};

use base64::{
    Engine, alphabet,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig,
        general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
    },
};
use zeroize::Zeroizing;

use crate::base64::{self as secret, decoded_length};

/// Takes a last character with bits that no byte needs.
const CARELESS: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Decodes as `Buffer.from(text, 'base64')` does: it takes both alphabets, skips what is of
/// neither, and ends at the padding.
pub(super) fn like_node(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    plain.extend(text.iter().take_while(|byte| **byte != b'=').filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' => Some(*byte),
        _ => byte.is_ascii_alphanumeric().then_some(*byte),
    }));
    if has_rest(plain.len()) {
        plain.pop();
    }
    let mut bytes = Zeroizing::new(vec![0; decoded_length(plain.len())]);
    // Nothing is left that it would refuse.
    let _ = CARELESS.decode_slice(&*plain, &mut bytes);
    bytes
}

/// Tells whether the last of so many characters stands alone, which is less than a byte.
const fn has_rest(length: usize) -> bool {
    length % 4 == 1
}

/// Tells whether [`like_node`] leaves out the last character before the padding.
pub(super) fn leaves_out_the_last(text: &[u8]) -> bool {
    let is_known = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_+/".contains(*byte);
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let text = &text[..text.len() - padding];
    text.last().is_some_and(|last| is_known(&last))
        && !text.contains(&b'=')
        && has_rest(text.iter().filter(is_known).count())
}

/// Decodes a secret's base64 that is written as it should be, of any length and of either
/// alphabet, padded or not.
pub(super) fn strict(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let unpadded = crate::secret::strip_padding(text).ok()?;
    let mut bytes = Zeroizing::new(vec![0; decoded_length(unpadded.len())]);
    secret::decode(unpadded, &mut bytes).filter(|_| !bytes.is_empty())?;
    Some(bytes)
}

/// Decodes what is no secret: base64 of either alphabet, without its padding.
pub(super) fn either(unpadded: &[u8]) -> Option<Vec<u8>> {
    let is_url_safe = unpadded.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let engine = if is_url_safe { URL_SAFE_NO_PAD } else { STANDARD_NO_PAD };
    let mut bytes = vec![0; decoded_length(unpadded.len())];
    engine.decode_slice(unpadded, &mut bytes).ok().filter(|length| *length > 0)?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Python's decoder refuses it, so its advice has to leave it out.
    #[test]
    fn a_last_character_that_is_less_than_a_byte_is_told() {
        for text in ["AAAAA", "AAAAA==", "AA!A-_=", "A"] {
            assert!(leaves_out_the_last(text.as_bytes()), "{text}");
        }
        for text in ["", "=", "AAAA", "AAAAAA==", "AAAAA!", "AAAA=A"] {
            assert!(!leaves_out_the_last(text.as_bytes()), "{text}");
        }
    }
}
