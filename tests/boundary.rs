//! The exports that the npm package calls, called with real JavaScript values.
#![cfg(target_arch = "wasm32")]

use hookproof::wasm::Refusal;
use js_sys::{Array, Map, Object, Reflect, Uint8Array};
use wasm_bindgen::{
    JsValue,
    prelude::{Closure, wasm_bindgen},
};
use wasm_bindgen_test::wasm_bindgen_test;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: &str = "1614265330";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = r#"{"test": 2432232314}"#;
const NOW: f64 = 1_614_265_330.0;

#[wasm_bindgen(module = "/src/wasm/reading.js")]
extern "C" {
    type Reading;
    #[wasm_bindgen(constructor)]
    fn new(secret: &JsValue) -> Reading;
    #[wasm_bindgen(method, js_name = takePayload)]
    fn take_payload(this: &Reading, payload: &JsValue);
    #[wasm_bindgen(method, js_name = takeHeaders)]
    fn take_headers(this: &Reading, headers: &JsValue);
    #[wasm_bindgen(method, js_name = takeTexts)]
    fn take_texts(this: &Reading, id: &str, timestamp: &str);
}

#[wasm_bindgen(module = "/src/wasm/core.js")]
extern "C" {
    type Core;
    #[wasm_bindgen(constructor)]
    fn new(exports: &JsValue) -> Core;
    #[wasm_bindgen(method)]
    fn verify(this: &Core, reading: &Reading, now: f64, tolerance: f64) -> i32;
    #[wasm_bindgen(method, js_name = checkHeaders)]
    fn check_headers(this: &Core, reading: &Reading, now: f64, tolerance: f64) -> i32;
    #[wasm_bindgen(method, js_name = checkSecrets)]
    fn check_secrets(this: &Core, reading: &Reading) -> i32;
    #[wasm_bindgen(method)]
    fn sign(this: &Core, reading: &Reading) -> i32;
    #[wasm_bindgen(method)]
    fn signature(this: &Core, length: i32) -> String;
}

thread_local! {
    /// One for all, as in a process: what a call leaves must not disturb the next.
    static CORE: Core = Core::new(&wasm_bindgen::exports());
}

fn reading(payload: &JsValue, headers: &JsValue, secret: &JsValue) -> Reading {
    let reading = Reading::new(secret);
    reading.take_payload(payload);
    reading.take_headers(headers);
    reading
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
    let reading = reading(payload, headers, secret);
    CORE.with(|core| core.verify(&reading, NOW, 300.0))
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
    let number = CORE.with(|core| core.check_secrets(&Reading::new(&7.into())));
    assert_eq!(code(number), "ERR_SECRET_KIND");
}

#[wasm_bindgen_test]
fn options_that_are_no_numbers_of_seconds_are_errors() {
    for (now, tolerance) in
        [(f64::NAN, 300.0), (f64::INFINITY, 300.0), (NOW, -1.0), (NOW, f64::NAN), (NOW, f64::INFINITY)]
    {
        let reading = reading(&BODY.into(), &record(), &SECRET.into());
        let [number, without_body] = CORE.with(|core| {
            [core.verify(&reading, now, tolerance), core.check_headers(&reading, now, tolerance)]
        });
        assert_eq!([code(number), code(without_body)], ["ERR_OPTION"; 2]);
    }
}

#[wasm_bindgen_test]
fn now_is_rounded_down_and_its_extremes_are_only_far_away() {
    let reading = reading(&BODY.into(), &record(), &SECRET.into());
    let at = |now| CORE.with(|core| core.verify(&reading, now, 300.0));
    assert_eq!(at(NOW + 300.999), 0);
    assert_eq!(code(at(NOW + 301.0)), "ERR_TIMESTAMP_TOO_OLD");
    assert_eq!(code(at(NOW - 300.001)), "ERR_TIMESTAMP_TOO_NEW");
    assert_eq!(code(at(f64::MAX)), "ERR_TIMESTAMP_TOO_OLD");
    assert_eq!(code(at(f64::MIN)), "ERR_TIMESTAMP_TOO_NEW");
}

#[wasm_bindgen_test]
fn a_verdict_says_which_set_of_headers_it_is_about() {
    let svix = Object::new();
    for (name, value) in pairs() {
        Reflect::set(&svix, &name.replace("webhook", "svix").into(), &value.into()).expect("a plain object");
    }
    assert_eq!(verdict(&BODY.into(), &svix, &SECRET.into()), 16);
    let both = Object::assign(&Object::new(), &record());
    assert_eq!(verdict(&BODY.into(), &Object::assign(&both, &svix), &SECRET.into()), 0);
}

#[wasm_bindgen_test]
fn signing_gives_the_header() {
    let reading = Reading::new(&SECRET.into());
    reading.take_payload(&BODY.into());
    reading.take_texts(ID, TIME);
    let header = CORE.with(|core| core.signature(core.sign(&reading)));
    assert_eq!(header, SIGNATURE);
}

#[wasm_bindgen_test]
fn a_secret_is_not_taken_for_the_one_before_it_after_a_refusal() {
    let (right, wrong) = (JsValue::from(SECRET), JsValue::from("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));
    let body = JsValue::from(BODY);
    assert_eq!(verdict(&body, &record(), &right), 0);
    // Refused for its option, so that nobody looks at its secret.
    let refused = reading(&body, &record(), &wrong);
    assert_eq!(code(CORE.with(|core| core.verify(&refused, f64::NAN, 300.0))), "ERR_OPTION");
    assert_eq!(code(verdict(&body, &record(), &wrong)), "ERR_NO_MATCHING_SIGNATURE");
    assert_eq!(verdict(&body, &record(), &right), 0);
    // Refused for its second secret.
    let half_right = Array::of2(&right, &"whsec_".into());
    for _ in 0..2 {
        assert_eq!(code(verdict(&body, &record(), &half_right)), "ERR_SECRET_MISSING");
    }
    assert_eq!(code(verdict(&body, &record(), &Array::new())), "ERR_SECRET_MISSING");
    assert_eq!(verdict(&body, &record(), &right), 0);
}

#[wasm_bindgen_test]
fn texts_that_are_not_ascii_are_read_by_their_bytes() {
    let headers = record();
    let list = format!("v1,clé {SIGNATURE}");
    Reflect::set(&headers, &"webhook-signature".into(), &list.into()).expect("a plain object");
    assert_eq!(verdict(&BODY.into(), &headers, &SECRET.into()), 0);
    for (name, value) in [("webhook-id", "msg_é"), ("webhook-timestamp", "１614265330")] {
        let headers = record();
        Reflect::set(&headers, &name.into(), &value.into()).expect("a plain object");
        assert_eq!(code(verdict(&BODY.into(), &headers, &SECRET.into())), "ERR_MALFORMED_HEADER");
    }
}

#[wasm_bindgen_test]
fn a_call_made_while_headers_are_read_does_not_disturb_the_outer_one() {
    let other = JsValue::from("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    let inner = Closure::<dyn Fn(String) -> JsValue>::new(move |name: String| {
        assert_eq!(code(verdict(&BODY.into(), &record(), &other)), "ERR_NO_MATCHING_SIGNATURE");
        let found = pairs().into_iter().find(|(known, _)| *known == name);
        found.map_or(JsValue::NULL, |(_, value)| value.into())
    });
    let headers = Object::new();
    Reflect::set(&headers, &"get".into(), inner.as_ref()).expect("a plain object");
    assert_eq!(verdict(&BODY.into(), &headers, &SECRET.into()), 0);
}
