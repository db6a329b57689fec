//! A question as it is ranked, and the result: every topic with its score.

use std::borrow::Cow;

use faq::text::{self, Language};

use crate::foreign::ForeignRanking;
use crate::identify;
use crate::meaning::Vector;
use crate::topics::Topic;

/// A question, cleaned and cut into its sentences. Equal queries are ranked alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    sentences: Vec<String>,
    /// The message with its accents, in lower case, if not all of its words are English.
    typed: Option<String>,
}

impl Query {
    /// Reads a question as it was typed, without courtesies unless there is nothing else. Any text is a query.
    pub fn new(message: &str) -> Self {
        let plain = text::plain(message).to_lowercase();
        let typed = text::sentences(message);
        let mut sentences = Vec::with_capacity(typed.len());
        for sentence in &typed {
            let sentence = text::without_courtesies(sentence);
            if !sentence.is_empty() {
                sentences.push(sentence.to_owned());
            }
        }
        let typed_if_needed = (!identify::is_plain_english(&plain)).then_some(plain);
        Self { sentences: if sentences.is_empty() { typed } else { sentences }, typed: typed_if_needed }
    }

    /// Returns all of it, on one line.
    pub fn whole(&self) -> String {
        self.sentences.join(". ")
    }

    /// Returns the message with its accents, in lower case, if a part of it may be in another language than `own`.
    pub(super) fn typed(&self, own: Language) -> Option<Cow<'_, str>> {
        match &self.typed {
            Some(typed) => Some(Cow::Borrowed(typed)),
            None if own.is_english() => None,
            None => Some(Cow::Owned(self.whole())),
        }
    }

    /// Returns its cleaned sentences.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(String::as_str)
    }
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryRanking {
    /// The ranking of the whole query.
    pub whole: Ranking,
    /// The part of it that sounds most like an emergency, or all of it; `None` if the FAQ names no emergencies.
    pub alarm: Option<Alarm>,
    /// The rankings of its questions, if it asks several things.
    pub questions: Vec<Ranking>,
    /// Whether it asks more than these.
    pub has_more_questions: bool,
    /// The rankings of the sentences beside several questions that ask nothing.
    pub statements: Vec<Ranking>,
    /// Whether a sentence among several could not be read, such as one in another language.
    pub has_unread_part: bool,
    /// The vector of the whole query, if it was compared by meaning. A layer compares it too, without encoding it again.
    pub vector: Option<Vector>,
    /// How it ranks by the multilingual model, if a part of it is in another language than the FAQ's.
    pub foreign: Option<Box<ForeignRanking>>,
}

/// How much a part of a message sounds like an emergency.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// About 1 for an emergency, about -1 for anything else.
    pub level: f32,
    /// The same with parts of clauses, which sound alarming more often: at least `level`.
    pub doubt: f32,
    /// Whether the message has words that only emergencies use.
    pub has_alarm_words: bool,
    /// The ranking of these words alone, which tells what kind of emergency it may be.
    pub ranking: Ranking,
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
    /// The entries whose title the text is, word for word.
    pub titled: Vec<usize>,
    /// The language of the text, if it is not the FAQ's.
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
    #[test]
    fn questions_that_differ_only_in_markup_and_case_are_one_query() {
        assert_eq!(Query::new("<@12> does *it* hurt?  I wonder."), Query::new("Does it HURT? I wonder."));
        assert_ne!(Query::new("does it hurt? I wonder."), Query::new("does it hurt, I wonder."));
    }

    #[test]
    fn courtesies_are_no_part_of_a_question() {
        assert_eq!(Query::new("Good morning! Does it hurt? Thanks."), Query::new("does it hurt?"));
        assert_eq!(Query::new("Good morning!").whole(), "good morning");
    }
}
