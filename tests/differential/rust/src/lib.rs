//! One JSON line in, one verdict line out, for a whole batch of webhooks.

use std::io::{BufWriter, Write, stdin, stdout};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

/// A webhook and how it is to be judged, as tests/differential/ask.js writes it.
#[derive(Deserialize)]
pub struct Webhook {
    body: String,
    pub headers: Vec<(String, String)>,
    secrets: Vec<GivenSecret>,
    pub now: i64,
    pub tolerance: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum GivenSecret {
    Text(String),
    Raw(String),
}

/// A secret as text, or the key itself.
pub enum Secret {
    Text(String),
    Raw(Vec<u8>),
}

impl Webhook {
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        decoded(&self.body)
    }

    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        self.secrets.iter().map(|secret| match secret {
            GivenSecret::Text(text) => Secret::Text(text.clone()),
            GivenSecret::Raw(base64) => Secret::Raw(decoded(base64)),
        })
    }
}

/// Answers every line of standard input with what `judge` says about it.
///
/// # Panics
///
/// If a line is no webhook, or nobody reads the answers: the test fails.
pub fn judge_all(judge: impl Fn(&Webhook) -> String) {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lines() {
        let webhook = serde_json::from_str(&line.expect("a line")).expect("a webhook");
        writeln!(out, "{}", judge(&webhook)).expect("standard output");
    }
}

/// For a peer, which takes one secret, the headers of an HTTP library, and the clock's time.
///
/// # Panics
///
/// If HTTP cannot carry a header, which the test does not ask for.
#[cfg(any(feature = "standardwebhooks", feature = "svix"))]
pub fn judge_all_by<W, E: std::fmt::Display>(
    new: impl Fn(Secret) -> Result<W, E>,
    verify: impl Fn(&W, &[u8], &http::HeaderMap) -> Result<(), E>,
) {
    use http::{HeaderMap, HeaderName, HeaderValue};

    judge_all(|webhook| {
        let secret = webhook.secrets().next().expect("a secret");
        let peer = match new(secret) {
            Ok(peer) => peer,
            Err(error) => return format!("secret: {error}"),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in &webhook.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("the name of a header");
            headers.append(
                name,
                HeaderValue::from_bytes(value.as_bytes()).expect("the value of a header"),
            );
        }
        match verify(&peer, &webhook.body(), &headers) {
            Ok(()) => "accepted".into(),
            Err(error) => format!("refused: {error}"),
        }
    });
}

fn decoded(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).expect("base64")
}
