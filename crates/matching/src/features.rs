//! Words and trigrams of letters as sparse vectors.
//!
//! Two blocks, each of length 1 before it is scaled: stems with their bigrams, and trigrams of letters inside each word.
//! The first knows meaning-bearing words, the second survives misspellings.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::codec::{Decoder, encode_count, encode_numbers};
use super::keys::Keys;
use super::lexicon::Token;

/// A pair of words says more than either, but the pair is rarely met again.
const BIGRAM_WEIGHT: f32 = 0.5;
/// How far a word's weight comes from the FAQ; the rest comes from English at large.
const FAQ_IDF_SHARE: f32 = 0.7;
/// Letters of a gram. With those of 2, 4 and 5 letters too, the public sets and the own questions come out within about a point
/// of this, at twice the memory and twice the work.
const GRAM_LENGTH: usize = 3;
/// Each block's share of a cosine.
const BLOCK_SHARE: f32 = 0.5;

/// Features with weights, by rising id.
pub(super) type SparseVector = Vec<(u32, f32)>;

/// The features of a FAQ's examples.
#[derive(Debug, Default)]
pub(super) struct FeatureSpace {
    /// By rising id.
    keys: Keys,
    idf: Vec<f32>,
    examples: f32,
}

/// One occurrence of a feature in a text, before ids.
struct Occurrence {
    key: u64,
    weight: f32,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// With its rarity in English.
    Word(f32),
    Bigram,
    Gram,
}

impl FeatureSpace {
    /// Learns the features of the examples and how many examples have each.
    pub(super) fn learn(examples: impl Iterator<Item = Vec<Token>>) -> Self {
        let mut found: FxHashMap<u64, (u32, Kind)> = FxHashMap::default();
        let mut count = 0.0;
        for tokens in examples {
            count += 1.0;
            for block in [words(&tokens), grams(&tokens)] {
                for occurrence in merged(block) {
                    found.entry(occurrence.key).or_insert((0, occurrence.kind)).0 += 1;
                }
            }
        }
        let mut sorted: Vec<_> = found.into_iter().collect();
        sorted.sort_unstable_by_key(|&(key, _)| key);
        let idf = sorted.iter().map(|&(_, (examples_with, kind))| idf(examples_with, count, kind)).collect();
        let keys = Keys::new(sorted.into_iter().map(|(key, _)| key).collect());
        Self { keys, idf, examples: count }
    }

    /// How many features there are: ids are below this.
    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// The text's vector, at most 1 long. Features that no example has count in its length without being in it: that is
    /// what makes a question about something else score low.
    pub(super) fn vector(&self, tokens: &[Token]) -> SparseVector {
        let mut vector = self.block(words(tokens));
        vector.extend(self.block(grams(tokens)));
        // Two runs in order already, which a stable sort merges.
        vector.sort_by_key(|&(id, _)| id);
        vector
    }

    /// How many examples and features there are, then the features' keys and weights by rising id.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_count(bytes, self.examples as usize);
        encode_count(bytes, self.len());
        encode_numbers(bytes, self.keys.iter().map(|key| key.to_le_bytes()));
        encode_numbers(bytes, self.idf.iter().map(|idf| idf.to_le_bytes()));
    }

    /// What [`Self::encode`] wrote.
    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Option<Self> {
        let (examples, count) = (decoder.count()?, decoder.count()?);
        let keys = decoder.numbers(count, u64::from_le_bytes)?;
        let idf = decoder.numbers(count, f32::from_le_bytes)?;
        keys.is_sorted().then(|| Self { keys: Keys::new(keys), idf, examples: examples as f32 })
    }

    fn block(&self, occurrences: Vec<Occurrence>) -> SparseVector {
        let mut squares = 0.0;
        let mut block = Vec::with_capacity(occurrences.len());
        for occurrence in merged(occurrences) {
            let id = self.keys.place(occurrence.key);
            let idf = id
                .and_then(|id| self.idf.get(id as usize).copied())
                .unwrap_or_else(|| idf(0, self.examples, occurrence.kind));
            let weight = dampened(occurrence.weight) * idf;
            squares += weight * weight;
            block.extend(id.map(|id| (id, weight)));
        }
        let scale = if squares > 0.0 { (BLOCK_SHARE / squares).sqrt() } else { 0.0 };
        block.iter_mut().for_each(|(_, weight)| *weight *= scale);
        block
    }
}

/// The usual smoothed inverse document frequency; a word's is mixed with its rarity in English.
fn idf(examples_with: u32, examples: f32, kind: Kind) -> f32 {
    let in_faq = ((1.0 + examples) / (1.0 + examples_with as f32)).ln() + 1.0;
    match kind {
        Kind::Word(rarity) => FAQ_IDF_SHARE * in_faq + (1.0 - FAQ_IDF_SHARE) * rarity,
        Kind::Bigram | Kind::Gram => in_faq,
    }
}

/// Saying a word twice is not twice as much.
fn dampened(weight: f32) -> f32 {
    if weight > 1.0 { 1.0 + weight.ln() } else { weight }
}

fn words(tokens: &[Token]) -> Vec<Occurrence> {
    let single = tokens.iter().map(|token| Occurrence {
        key: key(1, token.stem.chars()),
        weight: token.weight,
        kind: Kind::Word(token.rarity),
    });
    let pairs = tokens.windows(2).filter_map(|pair| {
        let [left, right] = pair else { return None };
        let key = key(2, left.stem.chars().chain([' ']).chain(right.stem.chars()));
        Some(Occurrence { key, weight: BIGRAM_WEIGHT * left.weight * right.weight, kind: Kind::Bigram })
    });
    single.chain(pairs).collect()
}

fn grams(tokens: &[Token]) -> Vec<Occurrence> {
    let mut grams = Vec::with_capacity(tokens.len() * 8);
    for token in tokens {
        let letters: Vec<char> = [' '].into_iter().chain(token.word.chars()).chain([' ']).collect();
        for gram in letters.windows(GRAM_LENGTH) {
            grams.push(Occurrence { key: key(3, gram.iter().copied()), weight: token.weight, kind: Kind::Gram });
        }
    }
    grams
}

/// Occurrences of the same feature made one, their weights added.
fn merged(mut occurrences: Vec<Occurrence>) -> Vec<Occurrence> {
    occurrences.sort_unstable_by_key(|occurrence| occurrence.key);
    occurrences.dedup_by(|later, kept| {
        let same = later.key == kept.key;
        if same {
            kept.weight += later.weight;
        }
        same
    });
    occurrences
}

/// 64 bits for a feature: among 100,000 features two share a key once in four billion FAQs.
fn key(block: u8, characters: impl Iterator<Item = char>) -> u64 {
    let mut hasher = FxHasher::default();
    block.hash(&mut hasher);
    characters.for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}
