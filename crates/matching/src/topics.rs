//! The topics that a question may be about, and the examples of each.

use std::hash::BuildHasher;

use faq::{Entry, Faq};
use rustc_hash::FxBuildHasher;

use crate::foreign;

/// Numbers that are compared side by side, so that the compiler uses vector instructions.
const LANES: usize = 8;

/// A topic of a FAQ: an entry or a referral, by its place in the FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Index into [`faq::Faq::entries`].
    Entry(usize),
    /// Index into [`faq::Faq::referrals`].
    Referral(usize),
}

impl Topic {
    /// Returns the topic's number: entries are numbered first, then referrals.
    pub(super) fn number(self, entries: usize) -> usize {
        match self {
            Self::Entry(index) => index,
            Self::Referral(index) => entries + index,
        }
    }

    /// Returns the topic with a number that [`Self::number`] returned.
    pub(super) fn from_number(number: usize, entries: usize) -> Self {
        match number.checked_sub(entries) {
            None => Self::Entry(number),
            Some(index) => Self::Referral(index),
        }
    }
}

/// An entry with fewer phrasings than this is also known by the sentences of its answer. They help to find it: of the questions
/// in three FAQs of 15 to 20 entries with none or three phrasings, the best entry was right for 56 % with them, else for 42 %.
const FEW_PHRASINGS: usize = 4;
/// The fewest characters of a sentence that says something.
const MIN_SENTENCE_LENGTH: usize = 8;

/// Returns every example of a FAQ in its own language with its topic, entries first. Lines of the section `training` in other languages
/// belong to [`crate::ForeignMatcher`].
///
/// Within a topic the order depends on the texts alone, not on their places in the file. Training adds numbers up in this
/// order, so that moving a phrasing to the section `training` changes no score. The order is not alphabetical, which would
/// spread similar examples evenly over the folds of the validation.
pub fn examples(faq: &Faq) -> impl Iterator<Item = (Topic, &str)> {
    let language = faq.language();
    let mut examples = Vec::new();
    for (index, entry) in faq.entries().iter().enumerate() {
        for text in shuffled(foreign::entry_examples(entry, language).chain(answer_sentences(entry))) {
            examples.push((Topic::Entry(index), text));
        }
    }
    for (index, referral) in faq.referrals().iter().enumerate() {
        for text in shuffled(foreign::referral_examples(referral, language)) {
            examples.push((Topic::Referral(index), text));
        }
    }
    examples.into_iter()
}

/// Returns the sentences of the answer to an entry that has few phrasings, otherwise none.
fn answer_sentences(entry: &Entry) -> impl Iterator<Item = &str> {
    // The first example is the entry's question.
    let is_little_known = entry.examples().take(FEW_PHRASINGS + 1).count() <= FEW_PHRASINGS;
    let answer = if is_little_known { entry.answer() } else { "" };
    let sentences = answer.split_inclusive(['.', '!', '?', '\n', '。', '！', '？', '؟', '।']);
    sentences.map(str::trim).filter(|sentence| sentence.chars().count() >= MIN_SENTENCE_LENGTH)
}

pub(super) fn shuffled<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_by_cached_key(|text| (FxBuildHasher.hash_one(text), *text));
    texts
}

/// Which of all examples belong to each topic. A topic's examples stand together, in the order of the topics' numbers.
#[derive(Debug)]
pub(super) struct ExampleRanges {
    /// The first example of each topic; one more than there are topics.
    starts: Box<[usize]>,
}

impl ExampleRanges {
    /// Takes the number of the topic of each example, in rising order. Each is below `topics`.
    pub(super) fn new(topic_of: impl Iterator<Item = usize>, topics: usize) -> Self {
        let mut starts = vec![0; topics + 1];
        for topic in topic_of {
            starts[topic + 1] += 1;
        }
        for topic in 0..topics {
            starts[topic + 1] += starts[topic];
        }
        Self { starts: starts.into() }
    }

    pub(super) fn topic_count(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn example_count(&self) -> usize {
        self.starts[self.topic_count()]
    }

    /// Returns the number of the topic of each example.
    pub(super) fn topic_of(&self) -> Vec<usize> {
        let mut topic_of = Vec::with_capacity(self.example_count());
        for (topic, &[_, end]) in self.starts.array_windows().enumerate() {
            topic_of.resize(end, topic);
        }
        topic_of
    }

    /// Returns the largest cosine among each topic's examples, or 0 where none is above it.
    pub(super) fn largest_by_topic(&self, cosines: &[f32]) -> Vec<f32> {
        let mut by_topic = Vec::with_capacity(self.topic_count());
        for &[start, end] in self.starts.array_windows() {
            by_topic.push(largest(&cosines[start..end]));
        }
        by_topic
    }

    /// Returns the example of a topic with the largest cosine, the first among equals; `None` if the topic has no examples.
    pub(super) fn nearest(&self, topic: usize, cosines: &[f32]) -> Option<usize> {
        let start = *self.starts.get(topic)?;
        let end = *self.starts.get(topic + 1)?;
        (start..end).rev().max_by(|&a, &b| cosines[a].total_cmp(&cosines[b]))
    }
}

fn largest(cosines: &[f32]) -> f32 {
    let (blocks, rest) = cosines.as_chunks::<LANES>();
    let mut lanes = [0.0_f32; LANES];
    for block in blocks {
        for (largest, &cosine) in lanes.iter_mut().zip(block) {
            // `f32::max` handles NaN, which would prevent the vector instructions.
            *largest = if cosine > *largest { cosine } else { *largest };
        }
    }
    let mut largest = 0.0_f32;
    for &cosine in lanes.iter().chain(rest) {
        largest = largest.max(cosine);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_topic_has_its_nearest_example(
            cosines in prop::collection::vec(prop::collection::vec(-0.5_f32..1.0, 0..30), 0..6),
        ) {
            let topic_of = || cosines.iter().enumerate().flat_map(|(topic, own)| own.iter().map(move |_| topic));
            let ranges = ExampleRanges::new(topic_of(), cosines.len());
            let flat: Vec<f32> = cosines.concat();
            prop_assert_eq!((ranges.topic_count(), ranges.example_count()), (cosines.len(), flat.len()));
            prop_assert!(ranges.topic_of().into_iter().eq(topic_of()));
            let largest = ranges.largest_by_topic(&flat);
            for (topic, own) in cosines.iter().enumerate() {
                prop_assert_eq!(largest[topic], own.iter().copied().fold(0.0, f32::max));
                let nearest = ranges.nearest(topic, &flat);
                prop_assert_eq!(nearest.is_some(), !own.is_empty());
                if let Some(nearest) = nearest {
                    prop_assert_eq!(topic_of().nth(nearest), Some(topic));
                    prop_assert!(own.iter().all(|&cosine| cosine <= flat[nearest]));
                }
            }
        }
    }

    #[test]
    fn the_first_of_equally_near_examples_is_taken() {
        assert_eq!(ExampleRanges::new([0, 0, 0].into_iter(), 1).nearest(0, &[0.1, 0.5, 0.5]), Some(1));
        assert_eq!(ExampleRanges::new([].into_iter(), 0).nearest(0, &[]), None);
    }
}
