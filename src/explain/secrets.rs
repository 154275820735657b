//! What else a secret may be: the ways in which it is misread.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{Written, hex, hint::Cause};
use crate::{
    key::Key,
    mac::MacKey,
    secret::{HMAC_PREFIX, MinSecretBytes, PRIVATE_PREFIX, PUBLIC_PREFIX},
};

/// The first misreading whose key `fits` says yes to. It is asked at most 11 times.
pub(super) fn find(secret: Written<'_>, fits: impl FnMut(&Key) -> bool) -> Option<Cause> {
    match secret {
        Written::Text(text) => find_in_text(text, fits),
        Written::Raw(bytes) => find_in_bytes(bytes, fits),
    }
}

fn find_in_text(text: &[u8], mut fits: impl FnMut(&Key) -> bool) -> Option<Cause> {
    let mut is = |key: Option<Key>| key.is_some_and(|key| fits(&key));
    let bare = strip_surroundings(text);
    if bare.len() < text.len() && is(Key::from_text(bare, MinSecretBytes::DEFAULT).ok()) {
        return Some(Cause::SecretSurrounded);
    }
    if pieces(text)
        .take(5)
        .filter(|piece| piece.len() < bare.len())
        .any(|piece| is(Key::from_text(piece, MinSecretBytes::DEFAULT).ok()))
    {
        return Some(Cause::SecretList);
    }
    let unversioned = text.strip_prefix(b"v1,").unwrap_or(text);
    let base64 = unversioned.strip_prefix(HMAC_PREFIX).unwrap_or(unversioned);
    if is(raw(text))
        || (unversioned.len() < text.len() && is(raw(unversioned)))
        || (base64.len() < unversioned.len() && is(raw(base64)))
    {
        return Some(Cause::SecretAsText);
    }
    if base64.len() < unversioned.len() && is(decode_like_node(unversioned)) {
        return Some(Cause::SecretPrefixDecoded);
    }
    is(hex::decode(base64).and_then(|bytes| raw(&bytes))).then_some(Cause::SecretHex)
}

fn find_in_bytes(bytes: &[u8], mut fits: impl FnMut(&Key) -> bool) -> Option<Cause> {
    let text = strip_surroundings(bytes);
    let read = Key::from_text(text, MinSecretBytes::DEFAULT).ok();
    read.as_ref().is_some_and(&mut fits).then_some(Cause::SecretBytesOfText)
}

/// What the bytes of a secret show without a try: 36 bits of a prefix are no coincidence.
pub(super) fn obvious(secret: Written<'_>) -> Option<Cause> {
    let Written::Raw(bytes) = secret else { return None };
    // What `whsec_` decodes to: its underscore is 63 to a decoder that takes both alphabets.
    let decoded_prefix =
        bytes.starts_with(b"\xc2\x1b\x1e\x73") && bytes.get(4).is_some_and(|byte| byte >> 4 == 0xf);
    let is_text = [HMAC_PREFIX, PUBLIC_PREFIX, PRIVATE_PREFIX, b"v1,whsec_"]
        .iter()
        .any(|prefix| bytes.starts_with(prefix));
    match (decoded_prefix, is_text) {
        (true, _) => Some(Cause::SecretPrefixDecoded),
        (_, true) => Some(Cause::SecretBytesOfText),
        _ => None,
    }
}

/// Whether white space or quotes stand around it, and nothing else is wrong.
pub(super) fn is_surrounded(secret: Written<'_>) -> bool {
    let Written::Text(text) = secret else { return false };
    let bare = strip_surroundings(text);
    bare.len() < text.len() && Key::from_text(bare, MinSecretBytes::DEFAULT).is_ok()
}

/// Whether several whole secrets are in it.
pub(super) fn is_list(secret: Written<'_>) -> bool {
    let Written::Text(text) = secret else { return false };
    pieces(text).take(2).filter(|piece| Key::from_text(piece, MinSecretBytes::DEFAULT).is_ok()).count() == 2
}

fn pieces(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let separates = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|');
    // Before a secret of one kind stands its version, and a comma.
    text.split(separates).map(strip_surroundings).filter(|piece| !matches!(*piece, b"" | b"v1" | b"v1a"))
}

fn strip_surroundings(text: &[u8]) -> &[u8] {
    let is_outside =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | 0xef | 0xbb | 0xbf);
    let start = text.iter().position(|byte| !is_outside(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_outside(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Of any length: here it is somebody else's rule.
fn raw(bytes: &[u8]) -> Option<Key> {
    (!bytes.is_empty()).then(|| Key::Hmac(MacKey::from_slice(bytes)))
}

/// `Buffer.from(text, 'base64')`: both alphabets, whatever is of neither is skipped, and it ends at the padding.
fn decode_like_node(text: &[u8]) -> Option<Key> {
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
    raw(&bytes)
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
