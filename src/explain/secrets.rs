//! What else a secret may be: the ways in which it is misread, each with the JavaScript that reads it right.

use alloc::{format, string::String, vec::Vec};
use core::str;

use zeroize::Zeroizing;

use super::{
    Written, hex,
    hint::{Cause, Found},
    lenient,
    secret_text::{self, Candidate},
};
use crate::{
    key::Key,
    mac::MacKey,
    secret::{HMAC_PREFIX, MAX_SECRET_BYTES, PRIVATE_PREFIX, PUBLIC_PREFIX},
};

/// How a secret is called in the code that a hint gives, and how many bytes the receiver wants of it at least.
pub(super) struct Called<'a> {
    pub(super) name: &'a str,
    pub(super) minimum: usize,
}

/// The first misreading whose key `fits` says yes to.
pub(super) fn find(
    secret: Written<'_>,
    called: &Called<'_>,
    mut fits: impl FnMut(&Key) -> bool,
) -> Option<Found> {
    match secret {
        Written::Text(text) => find_in_text(text, called, &mut fits),
        Written::Raw(bytes) => {
            let name = format!("new TextDecoder().decode({})", called.name);
            // The decoder drops a byte order mark.
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let is_it = as_itself(text, &name, called.minimum, &mut fits);
            let of_text = || find_in_text(text, &Called { name: &name, ..*called }, &mut fits);
            let found = is_it.or_else(|| str::from_utf8(text).is_ok().then(of_text).flatten())?;
            Some(Found { cause: Cause::SecretBytesOfText, ..found })
        }
    }
}

fn find_in_text(text: &[u8], called: &Called<'_>, fits: &mut dyn FnMut(&Key) -> bool) -> Option<Found> {
    let Called { name, minimum } = *called;
    let mut readings = Readings { tried: Vec::new(), minimum, fits };
    readings.tried.extend(lenient::strict(secret_text::without_prefix(text)));
    let candidates = secret_text::candidates(text, name);
    for candidate in &candidates {
        if let Some(found) = readings.several(candidate) {
            return Some(found);
        }
    }
    let is_short = secret_text::read(text).is_some_and(|(_, length)| length < minimum);
    if let Some(found) = is_short.then(|| as_itself(text, name, minimum, readings.fits)).flatten() {
        return Some(found);
    }
    let itself = (text, name);
    let others = candidates.iter().filter_map(|candidate| match &candidate.texts[..] {
        [only] if candidate.cause != Cause::SecretPrefix => Some((only.as_slice(), &*candidate.code)),
        _ => None,
    });
    core::iter::once(itself).chain(others).find_map(|(text, name)| readings.interpret(text, name))
}

/// As it is: all that can be wrong with it is that it is short.
fn as_itself(text: &[u8], name: &str, minimum: usize, fits: &mut dyn FnMut(&Key) -> bool) -> Option<Found> {
    let (key, length) = secret_text::read(text)?;
    fits(&key).then(|| Found::with(Cause::SecretShort, with_minimum(name.into(), length, minimum)))
}

/// The code of a secret, with the option that a key of this length needs.
fn with_minimum(code: String, length: usize, minimum: usize) -> String {
    if length < minimum { format!("{code}, {{ minSecretBytes: {length} }}") } else { code }
}

struct Readings<'f> {
    /// Keys that were tried, so that none is tried twice.
    tried: Vec<Zeroizing<Vec<u8>>>,
    minimum: usize,
    fits: &'f mut dyn FnMut(&Key) -> bool,
}

