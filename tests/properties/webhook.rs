//! Random webhooks, and what can be done to them.

use core::time::Duration;

use base64::{
    Engine, alphabet,
    engine::general_purpose::{GeneralPurpose, NO_PAD, PAD, STANDARD},
};
use hookproof::{Headers, Secret, Signer, UnixTime, Verifier, VerifyError};
use proptest::{collection::vec, prelude::*, sample::Index};

const LATEST: i64 = 999_999_999_999;

/// What a sender has to sign.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) body: Vec<u8>,
}

/// What arrives: bytes, which may be no text at all.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) id: Vec<u8>,
    pub(crate) timestamp: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Id,
    Timestamp,
    Body,
    /// The header's text.
    Signature,
    /// What its only entry decodes to.
    Tag,
    Key,
}

pub(crate) fn part() -> impl Strategy<Value = Part> {
    use Part::{Body, Id, Key, Signature, Tag, Timestamp};
    prop::sample::select(&[Id, Timestamp, Body, Signature, Tag, Key][..])
}

pub(crate) fn message() -> impl Strategy<Value = Message> {
    // ASCII from ! to ~ without the dot.
    let visible =
        (0_u8..93).prop_map(|at| char::from(if at < 13 { b'!' + at } else { b'/' + at - 13 }));
    let id = prop_oneof![8 => vec(visible.clone(), 1..=40), 1 => vec(visible, 41..=256)];
    let id = id.prop_map(String::from_iter);
    let timestamp = prop_oneof![8 => 1_500_000_000..2_000_000_000_i64, 2 => 0..=LATEST];
    let body = prop_oneof![8 => vec(any::<u8>(), 0..100), 1 => vec(any::<u8>(), 100..1000)];
    (id, timestamp, body).prop_map(|(id, timestamp, body)| Message { id, timestamp, body })
}

/// Returns an HMAC key of lawful length; one of more than 64 bytes is hashed before it is used.
pub(crate) fn key() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![6 => vec(any::<u8>(), 24..=64), 2 => vec(any::<u8>(), 65..=128), 1 => vec(any::<u8>(), 512)]
}

/// Now and a tolerance, both anywhere.
pub(crate) fn clock() -> impl Strategy<Value = (i64, u64)> {
    let tolerance = prop_oneof![0..1000_u64, 0..=LATEST.unsigned_abs(), any::<u64>()];
    (prop_oneof![0..=LATEST, any::<i64>()], tolerance)
}

/// Returns an entry that no key made: of another version, of another length, in another alphabet,
/// or of bytes that are no text.
pub(crate) fn junk() -> impl Strategy<Value = Vec<u8>> {
    // Mapped, not filtered: a long run may reject no more than a short one.
    let text = vec(any::<u8>().prop_map(|byte| if byte == b' ' { b'_' } else { byte }), 1..60);
    let version = prop::sample::select(&["v1,", "v1a,", "v2,", "v1", ",", "", "V1,", "v1,v1,"][..]);
    prop_oneof![
        text.clone(),
        (version, vec(any::<u8>(), 0..70)).prop_map(|(version, tag)| [
            version.as_bytes(),
            base64_text(&tag, false, true).as_bytes()
        ]
        .concat()),
        text.prop_map(|text| [b"v1,", &text[..]].concat()),
    ]
    .prop_map(|entry| if entry.is_empty() { b"v1".to_vec() } else { entry })
}

impl Message {
    pub(crate) fn signed_with(&self, keys: &[&[u8]]) -> Webhook {
        self.with_signature(self.signed_with_secrets(keys.iter().copied()))
    }

    /// Returns the header that the crate makes.
    pub(crate) fn signed_with_secrets<'a, S: Into<Secret<'a>>>(
        &self,
        secrets: impl IntoIterator<Item = S>,
    ) -> String {
        let signer = Signer::new(secrets).expect("lawful secrets");
        let sent = UnixTime::from_seconds(self.timestamp);
        signer.sign(&self.id, sent, &self.body).expect("a lawful message").to_string()
    }

    pub(crate) fn with_signature(&self, signature: impl Into<Vec<u8>>) -> Webhook {
        let Self { id, timestamp, body } = self.clone();
        Webhook {
            id: id.into(),
            timestamp: timestamp.to_string().into(),
            signature: signature.into(),
            body,
        }
    }
}

