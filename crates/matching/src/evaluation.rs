//! Measures how well questions with known answers are answered. Pure counting over decisions.

mod cases;
mod figures;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::decide::{Decision, Outcome, Reason};
use faq::{Entry, EntryId, Faq};

pub use cases::{Case, CasesError, Expect, parse};
pub use figures::{BINS, Bin, Confusion, Figures, Matrix, Point, Retrieval, Share, VerdictCounts, calibration_error};

/// The cost of a wrong answer, in needless referrals: somebody may act on it.
const WRONG_COST: usize = 3;

/// What was expected for a question, or given: an entry or a referral. Ordered as in the FAQ, referrals last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Index into [`Faq::entries`].
    Entry(usize),
    /// Any referral that is not put first as urgent.
    Refer,
    /// An urgent referral.
    Urgent,
}

/// The quality of a decision, given what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Answered with an expected entry (among others, if it asks several things), referred as expected, or an emergency put first.
    Right,
    /// Covered and referred, with an expected entry among the suggestions.
    Suggested,
    /// Covered and referred without an expected entry.
    Referred,
    /// An emergency that was referred like any other question.
    NotFirst,
    /// Answered with another entry, or answered where a referral was expected.
    Wrong,
}

impl Verdict {
    /// Judges the decision on a question.
    pub fn of(expect: &Expect, decision: &Decision<'_>) -> Self {
        match (expect, &decision.outcome) {
            (_, Outcome::Answer(_)) if right_answer(expect, decision).is_some() => Self::Right,
            (_, Outcome::Answer(_)) => Self::Wrong,
            (Expect::Entries(_), Outcome::Refer { suggestions, .. }) => {
                let is_offered = suggestions.iter().any(|entry| expect.is_satisfied_by(entry.id()));
                if is_offered { Self::Suggested } else { Self::Referred }
            }
            (Expect::Urgent, Outcome::Refer { reason, .. }) if !matches!(reason, Reason::Urgent(_)) => Self::NotFirst,
            (Expect::Urgent | Expect::Refer, Outcome::Refer { .. }) => Self::Right,
        }
    }

    /// Returns its cost in needless referrals. A suggestion costs the user one press of a button, which counts as nothing.
    pub fn cost(self) -> usize {
        match self {
            Self::Right | Self::Suggested => 0,
            Self::Referred | Self::NotFirst => 1,
            Self::Wrong => WRONG_COST,
        }
    }
}

/// Returns the first answer that is expected.
fn right_answer<'a>(expect: &Expect, decision: &Decision<'a>) -> Option<&'a Entry> {
    decision.answers().into_iter().find(|entry| expect.is_satisfied_by(entry.id()))
}

/// A case with its decision and its verdict.
#[derive(Debug)]
pub struct Judged<'a> {
    pub case: &'a Case,
    pub decision: Decision<'a>,
    pub verdict: Verdict,
    /// What was expected: of several entries the one that was given, otherwise the first.
    pub expected: Label,
    /// What was given: of several answers the one that was expected, otherwise the first.
    pub given: Label,
}

impl<'a> Judged<'a> {
    fn new(case: &'a Case, decision: Decision<'a>, places: &HashMap<&EntryId, usize>) -> Self {
        let given = match &decision.outcome {
            Outcome::Answer(first) => label(right_answer(&case.expect, &decision).unwrap_or(first).id(), places),
            Outcome::Refer { reason: Reason::Urgent(_), .. } => Label::Urgent,
            Outcome::Refer { .. } => Label::Refer,
        };
        let verdict = Verdict::of(&case.expect, &decision);
        let expected = match &case.expect {
            _ if verdict == Verdict::Right && given != Label::Urgent => given,
            Expect::Entries(ids) => ids.first().map_or(Label::Refer, |id| label(id, places)),
            Expect::Refer => Label::Refer,
            Expect::Urgent => Label::Urgent,
        };
        Self { case, decision, verdict, expected, given }
    }

    /// Returns true if the guide covers the case.
    pub fn is_covered(&self) -> bool {
        matches!(self.case.expect, Expect::Entries(_))
    }

    /// Returns true if the case must not fail and does.
    pub fn is_must_failure(&self) -> bool {
        self.case.must && self.verdict != Verdict::Right
    }

