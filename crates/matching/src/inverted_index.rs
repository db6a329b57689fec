//! The nearest example by cosine, through an inverted index.

use super::codec::{Decoder, encode_count, encode_numbers};
use super::features::SparseVector;

/// A feature that more than this share of the examples have is left out, because it hardly separates them. In the shipped FAQ
/// that is one feature in 300, but three quarters of the postings that a question meets; its own questions and the public
/// sets are ranked as well without them.
const COMMON_SHARE: f32 = 0.1;
/// With fewer examples than this have it, a feature is never left out: it costs too little to matter.
const MIN_COMMON_EXAMPLES: usize = 100;

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
