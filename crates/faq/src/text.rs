//! Cleans what people type in Discord, down to plain words, and detects its language.

mod contractions;
mod courtesy;
mod language;
mod negation;
mod unicode;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

pub use courtesy::without_courtesies;
pub use language::{InvalidLanguage, Language, foreign_language};
pub use negation::without_negated_symptoms;
pub use unicode::{cut, visible};
pub(crate) use words::pieces;
pub use words::{is_sign, words, words_and_signs};

/// Mentions, commands, custom emoji, timestamps and bare links, which are no part of a question.
static REMOVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::[A-Za-z])?|/[^<>:]{1,100}:\d+|id:\w+)>",
        r"|<?(?i:https?)://[^\s>)\]]*[>]?"
    ))
    .ok()
});

/// The opening of a block of code, with its language.
static FENCE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"```[A-Za-z0-9+-]*\n").ok());

/// A link behind words, which stay.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[([^\[\]]*)\]\(<?(?i:https?)://[^\s()]*(?:\s[^()]*)?\)").ok());

/// An operator as code. It stays an operator without the marks.
static OPERATOR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"`+([^\w\s`]+)`+").ok());

/// Marks that may format a part of a word, so that no space takes their place.
static FORMATTING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\*\*+|__+|~~|\|\||`+|\\").ok());

/// Returns the message as plain lower-case text: without Discord markup, look-alike letters, accents and invisible
/// characters.
///
/// Punctuation and other scripts stay. Cleaning a cleaned text changes nothing. The work is linear in the message, and
/// nothing panics.
///
/// ```
/// use faq::text::clean;
/// assert_eq!(clean("<@1234> d\u{043e}es **it** hurt?? \u{1f62d}"), "does it hurt?? \u{1f62d}");
/// assert_eq!(clean(""), "");
/// ```
pub fn clean(message: &str) -> String {
    one_line(&clean_lines(message))
}

/// Returns the message on one line, without Discord markup and invisible characters. Unlike [`clean`] it keeps case and accents, which
/// tell languages apart.
pub fn plain(message: &str) -> String {
    one_line(&strip_markup(&visible(message)))
}

/// Returns the words of any text as they stand in it, whatever their language.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    words::pieces(text).into_iter().filter(|piece| !is_sign(piece))
}

/// Returns the sentences of a message, each cleaned. Together they have the words of the whole message cleaned.
///
/// ```
/// use faq::text::sentences;
/// assert_eq!(sentences("I had it done. *Now* it bleeds!! help"), ["i had it done", "now it bleeds", "help"]);
/// ```
pub fn sentences(message: &str) -> Vec<String> {
    let lines = clean_lines(message);
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in lines.char_indices() {
        let is_operator = c == '!' && lines[at..].starts_with("!=");
        if is_sentence_end(c) && !is_operator {
            sentences.push(one_line(&lines[start..at]));
            start = at + c.len_utf8();
        }
    }
    sentences.push(one_line(&lines[start..]));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Returns true if the character ends a sentence in some script.
fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | ';' | '…' | '\n' | '。' | '؟' | '؛' | '۔' | '।')
}

/// Cleans a message and keeps its line breaks.
fn clean_lines(message: &str) -> String {
    let stripped = strip_markup(&visible(message));
    let folded = unicode::fold(&stripped);
    // Letters that only look different may have hidden a link.
    if stripped.is_ascii() { folded } else { strip_markup(&folded) }
}

/// Returns the text with each run of white space replaced by one space, for labels and lists.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the message without mentions, emoji, timestamps, links and Markdown marks.
///
/// The result has no markup: marks are removed before the links that they may be hidden in, and words are never joined
/// across white space.
pub(crate) fn strip_markup(message: &str) -> String {
    let opened = replace(&FENCE, message, " ");
    let apart = replace(&OPERATOR, &opened, " $1 ");
    let bare = without_formatting(&apart);
    let linked = replace(&LINK, &bare, " $1 ");
    let removed = replace(&REMOVED, &linked, " ");
    without_quotes(&without_marks(&removed))
}

/// Removes the marks that may format a part of a word.
fn without_formatting(text: &str) -> Cow<'_, str> {
    let Some(formatting) = &*FORMATTING else { return Cow::Borrowed(text) };
    formatting.replace_all(text, |found: &Captures<'_>| {
        let Some(mark) = found.get(0) else { return String::new() };
        let is_kept = stands_alone(text, mark.start(), mark.end()) && mark.as_str().starts_with(['*', '|']);
        if is_kept { mark.as_str().to_owned() } else { String::new() }
    })
}

/// Replaces the other marks by spaces. What stands alone is an operator ("2 * 3"), and "#" after a letter a name ("C#").
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_kept = match c {
            '*' | '|' => run_stands_alone(text, at, c),
            '#' => text[..at].ends_with(char::is_alphanumeric) && !text[at + 1..].starts_with(char::is_alphanumeric),
            '_' | '~' => false,
            _ => true,
        };
        kept.push(if is_kept { c } else { ' ' });
    }
    kept
}

