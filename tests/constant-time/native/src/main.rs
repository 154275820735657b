//! One case for each run, under valgrind: bytes marked as undefined are secret, so that valgrind's
//! own reports of a branch or an address that depends on undefined bytes are reports of a leak.

mod cases;
mod controls;
mod secrecy;

use std::env;

fn main() {
    let wanted = env::args().nth(1).expect("the name of a case, or --list");
    let all = || cases::ALL.iter().chain(controls::ALL);
    if wanted == "--list" {
        all().for_each(|(name, _)| println!("{name}"));
        return;
    }
    assert!(secrecy::is_watched(), "this has to run under valgrind");
    println!("{}", processor());
    let (_, run) = all().find(|(name, _)| *name == wanted).expect("a case of that name");
    run();
}

/// Returns what the libraries find when they ask for the processor that valgrind emulates.
#[cfg(target_arch = "x86_64")]
fn processor() -> String {
    let has = |name: &str, found: bool| format!("{name}: {}", if found { "yes" } else { "no" });
    [has("sha", is_x86_feature_detected!("sha")), has("avx2", is_x86_feature_detected!("avx2"))]
        .join(", ")
}

#[cfg(not(target_arch = "x86_64"))]
fn processor() -> String {
    String::from("not x86-64")
}
