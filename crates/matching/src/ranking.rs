//! The result of matching: every topic with its score.

use faq::text::Language;

use crate::topics::Topic;

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
