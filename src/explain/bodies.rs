//! What a body may have been before something changed it.

use alloc::{format, string::String, vec::Vec};

use super::{
    hex,
    hint::{Cause, Found},
    json::{self, ESCAPES, Escapes, LAYOUTS},
};
use crate::base64::{self, decoded_length};

/// A longer body is checked as it is and not varied, so that the work stays small whatever is given. The specification
/// asks senders to stay far below it.
pub(super) const MAX_VARIED_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first cause for which `fits` says yes to the body, given in pieces, as it would have been without it. It is asked at
/// most 100 times.
pub(super) fn find(body: &[u8], form: Form, mut fits: impl FnMut(&[&[u8]]) -> bool) -> Option<Found> {
    if body.len() > MAX_VARIED_BYTES {
        return None;
    }
    changed(body, &mut fits).map(Found::from).or_else(|| encoded(body, form, fits))
}

/// What a body is in JavaScript, whose code reads it.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Bytes,
    Text,
    /// Parsed, and printed as JSON to be looked at.
    Parsed,
}

impl Form {
    /// As text that is no value yet.
    fn text(self) -> &'static str {
        match self {
            Self::Bytes => "Buffer.from(payload).toString()",
            Self::Text => "payload",
            Self::Parsed => "JSON.stringify(payload)",
        }
    }

    fn value(self) -> String {
        match self {
            Self::Bytes | Self::Text => format!("JSON.parse({})", self.text()),
            Self::Parsed => "payload".into(),
        }
    }
}

/// Other bytes that stand for the same.
fn changed(body: &[u8], fits: &mut impl FnMut(&[&[u8]]) -> bool) -> Option<Cause> {
    if other_end(body, fits) {
        return Some(Cause::BodyNewline);
    }
    if other_line_endings(body, fits) {
        return Some(Cause::BodyLineEndings);
    }
    if other_mark(body, fits) {
        return Some(Cause::BodyByteOrderMark);
    }
    if reprinted(body, fits) {
        return Some(Cause::BodyReserialised);
    }
    latin1(body).is_some_and(|bytes| fits(&[&bytes])).then_some(Cause::BodyCharset)
}

/// Bytes that were written as text once more.
fn encoded(body: &[u8], form: Form, mut fits: impl FnMut(&[&[u8]]) -> bool) -> Option<Found> {
    let text = form.text();
    if decode_base64(body).is_some_and(|bytes| fits(&[&bytes])) {
        return Some(Found::with(Cause::BodyBase64, format!("Buffer.from({text}, 'base64')")));
    }
    if json::text_of(body).and_then(json::unquote).is_some_and(|bytes| fits(&[&bytes])) {
        return Some(Found::with(Cause::BodyQuoted, form.value()));
    }
    if hex::decode(body.trim_ascii()).is_some_and(|bytes| !bytes.is_empty() && fits(&[&bytes])) {
        return Some(Found::with(Cause::BodyHex, format!("Buffer.from({text}, 'hex')")));
    }
    let (bytes, kind) = listed_bytes(body)?;
    let value = form.value();
    let code = match kind {
        Listed::Buffer => format!("Buffer.from({value}.data)"),
        Listed::Array => format!("Buffer.from({value})"),
        Listed::Object => format!("Buffer.from(Object.values({value}))"),
        Listed::Text => format!("Buffer.from({text}.split(','))"),
    };
    fits(&[&bytes]).then(|| Found::with(Cause::BodyBytesAsJson, code))
}

#[derive(Clone, Copy)]
enum Listed {
    /// What `JSON.stringify` makes of a Buffer.
    Buffer,
    Array,
    /// What it makes of a `Uint8Array`.
    Object,
    /// What `String` makes of a `Uint8Array`.
    Text,
}

/// Bytes that are listed as numbers.
fn listed_bytes(body: &[u8]) -> Option<(Vec<u8>, Listed)> {
    let text = core::str::from_utf8(body).ok()?.trim();
    let inside = |start: char, end: char| text.strip_prefix(start)?.strip_suffix(end).map(str::trim);
    if let Some(object) = inside('{', '}') {
        if let Some((before, rest)) = object.split_once('[') {
            let (list, after) = rest.split_once(']')?;
            let is_buffer = before.contains("\"data\"")
                && (before.contains("\"Buffer\"") || after.contains("\"Buffer\""));
            return is_buffer.then(|| numbers(list)).flatten().map(|bytes| (bytes, Listed::Buffer));
        }
        let bytes = object.split(',').enumerate().map(|(at, entry)| {
            let (index, value) = entry.split_once(':')?;
            let index = index.trim().strip_prefix('"')?.strip_suffix('"')?;
            if index.parse() == Ok(at) { value.trim().parse().ok() } else { None }
        });
        return bytes.collect::<Option<_>>().map(|bytes| (bytes, Listed::Object));
    }
    match inside('[', ']') {
        Some(list) => numbers(list).map(|bytes| (bytes, Listed::Array)),
        None => numbers(text).map(|bytes| (bytes, Listed::Text)),
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
