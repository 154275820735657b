//! Prints what JavaScript must know exactly as Rust does: the errors, in the order of the numbers by which they cross, and
//! the limits that its messages name. `npm run build` makes a TypeScript module of it, so that the two sides cannot drift.

use hookproof::{DEFAULT_TOLERANCE_SECONDS, MAX_SECRET_BYTES, MIN_SECRET_BYTES, wasm::Refusal};

fn main() {
    println!("export const defaultToleranceSeconds = {DEFAULT_TOLERANCE_SECONDS};");
    println!("export const minSecretBytes = {MIN_SECRET_BYTES};");
    println!("export const maxSecretBytes = {MAX_SECRET_BYTES};");
    println!("/** Code, message, and whether the sender caused it. */");
    println!("export const refusals = [");
    for (code, message, is_sender_fault) in Refusal::table() {
        println!("  [{code:?}, {message:?}, {is_sender_fault}],");
    }
    println!("] as const;");
}
