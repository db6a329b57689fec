//! From a text to words that the FAQ knows: run-together words are split, misspelt ones corrected, synonyms replaced.

use faq::text::{self, Language};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::codec::{Decoder, encode_count, encode_numbers, encode_text};
use crate::language::LanguageWords;
use crate::spelling::Speller;

/// The weight of a corrected word, of which others have 1: the correction may be the wrong word.
const CORRECTED_WEIGHT: f32 = 0.8;
/// A word that the FAQ uses this often is taken for a word and not for a misspelling, even if no list has it.
const TRUSTED_COUNT: u32 = 3;
/// The fewest characters of either half of a run-together word.
const MIN_HALF_LENGTH: usize = 3;

/// A word ready to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// The word, corrected but not stemmed.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// 1, or less if it was corrected.
    pub weight: f32,
    /// Its rarity in the language, see [`crate::spelling::rarity`].
    pub rarity: f32,
}

impl Token {
    /// Makes a token of a word that is not in the lexicon.
    fn new(word: String, weight: f32, language: &LanguageWords) -> Self {
        let known = KnownWord::new(&word, 0, language);
        Self { stem: known.stem.into(), rarity: known.rarity, word, weight }
    }
}

/// A word of the lexicon.
#[derive(Debug, Clone)]
struct KnownWord {
    /// How often the FAQ uses it.
    count: u32,
    stem: Box<str>,
    rarity: f32,
}

impl KnownWord {
    fn new(word: &str, count: u32, language: &LanguageWords) -> Self {
        Self { count, stem: language.stem(word).into(), rarity: language.rarity(word) }
    }
}

/// A text read with a [`Lexicon`].
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Reading {
    /// Its words, in order.
    pub tokens: Vec<Token>,
    /// The words as a sentence, corrected and with contractions spelled out. Synonyms stay as they are, since a sentence
    /// encoder knows them.
    pub sentence: String,
    /// The number of words before synonyms were replaced.
    pub words: usize,
    /// The number of words that are neither common in the language (or known to the FAQ, where no list says what is common)
    /// nor misspellings of known ones.
    pub foreign_words: usize,
    /// Words that were taken for misspellings, each with its correction.
    pub corrected: Vec<(String, String)>,
    /// Words that the FAQ does not know.
    pub unknown: Vec<String>,
}

impl Reading {
    /// Returns a reading of some words of a text.
    pub(super) fn from_tokens(tokens: &[Token]) -> Self {
        Self { sentence: sentence(tokens), words: tokens.len(), tokens: tokens.to_vec(), ..Self::default() }
    }

    /// Joins sentences that were read one by one into one text.
    pub(super) fn joined(sentences: Vec<Self>) -> Self {
        let mut joined = Self::default();
        for next in sentences {
            if !joined.sentence.is_empty() && !next.sentence.is_empty() {
                joined.sentence.push(' ');
            }
            joined.sentence.push_str(&next.sentence);
            joined.tokens.extend(next.tokens);
            joined.words += next.words;
            joined.foreign_words += next.foreign_words;
            joined.corrected.extend(next.corrected);
            joined.unknown.extend(next.unknown);
        }
        joined
    }
}

fn sentence(tokens: &[Token]) -> String {
    let mut sentence = String::new();
    for token in tokens {
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(&token.word);
    }
    sentence
}

/// The words of a FAQ.
pub(super) struct Lexicon {
    known: FxHashMap<String, KnownWord>,
    speller: Speller,
    synonyms: Synonyms,
    language: LanguageWords,
    /// The stems of the words, where no list says which other words there are.
    stems: FxHashSet<Box<str>>,
}

