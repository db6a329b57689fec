//! Counts and shares.

use super::{Evaluation, Expect, Label, Verdict};

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many of them.
    pub part: usize,
    /// How many there are.
    pub whole: usize,
}

impl Share {
    /// 0 to 1; nothing if there is nothing to have a share of.
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Counts one more, which is part of it or not.
    pub(super) fn count(&mut self, part: bool) {
        self.part += usize::from(part);
        self.whole += 1;
    }
}

/// Cases by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictCounts {
    /// [`Verdict::Right`].
    pub right: usize,
    /// [`Verdict::Suggested`].
    pub suggested: usize,
    /// [`Verdict::Referred`].
    pub referred: usize,
    /// [`Verdict::NotFirst`].
    pub not_first: usize,
    /// [`Verdict::Wrong`].
    pub wrong: usize,
}

impl VerdictCounts {
    fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Right => &mut self.right,
            Verdict::Suggested => &mut self.suggested,
            Verdict::Referred => &mut self.referred,
            Verdict::NotFirst => &mut self.not_first,
            Verdict::Wrong => &mut self.wrong,
        } += 1;
    }

    /// All of them.
    pub fn cases(&self) -> usize {
        self.right + self.suggested + self.referred + self.not_first + self.wrong
    }

    /// `part` as a share of all of them.
    pub fn share(&self, part: usize) -> Share {
        Share { part, whole: self.cases() }
    }
}

/// The figures that answers are held to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Cases that expect an entry.
    pub covered: VerdictCounts,
    /// Of these, how many were put first as urgent.
    pub alarmed: usize,
    /// Cases that expect a referral, urgent or not, as if none were urgent: refused is right.
    pub uncovered: VerdictCounts,
    /// Those of them that expect an urgent one.
    pub urgent: VerdictCounts,
}

impl Figures {
    /// Covered cases answered with an entry expected.
    pub fn right(&self) -> Share {
        self.covered.share(self.covered.right)
    }

    /// Covered cases referred with an entry expected among the suggestions.
    pub fn suggested(&self) -> Share {
        self.covered.share(self.covered.suggested)
    }

    /// Covered cases that are right or suggested.
    pub fn reached(&self) -> Share {
        self.covered.share(self.covered.right + self.covered.suggested)
    }

    /// Covered cases referred without any entry expected.
    pub fn referred(&self) -> Share {
        self.covered.share(self.covered.referred)
    }

    /// Covered cases answered with another entry.
    pub fn wrong(&self) -> Share {
        self.covered.share(self.covered.wrong)
    }

    /// Covered cases taken for emergencies.
    pub fn false_alarms(&self) -> Share {
        self.covered.share(self.alarmed)
    }

    /// Cases not covered that were referred, urgent ones among them.
    pub fn refused(&self) -> Share {
        self.uncovered.share(self.uncovered.right)
    }

    /// Emergencies put first.
    pub fn first(&self) -> Share {
        self.urgent.share(self.urgent.right)
    }
}

impl<'a> Evaluation<'a> {
    /// Counts the cases.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        for judged in self.judged() {
            match (&judged.case.expect, judged.verdict) {
                (Expect::Entries(_), verdict) => {
                    figures.covered.add(verdict);
                    figures.alarmed += usize::from(judged.given == Label::Urgent);
                }
                (Expect::Refer, verdict) => figures.uncovered.add(verdict),
                (Expect::Urgent, verdict) => {
                    figures.urgent.add(verdict);
                    figures.uncovered.add(if verdict == Verdict::NotFirst { Verdict::Right } else { verdict });
                }
            }
        }
        figures
    }

    /// Cases by kind, in the order in which kinds appear; those without one under `None`. Empty if none has one.
    pub fn kinds(&self) -> Vec<(Option<&'a str>, VerdictCounts)> {
        let mut kinds: Vec<(Option<&'a str>, VerdictCounts)> = Vec::new();
        for judged in self.judged() {
            let kind = judged.case.kind.as_deref();
            let at = kinds.iter().position(|&(known, _)| known == kind).unwrap_or_else(|| {
                kinds.push((kind, VerdictCounts::default()));
                kinds.len() - 1
            });
            kinds[at].1.add(judged.verdict);
        }
        if kinds.iter().all(|(kind, _)| kind.is_none()) { Vec::new() } else { kinds }
    }
}
