//! The same for ed25519, which takes as long as a hundred HMACs.

use ed25519_dalek::SigningKey;
use hookproof::{Secret, Verifier};
use proptest::{prelude::*, sample::Index};

use crate::{
    config,
    webhook::{Part, base64_text, flip, key, message, part},
};

/// `whsk_` and `whpk_`.
fn pair(seed: [u8; 32]) -> [String; 2] {
    let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
    let text = |prefix, bytes: &[u8]| format!("{prefix}{}", base64_text(bytes, false, true));
    [text("whsk_", &[seed, public].concat()), text("whpk_", &public)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_signed_verifies_with_its_own_public_key_alone(message in message(), seeds in any::<[[u8; 32]; 2]>(), key in key()) {
        prop_assume!(seeds[0] != seeds[1]);
        let [private, public] = pair(seeds[0]);
        let [_, other] = pair(seeds[1]);
        let webhook = message.with_signature(message.signed_with_secrets([&private]));
        let verdict = |secrets: [Secret<'_>; 2]| webhook.verdict_of(&Verifier::new(secrets).unwrap(), message.timestamp, 0);
        prop_assert_eq!(verdict([(&public).into(), (&other).into()]), Ok(0));
        prop_assert_eq!(verdict([(&other).into(), (&public).into()]), Ok(1));
        prop_assert_eq!(verdict([(&key).into(), (&public).into()]), Ok(1));
        prop_assert_eq!(verdict([(&key).into(), (&other).into()]), Err("ERR_NO_MATCHING_SIGNATURE"));
    }

    #[test]
    fn a_changed_bit_is_refused(message in message(), seed in any::<[u8; 32]>(), part in part(), bit in any::<Index>()) {
        let [private, public] = pair(seed);
        let mut webhook = message.with_signature(message.signed_with_secrets([&private]));
        let mut verifying = public;
        match part {
            Part::Key => {
                let mut seed = seed;
                flip(&mut seed, bit);
                [_, verifying] = pair(seed);
            }
            part => webhook.flip(part, bit),
        }
        let verifier = Verifier::new([&verifying]).unwrap();
        let verdict = webhook.verdict_of(&verifier, message.timestamp, u64::MAX);
        prop_assert!(verdict.is_err(), "it verifies");
    }
}