impl Lexicon {
    /// Learns the words of the examples and of the synonyms, and the signs of the titles and of the synonyms. In other examples
    /// signs are seldom meant.
    pub(super) fn learn<T: AsRef<str>>(
        examples: &[T],
        titles: &[&str],
        synonyms: &[Vec<String>],
        language: Language,
    ) -> Self {
        let language = LanguageWords::of(language);
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for example in examples {
            count_words(example.as_ref(), 1, &language, &mut counts);
        }
        counts.retain(|word, _| !text::is_sign(word));
        for title in titles {
            let signs = language.words(&text::clean(title)).into_iter().filter(|word| text::is_sign(word));
            counts.extend(signs.map(|sign| (sign, TRUSTED_COUNT)));
        }
        for phrase in synonyms.iter().flatten() {
            count_words(phrase, TRUSTED_COUNT, &language, &mut counts);
        }
        let is_trusted =
            |word: &str, count: u32| count >= TRUSTED_COUNT || !language.has_list() || language.is_common(word);
        let (trusted, doubtful): (Vec<_>, Vec<_>) =
            counts.into_iter().partition(|(word, count)| is_trusted(word, *count));
        let speller = Speller::new(trusted.iter().map(|(word, count)| (word.as_str(), *count)));
        let mut known = FxHashMap::default();
        for (word, count) in doubtful {
            // A rare word that is one edit away from a trusted one is a misspelling that the FAQ's author wrote on purpose.
            if speller.correct(&word).is_none() {
                known.insert(word.clone(), KnownWord::new(&word, count, &language));
            }
        }
        for (word, count) in trusted {
            known.insert(word.clone(), KnownWord::new(&word, count, &language));
        }
        Self::with_words(known, synonyms, language)
    }

    fn with_words(known: FxHashMap<String, KnownWord>, synonyms: &[Vec<String>], language: LanguageWords) -> Self {
        let speller = Speller::new(known.iter().map(|(word, about)| (word.as_str(), about.count)));
        let mut stems = FxHashSet::default();
        if !language.has_list() {
            stems.extend(known.values().map(|about| about.stem.clone()));
        }
        Self { known, speller, synonyms: Synonyms::new(synonyms, &language), language, stems }
    }

