//! The words of the hints. The search finds causes and facts; a language says what to write
//! instead.
//!
//! A language is a file beside this one. It gives `advice`, its own text for the hints whose usual
//! one is not enough, and `words`, which says a fact in it.

#[cfg(feature = "full")]
pub(crate) mod javascript;
#[cfg(all(feature = "python", not(feature = "full")))]
mod python;
#[cfg(not(any(feature = "full", feature = "python")))]
mod rust;

use alloc::{borrow::Cow, format};

#[cfg(feature = "full")]
use javascript as language;
#[cfg(all(feature = "python", not(feature = "full")))]
use python as language;
#[cfg(not(any(feature = "full", feature = "python")))]
use rust as language;

use super::{
    Given,
    hint::{Fact, Found, HintCode},
};

/// Says what to change.
pub(super) fn message(found: &Found<'_>, given: &Given<'_>) -> Cow<'static, str> {
    let words = match &found.fact {
        Fact::None => return filled(found.code, None),
        Fact::Said(words) => Cow::Borrowed(&**words),
        fact => Cow::Owned(language::words(fact, given)),
    };
    let is_key =
        found.code == HintCode::SecretPrefixDecoded && matches!(found.fact, Fact::Secret(_));
    if is_key {
        return filled(
            found.code,
            Some(&format!("give the bytes that the sender made of it: {words}")),
        );
    }
    filled(found.code, Some(&words))
}

/// Fills in what depends on the webhook.
fn filled(code: HintCode, words: Option<&str>) -> Cow<'static, str> {
    let advice = ADVICE[code as usize];
    let parts =
        advice.split_once('«').and_then(|(before, rest)| Some((before, rest.split_once('»')?)));
    match parts {
        None => Cow::Borrowed(advice),
        Some((before, (usual, after))) => [before, words.unwrap_or(usual), after].concat().into(),
    }
}

/// Made by the compiler, so that a text which the language has in other words is not in the
/// program.
static ADVICE: [&str; HintCode::ALL.len()] = {
    let mut all = [""; HintCode::ALL.len()];
    let mut at = 0;
    while at < all.len() {
        let code = HintCode::ALL[at];
        all[at] = match language::advice(code) {
            Some(own) => own,
            None => code.advice(),
        };
        at += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_code_is_there_once_and_each_message_is_one_sentence() {
        let codes: HashSet<_> = HintCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), HintCode::ALL.len());
        for code in HintCode::ALL {
            let message = filled(*code, None);
            let is_sentence =
                !message.ends_with('.') && !message.contains(". ") && !message.contains("  ");
            assert!(is_sentence && !message.contains(['«', '»']), "{code}: {message}");
        }
    }
}
