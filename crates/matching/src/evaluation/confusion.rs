//! What is taken for what.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Evaluation, Label, Verdict};

/// A pair that is confused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confusion {
    /// What was expected.
    pub expected: Label,
    /// What was given in its place.
    pub given: Label,
    /// How often.
    pub cases: usize,
    /// What that costs, in needless referrals.
    pub cost: usize,
}

/// How often each label was given for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Labels expected or given, in the FAQ's order, referrals last.
    pub labels: Vec<Label>,
    /// Cases by what was expected and what was given; pairs that never met are not in it.
    pub cases: BTreeMap<(Label, Label), usize>,
}

impl Evaluation<'_> {
    /// The confusions that cost anything, the worst first.
    pub fn confusions(&self) -> Vec<Confusion> {
        let mut pairs: BTreeMap<(Label, Label), (usize, usize)> = BTreeMap::new();
        for judged in self.judged().iter().filter(|judged| judged.verdict.cost() > 0) {
            let (cases, cost) = pairs.entry((judged.expected, judged.given)).or_default();
            *cases += 1;
            *cost += judged.verdict.cost();
        }
        let confusion = |((expected, given), (cases, cost))| Confusion { expected, given, cases, cost };
        let mut confusions: Vec<Confusion> = pairs.into_iter().map(confusion).collect();
        confusions.sort_by_key(|confusion| Reverse(confusion.cost));
        confusions
    }

    /// The whole table of what was given for what. An urgent referral where any referral would do is counted as that.
    pub fn matrix(&self) -> Matrix {
        let mut cases: BTreeMap<(Label, Label), usize> = BTreeMap::new();
        for judged in self.judged() {
            let given = if judged.verdict == Verdict::Right { judged.expected } else { judged.given };
            *cases.entry((judged.expected, given)).or_default() += 1;
        }
        let labels: BTreeSet<Label> = cases.keys().flat_map(|&(expected, given)| [expected, given]).collect();
        Matrix { labels: labels.into_iter().collect(), cases }
    }
}
