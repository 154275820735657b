//! The words of each check.

use super::{BODY, SECRET, detail, explained, signed};

#[test]
fn a_good_webhook_passes_every_check() {
    let explanation = explained(BODY, &signed(SECRET, BODY), &[SECRET]);
    assert!(explanation.ok && explanation.hints.is_empty());
    assert!(!detail(&explanation, "signature").is_empty());
}
