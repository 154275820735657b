//! `v1`: HMAC-SHA256, and the 44 characters that it is written as.
//!
//! A signature is compared as text: the tag that was computed is encoded, and the 44 characters are
//! compared. So nothing that a sender wrote is decoded, and what is not canonical base64 of 32
//! bytes cannot match. The encoder looks nothing up and decides nothing, since what it encodes is a
//! secret until it is sent; eight characters at a time it takes 26 ns in WebAssembly, where
//! decoding a signature in constant time took 63, and the crate `base64` looks its characters up in
//! a table.

use core::slice;

use hmac::{
    KeyInit,
    block_api::HmacCore,
    digest::{
        HashMarker, Output, OutputSizeUser,
        block_api::{
            Block, BlockSizeUser, Buffer, BufferKindUser, CoreProxy, Eager, FixedOutputCore,
            UpdateCore,
        },
        buffer_fixed,
    },
};
use sha2::Sha256;

use crate::{
    message::{Content, Digest},
    wiped::Wiped,
};

/// Base64 of 32 bytes, with its padding.
pub(crate) const TAG_BYTES: usize = 44;

/// An HMAC-SHA256 as it stands in a header.
pub(crate) type Tag = [u8; TAG_BYTES];

/// A key, made ready. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct MacKey {
    /// The keyed state before the first byte, which saves two compressions for each message.
    /// Without the buffer of `Hmac`: a copy has to be wiped after each message, and that of a
    /// buffer takes as long as hashing it.
    keyed: HmacCore<Hash>,
    /// For an inner hash that is computed elsewhere: its first block, and the hash that goes around
    /// it.
    inner_block: Wiped<BLOCK>,
    outer: Core,
}

const BLOCK: usize = 64;
const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

impl MacKey {
    /// Prepares the key's bytes.
    pub(crate) fn new(key: &[u8]) -> Self {
        // RFC 2104: a key longer than a block is hashed first, a shorter one is followed by zeros.
        let mut block = Wiped::new([0; BLOCK]);
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&digest(Core::default(), key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let keyed = HmacCore::new((&*block).into());
        let mut outer = Core::default();
        pad(&mut block, OUTER_PAD);
        outer.update_blocks(slice::from_ref((&*block).into()));
        pad(&mut block, OUTER_PAD ^ INNER_PAD);
        Self { keyed, inner_block: block, outer }
    }

    /// Returns what an inner hash that is computed elsewhere begins with. It is made of the key.
    #[cfg(feature = "wasm")]
    pub(crate) const fn inner_block(&self) -> &Wiped<BLOCK> {
        &self.inner_block
    }

    /// Computes the HMAC of a content, with the inner hash from elsewhere if there is one.
    pub(crate) fn tag(&self, content: &mut impl Content) -> Tag {
        match content.sha256_elsewhere(&self.inner_block) {
            Some(inner) => encode(&digest(self.outer.clone(), &inner)),
            None => encode(&self.sign_here(content)),
        }
    }

    /// Not by [`Mac`], which would be 50 bytes more in the npm package's module.
    fn sign_here(&self, content: &mut impl Content) -> Digest {
        let mut hmac = self.keyed.clone();
        let mut buffer = Buffer::<Core>::default();
        content.read(&mut |piece| buffer.digest_blocks(piece, |blocks| hmac.update_blocks(blocks)));
        let mut tag = Output::<Core>::default();
        hmac.finalize_fixed_core(&mut buffer, &mut tag);
        tag.into()
    }

    /// Begins the HMAC of a content that comes piece by piece.
    #[cfg(feature = "alloc")]
    pub(crate) fn start(&self) -> Mac {
        Mac { hmac: self.keyed.clone(), buffer: Buffer::<Core>::default() }
    }
}

/// An HMAC under way. Wiped when dropped, but for the bytes of the message that do not fill a block
/// yet.
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub(crate) struct Mac {
    hmac: HmacCore<Hash>,
    buffer: Buffer<Core>,
}

#[cfg(feature = "alloc")]
impl Mac {
    /// Hashes the next piece.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        let Self { hmac, buffer } = self;
        buffer.digest_blocks(piece, |blocks| hmac.update_blocks(blocks));
    }

    /// Ends it.
    pub(crate) fn tag(mut self) -> Tag {
        let mut tag = Output::<Core>::default();
        self.hmac.finalize_fixed_core(&mut self.buffer, &mut tag);
        encode(&tag.into())
    }
}

/// The core of the crate's SHA-256, whose end is in the module once: inlined at each of its uses,
/// of which HMAC has two, it would be a kilobyte.
#[derive(Clone, Default)]
struct Core(<Sha256 as CoreProxy>::Core);

impl HashMarker for Core {}

impl BlockSizeUser for Core {
    type BlockSize = <Sha256 as BlockSizeUser>::BlockSize;
}

impl BufferKindUser for Core {
    type BufferKind = Eager;
}

impl OutputSizeUser for Core {
    type OutputSize = <Sha256 as OutputSizeUser>::OutputSize;
}

