//! From a question to a ranking of topics: pure, deterministic, no clock, no file.

mod calibration;
mod english;
mod features;
mod lexicon;
pub mod meaning;
mod nearest;
mod ranking;
mod spelling;
mod synonyms;

pub use calibration::Calibration;
pub use ranking::{Explanation, Ranking, Scored, Topic};

use crate::faq::Faq;
use features::{FeatureSpace, SparseVector};
use lexicon::{Lexicon, Reading};
use nearest::Index;

/// Ranks the topics of one FAQ for any question.
///
/// A topic's score is the cosine of the question with the topic's nearest example, over words and character n-grams
/// weighted by how rare they are.
pub struct Matcher {
    lexicon: Lexicon,
    features: FeatureSpace,
    index: Index,
    examples: Vec<Example>,
}

/// One way to ask about a topic.
struct Example {
    topic: Topic,
    text: String,
}

impl Matcher {
    /// Learns a FAQ. The same FAQ always gives the same matcher.
    pub fn build(faq: &Faq) -> Self {
        Self::learn(examples(faq), faq.synonyms())
    }

    /// Learns from examples, those of one topic one after another.
    fn learn<'a>(examples: impl Iterator<Item = (Topic, &'a str)>, synonyms: &[Vec<String>]) -> Self {
        let examples: Vec<Example> = examples.map(|(topic, text)| Example { topic, text: text.to_owned() }).collect();
        let lexicon = Lexicon::learn(examples.iter().map(|example| example.text.as_str()), synonyms);
        let readings: Vec<Reading> = examples.iter().map(|example| lexicon.read(&example.text)).collect();
        let features = FeatureSpace::learn(readings.iter().map(|reading| reading.tokens.as_slice()));
        let vectors: Vec<SparseVector> = readings.iter().map(|reading| features.vector(&reading.tokens)).collect();
        let index = Index::new(&vectors, features.len());
        Self { lexicon, features, index, examples }
    }

    /// Ranks every topic for a question as it was typed; any text will do.
    pub fn rank(&self, question: &str) -> Ranking {
        let reading = self.lexicon.read(question);
        let cosines = self.index.cosines(&self.features.vector(&reading.tokens));
        let mut ranking = Ranking { words: reading.words, ..Ranking::default() };
        let mut nearest: Option<(f32, &Example)> = None;
        for (&score, example) in cosines.iter().zip(&self.examples) {
            ranking.raise(example.topic, score);
            if score > nearest.map_or(0.0, |(best, _)| best) {
                nearest = Some((score, example));
            }
        }
        ranking.sort();
        ranking.explanation = Explanation {
            matched: nearest.map(|(_, example)| example.text.clone()),
            corrected: reading.corrected,
            unknown: reading.unknown,
        };
        ranking
    }
}

/// Every example of a FAQ with its topic, in the file's order, entries first.
pub fn examples(faq: &Faq) -> impl Iterator<Item = (Topic, &str)> {
    let entries = faq.entries().iter().enumerate();
    let referrals = faq.referrals().iter().enumerate();
    entries
        .flat_map(|(at, entry)| entry.examples().map(move |text| (Topic::Entry(at), text)))
        .chain(referrals.flat_map(|(at, referral)| referral.examples().map(move |text| (Topic::Referral(at), text))))
}
