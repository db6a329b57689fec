//! The confidence in an answer: how likely the best entry is right, learned from held-out examples (`validation`).

use crate::foreign::ForeignProbe;
use crate::validation::{Probe, Validation};

/// The share of uncovered questions that must be refused: of held-out ones if the FAQ names what it does not cover, otherwise of
/// everyday ones. A wrong answer is worse than several needless referrals.
const REFUSED_SHARE: f32 = 0.92;
/// The share of the questions of left-out entries that must be refused in a FAQ that names hardly any gaps. They are nearer to the
/// other entries than most of what people ask: on two public question sets this share refuses 80 and 96 % of the uncovered.
const REFUSED_ENTRIES_SHARE: f32 = 0.74;
/// The share of the covered held-out questions above the threshold that must be answered by the right entry, in such a FAQ.
const MIN_PRECISION: f32 = 0.8;
/// With fewer covered held-out questions than this, they say too little about how often an answer is right. In a FAQ without
/// phrasings they are bare titles, of which most resemble nothing else.
const MIN_COVERED: usize = 40;
/// With fewer held-out questions of left-out entries than this, they say too little.
const MIN_LEFT_OUT: usize = 20;
/// With as many as this they say more than everyday questions do, which no FAQ is about. With fewer, they can only lower the
/// threshold: they would refuse nearly all questions of a small FAQ.
const MANY_LEFT_OUT: usize = 200;
/// The share of held-out questions in other languages that must be refused, of gaps that were left out. With it, two of a hundred
/// covered held-out ones are answered wrongly.
const REFUSED_FOREIGN_SHARE: f32 = 0.85;
/// The least lead of the best entry over any other topic with which it answers a question in another language.
const MIN_FOREIGN_THRESHOLD: f32 = 0.03;
/// The share of calm held-out questions in other languages that may be taken for emergencies, and the least alarm of one.
const FALSE_FOREIGN_ALARM_SHARE: f32 = 0.02;
const MIN_FOREIGN_ALARM: f32 = -0.6;
/// How confidence rises around the threshold where nothing is known about right answers: slope, and the middle above the threshold.
const DEFAULT_SLOPE: f32 = 10.0;
const DEFAULT_LEAD: f32 = 0.05;
/// The share of calm held-out questions that may be taken for emergencies. These are harder than what people ask: the shipped FAQ
/// has hundreds of calm phrasings with alarming words.
const FALSE_ALARM_SHARE: f32 = 0.03;
/// The alarm of an emergency in a FAQ that is not validated.
const DEFAULT_ALARM: f32 = 0.3;
/// The bounds of the alarm of an emergency, for FAQs that say too little about what is calm.
const MIN_ALARM: f32 = 0.1;
const MAX_ALARM: f32 = 0.5;
/// How far below the alarm of an emergency a message may be one, so that nothing is answered.
const DOUBT: f32 = 0.25;
const FOREIGN_DOUBT: f32 = 0.25;
/// The weight on a flat curve when confidence is fitted, so that separable probes do not drive the slope to infinity.
const RIDGE: f64 = 1e-2;
/// The most steps of Newton's method. It needs about ten.
const MAX_NEWTON_STEPS: usize = 50;
/// Newton's method stops at a smaller step than this.
const MIN_NEWTON_STEP: f64 = 1e-6;

/// Turns a margin into a confidence, and has the margin from which on a question is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Larger margins are answered.
    threshold: f32,
    /// How fast confidence rises with the margin.
    slope: f32,
    /// The margin at which the best entry is as likely right as wrong.
    middle: f32,
    /// The alarm from which on a message is an emergency, see [`crate::Alarm`].
    alarm: f32,
}

impl Default for Calibration {
    /// Returns the calibration of the shipped FAQ, rounded, for a FAQ that is not validated yet or too small to be.
    fn default() -> Self {
        Self { threshold: 0.14, slope: 10.0, middle: 0.22, alarm: DEFAULT_ALARM }
    }
}

