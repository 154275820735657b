//! Splits a text that holds several secrets at what stands between them.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{
    hint::{HintCode, Step},
    secret_text::{Candidate, is_of_a_secret, read},
};

/// The longer ones come first, because the shorter ones are in them.
const SEPARATORS: [&str; 14] =
    [" | ", "|", "; ", ";", ", ", ",", "\r\n", "\n", "\t", "  ", " ", "\\n", "&", ":"];

/// Splits a text in the first way that makes each piece a secret.
pub(super) fn split(text: &str) -> Option<Candidate> {
    let separators = SEPARATORS.into_iter().filter(|separator| text.contains(separator));
    let by_text =
        separators.map(|separator| (text.split(separator).collect(), Step::Split(separator)));
    let patterns: [(Vec<&str>, Step); 3] = [
        // Before a secret may stand its version, and a comma.
        (split_at_commas(text), Step::SplitAtCommas),
        (split_at_separators(text), Step::SplitAtRuns),
        (prefixed(text), Step::Matches),
    ];
    by_text.chain(patterns).find_map(|(pieces, step)| {
        let is_list =
            pieces.len() > 1 && pieces.iter().all(|piece| read(piece.as_bytes()).is_some());
        let own = |piece: &&str| Zeroizing::new(piece.as_bytes().to_vec());
        let texts = || pieces.iter().map(own).collect();
        is_list.then(|| Candidate {
            code: HintCode::SecretList,
            texts: texts(),
            steps: [step].into(),
        })
    })
}

fn split_at_commas(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find(',').map(|at| from + at) {
        from = at + 1;
        if rest[..at].ends_with("v1") {
            continue;
        }
        pieces.push(&rest[..at]);
        rest = rest[from..].trim_start();
        from = 0;
    }
    pieces.push(rest);
    pieces
}

fn split_at_separators(text: &str) -> Vec<&str> {
    let separates =
        |character: char| character.is_ascii_whitespace() || matches!(character, ',' | ';' | '|');
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find(separates).map(|at| from + at) {
        if rest[..at].ends_with("v1") {
            from = at + 1;
            continue;
        }
        pieces.push(&rest[..at]);
        rest = rest[at..].trim_start_matches(separates);
        from = 0;
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Returns all pieces that begin as a secret does, whatever is between them.
fn prefixed(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(start) =
        ["whsec_", "whpk_"].iter().filter_map(|prefix| text[at..].find(prefix)).min()
    {
        let start = at + start;
        let length = text[start..]
            .find(|character| !is_of_a_secret(character))
            .unwrap_or(text.len() - start);
        let version = if text[at..start].ends_with("v1,") { 3 } else { 0 };
        at = start + length;
        pieces.push(&text[start - version..at]);
    }
    pieces
}
