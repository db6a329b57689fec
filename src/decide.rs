//! From a ranking to what is done: answer, or refer.
//!
//! A wrong confident answer about somebody's health is the worst failure, so everything here leans to referring.

use crate::faq::{Entry, Faq, Referral};
use crate::matching::{Explanation, Ranking};

/// How many entries are offered beside a referral.
pub const MAX_SUGGESTIONS: usize = 3;
/// How many candidates are reported, whatever the outcome.
pub const MAX_CANDIDATES: usize = 5;

/// What to say to a question, within one [`Faq`].
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'faq> {
    /// Answer or refer.
    pub outcome: Outcome<'faq>,
    /// Up to [`MAX_CANDIDATES`] entries, best first, whatever the outcome.
    pub candidates: Vec<Candidate<'faq>>,
    /// Why.
    pub explanation: Explanation,
}

/// Answer or refer.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'faq> {
    /// The guide answers it.
    Answer(&'faq Entry),
    /// It does not, or nobody can tell.
    Refer {
        /// Why it is referred.
        reason: Reason<'faq>,
        /// Up to [`MAX_SUGGESTIONS`] entries that may have been meant, best first; none when urgent.
        suggestions: Vec<&'faq Entry>,
    },
}

/// Why a question is referred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'faq> {
    /// No topic is close enough.
    General,
    /// It holds no words ("???", an emoji).
    NoWords,
    /// A gap that the FAQ names.
    Named(&'faq Referral),
    /// It sounds like an emergency.
    Urgent(&'faq Referral),
}

/// An entry that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'faq> {
    /// The entry.
    pub entry: &'faq Entry,
    /// 0 to 1.
    pub confidence: f32,
}

impl Decision<'_> {
    /// Confidence of the best entry, 0 to 1, whatever the outcome.
    pub fn confidence(&self) -> f32 {
        self.candidates.first().map_or(0.0, |candidate| candidate.confidence)
    }
}
