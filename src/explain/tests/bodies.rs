//! What is asked about a body, and what is not worth asking.

use alloc::{format, string::String, vec, vec::Vec};

use crate::explain::{
    bodies,
    hint::{Encoding, Fact, HintCode, List},
};

/// Returns every variant that is asked for, when none fits.
fn asked(body: &str) -> Vec<String> {
    let mut asked = Vec::new();
    let found = bodies::find(body.as_bytes(), |pieces| {
        asked.push(String::from_utf8(pieces.concat()).unwrap());
        false
    });
    assert_eq!(found, None);
    asked
}

#[test]
fn a_body_is_asked_about_with_other_ends_and_line_endings_and_never_as_it_is() {
    assert_eq!(asked("!"), ["!\n", "!\r\n", "\u{feff}!"]);
    assert_eq!(asked("! "), ["!", "! \n", "! \r\n", "\u{feff}! "]);
    assert_eq!(asked("!\n"), ["!", "!\n\n", "!\n\r\n", "!\r\n", "!\r\n\r\n", "\u{feff}!\n"]);
    assert_eq!(asked("!\r\n"), ["!", "!\r\n\n", "!\r\n\r\n", "!\n", "!\n\n", "\u{feff}!\r\n"]);
    assert_eq!(asked("! \n")[..2], ["!", "! "]);
}

#[test]
fn a_body_is_varied_up_to_one_mebibyte() {
    let mut body = vec![b'!'; 1 << 20];
    assert_eq!(bodies::find(&body, |_| true), Some(HintCode::BodyNewline.into()));
    body.push(b'!');
    assert_eq!(bodies::find(&body, |_| true), None);
}

#[test]
fn a_buffer_is_known_where_the_advice_looks_for_it_and_in_nothing_else() {
    let fact = |body: &str| {
        bodies::find(body.as_bytes(), |pieces| pieces.concat() == b"hi").map(|found| found.fact)
    };
    let buffer = r#"{"type":"Buffer","data":[104,105]}"#;
    assert_eq!(fact(buffer), Some(Fact::Body(Encoding::Listed(List::Buffer))));
    assert_eq!(fact(&format!("{{\"body\":{buffer}}}")), None);
}

#[test]
fn an_object_as_text_is_short_and_in_brackets() {
    let named = |letters: usize| format!("[object {}]", "O".repeat(letters));
    for (text, is_one) in [
        ("[object Object]", true),
        ("[object Object", false),
        ("an object]", false),
        (&named(54), true),
        (&named(55), false),
    ] {
        assert_eq!(bodies::is_object_as_text(text.as_bytes()), is_one, "{text}");
    }
}
