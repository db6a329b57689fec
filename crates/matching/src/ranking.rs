//! What a matcher says of a question.

use faq::text::language::Language;

/// One thing a question may be about: an entry or a referral, by its place in the FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Index into [`faq::Faq::entries`].
    Entry(usize),
    /// Index into [`faq::Faq::referrals`].
    Referral(usize),
}

/// A topic and how well the question fits it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored<T> {
    /// The topic, or the index of an entry or a referral.
    pub topic: T,
    /// 0 (nothing in common) to 1 (the same words).
    pub score: f32,
}

/// Why a ranking came out as it did, for `chat --explain` and for moderators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The nearest phrasing of the best topic.
    pub matched: Option<String>,
    /// Words that were taken for misspelt, with what they were read as.
    pub corrected: Vec<(String, String)>,
    /// Words that the FAQ does not know.
    pub unknown: Vec<String>,
}

/// What a matcher says of a query, ready to be decided on, now or when it is asked again.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryRanking {
    /// Of the whole of it.
    pub whole: Ranking,
    /// Of the segments of it that may be an emergency.
    pub segments: Vec<Ranking>,
}

/// Every topic's score for one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Entries with a score above 0, best first.
    pub entries: Vec<Scored<usize>>,
    /// Referrals with a score above 0, best first.
    pub referrals: Vec<Scored<usize>>,
    /// How many words the text had.
    pub words: usize,
    /// The language it is in, if that is not English.
    pub foreign: Option<Language>,
    /// Why.
    pub explanation: Explanation,
}

impl Ranking {
    /// Sorts the topics, best first; ties in the file's order; without those that have nothing in common with the question.
    pub(super) fn new(words: usize, scores: impl Iterator<Item = (Topic, f32)>) -> Self {
        let mut ranking = Self { words, ..Self::default() };
        for (topic, score) in scores.filter(|&(_, score)| score > 0.0 && words > 0) {
            match topic {
                Topic::Entry(topic) => ranking.entries.push(Scored { topic, score }),
                Topic::Referral(topic) => ranking.referrals.push(Scored { topic, score }),
            }
        }
        for list in [&mut ranking.entries, &mut ranking.referrals] {
            list.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        ranking
    }

    /// The best entry's score less the best referral's: -1 to 1. It tells covered questions from others better than the
    /// score itself does. Without any entry it is -1.
    pub fn margin(&self) -> f32 {
        let Some(entry) = self.entries.first() else {
            return -1.0;
        };
        entry.score - self.referrals.first().map_or(0.0, |referral| referral.score)
    }

    /// The best of all topics.
    pub fn best(&self) -> Option<Scored<Topic>> {
        let entry = self.entries.first().map(|s| Scored { topic: Topic::Entry(s.topic), score: s.score });
        let referral = self.referrals.first().map(|s| Scored { topic: Topic::Referral(s.topic), score: s.score });
        match (entry, referral) {
            (Some(entry), Some(referral)) if entry.score >= referral.score => Some(entry),
            (entry, None) => entry,
            (_, referral) => referral,
        }
    }
}
