//! Prints the errors in the order of the numbers by which they cross to JavaScript, as the TypeScript module that
//! `npm run build` writes. So that the two sides cannot drift, nothing else knows the order.

use hookproof::wasm::Refusal;

fn main() {
    println!("export const refusals = [");
    for (code, message, is_sender_fault) in Refusal::table() {
        println!("  [{code:?}, {message:?}, {is_sender_fault}],");
    }
    println!("] as const;");
}
