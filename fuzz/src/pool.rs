//! Secrets that are lawful, by number, and how a list of secrets is written in an input.

use ed25519_dalek::SigningKey;

use crate::{
    fields::expand,
    reference::{
        base64,
        secret::{Given, Key, read},
    },
};

/// Returns the secret of this number, from 1 to 7: one of each spelling, and two key pairs.
pub fn secret(number: u8) -> Option<String> {
    Some(match number {
        1 => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
        2 => "C2FVsBQIhrscChlQIMV-b5sSYspob7oDqw".into(),
        3 => "v1,whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=".into(),
        4 => public_text(b'a'),
        5 => private_text(b'a'),
        6 => public_text(b'b'),
        7 => private_text(b'b'),
        _ => return None,
    })
}

/// Returns a list of secrets: 0xfe between them, 0x7f before one that is raw bytes, a number for
/// one of these.
pub fn secrets(field: &[u8]) -> Vec<Given> {
    // One more than the limit and one that is not looked at.
    field.split(|byte| *byte == 0xfe).take(18).map(given).collect()
}

fn given(token: &[u8]) -> Given {
    match token {
        [0x7f, raw @ ..] => Given::Raw(raw.to_vec()),
        _ => Given::Text(String::from_utf8_lossy(&expand(token, secret)).into_owned()),
    }
}

/// Returns the key that signs for a secret: itself, or the private half of one of these.
pub fn signing_key(secret: &Given) -> Option<Key> {
    match read(secret).ok()? {
        Key::Public(public) => {
            let private = [b'a', b'b'].map(|name| SigningKey::from_bytes(&[name; 32]));
            private.into_iter().find(|private| private.verifying_key() == public).map(Key::Private)
        }
        key => Some(key),
    }
}

fn public_text(name: u8) -> String {
    format!(
        "whpk_{}",
        base64::print(SigningKey::from_bytes(&[name; 32]).verifying_key().as_bytes())
    )
}

fn private_text(name: u8) -> String {
    format!("whsk_{}", base64::print(&SigningKey::from_bytes(&[name; 32]).to_keypair_bytes()))
}