impl Readings<'_> {
    fn several(&mut self, candidate: &Candidate) -> Option<Found> {
        let keys = candidate.keys()?;
        let shortest = keys.iter().map(|(_, length)| *length).min()?;
        keys.iter().any(|(key, _)| (self.fits)(key)).then(|| {
            Found::with(candidate.cause, with_minimum(candidate.code.clone(), shortest, self.minimum))
        })
    }

    /// The text, and what is behind each of its prefixes, as whatever a sender may have made a key of.
    fn interpret(&mut self, text: &[u8], name: &str) -> Option<Found> {
        for offset in secret_text::offsets(text) {
            let tail = &text[offset..];
            let name = if offset == 0 { String::from(name) } else { format!("{name}.slice({offset})") };
            if let Some(found) = self.interpret_tail(text, tail, &name) {
                return Some(found);
            }
        }
        None
    }

    fn interpret_tail(&mut self, text: &[u8], tail: &[u8], name: &str) -> Option<Found> {
        let as_base64 = if tail.starts_with(HMAC_PREFIX) || tail.starts_with(b"v1,whsec_") {
            Cause::SecretPrefixDecoded
        } else if tail.len() < text.len() && lenient::strict(tail).is_some() {
            Cause::SecretPrefix
        } else {
            Cause::SecretBase64Careless
        };
        let plain = Zeroizing::new(tail.to_vec());
        self.key(Cause::SecretAsText, &plain, || format!("new TextEncoder().encode({name})"))
            .or_else(|| {
                let bytes = lenient::like_node(tail);
                self.key(as_base64, &bytes, || format!("Buffer.from({name}, 'base64')"))
            })
            .or_else(|| {
                let bytes = hex::decode(tail)?;
                self.key(Cause::SecretHex, &bytes, || format!("Buffer.from({name}, 'hex')"))
            })
            // As Python's decoder, which passes over what only the URL-safe alphabet has.
            .or_else(|| {
                let is_url_safe = |byte: &u8| matches!(byte, b'-' | b'_');
                let plain: Zeroizing<Vec<u8>> =
                    Zeroizing::new(tail.iter().copied().filter(|byte| !is_url_safe(byte)).collect());
                let bytes = lenient::like_node(&plain);
                let code = || format!("Buffer.from({name}.replace(/[-_]/g, ''), 'base64')");
                let is_prefixed = as_base64 == Cause::SecretPrefixDecoded;
                self.key(if is_prefixed { as_base64 } else { Cause::SecretBase64Careless }, &bytes, code)
            })
            .or_else(|| {
                let once = lenient::like_node(tail);
                let bytes = lenient::strict(&once)?;
                let code = || format!("Buffer.from(Buffer.from({name}, 'base64').toString(), 'base64')");
                self.key(Cause::SecretInBase64, &bytes, code)
            })
    }

    fn key(
        &mut self,
        cause: Cause,
        bytes: &Zeroizing<Vec<u8>>,
        code: impl FnOnce() -> String,
    ) -> Option<Found> {
        let can_be_given = (1..=MAX_SECRET_BYTES).contains(&bytes.len());
        if !can_be_given || self.tried.iter().any(|tried| tried == bytes) {
            return None;
        }
        self.tried.push(bytes.clone());
        if !(self.fits)(&Key::Hmac(MacKey::from_slice(bytes))) {
            return None;
        }
        let text = with_minimum(code(), bytes.len(), self.minimum);
        Some(match cause {
            Cause::SecretPrefixDecoded => {
                Found::with(cause, format!("give the bytes that the sender made of it: {text}"))
            }
            _ => Found::with(cause, text),
        })
    }
}

/// What a secret that cannot be used becomes by taking away or undoing what is around it, though no signature proves it.
pub(super) fn mended(secret: Written<'_>, called: &Called<'_>) -> Option<Found> {
    let Written::Text(text) = secret else { return None };
    let is_lawful = |candidate: &Candidate| {
        // With something behind it and nothing before it, it is a guess which part is the secret.
        let is_guess = candidate.cause == Cause::SecretNamed && text.starts_with(HMAC_PREFIX);
        let is_long = |keys: Vec<(Key, usize)>| keys.iter().all(|(_, length)| *length >= called.minimum);
        !is_guess && candidate.keys().is_some_and(is_long)
    };
    let candidate = secret_text::candidates(text, called.name).into_iter().find(is_lawful)?;
    Some(Found::with(candidate.cause, candidate.code))
}

/// What the bytes of a secret show without a try: 36 bits of a prefix are no coincidence.
pub(super) fn obvious(secret: Written<'_>, called: &Called<'_>) -> Option<Found> {
    let Written::Raw(bytes) = secret else { return None };
    // What `whsec_` decodes to: its underscore is 63 to a decoder that takes both alphabets.
    let decoded_prefix =
        bytes.starts_with(b"\xc2\x1b\x1e\x73") && bytes.get(4).is_some_and(|byte| byte >> 4 == 0xf);
    let is_text = [HMAC_PREFIX, PUBLIC_PREFIX, PRIVATE_PREFIX, b"v1,whsec_"]
        .iter()
        .any(|prefix| bytes.starts_with(prefix));
    match (decoded_prefix, is_text) {
        (true, _) => Some(Cause::SecretPrefixDecoded.into()),
        (_, true) => {
            Some(Found::with(Cause::SecretBytesOfText, format!("new TextDecoder().decode({})", called.name)))
        }
        _ => None,
    }
}
