//! What a WebAssembly module without `std` must bring itself: only the build of `hookproof.wasm`
//! sets `--cfg hookproof_module`, because `hookproof-full.wasm`, tests and Rust programs have
//! `std`, which brings the same.

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32,
    panic::PanicInfo,
    ptr,
};

/// A panic is a trap: `instance.ts` answers it with an error and a new instance. Text and
/// formatting would weigh 30 KB.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    wasm32::unreachable()
}

/// Nothing here allocates; the linker asks for an allocator all the same.
struct NoAllocator;

#[global_allocator]
static ALLOCATOR: NoAllocator = NoAllocator;

#[expect(unsafe_code, reason = "the trait is")]
// SAFETY: a null pointer is how an allocator says that it has nothing to give.
unsafe impl GlobalAlloc for NoAllocator {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
