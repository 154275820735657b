//! Base64 as other libraries read it: whatever is no base64 is passed over.

use alloc::{vec, vec::Vec};

use zeroize::Zeroizing;

use crate::base64::{self, decoded_length};

/// `Buffer.from(text, 'base64')`: both alphabets, whatever is of neither is skipped, and it ends at the padding.
pub(super) fn like_node(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let (mut bits, mut count) = (0_u32, 0);
    for value in text.iter().take_while(|byte| **byte != b'=').filter_map(|byte| sextet(*byte)) {
        bits = (bits << 6) + u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// The bytes of base64 that is written as it should be, of any length and of either alphabet, padded or not.
pub(super) fn strict(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let unpadded = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    if unpadded.len() < text.len() && !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Zeroizing::new(vec![0; decoded_length(unpadded.len())]);
    base64::decode(unpadded, &mut bytes).filter(|_| !bytes.is_empty())?;
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}