/// Returns true if white space or nothing stands around a part of the text.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    !text[..start].ends_with(|c: char| !c.is_whitespace()) && !text[end..].starts_with(|c: char| !c.is_whitespace())
}

/// Returns true if the run of the same mark around `at` stands alone.
fn run_stands_alone(text: &str, at: usize, mark: char) -> bool {
    let start = text[..at].trim_end_matches(mark).len();
    let end = text.len() - text[at..].trim_start_matches(mark).len();
    stands_alone(text, start, end)
}

/// Removes the marks of quotes at the beginnings of lines.
fn without_quotes(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        bare.push_str(line.trim_start_matches(|c: char| c == '>' || (c.is_whitespace() && c != '\n')));
    }
    bare
}

fn replace<'t>(pattern: &Option<Regex>, text: &'t str, with: &str) -> Cow<'t, str> {
    match pattern {
        Some(pattern) => pattern.replace_all(text, with),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_removed_and_its_text_stays() {
        assert_eq!(clean("**does** __it__ ||hurt|| `me`"), "does it hurt me");
        assert_eq!(clean("<@!12> <@&3> <#4> <:ow:55> <a:ow:55> <t:99:R> </ask:7> hi"), "hi");
        assert_eq!(clean("see [this page](https://a.example/x) or https://b.example/y?z=1 ok"), "see this page or ok");
        assert_eq!(clean("```rust\nis it safe\n```\n> quoted"), "is it safe quoted");
        assert_eq!(clean("a < b > c and 2 * 3 or || and **"), "a < b > c and 2 * 3 or || and **");
        assert_eq!(clean("# C# in #general"), "c# in general");
        assert_eq!(clean("what is `||`, or `**`?"), "what is || , or ** ?");
    }

    #[test]
    fn disguised_letters_become_plain_ones() {
        assert_eq!(clean("𝐝𝐨𝐞𝐬 𝓲𝓽 ʜᴜʀᴛ"), "does it hurt");
        assert_eq!(clean("d\u{200b}o\u{202e}es it hu\u{0301}\u{0323}\u{0336}rt"), "does it hurt");
        assert_eq!(clean("ｐａｉｎ ＰＡＩＮ"), "pain pain");
        assert_eq!(clean("pаin"), "pain", "a Cyrillic a among Latin letters");
        assert_eq!(clean("ʜuгt"), "hurt", "among letters that only become Latin, too");
        assert_eq!(clean("Привет"), "привет", "another script is left alone");
        assert_eq!(clean("[Привет](https://a.example)"), "привет", "in a link, too");
        assert_eq!(clean("USB-кабель"), "usb-кабель", "beside a Latin word, too");
        assert_eq!(clean("hu\u{1}rt"), "hurt", "among plain letters, too");
    }

    #[test]
    fn marks_that_people_leave_out_are_removed() {
        assert_eq!(clean("Ещё за́мок йод"), "еще замок йод");
        assert_eq!(clean("مَتَى أعـود"), "متى اعود");
        assert_eq!(clean("Straße für Öl, déjà vu"), "strasse fur ol, deja vu");
        assert_eq!(clean("πότε; שָׁלוֹם"), "ποτε; שלום");
        assert_eq!(clean("ガギグ हिन्दी ที่"), "ガギグ हिन्दी ที่", "others make a difference");
    }

    #[test]
    fn disguised_markup_is_removed() {
        assert_eq!(clean("ｈｔｔｐｓ：／／a.example ＊＊ok＊＊"), "ok");
        assert_eq!(clean("https:\\//a.example ʜttps://a.example ok"), "ok");
        assert_eq!(clean("[see](https://) ok"), "see ok");
    }

    #[test]
    fn shorthand_is_spelled_out() {
        assert_eq!(words("im scared, wont it hurt"), ["i", "am", "scared", "will", "not", "it", "hurt"]);
        assert_eq!(words("what's the clinic's device"), ["what", "is", "the", "clinic", "device"]);
        assert_eq!(words("r u gonna numb me"), ["are", "you", "going", "to", "numb", "me"]);
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(one_line(" Does it\n\thurt? "), "Does it hurt?");
    }

    proptest! {
        #[test]
        fn cleaning_a_cleaned_text_changes_nothing(message in any::<String>()) {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            let invisible = cleaned.contains(['\u{200b}', '\u{202e}']);
            prop_assert!(!invisible);
            prop_assert!(words(&cleaned).iter().all(|word| word.chars().any(char::is_alphanumeric)));
        }

        #[test]
        fn any_markup_is_cleaned(message in "[<>@#:!&/*_~`|\\[\\]()a-z0-9 \n\\\\é]{0,80}") {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            words(&cleaned);
        }
    }
}
