//! How well questions are answered whose right answer is known: pure counting over what was decided.

mod cases;
mod confusion;
mod figures;
mod recall;
mod reliability;
mod sweep;
mod verdict;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::decide::{Decision, Outcome, Reason};
use faq::{EntryId, Faq};

pub use cases::{Case, CasesError, Expect, parse};
pub use confusion::{Confusion, Matrix};
pub use figures::{Figures, Share, VerdictCounts};
pub use recall::Retrieval;
pub use reliability::{BINS, Bin, calibration_error};
pub use sweep::Point;
pub use verdict::Verdict;

/// What was expected of a question, or given: an entry or a referral. Ordered as the FAQ is, referrals last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Index into [`Faq::entries`].
    Entry(usize),
    /// Any referral that is not put first as urgent.
    Refer,
    /// An urgent referral.
    Urgent,
}

/// A case and what came of it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The case.
    pub case: &'a Case,
    /// What the FAQ says to it.
    pub decision: Decision<'a>,
    /// How good that is.
    pub verdict: Verdict,
    /// What was expected: of several entries the one that was given, else the first.
    pub expected: Label,
    /// What was given.
    pub given: Label,
}

impl Judged<'_> {
    /// Whether the case is one the guide covers.
    pub fn covered(&self) -> bool {
        matches!(self.case.expect, Expect::Entries(_))
    }

    /// Whether it must not fail and does.
    pub fn must_failure(&self) -> bool {
        self.case.must && self.verdict != Verdict::Right
    }

    /// Whether the best entry is one of those expected.
    fn best_is_right(&self) -> bool {
        self.decision.candidates.first().is_some_and(|best| self.case.expect.satisfied_by(best.entry.id()))
    }

    /// Confidence of the best entry, 0 to 1, if confidence is what decides: emergencies, questions without words or in
    /// another language and those that two entries fit are referred whatever it is.
    fn deciding_confidence(&self) -> Option<f32> {
        let decides = match self.decision.outcome {
            Outcome::Answer(_) | Outcome::Refer { reason: Reason::General | Reason::Named(_), .. } => true,
            Outcome::Refer { .. } => false,
        };
        let best = self.decision.candidates.first()?;
        decides.then_some(best.confidence)
    }
}

/// Every case, judged.
#[derive(Debug)]
pub struct Evaluation<'a> {
    faq: &'a Faq,
    judged: Vec<Judged<'a>>,
    threshold: f32,
}

impl<'a> Evaluation<'a> {
    /// Asks every case of `decide`, which answers from `faq` above the confidence `threshold` (0 to 1).
    pub fn new(faq: &'a Faq, cases: &'a [Case], threshold: f32, decide: impl Fn(&str) -> Decision<'a>) -> Self {
        let places: HashMap<&EntryId, usize> = faq.entries().iter().map(|e| e.id()).zip(0..).collect();
        let judged = cases.iter().map(|case| judge(case, decide(&case.ask), &places)).collect();
        Self { faq, judged, threshold }
    }

    /// The FAQ.
    pub fn faq(&self) -> &'a Faq {
        self.faq
    }

    /// The cases in their order.
    pub fn judged(&self) -> &[Judged<'a>] {
        &self.judged
    }

    /// The confidence above which questions were answered, 0 to 1.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// The cases that are not right: those that must be first, then by what they cost, then in their order.
    pub fn failing(&self) -> Vec<&Judged<'a>> {
        let mut failing: Vec<_> = self.judged.iter().filter(|judged| judged.verdict != Verdict::Right).collect();
        failing.sort_by_key(|judged| (!judged.case.must, Reverse(judged.verdict.cost())));
        failing
    }

    /// What people call it: the entry's id, `refer` or `urgent`.
    pub fn name(&self, label: Label) -> &'a str {
        match label {
            Label::Entry(at) => self.faq.entries().get(at).map_or("", |entry| entry.id().as_str()),
            Label::Refer => "refer",
            Label::Urgent => "urgent",
        }
    }
}

fn judge<'a>(case: &'a Case, decision: Decision<'a>, places: &HashMap<&EntryId, usize>) -> Judged<'a> {
    let place = |id| places.get(id).copied().map_or(Label::Refer, Label::Entry);
    let given = match &decision.outcome {
        Outcome::Answer(entry) => place(entry.id()),
        Outcome::Refer { reason: Reason::Urgent(_), .. } => Label::Urgent,
        Outcome::Refer { .. } => Label::Refer,
    };
    let verdict = Verdict::of(&case.expect, &decision.outcome);
    let expected = match &case.expect {
        _ if verdict == Verdict::Right && given != Label::Urgent => given,
        Expect::Entries(ids) => ids.first().map_or(Label::Refer, place),
        Expect::Refer => Label::Refer,
        Expect::Urgent => Label::Urgent,
    };
    Judged { case, decision, verdict, expected, given }
}
