//! The classifiers of a matcher, and their training.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use rustc_hash::FxHashMap;

use super::{ShouldStop, Topics};
use crate::alarm::{self, AlarmClassifier, AlarmExamples, AlarmSupport};
use crate::classifier::{Classifier, RowMap, Support};
use crate::lexicon::Reading;
use crate::scorers::{MeaningScorer, WordScorer};

/// The classifiers, which take a moment to train.
#[derive(Clone)]
pub(super) struct Trained {
    pub words: Arc<Classifier>,
    pub meaning: Option<Arc<Classifier>>,
    /// `None` if no topic is urgent.
    pub alarm: Option<AlarmClassifier>,
    /// What they rest on; `None` if they were decoded.
    pub supports: Option<Arc<Supports>>,
}

/// What classifiers rest on. Nearly the same ones are trained from here in a fraction of the time.
pub(super) struct Supports {
    words: Vec<Support>,
    meaning: Option<Vec<Support>>,
    alarm: Option<AlarmSupport>,
}

/// What is trained on: topics with their examples as they are read, and how they are scored.
pub(super) struct Lessons<'a> {
    pub topics: &'a Topics,
    pub readings: &'a [Reading],
    pub words: &'a WordScorer,
    pub meaning: Option<&'a MeaningScorer>,
}

/// Where training starts: what classifiers of nearly the same examples rest on, and where those examples are now.
pub(super) struct Start<'a> {
    supports: &'a Supports,
    /// The earlier number of each topic; `None` for a new one.
    earlier_topics: Vec<Option<usize>>,
    map: RowMap,
}

impl<'a> Start<'a> {
    /// Returns where to start with these topics after earlier ones were trained.
    pub(super) fn new(earlier: &Topics, supports: &'a Supports, topics: &Topics) -> Self {
        let mut earlier_numbers: FxHashMap<&str, usize> = FxHashMap::default();
        for (number, id) in earlier.ids.iter().enumerate() {
            earlier_numbers.insert(id, number);
        }
        let earlier_topics: Vec<Option<usize>> =
            topics.ids.iter().map(|id| earlier_numbers.get(id.as_ref()).copied()).collect();
        let mut places: FxHashMap<(usize, &str), u32> = FxHashMap::default();
        for (place, (topic, text)) in (0..).zip(earlier.ranges.topic_of().into_iter().zip(&earlier.texts)) {
            places.insert((topic, text), place);
        }
        let mut earlier_of = Vec::with_capacity(topics.texts.len());
        for (topic, text) in topics.ranges.topic_of().into_iter().zip(&topics.texts) {
            earlier_of.push(earlier_topics[topic].and_then(|topic| places.get(&(topic, text.as_ref())).copied()));
        }
        Self { supports, earlier_topics, map: RowMap::new(earlier.texts.len(), earlier_of.into_iter()) }
    }

    /// Returns the start of each topic that was trained before.
    fn of_topics(&self, supports: &[Support]) -> Vec<Option<Support>> {
        let mut starts = Vec::with_capacity(self.earlier_topics.len());
        for earlier in &self.earlier_topics {
            let support = earlier.and_then(|earlier| supports.get(earlier));
            starts.push(support.map(|support| self.map.start(support)));
        }
        starts
    }
}

