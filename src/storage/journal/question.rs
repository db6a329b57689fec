//! A question without personal data, the only form in which the journal accepts one.
//!
//! E-mail addresses, telephone and other long numbers (spelt out too), passport numbers, links, mentions, and names after an "@"
//! or before "#1234" are blanked out.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use faq::text::{self, Language};

/// The number of a question's characters that are stored.
const MAX_LENGTH: usize = 300;

/// The mask of a person's name.
const NAME: &str = "[name]";
/// The mask of an e-mail address.
const EMAIL: &str = "[email]";
/// The mask of a web address.
const LINK: &str = "[link]";
/// The mask of a telephone number, a card's number, an id or a date.
const NUMBER: &str = "[number]";

/// Endings of bare web addresses. Those that are English words too ("me", "is", "to") need a path behind them.
macro_rules! endings {
    () => {
        "(?:com|org|net|edu|gov|info|biz|io|gg|dev|app|xyz|uk|de|fr|eu|ca|au|ly|tv|link|shop|site|online)"
    };
}
/// The rest of an address, without the punctuation that ends the sentence it stands in.
macro_rules! rest {
    () => {
        r"\S*[^\s).,!?>\]]"
    };
}
/// What an e-mail address may have before its "@".
macro_rules! mailbox {
    () => {
        r#"[^\s@()<>\[\]",;:]+"#
    };
}

/// A digit in words, in the languages that people most often mix into English. "Double" and the like stand before one.
macro_rules! digit_word {
    () => {
        "(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|plus\
         |cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve\
         |null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun\
         |zéro|un|deux|trois|quatre|cinq|sept|huit|neuf)"
    };
}
/// What may stand between two digits in words.
macro_rules! between {
    () => {
        r"[ ,.\-/]{1,3}"
    };
}

/// The patterns that are masked, in this order, and their masks. Each pattern takes time linear in the text.
const RULES: [(&str, &str); 15] = [
    // Discord's own markup: emoji and timestamps are removed, mentions are masked.
    (r"<(?:a?:\w+:\d+|t:-?\d+(?::[A-Za-z])?|/[^<>:]{1,100}:\d+|id:\w+)>", " "),
    (r"<(?:@[!&]?|#)\d+>", NAME),
    (concat!(r"(?i)[a-z][a-z0-9+.-]*://", rest!()), LINK),
    (concat!(r"(?i)(?:mailto|tel|sms):", rest!()), LINK),
    // "ada @ clinic.com", "ada (at) clinic (dot) com", "ada at clinic dot com", "ada@clinic.com".
    (concat!("(?i)", mailbox!(), r"(?: ?@ | @)(?:[\w-]+\.)+", endings!(), r"\b"), EMAIL),
    (concat!(r"(?i)\S+ ?[(\[{] ?at ?[)\]}] ?", rest!(), r"(?: ?[(\[{]? ?dot ?[)\]}]? ?\w+)?"), EMAIL),
    (concat!(r"(?i)\S+ at \S+ dot ", endings!(), r"\b"), EMAIL),
    (concat!(mailbox!(), "@", rest!()), EMAIL),
    (
        concat!(
            r"(?i)www\.",
            rest!(),
            r"|(?:[\w-]+\.)+(?:",
            endings!(),
            r"(?:[/?#:]",
            rest!(),
            r"|\b)|[a-z]{2,}/",
            rest!(),
            ")"
        ),
        LINK,
    ),
    (concat!("@+", rest!()), NAME),
    // Discord's former user names: "ada#1234".
    (r"[\p{L}\d._-]{2,32}#\d{4}\b", NAME),
    // Seven digits or more, with common separators between them, and the capital letters of an identity number before them.
    (r"(?:\b[A-Z]{1,3})?\+?\(?\d(?:(?:[\p{Pd}\x{20e3} ().·/_]{0,3}|,)\d){6,}\x{20e3}?", NUMBER),
    // Six digits in words, and seven where some are digits.
    (concat!(r"(?i)\b(?:", digit_word!(), between!(), "){5,}", digit_word!(), r"\b"), NUMBER),
    (
        concat!(r"(?i)\b(?:(?:", digit_word!(), r"|\d{1,4})", between!(), "){6,}(?:", digit_word!(), r"|\d{1,4})\b"),
        NUMBER,
    ),
    // The parts of an identity number: "AB 123456", "QQ 12 34 56 C".
    (r"\b[A-Z]{1,3}[ -]\d{2} ?\d{2} ?\d{2}(?: ?[A-Z])?\b", NUMBER),
];

