//! Base64 without padding, eight characters at a time, in a time that depends on the length alone.
//!
//! Signatures and secrets both come through here, so it looks nothing up by a character and never says which one was wrong.
//! The crates for it are either table-driven or several times as large and slow in WebAssembly; they are what the tests
//! hold it against.

use core::iter;

/// The two alphabets of RFC 4648 differ in their last two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, or neither alphabet's own characters.
    Standard,
    /// `-` and `_`.
    UrlSafe,
}

/// How many bytes so many characters are.
pub(crate) const fn decoded_length(characters: usize) -> usize {
    characters * 3 / 4
}

/// Fills `bytes`, which must have the length that the text decodes to. `None` for a character of no alphabet, for characters
/// of both, and for a last character with bits that no byte needs.
pub(crate) fn decode(text: &[u8], bytes: &mut [u8]) -> Option<Alphabet> {
    if text.len() % 4 == 1 || bytes.len() != decoded_length(text.len()) {
        return None;
    }
    let mut seen = Seen::default();
    let (groups, last) = text.as_chunks();
    let groups = groups.iter().map(|characters| u64::from_be_bytes(*characters));
    let unneeded = groups
        .chain(iter::once(padded(last)))
        .zip(bytes.chunks_mut(6))
        .fold(0, |unneeded, (group, six)| unneeded | store(seen.decode(group), six));
    if unneeded == 0 { seen.alphabet() } else { None }
}

/// Fewer than eight characters, and then A, which stands for six zeros.
fn padded(last: &[u8]) -> u64 {
    let characters = last.iter().chain(&[b'A'; 8]).take(8);
    characters.fold(0, |characters, character| characters << 8 | u64::from(*character))
}

/// Stores the topmost bytes, and gives what is left.
fn store(decoded: u64, bytes: &mut [u8]) -> u64 {
    bytes.iter_mut().fold(decoded, |decoded, byte| {
        *byte = decoded.to_be_bytes()[0];
        decoded << 8
    })
}

/// What the characters so far were: each a set of lanes, which are bytes of all ones or all zeros.
#[derive(Default)]
struct Seen {
    unknown: u64,
    standard: u64,
    url_safe: u64,
}

impl Seen {
    /// Six bytes, at the top.
    #[inline(always)]
    fn decode(&mut self, text: u64) -> u64 {
        let ascii = Lanes(text & !HIGH_BITS);
        let letter = Lanes(ascii.0 | splat(0x20)).are_within(b'a', b'z');
        let lower = letter & ascii.0 << 2;
        let digit = ascii.are_within(b'0', b'9');
        let (plus, slash, minus, underscore) =
            (ascii.are(b'+'), ascii.are(b'/'), ascii.are(b'-'), ascii.are(b'_'));
        let (last_but_one, last) = (plus | minus, slash | underscore);
        self.unknown |= (!(letter | digit | last_but_one | last) | text) & HIGH_BITS;
        self.standard |= plus | slash;
        self.url_safe |= minus | underscore;
        // A letter's low five bits are its place in the alphabet, counted from 1. Each lane is of one kind, so that no sum
        // reaches into the next.
        let (letters, digits) = (whole(letter), whole(digit));
        let values = (ascii.0 & splat(0x1f) & letters) - (splat(1) & letters)
            + (splat(26) & whole(lower))
            + (ascii.0 & digits)
            + (splat(52 - b'0') & digits)
            + (splat(62) & whole(last_but_one))
            + (splat(63) & whole(last));
        packed(values)
    }

    const fn alphabet(&self) -> Option<Alphabet> {
        match (self.unknown, self.standard, self.url_safe) {
            (0, _, 0) => Some(Alphabet::Standard),
            (0, 0, _) => Some(Alphabet::UrlSafe),
            _ => None,
        }
    }
}

const HIGH_BITS: u64 = splat(0x80);

const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Eight lanes of seven bits. An answer about them is in each lane's high bit.
#[derive(Clone, Copy)]
struct Lanes(u64);