    /// Encodes every word with its stem, its count and its rarity, in alphabetical order.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        let mut known: Vec<_> = self.known.iter().collect();
        known.sort_unstable_by_key(|&(word, _)| word);
        encode_count(bytes, known.len());
        for (word, about) in known {
            encode_text(bytes, word);
            encode_text(bytes, &about.stem);
            encode_numbers(bytes, &[about.count, about.rarity.to_bits()], u32::to_le_bytes);
        }
    }

    /// Decodes the bytes of [`Self::encode`], with the synonyms and the language of the same FAQ.
    pub(super) fn decode(decoder: &mut Decoder<'_>, synonyms: &[Vec<String>], language: Language) -> Option<Self> {
        let mut known = FxHashMap::default();
        for _ in 0..decoder.count()? {
            let word = decoder.text()?;
            let stem = decoder.text()?.into();
            let [count, rarity] = decoder.numbers(2, u32::from_le_bytes)?.try_into().ok()?;
            known.insert(word, KnownWord { count, stem, rarity: f32::from_bits(rarity) });
        }
        Some(Self::with_words(known, synonyms, LanguageWords::of(language)))
    }

    /// Reads a cleaned text. The work is linear in its length, except for a search through similar words for each word that
    /// neither the FAQ nor a list knows.
    pub(super) fn read(&self, cleaned: &str) -> Reading {
        let mut reading = Reading::default();
        let mut tokens = Vec::new();
        let mut words = self.language.words(cleaned);
        // Signs are punctuation unless the FAQ uses them.
        words.retain(|word| !text::is_sign(word) || self.known.contains_key(word));
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            reading.words += 1;
            reading.foreign_words += usize::from(self.is_foreign(&word));
            let word = self.shorten(word);
            if let Some(next) = words.peek()
                && let Some(joined) = self.join(&word, next)
            {
                words.next();
                tokens.push(self.token(joined, 1.0));
            } else if self.known.contains_key(&word) {
                tokens.push(self.token(word, 1.0));
            } else if let Some((left, right)) = self.split(&word) {
                tokens.push(self.token(left.to_owned(), 1.0));
                tokens.push(self.token(right.to_owned(), 1.0));
            } else {
                tokens.push(self.read_unknown(word, &mut reading));
            }
        }
        reading.sentence = sentence(&tokens);
        reading.tokens = self.synonyms.replace(tokens);
        reading
    }

    /// Returns true if the FAQ knows a word, or a word that it may be a misspelling of.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word) || self.has_known_stem(word) || self.speller.correct(word).is_some()
    }

    fn token(&self, word: String, weight: f32) -> Token {
        match self.known.get(&word) {
            Some(known) => Token { stem: known.stem.to_string(), rarity: known.rarity, word, weight },
            None => Token::new(word, weight, &self.language),
        }
    }

    /// Reads a word that the FAQ does not know. It is corrected if it is no other word of the language either, as far as that is
    /// known.
    fn read_unknown(&self, word: String, reading: &mut Reading) -> Token {
        if self.has_known_stem(&word) {
            return self.token(word, 1.0);
        }
        let correction = if self.language.is_common(&word) { None } else { self.speller.correct(&word) };
        match correction {
            Some(correction) => {
                reading.foreign_words = reading.foreign_words.saturating_sub(1);
                reading.corrected.push((word, correction.to_owned()));
                self.token(correction.to_owned(), CORRECTED_WEIGHT)
            }
            None => {
                reading.unknown.push(word.clone());
                self.token(word, 1.0)
            }
        }
    }

    /// Removes letters that are repeated for emphasis: "sooooo" is "so", "hurttt" is "hurt".
    fn shorten(&self, word: String) -> String {
        if self.is_word(&word) {
            return word;
        }
        let twice = limit_runs(&word, 2);
        if self.is_word(&twice) {
            return twice;
        }
        let once = limit_runs(&word, 1);
        if twice != word && self.is_word(&once) { once } else { twice }
    }

    fn is_word(&self, word: &str) -> bool {
        self.known.contains_key(word) || self.language.is_common(word)
    }

    /// Returns true if the word may be of another language than the FAQ's. A known word's rarity says so without a search.
    fn is_foreign(&self, word: &str) -> bool {
        match self.known.get(word) {
            Some(known) => {
                self.language.has_list() && !self.language.is_rarity_of_common(known.rarity) && !text::is_sign(word)
            }
            None => !self.language.is_common(word) && !self.has_known_stem(word),
        }
    }

    /// Returns true if a word is another form of a word of the FAQ. Where a list has the language's words, they stand for
    /// themselves.
    fn has_known_stem(&self, word: &str) -> bool {
        !self.stems.is_empty() && self.stems.contains(self.language.stem(word).as_str())
    }

    /// Joins two words if the FAQ knows the joined word but not both halves: "micro" "penning" is "micropenning".
    fn join(&self, left: &str, right: &str) -> Option<String> {
        if self.known.contains_key(left) && self.known.contains_key(right) {
            return None;
        }
        let joined = format!("{left}{right}");
        self.known.contains_key(&joined).then_some(joined)
    }

    /// Splits a word into two that the FAQ knows: "numbingcream" is "numbing cream". The split with the most frequent halves
    /// wins, of equals the last.
    fn split<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if self.language.is_common(word) {
            return None;
        }
        let mut best = None;
        let mut best_count = 0;
        for (at, _) in word.char_indices().skip(MIN_HALF_LENGTH) {
            let (left, right) = word.split_at(at);
            let (Some(known_left), Some(known_right)) = (self.known.get(left), self.known.get(right)) else { continue };
            let count = known_left.count.min(known_right.count);
            if right.chars().count() >= MIN_HALF_LENGTH && count >= best_count {
                best = Some((left, right));
                best_count = count;
            }
        }
        best
    }
}

fn count_words(text: &str, count: u32, language: &LanguageWords, counts: &mut FxHashMap<String, u32>) {
    for word in language.words(&text::clean(text)) {
        *counts.entry(word).or_default() += count;
    }
}

/// Shortens every run of the same character to `limit`.
fn limit_runs(word: &str, limit: usize) -> String {
    let mut limited = String::with_capacity(word.len());
    let mut last = None;
    let mut run = 0;
    for c in word.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        if run <= limit {
            limited.push(c);
        }
    }
    limited
}

