//! Recognises an emergency in a few words, whatever else a message is about.
//!
//! Two classifiers, one of words and one of meaning, separate the examples of urgent referrals from all others. They see one
//! window of a message at a time (`clauses`), because a calm question beside an emergency drowns it. Words that only emergencies
//! use are looked for as well ([`words`]).

mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::classifier::Classifier;
use crate::clauses;
use crate::codec::Decoder;
use crate::lexicon::{Reading, Token};
use crate::meaning::{self, Vector};
use crate::scorers::{MeaningScorer, WordScorer};
use words::AlarmWords;

/// The share of the words in the alarm; the rest is the meaning's. Shares from 0.5 to 0.6 are equally good.
const WORDS_SHARE: f32 = 0.6;
/// How many composed messages of each kind the classifier of words learns from.
const MAX_COMPOSED: usize = 600;
/// How many windows of calm examples the classifier of words learns from, so that words that are calm in their sentence
/// ("will my skin | look red") raise no alarm alone.
const MAX_CALM_WINDOWS: usize = 4_000;
/// Longer examples are not composed, since people rarely write two of them in one sentence.
const MAX_COMPOSED_BYTES: usize = 60;
/// The topics of the two classes.
const ALARMING: usize = 0;
const CALM: usize = 1;
/// The text between two parts of a composed message.
const CONNECTORS: [&str; 10] =
    [" ", " and ", " because ", " cos ", " but ", " after ", " while ", " asking because ", " also ", " since "];

/// The classifiers, see the module.
#[derive(Clone)]
pub(super) struct AlarmClassifier {
    words: Arc<Classifier>,
    meaning: Option<Arc<Classifier>>,
    alarm_words: Arc<AlarmWords>,
}

/// The kind of topic that an example belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExampleKind {
    Entry,
    Referral,
    Urgent,
}

/// Returns true if there are both urgent examples and others to learn an alarm from.
pub(super) fn is_learnable(kinds: &[ExampleKind]) -> bool {
    let urgent = kinds.iter().filter(|&&kind| kind == ExampleKind::Urgent).count();
    urgent > 0 && urgent < kinds.len()
}

/// Examples, each as it is written and as it is read, with its kind.
pub(super) struct AlarmExamples<'e> {
    pub texts: &'e [Box<str>],
    pub readings: &'e [Reading],
    pub kinds: &'e [ExampleKind],
}

impl AlarmExamples<'_> {
    /// Returns the short examples that are urgent, or those that are not.
    fn short(&self, urgent: bool) -> Vec<&str> {
        let mut short = Vec::new();
        for (text, &kind) in self.texts.iter().zip(self.kinds) {
            if (kind == ExampleKind::Urgent) == urgent && text.len() <= MAX_COMPOSED_BYTES {
                short.push(text.as_ref());
            }
        }
        short
    }

    fn classes(&self) -> Vec<usize> {
        self.kinds.iter().map(|&kind| if kind == ExampleKind::Urgent { ALARMING } else { CALM }).collect()
    }
}

impl AlarmClassifier {
    /// Learns from a FAQ's examples; `None` if none is urgent or all are.
    pub(super) fn train(
        examples: &AlarmExamples<'_>,
        words: &WordScorer,
        meaning: Option<&MeaningScorer>,
    ) -> Option<Self> {
        if !is_learnable(examples.kinds) {
            return None;
        }
        let (readings, classes) = lessons(examples, words);
        Some(Self {
            words: Arc::new(words.train_classes(&readings, &classes)),
            meaning: meaning.map(|meaning| Arc::new(meaning.train_classes(&examples.classes()))),
            alarm_words: Arc::new(AlarmWords::learn(examples.readings, examples.kinds)),
        })
    }

    /// Returns the alarm of a text by its words alone: about 1 for an emergency, about -1 for anything else.
    pub(super) fn by_words(&self, reading: &Reading, words: &WordScorer) -> f32 {
        words.margins(reading, &self.words).first().copied().unwrap_or(-1.0)
    }

    /// Returns the alarm of a text whose alarm by words is known.
    pub(super) fn blend(&self, by_words: f32, vector: Option<&Vector>) -> f32 {
        let (Some(classifier), Some(vector)) = (&self.meaning, vector) else { return by_words };
        let by_meaning = classifier.margins(vector.numbers().enumerate()).first().copied().unwrap_or(-1.0);
        WORDS_SHARE * by_words + (1.0 - WORDS_SHARE) * by_meaning
    }

    /// Returns the range from the first to the last word of a text that only emergencies use; `None` if there is none.
    pub(super) fn alarm_words(&self, tokens: &[Token]) -> Option<Range<usize>> {
        self.alarm_words.range(tokens)
    }

    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        self.alarm_words.encode(bytes);
        self.words.encode(bytes);
        if let Some(meaning) = &self.meaning {
            meaning.encode(bytes);
        }
    }

    /// Decodes the bytes of [`Self::encode`]; `None` if they are none.
    pub(super) fn decode(decoder: &mut Decoder<'_>, words: &WordScorer, with_meaning: bool) -> Option<Self> {
        let alarm_words = Arc::new(AlarmWords::decode(decoder)?);
        let classifier = Classifier::decode(decoder, 1, words.feature_count())?;
        let mut alarm = Self { words: Arc::new(classifier), meaning: None, alarm_words };
        if with_meaning {
            alarm.meaning = Some(Arc::new(Classifier::decode(decoder, 1, meaning::WIDTH)?));
        }
        Some(alarm)
    }
}

/// Returns the texts that the classifier of words learns from, with the class of each: every example, calm examples joined with
/// urgent and with calm ones, and windows of calm ones.
fn lessons(examples: &AlarmExamples<'_>, words: &WordScorer) -> (Vec<Reading>, Vec<usize>) {
    let mut readings = examples.readings.to_vec();
    let mut classes = examples.classes();
    let calm = examples.short(false);
    let urgent = examples.short(true);
    let count = MAX_COMPOSED.min(4 * urgent.len());
    let mut random = fastrand::Rng::with_seed(1);
    for (others, class) in [(&urgent, ALARMING), (&calm, CALM)] {
        for _ in 0..count {
            if let Some(text) = composed(others, &calm, &mut random) {
                readings.push(words.read_example(&text));
                classes.push(class);
            }
        }
    }
    let windows = calm_windows(examples, &mut random);
    classes.resize(classes.len() + windows.len(), CALM);
    readings.extend(windows);
    (readings, classes)
}

/// Joins one of `others` with one of `calm`, in either order; `None` if there are none.
fn composed(others: &[&str], calm: &[&str], random: &mut fastrand::Rng) -> Option<String> {
    let other = random.choice(others)?;
    let calm = random.choice(calm)?;
    let connector = random.choice(CONNECTORS)?;
    Some(if random.bool() { format!("{other}{connector}{calm}") } else { format!("{calm}{connector}{other}") })
}

fn calm_windows(examples: &AlarmExamples<'_>, random: &mut fastrand::Rng) -> Vec<Reading> {
    let mut windows = Vec::new();
    for (reading, &kind) in examples.readings.iter().zip(examples.kinds) {
        if kind != ExampleKind::Urgent {
            let found = clauses::windows(&[vec![reading.clone()]]);
            windows.extend(found.into_iter().map(|window| window.reading));
        }
    }
    random.shuffle(&mut windows);
    windows.truncate(MAX_CALM_WINDOWS);
    windows
}
