//! Cross-validation: how a FAQ's own examples are ranked by a matcher that has not seen them.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use faq::{Faq, Referral};

use crate::meaning::Vector;
use crate::{Calibration, Matcher, QueryRanking, ShouldStop, Topic, examples};

/// The number of parts that the examples are split into. Each is held out once.
const FOLDS: usize = 5;
/// With more held-out examples than this they are sampled evenly, so that a large FAQ is validated in bounded time.
const MAX_PROBES: usize = 4_000;
/// With fewer held-out examples than this, each is too much of the whole to be judged by the others.
const MIN_PROBES: usize = 200;
/// An example is misplaced only if another entry answers it with more confidence than this. With less it is a near miss.
const MISPLACED_CONFIDENCE: f32 = 0.98;
/// Fewer referrals than this say too little about what is not covered. Then whole entries are left out instead.
const MIN_REFERRALS: usize = 10;

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
    /// and a fifth of the referrals whole, since most of what people ask and the guide does not answer has no name yet.
    ///
    /// The matcher is the FAQ's own, trained: the folds start from what its training found. One that was read from a file is
    /// trained again first.
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
        // A matcher that was read from a file is trained again, since the folds start from what its training found.
        let trained = if matcher.is_start() { matcher.clone() } else { matcher.train_unless(should_stop)? };
        let trained = &trained;
        let mut by_fold: BTreeMap<usize, Vec<Probe>> = BTreeMap::new();
        thread::scope(|scope| {
            let mut handles = Vec::new();
            for worker in 0..workers {
                handles.push(scope.spawn(move || {
                    let mut probes = Vec::new();
                    for fold in (worker..FOLDS).step_by(workers) {
                        probes.extend(run_fold(faq, trained, fold, should_stop).map(|probes| (fold, probes)));
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
    pub(super) fn like_asked(&self) -> Vec<Probe> {
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
fn run_fold(faq: &Faq, trained: &Matcher, fold: usize, should_stop: ShouldStop<'_>) -> Option<Vec<Probe>> {
    let vectors = trained.vectors();
    let vectors = vectors.as_deref();
    let all: Vec<(Topic, &str)> = examples(faq).collect();
    let (held_out, known): (Vec<usize>, Vec<usize>) =
        (0..all.len()).partition(|&at| is_held_out(faq, all[at].0, at, fold));
    let mut known_examples: Vec<(Topic, &str)> = Vec::with_capacity(known.len());
    let mut known_vectors: Vec<Vector> = Vec::new();
    for at in known {
        known_examples.push(all[at]);
        if let Some(vectors) = vectors {
            known_vectors.extend(vectors.get(at));
        }
    }
    let matcher = Matcher::learn(&known_examples, faq).with_vectors(known_vectors.into());
    let matcher = matcher.train_from(trained, should_stop)?;
    let stride = (FOLDS * held_out.len()).div_ceil(MAX_PROBES).max(1);
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

/// Returns true if the fold holds out the example at this place among all.
fn is_held_out(faq: &Faq, topic: Topic, at: usize, fold: usize) -> bool {
    at % FOLDS == fold || is_left_out(faq, topic, fold)
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
