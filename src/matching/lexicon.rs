//! From a text to the words that the FAQ knows: joined, split, corrected, and synonyms made one.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::english;
use super::spelling::Speller;
use super::synonyms::Synonyms;
use crate::text;

/// A corrected word may be the wrong one, so it counts a little less.
const CORRECTED_WEIGHT: f32 = 0.8;
/// A word that the FAQ uses this often is no slip of the pen, whatever English at large says of it.
const TRUSTED_COUNT: u32 = 3;
/// The shortest part that a run-together word may be split into.
const MIN_PART: usize = 3;

/// A word ready to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// The word, corrected, not stemmed.
    pub word: String,
    /// Its Snowball stem.
    pub stem: String,
    /// 1, or less if it was corrected.
    pub weight: f32,
}

/// A text read with a [`Lexicon`].
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Reading {
    /// Its words, in order.
    pub tokens: Vec<Token>,
    /// How many words it had before synonyms were made one.
    pub words: usize,
    /// What was taken for misspelt, with what it was read as.
    pub corrected: Vec<(String, String)>,
    /// Words the FAQ does not know.
    pub unknown: Vec<String>,
}

/// The words of a FAQ.
pub(super) struct Lexicon {
    known: FxHashMap<String, u32>,
    speller: Speller,
    synonyms: Synonyms,
    stemmer: Stemmer,
}

impl Lexicon {
    /// Learns the words of the examples and of the synonyms.
    pub(super) fn learn<'a>(examples: impl Iterator<Item = &'a str>, synonyms: &[Vec<String>]) -> Self {
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for word in examples.flat_map(|example| text::words(&text::clean(example))) {
            *counts.entry(word).or_default() += 1;
        }
        for word in synonyms.iter().flatten().flat_map(|phrase| text::words(&text::clean(phrase))) {
            *counts.entry(word).or_default() += TRUSTED_COUNT;
        }
        let trusted = |word: &str, count: u32| count >= TRUSTED_COUNT || english::rarity(word).is_some();
        let (known, doubtful): (FxHashMap<_, _>, FxHashMap<_, _>) =
            counts.into_iter().partition(|(word, count)| trusted(word, *count));
        let speller = Speller::new(known.iter().map(|(word, count)| (word.as_str(), *count)));
        // A rare word that is one slip away from a trusted one is a misspelling that somebody wrote down on purpose.
        let new_words = doubtful.into_iter().filter(|(word, _)| speller.correct(word).is_none());
        let known: FxHashMap<_, _> = new_words.chain(known.clone()).collect();
        let speller = Speller::new(known.iter().map(|(word, count)| (word.as_str(), *count)));
        let stemmer = Stemmer::create(Algorithm::English);
        Self { known, speller, synonyms: Synonyms::new(synonyms, &stemmer), stemmer }
    }

    /// Reads a text; work is linear in it, save for a search through similar words for each that nobody knows.
    pub(super) fn read(&self, message: &str) -> Reading {
        let mut reading = Reading::default();
        let mut tokens = Vec::new();
        let mut words = text::words(&text::clean(message)).into_iter().peekable();
        while let Some(word) = words.next() {
            reading.words += 1;
            let word = self.shorten(word);
            if let Some(joined) = words.peek().and_then(|next| self.join(&word, next)) {
                words.next();
                tokens.push(self.token(joined, 1.0));
            } else if self.known.contains_key(&word) {
                tokens.push(self.token(word, 1.0));
            } else if let Some((left, right)) = self.split(&word) {
                tokens.extend([self.token(left.to_owned(), 1.0), self.token(right.to_owned(), 1.0)]);
            } else {
                tokens.push(self.unknown(word, &mut reading));
            }
        }
        reading.tokens = self.synonyms.unify(tokens);
        reading
    }

    fn token(&self, word: String, weight: f32) -> Token {
        Token { stem: self.stemmer.stem(&word).into_owned(), word, weight }
    }

    /// A word the FAQ does not know: corrected if it is no English word either.
    fn unknown(&self, word: String, reading: &mut Reading) -> Token {
        let correction = if english::rarity(&word).is_some() { None } else { self.speller.correct(&word) };
        match correction {
            Some(correction) => {
                reading.corrected.push((word, correction.to_owned()));
                self.token(correction.to_owned(), CORRECTED_WEIGHT)
            }
            None => {
                reading.unknown.push(word.clone());
                self.token(word, 1.0)
            }
        }
    }

    /// "sooooo" is "so", "hurttt" is "hurt": letters repeated for emphasis.
    fn shorten(&self, word: String) -> String {
        if self.is_word(&word) {
            return word;
        }
        let once = squeeze(&word, 1);
        let twice = squeeze(&word, 2);
        if twice == word || (!self.is_word(&twice) && !self.is_word(&once)) {
            return if twice.len() < word.len() { twice } else { word };
        }
        if self.is_word(&twice) { twice } else { once }
    }

    fn is_word(&self, word: &str) -> bool {
        self.known.contains_key(word) || english::rarity(word).is_some()
    }

    /// "micro" "penning" is "micropenning" if the FAQ knows that word better than its parts.
    fn join(&self, left: &str, right: &str) -> Option<String> {
        let parts = [left, right].iter().filter_map(|part| self.known.get(*part)).count();
        if parts == 2 {
            return None;
        }
        let joined = format!("{left}{right}");
        self.known.contains_key(&joined).then_some(joined)
    }

    /// "numbingcream" is "numbing cream" if the FAQ knows both; the split into the most frequent parts wins.
    fn split<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if english::rarity(word).is_some() {
            return None;
        }
        let parts = word.char_indices().skip(MIN_PART).filter_map(|(at, _)| {
            let (left, right) = word.split_at_checked(at)?;
            let count = self.known.get(left)?.min(self.known.get(right)?);
            (right.chars().count() >= MIN_PART).then_some((count, (left, right)))
        });
        parts.max_by_key(|&(count, _)| count).map(|(_, parts)| parts)
    }
}

/// Cuts every run of one character down to `most`.
fn squeeze(word: &str, most: usize) -> String {
    let (mut last, mut run) = (None, 0);
    word.chars()
        .filter(|&c| {
            run = if last == Some(c) { run + 1 } else { 1 };
            last = Some(c);
            run <= most
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Vec<String> {
        let examples = ["does micropenning hurt", "is a numbing cream used", "numbing cream please", "so what"];
        let synonyms = [vec!["micropenning".to_owned(), "micro needling".to_owned()]];
        let lexicon = Lexicon::learn(examples.into_iter(), &synonyms);
        lexicon.read(message).tokens.into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn words_come_to_what_the_faq_knows() {
        assert_eq!(read("micro penning"), ["micropenning"], "joined");
        assert_eq!(read("numbingcream"), ["numbing", "cream"], "split");
        assert_eq!(read("micropeninng"), ["micropenning"], "corrected");
        assert_eq!(read("Micro-Needling"), ["micropenning"], "a synonym");
        assert_eq!(read("sooooo hurtttt"), ["so", "hurt"], "drawn out");
        assert_eq!(read("dose dream"), ["dose", "dream"], "an English word stays what it is");
    }

    #[test]
    fn what_was_done_is_told() {
        let lexicon = Lexicon::learn(["does it hurt"].into_iter(), &[]);
        let reading = lexicon.read("dose it hrut xyzzy");
        assert_eq!(reading.corrected, [("hrut".to_owned(), "hurt".to_owned())]);
        assert_eq!(reading.unknown, ["dose", "xyzzy"]);
        assert_eq!(reading.words, 4);
        assert_eq!(lexicon.read("?!").words, 0);
    }
}
