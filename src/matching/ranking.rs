//! What a matcher says of a question.

/// One thing a question may be about: an entry or a referral, by its place in the FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Index into [`crate::faq::Faq::entries`].
    Entry(usize),
    /// Index into [`crate::faq::Faq::referrals`].
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

/// Every topic's score for one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Entries with a score above 0, best first.
    pub entries: Vec<Scored<usize>>,
    /// Referrals with a score above 0, best first.
    pub referrals: Vec<Scored<usize>>,
    /// How many words the question had once cleaned.
    pub words: usize,
    /// Why.
    pub explanation: Explanation,
}

impl Ranking {
    /// Gives a topic this score if it has none higher. Examples of a topic must come one after another.
    pub(super) fn raise(&mut self, topic: Topic, score: f32) {
        let (list, at) = match topic {
            Topic::Entry(at) => (&mut self.entries, at),
            Topic::Referral(at) => (&mut self.referrals, at),
        };
        match list.last_mut() {
            Some(last) if last.topic == at => last.score = last.score.max(score),
            _ => list.push(Scored { topic: at, score }),
        }
    }

    /// Best first; ties in the file's order; nothing that has nothing in common with the question.
    pub(super) fn sort(&mut self) {
        for list in [&mut self.entries, &mut self.referrals] {
            list.retain(|scored| scored.score > 0.0);
            list.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
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
