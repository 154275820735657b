//! The verdicts of the crate `standardwebhooks`.

use differential::{Secret, judge_all_by};
use standardwebhooks::Webhook;

fn main() {
    let new = |secret| match secret {
        Secret::Text(text) => Webhook::new(&text),
        Secret::Raw(bytes) => Webhook::from_bytes(bytes),
    };
    judge_all_by(new, Webhook::verify);
}
