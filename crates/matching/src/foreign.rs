//! Ranks the topics of an FAQ for messages in other languages than the FAQ's, by the multilingual model.
//!
//! It learns from fewer examples than [`crate::Matcher`], since each takes milliseconds to encode: the questions, the phrasings, and
//! the lines of the section `training` that are in other languages.

use std::sync::Arc;

use faq::text::Language;
use faq::{Entry, Faq, Referral};

use crate::classifier::{Classifier, Cost, DenseRows};
use crate::identify::{self, ForeignPart};
use crate::meaning::{self, Encoder, Vector};
use crate::query::{Explanation, Ranking, Scored};
use crate::scorers::MeaningScorer;
use crate::topics::{ExampleRanges, Topic, shuffled};
use crate::{Calibration, Decoder, ShouldStop};

/// The phrasings of a topic that are learned, of those in the FAQ's own language. Others say little more, and take as long.
const MAX_PHRASINGS: usize = 12;
/// How closely the classifier of topics fits the examples.
const COST: Cost = Cost { c: 1.0, balanced: true };
/// The weight of the lead of the best urgent referral, in an alarm. By cross-validation, weights from 3 to 10 find equally many
/// emergencies, and smaller ones fewer.
const LEAD_WEIGHT: f32 = 4.0;
/// The most parts of a message that are checked for an emergency by themselves. Each takes as long as the whole message.
const MAX_WINDOWS: usize = 4;
/// A part of fewer characters says nothing by itself.
const MIN_WINDOW_CHARACTERS: usize = 4;
/// Fewer words in the FAQ's own language beside another one say nothing.
const MIN_OWN_WORDS: usize = 2;
/// How much higher the alarm of a part of a message must be than that of the whole.
const WINDOW_DISCOUNT: f32 = 0.4;
/// The examples are held out in this many parts.
const FOLDS: usize = 5;
/// With fewer examples in other languages than this, all examples are held out to calibrate by.
const MIN_FOREIGN: usize = 200;
/// Questions of other authors lie lower than held-out ones by about this, where only the FAQ's own language is held out.
const FOREIGN_OFFSET: f32 = 0.05;

/// An example in the order of its topic: the question, the phrasings, then lines of the section `training`.
struct Example<'f> {
    topic: Topic,
    text: &'f str,
    is_foreign: bool,
}

/// Returns what is learned from an FAQ, entries first.
fn examples(faq: &Faq) -> Vec<Example<'_>> {
    let mut examples = Vec::new();
    for (at, entry) in faq.entries().iter().enumerate() {
        let own = examples_of(entry.question(), entry.phrasings());
        examples.extend(of_topic(Topic::Entry(at), own, entry.training(), faq.language()));
    }
    for (at, referral) in faq.referrals().iter().enumerate() {
        let own = examples_of(referral.question(), referral.phrasings());
        examples.extend(of_topic(Topic::Referral(at), own, referral.training(), faq.language()));
    }
    examples
}

/// Returns a question and some of its phrasings. The order does not depend on theirs in the file.
fn examples_of<'f>(question: &'f str, phrasings: &'f [String]) -> impl Iterator<Item = &'f str> {
    let phrasings = shuffled(phrasings.iter().map(String::as_str));
    std::iter::once(question).chain(phrasings.into_iter().take(MAX_PHRASINGS))
}

fn of_topic<'f>(
    topic: Topic,
    own: impl Iterator<Item = &'f str>,
    training: &'f [String],
    language: Language,
) -> impl Iterator<Item = Example<'f>> {
    let foreign = training.iter().filter(move |line| identify::is_foreign_line(line, language));
    let own = own.map(move |text| Example { topic, text, is_foreign: false });
    own.chain(foreign.map(move |text| Example { topic, text, is_foreign: true }))
}

/// Returns the sentences of which [`ForeignMatcher::learn`] takes the vectors.
pub fn sentences(faq: &Faq) -> Vec<&str> {
    examples(faq).into_iter().map(|example| example.text).collect()
}

/// Returns the lines of the section `training` that are in other languages, in order.
pub fn foreign_lines(faq: &Faq) -> Vec<&str> {
    examples(faq).into_iter().filter(|example| example.is_foreign).map(|example| example.text).collect()
}

