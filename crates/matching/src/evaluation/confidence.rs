//! The quality of confidence: whether it is as high as the share of right answers, and what other thresholds would give.

use super::{Evaluation, Share};

/// The number of bins of [`Evaluation::reliability`].
pub const BINS: usize = 10;

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

impl Evaluation<'_> {
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
