//! Ranks the topics of one FAQ for any question.

use std::sync::Arc;

use faq::Faq;
use faq::text;

use crate::classifier::Classifier;
use crate::codec::Decoder;
use crate::lexicon::Reading;
use crate::meaning::{self, Encoder, Vector};
use crate::query::{self, Explanation, Query, QueryRanking, Ranking};
use crate::scorers::{MeaningScorer, Scores, WordScorer};
use crate::topics::{ExampleRanges, Topic, examples};

/// The share of the words' score in a topic's score; the rest is the meaning's. Chosen by cross-validation on three FAQs;
/// nearby values score alike.
const WORDS_SHARE: f32 = 0.4;
/// A segment whose words resemble no emergency with this score (0 to 1) is not ranked. That leaves a quarter of the segments of
/// our own questions. Emergencies in words that the FAQ hardly knows ("lips huge") score 0.23 and more.
const MIN_SEGMENT_ALARM: f32 = 0.15;
/// The most segments of a question that are ranked by themselves. With meaning, each takes the same time as the whole
/// question.
const MAX_RANKED_SEGMENTS: usize = 3;

/// Ranks the topics of one FAQ for any question.
///
/// It compares a question in two ways: by its words and letters, which survive misspellings, and, where there is an
/// [`Encoder`], by its meaning, which survives other words. In each, a topic is scored by its nearest example and, after
/// training, by a classifier.
#[derive(Clone)]
pub struct Matcher {
    topics: Arc<Topics>,
    words: Arc<WordScorer>,
    /// Scores by meaning, if the examples' vectors are known.
    meaning: Option<Arc<MeaningScorer>>,
    /// Turns questions into vectors. Examples need no encoder, since their vectors are stored.
    encoder: Option<Arc<Encoder>>,
    trained: Option<Trained>,
}

/// The topics of a FAQ with their examples.
struct Topics {
    /// The number of entries. Topics are numbered entries first, then referrals.
    entries: usize,
    /// The numbers of the topics that are emergencies.
    urgent: Vec<usize>,
    ranges: Arc<ExampleRanges>,
    texts: Vec<Box<str>>,
}

/// The classifiers, which take a moment to train.
#[derive(Clone)]
struct Trained {
    words: Arc<Classifier>,
    meaning: Option<Arc<Classifier>>,
}

impl Topics {
    fn new(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let entries = faq.entries().len();
        let topic_of = examples.iter().map(|&(topic, _)| topic.number(entries));
        let ranges = ExampleRanges::new(topic_of, entries + faq.referrals().len());
        let mut texts: Vec<Box<str>> = Vec::with_capacity(examples.len());
        for &(_, text) in examples {
            texts.push(text.into());
        }
        let mut urgent = Vec::new();
        for (index, referral) in faq.referrals().iter().enumerate() {
            if referral.is_urgent() {
                urgent.push(Topic::Referral(index).number(entries));
            }
        }
        Self { entries, urgent, ranges: Arc::new(ranges), texts }
    }
}

impl Matcher {
    /// Learns a FAQ's words. The same FAQ always gives the same matcher.
    pub fn build(faq: &Faq) -> Self {
        Self::learn(&examples(faq).collect::<Vec<_>>(), faq)
    }

    /// Learns the words of some of a FAQ's examples.
    pub(crate) fn learn(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let topics = Topics::new(examples, faq);
        let words = WordScorer::learn(&topics.texts, Arc::clone(&topics.ranges), faq.synonyms());
        Self { topics: Arc::new(topics), words: Arc::new(words), meaning: None, encoder: None, trained: None }
    }

