//! The invariants of every message that is cleaned.

use faq::text::{clean, cut, one_line, sentences, visible, without_negated_symptoms, words};

/// The number of characters that one may become: U+FDFA is a sentence of eighteen.
const LONGEST_EXPANSION: usize = 18;

/// Cleans a message and checks the result.
pub fn check(bytes: &[u8]) {
    let message = String::from_utf8_lossy(bytes);
    let cleaned = clean(&message);
    assert!(cleaned.chars().count() <= LONGEST_EXPANSION * message.chars().count(), "{message:?} grows: {cleaned:?}");
    assert_eq!(one_line(&cleaned), cleaned, "{message:?}");
    assert!(!cleaned.contains(['\u{200b}', '\u{202e}', '_', '~', '`', '\\']), "{message:?}: {cleaned:?}");
    for piece in cleaned.split(' ').filter(|piece| piece.contains(['*', '|'])) {
        let is_operator = piece.chars().all(|c| piece.starts_with(c));
        assert!(is_operator, "{message:?}: {cleaned:?}");
    }
    assert_eq!(clean(&cleaned), cleaned, "{message:?} is not clean yet");

    let plain = words(&cleaned);
    assert!(plain.iter().all(|word| word.chars().any(char::is_alphanumeric)), "{plain:?}");
    if let Some(left) = without_negated_symptoms(&cleaned) {
        assert!(words(&left).len() < plain.len(), "{cleaned:?} denies nothing: {left:?}");
    }
    let parted: Vec<String> = sentences(&message).iter().flat_map(|sentence| words(sentence)).collect();
    assert_eq!(parted, plain, "{message:?} loses words");
    assert_eq!(visible(&visible(&message)), visible(&message), "{message:?}");
    for limit in [0, 1, 10, 100] {
        assert!(cut(&message, limit).chars().count() <= limit, "{message:?} at {limit}");
    }
}
