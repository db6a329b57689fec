//! Recognises an emergency in a few words, whatever else a message is about.
//!
//! Two classifiers, one of words and one of meaning, separate the examples of urgent referrals from all others. They see one
//! window of a message at a time (`clauses`), because a calm question beside an emergency drowns it. Words that only emergencies
//! use are looked for as well ([`words`]).

mod lessons;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::classifier::{Classifier, RowMap, Support};
use crate::codec::Decoder;
use crate::lexicon::{Reading, Token};
use crate::matcher::ShouldStop;
use crate::meaning::{self, Vector};
use crate::scorers::{MeaningScorer, WordScorer};
use lessons::{Lessons, Sources};
use words::AlarmWords;

/// The share of the words in the alarm; the rest is the meaning's. Shares from 0.5 to 0.6 are equally good.
const WORDS_SHARE: f32 = 0.6;
/// The topics of the two classes.
const ALARMING: usize = 0;
const CALM: usize = 1;
/// The classifiers, see the module.
#[derive(Clone)]
pub(super) struct AlarmClassifier {
    words: Arc<Classifier>,
    meaning: Option<Arc<Classifier>>,
    alarm_words: Arc<AlarmWords>,
}

/// What the classifiers rest on. Nearly the same ones are trained from here in a fraction of the time.
pub(super) struct AlarmSupport {
    sources: Sources,
    words: Support,
    meaning: Option<Support>,
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
    fn classes(&self) -> Vec<usize> {
        self.kinds.iter().map(|&kind| if kind == ExampleKind::Urgent { ALARMING } else { CALM }).collect()
    }
}

impl AlarmClassifier {
    /// Learns from a FAQ's examples, of which some are urgent and some are not. `start` is what it rested on when it learned from
    /// nearly the same examples, with where they are now. Also returns what it rests on, or `None` as soon as `should_stop` returns
    /// true.
    pub(super) fn train(
        examples: &AlarmExamples<'_>,
        words: &WordScorer,
        meaning: Option<&MeaningScorer>,
        start: Option<(&AlarmSupport, &RowMap)>,
        should_stop: ShouldStop<'_>,
    ) -> Option<(Self, AlarmSupport)> {
        let (lessons, words_start) = match start {
            Some((earlier, map)) => {
                let (lessons, map) = earlier.sources.again(examples, words, map);
                (lessons, Some(map.start(&earlier.words)))
            }
            None => (Lessons::compose(examples, words), None),
        };
        if should_stop() {
            return None;
        }
        let (by_words, words_support) = words.train_classes(&lessons.readings, &lessons.classes, words_start.as_ref());
        if should_stop() {
            return None;
        }
        let meaning_start = start.and_then(|(earlier, map)| Some(map.start(earlier.meaning.as_ref()?)));
        let by_meaning = meaning.map(|meaning| meaning.train_classes(&examples.classes(), meaning_start.as_ref()));
        let (by_meaning, meaning_support) = by_meaning.unzip();
        let alarm = Self {
            words: Arc::new(by_words),
            meaning: by_meaning.map(Arc::new),
            alarm_words: Arc::new(AlarmWords::learn(examples.readings, examples.kinds)),
        };
        let support = AlarmSupport { sources: lessons.into_sources(), words: words_support, meaning: meaning_support };
        Some((alarm, support))
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
