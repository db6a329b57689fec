//! Cleans what people type in Discord, down to plain words, and detects its language.

mod contractions;
mod courtesy;
mod negation;
mod unicode;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use whatlang::{Info, Lang, Script};

pub use courtesy::without_courtesies;
pub use negation::without_negated_symptoms;
pub use unicode::{cut, visible};

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

/// Returns the sentences of a message, each cleaned. Together they have the words of the whole message cleaned.
///
/// ```
/// use faq::text::sentences;
/// assert_eq!(sentences("I had it done. *Now* it bleeds!! help"), ["i had it done", "now it bleeds", "help"]);
/// ```
pub fn sentences(message: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for sentence in clean_lines(message).split(['.', '!', '?', ';', '…', '\n']) {
        let sentence = one_line(sentence);
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
    }
    sentences
}

/// Cleans a message and keeps its line breaks.
fn clean_lines(message: &str) -> String {
    let stripped = strip_markup(&visible(message));
    let folded = unicode::fold(&stripped);
    // Letters that only look different may have hidden a link.
    if stripped.is_ascii() { folded } else { strip_markup(&folded) }
}

/// Returns the words of a cleaned text, with contractions and chat shorthand spelled out.
///
/// A word is a run of letters and digits; an apostrophe inside one does not end it.
///
/// ```
/// use faq::text::words;
/// assert_eq!(words("doesn't it hurt u?"), ["does", "not", "it", "hurt", "you"]);
/// assert!(words("???").is_empty());
/// ```
pub fn words(cleaned: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in cleaned.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let run = run.trim_matches('\'');
        if run.is_empty() {
            continue;
        }
        match contractions::expand(run) {
            Some(expanded) => words.extend(expanded.split(' ').map(str::to_owned)),
            None => push_unknown(run, &mut words),
        }
    }
    words
}

/// Splits an unknown contraction: "clinic's" is "clinic", "rock'n'roll" is three words.
fn push_unknown(run: &str, words: &mut Vec<String>) {
    let run = run.strip_suffix("'s").unwrap_or(run);
    for part in run.split('\'') {
        if !part.is_empty() {
            words.push(part.to_owned());
        }
    }
}

/// Returns the text with each run of white space replaced by one space, for labels and lists.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the message without mentions, emoji, timestamps, links and Markdown marks.
///
/// The result has no markup: marks are removed before the links that they may be hidden in, and words are never joined
/// across white space.
fn strip_markup(message: &str) -> String {
    let opened = replace(&FENCE, message, " ");
    let bare = replace(&FORMATTING, &opened, "");
    let linked = replace(&LINK, &bare, " $1 ");
    let removed = replace(&REMOVED, &linked, " ");
    removed.replace(['*', '_', '~', '|', '>', '#'], " ")
}

fn replace<'t>(pattern: &Option<Regex>, text: &'t str, with: &str) -> Cow<'t, str> {
    match pattern {
        Some(pattern) => pattern.replace_all(text, with),
        None => Cow::Borrowed(text),
    }
}

/// A language other than English. Those with a name are the most spoken after it (Ethnologue 2025, first and second
/// language).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Modern Standard Arabic.
    Arabic,
    Bengali,
    /// Mandarin Chinese.
    Chinese,
    French,
    German,
    Hindi,
    Portuguese,
    Russian,
    Spanish,
    Urdu,
    Other,
}

/// Returns the language if it can be detected and is not English. A few words in Latin letters are rarely enough.
pub fn detect_language(text: &str) -> Option<Language> {
    match whatlang::detect(text).filter(is_trusted)?.lang() {
        Lang::Eng => None,
        Lang::Ara => Some(Language::Arabic),
        Lang::Ben => Some(Language::Bengali),
        Lang::Cmn => Some(Language::Chinese),
        Lang::Fra => Some(Language::French),
        Lang::Deu => Some(Language::German),
        Lang::Hin => Some(Language::Hindi),
        Lang::Por => Some(Language::Portuguese),
        Lang::Rus => Some(Language::Russian),
        Lang::Spa => Some(Language::Spanish),
        Lang::Urd => Some(Language::Urdu),
        _ => Some(Language::Other),
    }
}

/// Returns whether a guess can be trusted. Another script is never English, even if its language is uncertain.
fn is_trusted(found: &Info) -> bool {
    found.is_reliable() || found.script() != Script::Latin
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
        assert_eq!(clean("a < b and 2 * 3"), "a < b and 2 3");
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
        assert_eq!(clean("hu\u{1}rt"), "hurt", "among plain letters, too");
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

    #[test]
    fn languages_are_detected() {
        for (text, language) in [
            ("¿Cuánto tiempo dura el tratamiento y duele mucho?", Some(Language::Spanish)),
            ("Est-ce que le traitement est douloureux pour la peau ?", Some(Language::French)),
            ("Больно ли делать эту процедуру?", Some(Language::Russian)),
            ("这个治疗会不会很痛？", Some(Language::Chinese)),
            ("क्या इससे बहुत दर्द होता है?", Some(Language::Hindi)),
            ("هل هذا العلاج مؤلم للبشرة؟", Some(Language::Arabic)),
            ("How long does one session take, and will it hurt?", None),
            ("", None),
        ] {
            assert_eq!(detect_language(text), language, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_a_cleaned_text_changes_nothing(message in any::<String>()) {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            let invisible = cleaned.contains(['\u{200b}', '\u{202e}']);
            prop_assert!(!invisible);
            prop_assert!(words(&cleaned).iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)));
        }

        #[test]
        fn any_markup_is_cleaned(message in "[<>@#:!&/*_~`|\\[\\]()a-z0-9 \n\\\\é]{0,80}") {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            words(&cleaned);
        }
    }
}
