//! Counts of cases: by verdict, by kind, by entry, by confusion and by confidence.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Evaluation, Expect, Label, Verdict};
use faq::Entry;

/// The number of bins of [`Evaluation::reliability`].
pub const BINS: usize = 10;

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub part: usize,
    pub whole: usize,
}

impl Share {
    /// Returns the share as a number from 0 to 1, or `None` if the whole is 0.
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Counts one more, which belongs to the part or does not.
    fn count(&mut self, is_part: bool) {
        self.part += usize::from(is_part);
        self.whole += 1;
    }
}

/// The number of cases with each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictCounts {
    pub right: usize,
    pub suggested: usize,
    pub referred: usize,
    pub not_first: usize,
    pub wrong: usize,
}

impl VerdictCounts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Suggested => self.suggested += 1,
            Verdict::Referred => self.referred += 1,
            Verdict::NotFirst => self.not_first += 1,
            Verdict::Wrong => self.wrong += 1,
        }
    }

    /// Returns the number of all cases.
    pub fn cases(&self) -> usize {
        self.right + self.suggested + self.referred + self.not_first + self.wrong
    }

    /// Returns `part` as a share of all cases.
    pub fn share(&self, part: usize) -> Share {
        Share { part, whole: self.cases() }
    }
}

/// The figures that answers are held to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Cases that expect an entry.
    pub covered: VerdictCounts,
    /// Covered cases that were put first as urgent.
    pub alarmed: usize,
    /// Cases that expect a referral. Here an urgent one counts like any other: refused is right.
    pub uncovered: VerdictCounts,
    /// Uncovered cases that expect an urgent referral.
    pub urgent: VerdictCounts,
}

impl Figures {
    /// Returns the covered cases that were answered with an expected entry.
    pub fn right(&self) -> Share {
        self.covered.share(self.covered.right)
    }

    /// Returns the covered cases that were referred with an expected entry among the suggestions.
    pub fn suggested(&self) -> Share {
        self.covered.share(self.covered.suggested)
    }

    /// Returns the covered cases that are right or suggested.
    pub fn reached(&self) -> Share {
        self.covered.share(self.covered.right + self.covered.suggested)
    }

    /// Returns the covered cases that were referred without an expected entry.
    pub fn referred(&self) -> Share {
        self.covered.share(self.covered.referred)
    }

    /// Returns the covered cases that were answered with another entry.
    pub fn wrong(&self) -> Share {
        self.covered.share(self.covered.wrong)
    }

    /// Returns the covered cases that were taken for emergencies.
    pub fn false_alarms(&self) -> Share {
        self.covered.share(self.alarmed)
    }

    /// Returns the uncovered cases that were referred, including urgent ones.
    pub fn refused(&self) -> Share {
        self.uncovered.share(self.uncovered.right)
    }

    /// Returns the emergencies that were put first.
    pub fn first(&self) -> Share {
        self.urgent.share(self.urgent.right)
    }
}

/// The quality of the answers with one entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrieval<'a> {
    pub entry: &'a Entry,
    /// Of the cases that expect the entry, those that were answered right, with it or with another expected one.
    pub recall: Share,
    /// Of the cases that were answered with the entry, those that expect it.
    pub precision: Share,
}

/// A label that was given in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confusion {
    pub expected: Label,
    pub given: Label,
    /// The number of cases.
    pub cases: usize,
    /// The cost of all these cases, in needless referrals.
    pub cost: usize,
}

/// The number of times that each label was given for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The labels that were expected or given, in the FAQ's order, referrals last.
    pub labels: Vec<Label>,
    /// The number of cases with an expected and a given label. Pairs without cases are not in it.
    pub cases: BTreeMap<(Label, Label), usize>,
}

/// The questions whose best entry has a confidence within a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The lowest confidence in it, 0 to 1.
    pub from: f64,
    /// The confidence at which the next bin starts.
    pub to: f64,
    /// Mean confidence, 0 to 1; 0 if the bin is empty.
    pub confidence: f64,
    /// The questions whose best entry is right.
    pub right: Share,
}

/// The figures at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The confidence above which a question is answered, 0 to 1.
    pub threshold: f32,
    /// Covered cases that are answered right.
    pub right: Share,
    /// Covered cases that are answered wrong.
    pub wrong: Share,
    /// Uncovered cases that are referred.
    pub refused: Share,
}

