//! How good one decision is.

use super::Expect;
use crate::decide::{Outcome, Reason};

/// How good a decision is, given what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Answered with an entry expected; referred as it should be; an emergency put first.
    Right,
    /// Covered and referred, with an entry expected among the suggestions.
    Suggested,
    /// Covered and referred without one.
    Referred,
    /// An emergency referred like any other question.
    NotFirst,
    /// Answered with another entry, or answered though it should not be.
    Wrong,
}

/// A wrong answer is as bad as three needless referrals: somebody may act on it.
const WRONG: usize = 3;

impl Verdict {
    /// Judges what was done with a question.
    pub fn of(expect: &Expect, outcome: &Outcome<'_>) -> Self {
        match (expect, outcome) {
            (_, Outcome::Answer(entry)) if expect.satisfied_by(entry.id()) => Self::Right,
            (_, Outcome::Answer(_)) => Self::Wrong,
            (Expect::Entries(_), Outcome::Refer { suggestions, .. }) => {
                let offered = suggestions.iter().any(|entry| expect.satisfied_by(entry.id()));
                if offered { Self::Suggested } else { Self::Referred }
            }
            (Expect::Urgent, Outcome::Refer { reason, .. }) if !matches!(reason, Reason::Urgent(_)) => Self::NotFirst,
            (Expect::Urgent | Expect::Refer, Outcome::Refer { .. }) => Self::Right,
        }
    }

    /// What it costs, in needless referrals; a suggestion costs the asker one press of a button, which is counted as nothing.
    pub fn cost(self) -> usize {
        match self {
            Self::Right | Self::Suggested => 0,
            Self::Referred | Self::NotFirst => 1,
            Self::Wrong => WRONG,
        }
    }
}
