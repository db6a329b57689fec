//! Translations of entries, referrals and the FAQ's general texts. People write or approve each one; nothing is translated by a
//! machine.
//!
//! Each may hold the [`SourceHash`] of the text that it translates. Once that text is changed, the hash shows that the
//! translation is out of date.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::text::Language;
use crate::{Entry, Faq, Referral, ReferralTexts};

/// The number of letters of a hash. 32 bits are enough to tell two versions of one text apart.
const HASH_LENGTH: usize = 8;

/// An entry in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryTranslation {
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) of: Option<SourceHash>,
}

impl EntryTranslation {
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Returns the answer, in Markdown.
    pub fn answer(&self) -> &str {
        &self.answer
    }
}

/// A referral in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralTranslation {
    pub(crate) question: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) of: Option<SourceHash>,
}

impl ReferralTranslation {
    pub fn question(&self) -> Option<&str> {
        self.question.as_deref()
    }

    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// The general texts of the FAQ in another language. Out of date or not, they are shown: what to do in an emergency is better said
/// in yesterday's words than in a language that a person cannot read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeneralTranslation {
    pub(crate) about: Option<String>,
    pub(crate) disclaimer: Option<String>,
    pub(crate) general: Option<String>,
    pub(crate) urgent: Option<String>,
    pub(crate) emergency: Option<String>,
    pub(crate) categories: BTreeMap<String, String>,
    pub(crate) of: Option<SourceHash>,
}

impl GeneralTranslation {
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    pub fn disclaimer(&self) -> Option<&str> {
        self.disclaimer.as_deref()
    }

    /// Returns the translation of [`crate::ReferralTexts::general`].
    pub fn general(&self) -> Option<&str> {
        self.general.as_deref()
    }

    /// Returns the translation of [`crate::ReferralTexts::urgent`].
    pub fn urgent(&self) -> Option<&str> {
        self.urgent.as_deref()
    }

    /// Returns the translation of [`Faq::emergency`].
    pub fn emergency(&self) -> Option<&str> {
        self.emergency.as_deref()
    }

    /// Returns a category's heading.
    pub fn category(&self, category: &str) -> Option<&str> {
        self.categories.get(category).map(String::as_str)
    }
}

impl Entry {
    /// Returns every translation, also those that are out of date.
    pub fn translations(&self) -> &BTreeMap<Language, EntryTranslation> {
        &self.translations
    }

    /// Returns the translation to show. One that is out of date may say what the guide no longer says, so it is not shown.
    pub fn translation(&self, language: Language) -> Option<&EntryTranslation> {
        self.translations.get(&language).filter(|translation| is_current(translation.of, self.source_hash()))
    }

    /// Returns the questions that the entry is asked by in other languages. They are examples for a matcher of several languages, and
    /// none for that of the FAQ's own.
    pub fn translated_questions(&self) -> impl Iterator<Item = (Language, &str)> {
        self.translations.iter().map(|(language, translation)| (*language, translation.question()))
    }

    /// Returns the hash of what translations translate.
    pub fn source_hash(&self) -> SourceHash {
        SourceHash::of(&[Some(&self.question), Some(&self.answer)])
    }
}

impl Referral {
    /// Returns every translation, also those that are out of date.
    pub fn translations(&self) -> &BTreeMap<Language, ReferralTranslation> {
        &self.translations
    }

    /// Returns the translation to show. One that is out of date is not shown.
    pub fn translation(&self, language: Language) -> Option<&ReferralTranslation> {
        self.translations.get(&language).filter(|translation| is_current(translation.of, self.source_hash()))
    }

    /// As [`Entry::translated_questions`].
    pub fn translated_questions(&self) -> impl Iterator<Item = (Language, &str)> {
        self.translations.iter().filter_map(|(language, translation)| Some((*language, translation.question()?)))
    }

    /// Returns the hash of what translations translate.
    pub fn source_hash(&self) -> SourceHash {
        SourceHash::of(&[Some(&self.question), self.message.as_deref()])
    }
}

impl Faq {
    /// Returns the general texts in another language, if there are any.
    pub fn general_translation(&self, language: Language) -> Option<&GeneralTranslation> {
        self.translations.get(&language)
    }

    /// Returns the hash of the general texts that translations translate.
    pub fn general_source_hash(&self) -> SourceHash {
        let ReferralTexts { general, urgent, emergency } = &self.texts;
        let texts =
            [self.about.as_deref(), self.disclaimer.as_deref(), Some(general), Some(urgent), emergency.as_deref()];
        SourceHash::of(&texts)
    }

    /// Returns the general texts in every language that has them.
    pub fn general_translations(&self) -> &BTreeMap<Language, GeneralTranslation> {
        &self.translations
    }
}

/// A translation without a hash is taken for current: somebody wrote it by hand.
fn is_current(of: Option<SourceHash>, source: SourceHash) -> bool {
    of.is_none_or(|of| of == source)
}

/// A short hash of the texts that a translation translates.
///
/// It has letters only, so that YAML never reads it as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceHash([u8; HASH_LENGTH]);

/// The error for a text that is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not the mark that the program writes there, {HASH_LENGTH} letters of a-p; delete the line")]
pub struct InvalidHash;

impl SourceHash {
    /// Returns the hash of texts, some of which may be missing. White space around them does not count.
    pub(crate) fn of(texts: &[Option<&str>]) -> Self {
        let mut hash = Sha256::new();
        for text in texts {
            let text = text.unwrap_or_default().trim();
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let digest = hash.finalize();
        let mut letters = [0; HASH_LENGTH];
        for (pair, byte) in letters.chunks_mut(2).zip(digest.iter()) {
            for (letter, bits) in pair.iter_mut().zip([byte >> 4, byte & 0xf]) {
                *letter = b'a' + bits;
            }
        }
        Self(letters)
    }
}

impl fmt::Display for SourceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for SourceHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let letters: [u8; HASH_LENGTH] = text.as_bytes().try_into().map_err(|_| InvalidHash)?;
        if letters.iter().all(|letter| (b'a'..=b'p').contains(letter)) { Ok(Self(letters)) } else { Err(InvalidHash) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_texts_apart_and_is_read_again() {
        let hash = SourceHash::of(&[Some("Does it hurt?"), Some("No.")]);
        assert_eq!(hash, SourceHash::of(&[Some("Does it hurt? "), Some("No.\n")]));
        assert_ne!(hash, SourceHash::of(&[Some("Does it hurt?No."), None]));
        assert_ne!(hash, SourceHash::of(&[Some("Does it hurt?"), Some("Yes.")]));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "abcdefg", "abcdefghi", "abcdefgz", "12345678"] {
            assert_eq!(wrong.parse::<SourceHash>(), Err(InvalidHash), "{wrong}");
        }
    }
}
