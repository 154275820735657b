//! `webhook-timestamp`: when the message was sent, and whether that is recent enough.

use core::time::Duration;

use crate::error::{SignError, VerifyError};

/// A moment, in whole seconds since 1970-01-01 00:00 UTC; never milliseconds.
///
/// With the feature `std` it is made of a [`SystemTime`](std::time::SystemTime); without, of
/// seconds.
///
/// ```
/// use hookproof::UnixTime;
///
/// assert_eq!(UnixTime::from_seconds(1_614_265_330).as_seconds(), 1_614_265_330);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// Takes seconds since 1970; less than 0 is before it.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Returns the seconds since 1970.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// Reads the clock of the system.
    #[cfg(feature = "std")]
    #[cfg_attr(docsrs, doc(cfg(feature = "std")))]
    #[must_use]
    pub fn now() -> Self {
        std::time::SystemTime::now().into()
    }
}

/// Rounds down, also before 1970.
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
impl From<std::time::SystemTime> for UnixTime {
    fn from(time: std::time::SystemTime) -> Self {
        let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Self(match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => whole(after),
            Err(before) => {
                let before = before.duration();
                -whole(before) - i64::from(before.subsec_nanos() > 0)
            }
        })
    }
}

pub(crate) const MAX_DIGITS: usize = 12;

/// Whole seconds since 1970, and the very text they were read from: that text is what is signed, so
/// it is never printed anew from the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timestamp<'a> {
    text: &'a [u8],
    seconds: i64,
}

impl<'a> Timestamp<'a> {
    /// Takes `0`, or a digit from 1 to 9 followed by at most 11 digits. Anything more lenient
    /// (`parseInt` takes `12abc`, and gives a NaN that compares as fresh) is a way around the
    /// replay window.
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
            seconds = seconds * 10 + i64::from(byte - b'0');
        }
        Some(Self { text, seconds })
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.text
    }

    pub(crate) const fn time(self) -> UnixTime {
        UnixTime(self.seconds)
    }

    /// Checks that it is within `tolerance` of `now`, before or after, both bounds included. Ages
    /// are whole seconds, so a fraction of one in the tolerance never decides.
    pub(crate) fn check_fresh(self, now: UnixTime, tolerance: Duration) -> Result<(), VerifyError> {
        // `abs_diff` cannot overflow, whatever `now` is.
        match now.0.abs_diff(self.seconds) <= tolerance.as_secs() {
            true => Ok(()),
            false if self.seconds < now.0 => Err(VerifyError::TimestampTooOld),
            false => Err(VerifyError::TimestampTooNew),
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
    /// Prints 0 to 999,999,999,999 seconds.
    pub(crate) fn print(time: UnixTime) -> Result<Self, SignError> {
        let mut seconds = u64::try_from(time.0).map_err(|_| SignError::Timestamp)?;
        let mut digits = [b'0'; MAX_DIGITS];
        let mut start = MAX_DIGITS;
        loop {
            start = start.checked_sub(1).ok_or(SignError::Timestamp)?;
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

    const TOLERANCE: Duration = Duration::from_secs(300);

    #[test]
    fn a_printed_timestamp_parses_to_the_same_seconds() {
        for seconds in [0, 9, 10, 1_614_265_330, 999_999_999_999] {
            let time = UnixTime::from_seconds(seconds);
            let text = TimestampText::print(time).unwrap();
            assert_eq!(Timestamp::parse(text.as_bytes()).unwrap().time(), time);
        }
    }

    #[test]
    fn a_thirteenth_digit_and_a_sign_are_not_printed() {
        for seconds in [1_000_000_000_000, i64::MAX, -1, i64::MIN] {
            let printed = TimestampText::print(UnixTime::from_seconds(seconds));
            assert_eq!(printed.unwrap_err(), SignError::Timestamp);
        }
    }

    #[test]
    fn the_age_of_a_timestamp_never_overflows() {
        let sent = Timestamp::parse(b"0").unwrap();
        let fresh = |now, tolerance| sent.check_fresh(UnixTime::from_seconds(now), tolerance);
        assert_eq!(fresh(i64::MIN, TOLERANCE), Err(VerifyError::TimestampTooNew));
        assert_eq!(fresh(i64::MAX, TOLERANCE), Err(VerifyError::TimestampTooOld));
        assert_eq!(fresh(i64::MIN, Duration::MAX), Ok(()));
    }

    #[test]
    fn a_fraction_of_a_second_in_the_tolerance_never_decides() {
        let sent = Timestamp::parse(b"10").unwrap();
        let fresh =
            |now| sent.check_fresh(UnixTime::from_seconds(now), Duration::from_millis(1_999));
        assert_eq!(fresh(11), Ok(()));
        assert_eq!(fresh(12), Err(VerifyError::TimestampTooOld));
    }

    #[cfg(feature = "std")]
    #[test]
    fn a_time_of_the_system_is_rounded_down_also_before_1970() {
        use std::time::UNIX_EPOCH;
        let half = Duration::from_millis(1_500);
        assert_eq!(UnixTime::from(UNIX_EPOCH + half).as_seconds(), 1);
        assert_eq!(UnixTime::from(UNIX_EPOCH - half).as_seconds(), -2);
        assert_eq!(UnixTime::from(UNIX_EPOCH - Duration::from_secs(2)).as_seconds(), -2);
        assert!(UnixTime::now() > UnixTime::from_seconds(1_700_000_000));
    }
}
