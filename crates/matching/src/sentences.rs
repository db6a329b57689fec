//! The second view of a question: what it means as a sentence.

use std::sync::Arc;

use super::classifier::{Classifier, Cost, Rows};
use super::codec::{Decoder, encode_numbers};
use super::groups::Groups;
use super::meaning::{Vector, WIDTH};
use super::view::{self, Scores};

/// The classifier's share of a score. By cross-validation the nearest example is worth as much here.
const CLASSIFIER_SHARE: f32 = 0.5;
/// How closely the classifier fits the examples; a referral's few examples must weigh as much as an entry's many.
const COST: Cost = Cost { c: 3.0, balanced: true };

/// What a FAQ's examples mean.
pub(super) struct Sentences {
    vectors: Arc<[Vector]>,
    groups: Arc<Groups>,
}

impl Sentences {
    /// The examples' vectors, which stand in these groups.
    pub(super) fn new(vectors: Arc<[Vector]>, groups: Arc<Groups>) -> Self {
        Self { vectors, groups }
    }

    /// The examples' vectors.
    pub(super) fn vectors(&self) -> Arc<[Vector]> {
        Arc::clone(&self.vectors)
    }

    /// The vectors' whole numbers.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_numbers(bytes, self.vectors.iter().map(Vector::to_bytes));
    }

    /// What [`Self::encode`] wrote of the same FAQ, whose examples stand in these groups.
    pub(super) fn decode(decoder: &mut Decoder<'_>, groups: Arc<Groups>) -> Option<Self> {
        let vectors = decoder.numbers(groups.examples(), |bytes| Vector::from_bytes(&bytes))?;
        Some(Self::new(vectors.into(), groups))
    }

    /// Trains a classifier on the examples; takes about a second for a few thousand.
    pub(super) fn train(&self) -> Classifier {
        Classifier::train(&Dense(&self.vectors), &self.groups.topic_of(), self.groups.topics(), COST)
    }

    /// Scores every topic for a question.
    pub(super) fn scores(&self, question: &Vector, classifier: Option<&Classifier>) -> Scores {
        view::blend(
            question.cosines(&self.vectors),
            &self.groups,
            classifier,
            question.numbers().enumerate(),
            CLASSIFIER_SHARE,
        )
    }
}

struct Dense<'a>(&'a [Vector]);

impl Rows for Dense<'_> {
    fn rows(&self) -> usize {
        self.0.len()
    }

    fn features(&self) -> usize {
        WIDTH
    }

    fn dot(&self, row: usize, weights: &[f32]) -> f32 {
        self.0[row].dot_f32(weights)
    }

    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
        self.0[row].add_to(scale, weights);
    }

    fn squared_length(&self, row: usize) -> f32 {
        self.0[row].dot(&self.0[row])
    }

    fn likeness(&self, rows: &[u32]) -> Vec<f32> {
        let mut sum = [0.0; WIDTH];
        rows.iter().for_each(|&row| self.0[row as usize].add_to(1.0, &mut sum));
        self.0.iter().map(|vector| vector.dot_f32(&sum)).collect()
    }
}
