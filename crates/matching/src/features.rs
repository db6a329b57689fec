//! Words and trigrams of letters as sparse vectors, and an inverted index that compares them.
//!
//! A vector has two blocks, each scaled to the same length: stems with their bigrams, and trigrams of letters within each
//! word. The first block carries the words that have meaning, the second survives misspellings.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::codec::{Decoder, encode_count, encode_numbers};
use crate::lexicon::{Reading, Token};

/// The weight of a pair of words, of which a word has 1. A pair says more than either word, but is rarely met again.
const BIGRAM_WEIGHT: f32 = 0.5;
/// The FAQ's share of a word's inverse document frequency; the rest is the word's rarity in English.
const FAQ_IDF_SHARE: f32 = 0.7;
/// The letters of a gram. With grams of 2, 4 and 5 letters too, the results on the public question sets and on our own differ
/// by about a point, at twice the memory and twice the work.
const GRAM_LENGTH: usize = 3;
/// Each block's share of a cosine.
const BLOCK_SHARE: f32 = 0.5;
/// The number of keys that share the same first bits, on average. They are searched one by one.
const KEYS_PER_BUCKET: usize = 4;
/// A feature that more than this share of the examples have is left out, because it hardly separates them. In the shipped FAQ
/// that is one feature in 300, but three quarters of the postings that a question meets; its own questions and the public
/// sets are ranked as well without them.
const COMMON_SHARE: f32 = 0.1;
/// With fewer examples than this have it, a feature is never left out: it costs too little to matter.
const MIN_COMMON_EXAMPLES: usize = 100;

/// Features with weights, by rising id.
pub(super) type SparseVector = Vec<(u32, f32)>;

/// The features of a FAQ's examples.
#[derive(Debug, Default)]
pub(super) struct FeatureSpace {
    /// The features' keys. A feature's id is the place of its key.
    keys: KeyIndex,
    /// The inverse document frequency of each feature, by id.
    idf: Vec<f32>,
    /// The number of examples.
    examples: f32,
}

/// One occurrence of a feature in a text.
struct Occurrence {
    key: u64,
    weight: f32,
    kind: FeatureKind,
}

#[derive(Clone, Copy)]
enum FeatureKind {
    Word { rarity: f32 },
    Bigram,
    Gram,
}

impl FeatureSpace {
    /// Learns the features of the examples' words, and how many examples have each.
    pub(super) fn learn(examples: &[Reading]) -> Self {
        let mut found: FxHashMap<u64, (u32, FeatureKind)> = FxHashMap::default();
        let count = examples.len() as f32;
        for example in examples {
            for block in [words(&example.tokens), grams(&example.tokens)] {
                for occurrence in merged(block) {
                    found.entry(occurrence.key).or_insert((0, occurrence.kind)).0 += 1;
                }
            }
        }
        let mut sorted: Vec<_> = found.into_iter().collect();
        sorted.sort_unstable_by_key(|&(key, _)| key);
        let mut keys = Vec::with_capacity(sorted.len());
        let mut idfs = Vec::with_capacity(sorted.len());
        for (key, (examples_with, kind)) in sorted {
            keys.push(key);
            idfs.push(idf(examples_with, count, kind));
        }
        Self { keys: KeyIndex::new(keys), idf: idfs, examples: count }
    }

    /// Returns the number of features. Their ids are below it.
    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// Returns the vector of a text, of length 1 at most. Features that no example has count in its length without being in
    /// it, so that a question about something else scores low.
    pub(super) fn vector(&self, tokens: &[Token]) -> SparseVector {
        let mut vector = self.block(words(tokens));
        vector.extend(self.block(grams(tokens)));
        // The blocks are sorted already, and a stable sort merges two sorted runs.
        vector.sort_by_key(|&(id, _)| id);
        vector
    }

    /// Encodes the numbers of examples and features, then the features' keys and weights by rising id.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_count(bytes, self.examples as usize);
        encode_count(bytes, self.len());
        encode_numbers(bytes, &self.keys.keys, u64::to_le_bytes);
        encode_numbers(bytes, &self.idf, f32::to_le_bytes);
    }

    /// Decodes the bytes of [`Self::encode`].
    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Option<Self> {
        let examples = decoder.count()?;
        let count = decoder.count()?;
        let keys = decoder.numbers(count, u64::from_le_bytes)?;
        let idf = decoder.numbers(count, f32::from_le_bytes)?;
        keys.is_sorted().then(|| Self { keys: KeyIndex::new(keys), idf, examples: examples as f32 })
    }

    fn block(&self, occurrences: Vec<Occurrence>) -> SparseVector {
        let mut squares = 0.0;
        let mut block = Vec::with_capacity(occurrences.len());
        for occurrence in merged(occurrences) {
            let id = self.keys.position(occurrence.key);
            let idf = match id {
                Some(id) => self.idf[id as usize],
                None => idf(0, self.examples, occurrence.kind),
            };
            let weight = dampened(occurrence.weight) * idf;
            squares += weight * weight;
            if let Some(id) = id {
                block.push((id, weight));
            }
        }
        let scale = if squares > 0.0 { (BLOCK_SHARE / squares).sqrt() } else { 0.0 };
        for (_, weight) in &mut block {
            *weight *= scale;
        }
        block
    }
}

