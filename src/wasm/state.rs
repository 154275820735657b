//! What the module keeps: fixed places that JavaScript writes into, so that memory never grows, and the cached keys.

use core::cell::RefCell;

use super::key_cache::KeyCache;

/// One byte more than the grammar allows, so that the core sees that a text is too long, and refuses it itself.
pub(super) const ID: usize = 257;
pub(super) const TIMESTAMP: usize = 13;
pub(super) const SIGNATURE: usize = 4097;
const HEADER_SET: usize = ID + TIMESTAMP + SIGNATURE;

/// Room for both sets of headers; or for one, and a short payload behind it (`core.js` has the same figures).
pub(super) const TEXTS: usize = 2 * HEADER_SET;

/// A secret or a body is fed in pieces of this size; no secret of more than one piece is right.
const SPACE: usize = 32 * 1024;

pub(super) struct State {
    pub(super) keys: KeyCache,
    pub(super) texts: [u8; TEXTS],
    pub(super) space: [u8; SPACE],
}

/// Lends the state for one call.
pub(super) fn with_state<T>(work: impl FnOnce(&mut State) -> T) -> T {
    static STATE: SingleThreaded<State> =
        SingleThreaded(RefCell::new(State { keys: KeyCache::new(), texts: [0; TEXTS], space: [0; SPACE] }));
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
