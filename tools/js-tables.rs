//! Prints what JavaScript must know exactly as Rust does: the layout of the buffer, the errors in
//! the order of the numbers by which they cross, the limits that messages name. `npm run build`
//! makes a TypeScript module of it, so that the two sides cannot drift.

fn main() {
    let mut tables = String::new();
    hookproof::wasm::tables(&mut tables).expect("a String takes all");
    println!("{tables}");
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
    for (code, message, _) in
        hookproof::wasm::hints().filter(|(code, ..)| *code == "WASM_UNAVAILABLE")
    {
        println!(
            "export const unavailableHint = {{ code: {code:?}, message: {message:?} }} as const;"
        );
    }
}