/// Rules that replace synonyms, by the stem of a phrase's first word, the longest phrase first.
#[derive(Debug, Default)]
struct Synonyms {
    by_first_stem: FxHashMap<String, Vec<SynonymRule>>,
}

#[derive(Debug)]
struct SynonymRule {
    stems: Vec<String>,
    replacement: Vec<Token>,
}

impl Synonyms {
    /// Makes rules that replace each group's phrases by the group's first phrase.
    fn new(groups: &[Vec<String>], language: &LanguageWords) -> Self {
        let mut by_first_stem: FxHashMap<String, Vec<SynonymRule>> = FxHashMap::default();
        for group in groups {
            let Some((canonical, others)) = group.split_first() else { continue };
            let replacement = phrase_tokens(canonical, language);
            for other in others {
                let mut stems: Vec<String> = Vec::new();
                for token in phrase_tokens(other, language) {
                    stems.push(token.stem);
                }
                if let Some(first) = stems.first().cloned() {
                    let rule = SynonymRule { stems, replacement: replacement.clone() };
                    by_first_stem.entry(first).or_default().push(rule);
                }
            }
        }
        for rules in by_first_stem.values_mut() {
            rules.sort_by_key(|rule| std::cmp::Reverse(rule.stems.len()));
        }
        Self { by_first_stem }
    }

    /// Replaces synonyms from left to right, the longest phrase first.
    fn replace(&self, tokens: Vec<Token>) -> Vec<Token> {
        let mut replaced = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let Some(rule) = self.matching_rule(first, rest) else {
                replaced.push(first.clone());
                rest = after;
                continue;
            };
            let (matched, after) = rest.split_at(rule.stems.len());
            // The replacement counts as little as the most doubtful word that it replaces.
            let mut weight = 1.0_f32;
            for token in matched {
                weight = weight.min(token.weight);
            }
            for token in &rule.replacement {
                replaced.push(Token { weight, ..token.clone() });
            }
            rest = after;
        }
        replaced
    }

    fn matching_rule(&self, first: &Token, tokens: &[Token]) -> Option<&SynonymRule> {
        self.by_first_stem.get(&first.stem)?.iter().find(|rule| begins_with(tokens, &rule.stems))
    }
}

fn begins_with(tokens: &[Token], stems: &[String]) -> bool {
    tokens.len() >= stems.len() && tokens.iter().zip(stems).all(|(token, stem)| token.stem == *stem)
}

fn phrase_tokens(phrase: &str, language: &LanguageWords) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in language.words(&text::clean(phrase)) {
        tokens.push(Token::new(word, 1.0, language));
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Vec<String> {
        let examples = ["does micropenning hurt", "is a numbing cream used", "numbing cream please", "so what"];
        let synonyms = [vec!["micropenning".to_owned(), "micro needling".to_owned()]];
        let lexicon = Lexicon::learn(&examples, &[], &synonyms, Language::ENGLISH);
        lexicon.read(&text::clean(message)).tokens.into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn words_become_words_that_the_faq_knows() {
        assert_eq!(read("micro penning"), ["micropenning"], "joined");
        assert_eq!(read("numbingcream"), ["numbing", "cream"], "split");
        assert_eq!(read("micropeninng"), ["micropenning"], "corrected");
        assert_eq!(read("Micro-Needling"), ["micropenning"], "a synonym");
        assert_eq!(read("sooooo hurtttt"), ["so", "hurt"], "letters repeated for emphasis");
        assert_eq!(read("dose dream"), ["dose", "dream"], "an English word is not corrected");
    }

    #[test]
    fn a_reading_says_what_was_corrected() {
        let lexicon = Lexicon::learn(&["does it hurt"], &[], &[], Language::ENGLISH);
        let reading = lexicon.read("dose it hrut xyzzy");
        assert_eq!(reading.corrected, [("hrut".to_owned(), "hurt".to_owned())]);
        assert_eq!(reading.unknown, ["dose", "xyzzy"]);
        assert_eq!(reading.words, 4);
        assert_eq!(lexicon.read("?!").words, 0);
    }
}