impl Trained {
    /// Trains on the lessons. Returns `None` as soon as `should_stop` returns true.
    pub(super) fn train(lessons: &Lessons<'_>, start: Option<&Start<'_>>, should_stop: ShouldStop<'_>) -> Option<Self> {
        let topics = lessons.topics;
        let examples = AlarmExamples { texts: &topics.texts, readings: lessons.readings, kinds: &topics.kinds };
        let alarm_start = start.and_then(|start| Some((start.supports.alarm.as_ref()?, &start.map)));
        thread::scope(|scope| {
            // The alarm shares nothing with the others, and would otherwise be trained by one processor while another is idle.
            let alarm = alarm::is_learnable(&topics.kinds).then(|| {
                let train =
                    || AlarmClassifier::train(&examples, lessons.words, lessons.meaning, alarm_start, should_stop);
                scope.spawn(train)
            });
            let words_start = start.map(|start| start.of_topics(&start.supports.words));
            let (words, words_support) = lessons.words.train(lessons.readings, words_start.as_deref());
            if should_stop() {
                return None;
            }
            let meaning_start = start.and_then(|start| Some(start.of_topics(start.supports.meaning.as_ref()?)));
            let meaning = lessons.meaning.map(|meaning| meaning.train(meaning_start.as_deref()));
            if should_stop() {
                return None;
            }
            let alarm = match alarm {
                None => None,
                Some(alarm) => Some(alarm.join().unwrap_or_else(|panic| resume_unwind(panic))?),
            };
            Some(Self::new((words, words_support), meaning, alarm))
        })
    }

    fn new(
        (words, words_support): (Classifier, Vec<Support>),
        meaning: Option<(Classifier, Vec<Support>)>,
        alarm: Option<(AlarmClassifier, AlarmSupport)>,
    ) -> Self {
        let (meaning, meaning_support) = meaning.unzip();
        let (alarm, alarm_support) = alarm.unzip();
        let supports = Supports { words: words_support, meaning: meaning_support, alarm: alarm_support };
        Self { words: Arc::new(words), meaning: meaning.map(Arc::new), alarm, supports: Some(Arc::new(supports)) }
    }
}

#[cfg(test)]
mod tests {
    use crate::Matcher;
    use faq::Faq;
    use faq::text;

    const BEFORE: &str = "
entries:
  - {id: pain, question: Does it hurt?, answer: No., phrasings: [is it painful, will it sting, is it sore]}
  - {id: cream, question: Is there a cream?, answer: Yes., phrasings: [which cream, numbing gel, something to numb]}
referrals:
  - {id: cost, question: What is the price?, phrasings: [how much is it, fees, what do I pay]}
  - {id: danger, question: I cannot breathe, urgent: true, message: Call for help., phrasings: [my throat closes, no air]}
";

    fn faq(file: &str) -> Faq {
        faq::file::parse(file.as_bytes()).unwrap().faq
    }

    #[track_caller]
    fn assert_nearly_the_same(before: &str, after: &str) {
        let changed = Matcher::build(&faq(after));
        let again = changed.train_from(&Matcher::build(&faq(before)).train(), &|| false).unwrap();
        let cold = changed.train();
        for question in ["does it hurt", "ouch?", "a gel for the face", "what are the fees", "i have no air", "tattoo"]
        {
            let margin = |matcher: &Matcher| matcher.rank_text(&text::clean(question)).margin();
            let difference = (margin(&again) - margin(&cold)).abs();
            assert!(difference < 0.1, "{question}: {difference}");
        }
    }

    #[test]
    fn training_that_starts_from_a_similar_faq_ends_where_it_would_from_nothing() {
        assert_nearly_the_same(BEFORE, BEFORE);
        assert_nearly_the_same(BEFORE, &BEFORE.replace("is it sore", "is it sore, ouch"));
        assert_nearly_the_same(BEFORE, &BEFORE.replace("is it painful, ", ""));
        let entry = "  - {id: tattoo, question: Is it a tattoo?, answer: No., phrasings: [does it stay, is it ink]}\n";
        assert_nearly_the_same(BEFORE, &BEFORE.replace("  - {id: cream", &format!("{entry}  - {{id: cream")));
        assert_nearly_the_same(&BEFORE.replace("  - {id: cream", &format!("{entry}  - {{id: cream")), BEFORE);
    }

    #[test]
    fn a_matcher_that_rests_on_nothing_is_trained_from_nothing() {
        let matcher = Matcher::build(&faq(BEFORE));
        let again = matcher.train_from(&matcher, &|| false).unwrap();
        assert_eq!(again.encode(), matcher.train().encode());
        assert!(again.is_start());
    }
}
