//! The confidence in an answer: how likely the best entry is right, learned by cross-validation over the FAQ's own examples.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use faq::{Faq, Referral};

use crate::meaning::Vector;
use crate::{Matcher, QueryRanking, ShouldStop, Topic, examples};

/// The share of uncovered questions that must be refused: of held-out ones if the FAQ names what it does not cover, otherwise of
/// everyday ones. A wrong answer is worse than several needless referrals.
const REFUSED_SHARE: f32 = 0.93;
/// The share of the questions of left-out entries that must be refused in a FAQ that names hardly any gaps. They are nearer to the
/// other entries than what people ask: a larger share would refuse nearly all questions of a small FAQ.
const REFUSED_ENTRIES_SHARE: f32 = 0.8;
/// The share of the covered held-out questions above the threshold that must be answered by the right entry, in such a FAQ.
const MIN_PRECISION: f32 = 0.8;
/// With fewer held-out questions of left-out entries than this, they say too little.
const MIN_LEFT_OUT: usize = 20;
/// How confidence rises around the threshold where nothing is known about right answers: slope, and the middle above the threshold.
const DEFAULT_SLOPE: f32 = 10.0;
const DEFAULT_LEAD: f32 = 0.05;
/// The number of parts that the examples are split into. Each is held out once.
const FOLDS: usize = 5;
/// With more held-out examples than this they are sampled evenly, so that a large FAQ is validated in bounded time.
const MAX_PROBES: usize = 2_500;
/// With fewer held-out examples than this, each is too much of the whole to be judged by the others.
const MIN_PROBES: usize = 200;
/// An example is misplaced only if another entry answers it with more confidence than this. With less it is a near miss.
const MISPLACED_CONFIDENCE: f32 = 0.98;
/// Fewer referrals than this say too little about what is not covered. Then whole entries are left out instead.
const MIN_REFERRALS: usize = 10;
/// The share of calm held-out questions that may be taken for emergencies. These are harder than what people ask: the shipped FAQ
/// has hundreds of calm phrasings with alarming words.
const FALSE_ALARM_SHARE: f32 = 0.025;
/// The alarm of an emergency in a FAQ that is not validated.
const DEFAULT_ALARM: f32 = 0.3;
/// The bounds of the alarm of an emergency, for FAQs that say too little about what is calm.
const MIN_ALARM: f32 = 0.1;
const MAX_ALARM: f32 = 0.5;
/// How far below the alarm of an emergency a message may be one, so that nothing is answered.
const DOUBT: f32 = 0.4;
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
            fit_logistic(&validation.like_asked()).unwrap_or((DEFAULT_SLOPE, threshold + DEFAULT_LEAD));
        let alarm = alarm_threshold(&validation.probes);
        Some(Self { threshold, slope, middle, alarm })
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
    let mut threshold = percentile(validation.background.clone(), REFUSED_SHARE)?;
    if left_out.len() >= MIN_LEFT_OUT {
        threshold = threshold.min(percentile(left_out, REFUSED_ENTRIES_SHARE)?);
    }
    Some(threshold.max(precise_margin(&validation.probes)))
}

