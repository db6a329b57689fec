//! From a question to a ranking of topics: pure, deterministic, no clock, no file.

mod calibration;
mod classifier;
mod english;
mod features;
mod lexicon;
pub mod meaning;
mod nearest;
mod ranking;
mod sentences;
mod spelling;
mod synonyms;
mod validation;
mod view;
mod words;

pub use calibration::Calibration;
pub use ranking::{Explanation, Ranking, Scored, Topic};
pub use validation::{Probe, Validation};

use std::sync::Arc;

use crate::faq::Faq;
use crate::text::{self, language};
use classifier::Classifier;
use lexicon::Reading;
use meaning::{Encoder, Vector};
use sentences::Sentences;
use view::Scores;
use words::Words;

/// The share of the words in a score; the rest is the meaning's.
const WORDS_SHARE: f32 = 0.5;

/// A shorter sentence says too little by itself.
const FEWEST_WORDS: usize = 3;
/// More sentences than this are not ranked one by one: they would take longer than an answer should.
const MOST_SENTENCES: usize = 8;

/// Ranks the topics of one FAQ for any question.
///
/// A question is looked at in two ways: by its words and letters, which survive misspellings, and, where there is an
/// [`Encoder`], by its meaning, which survives other words. In each a topic scores by its nearest example and, once
/// trained, by a classifier.
#[derive(Clone)]
pub struct Matcher {
    topics: Arc<Topics>,
    words: Arc<Words>,
    meaning: Option<Arc<Meaning>>,
    trained: Option<Arc<Trained>>,
}

/// What the examples are and what they are about.
struct Topics {
    /// Topics are numbered entries first, then referrals.
    entries: usize,
    count: usize,
    of: Vec<usize>,
    texts: Vec<Box<str>>,
}

struct Meaning {
    encoder: Option<Arc<Encoder>>,
    sentences: Sentences,
}

/// What takes a moment to learn.
struct Trained {
    words: Classifier,
    meaning: Option<Classifier>,
}

impl Matcher {
    /// Learns a FAQ's words. The same FAQ always gives the same matcher.
    pub fn build(faq: &Faq) -> Self {
        Self::learn(&examples(faq).collect::<Vec<_>>(), faq)
    }

    /// Learns the words of some of a FAQ's examples.
    fn learn(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let entries = faq.entries().len();
        let count = entries + faq.referrals().len();
        let texts: Vec<&str> = examples.iter().map(|&(_, text)| text).collect();
        let of: Vec<usize> = examples.iter().map(|&(topic, _)| number(topic, entries)).collect();
        let words = Words::learn(&texts, of.clone(), count, faq.synonyms());
        let texts = texts.into_iter().map(Box::from).collect();
        let topics = Topics { entries, count, of, texts };
        Self { topics: Arc::new(topics), words: Arc::new(words), meaning: None, trained: None }
    }

    /// What of each example is to be encoded, in the order of [`examples`].
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.topics.texts.iter().map(|text| self.words.read(text).sentence)
    }

    /// The same matcher with meaning: an encoder for questions and the vectors of [`Self::sentences`], in their order.
    /// Untrained. Without a vector for each example nothing changes.
    pub fn with_meaning(&self, encoder: Arc<Encoder>, vectors: Arc<[Vector]>) -> Self {
        self.with_vectors(Some(encoder), vectors)
    }

    fn with_vectors(&self, encoder: Option<Arc<Encoder>>, vectors: Arc<[Vector]>) -> Self {
        if vectors.len() != self.topics.of.len() {
            return self.clone();
        }
        let sentences = Sentences::new(vectors, self.topics.of.clone(), self.topics.count);
        Self { meaning: Some(Arc::new(Meaning { encoder, sentences })), trained: None, ..self.clone() }
    }

    /// The same matcher with its classifiers, which tell topics apart far better. Takes about a second for a few thousand
    /// examples.
    pub fn train(&self) -> Self {
        let meaning = self.meaning.as_ref().map(|meaning| meaning.sentences.train());
        let trained = Trained { words: self.words.train(), meaning };
        Self { trained: Some(Arc::new(trained)), ..self.clone() }
    }

    /// Whether it has its classifiers.
    pub fn is_trained(&self) -> bool {
        self.trained.is_some()
    }

    /// What training came to, to be kept for [`Self::train_from`]; none if there was none.
    pub fn trained(&self) -> Option<Vec<u8>> {
        let trained = self.trained.as_ref()?;
        let mut bytes = Vec::new();
        trained.words.write(&mut bytes);
        trained.meaning.iter().for_each(|meaning| meaning.write(&mut bytes));
        Some(bytes)
    }

    /// The same matcher with classifiers that were trained before on the same FAQ; none if the bytes are not theirs.
    pub fn train_from(&self, mut bytes: &[u8]) -> Option<Self> {
        let words = Classifier::read(&mut bytes, self.topics.count, self.words.features())?;
        let meaning = match self.meaning {
            Some(_) => Some(Classifier::read(&mut bytes, self.topics.count, meaning::WIDTH)?),
            None => None,
        };
        bytes.is_empty().then(|| Self { trained: Some(Arc::new(Trained { words, meaning })), ..self.clone() })
    }

    /// Ranks every topic for a question as it was typed; any text will do.
    pub fn rank(&self, question: &str) -> Ranking {
        let reading = self.words.read(question);
        let encoder = self.meaning.as_ref().and_then(|meaning| meaning.encoder.as_ref());
        // An encoder that fails has said so when it was loaded; words alone still make a good answer.
        let vector = encoder.and_then(|encoder| encoder.encode(&reading.sentence).ok());
        // Few foreign words make no foreign question: names and misspellings look like that too.
        let foreign = if 2 * reading.strange > reading.words { language::detect(&text::clean(question)) } else { None };
        Ranking { foreign, ..self.rank_reading(reading, vector.as_ref()) }
    }

    /// Ranks every topic for each sentence of a question that has several, as far as they say enough to be ranked. What
    /// frightens people stands in one sentence of many.
    pub fn rank_sentences(&self, question: &str) -> Vec<Ranking> {
        let sentences: Vec<&str> = text::sentences(question).collect();
        if sentences.len() < 2 {
            return Vec::new();
        }
        let telling = sentences.into_iter().filter(|sentence| sentence.split_whitespace().count() >= FEWEST_WORDS);
        telling.take(MOST_SENTENCES).map(|sentence| self.rank(sentence)).collect()
    }

    fn rank_reading(&self, reading: Reading, vector: Option<&Vector>) -> Ranking {
        let trained = self.trained.as_deref();
        let words = self.words.scores(&reading, trained.map(|trained| &trained.words));
        let meaning = self.meaning.as_ref().zip(vector).map(|(meaning, vector)| {
            meaning.sentences.scores(vector, trained.and_then(|trained| trained.meaning.as_ref()))
        });
        let scores = match &meaning {
            Some(meaning) => mean(&words, meaning),
            None => words.by_topic.clone(),
        };
        let topic = |number| topic(number, self.topics.entries);
        let mut ranking = Ranking::new(reading.words, scores.iter().enumerate().map(|(at, &score)| (topic(at), score)));
        let nearest = ranking.best().and_then(|best| {
            let of = number(best.topic, self.topics.entries);
            meaning.as_ref().unwrap_or(&words).nearest.get(of).map(|&(_, example)| example)
        });
        ranking.explanation = Explanation {
            matched: nearest.and_then(|example| self.topics.texts.get(example)).map(|text| text.to_string()),
            corrected: reading.corrected,
            unknown: reading.unknown,
        };
        ranking
    }
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
