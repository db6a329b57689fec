//! What is known about the words of a language: their stems, and for English how rare each is.

use faq::text::{self, Language};
use rust_stemmers::{Algorithm, Stemmer};

use crate::spelling;

/// The rarity given to a word that is not in the list of English words, in the unit of [`spelling::rarity`].
const UNCOMMON: f32 = 12.0;
/// The rarity given to every word of a language without a list. Then the FAQ alone says how rare a word is. Guessing it from the
/// length of the word ranked the public sets, read as an unknown language, no better.
const UNKNOWN_RARITY: f32 = 8.0;
/// The rarity given to Hiragana, in which Japanese writes its particles and endings.
const PARTICLE_RARITY: f32 = 2.0;

/// The words of one language.
pub(super) struct LanguageWords {
    language: Language,
    stemmer: Option<Stemmer>,
}

impl LanguageWords {
    pub fn of(language: Language) -> Self {
        Self { language, stemmer: algorithm(language).map(Stemmer::create) }
    }

    /// Returns the words and signs of a cleaned text.
    pub fn words(&self, cleaned: &str) -> Vec<String> {
        text::words_and_signs(cleaned, self.language)
    }

    /// Returns the Snowball stem, or the word itself in a language without a stemmer.
    pub fn stem(&self, word: &str) -> String {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        }
    }

    /// Returns how rare a word is, see [`spelling::rarity`]. Signs are as rare as words that no list has.
    pub fn rarity(&self, word: &str) -> f32 {
        if self.has_list() || text::is_sign(word) {
            return spelling::rarity(word).unwrap_or(UNCOMMON);
        }
        if word.starts_with(is_hiragana) { PARTICLE_RARITY } else { UNKNOWN_RARITY }
    }

    /// Returns true if the word is known to be common in the language; of most languages none is.
    pub fn is_common(&self, word: &str) -> bool {
        self.has_list() && spelling::rarity(word).is_some()
    }

    /// Returns true if the rarity is that of a common word.
    pub fn is_rarity_of_common(&self, rarity: f32) -> bool {
        self.has_list() && rarity < UNCOMMON
    }

    /// Returns true if there is a list of the language's common words.
    pub fn has_list(&self) -> bool {
        self.language.is_english()
    }
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
