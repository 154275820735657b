//! Prints what JavaScript must know exactly as Rust does: the errors, in the order of the numbers by which they cross, and
//! the limits that its messages name. `npm run build` makes a TypeScript module of it, so that the two sides cannot drift.

use hookproof::{DEFAULT_TOLERANCE_SECONDS, MAX_SECRET_BYTES, MIN_SECRET_BYTES, wasm::Refusal};

fn main() {
    println!("export const defaultToleranceSeconds = {DEFAULT_TOLERANCE_SECONDS};");
    println!("export const minSecretBytes = {MIN_SECRET_BYTES};");
    println!("export const maxSecretBytes = {MAX_SECRET_BYTES};");
    let (sender, developer): (Vec<_>, Vec<_>) = Refusal::table().partition(|(_, _, is_sender)| *is_sender);
    println!("export const senderFaultCount = {};", sender.len());
    // Two tables, because a bundle that only asks for a verdict needs no words for the sender's faults.
    for (name, faults) in [("senderFaults", sender), ("developerFaults", developer)] {
        println!("/** Code and message. */");
        println!("export const {name} = [");
        for (code, message, _) in faults {
            println!("  [{code:?}, {message:?}],");
        }
        println!("] as const;");
    }
}
