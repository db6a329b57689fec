//! From a question to a ranking of topics: pure, deterministic, no clock, no file.

mod calibration;
mod classifier;
mod codec;
pub mod decide;
mod english;
pub mod evaluation;
mod features;
mod groups;
mod keys;
mod lexicon;
pub mod meaning;
mod nearest;
mod parts;
mod query;
mod ranking;
mod sentences;
mod spelling;
mod synonyms;
mod validation;
mod view;
mod words;

pub use calibration::Calibration;
pub use codec::Decoder;
pub use query::Query;
pub use ranking::{Explanation, QueryRanking, Ranking, Scored, Topic};
pub use validation::{Probe, Validation};

use std::sync::Arc;

use classifier::Classifier;
use faq::Faq;
use faq::text;
use faq::text::language::{self, Language};
use groups::Groups;
use lexicon::Reading;
use meaning::{Encoder, Vector};
use parts::parts;
use sentences::Sentences;
use view::Scores;
use words::Words;

/// The share of the words in a score; the rest is the meaning's. By cross-validation on three FAQs; flat around it.
const WORDS_SHARE: f32 = 0.4;
/// A part whose words are less like any emergency's than this is not looked at further. Of the parts of our own questions
/// that leaves a quarter; emergencies in words that the FAQ hardly knows ("lips huge") have 0.23 and more.
const LEAST_ALARM: f32 = 0.15;
/// How many parts of a question are ranked by themselves: with meaning each takes as long as the whole of it.
const MOST_PARTS: usize = 3;

/// Ranks the topics of one FAQ for any question.
///
/// A question is looked at in two ways: by its words and letters, which survive misspellings, and, where there is an
/// [`Encoder`], by its meaning, which survives other words. In each a topic scores by its nearest example and, once
/// trained, by a classifier.
#[derive(Clone)]
pub struct Matcher {
    topics: Arc<Topics>,
    words: Arc<Words>,
    meaning: Option<Meaning>,
    trained: Option<Trained>,
}

/// What the examples are and what they are about.
struct Topics {
    /// Topics are numbered entries first, then referrals.
    entries: usize,
    /// Those that are emergencies.
    urgent: Vec<usize>,
    groups: Arc<Groups>,
    texts: Vec<Box<str>>,
}

impl Topics {
    fn of(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let entries = faq.entries().len();
        let topic_of = examples.iter().map(|&(topic, _)| number(topic, entries));
        let groups = Groups::new(topic_of, entries + faq.referrals().len());
        let texts = examples.iter().map(|&(_, text)| text.into()).collect();
        let referrals = (entries..).zip(faq.referrals());
        let urgent = referrals.filter(|(_, referral)| referral.urgent()).map(|(topic, _)| topic).collect();
        Self { entries, urgent, groups: Arc::new(groups), texts }
    }
}

#[derive(Clone)]
struct Meaning {
    /// None as long as it was not loaded: examples are kept as vectors, only questions need it.
    encoder: Option<Arc<Encoder>>,
    sentences: Arc<Sentences>,
}

/// What takes a moment to learn.
#[derive(Clone)]
struct Trained {
    words: Arc<Classifier>,
    meaning: Option<Arc<Classifier>>,
}

impl Matcher {
    /// Learns a FAQ's words. The same FAQ always gives the same matcher.
    pub fn build(faq: &Faq) -> Self {
        Self::learn(&examples(faq).collect::<Vec<_>>(), faq)
    }

    /// Learns the words of some of a FAQ's examples.
    fn learn(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let topics = Topics::of(examples, faq);
        let texts: Vec<&str> = examples.iter().map(|&(_, text)| text).collect();
        let words = Words::learn(&texts, Arc::clone(&topics.groups), faq.synonyms());
        Self { topics: Arc::new(topics), words: Arc::new(words), meaning: None, trained: None }
    }

