//! Reads a secret in the ways in which it is misread, each with the steps that read it right.

use alloc::vec::Vec;
use core::str;

use zeroize::Zeroizing;

use super::{
    hex,
    hint::{Fact, Found, HintCode, Reading, Step},
    lenient,
    secret_text::{self, Candidate},
};
use crate::{
    keyring::Key,
    mac::MacKey,
    secret::{HMAC_PREFIX, MinSecretBytes, Secret, check_raw, ed25519_kind},
};

/// Which secret it is, and how many bytes the receiver wants of it at least.
#[derive(Clone, Copy)]
pub(super) struct Called {
    pub(super) at: usize,
    pub(super) minimum: usize,
}

impl Called {
    fn found<'f>(self, Misread { code, steps, length }: Misread) -> Found<'f> {
        let short = (length < self.minimum).then_some(length);
        Found { code, fact: Fact::Secret(Reading { at: self.at, steps, short }) }
    }
}

/// A misreading, and the length of the key.
struct Misread {
    code: HintCode,
    steps: Vec<Step>,
    length: usize,
}

/// Returns the first misreading whose key `fits` says yes to.
pub(super) fn find<'f>(
    secret: Secret<'_>,
    called: Called,
    mut fits: impl FnMut(&Key) -> bool,
) -> Option<Found<'f>> {
    let misread = match secret {
        Secret::Text(text) => find_in_text(text.as_bytes(), called.minimum, &mut fits)?,
        Secret::Raw(bytes) => {
            // A decoder of text drops a byte order mark.
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let is_it = read_as_written(text, &mut fits);
            let of_text = || find_in_text(text, called.minimum, &mut fits);
            let found = is_it.or_else(|| str::from_utf8(text).is_ok().then(of_text).flatten())?;
            let steps = [&[Step::TextOfBytes], &found.steps[..]].concat();
            Misread { code: HintCode::SecretBytesOfText, steps, ..found }
        }
    };
    Some(called.found(misread))
}

fn find_in_text(
    text: &[u8],
    minimum: usize,
    fits: &mut dyn FnMut(&Key) -> bool,
) -> Option<Misread> {
    let mut readings = Readings { tried: Vec::new(), fits };
    readings.tried.extend(lenient::strict(secret_text::without_prefix(text)));
    let candidates = secret_text::candidates(text);
    for candidate in &candidates {
        if let Some(found) = readings.several(candidate) {
            return Some(found);
        }
    }
    let is_short = secret_text::read(text).is_some_and(|(_, length)| length < minimum);
    if let Some(found) = is_short.then(|| read_as_written(text, readings.fits)).flatten() {
        return Some(found);
    }
    let itself: (_, &[Step]) = (text, &[]);
    let others = candidates.iter().filter_map(|candidate| match &candidate.texts[..] {
        [only] if candidate.code != HintCode::SecretPrefix => {
            Some((only.as_slice(), &candidate.steps[..]))
        }
        _ => None,
    });
    core::iter::once(itself).chain(others).find_map(|(text, steps)| readings.interpret(text, steps))
}

/// Reads a text as it is written: all that can be wrong with it is that it is short.
fn read_as_written(text: &[u8], fits: &mut dyn FnMut(&Key) -> bool) -> Option<Misread> {
    let (key, length) = secret_text::read(text)?;
    fits(&key).then(|| Misread { code: HintCode::SecretShort, steps: Vec::new(), length })
}

struct Readings<'f> {
    /// Keys that were tried, so that none is tried twice.
    tried: Vec<Zeroizing<Vec<u8>>>,
    fits: &'f mut dyn FnMut(&Key) -> bool,
}