impl Calibration {
    /// The length of [`Self::to_bytes`].
    pub const BYTES: usize = 16;

    /// Learns from the scores of held-out questions. The threshold refuses most of those that are not covered. Returns `None`
    /// if there are too few to learn from.
    pub fn fit(validation: &Validation) -> Option<Self> {
        let threshold = threshold(validation)?;
        let (slope, middle) =
            fit_logistic(&outcomes(&validation.like_asked())).unwrap_or((DEFAULT_SLOPE, threshold + DEFAULT_LEAD));
        let alarm = alarm_threshold(&validation.probes);
        Some(Self { threshold, slope, middle, alarm })
    }

    /// Learns from held-out examples of which most are in other languages than the FAQ's. `offset` is by how much what people ask lies
    /// lower. Returns `None` if there are too few to learn from.
    pub(crate) fn fit_foreign(probes: &[ForeignProbe], offset: f32) -> Option<Self> {
        let uncovered = probes.iter().filter(|probe| probe.is_left_out && !probe.is_urgent);
        let refused = percentile(uncovered.map(|probe| probe.margin).collect(), REFUSED_FOREIGN_SHARE)?;
        let threshold = (refused - offset).max(MIN_FOREIGN_THRESHOLD);
        let mut seen = Vec::new();
        for probe in probes.iter().filter(|probe| !probe.is_left_out) {
            seen.push((probe.margin - offset, probe.is_covered && probe.is_right));
        }
        let (slope, middle) = fit_logistic(&seen).unwrap_or((DEFAULT_SLOPE, threshold + DEFAULT_LEAD));
        let calm = probes.iter().filter(|probe| !probe.is_urgent && !probe.is_left_out);
        let alarm = percentile(calm.map(|probe| probe.alarm).collect(), 1.0 - FALSE_FOREIGN_ALARM_SHARE)?;
        Some(Self { threshold, slope, middle, alarm: alarm.max(MIN_FOREIGN_ALARM) })
    }

    /// Returns its numbers, little-endian.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let values = [self.threshold, self.slope, self.middle, self.alarm];
        for (four, value) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(values) {
            *four = value.to_le_bytes();
        }
        bytes
    }

    /// Reads the bytes of [`Self::to_bytes`]; `None` if they are no calibration.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (chunks, []) = bytes.as_chunks::<4>() else { return None };
        let mut values = [0.0; Self::BYTES / 4];
        if chunks.len() != values.len() {
            return None;
        }
        for (value, chunk) in values.iter_mut().zip(chunks) {
            *value = f32::from_le_bytes(*chunk);
        }
        let [threshold, slope, middle, alarm] = values;
        let is_finite = values.iter().all(|value| value.is_finite());
        (is_finite && slope > 0.0).then_some(Self { threshold, slope, middle, alarm })
    }

    /// Returns how likely the entry with this margin is the right answer: 0 to 1, rising with the margin.
    pub fn confidence(&self, margin: f32) -> f32 {
        1.0 / (1.0 + (-self.slope * (margin - self.middle)).exp())
    }

    /// Returns the alarm from which on a message is an emergency.
    pub fn alarm(&self) -> f32 {
        self.alarm
    }

    /// Returns the alarm from which on nothing is answered, since the message may be an emergency.
    pub fn doubt(&self) -> f32 {
        self.alarm - DOUBT
    }

    /// The same for a message in another language.
    pub fn foreign_doubt(&self) -> f32 {
        self.alarm - FOREIGN_DOUBT
    }

    /// Returns the confidence above which a question is answered.
    pub fn threshold(&self) -> f32 {
        self.confidence(self.threshold)
    }
}

/// Returns the margin that refuses most uncovered questions.
fn threshold(validation: &Validation) -> Option<f32> {
    let mut left_out = Vec::new();
    for probe in &validation.probes {
        if !probe.covered {
            left_out.push(probe.margin);
        }
    }
    if validation.background.is_empty() {
        return percentile(left_out, REFUSED_SHARE);
    }
    let everyday = percentile(validation.background.clone(), REFUSED_SHARE)?;
    let count = left_out.len();
    let threshold = match percentile(left_out, REFUSED_ENTRIES_SHARE) {
        Some(near) if count >= MANY_LEFT_OUT => near,
        Some(near) if count >= MIN_LEFT_OUT => near.min(everyday),
        _ => everyday,
    };
    Some(threshold.max(precise_margin(&validation.probes)))
}

