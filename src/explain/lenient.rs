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
    // One character alone is less than a byte.
    if plain.len() % 4 == 1 {
        plain.pop();
    }
    let mut bytes = Zeroizing::new(vec![0; decoded_length(plain.len())]);
    // Nothing is left that it would refuse.
    let _ = CARELESS.decode_slice(&*plain, &mut bytes);
    bytes
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
