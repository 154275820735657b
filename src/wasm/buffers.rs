//! Fixed places in the module's memory that JavaScript writes into, so that memory never grows, whatever comes.

extern crate std;

use core::cell::RefCell;
use std::thread_local;

use zeroize::Zeroize;

/// One byte more than the grammar allows, so that the core sees that a text is too long, and refuses it itself.
pub(super) const ID: usize = 257;
pub(super) const TIMESTAMP: usize = 13;
pub(super) const SIGNATURE: usize = 4097;
const HEADER_SET: usize = ID + TIMESTAMP + SIGNATURE;

/// Room for the longest secret that is right, and more.
const SECRET: usize = 1024;

/// A body is fed in pieces of this size.
const BODY: usize = 32 * 1024;

pub(super) struct Buffers {
    pub(super) secret: [u8; SECRET],
    pub(super) headers: [u8; 2 * HEADER_SET],
    pub(super) body: [u8; BODY],
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = const {
        RefCell::new(Buffers { secret: [0; SECRET], headers: [0; 2 * HEADER_SET], body: [0; BODY] })
    };
}

/// Lends the buffers for one call, and wipes the secret afterwards.
pub(super) fn with_buffers<T>(work: impl FnOnce(&mut Buffers) -> T) -> T {
    BUFFERS.with_borrow_mut(|buffers| {
        let outcome = work(buffers);
        buffers.secret.zeroize();
        outcome
    })
}
