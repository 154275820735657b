//! Calls what only the module of `hookproof/full` exports.
use super::*;
use hookproof::wasm::{explain_webhook, public_key};
use wasm_bindgen::JsValue;

const SEED: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const SEED_BYTES: [u8; 32] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31,
];

fn pair() -> (String, String) {
    let public = public_key(SEED_BYTES.to_vec()).expect("32 bytes");
    // 32 bytes end within a group of four characters, so both halves are decoded.
    let halves = js_sys::Function::new_with_args("a, b", "return btoa(atob(a) + atob(b))");
    let private =
        halves.call2(&JsValue::NULL, &SEED.into(), &public.as_str().into()).expect("base64");
    (format!("whsk_{}", private.as_string().expect("text")), format!("whpk_{public}"))
}

#[wasm_bindgen_test]
fn ed25519_verifies_and_signs_a_body_that_comes_in_any_way() {
    assert_eq!(public_key(vec![0; 31]), None);
    let (private, public) = pair();
    with_host();
    assert_eq!(take(0, &private), 0);
    assert_eq!(check_secrets(true), 0);
    write(BODY_PLACE, BODY_TEXT.as_bytes());
    let signature = sign_texts(ID, TIME, BODY_TEXT.len() as i32).expect("a signature");
    assert!(signature.starts_with("v1a,"), "{signature}");
    let texts = [ID, TIME, &signature];
    given(&[SECRET, &public]);
    assert_eq!(verify([texts, NONE], BODY_TEXT), Ok(1));
    for mode in [IN_PIECES, ON_HOST] {
        HASH.set(|_| Some([0; 32]));
        PIECES.set(vec![(BODY_TEXT.into(), BODY_TEXT.len() as i32)]);
        assert_eq!(verify_lengths(write_texts([texts, NONE]), mode), Ok(1));
    }
    // It is the first key that a hash is for.
    given(&[&public, SECRET]);
    assert_eq!(begin([texts, NONE]), Ok(0));
    assert!(!holds_block());
}

#[wasm_bindgen_test]
fn the_secret_that_is_of_the_wrong_kind_is_named() {
    let (private, public) = pair();
    with_host();
    assert_eq!([take(0, SECRET), take(1, &private)], [0, 0]);
    let error = SecretError::ALL.iter().position(|error| *error == SecretError::PrivateKey);
    assert_eq!(check_secrets(false), -1 - error.expect("a row") as i32 - 256);
    assert_eq!(check_secrets(true), 0);
    assert_eq!([take(0, SECRET), take(1, SECRET), take(2, &public)], [0, 0, 0]);
    let error = SecretError::ALL.iter().position(|error| *error == SecretError::PublicKey);
    assert_eq!(check_secrets(true), -1 - error.expect("a row") as i32 - 512);
}

#[wasm_bindgen_test]
fn an_explanation_is_a_plain_object_whatever_is_asked() {
    // JavaScript makes it, as pkg/src/explain.ts does.
    let ask = |source: &str| {
        let asked =
            js_sys::Function::new_no_args(&format!("return {source}")).call0(&JsValue::NULL);
        explain_webhook(&asked.expect("an object"))
    };
    let get =
        |object: &JsValue, name: &str| Reflect::get(object, &name.into()).expect("a plain object");
    let right = format!(
        "{{ now: {NOW}, tolerance: 300, minSecretBytes: 24, secrets: ['{SECRET}'], access: 'properties', \
         fields: ['{ID}', '{TIME}', '{SIGNATURE}'], pairs: [], payload: '{BODY_TEXT}' }}"
    );
    let explanation = ask(&right);
    assert_eq!(get(&explanation, "ok"), JsValue::TRUE, "{explanation:?}");
    assert_eq!(js_sys::Array::from(&get(&explanation, "checks")).length(), 5);
    // Nothing of it, and all of it of other types.
    for wrong in [
        "{ secrets: [], fields: [], pairs: [] }",
        "{ secrets: 7, fields: 'abc', pairs: {}, payload: 7, now: 'x', isList: [] }",
    ] {
        let explanation = ask(wrong);
        assert_eq!(get(&explanation, "ok"), JsValue::FALSE, "{explanation:?}");
        assert!(js_sys::Array::from(&get(&explanation, "hints")).length() > 0);
    }
}
