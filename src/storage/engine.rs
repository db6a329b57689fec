//! The engine, which answers questions from an FAQ for the terminal, the bot and the moderators' commands alike.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::foreign::ForeignEngines;
use super::learned::{FaqKey, Learned};
use super::store::Snapshot;
use faq::Faq;
use matching::decide::{self, Decision};
use matching::meaning::{SubjectSpace, Vector};
use matching::{Query, QueryRanking, Topic};

/// A state of the FAQ with what was learned from it.
#[derive(Clone)]
pub struct Engine {
    pub(super) snapshot: Arc<Snapshot>,
    /// Shared by all states of the FAQ with the same key.
    pub(super) learned: Arc<Learned>,
    /// False while the calibration is that of an earlier state of the FAQ.
    pub(super) is_calibrated: bool,
    /// The confidence above which a question is answered, if it is not the calibration's.
    pub(super) threshold: Option<f32>,
    /// What understands other languages, learned when it is first needed.
    pub(super) foreign: Arc<ForeignEngines>,
}

/// How much a question sounds like an emergency by its words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    None,
    /// Only its meaning can tell.
    Possible,
    Likely,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("snapshot", &self.snapshot).finish_non_exhaustive()
    }
}

impl Engine {
    pub fn faq(&self) -> &Faq {
        self.snapshot.faq()
    }

    /// Returns the text of the file that the FAQ was read from.
    pub fn text(&self) -> String {
        self.snapshot.text()
    }

    pub(super) fn key(&self) -> &FaqKey {
        self.snapshot.key()
    }

    /// Returns whether its confidence was calibrated for this state of the FAQ. After a change, that takes some seconds.
    pub fn is_calibrated(&self) -> bool {
        self.is_calibrated
    }

    /// Returns the confidence above which a question is answered, 0 to 1.
    pub fn threshold(&self) -> f32 {
        self.threshold.unwrap_or_else(|| self.learned.calibration.threshold())
    }

    /// Decides what to say to a question as it was typed.
    pub fn decide(&self, question: &str) -> Decision<'_> {
        self.decide_by(question, |query| self.rank(query))
    }

    /// Decides as [`Self::decide`] does, with rankings from a cache: `rank` returns what [`Self::rank`] would.
    pub fn decide_by<R: Borrow<QueryRanking>>(&self, question: &str, rank: impl Fn(&Query) -> R) -> Decision<'_> {
        decide::decide_question(self.faq(), question, &self.learned.calibration, self.threshold(), rank)
    }

    /// Returns whether a server may answer a question of this ranking itself: not if any part of it may be an emergency or cannot be
    /// read, and not if it is near to a gap that the guide does not leave to servers, such as one about somebody's health.
    pub fn leaves_to_servers(&self, ranking: &QueryRanking) -> bool {
        decide::leaves_to_servers(self.faq(), ranking, &self.learned.calibration)
    }

    /// Returns whether a question of this ranking is near to a gap that the guide does not leave to servers.
    pub fn is_near_guarded_gap(&self, ranking: &QueryRanking) -> bool {
        decide::is_near_guarded_gap(self.faq(), ranking)
    }

    /// Ranks every topic by its similarity to a query. This is most of the work of an answer.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        self.learned.matcher.rank_in_any_language(query, || self.foreign.get(self.key(), self.faq()))
    }

    /// Returns how much a question, as it was typed, sounds like an emergency by its words alone. That takes much less time than
    /// [`Self::decide`], which also understands other words.
    pub fn urgency_by_words(&self, question: &str) -> Urgency {
        if !self.learned.matcher.may_be_emergency(&Query::new(question)) {
            return Urgency::None;
        }
        match self.decide_by_words(question).is_urgent() {
            true => Urgency::Likely,
            false if self.compares_meaning() => Urgency::Possible,
            false => Urgency::None,
        }
    }

    /// Decides as [`Self::decide`] does, by words alone.
    pub fn decide_by_words(&self, question: &str) -> Decision<'_> {
        let matcher = self.learned.matcher.by_words();
        self.decide_by(question, |query| matcher.rank(query))
    }

    /// Returns the vector of a question as it was typed, by which it is compared with others; `None` if questions are compared by
    /// words alone.
    pub fn vector(&self, question: &str) -> Option<Vector> {
        self.learned.matcher.vector(&Query::new(question))
    }

    /// Learns from the FAQ's examples in which coordinates questions about one subject are near each other. Returns `None` if it has too
    /// few, or none with a vector.
    pub fn subject_space(&self) -> Option<SubjectSpace> {
        let vectors = self.learned.matcher.vectors()?;
        let mut topics: Vec<Topic> = Vec::new();
        let mut numbers = Vec::new();
        for (topic, _) in matching::examples(self.faq()) {
            if topics.last() != Some(&topic) {
                topics.push(topic);
            }
            numbers.push(topics.len());
        }
        SubjectSpace::learn(numbers.into_iter().zip(vectors.iter()))
    }

    /// Returns whether questions are compared by meaning, which takes milliseconds.
    pub fn compares_meaning(&self) -> bool {
        self.learned.matcher.compares_meaning()
    }
}