/// A trained matcher of messages in other languages.
pub struct ForeignMatcher {
    entries: usize,
    urgent: Vec<bool>,
    scorer: MeaningScorer,
    classifier: Classifier,
    /// Separates urgent examples from all others; `None` if no topic is urgent.
    alarm: Option<Classifier>,
    texts: Vec<Box<str>>,
    ranges: Arc<ExampleRanges>,
    calibration: Calibration,
}

/// What ranks messages in other languages.
pub struct ForeignEngine {
    pub matcher: ForeignMatcher,
    pub encoder: Arc<Encoder>,
}

/// How a message in another language ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignRanking {
    pub language: Language,
    /// The ranking of the whole message; `None` if there is no model to rank it by.
    pub ranking: Option<Ranking>,
    /// How much a part of the message sounds like an emergency, and the ranking of that part.
    pub alarm: f32,
    pub alarm_ranking: Ranking,
    /// Whether it has words that nearly always mean an emergency.
    pub has_emergency_words: bool,
    /// Whether most of the message is in the FAQ's own language.
    pub is_mostly_own: bool,
    /// Whether enough of the message is in the FAQ's own language to be judged by itself.
    pub has_own_part: bool,
    pub calibration: Calibration,
}

impl ForeignMatcher {
    /// Learns an FAQ from the vectors of [`sentences`], in their order, and calibrates itself. Returns `None` if there are too few
    /// vectors, or it is stopped.
    pub fn learn(faq: &Faq, vectors: &[Vector], should_stop: ShouldStop<'_>) -> Option<Self> {
        let examples = examples(faq);
        if vectors.len() != examples.len() {
            return None;
        }
        let all: Vec<usize> = (0..examples.len()).collect();
        let mut matcher = Self::train(faq, &examples, vectors, &all);
        let mut probes = Vec::new();
        let foreign = examples.iter().filter(|example| example.is_foreign).count();
        for fold in 0..FOLDS {
            if should_stop() {
                return None;
            }
            probes.extend(probe_fold(faq, &examples, vectors, fold, foreign >= MIN_FOREIGN));
        }
        let offset = if foreign >= MIN_FOREIGN { 0.0 } else { FOREIGN_OFFSET };
        matcher.calibration = Calibration::fit_foreign(&probes, offset).unwrap_or_default();
        Some(matcher)
    }

