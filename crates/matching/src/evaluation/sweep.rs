//! What other thresholds would have come to.

use super::{Evaluation, Share};

/// The figures at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Confidence above which a question is answered, 0 to 1.
    pub threshold: f32,
    /// Covered cases answered right.
    pub right: Share,
    /// Covered cases answered wrong.
    pub wrong: Share,
    /// Cases not covered that are referred.
    pub refused: Share,
}

impl Evaluation<'_> {
    /// The figures had a question been answered above `threshold`.
    pub fn at(&self, threshold: f32) -> Point {
        let mut point =
            Point { threshold, right: Share::default(), wrong: Share::default(), refused: Share::default() };
        for judged in self.judged() {
            let answered = judged.deciding_confidence().is_some_and(|confidence| confidence > threshold);
            if judged.covered() {
                point.right.count(answered && judged.best_is_right());
                point.wrong.count(answered && !judged.best_is_right());
            } else {
                point.refused.count(!answered);
            }
        }
        point
    }

    /// The figures at `steps` + 1 thresholds from 0 to 1, evenly, and at the one in force, in order.
    pub fn sweep(&self, steps: usize) -> Vec<Point> {
        let mut thresholds: Vec<f32> = (0..=steps).map(|step| step as f32 / steps.max(1) as f32).collect();
        if !thresholds.contains(&self.threshold()) {
            thresholds.push(self.threshold());
        }
        thresholds.sort_by(f32::total_cmp);
        thresholds.into_iter().map(|threshold| self.at(threshold)).collect()
    }
}
