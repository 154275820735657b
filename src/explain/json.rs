//! Prints the same JSON as other libraries do. Only white space and escapes change: numbers and
//! keys stay as they are, because what printed them first is not known.

use alloc::{string::String, vec::Vec};
use core::str::{self, Chars};

/// Where the white space goes.
#[derive(Clone, Copy)]
pub(super) enum Layout {
    /// `JSON.stringify(value)`.
    Compact,
    /// Python's `json.dumps(value)`.
    Spaced,
    /// `JSON.stringify(value, null, …)`.
    Indented(&'static str),
}

pub(super) const LAYOUTS: [Layout; 5] = [
    Layout::Spaced,
    Layout::Compact,
    Layout::Indented("  "),
    Layout::Indented("    "),
    Layout::Indented("\t"),
];

/// What is escaped inside strings, beyond what has to be.
#[derive(Clone, Copy)]
pub(super) enum Escapes {
    /// What is escaped already.
    AsGiven,
    /// All that is not ASCII: Python.
    Ascii,
    /// The same, with hexadecimal digits in upper case.
    AsciiUpperCase,
    /// The same and slashes: PHP.
    AsciiAndSlash,
    /// What means something in HTML: Go, Rails.
    Html,
}

/// Those that are tried whatever is escaped already.
pub(super) const ESCAPES: [Escapes; 4] =
    [Escapes::AsGiven, Escapes::Ascii, Escapes::AsciiAndSlash, Escapes::Html];

impl Escapes {
    /// Tells whether there is anything to escape, so that it is worth a try.
    pub(super) fn apply_to(self, text: &str) -> bool {
        match self {
            Self::AsGiven => true,
            Self::Ascii | Self::AsciiUpperCase => !text.is_ascii(),
            Self::AsciiAndSlash => text.contains('/'),
            Self::Html => text.contains(is_html),
        }
    }

