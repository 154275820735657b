//! What valgrind is told about memory.

use crabgrind::{
    RunMode,
    memcheck::{MemState, mark_mem},
    run_mode,
};

pub fn is_watched() -> bool {
    run_mode() == RunMode::Valgrind
}

/// From here on, nothing may be decided by these bytes. Gives them back as something that the compiler knows nothing about.
pub fn secret<T: AsRef<[u8]> + ?Sized>(value: &T) -> &T {
    let bytes = value.as_ref();
    // Its answer is of no use: valgrind gives -1 for memory that was marked, which crabgrind takes for an error.
    let _ = mark_mem(bytes.as_ptr().cast_mut().cast(), bytes.len(), MemState::Undefined);
    std::hint::black_box(value)
}
