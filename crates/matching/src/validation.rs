//! What a matcher would make of questions it has not seen: cross-validation over the FAQ's own examples.

use std::thread;

use super::meaning::Vector;
use super::{Calibration, Matcher, Ranking, Topic, examples};
use faq::Faq;
use faq::text;

/// Parts that the examples are split into; each is held out once.
const FOLDS: usize = 6;
/// More held-out examples than this are sampled evenly, so that a large FAQ is validated in bounded time.
const MOST_PROBES: usize = 6_000;
/// Of fewer examples each is too much of the whole to be judged by the others.
const ENOUGH_PROBES: usize = 200;
/// An entry that an example pulls toward with less confidence than this is a near miss, not a sign of a misplaced example.
const CONVINCING: f32 = 0.8;
/// Fewer referrals than this tell too little of what is not covered; then whole entries are left out in their place.
const FEWEST_REFERRALS: usize = 10;

/// Every held-out question with what was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// In the file's order within a fold.
    pub probes: Vec<Probe>,
}

/// A held-out question: how it scored, and what would have been right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// What it is an example of.
    pub topic: Topic,
    /// Which example of its topic: 0 is the question, 1 the first phrasing.
    pub example: usize,
    /// The margin of the best entry, see [`Ranking::margin`].
    pub margin: f32,
    /// The best entry, as an index, if any had anything in common with it.
    pub best: Option<usize>,
    /// Whether some entry that the matcher knew would have been right.
    pub covered: bool,
    /// Whether the matcher knew its topic by other examples.
    pub seen: bool,
}

impl Probe {
    /// Whether the best entry was the right one.
    pub fn right(&self) -> bool {
        self.covered && self.best.map(Topic::Entry) == Some(self.topic)
    }
}

impl Validation {
    /// Each of six folds holds out a sixth of every topic's examples and a sixth of the referrals whole, since most of what
    /// people ask in vain has no name yet. Takes about six times as long as training.
    ///
    /// With meaning, the vectors of all examples are given, in the order of [`examples`].
    pub fn run(faq: &Faq, vectors: Option<&[Vector]>) -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from).clamp(1, FOLDS);
        let probes = thread::scope(|scope| {
            let work = |worker| {
                move || (worker..FOLDS).step_by(workers).flat_map(|fold| probe(faq, vectors, fold)).collect::<Vec<_>>()
            };
            let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
        });
        Self { probes }
    }
}

impl Validation {
    /// The examples that pull toward an entry that is not theirs: without the example itself, the question would be
    /// answered by that entry, given by its index.
    pub fn misplaced(&self, calibration: &Calibration) -> impl Iterator<Item = (&Probe, usize)> {
        let answered = |probe: &Probe| calibration.confidence(probe.margin) > CONVINCING.max(calibration.threshold());
        let enough = self.probes.len() >= ENOUGH_PROBES;
        let wrong = move |probe: &&Probe| enough && probe.seen && !probe.right() && answered(probe);
        self.probes.iter().filter(wrong).filter_map(|probe| Some((probe, probe.best?)))
    }
}

/// Ranks what a fold holds out, by a matcher that has not seen it.
fn probe(faq: &Faq, vectors: Option<&[Vector]>, fold: usize) -> Vec<Probe> {
    let all: Vec<(Topic, &str)> = examples(faq).collect();
    let stride = all.len().div_ceil(MOST_PROBES).max(1);
    let (held_out, kept): (Vec<usize>, Vec<usize>) =
        (0..all.len()).partition(|&at| at % FOLDS == fold || unseen(faq, all[at].0, fold));
    let vector = |at: usize| vectors.and_then(|vectors| vectors.get(at));
    let matcher = Matcher::learn(&kept.iter().map(|&at| all[at]).collect::<Vec<_>>(), faq);
    let matcher = matcher.with_vectors(None, kept.iter().filter_map(|&at| vector(at).copied()).collect()).train();
    let place = |at: usize| all[..at].iter().rev().take_while(|(topic, _)| *topic == all[at].0).count();
    let probe = |at: usize| {
        let (topic, text) = all[at];
        let ranking = matcher.rank_reading(matcher.words.read(&text::clean(text)), vector(at));
        judge(&ranking, topic, place(at), unseen(faq, topic, fold))
    };
    held_out.into_iter().step_by(stride).map(probe).collect()
}

/// Whether this fold leaves the topic out whole.
fn unseen(faq: &Faq, topic: Topic, fold: usize) -> bool {
    match topic {
        Topic::Referral(at) => at % FOLDS == fold,
        Topic::Entry(at) => faq.referrals().len() < FEWEST_REFERRALS && faq.entries().len() > 1 && at % FOLDS == fold,
    }
}

fn judge(ranking: &Ranking, topic: Topic, example: usize, unseen: bool) -> Probe {
    let best = ranking.entries.first().map(|entry| entry.topic);
    let covered = matches!(topic, Topic::Entry(_)) && !unseen;
    Probe { topic, example, margin: ranking.margin(), best, covered, seen: !unseen }
}