impl UpdateCore for Core {
    fn update_blocks(&mut self, blocks: &[Block<Self>]) {
        self.0.update_blocks(blocks);
    }
}

impl FixedOutputCore for Core {
    #[inline(never)]
    fn finalize_fixed_core(&mut self, buffer: &mut Buffer<Self>, out: &mut Output<Self>) {
        self.0.finalize_fixed_core(buffer, out);
    }
}

buffer_fixed!(
    struct Hash(Core);
    impl: BaseFixedTraits Default Clone HashMarker;
);

/// Adds a pad, or changes one to another.
fn pad(block: &mut [u8; BLOCK], pad: u8) {
    block.iter_mut().for_each(|byte| *byte ^= pad);
}

/// Hashes the rest.
#[inline(never)]
fn digest(mut hash: Core, rest: &[u8]) -> Digest {
    let mut buffer = Buffer::<Core>::default();
    buffer.digest_blocks(rest, |blocks| hash.update_blocks(blocks));
    let mut digest = Output::<Core>::default();
    hash.finalize_fixed_core(&mut buffer, &mut digest);
    digest.into()
}

/// Writes 32 bytes in standard base64.
fn encode(bytes: &Digest) -> Tag {
    // Followed by zeros, it is six times 48 bits: 48 characters, of which the padding takes the
    // place of the last five.
    let mut padded = [0; 36];
    padded[..32].copy_from_slice(bytes);
    let mut text = [0; 48];
    for (eight, [a, b, c, d, e, f]) in text.as_chunks_mut().0.iter_mut().zip(padded.as_chunks().0) {
        *eight = characters(u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f])).to_le_bytes();
    }
    let mut tag = [b'='; TAG_BYTES];
    tag[..TAG_BYTES - 1].copy_from_slice(&text[..TAG_BYTES - 1]);
    tag
}

/// Writes 48 bits as eight characters: the distance from a value of six bits to its character
/// changes at 26, 52, 62 and 63.
const fn characters(bits: u64) -> u64 {
    let values = sextets(bits);
    values
        .wrapping_add(splat(b'A'))
        .wrapping_add(6 * those_from(values, 26))
        .wrapping_sub(75 * those_from(values, 52))
        .wrapping_sub(15 * those_from(values, 62))
        .wrapping_add(3 * those_from(values, 63))
}

/// Parts 48 bits into eight lanes of six, the highest bits in the lowest lane, which is written
/// first.
const fn sextets(bits: u64) -> u64 {
    let two = bits >> 24 | (bits & 0x00ff_ffff) << 32;
    let four = (two >> 12 & 0x0000_0fff_0000_0fff) | (two & 0x0000_0fff_0000_0fff) << 16;
    (four >> 6 & 0x003f_003f_003f_003f) | (four & 0x003f_003f_003f_003f) << 8
}

/// Sets a lane to 1 if its value is at least `least`, else to 0. Adding what `least` lacks to 128
/// sets the high bit, and never carries.
const fn those_from(values: u64, least: u8) -> u64 {
    (values + splat(0x80 - least)) >> 7 & splat(1)
}

/// Fills eight lanes.
const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::message::Pieces;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::Digest as _;
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
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    /// A content whose inner hash a host computes.
    struct Hashed<'a>(&'a [u8]);

    impl Content for Hashed<'_> {
        fn sha256_elsewhere(&mut self, block: &[u8; 64]) -> Option<Digest> {
            Some(Sha256::new().chain_update(block).chain_update(self.0).finalize().into())
        }

        fn read(&mut self, _: &mut impl FnMut(&[u8])) {
            unreachable!("it is hashed elsewhere");
        }
    }

    #[test]
    fn rfc_4231_holds_here_and_with_the_inner_hash_computed_elsewhere() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../tests/vectors/rfc4231.json")).unwrap();
        assert_eq!(cases.len(), 7);
        for case in cases {
            let key = MacKey::new(&bytes(&case.key));
            let data = bytes(&case.data);
            let expected = bytes(&case.tag);
            for tag in [key.tag(&mut Pieces(&[&data])), key.tag(&mut Hashed(&data))] {
                let tag = STANDARD.decode(tag).unwrap();
                assert_eq!(tag[..expected.len()], expected, "{}", case.name);
            }
        }
    }

    #[test]
    fn a_tag_is_encoded_as_in_the_base64_crate() {
        for seed in 0..=u8::MAX {
            let mut byte = seed;
            let tag = [(); 32].map(|()| {
                byte = byte.wrapping_mul(167).wrapping_add(13);
                byte
            });
            assert_eq!(encode(&tag)[..], *STANDARD.encode(tag).as_bytes());
        }
    }

    #[test]
    fn every_value_is_encoded_at_every_place() {
        for value in 0..64_u64 {
            for shift in (0..48).step_by(6) {
                let mut bytes = [0; 32];
                bytes[..6].copy_from_slice(&(value << shift).to_be_bytes()[2..]);
                assert_eq!(
                    encode(&bytes)[..],
                    *STANDARD.encode(bytes).as_bytes(),
                    "{value} {shift}"
                );
            }
        }
    }
}
