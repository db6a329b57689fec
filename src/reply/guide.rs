//! The FAQ as somebody reads it in their language: translated as far as people have translated it.

use std::borrow::Cow;

use super::words::Words;
use super::{Locale, with_paragraph};
use faq::translation::GeneralTranslation;
use faq::{Entry, Faq, Referral};

/// An FAQ and the locale of its reader.
#[derive(Clone, Copy)]
pub(super) struct Guide<'a> {
    pub faq: &'a Faq,
    pub words: &'static Words,
    locale: Locale,
}

impl<'a> Guide<'a> {
    pub fn new(faq: &'a Faq, locale: Locale) -> Self {
        Self { faq, words: Words::of(locale.language()), locale }
    }

    /// Returns whether the reader reads the FAQ as it is: in its language, or with wording in its language for want of another.
    fn is_home(&self) -> bool {
        self.faq.language() == self.locale.language() || self.faq.language() == self.words.language()
    }

    fn general_translation(&self) -> Option<&'a GeneralTranslation> {
        self.faq.general_translation(self.locale.language())
    }

    pub fn question<'e>(&self, entry: &'e Entry) -> &'e str {
        entry.translation(self.locale.language()).map_or(entry.question(), |translation| translation.question())
    }

    pub fn answer<'e>(&self, entry: &'e Entry) -> &'e str {
        entry.translation(self.locale.language()).map_or(entry.answer(), |translation| translation.answer())
    }

    /// Returns the sentence that an answer is in the FAQ's language alone, if one of these is and the reader reads another.
    pub fn note_on_language(&self, entries: &[&Entry]) -> Option<String> {
        let is_translated = |entry: &&Entry| entry.translation(self.locale.language()).is_some();
        if self.is_home() || entries.iter().all(is_translated) {
            return None;
        }
        Some(self.words.only_in(self.faq.language()))
    }

    /// Returns an entry's question, with the heading if another entry asks the same under another heading.
    pub fn name<'e>(&self, entry: &'e Entry) -> Cow<'e, str> {
        let question = self.question(entry);
        match entry.category() {
            Some(heading) if self.faq.entries().iter().any(|other| other.is_twin_of(entry)) => {
                Cow::Owned(self.words.under_heading(self.category(heading), question))
            }
            _ => Cow::Borrowed(question),
        }
    }

    pub fn category<'t>(&'t self, heading: &'t str) -> &'t str {
        self.general_translation().and_then(|translation| translation.category(heading)).unwrap_or(heading)
    }

    pub fn disclaimer(&self) -> Option<&'a str> {
        let own = self.faq.disclaimer()?;
        Some(self.general_translation().and_then(GeneralTranslation::disclaimer).unwrap_or(own))
    }

    /// Returns the text for a question that the guide does not answer.
    pub fn general(&self) -> String {
        let translated = self.general_translation().and_then(GeneralTranslation::general);
        self.text(translated, &self.faq.texts().general, Words::default_general)
    }

    /// Returns the text for a question that the guide does not answer, in the reader's language and no other.
    pub fn plain_general(&self) -> String {
        let translated = self.general_translation().and_then(GeneralTranslation::general);
        translated.map_or_else(|| self.words.default_general(), str::to_owned)
    }

    /// Returns the text for every emergency. It begins in the reader's language.
    pub fn urgent(&self) -> String {
        let translated = self.general_translation().and_then(GeneralTranslation::urgent);
        self.text(translated, &self.faq.texts().urgent, Words::default_urgent)
    }

    /// Returns a text in the reader's language. One that is not translated follows a plain one that says the same: the FAQ's own
    /// may name a telephone number.
    fn text(&self, translated: Option<&str>, own: &str, plain: fn(&Words) -> String) -> String {
        if let Some(translated) = translated {
            return translated.to_owned();
        }
        if own == plain(Words::english()) {
            return plain(self.words);
        }
        if self.is_home() { own.to_owned() } else { with_paragraph(&plain(self.words), own) }
    }

    /// Returns the sentence on emergencies, see [`Faq::emergency`].
    pub fn emergency(&self) -> Option<String> {
        let own = self.faq.emergency()?;
        if let Some(translated) = self.general_translation().and_then(GeneralTranslation::emergency) {
            return Some(translated.to_owned());
        }
        let is_default = own == Words::english().default_emergency();
        Some(if self.is_home() && !is_default { own.to_owned() } else { self.words.default_emergency() })
    }

    pub fn gap_question<'e>(&self, gap: &'e Referral) -> &'e str {
        gap.translation(self.locale.language()).and_then(|translation| translation.question()).unwrap_or(gap.question())
    }

    /// Returns a referral's own message in the reader's language.
    pub fn message<'e>(&self, gap: &'e Referral) -> Option<&'e str> {
        let translated = gap.translation(self.locale.language()).and_then(|translation| translation.message());
        translated.or_else(|| gap.message().filter(|_| self.is_home()))
    }

    /// Returns a referral's message in the FAQ's language, if it is not translated.
    pub fn untranslated_message<'e>(&self, gap: &'e Referral) -> Option<&'e str> {
        if self.message(gap).is_some() { None } else { gap.message() }
    }
}
