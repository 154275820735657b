//! `0`, or a digit from 1 to 9 and at most 11 more; fresh within the tolerance, both ways, bounds included.

use hookproof::Error;

/// The seconds, if the text is a timestamp.
pub fn read(text: &[u8]) -> Option<u64> {
    let text = str::from_utf8(text).ok()?;
    let seconds: u64 = text.parse().ok()?;
    // Printed again it must be the same: no sign and no zero before it.
    (seconds.to_string() == text && seconds <= 999_999_999_999).then_some(seconds)
}

/// Whether `seconds` is close enough to `now`.
pub fn check_fresh(seconds: u64, now: u64, tolerance: u64) -> Result<(), Error> {
    let (seconds, now, tolerance) = (i128::from(seconds), i128::from(now), i128::from(tolerance));
    if seconds < now - tolerance {
        Err(Error::TimestampTooOld)
    } else if seconds > now + tolerance {
        Err(Error::TimestampTooNew)
    } else {
        Ok(())
    }
}
