//! Locales: the language in which somebody reads a reply.

use faq::Faq;
use faq::text::{Language, foreign_language};
use matching::decide::Decision;

/// The language of the person who reads a reply. The bot's own wording is in it if there is a file for it, else in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale(Language);

impl Locale {
    pub const ENGLISH: Self = Self(Language::ENGLISH);

    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// Returns the locale of somebody who reads the FAQ as it is.
    pub fn of_faq(faq: &Faq) -> Self {
        Self(faq.language())
    }

    /// Returns the locale of a tag as Discord sends it with an interaction: `en-US`, `pt-BR`, `zh-TW`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        tag.parse().ok().map(Self)
    }

    /// Returns the locale of a message: the language that its question was taken for.
    pub fn of_question(decision: &Decision<'_>) -> Self {
        Self(decision.language)
    }

    /// Returns the locale of a text that was not matched with the FAQ. In Latin letters a few words are too easily taken for another
    /// language's, so that such a text is taken for one in the FAQ's.
    pub fn of_text(faq: &Faq, text: &str) -> Self {
        match foreign_language(text, faq.language()) {
            Some(language) if !language.is_latin() => Self(language),
            _ => Self::of_faq(faq),
        }
    }

    pub fn language(self) -> Language {
        self.0
    }
}

/// What is known about the language of somebody who asks, before the question is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LocaleHints {
    /// The locale that the server's moderators chose for everybody.
    pub fixed: Option<Locale>,
    /// The locale of the person's Discord, which comes with an interaction.
    pub client: Option<Locale>,
}

impl LocaleHints {
    /// Returns the locale of a reply that answers no question.
    pub fn locale(self, faq: &Faq) -> Locale {
        self.fixed.or(self.client).unwrap_or_else(|| Locale::of_faq(faq))
    }

    /// Returns the locale of the reply to a question, whose own locale is `question`.
    ///
    /// A Discord in the FAQ's language says little: many people never change it, and then write in their own language. An emergency in
    /// another language than the FAQ's is answered in that one.
    pub fn of_reply(self, faq: &Faq, question: Locale, is_urgent: bool) -> Locale {
        let home = Locale::of_faq(faq);
        if is_urgent && question != home {
            return question;
        }
        match (self.fixed, self.client) {
            (Some(fixed), _) => fixed,
            (None, Some(client)) if client != home => client,
            _ => question,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::from_tag(tag).unwrap()
    }

    #[test]
    fn a_server_decides_then_a_client_then_the_question() {
        let faq = faq::file::parse(b"entries: [{id: a, question: A?, answer: B.}]").unwrap().faq;
        let [english, spanish, french, german] = ["en-US", "es-419", "fr", "de"].map(locale);
        let hints = |fixed, client| LocaleHints { fixed, client };
        for (hints, asked, calm, urgent) in [
            (hints(None, None), english, english, english),
            (hints(None, None), spanish, spanish, spanish),
            (hints(None, Some(french)), english, french, french),
            (hints(None, Some(english)), spanish, spanish, spanish),
            (hints(None, Some(french)), spanish, french, spanish),
            (hints(Some(german), Some(french)), spanish, german, spanish),
            (hints(Some(english), Some(french)), english, english, english),
        ] {
            assert_eq!(hints.of_reply(&faq, asked, false), calm, "{hints:?} {asked:?}");
            assert_eq!(hints.of_reply(&faq, asked, true), urgent, "{hints:?} {asked:?}");
        }
        assert_eq!(hints(None, Locale::from_tag("pt-BR")).locale(&faq), locale("pt"));
        assert_eq!(hints(None, Locale::from_tag("?")).locale(&faq), Locale::ENGLISH);
    }
}
