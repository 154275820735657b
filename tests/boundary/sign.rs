//! Signs through the exports.
use super::*;

#[wasm_bindgen_test]
fn signing_leaves_the_header_in_the_place_of_the_first() {
    given(&[SECRET]);
    let sign = |id, timestamp| {
        write(BODY_PLACE, BODY_TEXT.as_bytes());
        sign_texts(id, timestamp, BODY_TEXT.len() as i32)
    };
    assert_eq!(sign(ID, TIME), Ok(SIGNATURE.to_owned()));
    assert_eq!(sign("a.b", TIME), Err(SignError::Id));
    assert_eq!(sign("", TIME), Err(SignError::Id));
    assert_eq!(sign(ID, "1e3"), Err(SignError::Timestamp));
    given(&[SECRET, OTHER_SECRET]);
    let both = sign(ID, TIME).expect("a signature");
    assert!(both.starts_with(&format!("{SIGNATURE} v1,")), "{both}");
    assert_eq!(verify([[ID, TIME, &both], NONE], BODY_TEXT), Ok(0));
}