    /// Returns true if the best entry is one of those expected.
    fn is_best_right(&self) -> bool {
        match self.decision.candidates.first() {
            Some(best) => self.case.expect.is_satisfied_by(best.entry.id()),
            None => false,
        }
    }

    /// Returns the confidence of the best entry, 0 to 1, if the confidence decides. It does not for emergencies, questions
    /// without words or in another language, and questions that two entries fit: these are always referred.
    fn deciding_confidence(&self) -> Option<f32> {
        let decides = match self.decision.outcome {
            Outcome::Answer(_) | Outcome::Refer { reason: Reason::General | Reason::Named(_), .. } => true,
            Outcome::Refer { .. } => false,
        };
        let best = self.decision.candidates.first()?;
        decides.then_some(best.confidence)
    }
}

/// Returns the label of an entry by its place in the FAQ.
fn label(id: &EntryId, places: &HashMap<&EntryId, usize>) -> Label {
    match places.get(id) {
        Some(&at) => Label::Entry(at),
        None => Label::Refer,
    }
}

/// All cases, judged.
#[derive(Debug)]
pub struct Evaluation<'a> {
    faq: &'a Faq,
    judged: Vec<Judged<'a>>,
    threshold: f32,
}

impl<'a> Evaluation<'a> {
    /// Decides on every case with `decide`, which answers from `faq` above the confidence `threshold` (0 to 1).
    pub fn new(faq: &'a Faq, cases: &'a [Case], threshold: f32, decide: impl Fn(&str) -> Decision<'a>) -> Self {
        let mut places: HashMap<&EntryId, usize> = HashMap::new();
        for (at, entry) in faq.entries().iter().enumerate() {
            places.insert(entry.id(), at);
        }
        let mut judged = Vec::with_capacity(cases.len());
        for case in cases {
            judged.push(Judged::new(case, decide(&case.ask), &places));
        }
        Self { faq, judged, threshold }
    }

    pub fn faq(&self) -> &'a Faq {
        self.faq
    }

    /// Returns the cases in their order.
    pub fn judged(&self) -> &[Judged<'a>] {
        &self.judged
    }

    /// Returns the confidence above which questions were answered, 0 to 1.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Returns the cases that are not right: first those that must not fail, then by cost, then in their order.
    pub fn failing(&self) -> Vec<&Judged<'a>> {
        let mut failing = Vec::new();
        for judged in &self.judged {
            if judged.verdict != Verdict::Right {
                failing.push(judged);
            }
        }
        failing.sort_by_key(|judged| (!judged.case.must, Reverse(judged.verdict.cost())));
        failing
    }

    /// Returns the name of a label: the entry's id, `refer` or `urgent`.
    pub fn name(&self, label: Label) -> &'a str {
        match label {
            Label::Entry(at) => self.faq.entries().get(at).map_or("", |entry| entry.id().as_str()),
            Label::Refer => "refer",
            Label::Urgent => "urgent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Explanation;
    use crate::decide::Others;
    use faq::file;

    #[test]
    fn one_right_answer_among_several_is_enough() {
        let text = "entries: [{id: a, question: A?, answer: A.}, {id: b, question: B?, answer: B.}, {id: c, question: C?, answer: C.}]";
        let faq = file::parse(text.as_bytes()).unwrap().faq;
        let cases = parse("[{ask: x, expect: b}, {ask: x, expect: c}, {ask: x, expect: refer}]", &faq).unwrap();
        let [a, b, _] = [0, 1, 2].map(|at| &faq.entries()[at]);
        let evaluation = Evaluation::new(&faq, &cases, 0.5, |_| Decision {
            outcome: Outcome::Answer(a),
            others: Others { also: vec![b], ..Others::default() },
            candidates: Vec::new(),
            language: faq.language(),
            explanation: Explanation::default(),
        });
        let mut judged = Vec::new();
        for case in evaluation.judged() {
            judged.push((case.verdict, evaluation.name(case.expected), evaluation.name(case.given)));
        }
        let expected = [(Verdict::Right, "b", "b"), (Verdict::Wrong, "c", "a"), (Verdict::Wrong, "refer", "a")];
        assert_eq!(judged, expected);
    }
}