impl Readings<'_> {
    fn several(&mut self, candidate: &Candidate) -> Option<Misread> {
        let keys = candidate.keys()?;
        let length = keys.iter().map(|(_, length)| *length).min()?;
        let is_it = keys.iter().any(|(key, _)| (self.fits)(key));
        is_it.then(|| Misread { code: candidate.code, steps: candidate.steps.clone(), length })
    }

    /// Reads the text, and what is behind each of its prefixes, as whatever a sender may have made
    /// a key of.
    fn interpret(&mut self, text: &[u8], steps: &[Step]) -> Option<Misread> {
        // Of what is public no key is made, whatever a sender did.
        if ed25519_kind(text).is_some() {
            return None;
        }
        secret_text::offsets(text).find_map(|offset| {
            let behind = (offset > 0).then_some(Step::Behind(offset));
            let steps: Vec<Step> = steps.iter().copied().chain(behind).collect();
            self.interpret_tail(text, &text[offset..], &steps)
        })
    }

    fn interpret_tail(&mut self, text: &[u8], tail: &[u8], steps: &[Step]) -> Option<Misread> {
        let as_base64 = if tail.starts_with(HMAC_PREFIX) || tail.starts_with(b"v1,whsec_") {
            HintCode::SecretPrefixDecoded
        } else if tail.len() < text.len() && lenient::strict(tail).is_some() {
            HintCode::SecretPrefix
        } else {
            HintCode::SecretBase64Careless
        };
        let mut key = |code, bytes: &Zeroizing<Vec<u8>>, more: &[Step]| {
            self.fits(bytes).then(|| Misread {
                code,
                steps: [steps, more].concat(),
                length: bytes.len(),
            })
        };
        let plain = Zeroizing::new(tail.to_vec());
        let base64 = |text: &[u8]| match lenient::leaves_out_the_last(text) {
            true => &[Step::WithoutLast, Step::Base64][..],
            false => &[Step::Base64],
        };
        let once = lenient::like_node(tail);
        key(HintCode::SecretAsText, &plain, &[Step::BytesOfText])
            .or_else(|| key(as_base64, &once, base64(tail)))
            .or_else(|| key(HintCode::SecretHex, &hex::decode(tail)?, &[Step::Hex]))
            // As Python's decoder, which passes over what only the URL-safe alphabet has.
            .or_else(|| {
                let is_url_safe = |byte: &u8| matches!(byte, b'-' | b'_');
                let plain: Zeroizing<Vec<u8>> = Zeroizing::new(
                    tail.iter().copied().filter(|byte| !is_url_safe(byte)).collect(),
                );
                let is_prefixed = as_base64 == HintCode::SecretPrefixDecoded;
                let code = if is_prefixed { as_base64 } else { HintCode::SecretBase64Careless };
                let steps = [&[Step::WithoutUrlSafe], base64(&plain)].concat();
                key(code, &lenient::like_node(&plain), &steps)
            })
            .or_else(|| {
                key(
                    HintCode::SecretBase64,
                    &lenient::strict(&once)?,
                    &[Step::Base64Text, Step::Base64],
                )
            })
    }

    /// Tells whether these bytes are the key, and were not tried before.
    fn fits(&mut self, bytes: &Zeroizing<Vec<u8>>) -> bool {
        let can_be_given = check_raw(bytes, MinSecretBytes::ONE).is_ok();
        if !can_be_given || self.tried.contains(bytes) {
            return false;
        }
        self.tried.push(bytes.clone());
        (self.fits)(&Key::Hmac(MacKey::new(bytes)))
    }
}

/// Returns what a secret that cannot be used becomes by taking away or undoing what is around it,
/// though no signature proves it.
pub(super) fn mended<'f>(secret: Secret<'_>, called: Called) -> Option<Found<'f>> {
    let Secret::Text(text) = secret else { return None };
    secret_text::candidates(text.as_bytes()).into_iter().find_map(|candidate| {
        // With something behind it and nothing before it, it is a guess which part is the secret.
        let is_guess =
            candidate.code == HintCode::SecretNamed && text.as_bytes().starts_with(HMAC_PREFIX);
        let length = candidate.keys()?.iter().map(|(_, length)| *length).min()?;
        let Candidate { code, steps, .. } = candidate;
        (!is_guess && length >= called.minimum)
            .then(|| called.found(Misread { code, steps, length }))
    })
}

/// Returns what the bytes of a secret show without a try: 36 bits of a prefix are no coincidence.
pub(super) fn obvious<'f>(secret: Secret<'_>, called: Called) -> Option<Found<'f>> {
    let Secret::Raw(bytes) = secret else { return None };
    // What `whsec_` decodes to: its underscore is 63 to a decoder that takes both alphabets.
    let decoded_prefix =
        bytes.starts_with(b"\xc2\x1b\x1e\x73") && bytes.get(4).is_some_and(|byte| byte >> 4 == 0xf);
    let is_text = ed25519_kind(bytes).is_some()
        || [HMAC_PREFIX, b"v1,whsec_"].iter().any(|prefix| bytes.starts_with(prefix));
    match (decoded_prefix, is_text) {
        (true, _) => Some(HintCode::SecretPrefixDecoded.into()),
        (_, true) => {
            let (code, steps) = (HintCode::SecretBytesOfText, [Step::TextOfBytes].into());
            Some(called.found(Misread { code, steps, length: usize::MAX }))
        }
        _ => None,
    }
}
