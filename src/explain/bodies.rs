//! What a body may have been before something changed it.

use alloc::vec::Vec;

use super::{
    hint::Cause,
    json::{self, ESCAPES, Escapes, LAYOUTS},
};
use crate::base64::{self, decoded_length};

/// A longer body is checked as it is and not varied, so that the work stays small whatever is given. The specification
/// asks senders to stay far below it.
pub(super) const MAX_VARIED_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first cause for which `fits` says yes to the body, given in pieces, as it would have been without it. It is asked at
/// most 100 times.
pub(super) fn find(body: &[u8], mut fits: impl FnMut(&[&[u8]]) -> bool) -> Option<Cause> {
    if body.len() > MAX_VARIED_BYTES {
        return None;
    }
    if other_end(body, &mut fits) {
        return Some(Cause::BodyNewline);
    }
    if other_line_endings(body, &mut fits) {
        return Some(Cause::BodyLineEndings);
    }
    if other_mark(body, &mut fits) {
        return Some(Cause::BodyByteOrderMark);
    }
    if reprinted(body, &mut fits) {
        return Some(Cause::BodyReserialised);
    }
    let decoded = [
        (Cause::BodyCharset, latin1(body)),
        (Cause::BodyBase64, decode_base64(body)),
        (Cause::BodyQuoted, json::text_of(body).and_then(json::unquote)),
    ];
    decoded
        .into_iter()
        .find(|(_, bytes)| bytes.as_ref().is_some_and(|bytes| fits(&[bytes])))
        .map(|(cause, _)| cause)
}

fn reprinted(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    let Some(text) = json::text_of(body).filter(|text| text.contains(['{', '['])) else {
        return false;
    };
    let unescaped = json::unescape(text);
    let plain = unescaped.as_deref().unwrap_or(text);
    let others = [Escapes::AsciiUpperCase, Escapes::AsGiven, Escapes::Ascii];
    // Without an escape to undo, two of them have been tried already.
    let others = if unescaped.is_some() { &others[..] } else { &others[..1] };
    let ways =
        ESCAPES.iter().map(|escapes| (text, *escapes)).chain(others.iter().map(|escapes| (plain, *escapes)));
    for (text, escapes) in ways.filter(|(text, escapes)| escapes.apply_to(text)) {
        for layout in LAYOUTS {
            let Some(printed) = json::print(text, layout, escapes) else { continue };
            if (printed != body && fits(&[&printed])) || fits(&[&printed, b"\n"]) {
                return true;
            }
        }
    }
    false
}

fn other_end(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    let trimmed = body.trim_ascii_end();
    let cut = body.strip_suffix(b"\r\n").or_else(|| body.strip_suffix(b"\n")).unwrap_or(body);
    (trimmed.len() < body.len() && fits(&[trimmed]))
        || (cut.len() != trimmed.len() && cut.len() < body.len() && fits(&[cut]))
        || fits(&[body, b"\n"])
        || fits(&[body, b"\r\n"])
}

fn other_line_endings(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    if !body.contains(&b'\n') {
        return false;
    }
    let mut unix = Vec::with_capacity(body.len());
    for (at, byte) in body.iter().enumerate() {
        if *byte != b'\r' || body.get(at + 1) != Some(&b'\n') {
            unix.push(*byte);
        }
    }
    // The line ending at the end may be lost besides.
    if unix.len() < body.len() && (fits(&[&unix]) || fits(&[&unix, b"\n"])) {
        return true;
    }
    let mut windows = Vec::with_capacity(unix.len());
    for byte in unix {
        if byte == b'\n' {
            windows.push(b'\r');
        }
        windows.push(byte);
    }
    windows.len() > body.len() && (fits(&[&windows]) || fits(&[&windows, b"\r\n"]))
}

fn other_mark(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    match body.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => fits(&[rest]),
        None => fits(&[BYTE_ORDER_MARK, body]),
    }
}

/// The bytes whose decoding as Latin-1 this text is.
fn latin1(body: &[u8]) -> Option<Vec<u8>> {
    let text = json::text_of(body).filter(|text| !text.is_ascii())?;
    text.chars().map(|character| u8::try_from(character).ok()).collect()
}

fn decode_base64(body: &[u8]) -> Option<Vec<u8>> {
    let text = body.trim_ascii();
    let text = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    let mut bytes = alloc::vec![0; decoded_length(text.len())];
    base64::decode(text, &mut bytes).filter(|_| !bytes.is_empty())?;
    Some(bytes)
}

/// Whether bytes that are not UTF-8 were decoded and printed again: U+FFFD took their place.
pub(super) fn holds_replacements(body: &[u8]) -> bool {
    body.windows(3).any(|three| three == "\u{fffd}".as_bytes())
}

/// What becomes of a parsed object where a string is wanted.
pub(super) fn is_object_as_text(body: &[u8]) -> bool {
    body.starts_with(b"[object ") && body.ends_with(b"]") && body.len() < 64
}
