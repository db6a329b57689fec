//! What a margin is worth: how likely the best entry is the right answer, and from which margin on to answer.

use super::validation::{Probe, Validation};

/// Share of the held-out uncovered questions that must be refused. A wrong answer is worth several needless referrals.
const REFUSED: f32 = 0.93;

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

impl Default for Calibration {
    /// What the shipped FAQ teaches, rounded: for a FAQ that has not been validated yet, or is too small to be.
    fn default() -> Self {
        Self { threshold: 0.14, slope: 10.0, middle: 0.22 }
    }
}

impl Calibration {
    /// Learns from how held-out questions scored: the threshold refuses most of those that are not covered;
    /// none if they tell too little.
    pub fn fit(validation: &Validation) -> Option<Self> {
        let probes = &validation.probes;
        let uncovered = probes.iter().filter(|probe| !probe.covered).map(|probe| probe.margin).collect();
        let threshold = percentile(uncovered, REFUSED)?;
        let (slope, middle) = logistic(probes)?;
        Some(Self { threshold, slope, middle })
    }

    /// Its three numbers, little-endian.
    pub fn to_bytes(&self) -> [u8; 12] {
        let mut bytes = [0; 12];
        for (four, value) in bytes.chunks_exact_mut(4).zip([self.threshold, self.slope, self.middle]) {
            four.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    /// What [`Self::to_bytes`] wrote; none if it is no calibration.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut values = bytes.chunks_exact(4).filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?)));
        let (threshold, slope, middle) = (values.next()?, values.next()?, values.next()?);
        let sound = slope > 0.0 && [threshold, slope, middle].iter().all(|value| value.is_finite());
        sound.then_some(Self { threshold, slope, middle })
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

fn percentile(mut values: Vec<f32>, share: f32) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied()
}

/// Fits P(right) = 1 / (1 + exp(-slope (margin - middle))) by Newton's method on the log-likelihood, with a little weight
/// on a flat curve so that separable probes do not drive the slope to infinity (Platt 1999).
fn logistic(probes: &[Probe]) -> Option<(f32, f32)> {
    const RIDGE: f64 = 1e-2;
    const STEPS: usize = 50;
    let right = probes.iter().filter(|probe| probe.right()).count();
    if right == 0 || right == probes.len() {
        return None;
    }
    let (mut slope, mut offset) = (0.0_f64, 0.0_f64);
    for _ in 0..STEPS {
        let (mut gs, mut go, mut ss, mut so, mut oo) = (-RIDGE * slope, -RIDGE * offset, RIDGE, 0.0, RIDGE);
        for probe in probes {
            let margin = f64::from(probe.margin);
            let p = 1.0 / (1.0 + (-(slope * margin + offset)).exp());
            let error = f64::from(u8::from(probe.right())) - p;
            let weight = p * (1.0 - p);
            gs += error * margin;
            go += error;
            ss += weight * margin * margin;
            so += weight * margin;
            oo += weight;
        }
        let determinant = ss * oo - so * so;
        let (ds, d_o) = ((oo * gs - so * go) / determinant, (ss * go - so * gs) / determinant);
        (slope, offset) = (slope + ds, offset + d_o);
        if ds.abs() + d_o.abs() < 1e-6 {
            break;
        }
    }
    (slope > 0.0 && slope.is_finite() && offset.is_finite()).then_some((slope as f32, (-offset / slope) as f32))
}