impl Lanes {
    const fn are_within(self, first: u8, last: u8) -> u64 {
        self.reach(first) & !self.reach(last + 1) & HIGH_BITS
    }

    /// Adding what `least` lacks to 128 sets the high bit, and never carries.
    const fn reach(self, least: u8) -> u64 {
        self.0 + splat(0x80 - least)
    }

    const fn are(self, character: u8) -> u64 {
        let difference = self.0 ^ splat(character);
        !(difference + splat(0x7f)) & HIGH_BITS
    }
}

/// All ones in each lane whose high bit is set.
const fn whole(high_bits: u64) -> u64 {
    (high_bits << 1).wrapping_sub(high_bits >> 7)
}

/// Eight lanes of six bits, pushed together: two to 12 bits, four to 24, eight to 48, at the top.
const fn packed(values: u64) -> u64 {
    let twelve = (values & 0x3f00_3f00_3f00_3f00) >> 2 | (values & 0x003f_003f_003f_003f);
    let twenty_four = (twelve & 0x0fff_0000_0fff_0000) >> 4 | (twelve & 0x0000_0fff_0000_0fff);
    let forty_eight = (twenty_four & 0x00ff_ffff_0000_0000) >> 8 | (twenty_four & 0x00ff_ffff);
    forty_eight << 16
}

/// Writes `N` bytes, with the padding that makes it `T` characters. They are a signature or a public key, which is no secret.
pub(crate) fn encode<const N: usize, const T: usize>(bytes: &[u8; N]) -> [u8; T] {
    const { assert!(T == N.div_ceil(3) * 4) };
    const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = [b'='; T];
    for (four, three) in text.chunks_mut(4).zip(bytes.chunks(3)) {
        let bits =
            three.iter().zip([16, 8, 0]).fold(0, |bits, (byte, shift)| bits | u32::from(*byte) << shift);
        for (character, shift) in four.iter_mut().zip([18, 12, 6, 0]).take(three.len() + 1) {
            *character = CHARACTERS[(bits >> shift & 63) as usize];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use base64::{
        Engine, alphabet,
        engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
    };
    use std::{vec, vec::Vec};

    fn decoded(text: &[u8]) -> Option<(Vec<u8>, Alphabet)> {
        let mut bytes = vec![0; decoded_length(text.len())];
        decode(text, &mut bytes).map(|alphabet| (bytes, alphabet))
    }

    /// The same question, put to the crate.
    fn reference(text: &[u8]) -> Option<(Vec<u8>, Alphabet)> {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireNone);
        let by = |alphabet| {
            let mut bytes = vec![0; text.len()];
            let length = GeneralPurpose::new(alphabet, config).decode_slice(text, &mut bytes).ok()?;
            Some(bytes[..length].to_vec())
        };
        let standard = by(&alphabet::STANDARD).map(|bytes| (bytes, Alphabet::Standard));
        standard.or_else(|| by(&alphabet::URL_SAFE).map(|bytes| (bytes, Alphabet::UrlSafe)))
    }

    #[test]
    fn every_text_of_two_characters_decodes_as_in_the_base64_crate() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                assert_eq!(decoded(&[first, second]), reference(&[first, second]), "{first} {second}");
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
    fn a_tag_is_encoded_as_in_the_base64_crate() {
        for seed in 0..=u8::MAX {
            let mut byte = seed;
            let tag = [(); 32].map(|()| {
                byte = byte.wrapping_mul(167).wrapping_add(13);
                byte
            });
            let mut expected = [0; 44];
            STANDARD.encode_slice(tag, &mut expected).unwrap();
            assert_eq!(encode(&tag), expected);
        }
    }

    #[test]
    fn the_two_alphabets_do_not_mix() {
        assert_eq!(decoded(b"++//++//").map(|(_, alphabet)| alphabet), Some(Alphabet::Standard));
        assert_eq!(decoded(b"--__--__").map(|(_, alphabet)| alphabet), Some(Alphabet::UrlSafe));
        assert_eq!(decoded(b"++//--__"), None);
    }
}
