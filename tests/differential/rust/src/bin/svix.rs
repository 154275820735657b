//! The verdicts of the crate `svix`.

use differential::{Secret, judge_all_by};
use svix::webhooks::Webhook;

fn main() {
    let new = |secret| match secret {
        Secret::Text(text) => Webhook::new(&text),
        Secret::Raw(bytes) => Webhook::from_bytes(bytes),
    };
    judge_all_by(new, Webhook::verify);
}