impl<'a> Evaluation<'a> {
    /// Counts the cases.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        for judged in self.judged() {
            let verdict = judged.verdict;
            match &judged.case.expect {
                Expect::Entries(_) => {
                    figures.covered.add(verdict);
                    figures.alarmed += usize::from(judged.given == Label::Urgent);
                }
                Expect::Refer => figures.uncovered.add(verdict),
                Expect::Urgent => {
                    figures.urgent.add(verdict);
                    figures.uncovered.add(if verdict == Verdict::NotFirst { Verdict::Right } else { verdict });
                }
            }
        }
        figures
    }

    /// Counts the cases by kind, in the order in which kinds appear; those without a kind under `None`. Returns nothing if no
    /// case has a kind.
    pub fn kinds(&self) -> Vec<(Option<&'a str>, VerdictCounts)> {
        let mut kinds: Vec<(Option<&'a str>, VerdictCounts)> = Vec::new();
        for judged in self.judged() {
            let kind = judged.case.kind.as_deref();
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, counts)) => counts.add(judged.verdict),
                None => {
                    let mut counts = VerdictCounts::default();
                    counts.add(judged.verdict);
                    kinds.push((kind, counts));
                }
            }
        }
        if kinds.iter().all(|(kind, _)| kind.is_none()) { Vec::new() } else { kinds }
    }

    /// Returns the entries that were expected or given, in the file's order.
    pub fn retrievals(&self) -> Vec<Retrieval<'a>> {
        let mut all: Vec<Retrieval<'a>> = Vec::new();
        for entry in self.faq().entries() {
            all.push(Retrieval { entry, recall: Share::default(), precision: Share::default() });
        }
        for judged in self.judged() {
            let is_right = judged.verdict == Verdict::Right;
            for retrieval in &mut all {
                if judged.case.expect.is_satisfied_by(retrieval.entry.id()) {
                    retrieval.recall.count(is_right);
                }
            }
            if let Label::Entry(at) = judged.given
                && let Some(given) = all.get_mut(at)
            {
                given.precision.count(is_right);
            }
        }
        all.retain(|retrieval| retrieval.recall.whole + retrieval.precision.whole > 0);
        all
    }

    /// Returns the confusions that cost anything, the worst first.
    pub fn confusions(&self) -> Vec<Confusion> {
        let mut pairs: BTreeMap<(Label, Label), Confusion> = BTreeMap::new();
        for judged in self.judged() {
            let cost = judged.verdict.cost();
            if cost > 0 {
                let pair = (judged.expected, judged.given);
                let new = Confusion { expected: judged.expected, given: judged.given, cases: 0, cost: 0 };
                let confusion = pairs.entry(pair).or_insert(new);
                confusion.cases += 1;
                confusion.cost += cost;
            }
        }
        let mut confusions: Vec<Confusion> = pairs.into_values().collect();
        confusions.sort_by_key(|confusion| Reverse(confusion.cost));
        confusions
    }

    /// Returns the whole table of labels given for labels. An urgent referral where any referral was expected counts as the
    /// expected one.
    pub fn matrix(&self) -> Matrix {
        let mut cases: BTreeMap<(Label, Label), usize> = BTreeMap::new();
        let mut labels: BTreeSet<Label> = BTreeSet::new();
        for judged in self.judged() {
            let given = if judged.verdict == Verdict::Right { judged.expected } else { judged.given };
            *cases.entry((judged.expected, given)).or_default() += 1;
            labels.insert(judged.expected);
            labels.insert(given);
        }
        Matrix { labels: labels.into_iter().collect(), cases }
    }

    /// Sorts the questions into [`BINS`] bins of equal width by confidence, answered or not. Questions that are not decided by
    /// their confidence, such as emergencies, are left out.
    pub fn reliability(&self) -> Vec<Bin> {
        let mut sums = [0.0; BINS];
        let mut right = [Share::default(); BINS];
        for judged in self.judged() {
            if let Some(confidence) = judged.deciding_confidence() {
                let confidence = f64::from(confidence);
                // A confidence of 1 belongs to the last bin.
                let bin = ((confidence * BINS as f64) as usize).min(BINS - 1);
                sums[bin] += confidence;
                right[bin].count(judged.is_best_right());
            }
        }
        let mut bins = Vec::with_capacity(BINS);
        for bin in 0..BINS {
            bins.push(Bin {
                from: bin as f64 / BINS as f64,
                to: (bin + 1) as f64 / BINS as f64,
                confidence: sums[bin] / right[bin].whole.max(1) as f64,
                right: right[bin],
            });
        }
        bins
    }

    /// Returns the figures if questions had been answered above `threshold`.
    pub fn at(&self, threshold: f32) -> Point {
        let mut point =
            Point { threshold, right: Share::default(), wrong: Share::default(), refused: Share::default() };
        for judged in self.judged() {
            let is_answered = match judged.deciding_confidence() {
                Some(confidence) => confidence > threshold,
                None => false,
            };
            if judged.is_covered() {
                point.right.count(is_answered && judged.is_best_right());
                point.wrong.count(is_answered && !judged.is_best_right());
            } else {
                point.refused.count(!is_answered);
            }
        }
        point
    }

    /// Returns the figures at `steps` + 1 evenly spaced thresholds from 0 to 1, and at the one in force, in order.
    pub fn sweep(&self, steps: usize) -> Vec<Point> {
        let mut thresholds: Vec<f32> = Vec::new();
        for step in 0..=steps {
            thresholds.push(step as f32 / steps.max(1) as f32);
        }
        if !thresholds.contains(&self.threshold()) {
            thresholds.push(self.threshold());
        }
        thresholds.sort_by(f32::total_cmp);
        thresholds.into_iter().map(|threshold| self.at(threshold)).collect()
    }
}

/// Returns the mean difference between confidence and the share of right answers over all questions: 0 (calibrated) to 1.
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let mut questions = 0;
    let mut difference = 0.0;
    for bin in bins {
        questions += bin.right.whole;
        difference += (bin.confidence * bin.right.whole as f64 - bin.right.part as f64).abs();
    }
    difference / questions.max(1) as f64
}
