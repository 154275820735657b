//! This crate's own verdicts.

use differential::{Secret, Webhook, judge_all};
use hookproof::{Error, Headers, Verifier};

fn main() {
    judge_all(|webhook| verdict(webhook).unwrap_or_else(|error| error.code().into()));
}

fn verdict(webhook: &Webhook) -> Result<String, Error> {
    let secrets: Vec<Secret> = webhook.secrets().collect();
    let verifier = Verifier::new(secrets.iter().map(|secret| match secret {
        Secret::Text(text) => hookproof::Secret::Text(text),
        Secret::Raw(bytes) => hookproof::Secret::Raw(bytes),
    }))?;
    let headers = Headers::from_pairs(webhook.headers.iter().map(|(name, value)| (name, value)));
    let verified =
        verifier.with_tolerance(webhook.tolerance).verify(&webhook.body(), &headers, webhook.now)?;
    Ok(format!("ok {} {} {}", verified.secret_index(), verified.timestamp(), verified.id()))
}
