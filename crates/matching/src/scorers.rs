//! The two ways to score topics for a question: by its words and by its meaning.
//!
//! Each blends the nearest example with a classifier. The classifier knows what separates the topics; the nearest example
//! knows when a question is like nothing that was ever asked.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use faq::text::{self, Language};
use faq::{Entry, Faq, Referral};

use crate::classifier::{Classifier, Cost, DenseRows, Rows, Support};
use crate::codec::{Decoder, encode_numbers};
use crate::features::{FeatureSpace, InvertedIndex, SparseVector};
use crate::lexicon::{Lexicon, Reading};
use crate::meaning::Vector;
use crate::topics::ExampleRanges;

/// The classifier's share of a score by words. Measured best on other FAQs than the shipped one; nearby values score alike.
const WORD_CLASSIFIER_SHARE: f32 = 0.7;
/// The classifier's share of a score by meaning. By cross-validation the nearest example is worth as much here.
const MEANING_CLASSIFIER_SHARE: f32 = 0.5;
/// How closely the classifier of words fits the examples.
const WORD_COST: Cost = Cost { c: 2.0, balanced: false };
/// How closely the classifier of meaning fits the examples. A referral's few examples must weigh as much as an entry's many.
const MEANING_COST: Cost = Cost { c: 3.0, balanced: true };

/// How closely the classifiers of two classes fit the texts.
const CLASS_COST: Cost = Cost { c: 1.0, balanced: true };
/// Numbers that are added side by side.
const LANES: usize = 4;

/// How well a question fits each topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scores {
    /// The score of each topic by its number, about 0 to 1.
    pub by_topic: Vec<f32>,
    /// The cosine of each example with the question.
    pub cosines: Vec<f32>,
}

/// Blends the cosine of each topic's nearest example with the topic's margin, to which `share` belongs. Without a classifier
/// the nearest examples decide alone.
fn blend(
    cosines: Vec<f32>,
    ranges: &ExampleRanges,
    classifier: Option<&Classifier>,
    features: impl Iterator<Item = (usize, f32)>,
    share: f32,
) -> Scores {
    let mut by_topic = ranges.largest_by_topic(&cosines);
    if let Some(classifier) = classifier {
        for (score, margin) in by_topic.iter_mut().zip(classifier.margins(features)) {
            *score = share * (margin + 1.0) / 2.0 + (1.0 - share) * *score;
        }
    }
    Scores { by_topic, cosines }
}

/// Scores topics by the words and letters of a question.
pub(super) struct WordScorer {
    lexicon: Lexicon,
    features: FeatureSpace,
    index: InvertedIndex,
    ranges: Arc<ExampleRanges>,
}

impl WordScorer {
    /// Learns the words of the examples, which belong to the topics by `ranges`. Also returns the examples as they are read.
    pub(super) fn learn(examples: &[Box<str>], ranges: Arc<ExampleRanges>, faq: &Faq) -> (Self, Vec<Reading>) {
        let lexicon = Lexicon::learn(examples, &titles(faq), faq.synonyms(), faq.language());
        let mut readings: Vec<Reading> = Vec::with_capacity(examples.len());
        for text in examples {
            readings.push(lexicon.read(&text::clean(text)));
        }
        let features = FeatureSpace::learn(&readings);
        let index = InvertedIndex::new(&vectors(&features, &readings), features.len());
        (Self { lexicon, features, index, ranges }, readings)
    }

    /// Encodes the lexicon, the features and the index.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        self.lexicon.encode(bytes);
        self.features.encode(bytes);
        self.index.encode(bytes);
    }

    /// Decodes the bytes of [`Self::encode`] for the same FAQ.
    pub(super) fn decode(
        decoder: &mut Decoder<'_>,
        ranges: Arc<ExampleRanges>,
        synonyms: &[Vec<String>],
        language: Language,
    ) -> Option<Self> {
        let lexicon = Lexicon::decode(decoder, synonyms, language)?;
        let features = FeatureSpace::decode(decoder)?;
        let index = InvertedIndex::decode(decoder, ranges.example_count(), features.len())?;
        Some(Self { lexicon, features, index, ranges })
    }

    /// Trains a classifier on the examples that were given to [`Self::learn`], as it read them. See [`Classifier::train`].
    pub(super) fn train(&self, readings: &[Reading], start: Option<&[Option<Support>]>) -> (Classifier, Vec<Support>) {
        let rows = SparseRows::new(vectors(&self.features, readings), self.features.len());
        Classifier::train(&rows, &self.ranges.topic_of(), self.ranges.topic_count(), WORD_COST, start)
    }

    /// Trains a classifier that tells texts of class 0 from those of class 1. Only the texts' features that the examples have
    /// count.
    pub(super) fn train_classes(
        &self,
        readings: &[Reading],
        classes: &[usize],
        start: Option<&Support>,
    ) -> (Classifier, Support) {
        let rows = SparseRows::new(vectors(&self.features, readings), self.features.len());
        Classifier::train_first(&rows, classes, CLASS_COST, start)
    }

    /// Returns the margins of a classifier of words for a text.
    pub(super) fn margins(&self, reading: &Reading, classifier: &Classifier) -> Vec<f32> {
        classifier.margins(indexed(&self.features.vector(&reading.tokens)))
    }

    /// Returns the number of features of the classifier.
    pub(super) fn feature_count(&self) -> usize {
        self.features.len()
    }

    /// Returns true if the FAQ knows a word, or a word that it may be a misspelling of.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word)
    }

    /// Reads an example as it stands in the file.
    pub(super) fn read_example(&self, text: &str) -> Reading {
        self.read(&text::clean(text))
    }

    /// Reads a cleaned text in the FAQ's words.
    pub(super) fn read(&self, cleaned: &str) -> Reading {
        self.lexicon.read(cleaned)
    }

    /// Returns the score of every topic for a question.
    pub(super) fn scores(&self, reading: &Reading, classifier: Option<&Classifier>) -> Scores {
        let vector = self.features.vector(&reading.tokens);
        let cosines = self.index.cosines(&vector);
        blend(cosines, &self.ranges, classifier, indexed(&vector), WORD_CLASSIFIER_SHARE)
    }
}

