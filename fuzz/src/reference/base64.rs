//! Base64 by the crate of that name.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};

/// Returns what a signature is written in: the standard alphabet, padded, with no bit to spare.
pub fn canonical(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Returns what a secret is written in: either alphabet, padded or not.
pub fn any(text: &[u8]) -> Option<Vec<u8>> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(text).ok())
}

/// Returns bytes as a signature or a secret is written.
pub fn print(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
