//! The nearest example by cosine, through an inverted index.

use super::codec::{Decoder, encode_count, encode_numbers};
use super::features::SparseVector;

/// A feature that more than this share of the examples have hardly tells them apart, and is left out. Of the shipped FAQ's
/// features that is one in 300, and three quarters of the postings that a question meets; its own questions and the public
/// sets are ranked as well without.
const COMMON_SHARE: f32 = 0.1;
/// With fewer examples no feature is looked up often enough to be left out.
const FEW: usize = 100;

/// Examples' vectors, by feature, without the commonest features.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Where each feature's postings begin; one more than there are features.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    examples: usize,
}

/// An example that has a feature, in 20 bits, and its weight there, 0 to 1, in 12: half the memory of two numbers, and no
/// file of a megabyte holds a million examples.
#[derive(Debug, Clone, Copy, Default)]
struct Posting(u32);

impl Posting {
    const WEIGHT_BITS: u32 = 12;
    const HEAVIEST: f32 = ((1 << Self::WEIGHT_BITS) - 1) as f32;

    fn new(example: u32, weight: f32) -> Self {
        Self(example << Self::WEIGHT_BITS | (weight * Self::HEAVIEST).round() as u32)
    }

    fn example(self) -> usize {
        (self.0 >> Self::WEIGHT_BITS) as usize
    }

    /// The weight in steps of 1 / [`Self::HEAVIEST`].
    fn steps(self) -> f32 {
        (self.0 & ((1 << Self::WEIGHT_BITS) - 1)) as f32
    }
}

impl Index {
    /// Indexes the vectors; their features' ids are below `features`.
    pub(super) fn new(vectors: &[SparseVector], features: usize) -> Self {
        let mut counts = vec![0_u32; features];
        for &(feature, _) in vectors.iter().flatten() {
            counts[feature as usize] += 1;
        }
        let most = (COMMON_SHARE * vectors.len() as f32).max(FEW as f32) as u32;
        let is_common: Vec<bool> = counts.iter().map(|&count| count > most).collect();
        let mut starts = vec![0_u32; features + 1];
        for feature in 0..features {
            starts[feature + 1] = starts[feature] + if is_common[feature] { 0 } else { counts[feature] };
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting::default(); starts.last().map_or(0, |&count| count as usize)];
        for (example, vector) in (0..).zip(vectors) {
            for &(feature, weight) in vector.iter().filter(|&&(feature, _)| !is_common[feature as usize]) {
                let at = &mut next[feature as usize];
                postings[*at as usize] = Posting::new(example, weight);
                *at += 1;
            }
        }
        Self { starts, postings, examples: vectors.len() }
    }

    /// About the cosine of every example with the vector, 0 to 1: what the commonest features add is left out.
    pub(super) fn cosines(&self, vector: &SparseVector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.examples];
        for &(feature, weight) in vector {
            let (from, to) = (self.starts[feature as usize], self.starts[feature as usize + 1]);
            let step = weight / Posting::HEAVIEST;
            for posting in &self.postings[from as usize..to as usize] {
                cosines[posting.example()] += step * posting.steps();
            }
        }
        cosines
    }

    /// Where postings begin, then the postings.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        encode_count(bytes, self.postings.len());
        encode_numbers(bytes, self.starts.iter().map(|start| start.to_le_bytes()));
        encode_numbers(bytes, self.postings.iter().map(|posting| posting.0.to_le_bytes()));
    }

    /// What [`Self::encode`] wrote; none if it is no index of so many examples and features.
    pub(super) fn decode(decoder: &mut Decoder<'_>, examples: usize, features: usize) -> Option<Self> {
        let count = decoder.count()?;
        let starts = decoder.numbers(features.checked_add(1)?, u32::from_le_bytes)?;
        let postings = decoder.numbers(count, |bytes| Posting(u32::from_le_bytes(bytes)))?;
        let sound = starts.is_sorted()
            && starts.last().is_some_and(|&last| last as usize == count)
            && postings.iter().all(|posting| posting.example() < examples);
        sound.then_some(Self { starts, postings, examples })
    }
}