    /// What was learned, for [`Self::decode`] at another time; none if it is not trained.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let trained = self.trained.as_ref()?;
        let mut bytes = Vec::new();
        self.words.encode(&mut bytes);
        trained.words.encode(&mut bytes);
        for (meaning, classifier) in self.meaning.iter().zip(&trained.meaning) {
            meaning.sentences.encode(&mut bytes);
            classifier.encode(&mut bytes);
        }
        Some(bytes)
    }

    /// What [`Self::encode`] gave for the same FAQ, with or without meaning; none if the bytes are nothing of the kind. An
    /// encoder it has none: see [`Self::with_encoder`].
    pub fn decode(faq: &Faq, decoder: &mut Decoder<'_>, with_meaning: bool) -> Option<Self> {
        let topics = Topics::of(&examples(faq).collect::<Vec<_>>(), faq);
        let groups = &topics.groups;
        let words = Words::decode(decoder, Arc::clone(groups), faq.synonyms())?;
        let mut trained =
            Trained { words: Arc::new(Classifier::decode(decoder, groups.topics(), words.features())?), meaning: None };
        let mut meaning = None;
        if with_meaning {
            let sentences = Arc::new(Sentences::decode(decoder, Arc::clone(groups))?);
            meaning = Some(Meaning { encoder: None, sentences });
            trained.meaning = Some(Arc::new(Classifier::decode(decoder, groups.topics(), meaning::WIDTH)?));
        }
        Some(Self { topics: Arc::new(topics), words: Arc::new(words), meaning, trained: Some(trained) })
    }

    /// The same matcher, which turns questions into vectors too if it has vectors to compare them with.
    pub fn with_encoder(&self, encoder: Arc<Encoder>) -> Self {
        let with = |meaning: &Meaning| Meaning { encoder: Some(Arc::clone(&encoder)), ..meaning.clone() };
        Self { meaning: self.meaning.as_ref().map(with), ..self.clone() }
    }

    /// The same matcher by words alone.
    pub fn without_meaning(&self) -> Self {
        let without = |trained: &Trained| Trained { meaning: None, ..trained.clone() };
        Self { meaning: None, trained: self.trained.as_ref().map(without), ..self.clone() }
    }

    /// The vectors of its examples, if it compares meaning.
    pub fn vectors(&self) -> Option<Arc<[Vector]>> {
        self.meaning.as_ref().map(|meaning| meaning.sentences.vectors())
    }

    /// What of each example is to be encoded, in the order of [`examples`].
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.topics.texts.iter().map(|text| self.words.read(&text::clean(text)).sentence)
    }

    /// The same matcher with meaning: an encoder for questions and the vectors of [`Self::sentences`], in their order.
    /// Untrained. Without a vector for each example nothing changes.
    pub fn with_meaning(&self, encoder: Arc<Encoder>, vectors: Arc<[Vector]>) -> Self {
        self.with_vectors(Some(encoder), vectors)
    }

    fn with_vectors(&self, encoder: Option<Arc<Encoder>>, vectors: Arc<[Vector]>) -> Self {
        if vectors.len() != self.topics.groups.examples() {
            return self.clone();
        }
        let sentences = Arc::new(Sentences::new(vectors, Arc::clone(&self.topics.groups)));
        Self { meaning: Some(Meaning { encoder, sentences }), ..self.without_meaning() }
    }

    /// The same matcher with its classifiers, which tell topics apart far better. Takes about a second for a few thousand
    /// examples.
    pub fn train(&self) -> Self {
        let meaning = self.meaning.as_ref().map(|meaning| Arc::new(meaning.sentences.train()));
        // Words that were trained before meaning came are not trained again.
        let words = self.trained.as_ref().map(|trained| Arc::clone(&trained.words));
        let words = words.unwrap_or_else(|| Arc::new(self.words.train(self.topics.texts.iter().map(|text| &**text))));
        Self { trained: Some(Trained { words, meaning }), ..self.clone() }
    }

    /// Whether it turns questions into vectors.
    pub fn compares_meaning(&self) -> bool {
        self.meaning.as_ref().is_some_and(|meaning| meaning.encoder.is_some())
    }

    /// Whether it has its classifiers.
    pub fn is_trained(&self) -> bool {
        self.trained.as_ref().is_some_and(|trained| trained.meaning.is_some() == self.meaning.is_some())
    }

    /// Ranks every topic for a query, and for those of its parts that look most like an emergency.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        let sentences: Vec<Reading> = query.sentences().map(|sentence| self.words.read(sentence)).collect();
        let segments = if self.topics.urgent.is_empty() { Vec::new() } else { parts(&sentences) };
        let segments = self.alarming(segments).into_iter().map(|segment| self.encode_and_rank(segment)).collect();
        let whole = Reading::joined(sentences);
        let foreign = foreign(&whole, || query.whole());
        QueryRanking { whole: Ranking { foreign, ..self.encode_and_rank(whole) }, segments }
    }

    /// Ranks every topic for a cleaned text.
    pub fn rank_text(&self, cleaned: &str) -> Ranking {
        let reading = self.words.read(cleaned);
        let foreign = foreign(&reading, || cleaned.to_owned());
        Ranking { foreign, ..self.encode_and_rank(reading) }
    }

    /// The few parts that by their words look most like an emergency: each is then compared by its meaning, too.
    fn alarming(&self, parts: Vec<Reading>) -> Vec<Reading> {
        let trained = self.trained.as_ref().map(|trained| &*trained.words);
        let alarm = |part: &Reading| self.words.likeness(part, trained, &self.topics.urgent);
        let alarms = parts.into_iter().map(|part| (alarm(&part), part));
        let mut alarming: Vec<(f32, Reading)> = alarms.filter(|&(alarm, _)| alarm >= LEAST_ALARM).collect();
        alarming.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        alarming.into_iter().take(MOST_PARTS).map(|(_, part)| part).collect()
    }

    fn encode_and_rank(&self, reading: Reading) -> Ranking {
        let encoder = self.meaning.as_ref().and_then(|meaning| meaning.encoder.as_ref());
        // An encoder that fails has said so when it was loaded; words alone still make a good answer.
        let vector = encoder.and_then(|encoder| encoder.embed(&reading.sentence).ok());
        self.rank_reading(reading, vector.as_ref())
    }

    fn rank_reading(&self, reading: Reading, vector: Option<&Vector>) -> Ranking {
        let trained = self.trained.as_ref();
        let words = self.words.scores(&reading, trained.map(|trained| &*trained.words));
        let meaning = self.meaning.as_ref().zip(vector).map(|(meaning, vector)| {
            meaning.sentences.scores(vector, trained.and_then(|trained| trained.meaning.as_deref()))
        });
        let scores = match &meaning {
            Some(meaning) => mean(&words, meaning),
            None => words.by_topic.clone(),
        };
        let topic = |number| topic(number, self.topics.entries);
        let mut ranking = Ranking::new(reading.words, scores.iter().enumerate().map(|(at, &score)| (topic(at), score)));
        let nearest = ranking.best().and_then(|best| {
            let of = number(best.topic, self.topics.entries);
            self.topics.groups.nearest(of, &meaning.as_ref().unwrap_or(&words).cosines)
        });
        ranking.explanation = Explanation {
            matched: nearest.and_then(|example| self.topics.texts.get(example)).map(|text| text.to_string()),
            corrected: reading.corrected,
            unknown: reading.unknown,
        };
        ranking
    }
}

