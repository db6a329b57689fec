//! From a text to the words that the FAQ knows: joined, split, corrected, and synonyms made one.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::codec::{Decoder, encode_count, encode_numbers, encode_text};
use super::english;
use super::spelling::Speller;
use super::synonyms::Synonyms;
use faq::text;

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
    /// How rare it is in English at large, see [`english::rarity`].
    pub rarity: f32,
}

/// What is known of a word.
#[derive(Debug, Clone)]
struct Word {
    count: u32,
    stem: Box<str>,
    rarity: f32,
}

/// A text read with a [`Lexicon`].
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Reading {
    /// Its words, in order.
    pub tokens: Vec<Token>,
    /// The words as a sentence: corrected and spelled out, synonyms left as they are, since a sentence encoder knows them.
    pub sentence: String,
    /// How many words it had before synonyms were made one.
    pub words: usize,
    /// How many of them are neither English words nor misspellings of known ones.
    pub strange: usize,
    /// What was taken for misspelt, with what it was read as.
    pub corrected: Vec<(String, String)>,
    /// Words the FAQ does not know.
    pub unknown: Vec<String>,
}

impl Reading {
    /// Some words of a text that was read.
    pub(super) fn of(tokens: &[Token]) -> Self {
        let words: Vec<&str> = tokens.iter().map(|token| token.word.as_str()).collect();
        Self { sentence: words.join(" "), words: tokens.len(), tokens: tokens.to_vec(), ..Self::default() }
    }

    /// Sentences that were read one by one, as one text.
    pub(super) fn joined(sentences: Vec<Self>) -> Self {
        sentences.into_iter().reduce(Self::followed_by).unwrap_or_default()
    }

    fn followed_by(mut self, next: Self) -> Self {
        if !self.sentence.is_empty() && !next.sentence.is_empty() {
            self.sentence.push(' ');
        }
        self.sentence.push_str(&next.sentence);
        self.tokens.extend(next.tokens);
        self.words += next.words;
        self.strange += next.strange;
        self.corrected.extend(next.corrected);
        self.unknown.extend(next.unknown);
        self
    }
}

/// The words of a FAQ.
pub(super) struct Lexicon {
    known: FxHashMap<String, Word>,
    speller: Speller,
    synonyms: Synonyms,
    stemmer: Stemmer,
}

