//! The host's environment variables, of which the filter sees those that the host's configuration
//! names.
//!
//! By the two functions of WASI that hosts of proxy-wasm offer. To compile all of the filter for
//! WASI would bring its standard library, a sixth of the module, for these.

#![allow(unsafe_code, reason = "the functions of WASI are the host's")]

#[link(wasm_import_module = "wasi_snapshot_preview1")]
unsafe extern "C" {
    fn environ_sizes_get(count: *mut usize, bytes: *mut usize) -> u32;
    fn environ_get(pointers: *mut *mut u8, text: *mut u8) -> u32;
}

/// Returns the value of a variable, if it is there and is UTF-8.
pub(crate) fn variable(name: &str) -> Option<String> {
    let text = all()?;
    let mut entries = text.split(|byte| *byte == 0);
    let value =
        entries.find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="))?;
    String::from_utf8(value.to_vec()).ok()
}

/// Returns all of them: `NAME=value`, with a zero byte behind each.
fn all() -> Option<Vec<u8>> {
    let (mut count, mut bytes) = (0, 0);
    // SAFETY: both are of this function, and the host writes one number to each.
    if unsafe { environ_sizes_get(&raw mut count, &raw mut bytes) } != 0 {
        return None;
    }
    let mut pointers = vec![core::ptr::null_mut(); count];
    let mut text = vec![0; bytes];
    // SAFETY: they have the sizes that the host has just named, and nothing runs in between.
    let status = unsafe { environ_get(pointers.as_mut_ptr(), text.as_mut_ptr()) };
    (status == 0).then_some(text)
}