/// The lengths of passport numbers and the like, in characters.
const IDENTIFIER_LENGTHS: RangeInclusive<usize> = 7..=24;
/// The fewest digits of such a number, and of one in which letters and digits alternate.
const MIN_IDENTIFIER_DIGITS: usize = 5;
const MIN_MIXED_DIGITS: usize = 4;

static MASKS: LazyLock<Option<Vec<(Regex, &str)>>> =
    LazyLock::new(|| RULES.iter().map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, *mask))).collect());

/// All patterns at once: most questions have nothing to mask, and one search shows that.
static ANY_RULE: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(RULES.map(|(pattern, _)| pattern)).ok());

/// A question on one line of at most 300 characters, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedQuestion {
    text: String,
    language: Option<Language>,
}

impl MaskedQuestion {
    /// Masks a message as it was typed. Returns `None` if it asks nothing.
    ///
    /// ```
    /// use micropen_faq::storage::journal::MaskedQuestion;
    /// let question = MaskedQuestion::new("<@1234>  may I fly\nafterwards? Call 555 123 4567").unwrap();
    /// assert_eq!(question.as_str(), "may I fly afterwards? Call [number]");
    /// assert_eq!(MaskedQuestion::new("<@1234> https://example.com"), None);
    /// ```
    pub fn new(typed: &str) -> Option<Self> {
        let line = text::one_line(&text::visible(typed));
        let masked = match mask(&line)? {
            Cow::Borrowed(unchanged) => Cow::Borrowed(unchanged),
            // Masks may leave spaces to join.
            Cow::Owned(masked) => Cow::Owned(text::one_line(&masked)),
        };
        if !without_masks(&masked).chars().any(char::is_alphanumeric) {
            return None;
        }
        Some(Self { text: text::cut(without_leading_names(&masked), MAX_LENGTH), language: None })
    }

    /// Notes that the question is in another language than the FAQ's.
    pub fn in_language(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the question's language, if it is not the FAQ's.
    pub fn language(&self) -> Option<Language> {
        self.language
    }
}

/// Masks a text, which must be a single line of visible characters. Borrows it if there is nothing to mask; returns `None` if
/// masking is impossible.
fn mask(text: &str) -> Option<Cow<'_, str>> {
    if !ANY_RULE.as_ref()?.is_match(text) && !text.split(is_no_identifier_part).any(is_identifier) {
        return Some(Cow::Borrowed(text));
    }
    let mut masked = text.to_owned();
    for (pattern, mask) in MASKS.as_ref()? {
        masked = pattern.replace_all(&masked, *mask).into_owned();
    }
    Some(Cow::Owned(without_identifiers(&masked)))
}

fn is_no_identifier_part(letter: char) -> bool {
    !letter.is_alphanumeric()
}

/// Masks the words that look like passport numbers.
fn without_identifiers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for part in text.split_inclusive(is_no_identifier_part) {
        let word = part.trim_end_matches(is_no_identifier_part);
        masked.push_str(if is_identifier(word) { NUMBER } else { word });
        masked.push_str(&part[word.len()..]);
    }
    masked
}

