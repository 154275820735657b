//! This crate's own verdicts.

use std::time::Duration;

use differential::{Secret, Webhook, judge_all};
use hookproof::{Headers, SecretError, UnixTime, Verifier, VerifyError};

fn main() {
    judge_all(|webhook| verdict(webhook).unwrap_or_else(Into::into));
}

/// What is accepted, or the code.
fn verdict(webhook: &Webhook) -> Result<String, &'static str> {
    let secrets: Vec<Secret> = webhook.secrets().collect();
    let verifier = Verifier::new(secrets.iter().map(|secret| match secret {
        Secret::Text(text) => hookproof::Secret::Text(text),
        Secret::Raw(bytes) => hookproof::Secret::Raw(bytes),
    }));
    let verifier =
        verifier.map_err(SecretError::code)?.with_tolerance(Duration::from_secs(webhook.tolerance));
    let headers = Headers::from_pairs(webhook.headers.iter().map(|(name, value)| (name, value)));
    let now = UnixTime::from_seconds(webhook.now);
    let verified = verifier.verify(&webhook.body(), &headers, now).map_err(VerifyError::code)?;
    Ok(format!(
        "ok {} {} {}",
        verified.secret_index(),
        verified.timestamp().as_seconds(),
        verified.id()
    ))
}
