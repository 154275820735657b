//! Puts a webhook to hookproof and to the reference, and panics if they differ.

use hookproof::{Headers, Secret, SecretError, Signer, UnixTime, Verified, Verifier, VerifyError};

use crate::{
    delivery::Delivery,
    reference::{
        secret::{Given, signing_keys, verification_keys},
        sign::{content, entry},
        verify::{Accepted, verify},
    },
};

/// Returns a secret as the crate takes it.
pub fn secret(given: &Given) -> Secret<'_> {
    match given {
        Given::Text(text) => Secret::Text(text),
        Given::Raw(bytes) => Secret::Raw(bytes),
    }
}

/// Why a webhook is not accepted.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    /// A secret is none.
    Secret(SecretError),
    /// The webhook breaks a rule.
    Webhook(VerifyError),
}

impl Refusal {
    /// Returns the crate's own code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Secret(error) => error.code(),
            Self::Webhook(error) => error.code(),
        }
    }
}

/// Returns what the crate says, and checks that the reference says the same.
pub fn verdict(delivery: &Delivery) -> Result<Accepted, Refusal> {
    let Delivery { secrets, headers, body, now, tolerance } = delivery;
    let keys = verification_keys(secrets);
    let verifier = match (Verifier::new(secrets.iter().map(secret)), &keys) {
        (Ok(verifier), Ok(_)) => verifier.with_tolerance(*tolerance),
        (Err(error), Err(errors)) if errors.contains(&error) => return Err(Refusal::Secret(error)),
        (found, expected) => {
            panic!("secrets: {:?}, and not {:?}", found.err(), expected.as_ref().err());
        }
    };
    let pairs = Headers::from_pairs(headers.iter().map(|(name, value)| (name, value)));
    let found = verifier.verify(body, &pairs, *now).map(accepted);
    // A byte of the input chooses the pieces, so that the fuzzer can.
    let size = usize::from(body.first().copied().unwrap_or(0)) + 1;
    let in_pieces = verifier.begin(&pairs, *now).and_then(|mut incoming| {
        body.chunks(size).for_each(|piece| incoming.update(piece));
        incoming.finish(*now).map(accepted)
    });
    assert_eq!(found, in_pieces, "the verdict on the whole, and on pieces of {size}");
    let keys = keys.unwrap_or_default();
    let expected = verify(&keys, headers, body, now.as_seconds(), tolerance.as_secs());
    assert_eq!(found, expected, "hookproof's verdict, and the reference's");
    found.map_err(Refusal::Webhook)
}

fn accepted(verified: Verified<'_>) -> Accepted {
    Accepted {
        id: verified.id().to_owned(),
        timestamp: verified.timestamp().as_seconds(),
        secret_index: verified.secret_index(),
    }
}

/// Has both sign a message with these secrets, and verifies what they made.
pub fn signature(secrets: &[Given], id: &str, timestamp: i64, body: &[u8]) {
    let keys = signing_keys(secrets);
    let (signer, keys) = match (Signer::new(secrets.iter().map(secret)), keys) {
        (Ok(signer), Ok(keys)) => (signer, keys),
        (Err(error), Err(errors)) if errors.contains(&error) => return,
        (found, expected) => panic!("secrets: {:?}, and not {:?}", found.err(), expected.err()),
    };
    let content = content(id.as_bytes(), timestamp.to_string().as_bytes(), body);
    let expected: Vec<String> = keys.iter().filter_map(|key| entry(key, &content)).collect();
    let found =
        signer.sign(id, UnixTime::from_seconds(timestamp), body).map(|header| header.to_string());
    assert_eq!(found, Ok(expected.join(" ")), "hookproof's signatures, and the reference's");
}
