//! A question as it may be written down: it names nobody.

use std::borrow::Cow;

use super::masking;
use faq::text;

/// How many characters of a question are kept.
const LENGTH: usize = 300;

/// What somebody asked, on one line of at most 300 characters. E-mail addresses, telephone and other long numbers, links,
/// mentions and names behind an "@" are blanked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedQuestion(String);

impl MaskedQuestion {
    /// The question in a message as it was typed; none if nothing is asked in it.
    ///
    /// ```
    /// use micropen_faq::storage::journal::MaskedQuestion;
    /// let question = MaskedQuestion::new("<@1234>  may I fly\nafterwards? Call 555 123 4567").unwrap();
    /// assert_eq!(question.as_str(), "may I fly afterwards? Call [number]");
    /// assert_eq!(MaskedQuestion::new("<@1234> https://example.com"), None);
    /// ```
    pub fn new(typed: &str) -> Option<Self> {
        let line = text::one_line(&text::visible(typed));
        let masked = match masking::mask(&line)? {
            Cow::Borrowed(whole) => Cow::Borrowed(whole),
            Cow::Owned(masked) => Cow::Owned(text::one_line(&masked)),
        };
        if !masking::unmasked(&masked).chars().any(char::is_alphanumeric) {
            return None;
        }
        Some(Self(text::cut(masking::without_address(&masked), LENGTH)))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_disguise_hides_nobody() {
        for (typed, kept) in [
            ("call ５５５ １２３ ４５６７ now", "call [number] now"),
            ("call 555\u{200b}123\u{200b}4567 now", "call [number] now"),
            ("is ad\u{200d}a＠clinic.com right", "is [email] right"),
            ("call 5️⃣5️⃣5️⃣1️⃣2️⃣3️⃣4️⃣ now", "call [number] now"),
            ("call 55<:x:1>51234567 now", "call [number] now"),
        ] {
            assert_eq!(MaskedQuestion::new(typed).unwrap().as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn of_the_shipped_faqs_examples_only_spam_is_changed() {
        let faq = include_str!("../../../faq.yaml");
        let faq = faq::file::parse(faq.as_bytes()).unwrap().faq;
        let kept = |example: &str| MaskedQuestion::new(example).map(|question| question.0).unwrap_or_default();
        let examples = matching::examples(&faq).map(|(_, example)| example);
        let changed: Vec<_> = examples.filter(|example| kept(example) != **example).collect();
        insta::assert_debug_snapshot!(changed, @r#"
        [
            "@everyone do this",
            "join my server discord.gg/abc",
        ]
        "#);
    }

    proptest! {
        #[test]
        fn ordinary_words_stay(words in prop::collection::vec("[a-zA-Z]{1,12}'?[,.?!]?|[0-9]{1,3} days", 1..20)) {
            let typed = words.join(" ");
            prop_assert_eq!(MaskedQuestion::new(&typed).unwrap().0, text::cut(&typed, LENGTH));
        }

        #[test]
        fn any_message_fits(typed in any::<String>()) {
            if let Some(question) = MaskedQuestion::new(&typed) {
                prop_assert!(question.0.chars().count() <= LENGTH);
                let hidden = question.0.contains(['\n', '\u{202e}', '\u{200b}']);
                prop_assert!(!hidden, "{question:?}");
            }
        }
    }
}
