//! From what people type in Discord to plain words.

mod contractions;
mod denial;
mod fit;
mod fold;
pub mod language;
mod markup;

pub use denial::affirmed;
pub use fit::{cut, one_line};
pub use fold::visible;

/// The message as plain lower-case text: no Discord markup, no look-alike letters, no accents, no invisible characters.
///
/// Punctuation and other scripts stay. What is clean stays as it is. Total work is linear in the message; nothing panics.
///
/// ```
/// use faq::text::clean;
/// assert_eq!(clean("<@1234> d\u{043e}es **it** hurt?? \u{1f62d}"), "does it hurt?? \u{1f62d}");
/// assert_eq!(clean(""), "");
/// ```
pub fn clean(message: &str) -> String {
    one_line(&plain(message))
}

/// The sentences of a message, each cleaned; one that ends nowhere is one sentence. Together they have the words of the
/// whole message cleaned.
///
/// ```
/// use faq::text::sentences;
/// assert_eq!(sentences("I had it done. *Now* it bleeds!! help"), ["i had it done", "now it bleeds", "help"]);
/// ```
pub fn sentences(message: &str) -> Vec<String> {
    let plain = plain(message);
    plain.split(['.', '!', '?', ';', '…', '\n']).map(one_line).filter(|sentence| !sentence.is_empty()).collect()
}

/// A message cleaned, on the lines that it was typed on.
fn plain(message: &str) -> String {
    let stripped = markup::strip(&visible(message));
    let plain = fold::fold(&stripped);
    // Letters that only look different may have hidden a link.
    if stripped.is_ascii() { plain } else { markup::strip(&plain) }
}

/// The words of a cleaned text, contractions and chat shorthand spelled out.
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
            None => push_parts(run, &mut words),
        }
    }
    words
}

/// An unknown contraction: "clinic's" is "clinic", "rock'n'roll" is three words.
fn push_parts(run: &str, words: &mut Vec<String>) {
    let run = run.strip_suffix("'s").unwrap_or(run);
    words.extend(run.split('\'').filter(|part| !part.is_empty()).map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_its_text_stays() {
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
    fn disguised_markup_goes() {
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

    proptest! {
        #[test]
        fn any_text_is_cleaned_once_for_all(message in any::<String>()) {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            let invisible = cleaned.contains(['\u{200b}', '\u{202e}']);
            prop_assert!(!invisible);
            prop_assert!(words(&cleaned).iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)));
        }

        #[test]
        fn markup_of_any_kind_is_survived(message in "[<>@#:!&/*_~`|\\[\\]()a-z0-9 \n\\\\é]{0,80}") {
            let cleaned = clean(&message);
            prop_assert_eq!(clean(&cleaned), cleaned.as_str());
            words(&cleaned);
        }
    }
}