/// Returns the smoothed inverse document frequency; a word's is mixed with its rarity in English.
fn idf(examples_with: u32, examples: f32, kind: FeatureKind) -> f32 {
    let in_faq = ((1.0 + examples) / (1.0 + examples_with as f32)).ln() + 1.0;
    match kind {
        FeatureKind::Word { rarity } => FAQ_IDF_SHARE * in_faq + (1.0 - FAQ_IDF_SHARE) * rarity,
        FeatureKind::Bigram | FeatureKind::Gram => in_faq,
    }
}

/// Dampens the weight of a feature that occurs more than once: a word said twice does not mean twice as much.
fn dampened(weight: f32) -> f32 {
    if weight > 1.0 { 1.0 + weight.ln() } else { weight }
}

/// Returns the stems and the bigrams of stems.
fn words(tokens: &[Token]) -> Vec<Occurrence> {
    let mut occurrences = Vec::with_capacity(2 * tokens.len());
    for token in tokens {
        let mut key = FeatureKey::new(1);
        key.add(&token.stem);
        let kind = FeatureKind::Word { rarity: token.rarity };
        occurrences.push(Occurrence { key: key.finish(), weight: token.weight, kind });
    }
    for [left, right] in tokens.array_windows() {
        let mut key = FeatureKey::new(2);
        key.add(&left.stem);
        key.add(" ");
        key.add(&right.stem);
        let weight = BIGRAM_WEIGHT * left.weight * right.weight;
        occurrences.push(Occurrence { key: key.finish(), weight, kind: FeatureKind::Bigram });
    }
    occurrences
}

/// Returns the trigrams of letters within each word, of which the first and last include a space.
fn grams(tokens: &[Token]) -> Vec<Occurrence> {
    let mut grams = Vec::with_capacity(tokens.len() * 8);
    let mut letters: Vec<char> = Vec::new();
    for token in tokens {
        letters.clear();
        letters.push(' ');
        letters.extend(token.word.chars());
        letters.push(' ');
        for gram in letters.windows(GRAM_LENGTH) {
            let mut key = FeatureKey::new(3);
            for &letter in gram {
                key.add_char(letter);
            }
            grams.push(Occurrence { key: key.finish(), weight: token.weight, kind: FeatureKind::Gram });
        }
    }
    grams
}

/// Merges the occurrences of each feature into one and adds their weights.
fn merged(mut occurrences: Vec<Occurrence>) -> Vec<Occurrence> {
    occurrences.sort_unstable_by_key(|occurrence| occurrence.key);
    occurrences.dedup_by(|later, first| {
        let is_same = later.key == first.key;
        if is_same {
            first.weight += later.weight;
        }
        is_same
    });
    occurrences
}

/// Hashes a feature into a key of 64 bits: among 100,000 features, two share a key once in four billion FAQs.
struct FeatureKey(FxHasher);

impl FeatureKey {
    /// Begins a key in one of the kinds of features, which share no keys.
    fn new(kind: u8) -> Self {
        let mut hasher = FxHasher::default();
        kind.hash(&mut hasher);
        Self(hasher)
    }

    fn add(&mut self, text: &str) {
        for c in text.chars() {
            self.add_char(c);
        }
    }

    fn add_char(&mut self, c: char) {
        c.hash(&mut self.0);
    }

    fn finish(self) -> u64 {
        self.0.finish()
    }
}

/// A sorted set of keys that finds the position of each. It takes half as much memory as a hash map.
///
/// The keys must be spread evenly over all numbers, as hashes are.
#[derive(Debug, Default)]
struct KeyIndex {
    keys: Vec<u64>,
    /// How far to shift a key to the right to get its first bits.
    shift: u32,
    /// The position of the first key with each value of the first bits; one more than there are values.
    starts: Vec<u32>,
}

impl KeyIndex {
    /// Indexes keys that are in rising order.
    fn new(keys: Vec<u64>) -> Self {
        let bits = (keys.len() / KEYS_PER_BUCKET).max(2).ilog2();
        let shift = u64::BITS - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for first_bits in 0..=1_u64 << bits {
            starts.push(keys.partition_point(|key| key >> shift < first_bits) as u32);
        }
        Self { keys, shift, starts }
    }