/// The language of a text, if it is not English. Few foreign words make no foreign question: names and misspellings look
/// like that too.
fn foreign(reading: &Reading, text: impl Fn() -> String) -> Option<Language> {
    if 2 * reading.strange > reading.words { language::detect(&text()) } else { None }
}

fn mean(words: &Scores, meaning: &Scores) -> Vec<f32> {
    let pairs = words.by_topic.iter().zip(&meaning.by_topic);
    pairs.map(|(words, meaning)| WORDS_SHARE * words + (1.0 - WORDS_SHARE) * meaning).collect()
}

fn number(topic: Topic, entries: usize) -> usize {
    match topic {
        Topic::Entry(at) => at,
        Topic::Referral(at) => entries + at,
    }
}

fn topic(number: usize, entries: usize) -> Topic {
    match number.checked_sub(entries) {
        None => Topic::Entry(number),
        Some(at) => Topic::Referral(at),
    }
}

/// Every example of a FAQ with its topic, in the file's order, entries first.
pub fn examples(faq: &Faq) -> impl Iterator<Item = (Topic, &str)> {
    let entries = faq.entries().iter().enumerate();
    let referrals = faq.referrals().iter().enumerate();
    entries
        .flat_map(|(at, entry)| entry.examples().map(move |text| (Topic::Entry(at), text)))
        .chain(referrals.flat_map(|(at, referral)| referral.examples().map(move |text| (Topic::Referral(at), text))))
}
