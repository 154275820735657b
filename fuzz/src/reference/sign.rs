//! A signature of the bytes `id "." timestamp "." body`.

use ed25519_dalek::Signer;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{base64, secret::Key};

/// Returns what is signed.
pub fn content(id: &[u8], timestamp: &[u8], body: &[u8]) -> Vec<u8> {
    [id, timestamp, body].join(&b'.')
}

/// Returns the 32 bytes of a `v1` signature.
pub fn tag(key: &[u8], content: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may be of any length");
    mac.update(content);
    mac.finalize().into_bytes().into()
}

/// Returns an entry of the list; nothing, if the key only verifies.
pub fn entry(key: &Key, content: &[u8]) -> Option<String> {
    match key {
        Key::Hmac(key) => Some(format!("v1,{}", base64::print(&tag(key, content)))),
        Key::Private(key) => Some(format!("v1a,{}", base64::print(&key.sign(content).to_bytes()))),
        Key::Public(_) => None,
    }
}
