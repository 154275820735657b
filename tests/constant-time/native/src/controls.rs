//! Leaks on purpose, each of which valgrind has to report: a watch that sees nothing proves
//! nothing.

use std::hint::black_box;

use crate::secrecy::secret;

pub const ALL: &[(&str, fn())] = &[
    ("control: slices compared with ==", || compares(|one, other| one == other)),
    ("control: a loop that stops at the first difference", || {
        compares(|one, other| (0..32).all(|at| black_box(one)[at] == other[at]));
    }),
    ("control: a table looked up by a secret", looks_up),
];

fn compares(equal: fn(&[u8], &[u8]) -> bool) {
    let tag = [7_u8; 32];
    assert!(black_box(equal)(secret(&tag[..]), &[7; 32]));
}

fn looks_up() {
    let table: [u8; 256] = std::array::from_fn(|at| (at % 251) as u8);
    let index = [252_u8];
    let found = black_box(&table)[usize::from(secret(&index[..])[0])];
    black_box(found);
}
