//! The exports that the npm package calls, called with real JavaScript values.
#![cfg(target_arch = "wasm32")]

use hookproof::wasm::{Memory, Reading, Refusal, check_headers, check_secrets, sign_webhook, verify_webhook};
use js_sys::{Array, Map, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: &str = "1614265330";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = r#"{"test": 2432232314}"#;
const NOW: f64 = 1_614_265_330.0;

fn reading() -> Reading {
    Reading::new(&Memory::new(&wasm_bindgen::memory()))
}

fn pairs() -> [(&'static str, &'static str); 3] {
    [("webhook-id", ID), ("webhook-timestamp", TIME), ("webhook-signature", SIGNATURE)]
}

fn record() -> Object {
    let object = Object::new();
    for (name, value) in pairs() {
        Reflect::set(&object, &name.into(), &value.into()).expect("a plain object");
    }
    object
}

fn verdict(payload: &JsValue, headers: &JsValue, secret: &JsValue) -> i32 {
    verify_webhook(payload, headers, secret, NOW, 300.0, &reading())
}

fn code(number: i32) -> &'static str {
    let place = usize::try_from(-1 - number).expect("a refusal") % 256;
    Refusal::table().nth(place).expect("a row").0
}

#[wasm_bindgen_test]
fn a_record_a_map_and_pairs_hold_the_same_headers() {
    let map = Map::new();
    let list = Array::new();
    for (name, value) in pairs() {
        map.set(&name.into(), &value.into());
        list.push(&Array::of2(&name.into(), &value.into()));
    }
    for headers in [record().into(), JsValue::from(map), JsValue::from(list)] {
        assert_eq!(verdict(&BODY.into(), &headers, &SECRET.into()), 0);
    }
}

#[wasm_bindgen_test]
fn a_get_method_is_asked_for_each_name() {
    let lookup = Closure::<dyn Fn(String) -> JsValue>::new(|name: String| {
        let found = pairs().into_iter().find(|(known, _)| *known == name);
        found.map_or(JsValue::NULL, |(_, value)| value.into())
    });
    let headers = Object::new();
    Reflect::set(&headers, &"get".into(), lookup.as_ref()).expect("a plain object");
    assert_eq!(verdict(&BODY.into(), &headers, &SECRET.into()), 0);
}

#[wasm_bindgen_test]
fn strings_bytes_and_views_are_payloads_and_nothing_else_is() {
    let bytes = Uint8Array::from(BODY.as_bytes());
    let view = js_sys::DataView::new(&bytes.buffer(), 0, BODY.len());
    for payload in [JsValue::from(BODY), bytes.clone().into(), bytes.buffer().into(), view.into()] {
        assert_eq!(verdict(&payload, &record(), &SECRET.into()), 0);
    }
    for payload in [JsValue::UNDEFINED, JsValue::NULL, 1.into(), Object::new().into(), Array::new().into()] {
        assert_eq!(code(verdict(&payload, &record(), &SECRET.into())), "ERR_PAYLOAD_TYPE");
    }
}

#[wasm_bindgen_test]
fn an_array_of_secrets_says_which_one_matched_or_which_one_is_wrong() {
    let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    assert_eq!(verdict(&BODY.into(), &record(), &Array::of2(&other.into(), &SECRET.into())), 1);
    let number = verdict(&BODY.into(), &record(), &Array::of2(&SECRET.into(), &"whsec_".into()));
    assert_eq!(code(number), "ERR_SECRET_MISSING");
    assert_eq!((-1 - number) / 256, 1);
    let number = check_secrets(&7.into(), &reading());
    assert_eq!(code(number), "ERR_SECRET_KIND");
}

#[wasm_bindgen_test]
fn options_that_are_no_numbers_of_seconds_are_errors() {
    for (now, tolerance) in
        [(f64::NAN, 300.0), (f64::INFINITY, 300.0), (NOW, -1.0), (NOW, f64::NAN), (NOW, f64::INFINITY)]
    {
        let number = verify_webhook(&BODY.into(), &record(), &SECRET.into(), now, tolerance, &reading());
        assert_eq!(code(number), "ERR_OPTION");
        let number = check_headers(&record(), &SECRET.into(), now, tolerance, &reading());
        assert_eq!(code(number), "ERR_OPTION");
    }
}

#[wasm_bindgen_test]
fn now_is_rounded_down_and_its_extremes_are_only_far_away() {
    let at = |now| verify_webhook(&BODY.into(), &record(), &SECRET.into(), now, 300.0, &reading());
    assert_eq!(at(NOW + 300.999), 0);
    assert_eq!(code(at(NOW + 301.0)), "ERR_TIMESTAMP_TOO_OLD");
    assert_eq!(code(at(NOW - 300.001)), "ERR_TIMESTAMP_TOO_NEW");
    assert_eq!(code(at(f64::MAX)), "ERR_TIMESTAMP_TOO_OLD");
    assert_eq!(code(at(f64::MIN)), "ERR_TIMESTAMP_TOO_NEW");
}

#[wasm_bindgen_test]
fn verifying_leaves_the_id_and_the_timestamp_and_signing_the_header() {
    let kept = reading();
    let number = verify_webhook(&BODY.into(), &record(), &SECRET.into(), NOW, 300.0, &kept);
    assert_eq!(number, 0);
    assert_eq!(Reflect::get(kept.unchecked_ref(), &"id".into()), Ok(ID.into()));
    assert_eq!(Reflect::get(kept.unchecked_ref(), &"timestamp".into()), Ok(NOW.into()));

    let kept = reading();
    assert_eq!(sign_webhook(&BODY.into(), &ID.into(), &TIME.into(), &SECRET.into(), &kept), 0);
    assert_eq!(Reflect::get(kept.unchecked_ref(), &"signature".into()), Ok(SIGNATURE.into()));
}

#[wasm_bindgen_test]
fn a_call_made_while_headers_are_read_does_not_disturb_the_outer_one() {
    let inner = Closure::<dyn Fn(String) -> JsValue>::new(|name: String| {
        assert_eq!(verdict(&BODY.into(), &record(), &SECRET.into()), 0);
        let found = pairs().into_iter().find(|(known, _)| *known == name);
        found.map_or(JsValue::NULL, |(_, value)| value.into())
    });
    let headers = Object::new();
    Reflect::set(&headers, &"get".into(), inner.as_ref()).expect("a plain object");
    assert_eq!(verdict(&BODY.into(), &headers, &SECRET.into()), 0);
}
