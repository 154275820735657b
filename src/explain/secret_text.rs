//! Finds secrets in the text that someone gave for one: with something around them, several of
//! them, encoded once more.

use alloc::{string::ToString, vec::Vec};
use core::str;

use zeroize::Zeroizing;

use super::{
    hint::{HintCode, Step},
    lenient, secret_lists,
};
use crate::{
    keyring::{Key, MAX_KEYS},
    secret::{HMAC_PREFIX, MinSecretBytes, PUBLIC_PREFIX},
};

/// What a text may have been meant to be, and the steps that make it of the text.
pub(super) struct Candidate {
    pub(super) code: HintCode,
    pub(super) texts: Vec<Zeroizing<Vec<u8>>>,
    pub(super) steps: Vec<Step>,
}

impl Candidate {
    fn new(code: HintCode, text: &[u8], steps: impl Into<Vec<Step>>) -> Self {
        Self { code, texts: Vec::from([Zeroizing::new(text.to_vec())]), steps: steps.into() }
    }

    /// Returns the keys of all of its texts and their lengths, if each of them is a secret.
    pub(super) fn keys(&self) -> Option<Vec<(Key, usize)>> {
        if self.texts.len() > MAX_KEYS {
            None
        } else {
            self.texts.iter().map(|text| read(text)).collect()
        }
    }
}

/// Returns the key that a text is, and its length, however short it is. A public key has no
/// minimum.
pub(super) fn read(text: &[u8]) -> Option<(Key, usize)> {
    let key = Key::from_text(text, MinSecretBytes::ONE).ok()?;
    match key {
        Key::Hmac(_) => lenient::strict(without_prefix(text)).map(|bytes| (key, bytes.len())),
        Key::Public(_) => Some((key, usize::MAX)),
        Key::Private(_) => None,
    }
}

/// Returns what is behind the prefix of an HMAC secret, if there is one.
pub(super) fn without_prefix(text: &[u8]) -> &[u8] {
    let key = text.strip_prefix(b"v1,").filter(|key| key.starts_with(HMAC_PREFIX)).unwrap_or(text);
    key.strip_prefix(HMAC_PREFIX).unwrap_or(key)
}

/// Returns where in a text a key may begin: at its start, behind a version, behind a prefix of
/// whatever name.
pub(super) fn offsets(text: &[u8]) -> impl Iterator<Item = usize> {
    let version = if text.starts_with(b"v1,") { 3 } else { 0 };
    let is_prefix = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b',');
    let reach = text.iter().take(MAX_PREFIX_BYTES).take_while(|byte| is_prefix(byte)).count();
    let behind =
        (version..reach).filter(|at| matches!(text[*at], b'_' | b'-')).map(|at| at + 1).take(3);
    let hexadecimal = text.starts_with(b"0x").then_some(2);
    let all = core::iter::once(0)
        .chain((version > 0).then_some(version))
        .chain(hexadecimal)
        .chain(behind);
    all.filter(|at| *at < text.len())
}

/// Longer than any that is known.
const MAX_PREFIX_BYTES: usize = 16;

/// Returns what a text may have been meant to be, in the order in which to look at it.
pub(super) fn candidates(text: &[u8]) -> Vec<Candidate> {
    let Ok(text) = str::from_utf8(text) else { return Vec::new() };
    let mut all = Vec::new();
    all.extend(percent_decoded(text));
    all.extend(trimmed(text));
    all.extend(secret_lists::split(text));
    all.extend(cleaned(text));
    all.extend(named(text));
    all.extend(prefixed_twice(text));
    all.extend(base64_decoded(text));
    all
}

fn trimmed(text: &str) -> Option<Candidate> {
    let bare = text.trim_matches(is_space);
    (bare.len() < text.len()).then(|| {
        let removed = [
            &text[..text.len() - text.trim_start_matches(is_space).len()],
            &text[text.trim_end_matches(is_space).len()..],
        ];
        let is_seen = removed.iter().all(|removed| removed.is_ascii());
        Candidate::new(around(is_seen), bare.as_bytes(), [Step::Trim])
    })
}

/// Tells whether `trim` takes a character away.
fn is_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

const fn around(is_seen: bool) -> HintCode {
    if is_seen { HintCode::SecretSurrounded } else { HintCode::SecretInvisible }
}

