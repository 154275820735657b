//! `webhook-timestamp`: when the message was sent, and whether that is recent enough.

use crate::error::Error;

pub(crate) const MAX_DIGITS: usize = 12;

/// Whole seconds since 1970, and the very text they were read from: that text is what is signed, so it is never printed
/// anew from the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timestamp<'a> {
    text: &'a [u8],
    seconds: u64,
}

impl<'a> Timestamp<'a> {
    /// Takes `0`, or a digit from 1 to 9 followed by at most 11 digits. Anything more lenient (`parseInt` takes
    /// `12abc`, and gives a NaN that compares as fresh) is a way around the replay window.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let (&first, rest) = text.split_first()?;
        if text.len() > MAX_DIGITS || (first == b'0' && !rest.is_empty()) {
            return None;
        }
        let mut seconds = 0;
        for byte in text {
            if !byte.is_ascii_digit() {
                return None;
            }
            seconds = seconds * 10 + u64::from(byte - b'0');
        }
        Some(Self { text, seconds })
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.text
    }

    pub(crate) const fn seconds(self) -> u64 {
        self.seconds
    }

    /// Fresh within `tolerance` seconds of `now`, before or after, both bounds included.
    pub(crate) fn check_fresh(self, now: i64, tolerance: u64) -> Result<(), Error> {
        // 12 digits always fit; `abs_diff` cannot overflow, whatever `now` is.
        let sent = self.seconds.cast_signed();
        match now.abs_diff(sent) <= tolerance {
            true => Ok(()),
            false if sent < now => Err(Error::TimestampTooOld),
            false => Err(Error::TimestampTooNew),
        }
    }
}

/// A timestamp printed in the one way that [`Timestamp::parse`] takes.
#[derive(Debug)]
pub(crate) struct TimestampText {
    digits: [u8; MAX_DIGITS],
    start: usize,
}

impl TimestampText {
    pub(crate) fn print(mut seconds: u64) -> Result<Self, Error> {
        let mut digits = [b'0'; MAX_DIGITS];
        let mut start = MAX_DIGITS;
        loop {
            start = start.checked_sub(1).ok_or(Error::UnsignableTimestamp)?;
            // The remainder is below ten.
            digits[start] += u8::try_from(seconds % 10).unwrap_or_default();
            seconds /= 10;
            if seconds == 0 {
                return Ok(Self { digits, start });
            }
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_timestamp_parses_to_the_same_seconds() {
        for seconds in [0, 9, 10, 1_614_265_330, 999_999_999_999] {
            let text = TimestampText::print(seconds).unwrap();
            assert_eq!(Timestamp::parse(text.as_bytes()).unwrap().seconds(), seconds);
        }
    }

    #[test]
    fn a_thirteenth_digit_is_not_printed() {
        assert_eq!(TimestampText::print(1_000_000_000_000).unwrap_err(), Error::UnsignableTimestamp);
        assert_eq!(TimestampText::print(u64::MAX).unwrap_err(), Error::UnsignableTimestamp);
    }

    #[test]
    fn the_age_of_a_timestamp_never_overflows() {
        let sent = Timestamp::parse(b"0").unwrap();
        assert_eq!(sent.check_fresh(i64::MIN, 300), Err(Error::TimestampTooNew));
        assert_eq!(sent.check_fresh(i64::MAX, 300), Err(Error::TimestampTooOld));
        assert_eq!(sent.check_fresh(i64::MIN, u64::MAX), Ok(()));
    }
}
