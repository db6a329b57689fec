//! Folds Unicode: look-alike letters, accents, invisible characters, case.

use decancer::{Options, Translation};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case text in which a letter that only looks different is the plain one; of [`visible`] text.
///
/// A whole word of another script is left alone, so that its language can still be told.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed: String = text.nfkd().collect();
    let mut folded = String::with_capacity(decomposed.len());
    for piece in decomposed.split_inclusive(char::is_whitespace) {
        let disguised = piece.chars().any(looks_latin);
        for c in piece.chars() {
            fold_char(c, disguised, &mut folded);
        }
    }
    folded.nfc().flat_map(char::to_lowercase).collect()
}

/// The text as a reader sees it: invisible characters taken out, and characters that only look special (full-width
/// digits, circled letters) made the plain ones. Case, punctuation and markup stay.
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

fn fold_char(c: char, among_latin: bool, folded: &mut String) {
    match c {
        _ if c.is_ascii() => folded.push(c),
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{2032}' | '\u{00b4}' => folded.push('\''),
        _ if is_combining_mark(c) => {
            // Accents and zalgo go from Latin letters; other scripts need theirs.
            if folded.chars().next_back().is_some_and(is_other_script) {
                folded.push(c);
            }
        }
        _ if is_other_script(c) && !(among_latin && is_confusable_script(c)) => folded.push(c),
        _ if is_cured(c) => cure(c, folded),
        _ => folded.push(c),
    }
}

/// Whether it is a Latin letter, or becomes one.
fn looks_latin(c: char) -> bool {
    if c.is_ascii() || is_other_script(c) || !is_cured(c) {
        return c.is_ascii_alphabetic();
    }
    let mut plain = String::new();
    cure(c, &mut plain);
    plain.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_cured(c: char) -> bool {
    c.is_alphanumeric() || is_boxed_letter(c)
}

fn cure(c: char, folded: &mut String) {
    match decancer::cure_char(c, Options::default()) {
        Translation::Character(plain) => folded.push(plain),
        Translation::String(plain) => folded.push_str(&plain),
        Translation::None => {}
    }
}

/// Zero-width, bidirectional and other format controls, variation selectors, control characters that are no space.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Letters of a script that people write languages in, other than Latin; of Ogham without its space.
fn is_other_script(c: char) -> bool {
    matches!(c,
        '\u{0370}'..='\u{13ff}' | '\u{1400}'..='\u{167f}' | '\u{1681}'..='\u{1cff}' | '\u{1f00}'..='\u{1fff}' | '\u{2d00}'..='\u{2dff}'
        | '\u{2e80}'..='\u{a6ff}' | '\u{a800}'..='\u{abff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{20000}'..='\u{3ffff}')
}

/// Scripts whose letters are mistaken, or passed off, for Latin ones inside a Latin word.
fn is_confusable_script(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{058f}' | '\u{13a0}'..='\u{13ff}' | '\u{1400}'..='\u{167f}')
}

/// Letters in circles and squares, which are symbols to Unicode.
fn is_boxed_letter(c: char) -> bool {
    matches!(c, '\u{1f100}'..='\u{1f1e5}')
}