/// Returns whether a word looks like a passport number: letters and many digits, but not a number with its unit.
fn is_identifier(word: &str) -> bool {
    if !word.is_ascii() || !IDENTIFIER_LENGTHS.contains(&word.len()) {
        return false;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let changes =
        word.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let is_quantity = changes == 1 && word.starts_with(|first: char| first.is_ascii_digit());
    match changes {
        0 => false,
        1 => digits >= MIN_IDENTIFIER_DIGITS && !is_quantity,
        _ => digits >= MIN_MIXED_DIGITS,
    }
}

/// Returns the text without names at its beginning: those who are addressed are no part of the question.
fn without_leading_names(mut masked: &str) -> &str {
    while let Some(rest) = masked.trim_start().strip_prefix(NAME) {
        masked = rest.trim_start_matches([',', ':', ' ']);
    }
    masked.trim()
}

/// Returns the text with spaces in place of masks.
fn without_masks(masked: &str) -> Cow<'_, str> {
    if !masked.contains('[') {
        return Cow::Borrowed(masked);
    }
    let mut text = masked.to_owned();
    for mask in [NAME, EMAIL, LINK, NUMBER] {
        text = text.replace(mask, " ");
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        mask(text).unwrap().into_owned()
    }

    #[test]
    fn personal_data_is_masked() {
        for (text, expected) in [
            ("write to ada.l+x@mail.example.co.uk please", "write to [email] please"),
            ("mail me (ada@clinic.com)!", "mail me ([email])!"),
            ("ada @ clinic.com or ada (at) clinic (dot) com", "[email] or [email]"),
            ("ada at clinic dot com, ada[at]clinic.com", "[email], [email]"),
            ("call +44 (0)20 7946-0123 today", "call [number] today"),
            ("my number is 5551234567, ok?", "my number is [number], ok?"),
            ("card 4111 1111 1111 1111", "card [number]"),
            ("born on 12/05/1984", "born on [number]"),
            ("look at https://a.example/x?y=(z)&q, is that me?", "look at [link], is that me?"),
            ("www.clinic.com/ada or clinic.com or t.me/ada", "[link] or [link] or [link]"),
            ("see discord.gg/abc and tel:5551234", "see [link] and [link]"),
            ("<@12> <@!3> <@&4> said so in <#5>", "[name] [name] [name] said so in [name]"),
            ("did @ada.lovelace, @everyone or @bob!", "did [name], [name] or [name]!"),
            ("it hurts <:ow:123456789> at <t:1700000000:R>", "it hurts   at  "),
            ("ask john#1234 or ada.l_x#0001!", "ask [name] or [name]!"),
            ("my passport C01X00T47, A12345678 or 12AB34567", "my passport [number], [number] or [number]"),
            ("passport NPR1C2K34 (AB1234567)", "passport [number] ([number])"),
            ("id QQ 12 34 56 C and AB 123456", "id [number] and [number]"),
            ("call five five five one two three four now", "call [number] now"),
            ("oh seven double seven, nine-three one two", "[number]"),
            ("Call ZERO seven 7 1 two 34 five six", "Call [number]"),
            ("llama al seis uno dos tres cuatro cinco seis", "llama al [number]"),
            ("ruf null eins sieben zwei drei vier fünf an", "ruf [number] an"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn ordinary_text_is_not_masked() {
        for text in [
            "does 0.25 or 1.5 mm hurt?",
            "is it 100 % safe at 45, or 50, or 60?",
            "in 2024 I had 3 sessions :/ what now",
            "I looked at a dot on my cheek",
            "do you meet @ the clinic",
            "it is done.is it me?",
            "a/b, and/or, e.g. this",
            "is #1234 a colour, or c#1234",
            "10000iu of vitamin d3, 200000mg, covid19, b12 and spf50",
            "one or two, three at most; four, five",
            "one two three four five days",
            "session1 session22 h2o2 1080p",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn names_at_the_beginning_are_removed() {
        assert_eq!(without_leading_names("[name] [name], does it hurt"), "does it hurt");
        assert_eq!(without_leading_names("can [name] do it"), "can [name] do it");
        assert_eq!(without_leading_names("[name]"), "");
    }

    fn found(pattern: &str, text: &str) -> bool {
        Regex::new(pattern).unwrap().is_match(text)
    }

    #[test]
    fn disguised_data_is_masked() {
        for (typed, expected) in [
            ("call ５５５ １２３ ４５６７ now", "call [number] now"),
            ("call 555\u{200b}123\u{200b}4567 now", "call [number] now"),
            ("is ad\u{200d}a＠clinic.com right", "is [email] right"),
            ("call 5️⃣5️⃣5️⃣1️⃣2️⃣3️⃣4️⃣ now", "call [number] now"),
            ("call 55<:x:1>51234567 now", "call [number] now"),
        ] {
            assert_eq!(MaskedQuestion::new(typed).unwrap().as_str(), expected, "{typed}");
        }
    }

    #[test]
    fn of_the_shipped_examples_only_spam_is_masked() {
        let faq = include_str!("../../../faq.yaml");
        let faq = faq::file::parse(faq.as_bytes()).unwrap().faq;
        let stored = |example: &str| MaskedQuestion::new(example).map(|question| question.text).unwrap_or_default();
        let examples = matching::examples(&faq).map(|(_, example)| example);
        let changed: Vec<_> = examples.filter(|example| stored(example) != **example).collect();
        insta::assert_debug_snapshot!(changed, @r#"
        [
            "@everyone do this",
            "join my server discord.gg/abc",
        ]
        "#);
    }

    proptest! {
        #[test]
        fn no_address_survives(
            before in "[a-z ,(<]{0,8}", user in "[a-zA-Z0-9._+-]{1,12}", host in "[a-z0-9-]{1,10}", after in "[ .,!?)a-z]{0,8}",
        ) {
            let text = masked(&format!("{before}{user}@{host}.example{after}"));
            let survived = found(r"[a-zA-Z0-9]@[a-zA-Z0-9]", &text) || found(r"@[a-z0-9]", &text);
            prop_assert!(!survived, "{text}");
        }

        #[test]
        fn no_link_survives(
            before in "[a-zé ,(<\\[]{0,8}", scheme in "https?|ftp|HTTPS", path in "[a-zA-Z0-9/._?=&%()-]{1,30}", after in "[ .,!?)]{0,4}",
        ) {
            let text = masked(&format!("{before}{scheme}://host{path}{after}"));
            prop_assert!(!found("://|host", &text), "{text}");
        }

        #[test]
        fn no_long_number_survives(
            before in "([a-z +(]{0,7}[ +(])?", parts in prop::collection::vec("[0-9]{1,5}", 1..8), between in "[ ()./_-]{1,3}|,|",
        ) {
            let number = parts.join(&between);
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let text = masked(&format!("{before}{number} days"));
            let left = text.chars().filter(char::is_ascii_digit).count();
            prop_assert_eq!(left, if digits >= 7 { 0 } else { digits }, "{}", text);
        }

        #[test]
        fn any_text_is_masked_without_a_panic(text in any::<String>()) {
            let text = masked(&text);
            prop_assert!(!found(r"\d{7}|<@\d", &text), "{text}");
        }

        #[test]
        fn ordinary_words_stay(words in prop::collection::vec("[a-zA-Z]{1,12}'?[,.?!]?|[0-9]{1,3} days", 1..20)) {
            let typed = words.join(" ");
            prop_assert_eq!(MaskedQuestion::new(&typed).unwrap().text, text::cut(&typed, MAX_LENGTH));
        }

        #[test]
        fn any_message_fits(typed in any::<String>()) {
            if let Some(question) = MaskedQuestion::new(&typed) {
                prop_assert!(question.text.chars().count() <= MAX_LENGTH);
                let hidden = question.text.contains(['\n', '\u{202e}', '\u{200b}']);
                prop_assert!(!hidden, "{question:?}");
            }
        }
    }
}
