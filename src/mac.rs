//! `v1`: HMAC-SHA256.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    content::{Body, Content},
    secret::KeyBytes,
    signatures::Tag,
};

/// The keyed state before the first byte: cloning it saves two compressions for each message. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct MacKey(Hmac<Sha256>);

impl MacKey {
    pub(crate) fn new(key: &KeyBytes) -> Self {
        Self::from_slice(key.as_bytes())
    }

    fn from_slice(key: &[u8]) -> Self {
        // HMAC takes a key of any length (RFC 2104), so there is no error to pass on.
        match Hmac::new_from_slice(key) {
            Ok(state) => Self(state),
            Err(_) => unreachable!(),
        }
    }

    pub(crate) fn tag(&self, content: &mut Content<'_, impl Body>) -> Tag {
        let mut state = self.0.clone();
        content.read(&mut |piece| state.update(piece));
        state.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{string::String, vec::Vec};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        key: String,
        data: String,
        tag: String,
    }

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn rfc_4231_holds() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/vectors/rfc4231.json")).unwrap();
        assert_eq!(cases.len(), 7);
        for case in cases {
            let mut state = MacKey::from_slice(&bytes(&case.key)).0;
            state.update(&bytes(&case.data));
            let tag = state.finalize().into_bytes();
            let expected = bytes(&case.tag);
            assert_eq!(tag[..expected.len()], expected, "{}", case.name);
        }
    }
}