    fn escape(self, character: char) -> bool {
        match self {
            Self::AsGiven => false,
            Self::Ascii | Self::AsciiUpperCase | Self::AsciiAndSlash => character > '~',
            Self::Html => is_html(character),
        }
    }
}

fn is_html(character: char) -> bool {
    matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

/// Prints `text` anew. Returns nothing if its brackets or quotes are not those of JSON, or if it
/// would grow too much: indentation alone can make a deeply nested text as long as the square of
/// what it was.
pub(super) fn print(text: &str, layout: Layout, escapes: Escapes) -> Option<Vec<u8>> {
    let most = 8 * text.len() + 1024;
    let mut printer = Printer { out: Vec::with_capacity(text.len()), layout, depth: 0 };
    let mut rest = text.chars();
    while let Some(token) = rest.next() {
        match token {
            '"' => printer.string(&mut rest, escapes)?,
            '{' | '[' => printer.open(token, &mut rest),
            '}' | ']' => printer.close(token)?,
            ',' => printer.comma(),
            ':' => printer.colon(),
            _ if is_space(token) => {}
            _ => printer.push(token),
        }
        if printer.out.len() > most {
            return None;
        }
    }
    (printer.depth == 0).then_some(printer.out)
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

struct Printer {
    out: Vec<u8>,
    layout: Layout,
    depth: usize,
}

impl Printer {
    fn push(&mut self, character: char) {
        self.out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn open(&mut self, bracket: char, rest: &mut Chars<'_>) {
        self.push(bracket);
        let mut ahead = rest.clone();
        match ahead.find(|character| !is_space(*character)) {
            // An empty object or array stays in one piece.
            Some(closing @ ('}' | ']')) => {
                self.push(closing);
                *rest = ahead;
            }
            _ => {
                self.depth += 1;
                self.new_line();
            }
        }
    }

    fn close(&mut self, bracket: char) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        self.new_line();
        self.push(bracket);
        Some(())
    }

    fn comma(&mut self) {
        self.push(',');
        match self.layout {
            Layout::Spaced => self.push(' '),
            _ => self.new_line(),
        }
    }

    fn colon(&mut self) {
        self.push(':');
        if !matches!(self.layout, Layout::Compact) {
            self.push(' ');
        }
    }

    fn new_line(&mut self) {
        if let Layout::Indented(indent) = self.layout {
            self.out.push(b'\n');
            for _ in 0..self.depth {
                self.out.extend_from_slice(indent.as_bytes());
            }
        }
    }

    /// Copies a string whose opening quote has been read.
    fn string(&mut self, rest: &mut Chars<'_>, escapes: Escapes) -> Option<()> {
        self.push('"');
        let mut escaped = false;
        for character in rest {
            if character == '/' && !escaped && matches!(escapes, Escapes::AsciiAndSlash) {
                self.push('\\');
            }
            if escapes.escape(character) {
                self.unicode_escape(character, escapes);
            } else {
                self.push(character);
            }
            match character {
                '"' if !escaped => return Some(()),
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        None
    }

    fn unicode_escape(&mut self, character: char, escapes: Escapes) {
        let digits = if matches!(escapes, Escapes::AsciiUpperCase) {
            b"0123456789ABCDEF"
        } else {
            b"0123456789abcdef"
        };
        for unit in character.encode_utf16(&mut [0; 2]) {
            self.out.extend_from_slice(b"\\u");
            for shift in [12, 8, 4, 0] {
                self.out.push(digits[usize::from(*unit >> shift & 15)]);
            }
        }
    }
}

/// Returns the same JSON with no character escaped that need not be. Nothing if there is none, or
/// if an escape is not JSON's: there are backslashes in strings only.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (character, length) = escaped_character(escape)?;
        match character {
            Some(character) => out.push(character),
            None => out.push_str(escape.get(..length)?),
        }
        changed |= character.is_some();
        rest = escape.get(length..)?;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Returns the character that the escape at the start of `text` stands for, unless it has to be
/// escaped, and the escape's length.
fn escaped_character(text: &str) -> Option<(Option<char>, usize)> {
    match text.as_bytes().get(1)? {
        b'/' => return Some((Some('/'), 2)),
        b'u' => {}
        _ => return Some((None, 2)),
    }
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits
            .bytes()
            .all(|digit| digit.is_ascii_hexdigit())
            .then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    let units = [first, unit(6).unwrap_or_default()];
    match char::decode_utf16(units).next()? {
        Ok(needed) if needed < ' ' || matches!(needed, '"' | '\\') => Some((None, 6)),
        Ok(character) => Some((Some(character), 6 * character.len_utf16())),
        // Half of a pair is no character.
        Err(_) => Some((None, 6)),
    }
}

/// Returns what a JSON string stands for, if `text` is nothing but one.
pub(super) fn unquote(text: &str) -> Option<Vec<u8>> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut units: Vec<u16> = Vec::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            '"' => return None,
            '\\' => match characters.next()? {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let mut unit = 0;
                    for _ in 0..4 {
                        unit = 16 * unit + characters.next()?.to_digit(16)?;
                    }
                    units.push(u16::try_from(unit).ok()?);
                    continue;
                }
                same @ ('"' | '\\' | '/') => same,
                _ => return None,
            },
            other => other,
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
    let characters: Result<String, _> = char::decode_utf16(units).collect();
    Some(characters.ok()?.into_bytes())
}

/// Returns the text of a body, if it is text.
pub(super) fn text_of(body: &[u8]) -> Option<&str> {
    str::from_utf8(body).ok()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    fn printed(text: &str, layout: Layout, escapes: Escapes) -> Option<String> {
        print(text, layout, escapes).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn each_layout_is_the_one_of_its_library() {
        let given = "{\"a\": [1, 2.50, {}], \"b\":\t[ ],\n\"c d\":{\"e\":\"x, y: [\\\"]\"}}";
        let with = |layout| printed(given, layout, Escapes::AsGiven).unwrap();
        assert_eq!(with(Layout::Compact), r#"{"a":[1,2.50,{}],"b":[],"c d":{"e":"x, y: [\"]"}}"#);
        assert_eq!(
            with(Layout::Spaced),
            r#"{"a": [1, 2.50, {}], "b": [], "c d": {"e": "x, y: [\"]"}}"#
        );
        assert_eq!(
            with(Layout::Indented("  ")),
            "{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": [],\n  \"c d\": {\n    \"e\": \"x, y: [\\\"]\"\n  }\n}"
        );
    }

    #[test]
    fn escapes_are_those_of_their_libraries() {
        let with = |escapes| printed("[\"é😀</a>\\/&\"]", Layout::Compact, escapes).unwrap();
        assert_eq!(with(Escapes::Ascii), r#"["\u00e9\ud83d\ude00</a>\/&"]"#);
        assert_eq!(with(Escapes::AsciiUpperCase), r#"["\u00E9\uD83D\uDE00</a>\/&"]"#);
        assert_eq!(with(Escapes::AsciiAndSlash), r#"["\u00e9\ud83d\ude00<\/a>\/&"]"#);
        assert_eq!(with(Escapes::Html), r#"["é😀\u003c/a\u003e\/\u0026"]"#);
        let edge = printed("[\"~\u{7f}\"]", Layout::Compact, Escapes::Ascii);
        assert_eq!(edge.as_deref(), Some(r#"["~\u007f"]"#));
    }

    #[test]
    fn escapes_apply_to_what_has_any_of_their_characters() {
        let applying = |text: &str| ESCAPES.map(|escapes| escapes.apply_to(text));
        assert_eq!(applying("[]"), [true, false, false, false]);
        assert_eq!(applying("[\"é\"]"), [true, true, false, false]);
        assert_eq!(applying("[\"/\"]"), [true, false, true, false]);
        assert_eq!(applying("[\"&\"]"), [true, false, false, true]);
        assert!(Escapes::AsciiUpperCase.apply_to("é") && !Escapes::AsciiUpperCase.apply_to("e"));
    }

    #[test]
    fn only_what_need_not_be_escaped_is_unescaped() {
        let given = r#"["\u00e9\u00E9\ud83d\uDE00<\/a\u003e\\u00e9\n\u000a\u0022\u005c\ud83d\ude"#;
        assert_eq!(unescape(given), None);
        let given = r#"["\u00e9\u00E9\ud83d\uDE00<\/a\u003e\\u00e9\n\u000a\u0022\u005c\ud83d"]"#;
        assert_eq!(
            unescape(given).as_deref(),
            Some(r#"["éé😀</a>\\u00e9\n\u000a\u0022\u005c\ud83d"]"#)
        );
        assert_eq!(unescape(r"\u0020\u001f").as_deref(), Some(r" \u001f"));
        for text in ["[]", "é", r"\n\\u00e9", r"\", r"\u00e", r"\u+0e9", "\\u00é", "\\é\\"] {
            assert_eq!(unescape(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_not_printed_and_what_would_explode_neither() {
        for text in ["}", "{", "[\"", "[1", "\"\\\""] {
            assert_eq!(printed(text, Layout::Compact, Escapes::AsGiven), None, "{text}");
        }
        let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(printed(&deep, Layout::Indented("    "), Escapes::AsGiven), None);
        assert!(printed(&deep, Layout::Compact, Escapes::AsGiven).is_some());
    }

    #[test]
    fn a_text_may_grow_eightfold_and_by_another_1024_bytes() {
        let indented = |digits: usize| {
            let text = format!("{}{}{}", "[".repeat(20), "1".repeat(digits), "]".repeat(20));
            printed(&text, Layout::Indented("    "), Escapes::AsGiven)
        };
        assert_eq!(indented(48).unwrap().len(), 8 * (20 + 48 + 20) + 1024);
        assert_eq!(indented(47), None);
    }

    #[test]
    fn a_quoted_text_is_what_it_stands_for() {
        assert_eq!(
            unquote(r#""{\"a\":\"\u00e9\ud83d\ude00\n\"}""#),
            Some("{\"a\":\"é😀\n\"}".into())
        );
        assert_eq!(unquote(r#""\b\f\n\r\t\"\\\/""#), Some(b"\x08\x0c\n\r\t\"\\/".into()));
        for text in [
            "",
            "\"",
            "x",
            r#""\ud83d""#,
            r#""a"b""#,
            r#""\x""#,
            r#""\u00g0""#,
            r#""\"#,
            r#""\u00""#,
        ] {
            assert_eq!(unquote(text), None, "{text}");
        }
    }
}
