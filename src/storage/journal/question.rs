//! A question without personal data, the only form in which the journal accepts one.
//!
//! E-mail addresses, telephone and other long numbers, links, mentions and names behind an "@" are blanked out.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use faq::text;

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

/// The patterns that are masked, in this order, and their masks. Each pattern takes time linear in the text.
const RULES: [(&str, &str); 11] = [
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
    // Seven digits or more, with common separators between them.
    (r"\+?\(?\d(?:(?:[\p{Pd}\x{20e3} ().·/_]{0,3}|,)\d){6,}\x{20e3}?", NUMBER),
];

static MASKS: LazyLock<Option<Vec<(Regex, &str)>>> =
    LazyLock::new(|| RULES.iter().map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, *mask))).collect());

/// All patterns at once: most questions have nothing to mask, and one search shows that.
static ANY_RULE: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(RULES.map(|(pattern, _)| pattern)).ok());

/// A question on one line of at most 300 characters, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedQuestion(String);

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
        Some(Self(text::cut(without_leading_names(&masked), MAX_LENGTH)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Masks a text, which must be a single line of visible characters. Borrows it if there is nothing to mask; returns `None` if
/// masking is impossible.
fn mask(text: &str) -> Option<Cow<'_, str>> {
    if !ANY_RULE.as_ref()?.is_match(text) {
        return Some(Cow::Borrowed(text));
    }
    let mut masked = text.to_owned();
    for (pattern, mask) in MASKS.as_ref()? {
        masked = pattern.replace_all(&masked, *mask).into_owned();
    }
    Some(Cow::Owned(masked))
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
        let stored = |example: &str| MaskedQuestion::new(example).map(|question| question.0).unwrap_or_default();
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
            before in "[a-z +(]{0,8}", parts in prop::collection::vec("[0-9]{1,5}", 1..8), between in "[ ()./_-]{1,3}|,|",
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
            prop_assert_eq!(MaskedQuestion::new(&typed).unwrap().0, text::cut(&typed, MAX_LENGTH));
        }

        #[test]
        fn any_message_fits(typed in any::<String>()) {
            if let Some(question) = MaskedQuestion::new(&typed) {
                prop_assert!(question.0.chars().count() <= MAX_LENGTH);
                let hidden = question.0.contains(['\n', '\u{202e}', '\u{200b}']);
                prop_assert!(!hidden, "{question:?}");
            }
        }
    }
}