/// Returns the smallest margin above which the best entry is right for most covered questions; -1 if there are none.
fn precise_margin(probes: &[Probe]) -> f32 {
    let mut covered: Vec<&Probe> = probes.iter().filter(|probe| probe.covered).collect();
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

/// Fits P(right) = 1 / (1 + exp(-slope (margin - middle))) to the probes by Newton's method on the log-likelihood (Platt
/// 1999). Returns the slope and the middle.
fn fit_logistic(probes: &[Probe]) -> Option<(f32, f32)> {
    let right = probes.iter().filter(|probe| probe.is_right()).count();
    if right == 0 || right == probes.len() {
        return None;
    }
    let mut slope = 0.0_f64;
    let mut offset = 0.0_f64;
    for _ in 0..MAX_NEWTON_STEPS {
        let step = newton_step(probes, slope, offset);
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
fn newton_step(probes: &[Probe], slope: f64, offset: f64) -> [f64; 2] {
    // The gradient, and the negated second derivatives by both, by one and the other, and by the offset.
    let mut gradient = [-RIDGE * slope, -RIDGE * offset];
    let mut slope_slope = RIDGE;
    let mut slope_offset = 0.0;
    let mut offset_offset = RIDGE;
    for probe in probes {
        let margin = f64::from(probe.margin);
        let p = 1.0 / (1.0 + (-(slope * margin + offset)).exp());
        let error = f64::from(u8::from(probe.is_right())) - p;
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

/// Every held-out question with its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// Fold by fold, each in the order of [`examples`].
    pub probes: Vec<Probe>,
    /// The margins of everyday questions; none if the FAQ names enough of what it does not cover.
    pub background: Vec<f32>,
}

/// A held-out question: its score, and what would have been right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// The topic that it is an example of.
    pub topic: Topic,
    /// Its place among the examples of its topic in the file: 0 is the question, 1 the first phrasing.
    pub example: usize,
    /// The margin of the best entry, see [`crate::Ranking::margin`].
    pub margin: f32,
    /// The index of the best entry, if any had anything in common with it.
    pub best: Option<usize>,
    /// True if some entry that the matcher knew would have been right.
    pub covered: bool,
    /// True if the matcher knew its topic by other examples.
    pub seen: bool,
    /// How much it sounds like an emergency, see [`crate::Alarm`]; `None` if the matcher knew no emergencies.
    pub alarm: Option<f32>,
    /// True if it is an example of an urgent referral.
    pub urgent: bool,
}

/// The number of held-out questions by their outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldOut {
    /// Those that an entry answers.
    pub covered: usize,
    pub right: usize,
    pub wrong: usize,
    /// Those of topics that were left out, and everyday ones.
    pub uncovered: usize,
    pub refused: usize,
}

impl Probe {
    /// Returns true if the best entry was the right one.
    pub fn is_right(&self) -> bool {
        self.covered && self.best.map(Topic::Entry) == Some(self.topic)
    }
}

impl Validation {
    /// Ranks every example by a matcher that has not seen it. Each of five folds holds out a fifth of every topic's examples
    /// and a fifth of the referrals whole, since most of what people ask and the guide does not answer has no name yet. Takes
    /// five times the time of training.
    ///
    /// The matcher is the FAQ's own, trained.
    pub fn run(faq: &Faq, matcher: &Matcher) -> Self {
        let validation = Self::run_unless(faq, matcher, &|| false);
        validation.unwrap_or(Self { probes: Vec::new(), background: Vec::new() })
    }

    /// As [`Self::run`], but returns `None` as soon as `should_stop` returns true.
    pub fn run_unless(faq: &Faq, matcher: &Matcher, should_stop: ShouldStop<'_>) -> Option<Self> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self::run_on(workers, faq, matcher, should_stop)
    }

    /// Runs the folds on some threads. Their number makes no difference to the result.
    fn run_on(workers: usize, faq: &Faq, matcher: &Matcher, should_stop: ShouldStop<'_>) -> Option<Self> {
        let workers = workers.clamp(1, FOLDS);
        let vectors = matcher.vectors();
        let vectors = vectors.as_deref();
        let mut by_fold: BTreeMap<usize, Vec<Probe>> = BTreeMap::new();
        thread::scope(|scope| {
            let mut handles = Vec::new();
            for worker in 0..workers {
                handles.push(scope.spawn(move || {
                    let mut probes = Vec::new();
                    for fold in (worker..FOLDS).step_by(workers) {
                        probes.extend(run_fold(faq, vectors, fold, should_stop).map(|probes| (fold, probes)));
                    }
                    probes
                }));
            }
            for handle in handles {
                match handle.join() {
                    Ok(probes) => by_fold.extend(probes),
                    Err(panic) => resume_unwind(panic),
                }
            }
        });
        if by_fold.len() < FOLDS {
            return None;
        }
        let probes = by_fold.into_values().flatten().collect();
        Some(Self { probes, background: matcher.background_margins() })
    }

    /// Returns how the held-out questions would be answered.
    pub fn summary(&self, calibration: &Calibration) -> HeldOut {
        let threshold = calibration.threshold();
        let mut held_out = HeldOut::default();
        for probe in &self.probes {
            let is_answered = calibration.confidence(probe.margin) > threshold;
            if probe.covered {
                held_out.covered += 1;
                held_out.right += usize::from(is_answered && probe.is_right());
                held_out.wrong += usize::from(is_answered && !probe.is_right());
            } else {
                held_out.uncovered += 1;
                held_out.refused += usize::from(!is_answered);
            }
        }
        for &margin in &self.background {
            held_out.uncovered += 1;
            held_out.refused += usize::from(calibration.confidence(margin) <= threshold);
        }
        held_out
    }

    /// Returns the probes that resemble what people ask, from which to learn how likely an answer is right. Most uncovered
    /// questions are near a gap that the FAQ names, so those of left-out topics count only where there are no others.
    fn like_asked(&self) -> Vec<Probe> {
        let seen: Vec<Probe> = self.probes.iter().filter(|probe| probe.seen).copied().collect();
        let names_gaps = seen.iter().any(|probe| !probe.covered);
        if names_gaps { seen } else { self.probes.clone() }
    }

    /// Returns the examples that would be answered by an entry that is not theirs if they were not in the file, each with the
    /// index of that entry.
    pub fn misplaced(&self, calibration: &Calibration) -> Vec<(&Probe, usize)> {
        let mut misplaced = Vec::new();
        if self.probes.len() < MIN_PROBES {
            return misplaced;
        }
        let min_confidence = MISPLACED_CONFIDENCE.max(calibration.threshold());
        for probe in &self.probes {
            if probe.seen
                && !probe.is_right()
                && calibration.confidence(probe.margin) > min_confidence
                && let Some(best) = probe.best
            {
                misplaced.push((probe, best));
            }
        }
        misplaced
    }
}

/// Ranks the examples that a fold holds out by a matcher that has not seen them. Returns `None` if it is stopped.
fn run_fold(faq: &Faq, vectors: Option<&[Vector]>, fold: usize, should_stop: ShouldStop<'_>) -> Option<Vec<Probe>> {
    let all: Vec<(Topic, &str)> = examples(faq).collect();
    let (held_out, known): (Vec<usize>, Vec<usize>) =
        (0..all.len()).partition(|&at| at % FOLDS == fold || is_left_out(faq, all[at].0, fold));
    let mut known_examples: Vec<(Topic, &str)> = Vec::with_capacity(known.len());
    let mut known_vectors: Vec<Vector> = Vec::new();
    for at in known {
        known_examples.push(all[at]);
        if let Some(vectors) = vectors {
            known_vectors.extend(vectors.get(at));
        }
    }
    let matcher = Matcher::learn(&known_examples, faq).with_vectors(known_vectors.into());
    let matcher = matcher.train_unless(should_stop)?;
    let stride = all.len().div_ceil(MAX_PROBES).max(1);
    let mut probes = Vec::new();
    for at in held_out.into_iter().step_by(stride) {
        let (topic, text) = all[at];
        let Some(place) = place(faq, topic, text) else { continue };
        let vector = vectors.and_then(|vectors| vectors.get(at));
        let ranking = matcher.rank_example(text, vector);
        let probe = probe(&ranking, topic, place, !is_left_out(faq, topic, fold));
        probes.push(Probe { urgent: is_urgent(faq, topic), ..probe });
    }
    Some(probes)
}

/// Returns the place of an example among those of its topic in the file; `None` for a sentence of an answer.
fn place(faq: &Faq, topic: Topic, text: &str) -> Option<usize> {
    match topic {
        Topic::Entry(at) => faq.entries().get(at).and_then(|entry| entry.examples().position(|other| other == text)),
        Topic::Referral(at) => {
            faq.referrals().get(at).and_then(|referral| referral.examples().position(|other| other == text))
        }
    }
}

/// Returns true if the FAQ names enough of what it does not cover to learn from.
pub(super) fn names_gaps(faq: &Faq) -> bool {
    faq.referrals().len() >= MIN_REFERRALS
}

/// Returns true if the fold leaves the topic out with all its examples.
fn is_left_out(faq: &Faq, topic: Topic, fold: usize) -> bool {
    match topic {
        Topic::Referral(at) => at % FOLDS == fold,
        Topic::Entry(at) => !names_gaps(faq) && faq.entries().len() > 1 && at % FOLDS == fold,
    }
}

fn is_urgent(faq: &Faq, topic: Topic) -> bool {
    match topic {
        Topic::Entry(_) => false,
        Topic::Referral(at) => faq.referrals().get(at).is_some_and(Referral::is_urgent),
    }
}

fn probe(ranking: &QueryRanking, topic: Topic, example: usize, seen: bool) -> Probe {
    Probe {
        topic,
        example,
        margin: ranking.whole.margin(),
        best: ranking.whole.entries.first().map(|entry| entry.topic),
        covered: seen && matches!(topic, Topic::Entry(_)),
        seen,
        alarm: ranking.alarm.as_ref().map(|alarm| alarm.level),
        urgent: false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const FAQ: &[u8] = b"
entries:
  - {id: pain, question: Does it hurt?, answer: No., phrasings: [is it painful, will it sting, is it sore]}
  - {id: cream, question: Is there a cream?, answer: Yes., phrasings: [which cream, numbing gel, something to numb]}
referrals:
  - {id: cost, question: What is the price?, phrasings: [how much is it, fees, what do I pay]}
";

    fn trained() -> (Faq, Matcher) {
        let faq = faq::file::parse(FAQ).unwrap().faq;
        let matcher = Matcher::build(&faq).train();
        (faq, matcher)
    }

    #[test]
    fn the_number_of_threads_makes_no_difference() {
        let (faq, matcher) = trained();
        let alone = Validation::run_on(1, &faq, &matcher, &|| false).unwrap();
        assert!(alone.probes.len() >= 12, "every example");
        for workers in [2, 3, 4, 64] {
            assert_eq!(Validation::run_on(workers, &faq, &matcher, &|| false).unwrap(), alone, "{workers} threads");
        }
    }

    #[test]
    fn a_validation_that_is_not_wanted_any_more_stops() {
        let (faq, matcher) = trained();
        let asked = AtomicUsize::new(0);
        let should_stop = || asked.fetch_add(1, Ordering::Relaxed) >= 3;
        assert_eq!(Validation::run_on(1, &faq, &matcher, &should_stop), None);
        assert_eq!(asked.into_inner(), 3 + FOLDS - 1, "of the other folds none is begun");
    }
}