/// What may stand around a secret, or between its parts, by mistake.
const AROUND: &str = "\"'`<>()[]{},;.\\";

/// Removes what no secret has, wherever it stands: quotes, `\n` as two characters, what cannot be
/// seen.
fn cleaned(text: &str) -> Option<Candidate> {
    let mut clean = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut is_seen = true;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_escape = |next: &(usize, char)| matches!(next.1, 'n' | 'r' | 't');
        if character == '\\' && characters.next_if(is_escape).is_some() {
            continue;
        }
        let is_last = at + 1 == text.len();
        if is_of_a_secret(character) || (character == ',' && !is_last) {
            clean.extend(u8::try_from(character));
        } else {
            // Any other that is seen is part of something else.
            if character.is_ascii_graphic() && !AROUND.contains(character) {
                return None;
            }
            is_seen &= character.is_ascii_graphic() || character.is_ascii_whitespace();
        }
    }
    (clean.len() < text.len()).then(|| Candidate::new(around(is_seen), &clean, [Step::Clean]))
}

pub(super) const fn is_of_a_secret(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '+' | '/' | '=' | '-')
}

/// Returns the value of `NAME=…`, of a line of YAML or of JSON.
fn named(text: &str) -> Option<Candidate> {
    let start = text.find("whsec_").or_else(|| text.find("whpk_"));
    if let Some(start) = start {
        let key = &text[start..];
        let key = &key[..key.find(|character| !is_of_a_secret(character)).unwrap_or(key.len())];
        let is_all = key.len() == text.len() || text[..start] == *"v1,";
        let is_named = !is_all && !key.starts_with("whsec_whsec_");
        return is_named
            .then(|| Candidate::new(HintCode::SecretNamed, key.as_bytes(), [Step::FromPrefix]));
    }
    let (_, value) = text.split_once(['=', ':']).filter(|(variable, _)| is_variable(variable))?;
    let value: Zeroizing<Vec<u8>> = Zeroizing::new(
        value
            .chars()
            .filter(|character| is_of_a_secret(*character))
            .flat_map(u8::try_from)
            .collect(),
    );
    Some(Candidate::new(HintCode::SecretNamed, &value, [Step::Value]))
}

fn is_variable(text: &str) -> bool {
    let is_part = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ' ' | '"' | '$')
    };
    text.chars().all(is_part)
}

fn prefixed_twice(text: &str) -> Option<Candidate> {
    let last = text.rfind("whsec_").filter(|last| text[..*last].contains("whsec_"))?;
    Some(Candidate::new(HintCode::SecretPrefix, &text.as_bytes()[last..], [Step::Behind(last)]))
}

fn percent_decoded(text: &str) -> Option<Candidate> {
    if !text.contains('%') || !text.is_ascii() {
        return None;
    }
    let mut parts = text.split('%');
    let mut decoded = Zeroizing::new(parts.next().unwrap_or_default().to_string().into_bytes());
    for part in parts {
        let byte = u8::from_str_radix(part.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        decoded.push(byte);
        decoded.extend(part[2..].bytes());
    }
    Some(Candidate::new(HintCode::SecretUrlEncoded, &decoded, [Step::PercentDecoded]))
}

/// Returns a whole secret that is encoded in base64, as Kubernetes keeps them, once or twice.
fn base64_decoded(text: &str) -> Option<Candidate> {
    let starts = [0, text.len() - without_prefix(text.as_bytes()).len()];
    starts.into_iter().find_map(|start| {
        let mut decoded = Zeroizing::new(text.as_bytes()[start..].to_vec());
        let mut steps: Vec<Step> = (start > 0).then_some(Step::Behind(start)).into_iter().collect();
        for _ in 0..2 {
            decoded = lenient::like_node(&decoded);
            steps.push(Step::Base64Text);
            let Ok(plain) = str::from_utf8(&decoded) else { return None };
            let bare = plain.trim_matches(is_space);
            if [&b"v1,whsec_"[..], HMAC_PREFIX, PUBLIC_PREFIX]
                .iter()
                .any(|prefix| bare.as_bytes().starts_with(prefix))
            {
                steps.extend((bare.len() < plain.len()).then_some(Step::Trim));
                return Some(Candidate::new(HintCode::SecretBase64, bare.as_bytes(), steps));
            }
        }
        None
    })
}