/// Returns the smallest margin above which the best entry is right for most covered questions; -1 if there are too few.
fn precise_margin(probes: &[Probe]) -> f32 {
    let mut covered: Vec<&Probe> = probes.iter().filter(|probe| probe.covered).collect();
    if covered.len() < MIN_COVERED {
        return -1.0;
    }
    covered.sort_by(|a, b| b.margin.total_cmp(&a.margin));
    let mut margin = covered.first().map_or(-1.0, |best| best.margin);
    let mut right = 0.0;
    for (count, probe) in (1..).zip(&covered) {
        right += f32::from(u8::from(probe.is_right()));
        if right >= MIN_PRECISION * count as f32 {
            margin = probe.margin - f32::EPSILON;
        }
    }
    margin
}

/// Returns the alarm that few calm held-out questions reach.
fn alarm_threshold(probes: &[Probe]) -> f32 {
    let mut calm = Vec::new();
    for probe in probes {
        if !probe.urgent {
            calm.extend(probe.alarm);
        }
    }
    percentile(calm, 1.0 - FALSE_ALARM_SHARE).unwrap_or(DEFAULT_ALARM).clamp(MIN_ALARM, MAX_ALARM)
}

fn percentile(mut values: Vec<f32>, share: f32) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied()
}

/// Returns the margin of each probe and whether its best entry was right.
fn outcomes(probes: &[Probe]) -> Vec<(f32, bool)> {
    probes.iter().map(|probe| (probe.margin, probe.is_right())).collect()
}

/// Fits P(right) = 1 / (1 + exp(-slope (margin - middle))) to margins and whether the best entry was right, by Newton's method on the log-likelihood (Platt
/// 1999). Returns the slope and the middle.
fn fit_logistic(outcomes: &[(f32, bool)]) -> Option<(f32, f32)> {
    let right = outcomes.iter().filter(|(_, is_right)| *is_right).count();
    if right == 0 || right == outcomes.len() {
        return None;
    }
    let mut slope = 0.0_f64;
    let mut offset = 0.0_f64;
    for _ in 0..MAX_NEWTON_STEPS {
        let step = newton_step(outcomes, slope, offset);
        slope += step[0];
        offset += step[1];
        if step[0].abs() + step[1].abs() < MIN_NEWTON_STEP {
            break;
        }
    }
    let is_sound = slope > 0.0 && slope.is_finite() && offset.is_finite();
    is_sound.then_some((slope as f32, (-offset / slope) as f32))
}

/// Returns by how much to change the slope and the offset.
fn newton_step(outcomes: &[(f32, bool)], slope: f64, offset: f64) -> [f64; 2] {
    // The gradient, and the negated second derivatives by both, by one and the other, and by the offset.
    let mut gradient = [-RIDGE * slope, -RIDGE * offset];
    let mut slope_slope = RIDGE;
    let mut slope_offset = 0.0;
    let mut offset_offset = RIDGE;
    for &(margin, is_right) in outcomes {
        let margin = f64::from(margin);
        let p = 1.0 / (1.0 + (-(slope * margin + offset)).exp());
        let error = f64::from(u8::from(is_right)) - p;
        let weight = p * (1.0 - p);
        gradient[0] += error * margin;
        gradient[1] += error;
        slope_slope += weight * margin * margin;
        slope_offset += weight * margin;
        offset_offset += weight;
    }
    let determinant = slope_slope * offset_offset - slope_offset * slope_offset;
    [
        (offset_offset * gradient[0] - slope_offset * gradient[1]) / determinant,
        (slope_slope * gradient[1] - slope_offset * gradient[0]) / determinant,
    ]
}
