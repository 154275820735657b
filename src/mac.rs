//! `v1`: HMAC-SHA256.

use hmac::{
    KeyInit,
    block_api::HmacCore,
    digest::{
        Output,
        block_api::{Buffer, FixedOutputCore, UpdateCore},
    },
};
use sha2::{Digest, Sha256, block_api::compress256};
use zeroize::Zeroize;

use crate::{
    content::{self, Content},
    secret::KeyBytes,
    signatures::Tag,
    wiped::Wiped,
};

/// A key, made ready. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct MacKey {
    /// The keyed state before the first byte, which saves two compressions for each message. Without the buffer of `Hmac`: a
    /// copy has to be wiped after each message, and that of a buffer takes as long as hashing it.
    keyed: HmacCore<Sha256>,
    /// For an inner hash that is computed elsewhere: its first block, and the hash that goes around it.
    inner_block: Wiped<BLOCK>,
    outer: OuterHash,
}

const BLOCK: usize = 64;
const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

impl MacKey {
    pub(crate) fn new(key: &KeyBytes) -> Self {
        Self::from_slice(key.as_bytes())
    }

    pub(crate) fn from_slice(key: &[u8]) -> Self {
        // RFC 2104: a key longer than a block is hashed first, a shorter one is followed by zeros.
        let mut block = Wiped::new([0; BLOCK]);
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |pad| Wiped::new(block.map(|byte| byte ^ pad));
        Self {
            keyed: HmacCore::new((&*block).into()),
            inner_block: padded(INNER_PAD),
            outer: OuterHash::new(&padded(OUTER_PAD)),
        }
    }

    pub(crate) fn tag(&self, content: &mut impl Content) -> Tag {
        match content.sha256_elsewhere(&self.inner_block[..]) {
            Some(inner) => self.outer.around(&inner),
            None => self.tag_here(content),
        }
    }

    fn tag_here(&self, content: &mut impl Content) -> Tag {
        let mut hmac = self.keyed.clone();
        let mut buffer = Buffer::<HmacCore<Sha256>>::default();
        content.read(&mut |piece| buffer.digest_blocks(piece, |blocks| hmac.update_blocks(blocks)));
        let mut tag = Output::<HmacCore<Sha256>>::default();
        hmac.finalize_fixed_core(&mut buffer, &mut tag);
        tag.into()
    }
}

/// SHA-256 of one block of key and one digest: two blocks, the first of which is done once.
#[derive(Clone)]
struct OuterHash([u32; 8]);

/// The state that FIPS 180-4 (5.3.3) begins with.
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

impl OuterHash {
    fn new(key_block: &[u8; BLOCK]) -> Self {
        let mut state = INITIAL;
        compress256(&mut state, &[*key_block]);
        Self(state)
    }

    fn around(&self, inner: &content::Digest) -> Tag {
        const BITS: u64 = 8 * (BLOCK as u64 + 32);
        let mut block = [0; BLOCK];
        block[..32].copy_from_slice(inner);
        block[32] = 0x80;
        block[BLOCK - 8..].copy_from_slice(&BITS.to_be_bytes());
        let mut state = self.0;
        compress256(&mut state, &[block]);
        let mut tag = [0; 32];
        for (bytes, word) in tag.chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        tag
    }
}

impl Drop for OuterHash {
    fn drop(&mut self) {
        self.0.zeroize();
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

    struct Whole<'a>(&'a [u8]);

    impl Content for Whole<'_> {
        fn read(&mut self, sink: &mut impl FnMut(&[u8])) {
            sink(self.0);
        }
    }

    /// One whose inner hash a host computes.
    struct Hashed<'a>(&'a [u8]);

    impl Content for Hashed<'_> {
        fn sha256_elsewhere(&mut self, block: &[u8]) -> Option<content::Digest> {
            Some(Sha256::new().chain_update(block).chain_update(self.0).finalize().into())
        }

        fn read(&mut self, _: &mut impl FnMut(&[u8])) {
            unreachable!("it is hashed elsewhere");
        }
    }

    #[test]
    fn rfc_4231_holds_here_and_with_the_inner_hash_computed_elsewhere() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/vectors/rfc4231.json")).unwrap();
        assert_eq!(cases.len(), 7);
        for case in cases {
            let key = MacKey::from_slice(&bytes(&case.key));
            let data = bytes(&case.data);
            let expected = bytes(&case.tag);
            for tag in [key.tag(&mut Whole(&data)), key.tag(&mut Hashed(&data))] {
                assert_eq!(tag[..expected.len()], expected, "{}", case.name);
            }
        }
    }
}