impl Lexicon {
    /// Learns the words of the examples and of the synonyms.
    pub(super) fn learn(examples: &[&str], synonyms: &[Vec<String>]) -> Self {
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        let said = examples.iter().map(|&example| (example, 1));
        let set = synonyms.iter().flatten().map(|phrase| (phrase.as_str(), TRUSTED_COUNT));
        for (text, count) in said.chain(set) {
            for word in text::words(&text::clean(text)) {
                *counts.entry(word).or_default() += count;
            }
        }
        let stemmer = Stemmer::create(Algorithm::English);
        let trusted = |word: &str, count: u32| count >= TRUSTED_COUNT || english::rarity(word).is_some();
        let (known, doubtful): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(word, count)| trusted(word, *count));
        let speller = Speller::new(known.iter().map(|(word, count)| (word.as_str(), *count)));
        // A rare word that is one slip away from a trusted one is a misspelling that somebody wrote down on purpose.
        let new_words = doubtful.into_iter().filter(|(word, _)| speller.correct(word).is_none());
        let known = new_words.chain(known.iter().cloned());
        let described = known.map(|(word, count)| (word.clone(), describe(&word, count, &stemmer))).collect();
        Self::knowing(described, synonyms, stemmer)
    }

    fn knowing(known: FxHashMap<String, Word>, synonyms: &[Vec<String>], stemmer: Stemmer) -> Self {
        let speller = Speller::new(known.iter().map(|(word, about)| (word.as_str(), about.count)));
        Self { known, speller, synonyms: Synonyms::new(synonyms, &stemmer), stemmer }
    }

    /// Every word, its stem, its count and its rarity, in the order of the alphabet.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        let mut known: Vec<_> = self.known.iter().collect();
        known.sort_unstable_by_key(|&(word, _)| word);
        encode_count(bytes, known.len());
        for (word, about) in known {
            encode_text(bytes, word);
            encode_text(bytes, &about.stem);
            encode_numbers(bytes, [about.count.to_le_bytes(), about.rarity.to_le_bytes()]);
        }
    }

    /// What [`Self::encode`] wrote, with the synonyms of the same FAQ.
    pub(super) fn decode(decoder: &mut Decoder<'_>, synonyms: &[Vec<String>]) -> Option<Self> {
        let mut known = FxHashMap::default();
        for _ in 0..decoder.count()? {
            let (word, stem) = (decoder.text()?, decoder.text()?.into());
            let [count, rarity] = decoder.numbers(2, u32::from_le_bytes)?.try_into().ok()?;
            known.insert(word, Word { count, stem, rarity: f32::from_bits(rarity) });
        }
        Some(Self::knowing(known, synonyms, Stemmer::create(Algorithm::English)))
    }

    /// Reads a cleaned text; work is linear in it, save for a search through similar words for each that nobody knows.
    pub(super) fn read(&self, cleaned: &str) -> Reading {
        let mut reading = Reading::default();
        let mut tokens = Vec::new();
        let mut words = text::words(cleaned).into_iter().peekable();
        while let Some(word) = words.next() {
            reading.words += 1;
            reading.strange += usize::from(!self.is_english(&word));
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
        reading.sentence = tokens.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ");
        reading.tokens = self.synonyms.unify(tokens);
        reading
    }

    fn token(&self, word: String, weight: f32) -> Token {
        match self.known.get(&word) {
            Some(known) => Token { stem: known.stem.to_string(), rarity: known.rarity, word, weight },
            None => token(word, weight, &self.stemmer),
        }
    }

    /// A word the FAQ does not know: corrected if it is no English word either.
    fn unknown(&self, word: String, reading: &mut Reading) -> Token {
        let correction = if english::rarity(&word).is_some() { None } else { self.speller.correct(&word) };
        match correction {
            Some(correction) => {
                reading.strange = reading.strange.saturating_sub(1);
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

    /// Whether it is a common English word, which the FAQ's own words remember of themselves.
    fn is_english(&self, word: &str) -> bool {
        self.known.get(word).map_or_else(|| english::rarity(word).is_some(), |known| known.rarity < english::UNCOMMON)
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
            let count = self.known.get(left)?.count.min(self.known.get(right)?.count);
            (right.chars().count() >= MIN_PART).then_some((count, (left, right)))
        });
        parts.max_by_key(|&(count, _)| count).map(|(_, parts)| parts)
    }
}

/// A word that nobody corrected, with its stem and rarity.
pub(super) fn token(word: String, weight: f32, stemmer: &Stemmer) -> Token {
    let Word { stem, rarity, .. } = describe(&word, 0, stemmer);
    Token { stem: stem.into(), rarity, word, weight }
}

fn describe(word: &str, count: u32, stemmer: &Stemmer) -> Word {
    let rarity = english::rarity(word).unwrap_or(english::UNCOMMON);
    Word { count, stem: stemmer.stem(word).into(), rarity }
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
        let lexicon = Lexicon::learn(&examples, &synonyms);
        lexicon.read(&text::clean(message)).tokens.into_iter().map(|token| token.word).collect()
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
        let lexicon = Lexicon::learn(&["does it hurt"], &[]);
        let reading = lexicon.read("dose it hrut xyzzy");
        assert_eq!(reading.corrected, [("hrut".to_owned(), "hurt".to_owned())]);
        assert_eq!(reading.unknown, ["dose", "xyzzy"]);
        assert_eq!(reading.words, 4);
        assert_eq!(lexicon.read("?!").words, 0);
    }
}
