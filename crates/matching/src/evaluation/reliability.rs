//! Is confidence what it says? Of the questions whose best entry has confidence c, it should be right in about c.

use super::{Evaluation, Share};

/// How many parts confidence is split into.
pub const BINS: usize = 10;

/// The questions whose best entry has a confidence within one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The least confidence in it, 0 to 1.
    pub from: f64,
    /// Confidence from which on the next part begins.
    pub to: f64,
    /// Mean confidence, 0 to 1; 0 if it is empty.
    pub confidence: f64,
    /// In how many of them the best entry is right.
    pub right: Share,
}

impl Evaluation<'_> {
    /// [`BINS`] parts of equal width, answered or not; emergencies and questions without words, which are decided otherwise,
    /// are not among them.
    pub fn reliability(&self) -> Vec<Bin> {
        let mut sums = [(0.0, Share::default()); BINS];
        for judged in self.judged() {
            let Some(confidence) = judged.deciding_confidence().map(f64::from) else { continue };
            // A confidence of 1 belongs to the last part.
            let at = ((confidence * BINS as f64) as usize).min(BINS - 1);
            sums[at].0 += confidence;
            sums[at].1.count(judged.best_is_right());
        }
        let bin = |(at, &(sum, right)): (usize, &(f64, Share))| {
            let edge = |at: usize| at as f64 / BINS as f64;
            Bin { from: edge(at), to: edge(at + 1), confidence: sum / right.whole.max(1) as f64, right }
        };
        sums.iter().enumerate().map(bin).collect()
    }
}

/// How far confidence is from the share right, on average over the questions: 0 (calibrated) to 1.
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let questions: usize = bins.iter().map(|bin| bin.right.whole).sum();
    let off = |bin: &Bin| (bin.confidence * bin.right.whole as f64 - bin.right.part as f64).abs();
    bins.iter().map(off).sum::<f64>() / questions.max(1) as f64
}
