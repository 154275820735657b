//! Recognises what stands in the place of a timestamp, a fraction, a date or milliseconds, and
//! reads the whole seconds in it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::str;

use super::hint::Seconds;

/// What is wrong with the form of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Fraction,
    Date,
    Other,
}

/// Returns what is wrong with the form of a text that is no timestamp.
pub(super) fn form(text: &[u8]) -> Form {
    let Ok(text) = str::from_utf8(text) else { return Form::Other };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.split_once(['.', ',']).is_some_and(|(whole, part)| is_number(whole) && is_number(part))
    {
        return Form::Fraction;
    }
    // As in 2024-11-19T07:06:40Z, and as in Tue, 19 Nov 2024 07:06:40 GMT.
    let is_date = iso_seconds(text).is_some()
        || (text.contains(':') && text.contains(' '))
        || text.split('-').map(str::len).eq([4, 2, 2]);
    if is_date { Form::Date } else { Form::Other }
}

/// Returns the seconds that a sender may have signed instead, and how they come out of the text.
pub(super) fn signed_instead(text: &[u8]) -> Vec<(String, Seconds)> {
    let Ok(text) = str::from_utf8(text) else { return Vec::new() };
    let mut all = Vec::new();
    match form(text.as_bytes()) {
        Form::Fraction => {
            let whole = text.split(['.', ',']).next().unwrap_or_default();
            all.push((whole.to_string(), Seconds::Whole));
            if let Some(next) = whole.parse::<u64>().ok().and_then(|whole| whole.checked_add(1)) {
                all.push((next.to_string(), Seconds::RoundedUp));
            }
        }
        Form::Date => {
            all.extend(iso_seconds(text).and_then(|(seconds, offset)| {
                let how = match offset {
                    0 => Seconds::OfDate,
                    // As in +01:00, which every language reads.
                    _ if text.as_bytes()[text.len() - 3] == b':' => Seconds::OfDateElsewhere,
                    _ => return None,
                };
                Some((seconds.to_string(), how))
            }));
        }
        Form::Other => {
            let number = text.trim().trim_start_matches('+').trim_start_matches('0');
            if number.len() < text.len() && number.bytes().all(|byte| byte.is_ascii_digit()) {
                all.push((number.to_string(), Seconds::Whole));
            }
        }
    }
    all
}

/// Returns the Unix time of `2024-11-19T07:06:40`, with a fraction and with Z or an offset, as ISO
/// 8601 and RFC 3339 have it, and that offset in seconds.
fn iso_seconds(text: &str) -> Option<(i64, i64)> {
    let number = |range: core::ops::Range<usize>| {
        let digits =
            text.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<i64>().ok()
    };
    let separated = [(4, "-"), (7, "-"), (13, ":"), (16, ":")];
    if !separated.iter().all(|(at, separator)| text.get(*at..at + 1) == Some(separator))
        || !matches!(text.get(10..11), Some("T" | "t" | " "))
    {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?;
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(part) => part.trim_start_matches(|character: char| character.is_ascii_digit()),
        None => rest,
    };
    let offset = match rest {
        "" | "Z" | "z" => 0,
        _ => {
            let (sign, time) = rest.split_at_checked(1)?;
            let time = time.replace(':', "");
            let hours = time.get(..2)?.parse::<i64>().ok()?;
            let minutes = time.get(2..4).map_or(Ok(0), str::parse::<i64>).ok()?;
            let seconds = hours * 3600 + minutes * 60;
            match sign {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            }
        }
    };
    let seconds = days(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some((seconds, offset))
}

/// Returns the days since 1970-01-01, in the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // A year that begins in March has its leap day at its end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_its_unix_time() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00.5Z", 951_825_600),
            ("2024-11-19T07:06:40Z", 1_732_000_000),
            ("2024-11-19 08:06:40.250+01:00", 1_732_000_000),
            ("2024-11-19T02:36:40-0430", 1_732_000_000),
            ("2024-11-19T07:06:40,25", 1_732_000_000),
            ("2024-12-31T23:59:59z", 1_735_689_599),
        ] {
            assert_eq!(iso_seconds(text).map(|found| found.0), Some(seconds), "{text}");
        }
        for text in [
            "",
            "2024-11-19",
            "2024-13-19T07:06:40Z",
            "2024-11-19T07:06:40X",
            "2024-11-19T07:06:4é",
            "1732000000",
        ] {
            assert_eq!(iso_seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_that_not_every_language_reads_is_left_to_its_sender() {
        let how = |text: &[u8]| signed_instead(text).pop().map(|(_, how)| how);
        for text in ["2024-11-19T07:06:40", "2024-11-19 07:06:40.5+00", "2024-11-19T07:06:40z"] {
            assert_eq!(how(text.as_bytes()), Some(Seconds::OfDate), "{text}");
        }
        assert_eq!(how(b"2024-11-19 08:06:40,5+01:00"), Some(Seconds::OfDateElsewhere));
        assert_eq!(how(b"2024-11-19T08:06:40+01"), None);
        assert_eq!(how(b"2024-11-19T02:36:40-0430"), None);
    }

    #[test]
    fn forms_are_told_apart() {
        for (text, expected) in [
            ("1732000000.25", Form::Fraction),
            ("1732000000,25", Form::Fraction),
            ("2024-11-19T07:06:40Z", Form::Date),
            ("Tue, 19 Nov 2024 07:06:40 GMT", Form::Date),
            ("2024-11-19", Form::Date),
            ("+1732000000", Form::Other),
            ("1732000000.", Form::Other),
            ("now", Form::Other),
        ] {
            assert_eq!(form(text.as_bytes()), expected, "{text}");
        }
    }
}
