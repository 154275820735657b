//! What the module keeps: fixed places that JavaScript writes into, so that memory never grows, and the cached keys.

use core::cell::RefCell;

use super::key_cache::KeyCache;

/// One byte more than the grammar allows, so that the core sees that a text is too long, and refuses it itself.
pub(super) const ID: usize = 257;
pub(super) const TIMESTAMP: usize = 13;
pub(super) const SIGNATURE: usize = 4097;
const HEADER_SET: usize = ID + TIMESTAMP + SIGNATURE;

/// Room for the longest secret that is right, and more.
const SECRET: usize = 1024;

/// A body is fed in pieces of this size.
const BODY: usize = 32 * 1024;

pub(super) struct State {
    pub(super) keys: KeyCache,
    pub(super) secret: [u8; SECRET],
    pub(super) headers: [u8; 2 * HEADER_SET],
    pub(super) body: [u8; BODY],
}

/// Lends the state for one call.
pub(super) fn with_state<T>(work: impl FnOnce(&mut State) -> T) -> T {
    static STATE: SingleThreaded<State> = SingleThreaded(RefCell::new(State {
        keys: KeyCache::new(),
        secret: [0; SECRET],
        headers: [0; 2 * HEADER_SET],
        body: [0; BODY],
    }));
    work(&mut STATE.0.borrow_mut())
}

struct SingleThreaded<T>(RefCell<T>);

#[expect(
    unsafe_code,
    reason = "a static must be Sync, and std's thread_local brings a kilobyte of destructors"
)]
// SAFETY: the module is built without the `atomics` feature, so its memory belongs to one thread. A Worker has its own.
unsafe impl<T> Sync for SingleThreaded<T> {}

#[cfg(target_feature = "atomics")]
compile_error!("the state would be shared by threads");
