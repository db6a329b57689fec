//! A question as it is ranked, as a whole and its segments by themselves; and the result, every topic with its score.

use faq::text::{self, Language};

use crate::lexicon::Reading;
use crate::topics::Topic;

/// A segment has at least this many words: one word says too little by itself.
const MIN_SEGMENT_WORDS: usize = 2;
/// A sentence of more words than this is cut into segments, since many people write everything as one sentence.
const MAX_SENTENCE_WORDS: usize = 16;
/// The number of words from the start of one segment to the start of the next. A segment has twice as many words, so that
/// any six words in a row stand together in one of them.
const SEGMENT_STEP_WORDS: usize = 6;
/// The most segments that a question is cut into. A longer question gets longer segments, not more.
const MAX_SEGMENTS: usize = 64;

/// A question, cleaned and cut into its sentences. Equal queries are ranked alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    sentences: Vec<String>,
}

impl Query {
    /// Reads a question as it was typed. Any text is a query.
    pub fn new(typed: &str) -> Self {
        Self { sentences: text::sentences(typed) }
    }

    /// Returns all of it, on one line.
    pub fn whole(&self) -> String {
        self.sentences.join(". ")
    }

    /// Returns its cleaned sentences.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(String::as_str)
    }
}

/// Cuts a question into the segments that are ranked by themselves, because what is alarming often stands in a few words
/// among many. Returns no segments if the question is one short sentence.
pub(super) fn segments(sentences: &[Reading]) -> Vec<Reading> {
    if let [only] = sentences
        && only.tokens.len() <= MAX_SENTENCE_WORDS
    {
        return Vec::new();
    }
    if sentences.len() > MAX_SEGMENTS {
        return sentence_segments(&Reading::joined(sentences.to_vec()));
    }
    let mut segments = Vec::new();
    for sentence in sentences {
        segments.extend(sentence_segments(sentence));
    }
    segments
}

/// Returns the sentence, or overlapping segments of it if it is long.
fn sentence_segments(sentence: &Reading) -> Vec<Reading> {
    let tokens = &sentence.tokens;
    if tokens.len() < MIN_SEGMENT_WORDS {
        return Vec::new();
    }
    if tokens.len() <= MAX_SENTENCE_WORDS {
        return vec![sentence.clone()];
    }
    let step = SEGMENT_STEP_WORDS.max(tokens.len().div_ceil(MAX_SEGMENTS));
    let mut segments = Vec::new();
    for start in (0..tokens.len() - step).step_by(step) {
        let end = tokens.len().min(start + 2 * step);
        segments.push(Reading::from_tokens(&tokens[start..end]));
    }
    segments
}

/// A topic and how well the question fits it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored<T> {
    /// The topic, or the index of an entry or a referral.
    pub topic: T,
    /// From 0 (nothing in common) to 1 (the same words).
    pub score: f32,
}

/// The reasons for a ranking, for `chat --explain` and for moderators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The nearest phrasing of the best topic.
    pub matched: Option<String>,
    /// Words that were taken for misspellings, each with its correction.
    pub corrected: Vec<(String, String)>,
    /// Words that the FAQ does not know.
    pub unknown: Vec<String>,
}

/// The rankings of a query. They can be decided on at once or kept until the query is asked again.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryRanking {
    /// The ranking of the whole query.
    pub whole: Ranking,
    /// The rankings of those segments of it that may be an emergency.
    pub segments: Vec<Ranking>,
}

/// Every topic's score for one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Entries with a score above 0, best first.
    pub entries: Vec<Scored<usize>>,
    /// Referrals with a score above 0, best first.
    pub referrals: Vec<Scored<usize>>,
    /// The number of words in the text.
    pub words: usize,
    /// The language of the text, if it is not English.
    pub foreign: Option<Language>,
    /// The reasons for the best topic's score.
    pub explanation: Explanation,
}

impl Ranking {
    /// Sorts the topics, best first and ties in the file's order, and leaves out those that have nothing in common with the
    /// question. `scores` has a score for each topic by its number, of which the first `entries` are entries.
    pub(super) fn new(words: usize, scores: &[f32], entries: usize) -> Self {
        let mut ranking = Self { words, ..Self::default() };
        if words == 0 {
            return ranking;
        }
        for (number, &score) in scores.iter().enumerate() {
            if score > 0.0 {
                match Topic::from_number(number, entries) {
                    Topic::Entry(topic) => ranking.entries.push(Scored { topic, score }),
                    Topic::Referral(topic) => ranking.referrals.push(Scored { topic, score }),
                }
            }
        }
        ranking.entries.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranking.referrals.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranking
    }

    /// Returns the best entry's score less the best referral's: -1 to 1. It separates covered questions from others better
    /// than the score itself does. Without any entry it is -1.
    pub fn margin(&self) -> f32 {
        match self.entries.first() {
            Some(entry) => entry.score - self.best_referral_score(),
            None => -1.0,
        }
    }

    /// Returns the best of all topics.
    pub fn best(&self) -> Option<Scored<Topic>> {
        match (self.entries.first(), self.referrals.first()) {
            (Some(entry), _) if entry.score >= self.best_referral_score() => {
                Some(Scored { topic: Topic::Entry(entry.topic), score: entry.score })
            }
            (_, Some(referral)) => Some(Scored { topic: Topic::Referral(referral.topic), score: referral.score }),
            _ => None,
        }
    }

    /// Returns the score of the best entry, or 0 if there is none.
    pub(super) fn best_entry_score(&self) -> f32 {
        self.entries.first().map_or(0.0, |entry| entry.score)
    }

    /// Returns the score of the best referral, or 0 if there is none.
    pub(super) fn best_referral_score(&self) -> f32 {
        self.referrals.first().map_or(0.0, |referral| referral.score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn segments_of(sentences: &[&str]) -> Vec<String> {
        let lexicon = Lexicon::learn(&["it was fine and now my throat is closing"], &[]);
        let readings: Vec<Reading> = sentences.iter().map(|sentence| lexicon.read(sentence)).collect();
        segments(&readings).into_iter().map(|segment| segment.sentence).collect()
    }

    #[test]
    fn questions_that_differ_only_in_markup_and_case_are_one_query() {
        assert_eq!(Query::new("<@12> does *it* hurt?  I wonder."), Query::new("Does it HURT? I wonder."));
        assert_ne!(Query::new("does it hurt? I wonder."), Query::new("does it hurt, I wonder."));
    }

    #[test]
    fn each_sentence_is_a_segment_unless_there_is_only_one() {
        assert_eq!(segments_of(&["hi", "it was fine", "throat closing"]), ["it was fine", "throat closing"]);
        assert!(segments_of(&["my throat is closing"]).is_empty());
        assert!(segments_of(&[]).is_empty());
    }

    #[test]
    fn a_long_sentence_is_cut_into_overlapping_segments() {
        let words: Vec<String> = (0..19).map(|number| format!("w{number}")).collect();
        let segments = segments_of(&[&words.join(" ")]);
        assert_eq!(segments, [words[..12].join(" "), words[6..18].join(" "), words[12..].join(" ")]);
    }

    #[test]
    fn the_number_of_segments_is_bounded() {
        let long = "a b c ".repeat(1_000);
        assert!((MAX_SEGMENTS / 2..=MAX_SEGMENTS).contains(&segments_of(&[&long]).len()));
        let short = vec!["it was"; 1_000];
        assert!((MAX_SEGMENTS / 2..=MAX_SEGMENTS).contains(&segments_of(&short).len()));
    }
}
