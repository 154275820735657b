//! How a secret is misread, and what is not worth a try.

use alloc::{format, string::String};

use super::{BODY, OTHER_SECRET, SECRET, explained, first, signed};
use crate::{
    explain::{
        hint::{Fact, HintCode, Step},
        secrets,
    },
    keyring::Key,
    mac::Tag,
    message::Pieces,
    secret::{MinSecretBytes, Secret},
};

const CALLED: secrets::Called = secrets::Called { at: 0, minimum: 24 };

/// The key of whoever used the base64 of [`SECRET`] as text.
const KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn tag(key: &Key) -> Tag {
    match key {
        Key::Hmac(key) => key.tag(&mut Pieces(&[b"message"])),
        Key::Public(_) | Key::Private(_) => unreachable!("no test has one"),
    }
}

/// Returns what makes a sender with this key differ from a receiver with this secret.
fn misreading(secret: &str, key: &Key) -> Option<HintCode> {
    let found = secrets::find(Secret::Text(secret), CALLED, |tried| tag(tried) == tag(key));
    found.map(|found| found.code)
}

fn key(secret: &str) -> Key {
    Key::from_text(secret.as_bytes(), MinSecretBytes::DEFAULT).unwrap()
}

/// Returns how many keys are tried, when none fits.
fn tries(secret: &str) -> usize {
    let mut count = 0;
    let found = secrets::find(Secret::Text(secret), CALLED, |_| {
        count += 1;
        false
    });
    assert_eq!(found, None);
    count
}

#[test]
fn what_surrounds_a_secret_is_taken_off_it() {
    for secret in
        [" \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n", "'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'"]
    {
        assert_eq!(misreading(secret, &key(SECRET)), Some(HintCode::SecretSurrounded), "{secret}");
        assert_eq!(misreading(secret, &key(OTHER_SECRET)), None, "{secret}");
    }
}

#[test]
fn each_secret_of_a_list_is_tried() {
    for list in [[SECRET, OTHER_SECRET], [OTHER_SECRET, SECRET]] {
        for separator in [",", "; ", "|", "\n"] {
            let list = list.join(separator);
            assert_eq!(misreading(&list, &key(SECRET)), Some(HintCode::SecretList), "{list}");
        }
    }
}

/// With a prefix there is more to misread: the text, what follows the prefix, and the prefix as
/// base64 with an underscore that counts and with one that does not.
#[test]
fn a_secret_as_it_is_gets_no_second_try() {
    assert_eq!(tries(KEY), 1);
    assert_eq!(tries(SECRET), 4);
}

#[test]
fn the_bytes_of_a_secret_s_text_are_made_text_again() {
    let right = tag(&key(SECRET));
    let found =
        secrets::find(Secret::Raw(SECRET.as_bytes()), CALLED, |tried| tag(tried) == right).unwrap();
    assert_eq!(found.code, HintCode::SecretBytesOfText);
    let hexadecimal = KEY.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let right = tag(&Key::from_raw(KEY.as_bytes(), MinSecretBytes::DEFAULT).unwrap());
    let found =
        secrets::find(Secret::Raw(hexadecimal.as_bytes()), CALLED, |tried| tag(tried) == right);
    let Some(Fact::Secret(reading)) = found.map(|found| found.fact) else {
        unreachable!("it is of a secret")
    };
    assert_eq!(reading.steps, [Step::TextOfBytes, Step::Hex]);
}

/// As `Buffer.from(text, 'base64')` reads the prefix, too: with the underscore as 63, and a plus or
/// a minus as 62.
#[test]
fn a_prefix_is_decoded_in_both_alphabets() {
    let decoded =
        Key::from_text(b"whsec/C2FVsBQIhrscChlQIMV+b5sSYspob7oA", MinSecretBytes::DEFAULT).unwrap();
    for base64 in ["C2FVsBQIhrscChlQIMV+b5sSYspob7oA", "C2FVsBQIhrscChlQIMV-b5sSYspob7oA"] {
        let secret = format!("whsec_{base64}");
        assert_eq!(misreading(&secret, &decoded), Some(HintCode::SecretPrefixDecoded), "{secret}");
    }
}

#[test]
fn only_the_whole_of_a_decoded_prefix_is_obvious() {
    let obvious =
        |bytes: &[u8]| secrets::obvious(Secret::Raw(bytes), CALLED).map(|found| found.code);
    assert_eq!(obvious(b"\xc2\x1b\x1e\x73\xf1 and more"), Some(HintCode::SecretPrefixDecoded));
    assert_eq!(obvious(b"\xc2\x1b\x1e\x73\xe1 and more"), None);
    assert_eq!(obvious(b"\xc2\x1b\x1e\x74\xf1 and more"), None);
}

#[test]
fn a_secret_is_surrounded_if_nothing_else_is_wrong() {
    let mended =
        |secret: &str| secrets::mended(Secret::Text(secret), CALLED).map(|found| found.code);
    assert_eq!(mended(&format!("{SECRET}\n")), Some(HintCode::SecretSurrounded));
    assert_eq!(mended(SECRET), None);
    assert_eq!(mended("\"changeme\""), None);
}

#[test]
fn a_list_of_secrets_is_said_to_be_one_though_none_of_them_matches() {
    let headers = signed("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", BODY);
    let of = |secret: &str| first(&explained(BODY, &headers, &[secret]));
    assert_eq!(of(&[SECRET, OTHER_SECRET].join(",")), "SECRET_LIST");
    assert_eq!(of(&[SECRET, "changeme"].join(",")), "SECRET_UNUSABLE");
}