    /// Trains on some of the examples.
    fn train(faq: &Faq, examples: &[Example<'_>], vectors: &[Vector], known: &[usize]) -> Self {
        let entries = faq.entries().len();
        let urgent: Vec<bool> = faq.referrals().iter().map(Referral::is_urgent).collect();
        let topics = entries + urgent.len();
        let topic_of: Vec<usize> = known.iter().map(|&at| examples[at].topic.number(entries)).collect();
        let ranges = Arc::new(ExampleRanges::new(topic_of.iter().copied(), topics));
        let vectors: Vec<Vector> = known.iter().map(|&at| vectors[at]).collect();
        let (classifier, _) = Classifier::train(&DenseRows::new(&vectors), &topic_of, topics, COST, None);
        let mut classes = Vec::with_capacity(known.len());
        for &topic in &topic_of {
            classes.push(usize::from(!topic.checked_sub(entries).is_some_and(|at| urgent[at])));
        }
        let is_learnable = classes.contains(&0) && classes.contains(&1);
        let scorer = MeaningScorer::new(vectors.into(), Arc::clone(&ranges));
        let alarm = is_learnable.then(|| scorer.train_classes(&classes, None).0);
        let texts = known.iter().map(|&at| examples[at].text.into()).collect();
        Self { entries, urgent, scorer, classifier, alarm, texts, ranges, calibration: Calibration::default() }
    }

    /// Ranks every topic for a message whose foreign part is known.
    pub(crate) fn rank(&self, message: &str, part: &ForeignPart, encoder: &Encoder) -> ForeignRanking {
        let mut ranked = unranked(message, part);
        ranked.calibration = self.calibration;
        let Ok(vector) = encoder.embed(message) else { return ranked };
        let (ranking, alarm) = self.rank_vector(&vector);
        (ranked.alarm, ranked.alarm_ranking) = (alarm, ranking.clone());
        ranked.ranking = Some(ranking);
        for window in windows(message, part) {
            let Ok(vector) = encoder.embed(window) else { continue };
            let (ranking, alarm) = self.rank_vector(&vector);
            if alarm - WINDOW_DISCOUNT > ranked.alarm {
                (ranked.alarm, ranked.alarm_ranking) = (alarm - WINDOW_DISCOUNT, ranking);
            }
        }
        ranked
    }

    /// Returns the ranking of a text and its alarm.
    fn rank_vector(&self, vector: &Vector) -> (Ranking, f32) {
        let scores = self.scorer.scores(vector, Some(&self.classifier));
        let mut ranking = Ranking::new(1, &scores.by_topic, self.entries);
        let matched = ranking.best().and_then(|best| {
            let example = self.ranges.nearest(best.topic.number(self.entries), &scores.cosines)?;
            Some(self.texts.get(example)?.to_string())
        });
        ranking.explanation = Explanation { matched, ..Explanation::default() };
        let by_meaning = match &self.alarm {
            Some(classifier) => classifier.margins(vector.numbers().enumerate()).first().copied().unwrap_or(-1.0),
            None => f32::NEG_INFINITY,
        };
        let alarm = by_meaning + LEAD_WEIGHT * self.urgent_lead(&ranking);
        (ranking, alarm)
    }

    /// Returns the score of the best urgent referral less that of the best other topic.
    fn urgent_lead(&self, ranking: &Ranking) -> f32 {
        let is_urgent = |referral: &&Scored<usize>| self.urgent[referral.topic];
        let urgent = ranking.referrals.iter().find(is_urgent).map_or(0.0, |referral| referral.score);
        let calm =
            ranking.referrals.iter().find(|referral| !is_urgent(referral)).map_or(0.0, |referral| referral.score);
        urgent - calm.max(ranking.best_entry_score())
    }

    /// Returns what its margins mean.
    pub fn calibration(&self) -> Calibration {
        self.calibration
    }

    /// Returns everything that was learned as bytes, for [`Self::decode`].
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.calibration.to_bytes().to_vec();
        self.scorer.encode(&mut bytes);
        self.classifier.encode(&mut bytes);
        if let Some(alarm) = &self.alarm {
            alarm.encode(&mut bytes);
        }
        bytes
    }

    /// Decodes the bytes that [`Self::encode`] returned for the same FAQ; `None` if they are damaged.
    pub fn decode(faq: &Faq, decoder: &mut Decoder<'_>) -> Option<Self> {
        let examples = examples(faq);
        let entries = faq.entries().len();
        let urgent: Vec<bool> = faq.referrals().iter().map(Referral::is_urgent).collect();
        let topics = entries + urgent.len();
        let topic_of = examples.iter().map(|example| example.topic.number(entries));
        let ranges = Arc::new(ExampleRanges::new(topic_of, topics));
        let calibration: Vec<u8> = decoder.numbers(Calibration::BYTES, |[byte]: [u8; 1]| byte)?;
        let calibration = Calibration::from_bytes(&calibration)?;
        let scorer = MeaningScorer::decode(decoder, Arc::clone(&ranges), examples.len())?;
        let classifier = Classifier::decode(decoder, topics, meaning::WIDTH)?;
        let has_alarm = urgent.contains(&true);
        let alarm = if has_alarm { Some(Classifier::decode(decoder, 1, meaning::WIDTH)?) } else { None };
        let texts = examples.iter().map(|example| example.text.into()).collect();
        Some(Self { entries, urgent, scorer, classifier, alarm, texts, ranges, calibration })
    }
}

/// Returns the ranking of a message that there is no model for.
pub(crate) fn unranked(message: &str, part: &ForeignPart) -> ForeignRanking {
    ForeignRanking {
        language: part.language,
        is_mostly_own: part.other_words > identify::word_count(message.get(part.range.clone()).unwrap_or_default()),
        has_own_part: part.other_words >= MIN_OWN_WORDS,
        ranking: None,
        alarm: f32::NEG_INFINITY,
        alarm_ranking: Ranking::default(),
        has_emergency_words: identify::has_emergency_words(message),
        calibration: Calibration::default(),
    }
}