fn vectors(features: &FeatureSpace, readings: &[Reading]) -> Vec<SparseVector> {
    readings.iter().map(|reading| features.vector(&reading.tokens)).collect()
}

/// Returns the questions by which the FAQ names its topics.
fn titles(faq: &Faq) -> Vec<&str> {
    let mut titles: Vec<&str> = faq.entries().iter().map(Entry::question).collect();
    titles.extend(faq.referrals().iter().map(Referral::question));
    titles
}

/// Returns the features and weights of a vector, as the classifier takes them.
fn indexed(vector: &SparseVector) -> impl Iterator<Item = (usize, f32)> {
    vector.iter().map(|&(feature, value)| (feature as usize, value))
}

/// The words of texts as rows to train on.
struct SparseRows {
    /// Built when it is needed: rows that start from an earlier training never need it.
    index: OnceLock<InvertedIndex>,
    vectors: Vec<SparseVector>,
    features: usize,
}

impl SparseRows {
    fn new(vectors: Vec<SparseVector>, features: usize) -> Self {
        Self { index: OnceLock::new(), vectors, features }
    }
}

impl Rows for SparseRows {
    fn rows(&self) -> usize {
        self.vectors.len()
    }

    fn features(&self) -> usize {
        self.features
    }

    fn dot(&self, row: usize, weights: &[f32]) -> f32 {
        // Each lane has its own sum, so that no addition waits for the one before it.
        let mut sums = [0.0; LANES];
        let (blocks, rest) = self.vectors[row].as_chunks::<LANES>();
        for block in blocks {
            for (sum, &(feature, value)) in sums.iter_mut().zip(block) {
                *sum += value * weights[feature as usize];
            }
        }
        for (sum, &(feature, value)) in sums.iter_mut().zip(rest) {
            *sum += value * weights[feature as usize];
        }
        sums.iter().sum()
    }

    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
        for &(feature, value) in &self.vectors[row] {
            weights[feature as usize] += scale * value;
        }
    }

    fn squared_length(&self, row: usize) -> f32 {
        let mut sum = 0.0;
        for &(_, value) in &self.vectors[row] {
            sum += value * value;
        }
        sum
    }

    fn similarities(&self, rows: &[u32]) -> Vec<f32> {
        let mut sum: BTreeMap<u32, f32> = BTreeMap::new();
        for &row in rows {
            for &(feature, value) in &self.vectors[row as usize] {
                *sum.entry(feature).or_default() += value;
            }
        }
        let index = self.index.get_or_init(|| InvertedIndex::new(&self.vectors, self.features));
        index.cosines(&sum.into_iter().collect())
    }
}

/// Scores topics by the meaning of a question.
pub(super) struct MeaningScorer {
    vectors: Arc<[Vector]>,
    ranges: Arc<ExampleRanges>,
}

impl MeaningScorer {
    /// Takes the examples' vectors, which belong to the topics by `ranges`. Any after those are only kept.
    pub(super) fn new(vectors: Arc<[Vector]>, ranges: Arc<ExampleRanges>) -> Self {
        Self { vectors, ranges }
    }

    pub(super) fn vectors(&self) -> Arc<[Vector]> {
        Arc::clone(&self.vectors)
    }

    fn example_vectors(&self) -> &[Vector] {
        &self.vectors[..self.ranges.example_count()]
    }

    /// Encodes the vectors.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_numbers(bytes, &self.vectors, |vector| vector.to_bytes());
    }

    /// Decodes the bytes of [`Self::encode`] for the same FAQ.
    pub(super) fn decode(decoder: &mut Decoder<'_>, ranges: Arc<ExampleRanges>, count: usize) -> Option<Self> {
        let vectors = decoder.numbers(count, |bytes| Vector::from_bytes(&bytes))?;
        Some(Self::new(vectors.into(), ranges))
    }

    /// Trains a classifier on the examples. See [`Classifier::train`].
    pub(super) fn train(&self, start: Option<&[Option<Support>]>) -> (Classifier, Vec<Support>) {
        let rows = DenseRows::new(self.example_vectors());
        Classifier::train(&rows, &self.ranges.topic_of(), self.ranges.topic_count(), MEANING_COST, start)
    }

    /// Trains a classifier that tells examples of class 0 from those of class 1.
    pub(super) fn train_classes(&self, classes: &[usize], start: Option<&Support>) -> (Classifier, Support) {
        Classifier::train_first(&DenseRows::new(self.example_vectors()), classes, CLASS_COST, start)
    }

    /// Returns the score of every topic for a question.
    pub(super) fn scores(&self, question: &Vector, classifier: Option<&Classifier>) -> Scores {
        let cosines = question.cosines(self.example_vectors());
        blend(cosines, &self.ranges, classifier, question.numbers().enumerate(), MEANING_CLASSIFIER_SHARE)
    }
}
