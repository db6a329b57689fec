//! What is told to the journal.

use super::MaskedQuestion;
use faq::{EntryId, ReferralId};
use matching::decide::{Decision, Outcome as Decided, Reason};

/// Something that happened to a question. It holds nothing of whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalEvent {
    /// A question was replied to.
    Asked {
        /// What the reply was.
        outcome: RecordedOutcome,
        /// The question if it was referred; none if it has no words.
        question: Option<MaskedQuestion>,
        /// The entries nearest to it, best first.
        nearest: Vec<EntryId>,
    },
    /// Somebody said that an answer helped.
    Helpful {
        /// The answer.
        entry: EntryId,
    },
    /// Somebody said that an answer was to another question.
    NotWhatIAsked {
        /// The answer.
        entry: EntryId,
        /// The question, if it is still known.
        question: Option<MaskedQuestion>,
        /// The entries nearest to it, best first.
        nearest: Vec<EntryId>,
    },
}

/// What the reply to a question was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedOutcome {
    /// An entry's answer.
    Answered(EntryId),
    /// None.
    Referred(Gap),
}

/// Why a question had no answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A gap that the FAQ names.
    Named(ReferralId),
    /// A gap that the FAQ names, and an emergency.
    Urgent(ReferralId),
    /// Nothing in the FAQ is close enough.
    General,
    /// Two entries fit it as well as each other.
    Ambiguous,
    /// It is not in English.
    Foreign,
    /// It has no words.
    NoWords,
}

impl JournalEvent {
    /// That a question was decided on.
    pub fn asked(question: Option<&MaskedQuestion>, decision: &Decision<'_>) -> Self {
        let outcome = match &decision.outcome {
            Decided::Answer(entry) => RecordedOutcome::Answered(entry.id().clone()),
            Decided::Refer { reason, .. } => RecordedOutcome::Referred(Gap::from(*reason)),
        };
        let in_vain = !matches!(outcome, RecordedOutcome::Answered(_) | RecordedOutcome::Referred(Gap::NoWords));
        let nearest = decision.candidates.iter().map(|candidate| candidate.entry.id().clone()).collect();
        Self::Asked { outcome, question: question.filter(|_| in_vain).cloned(), nearest }
    }

    /// That an entry was asked for by name.
    pub fn picked(entry: EntryId) -> Self {
        Self::Asked { outcome: RecordedOutcome::Answered(entry), question: None, nearest: Vec::new() }
    }
}

impl Gap {
    /// The referral that names it, if one does.
    pub fn referral(&self) -> Option<&ReferralId> {
        match self {
            Self::Named(referral) | Self::Urgent(referral) => Some(referral),
            Self::General | Self::Ambiguous | Self::Foreign | Self::NoWords => None,
        }
    }
}

impl From<Reason<'_>> for Gap {
    fn from(reason: Reason<'_>) -> Self {
        match reason {
            Reason::General => Self::General,
            Reason::NoWords => Self::NoWords,
            Reason::Foreign(_) => Self::Foreign,
            Reason::Ambiguous => Self::Ambiguous,
            Reason::Named(referral) => Self::Named(referral.id().clone()),
            Reason::Urgent(referral) => Self::Urgent(referral.id().clone()),
        }
    }
}

/// An event and when it happened, in seconds since 1970.
#[derive(Debug, Clone)]
pub(super) struct TimedEvent {
    pub event: JournalEvent,
    pub time: i64,
}