impl Webhook {
    pub(crate) fn headers(&self) -> Headers<'_> {
        Headers::from_pairs([
            ("webhook-id", &self.id),
            ("webhook-timestamp", &self.timestamp),
            ("webhook-signature", &self.signature),
        ])
    }

    /// Returns the place of the key that matches, or the code.
    pub(crate) fn verdict(
        &self,
        keys: &[&[u8]],
        now: i64,
        tolerance: u64,
    ) -> Result<usize, &'static str> {
        self.verdict_of(&verifier_of(keys), now, tolerance)
    }

    pub(crate) fn verdict_of(
        &self,
        verifier: &Verifier,
        now: i64,
        tolerance: u64,
    ) -> Result<usize, &'static str> {
        let verifier = verifier.clone().with_tolerance(Duration::from_secs(tolerance));
        let now = UnixTime::from_seconds(now);
        let verdict = verifier.verify(&self.body, &self.headers(), now);
        #[cfg(feature = "alloc")]
        self.comes_in_pieces(&verifier, now, &verdict);
        verdict.map(|verified| verified.secret_index()).map_err(VerifyError::code)
    }

    /// Checks that the verdict is the same if the body comes in two pieces, cut where its first
    /// byte says.
    #[cfg(feature = "alloc")]
    fn comes_in_pieces(
        &self,
        verifier: &Verifier,
        now: UnixTime,
        verdict: &Result<hookproof::Verified<'_>, VerifyError>,
    ) {
        let cut = self.body.first().map_or(0, |&byte| usize::from(byte) % self.body.len());
        let (start, end) = self.body.split_at(cut);
        let headers = self.headers();
        match verifier.begin(&headers, now) {
            Ok(mut incoming) => {
                incoming.update(start);
                incoming.update(end);
                assert_eq!(incoming.finish(now).as_ref(), verdict.as_ref(), "cut at {cut}");
            }
            Err(error) => assert_eq!(Some(&error), verdict.as_ref().err()),
        }
    }

    /// Changes one bit of a part that came over the wire.
    pub(crate) fn flip(&mut self, part: Part, bit: Index) {
        match part {
            Part::Id => flip(&mut self.id, bit),
            Part::Timestamp => flip(&mut self.timestamp, bit),
            Part::Body if self.body.is_empty() => self.body.push(0),
            Part::Body => flip(&mut self.body, bit),
            Part::Signature => flip(&mut self.signature, bit),
            Part::Tag => {
                let comma =
                    self.signature.iter().position(|byte| *byte == b',').expect("a version");
                let mut tag = [0; 64];
                let base64 = &mut self.signature[comma + 1..];
                let length =
                    STANDARD.decode_slice(&*base64, &mut tag).expect("a signature of ours");
                flip(&mut tag[..length], bit);
                STANDARD.encode_slice(&tag[..length], base64).expect("the same length");
            }
            Part::Key => {}
        }
    }
}

fn verifier_of(keys: &[&[u8]]) -> Verifier {
    Verifier::new(keys.iter().copied()).expect("lawful keys")
}

pub(crate) fn flip(bytes: &mut [u8], bit: Index) {
    let bit = bit.index(bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// With one to three spaces between the entries, and around them.
pub(crate) fn joined(entries: &[Vec<u8>], gaps: &[usize]) -> Vec<u8> {
    let mut list = b" ".repeat(gaps[0] - 1);
    for (entry, gap) in entries.iter().zip(&gaps[1..]) {
        list.extend_from_slice(entry);
        list.extend(b" ".repeat(*gap));
    }
    list
}

/// Returns each letter in upper case whose bit is set.
pub(crate) fn in_cases(name: &str, bits: u64) -> String {
    let cased = |(at, letter): (usize, char)| {
        if bits >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
    };
    name.chars().enumerate().map(cased).collect()
}

pub(crate) fn base64_text(bytes: &[u8], url_safe: bool, padded: bool) -> String {
    let alphabet = if url_safe { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    let engine = GeneralPurpose::new(alphabet, if padded { PAD } else { NO_PAD });
    let mut text = vec![0; bytes.len() * 2 + 4];
    let length = engine.encode_slice(bytes, &mut text).expect("enough room");
    text.truncate(length);
    String::from_utf8(text).expect("base64")
}
