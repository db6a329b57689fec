//! What a margin is worth: learned from the FAQ's own examples by cross-validation.

use std::thread;

use super::{Matcher, Ranking, Topic, examples};
use crate::faq::Faq;

/// Parts that the examples are split into; each is held out once.
const FOLDS: usize = 6;
/// Share of the held-out uncovered questions that must be refused.
const REFUSED: f32 = 0.9;
/// More held-out examples than this are sampled evenly, so that a large FAQ is calibrated in bounded time.
const MOST_PROBES: usize = 3_000;
/// Fewer referrals than this tell too little of what is not covered; then whole entries are left out in their place.
const FEWEST_REFERRALS: usize = 10;
/// Used when there is nothing to learn from: one entry, or one phrasing each.
const UNLEARNED: Calibration = Calibration { threshold: 0.5, slope: 8.0, middle: 0.5 };

/// Turns a margin into a confidence, and says from which margin on a question is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Margins above this are answered.
    threshold: f32,
    /// How fast confidence rises with the margin.
    slope: f32,
    /// The margin at which the best entry is as likely right as wrong.
    middle: f32,
}

/// A held-out question: how it scored, and whether the best entry would have been right.
#[derive(Debug, Clone, Copy)]
struct Probe {
    margin: f32,
    covered: bool,
    right: bool,
}

impl Calibration {
    /// Learns from the FAQ itself. Each of six folds holds out a sixth of every topic's examples and a sixth of the referrals
    /// whole, since most of what people ask in vain has no name yet.
    pub fn learn(faq: &Faq) -> Self {
        let folds: Vec<Vec<Probe>> = thread::scope(|scope| {
            let folds: Vec<_> = (0..FOLDS).map(|fold| scope.spawn(move || probe(faq, fold))).collect();
            folds.into_iter().filter_map(|fold| fold.join().ok()).collect()
        });
        let probes: Vec<Probe> = folds.concat();
        let uncovered = probes.iter().filter(|probe| !probe.covered).map(|probe| probe.margin).collect();
        match (percentile(uncovered, REFUSED), logistic(&probes)) {
            (Some(threshold), Some((slope, middle))) => Self { threshold, slope, middle },
            _ => UNLEARNED,
        }
    }

    /// How likely the entry with this margin is the right answer: 0 to 1, rising with the margin.
    pub fn confidence(&self, margin: f32) -> f32 {
        1.0 / (1.0 + (-self.slope * (margin - self.middle)).exp())
    }

    /// The confidence above which a question is answered.
    pub fn threshold(&self) -> f32 {
        self.confidence(self.threshold)
    }
}

/// Ranks what a fold holds out, by a matcher that has not seen it.
fn probe(faq: &Faq, fold: usize) -> Vec<Probe> {
    let all: Vec<(Topic, &str)> = examples(faq).collect();
    let stride = all.len().div_ceil(MOST_PROBES).max(1);
    let held_out = |at: usize, topic: Topic| at % FOLDS == fold || unseen(faq, topic, fold);
    let kept = all.iter().enumerate().filter(|&(at, &(topic, _))| !held_out(at, topic)).map(|(_, &example)| example);
    let matcher = Matcher::learn(kept, faq.synonyms());
    let asked = all.iter().enumerate().filter(|&(at, &(topic, _))| held_out(at, topic)).step_by(stride);
    asked.map(|(_, &(topic, text))| judge(&matcher.rank(text), topic, unseen(faq, topic, fold))).collect()
}

/// Whether this fold leaves the topic out whole.
fn unseen(faq: &Faq, topic: Topic, fold: usize) -> bool {
    match topic {
        Topic::Referral(at) => at % FOLDS == fold,
        Topic::Entry(at) => faq.referrals().len() < FEWEST_REFERRALS && faq.entries().len() > 1 && at % FOLDS == fold,
    }
}

fn judge(ranking: &Ranking, topic: Topic, unseen: bool) -> Probe {
    let best = ranking.entries.first().map(|entry| Topic::Entry(entry.topic));
    let covered = matches!(topic, Topic::Entry(_)) && !unseen;
    Probe { margin: ranking.margin(), covered, right: covered && best == Some(topic) }
}

fn percentile(mut values: Vec<f32>, share: f32) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied()
}

/// Fits P(right) = 1 / (1 + exp(-slope (margin - middle))) by Newton's method on the log-likelihood, with a little weight
/// on a flat curve so that separable probes do not drive the slope to infinity (Platt 1999).
fn logistic(probes: &[Probe]) -> Option<(f32, f32)> {
    const RIDGE: f64 = 1e-2;
    let right = probes.iter().filter(|probe| probe.right).count();
    if right == 0 || right == probes.len() {
        return None;
    }
    let (mut a, mut b) = (0.0_f64, 0.0_f64);
    for _ in 0..50 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (-RIDGE * a, -RIDGE * b, RIDGE, 0.0, RIDGE);
        for probe in probes {
            let x = f64::from(probe.margin);
            let p = 1.0 / (1.0 + (-(a * x + b)).exp());
            let error = f64::from(u8::from(probe.right)) - p;
            let w = p * (1.0 - p);
            ga += error * x;
            gb += error;
            haa += w * x * x;
            hab += w * x;
            hbb += w;
        }
        let determinant = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        (a, b) = (a + da, b + db);
        if da.abs() + db.abs() < 1e-6 {
            break;
        }
    }
    (a > 0.0 && a.is_finite() && b.is_finite()).then_some((a as f32, (-b / a) as f32))
}
