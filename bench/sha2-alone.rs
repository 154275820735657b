//! The limit for WebAssembly: `sha2` and nothing else, built like the core.
//! bench/peers/sha2-wasm.js calls it.

#![expect(unsafe_code, reason = "a name for JavaScript to call is an unsafe attribute")]

use core::hint::black_box;

use sha2::{Digest, Sha256};

static BODY: [u8; 1 << 20] = [b'x'; 1 << 20];

/// The first byte of the SHA-256 of so many bytes: a SHA-256 takes as long for any bytes.
// SAFETY: nothing else in this module has that name.
#[unsafe(no_mangle)]
pub extern "C" fn sha256(length: usize) -> u8 {
    let body = black_box(&BODY);
    Sha256::digest(&body[..length.min(body.len())])[0]
}