/// Returns the parts of a message that are checked for an emergency by themselves: its clauses, and what is in another language if
/// the rest is not.
fn windows<'m>(message: &'m str, part: &ForeignPart) -> Vec<&'m str> {
    let mut windows: Vec<&str> = Vec::new();
    if part.other_words > 0 {
        windows.extend(message.get(part.range.clone()));
    }
    let clauses =
        message.split(is_clause_end).map(str::trim).filter(|clause| clause.chars().count() >= MIN_WINDOW_CHARACTERS);
    let clauses: Vec<&str> = clauses.collect();
    if clauses.len() > 1 {
        windows.extend(clauses);
    }
    windows.dedup();
    windows.truncate(MAX_WINDOWS);
    windows
}

fn is_clause_end(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | ';'
            | ','
            | ':'
            | '\n'
            | '…'
            | '。'
            | '！'
            | '？'
            | '、'
            | '，'
            | '؟'
            | '،'
            | '؛'
            | '।'
            | '('
            | ')'
    )
}

/// A held-out example with its score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForeignProbe {
    pub margin: f32,
    pub alarm: f32,
    /// Whether the best entry is the right one, for an example of a topic that was not left out.
    pub is_right: bool,
    pub is_covered: bool,
    /// Whether its topic was left out.
    pub is_left_out: bool,
    pub is_urgent: bool,
}

/// Ranks the examples that a fold holds out by a matcher that has not seen them. Each topic's are held out in runs: those of one
/// language mostly stand together, and a translation beside it would make an example too easy.
fn probe_fold(
    faq: &Faq,
    examples: &[Example<'_>],
    vectors: &[Vector],
    fold: usize,
    foreign_only: bool,
) -> Vec<ForeignProbe> {
    let is_left_out = |topic: Topic| matches!(topic, Topic::Referral(at) if at % FOLDS == fold);
    let (mut held_out, mut known) = (Vec::new(), Vec::new());
    let mut start = 0;
    while start < examples.len() {
        let topic = examples[start].topic;
        let end = start + examples[start..].iter().take_while(|example| example.topic == topic).count();
        let candidates: Vec<usize> = (start..end).filter(|&at| examples[at].is_foreign || !foreign_only).collect();
        for at in start..end {
            let place = candidates.binary_search(&at).ok();
            let is_held_out = place.is_some_and(|place| place * FOLDS / candidates.len() == fold);
            if is_held_out || (is_left_out(topic) && place.is_some()) {
                held_out.push(at);
            } else if !is_left_out(topic) {
                known.push(at);
            }
        }
        start = end;
    }
    let matcher = ForeignMatcher::train(faq, examples, vectors, &known);
    let mut probes = Vec::with_capacity(held_out.len());
    for at in held_out {
        let topic = examples[at].topic;
        let (ranking, alarm) = matcher.rank_vector(&vectors[at]);
        let best = ranking.entries.first().map(|entry| Topic::Entry(entry.topic));
        probes.push(ForeignProbe {
            margin: lead(&ranking),
            alarm,
            is_right: best == Some(topic),
            is_covered: matches!(topic, Topic::Entry(_)),
            is_left_out: is_left_out(topic),
            is_urgent: matches!(topic, Topic::Referral(referral) if matcher.urgent[referral]),
        });
    }
    probes
}

/// Returns the best entry's score less that of the best other topic. In other languages the second entry is the right one more
/// often than in the FAQ's own.
pub(crate) fn lead(ranking: &Ranking) -> f32 {
    ranking.margin().min(match ranking.entries.as_slice() {
        [best, second, ..] => best.score - second.score,
        _ => 1.0,
    })
}

/// Returns the examples of a topic that are in the FAQ's own language.
pub(crate) fn own_examples<'f>(
    question: &'f str,
    phrasings: &'f [String],
    training: &'f [String],
    language: Language,
) -> impl Iterator<Item = &'f str> {
    let training = training.iter().filter(move |line| !identify::is_foreign_line(line, language));
    std::iter::once(question).chain(phrasings.iter().map(String::as_str)).chain(training.map(String::as_str))
}

/// Returns an entry's examples in the FAQ's own language.
pub(crate) fn entry_examples(entry: &Entry, language: Language) -> impl Iterator<Item = &str> {
    own_examples(entry.question(), entry.phrasings(), entry.training(), language)
}

/// Returns a referral's examples in the FAQ's own language.
pub(crate) fn referral_examples(referral: &Referral, language: Language) -> impl Iterator<Item = &str> {
    own_examples(referral.question(), referral.phrasings(), referral.training(), language)
}
