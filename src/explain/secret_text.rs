//! Secrets in the text that someone gave for one: with something around them, several of them, encoded once more.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::str;

use zeroize::Zeroizing;

use super::{hint::Cause, lenient, secret_lists};
use crate::{
    key::Key,
    keyring::MAX_KEYS,
    secret::{HMAC_PREFIX, MinSecretBytes, PUBLIC_PREFIX},
};

/// What a text may have been meant to be, and the JavaScript that makes it of the text.
pub(super) struct Candidate {
    pub(super) cause: Cause,
    pub(super) texts: Vec<Zeroizing<Vec<u8>>>,
    pub(super) code: String,
}

impl Candidate {
    pub(super) fn new(cause: Cause, text: &[u8], code: String) -> Self {
        Self { cause, texts: Vec::from([Zeroizing::new(text.to_vec())]), code }
    }

    /// The keys of all of its texts and their lengths, if each of them is a secret.
    pub(super) fn keys(&self) -> Option<Vec<(Key, usize)>> {
        if self.texts.len() > MAX_KEYS { None } else { self.texts.iter().map(|text| read(text)).collect() }
    }
}

/// The key that a text is, and its length, however short it is. A public key has no minimum.
pub(super) fn read(text: &[u8]) -> Option<(Key, usize)> {
    let key = Key::from_text(text, MinSecretBytes::ONE).ok()?;
    match key {
        Key::Hmac(_) => lenient::strict(without_prefix(text)).map(|bytes| (key, bytes.len())),
        Key::Public(_) => Some((key, usize::MAX)),
        Key::Private(_) => None,
    }
}

/// What is behind the prefix of an HMAC secret, if there is one.
pub(super) fn without_prefix(text: &[u8]) -> &[u8] {
    let key = text.strip_prefix(b"v1,").filter(|key| key.starts_with(HMAC_PREFIX)).unwrap_or(text);
    key.strip_prefix(HMAC_PREFIX).unwrap_or(key)
}

/// Where in a text a key may begin: at its start, behind a version, behind a prefix of whatever name.
pub(super) fn offsets(text: &[u8]) -> impl Iterator<Item = usize> {
    let version = if text.starts_with(b"v1,") { 3 } else { 0 };
    let is_prefix = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b',');
    let reach = text.iter().take(MAX_PREFIX_BYTES).take_while(|byte| is_prefix(byte)).count();
    let behind = (version..reach).filter(|at| matches!(text[*at], b'_' | b'-')).map(|at| at + 1).take(3);
    let hexadecimal = text.starts_with(b"0x").then_some(2);
    let all = core::iter::once(0).chain((version > 0).then_some(version)).chain(hexadecimal).chain(behind);
    all.filter(|at| *at < text.len())
}

/// Longer than any that is known.
const MAX_PREFIX_BYTES: usize = 16;

/// In the order in which to look at them.
pub(super) fn candidates(text: &[u8], name: &str) -> Vec<Candidate> {
    let Ok(text) = str::from_utf8(text) else { return Vec::new() };
    let mut all = Vec::new();
    all.extend(percent_decoded(text, name));
    all.extend(trimmed(text, name));
    all.extend(secret_lists::split(text, name));
    all.extend(cleaned(text, name));
    all.extend(named(text, name));
    all.extend(prefixed_twice(text, name));
    all.extend(base64_decoded(text, name));
    all
}

fn trimmed(text: &str, name: &str) -> Option<Candidate> {
    let bare = text.trim_matches(is_space);
    (bare.len() < text.len()).then(|| {
        let removed = [
            &text[..text.len() - text.trim_start_matches(is_space).len()],
            &text[text.trim_end_matches(is_space).len()..],
        ];
        let is_seen = removed.iter().all(|removed| removed.is_ascii());
        Candidate::new(around(is_seen), bare.as_bytes(), format!("{name}.trim()"))
    })
}

/// What `trim` takes away.
fn is_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

const fn around(is_seen: bool) -> Cause {
    if is_seen { Cause::SecretSurrounded } else { Cause::SecretInvisible }
}

/// What may stand around a secret, or between its parts, by mistake.
const AROUND: &str = "\"'`<>()[]{},;.\\";

/// Without anything that no secret has, wherever it stands: quotes, `\n` as two characters, what cannot be seen.
fn cleaned(text: &str, name: &str) -> Option<Candidate> {
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
    (clean.len() < text.len()).then(|| {
        let code = format!(r"{name}.replace(/\\[nrt]|[^\w+/=,-]|,$/g, '')");
        Candidate::new(around(is_seen), &clean, code)
    })
}

pub(super) const fn is_of_a_secret(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '+' | '/' | '=' | '-')
}

/// The value of `NAME=…`, of a line of YAML or of JSON.
fn named(text: &str, name: &str) -> Option<Candidate> {
    let start = text.find("whsec_").or_else(|| text.find("whpk_"));
    if let Some(start) = start {
        let key = &text[start..];
        let key = &key[..key.find(|character| !is_of_a_secret(character)).unwrap_or(key.len())];
        let is_all = key.len() == text.len() || text[..start] == *"v1,";
        return (!is_all && !key.starts_with("whsec_whsec_")).then(|| {
            let code = format!(r"{name}.match(/wh(sec|pk)_[\w+/=-]+/)[0]");
            Candidate::new(Cause::SecretNamed, key.as_bytes(), code)
        });
    }
    let (_, value) = text.split_once(['=', ':']).filter(|(variable, _)| is_variable(variable))?;
    let value: Zeroizing<Vec<u8>> = Zeroizing::new(
        value.chars().filter(|character| is_of_a_secret(*character)).flat_map(u8::try_from).collect(),
    );
    let code = format!(r"{name}.replace(/^.*?[=:]/, '').replace(/[^\w+/=-]/g, '')");
    Some(Candidate::new(Cause::SecretNamed, &value, code))
}

fn is_variable(text: &str) -> bool {
    let is_part = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ' ' | '"' | '$')
    };
    text.chars().all(is_part)
}

fn prefixed_twice(text: &str, name: &str) -> Option<Candidate> {
    let last = text.rfind("whsec_").filter(|last| text[..*last].contains("whsec_"))?;
    Some(Candidate::new(Cause::SecretPrefix, &text.as_bytes()[last..], format!("{name}.slice({last})")))
}

fn percent_decoded(text: &str, name: &str) -> Option<Candidate> {
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
    Some(Candidate::new(Cause::SecretUrlEncoded, &decoded, format!("decodeURIComponent({name})")))
}

/// A whole secret that is encoded in base64, as Kubernetes keeps them, once or twice.
fn base64_decoded(text: &str, name: &str) -> Option<Candidate> {
    let starts = [0, text.len() - without_prefix(text.as_bytes()).len()];
    starts.into_iter().find_map(|start| {
        let name = if start == 0 { name.to_string() } else { format!("{name}.slice({start})") };
        let mut decoded = Zeroizing::new(text.as_bytes()[start..].to_vec());
        let mut code = name;
        for _ in 0..2 {
            decoded = lenient::like_node(&decoded);
            code = format!("Buffer.from({code}, 'base64').toString()");
            let Ok(plain) = str::from_utf8(&decoded) else { return None };
            let bare = plain.trim_matches(is_space);
            if [&b"v1,whsec_"[..], HMAC_PREFIX, PUBLIC_PREFIX]
                .iter()
                .any(|prefix| bare.as_bytes().starts_with(prefix))
            {
                let code = if bare.len() < plain.len() { format!("{code}.trim()") } else { code };
                return Some(Candidate::new(Cause::SecretInBase64, bare.as_bytes(), code));
            }
        }
        None
    })
}
