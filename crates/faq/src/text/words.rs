//! Cuts a cleaned text into words, and into the signs that tell one thing from another: C, C++ and C#.

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use super::{Language, contractions};

/// Signs that Unicode counts as punctuation and people use as operators.
const OPERATORS: [char; 4] = ['%', '&', '*', '/'];

/// Returns the words of a cleaned English text, with contractions and chat shorthand spelled out.
///
/// ```
/// use faq::text::words;
/// assert_eq!(words("doesn't it hurt u?"), ["does", "not", "it", "hurt", "you"]);
/// assert!(words("???").is_empty());
/// ```
pub fn words(cleaned: &str) -> Vec<String> {
    let mut words = words_and_signs(cleaned, Language::ENGLISH);
    words.retain(|word| !is_sign(word));
    words
}

/// Returns the words and the signs of a cleaned text, in order.
///
/// A word is a run of letters and digits; an apostrophe inside one does not end it. In scripts without spaces every
/// character is a word. English shorthand is not spelled out in other languages.
///
/// ```
/// use faq::text::{Language, words_and_signs};
/// assert_eq!(words_and_signs("is c++ like c#?", Language::ENGLISH), ["is", "c", "++", "like", "c", "#"]);
/// assert_eq!(words_and_signs("料金は?", "ja".parse()?), ["料", "金", "は"]);
/// # Ok::<(), faq::text::InvalidLanguage>(())
/// ```
pub fn words_and_signs(cleaned: &str, language: Language) -> Vec<String> {
    let mut words = Vec::new();
    for piece in pieces(cleaned) {
        if is_sign(piece) {
            words.push(piece.to_owned());
        } else if language.is_english()
            && let Some(expanded) = contractions::expand(piece)
        {
            words.extend(expanded.split(' ').map(str::to_owned));
        } else {
            push_word(piece, language, &mut words);
        }
    }
    words
}

/// Splits a run that is not a known contraction: "clinic's" is "clinic", "rock'n'roll" is three words.
fn push_word(run: &str, language: Language, words: &mut Vec<String>) {
    let run = if language.is_english() { run.strip_suffix("'s").unwrap_or(run) } else { run };
    for part in run.split('\'') {
        let mut spaced = String::new();
        for grapheme in part.graphemes(true) {
            if grapheme.starts_with(is_unspaced) {
                words.extend(take(&mut spaced));
                words.push(grapheme.to_owned());
            } else {
                spaced.push_str(grapheme);
            }
        }
        words.extend(take(&mut spaced));
    }
}

fn take(word: &mut String) -> Option<String> {
    (!word.is_empty()).then(|| std::mem::take(word))
}

/// Returns true if this is a sign and not a word.
pub fn is_sign(word: &str) -> bool {
    !word.chars().any(char::is_alphanumeric)
}

/// Returns true if the character is of a script that is written without spaces or, like Korean, attaches endings to words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns the runs of letters and digits, with the apostrophes inside them, and the signs.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut before = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = CharKind::of(first);
        let end = rest.find(|c| CharKind::of(c) != kind).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match kind {
            CharKind::Word => {
                let word = run.trim_matches('\'');
                if word.chars().any(char::is_alphanumeric) {
                    pieces.push(word);
                }
            }
            CharKind::Space => {}
            CharKind::Other => push_signs(run, before, after.chars().next(), &mut pieces),
        }
        before = run.chars().next_back();
        rest = after;
    }
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharKind {
    Word,
    Space,
    Other,
}

impl CharKind {
    fn of(c: char) -> Self {
        if c.is_alphanumeric() || c == '\'' || is_combining_mark(c) {
            Self::Word
        } else if c.is_whitespace() {
            Self::Space
        } else {
            Self::Other
        }
    }
}

