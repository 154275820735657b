//! What the crate does with a secret. What of a secret's text is public stays defined: its prefix,
//! its length, its padding.

use hookproof::{Headers, SecretError, SignatureHeader, Signer, UnixTime, Verifier};

use crate::secrecy::{public, secret};

pub const ALL: &[(&str, fn())] = &[
    ("reads a secret of 24 bytes", || reads("whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "")),
    ("reads a secret of 25 bytes, padded", || {
        reads("whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAQ", "==")
    }),
    ("reads a secret of 32 bytes, padded", || {
        reads("whsec_", "RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c", "=")
    }),
    ("reads a secret of 32 bytes, not padded", || {
        reads("whsec_", "RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c", "")
    }),
    ("reads a secret of the URL-safe alphabet", || {
        reads("whsec_", "RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24-Aj_0c", "")
    }),
    ("reads a secret with a version before its prefix", || {
        reads("v1,whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "")
    }),
    // Where a prefix could be, the characters say that there is none.
    ("reads a secret without a prefix", || reads("MfKQ9r8GK", "YqrTwjUPD8ILPZIo2LaLaSw", "")),
    ("reads a secret of 96 bytes, which is hashed first", || {
        reads("whsec_", &"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".repeat(4), "")
    }),
    ("takes raw bytes", takes_raw_bytes),
    ("refuses a wrong character at the start", || refuses("?fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
    ("refuses a wrong character at the end", || refuses("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS?")),
    ("signs with an HMAC", || assert_eq!(public(sign(WHSEC).as_str()), RIGHT)),
    ("signs with ed25519", || assert_eq!(public(sign(WHSK).as_str()), RIGHT_V1A)),
    ("verifies a right signature", || assert!(verifies(RIGHT))),
    ("refuses a signature wrong in its first byte", || {
        assert!(!verifies("v1,g4hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="))
    }),
    ("refuses a signature wrong in its last byte", || {
        assert!(!verifies("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA="))
    }),
    ("verifies a right signature behind wrong ones", || {
        let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        assert!(verifies(&format!("{wrong} {wrong} {RIGHT}")));
    }),
];

/// A secret's prefix, and its characters.
type Parts = (&'static str, &'static str);

const WHSEC: Parts = ("whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
/// Of the characters, the first 42 hold 252 of the seed's bits. The next one holds its last four,
/// and two of the public key.
const WHSK: Parts = (
    "whsk_",
    "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
);
const SEED_CHARACTERS: usize = 42;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: UnixTime = UnixTime::from_seconds(1_614_265_330);
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const RIGHT: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const RIGHT_V1A: &str =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

fn reads(prefix: &str, characters: &str, padding: &str) {
    let text = [prefix, characters, padding].concat();
    secret(&text[prefix.len()..prefix.len() + characters.len()]);
    assert!(Verifier::new([text.as_str()]).is_ok());
}

fn takes_raw_bytes() {
    let bytes = [7_u8; 32];
    assert!(Verifier::new([secret(&bytes[..])]).is_ok());
}

fn refuses(characters: &str) {
    let text = ["whsec_", characters].concat();
    secret(&text["whsec_".len()..]);
    assert_eq!(Verifier::new([text.as_str()]).err(), Some(SecretError::Format));
}

fn sign((prefix, characters): Parts) -> SignatureHeader {
    let text = [prefix, characters].concat();
    let secret_length = if prefix == WHSK.0 { SEED_CHARACTERS } else { characters.len() };
    secret(&text[prefix.len()..prefix.len() + secret_length]);
    let signer = Signer::new([text.as_str()]).expect("a right secret");
    signer.sign(ID, TIMESTAMP, BODY).expect("a right id")
}

fn verifies(signatures: &str) -> bool {
    let text = [WHSEC.0, WHSEC.1].concat();
    secret(&text[WHSEC.0.len()..]);
    let verifier = Verifier::new([text.as_str()]).expect("a right secret");
    let headers = Headers::from_pairs([
        ("webhook-id", ID),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", signatures),
    ]);
    verifier.verify(BODY, &headers, TIMESTAMP).is_ok()
}
