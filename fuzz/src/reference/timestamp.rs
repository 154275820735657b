//! `0`, or a digit from 1 to 9 and at most 11 more; fresh within the tolerance, both ways, bounds
//! included.

use hookproof::VerifyError;

/// Returns the seconds, if the text is a timestamp.
pub fn read(text: &[u8]) -> Option<i64> {
    let text = str::from_utf8(text).ok()?;
    let seconds: i64 = text.parse().ok()?;
    // Printed again it must be the same: no sign and no zero before it.
    (seconds.to_string() == text && (0..=999_999_999_999).contains(&seconds)).then_some(seconds)
}

/// Tells whether `seconds` is close enough to `now`.
pub fn check_fresh(seconds: i64, now: i64, tolerance: u64) -> Result<(), VerifyError> {
    let (seconds, now, tolerance) = (i128::from(seconds), i128::from(now), i128::from(tolerance));
    if seconds < now - tolerance {
        Err(VerifyError::TimestampTooOld)
    } else if seconds > now + tolerance {
        Err(VerifyError::TimestampTooNew)
    } else {
        Ok(())
    }
}
