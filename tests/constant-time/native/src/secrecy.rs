//! What valgrind is told about memory.

use crabgrind::{
    RunMode,
    memcheck::{MemState, mark_mem},
    run_mode,
};

pub fn is_watched() -> bool {
    run_mode() == RunMode::Valgrind
}

/// From here on, nothing may be decided by these bytes. Gives them back as something that the
/// compiler knows nothing about.
pub fn secret<T: AsRef<[u8]> + ?Sized>(value: &T) -> &T {
    mark(value.as_ref(), MemState::Undefined);
    std::hint::black_box(value)
}

/// Returns what is made of a secret and sent: from here on, anybody may look at it.
pub fn public(text: &str) -> &str {
    mark(text.as_bytes(), MemState::Defined);
    text
}

fn mark(bytes: &[u8], state: MemState) {
    // Its answer is of no use: valgrind gives -1 for memory that was marked, which crabgrind takes
    // for an error.
    let _ = mark_mem(bytes.as_ptr().cast_mut().cast(), bytes.len(), state);
}
