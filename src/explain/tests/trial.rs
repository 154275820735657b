//! Tests that misspelt signatures are found, and that a search spends no more than it may.

use alloc::{format, string::String, vec};

use super::{
    BODY, FORGED, ID, NOW, OTHER_SECRET, PRIVATE_KEY, PUBLIC_KEY, SECRET, explained, first,
    with_signature,
};
use crate::{
    explain::{
        hint::HintCode,
        trial::{List, MAX_TRIALS, Trials},
    },
    keyring::Key,
    secret::MinSecretBytes,
    signer::Signer,
    timestamp::UnixTime,
};

const PIECES: [&[u8]; 5] = [ID.as_bytes(), b".", b"1614265330", b".", BODY];

/// Returns the entry that a secret makes.
fn entry(secret: &str) -> String {
    let signature =
        Signer::new([secret]).unwrap().sign(ID, UnixTime::from_seconds(NOW), BODY).unwrap();
    signature.as_str().into()
}

fn key(secret: &str) -> Key {
    Key::from_text(secret.as_bytes(), MinSecretBytes::DEFAULT).unwrap()
}

/// Returns why no entry of the list is what the key of this secret made, and how many trials it
/// takes to say so.
fn misspelt(secret: &str, list: &str) -> (Option<HintCode>, usize) {
    let mut trials = Trials::new();
    let cause = trials.misspelt(&key(secret), list.as_bytes(), &PIECES);
    (cause, trials.count)
}

#[test]
fn an_entry_that_is_misspelt_is_read_all_the_same() {
    for (signs, verifies, version) in [(SECRET, SECRET, "v1,"), (PRIVATE_KEY, PUBLIC_KEY, "v1a,")] {
        let entry = entry(signs);
        let base64 = entry.strip_prefix(version).unwrap();
        let unpadded = entry.trim_end_matches('=');
        for (list, cause) in [
            (unpadded, HintCode::SignatureEncoding),
            (base64, HintCode::SignatureVersion),
            (&format!("v2,{base64}"), HintCode::SignatureVersion),
            (&format!("sha256={base64}"), HintCode::SignatureVersion),
        ] {
            assert_eq!(misspelt(verifies, list), (Some(cause), 1), "{list}");
            assert_eq!(
                misspelt(verifies, &format!("v2,00 {FORGED} {list}")).0,
                Some(cause),
                "{list}"
            );
        }
    }
}

#[test]
fn an_entry_that_is_well_spelt_is_not_tried_again() {
    for (signs, verifies) in [(SECRET, SECRET), (PRIVATE_KEY, PUBLIC_KEY)] {
        assert_eq!(misspelt(verifies, &entry(signs)), (None, 0));
    }
}

#[test]
fn an_entry_is_tried_with_keys_of_its_kind_alone() {
    let (tag, signature) = (entry(SECRET), entry(PRIVATE_KEY));
    let [tag, signature] = [&tag, &signature].map(|entry| entry.trim_end_matches('='));
    assert_eq!(misspelt(SECRET, signature), (None, 0));
    assert_eq!(misspelt(PUBLIC_KEY, tag), (None, 0));
    assert_eq!(misspelt(OTHER_SECRET, tag), (None, 1));
    let twice = format!("{signature} {signature}");
    assert_eq!(misspelt(PUBLIC_KEY, &twice), (Some(HintCode::SignatureEncoding), 2));
}

#[test]
fn a_misspelt_entry_is_found_beside_one_that_is_well_spelt() {
    let entry = entry(SECRET);
    let list = format!("{FORGED} {}", entry.trim_end_matches('='));
    assert_eq!(first(&explained(BODY, &with_signature(&list), &[SECRET])), "SIGNATURE_ENCODING");
}

#[test]
fn when_the_trials_are_used_up_nothing_fits_any_more() {
    let mut trials = Trials::new();
    for (signs, verifies) in [(SECRET, SECRET), (PRIVATE_KEY, PUBLIC_KEY)] {
        let (key, entry) = (key(verifies), entry(signs));
        let signatures = List::read(entry.as_bytes());
        let unpadded = entry.trim_end_matches('=').as_bytes();
        trials.count = MAX_TRIALS - 2;
        assert!(trials.fits(&key, &signatures, &PIECES));
        assert!(trials.misspelt(&key, unpadded, &PIECES).is_some());
        assert!(!trials.fits(&key, &signatures, &PIECES));
        assert!(trials.misspelt(&key, unpadded, &PIECES).is_none());
        assert_eq!(trials.count, MAX_TRIALS);
    }
}

#[test]
fn no_more_than_64_mebibytes_are_hashed() {
    let mebibyte = vec![0; 1 << 20];
    let mut trials = Trials::new();
    assert!(trials.may_spend(2, &[&mebibyte[..]; 31]));
    assert!(!trials.may_spend(1, &[&mebibyte[..], &mebibyte[..], b"."]));
    assert!(trials.may_spend(1, &[&mebibyte[..]; 2]));
    assert!(!trials.may_spend(1, &[b"."]));
    assert_eq!(trials.count, 3);
}
