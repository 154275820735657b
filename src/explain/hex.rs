//! Hexadecimal: nothing that the scheme takes, and something that people write all the same.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// Returns the bytes that pairs of digits stand for, of either case. It may be a secret that is
/// written so.
pub(super) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    let mut bytes = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        bytes.push(16 * digit(*high)? + digit(*low)?);
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_of_either_case_are_a_byte() {
        let decoded = decode(b"00017f80fFA9").unwrap();
        assert_eq!(*decoded, [0x00, 0x01, 0x7f, 0x80, 0xff, 0xa9]);
    }

    #[test]
    fn half_a_byte_and_what_is_no_digit_are_refused() {
        for text in [&b"0"[..], b"012", b"0g", b"g0", b" 0", b"+1"] {
            assert_eq!(decode(text), None);
        }
    }
}
