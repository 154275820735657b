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
    #[cfg(feature = "full")]
    print_hints();
}

#[cfg(feature = "full")]
fn print_hints() {
    println!(
        "/** Code, message, and when it is given: for types and documentation, since the core brings its own. */"
    );
    println!("export const hints = [");
    for (code, message, description) in hookproof::wasm::hints() {
        println!("  [{code:?}, {message:?}, {description:?}],");
    }
    println!("] as const;");
    println!("/** What the core cannot say: that there is none. */");
    for (code, message, _) in hookproof::wasm::hints().filter(|(code, ..)| *code == "WASM_UNAVAILABLE") {
        println!("export const unavailableHint = {{ code: {code:?}, message: {message:?} }} as const;");
    }
}
