//! What the npm package says in words of its own, and the tables that JavaScript is generated from.

use core::fmt::Write;

use super::{BEGIN, BODY, BODY_ROOM, HASHED, IN_PIECES, MALFORMED, NOT_YET, ON_HOST, ROOMS, SVIX};
use crate::{
    error::{SecretError, SignError, VerifyError},
    headers::NAMES,
    keyring::MAX_KEYS,
    secret::{MAX_SECRET_BYTES, MIN_SECRET_BYTES},
    verifier::DEFAULT_TOLERANCE,
};

pub(crate) const SECRET_FORMAT: &str = "the secret is not base64: copy it again, without spaces, quotes or line breaks; if the \
     sender uses the secret's text itself as the key, give its bytes: new TextEncoder().encode(secret)";
pub(crate) const SECRET_LENGTH: &str = "the secret decodes to fewer than 24 bytes, or to more than 512: copy the whole secret, \
     not a placeholder; if the sender issues shorter ones, set minSecretBytes";
#[cfg(feature = "ed25519")]
pub(crate) const PRIVATE_KEY: &str =
    "a whsk_ private key only signs: verify with the whpk_ public key that belongs to it";
#[cfg(feature = "ed25519")]
pub(crate) const PUBLIC_KEY: &str =
    "a whpk_ public key only verifies: sign with the whsk_ private key that belongs to it";
#[cfg(not(feature = "ed25519"))]
pub(crate) const PRIVATE_KEY: &str =
    "a whsk_ key signs v1a: import from 'hookproof/full', and verify with its whpk_ key";
#[cfg(not(feature = "ed25519"))]
pub(crate) const PUBLIC_KEY: &str = "a whpk_ key verifies v1a: import from 'hookproof/full'";

/// Writes what JavaScript must know exactly as Rust does, as a TypeScript module.
///
/// # Errors
/// If it cannot be written.
#[doc(hidden)]
pub fn tables(out: &mut impl Write) -> core::fmt::Result {
    for (name, number) in [
        ("minSecretBytes", MIN_SECRET_BYTES),
        ("maxSecretBytes", MAX_SECRET_BYTES),
        ("maxSecrets", MAX_KEYS),
        ("BODY", BODY),
        ("BODY_ROOM", BODY_ROOM),
    ] {
        writeln!(out, "export const {name} = {number};")?;
    }
    writeln!(out, "export const defaultToleranceSeconds = {};", DEFAULT_TOLERANCE.as_secs())?;
    for (name, number) in [
        ("MALFORMED", MALFORMED),
        ("IN_PIECES", IN_PIECES),
        ("ON_HOST", ON_HOST),
        ("HASHED", HASHED),
        ("NOT_YET", NOT_YET),
        ("BEGIN", BEGIN),
        ("SVIX", SVIX),
    ] {
        writeln!(out, "export const {name} = {number};")?;
    }
    writeln!(out, "export const ROOMS = {ROOMS:?} as const;")?;
    writeln!(out, "export const names = {NAMES:?} as const;")?;
    // Apart, because a bundle that only asks for a verdict needs no words for the sender's faults.
    let secret = SecretError::ALL.iter().map(|error| (error.code(), error.message()));
    table(out, "secretErrors", secret)?;
    table(
        out,
        "verifyErrors",
        VerifyError::ALL.iter().map(|error| (error.code(), error.message())),
    )?;
    table(out, "signErrors", SignError::ALL.iter().map(|error| (error.code(), error.message())))
}

fn table(
    out: &mut impl Write,
    name: &str,
    errors: impl Iterator<Item = (&'static str, &'static str)>,
) -> core::fmt::Result {
    writeln!(out, "/** Code and message. */\nexport const {name} = [")?;
    for (code, message) in errors {
        writeln!(out, "  [{code:?}, {message:?}],")?;
    }
    writeln!(out, "] as const;")
}
