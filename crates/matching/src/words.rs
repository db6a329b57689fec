//! The first view of a question: its words and letters.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classifier::{Classifier, Cost, Rows};
use super::codec::Decoder;
use super::features::{FeatureSpace, SparseVector};
use super::groups::Groups;
use super::lexicon::{Lexicon, Reading};
use super::nearest::Index;
use super::view::{self, Scores};
use faq::text;

/// The classifier's share of a score; measured best on other FAQs than the shipped one, and flat around it.
const CLASSIFIER_SHARE: f32 = 0.7;
/// How closely the classifier fits the examples.
const COST: Cost = Cost { c: 2.0, balanced: false };

/// What a FAQ's examples look like as words.
pub(super) struct Words {
    lexicon: Lexicon,
    features: FeatureSpace,
    index: Index,
    groups: Arc<Groups>,
}

impl Words {
    /// Learns the examples, which stand in these groups.
    pub(super) fn learn(examples: &[&str], groups: Arc<Groups>, synonyms: &[Vec<String>]) -> Self {
        let lexicon = Lexicon::learn(examples, synonyms);
        // Read twice rather than kept: a thousand examples' words take megabytes.
        let tokens = || examples.iter().map(|example| lexicon.read(&text::clean(example)).tokens);
        let features = FeatureSpace::learn(tokens());
        let vectors: Vec<SparseVector> = tokens().map(|tokens| features.vector(&tokens)).collect();
        let index = Index::new(&vectors, features.len());
        Self { lexicon, features, index, groups }
    }

    /// Lexicon, features, index.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        self.lexicon.encode(bytes);
        self.features.encode(bytes);
        self.index.encode(bytes);
    }

    /// What [`Self::encode`] wrote of the same FAQ, whose examples stand in these groups.
    pub(super) fn decode(decoder: &mut Decoder<'_>, groups: Arc<Groups>, synonyms: &[Vec<String>]) -> Option<Self> {
        let lexicon = Lexicon::decode(decoder, synonyms)?;
        let features = FeatureSpace::decode(decoder)?;
        let index = Index::decode(decoder, groups.examples(), features.len())?;
        Some(Self { lexicon, features, index, groups })
    }

    /// Trains a classifier on the examples, which are those that it learned; takes about a second for a few thousand.
    pub(super) fn train<'a>(&self, examples: impl Iterator<Item = &'a str>) -> Classifier {
        let vector = |example| self.features.vector(&self.lexicon.read(&text::clean(example)).tokens);
        let rows = SparseRows { vectors: examples.map(vector).collect(), words: self };
        Classifier::train(&rows, &self.groups.topic_of(), self.groups.topics(), COST)
    }

    /// How many features the classifier has.
    pub(super) fn features(&self) -> usize {
        self.features.len()
    }

    /// A cleaned text in the FAQ's words.
    pub(super) fn read(&self, cleaned: &str) -> Reading {
        self.lexicon.read(cleaned)
    }

    /// How much a text is like the likeliest of some topics, about 0 to 1: by the classifier alone, or as long as there is none
    /// by the nearest example; less work than scores.
    pub(super) fn likeness(&self, reading: &Reading, classifier: Option<&Classifier>, topics: &[usize]) -> f32 {
        let Some(classifier) = classifier else {
            return largest(topics, &self.scores(reading, None).by_topic);
        };
        let vector = self.features.vector(&reading.tokens);
        let margins = classifier.margins(vector.iter().map(|&(feature, value)| (feature as usize, value)));
        (largest(topics, &margins) + 1.0) / 2.0
    }

    /// Scores every topic for a question.
    pub(super) fn scores(&self, reading: &Reading, classifier: Option<&Classifier>) -> Scores {
        let vector = self.features.vector(&reading.tokens);
        let features = vector.iter().map(|&(feature, value)| (feature as usize, value));
        view::blend(self.index.cosines(&vector), &self.groups, classifier, features, CLASSIFIER_SHARE)
    }
}

/// The largest of some topics' values, or -1 if all are less.
fn largest(topics: &[usize], values: &[f32]) -> f32 {
    topics.iter().filter_map(|&topic| values.get(topic)).fold(-1.0, |largest, &value| largest.max(value))
}

struct SparseRows<'w> {
    vectors: Vec<SparseVector>,
    words: &'w Words,
}

impl Rows for SparseRows<'_> {
    fn rows(&self) -> usize {
        self.vectors.len()
    }

    fn features(&self) -> usize {
        self.words.features()
    }

    fn dot(&self, row: usize, weights: &[f32]) -> f32 {
        self.vectors[row].iter().map(|&(feature, value)| value * weights[feature as usize]).sum()
    }

    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
        for &(feature, value) in &self.vectors[row] {
            weights[feature as usize] += scale * value;
        }
    }

    fn squared_length(&self, row: usize) -> f32 {
        self.vectors[row].iter().map(|&(_, value)| value * value).sum()
    }

    fn likeness(&self, rows: &[u32]) -> Vec<f32> {
        let mut sum: BTreeMap<u32, f32> = BTreeMap::new();
        for &(feature, value) in rows.iter().flat_map(|&row| &self.vectors[row as usize]) {
            *sum.entry(feature).or_default() += value;
        }
        self.words.index.cosines(&sum.into_iter().collect())
    }
}
