//! Unicode: folds look-alike letters, accents and case, removes invisible characters, cuts between graphemes.

use decancer::{Options, Translation};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Returns [`visible`] text in lower case, with every letter that only looks different replaced by the plain one.
///
/// A whole word of another script keeps its letters, so that its language can still be detected. It loses only the marks that
/// people often leave out.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed: String = text.nfkd().collect();
    let mut folded = String::with_capacity(decomposed.len());
    for word in decomposed.split_inclusive(|c| !is_part_of_word(c)) {
        let has_latin = word.chars().any(looks_latin);
        for c in word.chars() {
            fold_char(c, has_latin, &mut folded);
        }
    }
    folded.nfc().flat_map(char::to_lowercase).collect()
}

fn is_part_of_word(c: char) -> bool {
    is_letter(c) || is_combining_mark(c) || is_apostrophe(c)
}

/// Returns the text as a reader sees it: without invisible characters, and with plain characters in place of those that
/// only look special (full-width digits, circled letters). Case, punctuation and markup stay.
///
/// ```
/// use faq::text::visible;
/// assert_eq!(visible("Call \u{ff10}\u{200b}12!"), "Call 012!");
/// ```
pub fn visible(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|&c| !is_invisible(c)).collect();
    }
    text.nfkd().filter(|&c| !is_invisible(c)).nfc().collect()
}

fn fold_char(c: char, has_latin: bool, folded: &mut String) {
    match c {
        _ if c.is_ascii() => folded.push(c),
        _ if is_apostrophe(c) => folded.push('\''),
        // The bar that makes an Arabic word longer.
        '\u{0640}' => {}
        'ß' | 'ẞ' => folded.push_str("ss"),
        _ if is_combining_mark(c) => {
            // Latin letters lose their accents and zalgo; other scripts need most of theirs.
            if let Some(letter) = folded.chars().next_back()
                && is_other_script(letter)
                && !is_optional_mark(letter, c)
            {
                folded.push(c);
            }
        }
        _ if is_other_script(c) && !(has_latin && is_confusable_script(c)) => folded.push(c),
        _ if is_letter(c) => push_plain(c, folded),
        _ => folded.push(c),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{2032}' | '\u{00b4}')
}

/// Returns whether people write the letter of another script with or without the mark: the vowels and hamzas of Arabic, the
/// points of Hebrew, the accents of Greek, stress in Cyrillic, and the dots of ё.
fn is_optional_mark(letter: char, mark: char) -> bool {
    match mark {
        '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}' | '\u{0670}' => true,
        '\u{0308}' => matches!(letter, 'е' | 'Е') || is_greek(letter),
        '\u{0300}' | '\u{0301}' => matches!(letter, '\u{0400}'..='\u{04ff}') || is_greek(letter),
        '\u{0313}' | '\u{0314}' | '\u{0342}' | '\u{0345}' => is_greek(letter),
        _ => false,
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Returns whether the character is a Latin letter or looks like one.
fn looks_latin(c: char) -> bool {
    if c.is_ascii() || is_other_script(c) || !is_letter(c) {
        return c.is_ascii_alphabetic();
    }
    let mut plain = String::new();
    push_plain(c, &mut plain);
    plain.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_boxed_letter(c)
}

fn push_plain(c: char, folded: &mut String) {
    match decancer::cure_char(c, Options::default()) {
        Translation::Character(plain) => folded.push(plain),
        Translation::String(plain) => folded.push_str(&plain),
        Translation::None => {}
    }
}

/// Returns whether the character is a zero-width, bidirectional or other format control, a variation selector, or a
/// control character other than white space.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether the character belongs to a script other than Latin that languages are written in. The space of Ogham
/// does not.
fn is_other_script(c: char) -> bool {
    matches!(c,
        '\u{0370}'..='\u{13ff}' | '\u{1400}'..='\u{167f}' | '\u{1681}'..='\u{1cff}' | '\u{1f00}'..='\u{1fff}' | '\u{2d00}'..='\u{2dff}'
        | '\u{2e80}'..='\u{a6ff}' | '\u{a800}'..='\u{abff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns whether the character belongs to a script whose letters pass for Latin ones inside a Latin word.
fn is_confusable_script(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{058f}' | '\u{13a0}'..='\u{13ff}' | '\u{1400}'..='\u{167f}')
}

/// Returns whether the character is a letter in a circle or a square, which Unicode counts as a symbol.
fn is_boxed_letter(c: char) -> bool {
    matches!(c, '\u{1f100}'..='\u{1f1e5}')
}

/// Returns `text` if it has at most `limit` characters; else as many whole graphemes as fit, and an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut left = limit.saturating_sub(1);
    let mut end = 0;
    for grapheme in text.graphemes(true) {
        let Some(rest) = left.checked_sub(grapheme.chars().count()) else { break };
        left = rest;
        end += grapheme.len();
    }
    let mut shown = text[..end].trim_end().to_owned();
    if limit > 0 {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_texts_stay() {
        assert_eq!(cut("", 0), "");
        assert_eq!(cut("pain", 4), "pain");
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        assert_eq!(cut("does it hurt", 9), "does it…");
        assert_eq!(cut("pain", 1), "…");
        assert_eq!(cut("pain", 0), "");
    }

    #[test]
    fn a_grapheme_is_never_split() {
        assert_eq!(cut("a👨‍👩‍👧b!", 6), "a…");
        assert_eq!(cut("a👨‍👩‍👧bcd", 7), "a👨‍👩‍👧…");
    }

    proptest! {
        #[test]
        fn never_longer_than_the_limit(text in "\\PC{0,60}", limit in 0usize..40) {
            prop_assert!(cut(&text, limit).chars().count() <= limit);
        }
    }
}
