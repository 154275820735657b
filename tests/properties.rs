//! What holds of every webhook, tried with random ones: `tests/properties/` does the same with the
//! npm package.
//!
//! `PROPTEST_CASES` says how many of them. A failure prints the smallest case that was found, and
//! its seed is kept in `tests/properties.proptest-regressions`, to be tried first from then on.

#![cfg(not(target_arch = "wasm32"))]

use hookproof::{Headers, SecretError, Signer, UnixTime, Verifier, VerifyError};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::FileFailurePersistence,
};
use webhook::{Part, base64_text, clock, flip, in_cases, joined, junk, key, message, part};

#[cfg(feature = "ed25519")]
#[path = "properties/v1a.rs"]
mod v1a;
#[path = "properties/webhook.rs"]
mod webhook;

fn config() -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig { failure_persistence: Some(Box::new(persistence)), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_signed_verifies(message in message(), key in key(), age in -300_i64..=300) {
        let webhook = message.signed_with(&[&key]);
        let verifier = Verifier::new([key.as_slice()]).unwrap();
        let headers = webhook.headers();
        let verified = verifier.verify(&webhook.body, &headers, UnixTime::from_seconds(message.timestamp + age));
        let found = verified.map(|verified| (verified.id(), verified.timestamp().as_seconds(), verified.secret_index()));
        prop_assert_eq!(found, Ok((message.id.as_str(), message.timestamp, 0)));
    }

    #[test]
    fn a_changed_bit_is_refused(message in message(), mut key in key(), part in part(), bit in any::<Index>()) {
        let mut webhook = message.signed_with(&[&key]);
        match part {
            Part::Key => flip(&mut key, bit),
            part => webhook.flip(part, bit),
        }
        // Whatever the changed timestamp says: nothing but the signature is to be the reason.
        let verdict = webhook.verdict(&[&key], message.timestamp, u64::MAX);
        prop_assert!(verdict.is_err(), "it verifies");
    }

    #[test]
    fn neither_order_nor_junk_changes_the_verdict(
        message in message(),
        keys in [key(), key()],
        has_right in any::<bool>(),
        mut entries in vec(junk(), 0..40),
        place in any::<Index>(),
        gaps in vec(1_usize..4, 42),
    ) {
        prop_assume!(keys[0] != keys[1]);
        let mut webhook = message.signed_with(&[&keys[0]]);
        entries.push(message.signed_with(&[&keys[1]]).signature);
        if has_right {
            entries.insert(place.index(entries.len() + 1), webhook.signature.clone());
        }
        webhook.signature = joined(&entries, &gaps);
        // A comma alone is no entry: what ends one may stand by itself.
        let count = entries.iter().filter(|entry| entry != &b",").count();
        let lawful = count <= 32 && webhook.signature.len() <= 4096;
        let expected = match (lawful, has_right) {
            (true, true) => Ok(0),
            (true, false) => Err("ERR_NO_MATCHING_SIGNATURE"),
            (false, _) => Err("ERR_MALFORMED_HEADER"),
        };
        prop_assert_eq!(webhook.verdict(&[&keys[0]], message.timestamp, 0), expected);
    }

    #[test]
    fn how_often_the_signature_header_is_given_does_not_change_the_verdict(
        message in message(),
        keys in [key(), key()],
        has_right in any::<bool>(),
        mut values in vec(prop_oneof![4 => junk(), 1 => Just(Vec::new()), 1 => Just(b",".to_vec()), 1 => Just(b" ".to_vec())], 0..50),
        comma in any::<bool>(),
        long in 0..4200_usize,
        place in any::<Index>(),
    ) {
        prop_assume!(keys[0] != keys[1]);
        let mut webhook = message.signed_with(&[&keys[usize::from(has_right)]]);
        if comma {
            webhook.signature.push(b',');
        }
        values.insert(place.index(values.len() + 1), webhook.signature.clone());
        if long > 3500 {
            values.push(vec![b'x'; long]);
        }
        let pairs = values.iter().map(|value| ("Webhook-Signature", value));
        let others = [("webhook-id", &webhook.id), ("webhook-timestamp", &webhook.timestamp)];
        let verifier = Verifier::new([keys[1].as_slice()]).unwrap();
        let repeated = Headers::from_pairs(others.into_iter().chain(pairs));
        let verdict = verifier.verify(&webhook.body, &repeated, UnixTime::from_seconds(message.timestamp)).map(|verified| verified.secret_index());
        webhook.signature = values.join(&b", "[..]);
        prop_assert_eq!(verdict.map_err(VerifyError::code), webhook.verdict_of(&verifier, message.timestamp, 300));
    }

    #[test]
    fn neither_case_nor_order_nor_other_headers_change_the_verdict(
        message in message(),
        key in key(),
        names in select(vec![["webhook-id", "webhook-timestamp", "webhook-signature"], ["svix-id", "svix-timestamp", "svix-signature"]]),
        cases in any::<u64>(),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        forged in any::<bool>(),
    ) {
        let mut webhook = message.signed_with(&[&key]);
        if forged {
            webhook.body.push(b'x');
        }
        let pairs = [(names[0], &webhook.id), (names[1], &webhook.timestamp), (names[2], &webhook.signature), ("webhook", &webhook.body)];
        let renamed: Vec<_> = order.iter().map(|at| (in_cases(pairs[*at].0, cases), pairs[*at].1)).collect();
        let headers = Headers::from_pairs(renamed.iter().map(|(name, value)| (name, *value)));
        let verifier = Verifier::new([key.as_slice()]).unwrap();
        let verdict = verifier.verify(&webhook.body, &headers, UnixTime::from_seconds(message.timestamp)).map(|_| ());
        prop_assert_eq!(verdict, if forged { Err(VerifyError::NoMatchingSignature) } else { Ok(()) });
    }

    #[test]
    fn a_webhook_is_fresh_within_the_tolerance_and_at_its_bounds(
        message in message(),
        key in key(),
        (now, tolerance) in clock(),
        off in -2_i64..=2,
        at_bound in any::<bool>(),
    ) {
        // Most of what is interesting is a second away from a bound.
        let now = if at_bound { message.timestamp.saturating_add_unsigned(tolerance).saturating_add(off) } else { now };
        let verdict = message.signed_with(&[&key]).verdict(&[&key], now, tolerance);
        let expected = if now.abs_diff(message.timestamp) <= tolerance {
            Ok(0)
        } else if now > message.timestamp {
            Err("ERR_TIMESTAMP_TOO_OLD")
        } else {
            Err("ERR_TIMESTAMP_TOO_NEW")
        };
        prop_assert_eq!(verdict, expected);
    }

    #[test]
    fn the_first_secret_that_matches_is_named(
        message in message(),
        pool in vec(key(), 1..6),
        picked in vec(any::<Index>(), 1..=16),
        signing in vec(any::<bool>(), 6),
    ) {
        let picked: Vec<&[u8]> = picked.iter().map(|at| at.get(&pool).as_slice()).collect();
        let signers: Vec<&[u8]> = pool.iter().zip(&signing).filter(|(_, signs)| **signs).map(|(key, _)| key.as_slice()).collect();
        let webhook = if signers.is_empty() { message.with_signature("") } else { message.signed_with(&signers) };
        let first = picked.iter().position(|key| signers.contains(key));
        let expected = first.ok_or(if signers.is_empty() { "ERR_MISSING_HEADER" } else { "ERR_NO_MATCHING_SIGNATURE" });
        prop_assert_eq!(webhook.verdict(&picked, message.timestamp, 0), expected);
    }

    #[test]
    fn however_a_secret_is_written_it_is_the_same_key(message in message(), key in key(), url_safe in any::<bool>(), padded in any::<bool>()) {
        let base64 = base64_text(&key, url_safe, padded);
        let signed = message.signed_with_secrets([key.as_slice()]);
        for prefix in ["whsec_", "v1,whsec_"] {
            let text = format!("{prefix}{base64}");
            prop_assert_eq!(&message.signed_with_secrets([text.as_str()]), &signed, "{}", prefix);
        }
        let has_own_characters = url_safe && base64.contains(['-', '_']);
        let bare = Signer::new([base64.as_str()]).map(|_| ()).map_err(SecretError::code);
        prop_assert_eq!(bare, if has_own_characters { Err("ERR_SECRET_FORMAT") } else { Ok(()) });
        if !has_own_characters {
            prop_assert_eq!(&message.signed_with_secrets([base64.as_str()]), &signed);
        }
    }
}