    /// Returns a trained matcher as bytes, for [`Self::decode`]; `None` if it is not trained.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let trained = self.trained.as_ref()?;
        let mut bytes = Vec::new();
        self.words.encode(&mut bytes);
        trained.words.encode(&mut bytes);
        if let (Some(meaning), Some(classifier)) = (&self.meaning, &trained.meaning) {
            meaning.encode(&mut bytes);
            classifier.encode(&mut bytes);
        }
        Some(bytes)
    }

    /// Decodes the bytes that [`Self::encode`] returned for the same FAQ, with or without meaning; `None` if they are damaged.
    /// The matcher has no encoder yet: see [`Self::with_encoder`].
    pub fn decode(faq: &Faq, decoder: &mut Decoder<'_>, with_meaning: bool) -> Option<Self> {
        let topics = Topics::new(&examples(faq).collect::<Vec<_>>(), faq);
        let topic_count = topics.ranges.topic_count();
        let words = WordScorer::decode(decoder, Arc::clone(&topics.ranges), faq.synonyms())?;
        let word_classifier = Classifier::decode(decoder, topic_count, words.feature_count())?;
        let mut matcher = Self {
            topics: Arc::new(topics),
            words: Arc::new(words),
            meaning: None,
            encoder: None,
            trained: Some(Trained { words: Arc::new(word_classifier), meaning: None }),
        };
        if with_meaning {
            let scorer = MeaningScorer::decode(decoder, Arc::clone(&matcher.topics.ranges))?;
            let classifier = Classifier::decode(decoder, topic_count, meaning::WIDTH)?;
            matcher.meaning = Some(Arc::new(scorer));
            if let Some(trained) = &mut matcher.trained {
                trained.meaning = Some(Arc::new(classifier));
            }
        }
        Some(matcher)
    }

    /// Returns the same matcher with an encoder, so that it compares questions by meaning, if its examples have vectors.
    pub fn with_encoder(&self, encoder: Arc<Encoder>) -> Self {
        if self.meaning.is_none() {
            return self.clone();
        }
        Self { encoder: Some(encoder), ..self.clone() }
    }

    /// Returns the same matcher, which goes by words alone.
    pub fn without_meaning(&self) -> Self {
        let mut matcher = Self { meaning: None, encoder: None, ..self.clone() };
        if let Some(trained) = &mut matcher.trained {
            trained.meaning = None;
        }
        matcher
    }

    /// Returns the vectors of its examples, if it compares meaning.
    pub fn vectors(&self) -> Option<Arc<[Vector]>> {
        Some(self.meaning.as_ref()?.vectors())
    }

    /// Returns the corrected text of each example, of which [`Self::with_meaning`] takes the vectors, in the order of
    /// [`examples`].
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.topics.texts.iter().map(|text| self.words.read(&text::clean(text)).sentence)
    }

    /// Returns the same matcher with meaning, not trained yet: with an encoder for questions and the vectors of
    /// [`Self::sentences`], in their order. Returns the matcher unchanged if there is not one vector for each example.
    pub fn with_meaning(&self, encoder: Arc<Encoder>, vectors: Arc<[Vector]>) -> Self {
        if vectors.len() != self.topics.ranges.example_count() {
            return self.clone();
        }
        self.with_vectors(vectors).with_encoder(encoder)
    }

    /// Returns the same matcher with the vectors of its examples, for questions whose vectors are known. Returns the matcher
    /// unchanged if there is not one vector for each example.
    pub(crate) fn with_vectors(&self, vectors: Arc<[Vector]>) -> Self {
        if vectors.len() != self.topics.ranges.example_count() {
            return self.clone();
        }
        let scorer = MeaningScorer::new(vectors, Arc::clone(&self.topics.ranges));
        Self { meaning: Some(Arc::new(scorer)), ..self.without_meaning() }
    }

    /// Returns the same matcher with its classifiers, which separate topics far better than the nearest examples alone.
    /// Training takes about a second for a few thousand examples.
    pub fn train(&self) -> Self {
        let meaning = self.meaning.as_ref().map(|meaning| Arc::new(meaning.train()));
        // Words that were trained before the vectors were known are not trained again.
        let words = match &self.trained {
            Some(trained) => Arc::clone(&trained.words),
            None => Arc::new(self.words.train(&self.topics.texts)),
        };
        Self { trained: Some(Trained { words, meaning }), ..self.clone() }
    }

    /// Returns true if it turns questions into vectors.
    pub fn compares_meaning(&self) -> bool {
        self.encoder.is_some()
    }

    /// Returns true if it has all its classifiers.
    pub fn is_trained(&self) -> bool {
        match &self.trained {
            Some(trained) => trained.meaning.is_some() == self.meaning.is_some(),
            None => false,
        }
    }

    /// Ranks every topic for a query, and for those of its segments that look most like an emergency.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        let mut sentences = Vec::new();
        for sentence in query.sentences() {
            sentences.push(self.words.read(sentence));
        }
        let mut segments = Vec::new();
        if !self.topics.urgent.is_empty() {
            for segment in self.most_alarming(query::segments(&sentences)) {
                segments.push(self.embed_and_rank(segment));
            }
        }
        let whole = Reading::joined(sentences);
        let foreign = if is_mostly_foreign(&whole) { text::detect_language(&query.whole()) } else { None };
        QueryRanking { whole: Ranking { foreign, ..self.embed_and_rank(whole) }, segments }
    }

    /// Ranks every topic for a cleaned text.
    pub fn rank_text(&self, cleaned: &str) -> Ranking {
        let reading = self.words.read(cleaned);
        let foreign = if is_mostly_foreign(&reading) { text::detect_language(cleaned) } else { None };
        Ranking { foreign, ..self.embed_and_rank(reading) }
    }

    fn word_classifier(&self) -> Option<&Classifier> {
        Some(&self.trained.as_ref()?.words)
    }

    fn meaning_classifier(&self) -> Option<&Classifier> {
        self.trained.as_ref()?.meaning.as_deref()
    }

    /// Returns the few segments that by their words look most like an emergency. Only these are compared by meaning, too.
    fn most_alarming(&self, segments: Vec<Reading>) -> Vec<Reading> {
        let mut alarming: Vec<(f32, Reading)> = Vec::new();
        for segment in segments {
            let alarm = self.words.similarity(&segment, self.word_classifier(), &self.topics.urgent);
            if alarm >= MIN_SEGMENT_ALARM {
                alarming.push((alarm, segment));
            }
        }
        alarming.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        alarming.truncate(MAX_RANKED_SEGMENTS);
        alarming.into_iter().map(|(_, segment)| segment).collect()
    }

    fn embed_and_rank(&self, reading: Reading) -> Ranking {
        if let Some(encoder) = &self.encoder
            // A damaged encoder fails when it is loaded. If it fails here, words alone still give a good answer.
            && let Ok(vector) = encoder.embed(&reading.sentence)
        {
            return self.rank_reading(reading, Some(&vector));
        }
        self.rank_reading(reading, None)
    }

    fn rank_reading(&self, reading: Reading, vector: Option<&Vector>) -> Ranking {
        let words = self.words.scores(&reading, self.word_classifier());
        let meaning = match (&self.meaning, vector) {
            (Some(scorer), Some(vector)) => Some(scorer.scores(vector, self.meaning_classifier())),
            _ => None,
        };
        let by_topic = match &meaning {
            Some(meaning) => &weighted_mean(&words, meaning),
            None => &words.by_topic,
        };
        let mut ranking = Ranking::new(reading.words, by_topic, self.topics.entries);
        ranking.explanation = Explanation {
            matched: self.nearest_text(&ranking, meaning.as_ref().unwrap_or(&words)),
            corrected: reading.corrected,
            unknown: reading.unknown,
        };
        ranking
    }

    /// Ranks a held-out example, whose vector is known.
    pub(crate) fn rank_example(&self, text: &str, vector: Option<&Vector>) -> Ranking {
        self.rank_reading(self.words.read(&text::clean(text)), vector)
    }

    /// Returns the best topic's example that is nearest to the question.
    fn nearest_text(&self, ranking: &Ranking, scores: &Scores) -> Option<String> {
        let topic = ranking.best()?.topic.number(self.topics.entries);
        let example = self.topics.ranges.nearest(topic, &scores.cosines)?;
        Some(self.topics.texts.get(example)?.to_string())
    }
}

/// Returns true if more than half of the words are not English. A few are no sign of another language, since names and
/// misspellings are not English either.
fn is_mostly_foreign(reading: &Reading) -> bool {
    2 * reading.foreign_words > reading.words
}

fn weighted_mean(words: &Scores, meaning: &Scores) -> Vec<f32> {
    let mut mean = Vec::with_capacity(words.by_topic.len());
    for (words, meaning) in words.by_topic.iter().zip(&meaning.by_topic) {
        mean.push(WORDS_SHARE * words + (1.0 - WORDS_SHARE) * meaning);
    }
    mean
}
