//! The headers that tell a backend what was verified. Whatever comes from outside under such a name
//! is removed.

/// The id of the webhook.
pub const ID: &str = "x-hookproof-id";
/// When it was sent, in seconds since 1970.
pub const TIMESTAMP: &str = "x-hookproof-timestamp";
/// Which of the endpoint's secrets it was signed with, counted from 0.
pub const SECRET_INDEX: &str = "x-hookproof-secret-index";

const PREFIX: &[u8] = b"x-hookproof";

/// Tells whether a backend could take a header's name for `x-hookproof`, or for one that begins
/// with `x-hookproof-`.
///
/// Between a header and a variable of CGI, WSGI, Rack or PHP, `-`, `_` and whatever else is no
/// letter and no digit become the same character, so `x_hookproof_id` would be read as the id.
#[must_use]
pub fn is_reserved(name: &[u8]) -> bool {
    let Some((start, rest)) = name.split_at_checked(PREFIX.len()) else {
        return false;
    };
    let alike = |(byte, known): (&u8, &u8)| match known {
        b'-' => !byte.is_ascii_alphanumeric(),
        _ => byte.eq_ignore_ascii_case(known),
    };
    start.iter().zip(PREFIX).all(alike)
        && rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_backend_could_read_as_ours_is_reserved() {
        for name in [
            ID,
            TIMESTAMP,
            SECRET_INDEX,
            "X-Hookproof-Id",
            "x_hookproof_id",
            "x-hookproof_id",
            "X.HOOKPROOF.ID",
            "x-hookproof",
            "x-hookproof-anything",
            "x-hookproof\u{e9}id",
        ] {
            assert!(is_reserved(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for name in
            ["", "x-hook", "x-hookproofs", "x-hookproof2-id", "hookproof-id", "xx-hookproof-id"]
        {
            assert!(!is_reserved(name.as_bytes()), "{name}");
        }
    }
}