    /// Returns the position of a key, or `None` if it is not in the set.
    fn position(&self, key: u64) -> Option<u32> {
        let bucket = (key >> self.shift) as usize;
        let start = *self.starts.get(bucket)?;
        let end = *self.starts.get(bucket + 1)?;
        let bucket = self.keys.get(start as usize..end as usize)?;
        let offset = bucket.iter().position(|&other| other == key)?;
        Some(start + offset as u32)
    }
}

/// The examples' vectors, by feature, without the most common features.
#[derive(Debug, Default)]
pub(super) struct InvertedIndex {
    /// The first posting of each feature; one more than there are features.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    examples: usize,
}

/// An example that has a feature, in 20 bits, and its weight there, 0 to 1, in 12 bits. That takes half the memory of two
/// numbers, and no file of a megabyte holds a million examples.
#[derive(Debug, Clone, Copy, Default)]
struct Posting(u32);

impl Posting {
    const WEIGHT_BITS: u32 = 12;
    /// The weight 1 in steps.
    const MAX_STEPS: f32 = ((1 << Self::WEIGHT_BITS) - 1) as f32;

    fn new(example: u32, weight: f32) -> Self {
        Self(example << Self::WEIGHT_BITS | (weight * Self::MAX_STEPS).round() as u32)
    }

    fn example(self) -> usize {
        (self.0 >> Self::WEIGHT_BITS) as usize
    }

    /// Returns the weight in steps of 1 / [`Self::MAX_STEPS`].
    fn steps(self) -> f32 {
        (self.0 & ((1 << Self::WEIGHT_BITS) - 1)) as f32
    }
}

impl InvertedIndex {
    /// Indexes the examples' vectors. The ids of their features are below `features`.
    pub(super) fn new(vectors: &[SparseVector], features: usize) -> Self {
        let mut counts = vec![0_u32; features];
        for &(feature, _) in vectors.iter().flatten() {
            counts[feature as usize] += 1;
        }
        let max_count = (COMMON_SHARE * vectors.len() as f32).max(MIN_COMMON_EXAMPLES as f32) as u32;
        let mut starts = vec![0_u32; features + 1];
        for feature in 0..features {
            let is_common = counts[feature] > max_count;
            starts[feature + 1] = starts[feature] + if is_common { 0 } else { counts[feature] };
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting::default(); starts[features] as usize];
        for (example, vector) in (0..).zip(vectors) {
            for &(feature, weight) in vector {
                let feature = feature as usize;
                if counts[feature] <= max_count {
                    postings[next[feature] as usize] = Posting::new(example, weight);
                    next[feature] += 1;
                }
            }
        }
        Self { starts, postings, examples: vectors.len() }
    }

    /// Returns the cosine of every example with the vector, 0 to 1, without the share of the most common features.
    pub(super) fn cosines(&self, vector: &SparseVector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.examples];
        for &(feature, weight) in vector {
            let start = self.starts[feature as usize] as usize;
            let end = self.starts[feature as usize + 1] as usize;
            let step = weight / Posting::MAX_STEPS;
            for posting in &self.postings[start..end] {
                cosines[posting.example()] += step * posting.steps();
            }
        }
        cosines
    }

    /// Encodes where each feature's postings start, then the postings.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_count(bytes, self.postings.len());
        encode_numbers(bytes, &self.starts, u32::to_le_bytes);
        encode_numbers(bytes, &self.postings, |posting| posting.0.to_le_bytes());
    }

    /// Decodes the bytes of [`Self::encode`]; `None` if they are no index of this many examples and features.
    pub(super) fn decode(decoder: &mut Decoder<'_>, examples: usize, features: usize) -> Option<Self> {
        let count = decoder.count()?;
        let starts = decoder.numbers(features.checked_add(1)?, u32::from_le_bytes)?;
        let postings = decoder.numbers(count, |bytes| Posting(u32::from_le_bytes(bytes)))?;
        let is_sound = starts.is_sorted()
            && starts.last() == Some(&u32::try_from(count).ok()?)
            && postings.iter().all(|posting| posting.example() < examples);
        is_sound.then_some(Self { starts, postings, examples })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_index_finds_no_key() {
        assert_eq!(KeyIndex::new(Vec::new()).position(0), None);
        assert_eq!(KeyIndex::default().position(0), None);
    }

    proptest! {
        #[test]
        fn each_key_is_found_at_its_position_and_no_other_key_is_found(keys in prop::collection::btree_set(any::<u64>(), 0..100), other: u64) {
            let sorted: Vec<u64> = keys.iter().copied().collect();
            let index = KeyIndex::new(sorted.clone());
            prop_assert!(sorted.iter().zip(0..).all(|(&key, position)| index.position(key) == Some(position)));
            prop_assert_eq!(index.position(other).is_some(), keys.contains(&other));
            prop_assert!(index.keys.into_iter().eq(keys));
        }
    }
}
