//! Varies a body into what it may have been before something changed it.

use alloc::vec::Vec;

use super::{
    hex,
    hint::{Encoding, Fact, Found, HintCode, List},
    json::{self, ESCAPES, Escapes, LAYOUTS},
    lenient,
};

/// A longer body is checked as it is and not varied, so that the work stays small whatever is
/// given. The specification asks senders to stay far below it.
pub(super) const MAX_VARIED_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the first cause for which `fits` says yes to the body, given in pieces, as it would have
/// been without it. It is asked at most 100 times.
pub(super) fn find<'f>(body: &[u8], mut fits: impl FnMut(&[&[u8]]) -> bool) -> Option<Found<'f>> {
    if body.len() > MAX_VARIED_BYTES {
        return None;
    }
    changed(body, &mut fits).map(Found::from).or_else(|| encoded(body, fits))
}

/// Tries other bytes that stand for the same.
fn changed(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> Option<HintCode> {
    if fits_with_other_end(body, fits) {
        return Some(HintCode::BodyNewline);
    }
    if fits_with_other_line_endings(body, fits) {
        return Some(HintCode::BodyLineEndings);
    }
    if fits_with_other_byte_order_mark(body, fits) {
        return Some(HintCode::BodyBom);
    }
    if reprinted(body, fits) {
        return Some(HintCode::BodyReserialised);
    }
    latin1(body).is_some_and(|bytes| fits(&[&bytes])).then_some(HintCode::BodyCharset)
}

/// Tries what the body decodes to, if it is bytes that were written as text once more.
fn encoded<'f>(body: &[u8], mut fits: impl FnMut(&[&[u8]]) -> bool) -> Option<Found<'f>> {
    let found = |code, encoding| Some(Found { code, fact: Fact::Body(encoding) });
    if decode_base64(body).is_some_and(|bytes| fits(&[&bytes])) {
        return found(HintCode::BodyBase64, Encoding::Base64);
    }
    if json::text_of(body).and_then(json::unquote).is_some_and(|bytes| fits(&[&bytes])) {
        return found(HintCode::BodyQuoted, Encoding::Quoted);
    }
    if hex::decode(body.trim_ascii()).is_some_and(|bytes| !bytes.is_empty() && fits(&[&bytes])) {
        return found(HintCode::BodyHex, Encoding::Hex);
    }
    let (bytes, list) = listed_bytes(body)?;
    if fits(&[&bytes]) { found(HintCode::BodyBytesAsJson, Encoding::Listed(list)) } else { None }
}

/// Returns bytes that are listed as numbers.
fn listed_bytes(body: &[u8]) -> Option<(Vec<u8>, List)> {
    let text = core::str::from_utf8(body).ok()?.trim();
    let inside =
        |start: char, end: char| text.strip_prefix(start)?.strip_suffix(end).map(str::trim);
    if let Some(object) = inside('{', '}') {
        if let Some((before, rest)) = object.split_once('[') {
            let (list, after) = rest.split_once(']')?;
            // The advice knows the bytes at the top, and in nothing else.
            let is_buffer = !object.contains('{')
                && before.contains("\"data\"")
                && (before.contains("\"Buffer\"") || after.contains("\"Buffer\""));
            return is_buffer.then(|| numbers(list)).flatten().map(|bytes| (bytes, List::Buffer));
        }
        let bytes = object.split(',').enumerate().map(|(at, entry)| {
            let (index, value) = entry.split_once(':')?;
            let index = index.trim().strip_prefix('"')?.strip_suffix('"')?;
            if index.parse() == Ok(at) { value.trim().parse().ok() } else { None }
        });
        return bytes.collect::<Option<_>>().map(|bytes| (bytes, List::Object));
    }
    match inside('[', ']') {
        Some(list) => numbers(list).map(|bytes| (bytes, List::Array)),
        None => numbers(text).map(|bytes| (bytes, List::Text)),
    }
}

fn numbers(list: &str) -> Option<Vec<u8>> {
    list.split(',').map(|number| number.trim().parse().ok()).collect()
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
    let ways = ESCAPES
        .iter()
        .map(|escapes| (text, *escapes))
        .chain(others.iter().map(|escapes| (plain, *escapes)));
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

fn fits_with_other_end(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    let trimmed = body.trim_ascii_end();
    let cut = body.strip_suffix(b"\r\n").or_else(|| body.strip_suffix(b"\n")).unwrap_or(body);
    (trimmed.len() < body.len() && fits(&[trimmed]))
        || (cut.len() != trimmed.len() && cut.len() < body.len() && fits(&[cut]))
        || fits(&[body, b"\n"])
        || fits(&[body, b"\r\n"])
}

fn fits_with_other_line_endings(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
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

fn fits_with_other_byte_order_mark(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> bool {
    match body.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => fits(&[rest]),
        None => fits(&[BYTE_ORDER_MARK, body]),
    }
}

/// Returns the bytes whose decoding as Latin-1 this text is.
fn latin1(body: &[u8]) -> Option<Vec<u8>> {
    let text = json::text_of(body).filter(|text| !text.is_ascii())?;
    text.chars().map(|character| u8::try_from(character).ok()).collect()
}

fn decode_base64(body: &[u8]) -> Option<Vec<u8>> {
    let text = body.trim_ascii();
    lenient::either(text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text))
}

/// Tells whether bytes that are not UTF-8 were decoded and printed again: U+FFFD took their place.
pub(super) fn holds_replacements(body: &[u8]) -> bool {
    body.windows(3).any(|three| three == "\u{fffd}".as_bytes())
}

/// Tells whether a body is what becomes of a parsed object where a string is wanted.
pub(super) fn is_object_as_text(body: &[u8]) -> bool {
    body.starts_with(b"[object ") && body.ends_with(b"]") && body.len() < 64
}