/// Finds the signs in a run of other characters than letters. `before` and `after` are the characters around the run.
fn push_signs<'t>(run: &'t str, before: Option<char>, after: Option<char>, signs: &mut Vec<&'t str>) {
    let opened = run.trim_start_matches(is_bracket_or_quote);
    let sign =
        opened.trim_end_matches(|c| is_bracket_or_quote(c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…'));
    let starts_at_word = opened.len() == run.len() && before.is_some_and(is_letter_or_digit);
    let ends_at = if sign.len() == opened.len() { after } else { None };
    let mut start = 0;
    for (at, grapheme) in sign.grapheme_indices(true) {
        if grapheme.starts_with(is_picture) {
            push_operator(&sign[start..at], false, None, signs);
            // Without what follows it, a picture is the same in every tone of skin.
            let length = grapheme.chars().next().map_or(0, char::len_utf8);
            signs.push(if grapheme.starts_with(is_flag_letter) { grapheme } else { &grapheme[..length] });
            start = at + grapheme.len();
        }
    }
    push_operator(&sign[start..], start == 0 && starts_at_word, ends_at, signs);
}

/// Adds the sign if it is an operator, and not only punctuation: "++", "$", a minus before a number or after a letter.
fn push_operator<'t>(sign: &'t str, follows_word: bool, after: Option<char>, signs: &mut Vec<&'t str>) {
    let before_word = after.is_some_and(is_letter_or_digit);
    let is_operator = match sign {
        "" => false,
        "#" => follows_word,
        _ if sign.bytes().all(|byte| byte == b'-') => {
            if follows_word {
                !before_word
            } else {
                after.is_some_and(|c| c.is_ascii_digit())
            }
        }
        _ if sign.bytes().all(|byte| byte == b'/') => sign.len() > 1 && !follows_word && !before_word,
        _ => sign.contains(|c: char| OPERATORS.contains(&c) || is_symbol(c)),
    };
    if is_operator {
        signs.push(sign);
    }
}

fn is_letter_or_digit(c: char) -> bool {
    CharKind::of(c) == CharKind::Word && c != '\''
}

fn is_bracket_or_quote(c: char) -> bool {
    use GeneralCategory::{ClosePunctuation, FinalPunctuation, InitialPunctuation, OpenPunctuation};
    let category = c.general_category();
    matches!(category, OpenPunctuation | ClosePunctuation | InitialPunctuation | FinalPunctuation)
        || matches!(c, '"' | '`')
}

fn is_symbol(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Symbol
}

/// Returns true if the character is an emoji or another picture.
fn is_picture(c: char) -> bool {
    c.general_category() == GeneralCategory::OtherSymbol
}

/// Returns true if the character is one of the two letters of a country that make a flag.
fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<&str> {
        pieces(text).into_iter().filter(|piece| is_sign(piece)).collect()
    }

    #[test]
    fn signs_that_make_a_difference_are_found() {
        for (text, expected) in [
            ("is c++ like c# or (f#)?", vec!["++", "#", "#"]),
            ("when do i use === and not ==?", vec!["===", "=="]),
            ("what does < do, and >?", vec!["<", ">"]),
            ("can i pay in $, or 5€?", vec!["$", "€"]),
            ("an a+ and an a-, please", vec!["+", "-"]),
            ("is -5 less than 5", vec!["-"]),
            ("what does != mean, or && or //", vec!["!=", "&&", "//"]),
            ("why 🔥🔥? and 👍🏽 🇩🇪", vec!["🔥", "🔥", "👍", "🇩🇪"]),
        ] {
            assert_eq!(signs(text), expected, "{text}");
        }
    }

    #[test]
    fn punctuation_is_no_sign() {
        for text in
            ["well - i mean, \"this\"... ok?! (yes)", "micro-penning, 5-10 days and/or 24/7 :) :-", "„Ja“ – «nein»"]
        {
            assert!(signs(text).is_empty(), "{text}: {:?}", signs(text));
        }
    }

    #[test]
    fn words_of_other_scripts_are_words() {
        let words = |text, tag: &str| words_and_signs(text, tag.parse().unwrap());
        assert_eq!(words("сколько это стоит", "ru"), ["сколько", "это", "стоит"]);
        assert_eq!(words("यह कितने का है", "hi"), ["यह", "कितने", "का", "है"]);
        assert_eq!(words("wifiは", "ja"), ["wifi", "は"]);
        assert_eq!(words("ราคา", "th").concat(), "ราคา");
        assert_eq!(
            words("es tut im r nicht weh", "de"),
            ["es", "tut", "im", "r", "nicht", "weh"],
            "no English shorthand"
        );
        assert_eq!(words("l'eau d'or's", "fr"), ["l", "eau", "d", "or", "s"]);
    }
}
