//! Ranks the topics of one FAQ for any question.

mod trained;

use std::sync::Arc;

use faq::text::{self, Language};
use faq::{Faq, Referral};
use rustc_hash::FxHashMap;

use crate::alarm::{self, AlarmClassifier, ExampleKind};
use crate::background;
use crate::classifier::Classifier;
use crate::clauses::{self, Phrases, Window};
use crate::codec::Decoder;
use crate::foreign::{self, ForeignEngine};
use crate::identify::{self, ForeignPart};
use crate::lexicon::Reading;
use crate::meaning::{self, Encoder, Vector};
use crate::query::{Alarm, Explanation, Query, QueryRanking, Ranking};
use crate::scorers::{MeaningScorer, Scores, WordScorer};
use crate::topics::{ExampleRanges, Topic, examples};
use crate::validation;
use trained::{Lessons, Start, Trained};

/// The share of the words' score in a topic's score; the rest is the meaning's. Chosen by cross-validation on three FAQs;
/// nearby values score alike.
const WORDS_SHARE: f32 = 0.4;
/// A window with a lower alarm by its words is not compared by meaning: nothing in it resembles an emergency. In our yardstick
/// this leaves four windows for every ten questions, and misses no emergency that is found without it.
const MIN_WORDS_ALARM: f32 = -0.9;
/// The weight of the lead of the best urgent referral, in an alarm. The classifiers of alarms and the ranking of topics
/// together are wrong less often than either alone. Weights from 1 to 2 are equally good.
const LEAD_WEIGHT: f32 = 1.5;
/// How much higher the alarm of a part of a clause must be, since out of its clause it may say something else ("not swollen | any
/// more").
const PART_DISCOUNT: f32 = 0.9;
/// The most windows of a question that are compared by meaning. Each takes the same time as the whole question.
const MAX_WINDOWS: usize = 4;
/// The most questions of a message that are ranked separately.
const MAX_QUESTIONS: usize = 6;
/// A sentence of fewer words than this, in a message of several, is never taken for another language.
const MIN_FOREIGN_WORDS: usize = 3;

/// Called between the steps of learning; returns true once the result is no longer needed.
pub type ShouldStop<'a> = &'a (dyn Fn() -> bool + Sync);

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
    /// The examples as they are read; empty once it is trained.
    readings: Arc<Vec<Reading>>,
    trained: Option<Trained>,
}

/// The topics of a FAQ with their examples.
struct Topics {
    /// The number of entries. Topics are numbered entries first, then referrals.
    entries: usize,
    ids: Vec<Box<str>>,
    language: Language,
    /// Whether each referral is urgent.
    urgent: Vec<bool>,
    /// The kind of each example.
    kinds: Vec<ExampleKind>,
    ranges: Arc<ExampleRanges>,
    texts: Vec<Box<str>>,
    /// The entries with a title of these words.
    titles: FxHashMap<String, Vec<usize>>,
    /// Everyday questions to calibrate by, if the FAQ names too little of what it does not cover.
    background: Vec<&'static str>,
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
        let urgent: Vec<bool> = faq.referrals().iter().map(Referral::is_urgent).collect();
        let mut kinds = Vec::with_capacity(examples.len());
        for &(topic, _) in examples {
            kinds.push(match topic {
                Topic::Entry(_) => ExampleKind::Entry,
                Topic::Referral(at) if urgent[at] => ExampleKind::Urgent,
                Topic::Referral(_) => ExampleKind::Referral,
            });
        }
        let mut titles: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, entry) in faq.entries().iter().enumerate() {
            titles.entry(title_key(&text::clean(entry.question()), faq.language())).or_default().push(index);
        }
        let mut ids: Vec<Box<str>> = faq.entries().iter().map(|entry| entry.id().as_str().into()).collect();
        ids.extend(faq.referrals().iter().map(|referral| referral.id().as_str().into()));
        let gaps_named = validation::names_gaps(faq);
        let background = if gaps_named { Vec::new() } else { background::questions(faq.language().code()) };
        Self {
            entries,
            ids,
            language: faq.language(),
            urgent,
            kinds,
            ranges: Arc::new(ranges),
            texts,
            titles,
            background,
        }
    }

    /// Returns the entries whose title is this cleaned text, word for word.
    fn titled(&self, cleaned: &str) -> Vec<usize> {
        self.titles.get(&title_key(cleaned, self.language)).cloned().unwrap_or_default()
    }

    /// Returns true if it has both urgent examples and others to learn an alarm from.
    fn has_alarms(&self) -> bool {
        alarm::is_learnable(&self.kinds)
    }
}

fn title_key(cleaned: &str, language: Language) -> String {
    text::words_and_signs(cleaned, language).join(" ")
}

impl Matcher {
    /// Learns a FAQ's words. The same FAQ always gives the same matcher.
    pub fn build(faq: &Faq) -> Self {
        Self::learn(&examples(faq).collect::<Vec<_>>(), faq)
    }

    /// Learns the words of some of a FAQ's examples.
    pub(crate) fn learn(examples: &[(Topic, &str)], faq: &Faq) -> Self {
        let topics = Topics::new(examples, faq);
        let (words, readings) = WordScorer::learn(&topics.texts, Arc::clone(&topics.ranges), faq);
        Self {
            topics: Arc::new(topics),
            words: Arc::new(words),
            meaning: None,
            encoder: None,
            readings: Arc::new(readings),
            trained: None,
        }
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
        if let Some(alarm) = &trained.alarm {
            alarm.encode(&mut bytes);
        }
        Some(bytes)
    }

    /// Decodes the bytes that [`Self::encode`] returned for the same FAQ, with or without meaning; `None` if they are damaged.
    /// The matcher has no encoder yet: see [`Self::with_encoder`].
    pub fn decode(faq: &Faq, decoder: &mut Decoder<'_>, with_meaning: bool) -> Option<Self> {
        let topics = Topics::new(&examples(faq).collect::<Vec<_>>(), faq);
        let topic_count = topics.ranges.topic_count();
        let words = WordScorer::decode(decoder, Arc::clone(&topics.ranges), faq.synonyms(), faq.language())?;
        let word_classifier = Classifier::decode(decoder, topic_count, words.feature_count())?;
        let mut matcher = Self {
            topics: Arc::new(topics),
            words: Arc::new(words),
            meaning: None,
            encoder: None,
            readings: Arc::default(),
            trained: Some(Trained { words: Arc::new(word_classifier), meaning: None, alarm: None, supports: None }),
        };
        let with_meaning = with_meaning && faq.language().is_latin();
        if with_meaning {
            let scorer = MeaningScorer::decode(decoder, Arc::clone(&matcher.topics.ranges), matcher.vector_count())?;
            let classifier = Classifier::decode(decoder, topic_count, meaning::WIDTH)?;
            matcher.meaning = Some(Arc::new(scorer));
            if let Some(trained) = &mut matcher.trained {
                trained.meaning = Some(Arc::new(classifier));
            }
        }
        if matcher.topics.has_alarms() {
            let alarm = AlarmClassifier::decode(decoder, &matcher.words, with_meaning)?;
            if let Some(trained) = &mut matcher.trained {
                trained.alarm = Some(alarm);
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

    /// Returns the vectors of [`Self::sentences`], if it compares meaning.
    pub fn vectors(&self) -> Option<Arc<[Vector]>> {
        Some(self.meaning.as_ref()?.vectors())
    }

    /// Returns the sentences of which [`Self::with_meaning`] takes the vectors: the corrected text of each example, in the order of
    /// [`examples`], and everyday questions to calibrate by.
    ///
    /// There are none in a language that is not written in Latin letters. The model has learned English, and understands
    /// related languages a little; in others it takes one question for another. On Russian, Arabic, Chinese and Japanese FAQs
    /// it put no more questions first, and told covered questions from others worse than words alone (AUROC 0.65 instead of
    /// 0.75).
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::with_capacity(self.vector_count());
        if self.topics.language.is_latin() {
            sentences.extend(self.readings().iter().map(|reading| reading.sentence.clone()));
            sentences.extend(self.topics.background.iter().map(|question| background::sentence(question)));
        }
        sentences
    }

    /// Returns the examples as they are read.
    fn readings(&self) -> Arc<Vec<Reading>> {
        if self.readings.len() == self.topics.texts.len() {
            return Arc::clone(&self.readings);
        }
        Arc::new(self.topics.texts.iter().map(|text| self.words.read_example(text)).collect())
    }

    /// Returns how many vectors it takes.
    fn vector_count(&self) -> usize {
        self.topics.ranges.example_count() + self.topics.background.len()
    }

    /// Returns the margins of everyday questions, none if it calibrates without them.
    pub(crate) fn background_margins(&self) -> Vec<f32> {
        let vectors = self.vectors().unwrap_or_default();
        let first = self.topics.ranges.example_count();
        let mut margins = Vec::with_capacity(self.topics.background.len());
        for (at, text) in self.topics.background.iter().enumerate() {
            margins.push(self.rank_reading(&self.words.read_example(text), vectors.get(first + at)).margin());
        }
        margins
    }

    /// Returns the same matcher with meaning, not trained yet: with an encoder for questions and the vectors of
    /// [`Self::sentences`], in their order. Returns the matcher unchanged if there are too few.
    pub fn with_meaning(&self, encoder: Arc<Encoder>, vectors: Arc<[Vector]>) -> Self {
        self.with_vectors(vectors).with_encoder(encoder)
    }

    /// Returns the same matcher with the vectors of its examples, for questions whose vectors are known. Returns the matcher
    /// unchanged if there are too few.
    pub(crate) fn with_vectors(&self, vectors: Arc<[Vector]>) -> Self {
        if vectors.len() < self.topics.ranges.example_count() {
            return self.clone();
        }
        let scorer = MeaningScorer::new(vectors, Arc::clone(&self.topics.ranges));
        Self { meaning: Some(Arc::new(scorer)), encoder: None, trained: None, ..self.clone() }
    }

    /// Returns the same matcher with its classifiers, which separate topics far better than the nearest examples alone.
    /// Training takes about a second for a few thousand examples.
    pub fn train(&self) -> Self {
        self.train_unless(&|| false).unwrap_or_else(|| self.clone())
    }

    /// As [`Self::train`], but returns `None` as soon as `should_stop` returns true.
    pub fn train_unless(&self, should_stop: ShouldStop<'_>) -> Option<Self> {
        self.train_by(None, should_stop)
    }

    /// As [`Self::train_unless`], in a fraction of the time, from a trained matcher of nearly the same examples. The result is
    /// nearly that of [`Self::train`].
    pub fn train_from(&self, earlier: &Self, should_stop: ShouldStop<'_>) -> Option<Self> {
        let supports = earlier.trained.as_ref().and_then(|trained| trained.supports.as_deref());
        let start = supports.map(|supports| Start::new(&earlier.topics, supports, &self.topics));
        self.train_by(start.as_ref(), should_stop)
    }

    /// Returns true if [`Self::train_from`] can start from this matcher.
    pub fn is_start(&self) -> bool {
        self.trained.as_ref().is_some_and(|trained| trained.supports.is_some())
    }

    fn train_by(&self, start: Option<&Start<'_>>, should_stop: ShouldStop<'_>) -> Option<Self> {
        if should_stop() {
            return None;
        }
        let readings = self.readings();
        let meaning = self.meaning.as_deref();
        let lessons = Lessons { topics: &self.topics, readings: &readings, words: &self.words, meaning };
        let trained = Trained::train(&lessons, start, should_stop)?;
        Some(Self { readings: Arc::default(), trained: Some(trained), ..self.clone() })
    }

    /// Returns true if it turns questions into vectors.
    pub fn compares_meaning(&self) -> bool {
        self.encoder.is_some()
    }

    /// Returns the same matcher without an encoder, which ranks questions by their words alone, in a fraction of the time.
    pub fn by_words(&self) -> Self {
        Self { encoder: None, ..self.clone() }
    }

    /// Returns false if nothing in a query resembles an emergency by its words. That takes a fraction of the time of
    /// [`Self::rank`], which also recognises an emergency in entirely different words.
    pub fn may_be_emergency(&self, query: &Query) -> bool {
        let Some(classifier) = self.alarm_classifier() else { return false };
        let sentences = self.read_sentences(query);
        let is_alarming = |reading: &Reading| classifier.by_words(reading, &self.words) >= MIN_WORDS_ALARM;
        let whole = Reading::joined(sentences.concat());
        classifier.alarm_words(&whole.tokens).is_some()
            || is_alarming(&whole)
            || clauses::windows(&sentences).iter().any(|window| is_alarming(&window.reading))
    }

    /// Returns the vector of a query, as it is ranked; `None` if it does not compare meaning.
    pub fn vector(&self, query: &Query) -> Option<Vector> {
        let whole = Reading::joined(self.read_sentences(query).concat());
        self.encoder.as_ref()?.embed(&whole.sentence).ok()
    }

    fn read_sentences(&self, query: &Query) -> Vec<Phrases> {
        let mut sentences = Vec::new();
        for sentence in query.sentences() {
            sentences.push(sentence.split(clauses::is_phrase_end).map(|phrase| self.words.read(phrase)).collect());
        }
        sentences
    }

    /// Returns the part of a query that is in another language than the FAQ's.
    pub(crate) fn foreign_part(&self, query: &Query) -> Option<ForeignPart> {
        let own = self.topics.language;
        let typed = &*query.typed(own)?;
        let known = |word: &str| self.words.knows(word);
        if let Some(part) = identify::foreign_part(typed, own, identify::MIN_WEIGHT, known) {
            return Some(part);
        }
        let whole = Reading::joined(self.read_sentences(query).concat());
        if !is_mostly_foreign(&whole) {
            return None;
        }
        // Words that are none of the FAQ's, and no misspellings of them either, need less.
        identify::foreign_part(typed, own, identify::MIN_WEIGHT_OF_UNKNOWN, known).or_else(|| {
            let language = text::foreign_language(&query.whole(), own)?;
            Some(ForeignPart { language, range: 0..typed.len(), other_words: 0 })
        })
    }

    /// Returns true if a part of a query is in another language than the FAQ's, so that ranking it takes a [`ForeignEngine`].
    pub fn is_foreign(&self, query: &Query) -> bool {
        self.foreign_part(query).is_some()
    }

    /// Ranks a query as [`Self::rank`] does, or by the engine for other languages if a part of it is in one. The engine is asked for
    /// only then.
    pub fn rank_in_any_language(
        &self,
        query: &Query,
        engine: impl FnOnce() -> Option<Arc<ForeignEngine>>,
    ) -> QueryRanking {
        let Some((part, typed)) = self.foreign_part(query).zip(query.typed(self.topics.language)) else {
            return self.rank(query);
        };
        let Some(engine) = engine() else {
            let foreign = Some(Box::new(foreign::unranked(&typed, &part)));
            return QueryRanking { foreign, ..self.rank(query) };
        };
        let foreign = Some(Box::new(engine.matcher.rank(&typed, &part, &engine.encoder)));
        // The rest may be an emergency as well.
        let has_own_part = foreign.as_ref().is_some_and(|foreign| foreign.has_own_part);
        let own = if has_own_part { self.rank(query) } else { self.by_words().rank(query) };
        QueryRanking { foreign, ..own }
    }

    /// Ranks every topic for a query, for the part of it that sounds most like an emergency, and for each of its questions.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        let sentences = self.read_sentences(query);
        let whole = Reading::joined(sentences.concat());
        let foreign = self.foreign_language(&query.whole(), &whole);
        let parts = clauses::questions(&sentences);
        let mut windows = clauses::windows(&sentences);
        if let Some(classifier) = self.alarm_classifier() {
            for phrase in sentences.iter().flatten() {
                let alarming = classifier.alarm_words(&phrase.tokens);
                windows.extend(alarming.into_iter().flat_map(|range| clauses::windows_at(&phrase.tokens, range)));
            }
        }
        let (vector, ranking) = self.embed_and_rank(&whole);
        let alarm = self.alarm(&whole, vector.as_ref(), &ranking, windows);
        let titled = self.topics.titled(&query.whole());
        let mut ranked = QueryRanking {
            whole: Ranking { foreign, titled, ..ranking },
            alarm,
            has_unread_part: self.has_unread_part(&sentences),
            vector,
            ..QueryRanking::default()
        };
        if parts.questions.len() > 1 {
            ranked.questions = self.rank_first(&parts.questions);
            ranked.statements = self.rank_first(&parts.statements);
            ranked.has_more_questions = parts.questions.len() > ranked.questions.len();
        }
        ranked
    }

    /// Returns true if the words of one sentence among several are mostly unknown to English. In another language it may say anything.
    fn has_unread_part(&self, sentences: &[Phrases]) -> bool {
        if sentences.len() < 2 || !self.topics.language.is_english() {
            return false;
        }
        sentences.iter().any(|phrases| {
            let sentence = Reading::joined(phrases.clone());
            sentence.words >= MIN_FOREIGN_WORDS && is_mostly_foreign(&sentence)
        })
    }

    /// Ranks every topic for a cleaned text.
    pub fn rank_text(&self, cleaned: &str) -> Ranking {
        let reading = self.words.read(cleaned);
        let foreign = self.foreign_language(cleaned, &reading);
        Ranking { foreign, titled: self.topics.titled(cleaned), ..self.embed_and_rank(&reading).1 }
    }

    /// Returns the language of a cleaned text if it is not the FAQ's.
    fn foreign_language(&self, cleaned: &str, reading: &Reading) -> Option<Language> {
        if is_mostly_foreign(reading) { text::foreign_language(cleaned, self.topics.language) } else { None }
    }

    fn word_classifier(&self) -> Option<&Classifier> {
        Some(&self.trained.as_ref()?.words)
    }

    fn meaning_classifier(&self) -> Option<&Classifier> {
        self.trained.as_ref()?.meaning.as_deref()
    }

    fn alarm_classifier(&self) -> Option<&AlarmClassifier> {
        self.trained.as_ref()?.alarm.as_ref()
    }

    /// Ranks the first parts of a message, each by itself.
    fn rank_first(&self, parts: &[Reading]) -> Vec<Ranking> {
        parts.iter().take(MAX_QUESTIONS).map(|part| self.embed_and_rank(part).1).collect()
    }

    /// Returns the alarm of the text, or of the window that sounds most like an emergency; `None` if the FAQ names none.
    fn alarm(
        &self,
        whole: &Reading,
        vector: Option<&Vector>,
        ranking: &Ranking,
        windows: Vec<Window>,
    ) -> Option<Alarm> {
        let classifier = self.alarm_classifier()?;
        let by_words = classifier.by_words(whole, &self.words);
        let level = classifier.blend(by_words, vector) + LEAD_WEIGHT * self.urgent_lead(ranking);
        let has_alarm_words = classifier.alarm_words(&whole.tokens).is_some();
        let mut highest = Alarm { level, doubt: level, has_alarm_words, ranking: ranking.clone() };
        for (by_words, window) in self.most_alarming(windows, classifier) {
            let (vector, ranking) = self.embed_and_rank(&window.reading);
            let level = classifier.blend(by_words, vector.as_ref()) + LEAD_WEIGHT * self.urgent_lead(&ranking);
            highest.doubt = highest.doubt.max(level);
            let level = if window.is_part { level - PART_DISCOUNT } else { level };
            if level > highest.level {
                highest.level = level;
                highest.ranking = ranking;
            }
        }
        Some(highest)
    }

    /// Returns the score of the best urgent referral less that of the best other topic: -1 to 1.
    fn urgent_lead(&self, ranking: &Ranking) -> f32 {
        let mut urgent = 0.0_f32;
        let mut other = ranking.best_entry_score();
        for scored in &ranking.referrals {
            let best = if self.topics.urgent[scored.topic] { &mut urgent } else { &mut other };
            *best = best.max(scored.score);
        }
        urgent - other
    }

    /// Returns the few windows that by their words sound most like an emergency, each with its alarm by words.
    fn most_alarming(&self, windows: Vec<Window>, classifier: &AlarmClassifier) -> Vec<(f32, Window)> {
        let mut alarming: Vec<(f32, Window)> = Vec::new();
        for window in windows {
            let alarm = classifier.by_words(&window.reading, &self.words);
            if alarm >= MIN_WORDS_ALARM {
                alarming.push((alarm, window));
            }
        }
        alarming.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        alarming.truncate(MAX_WINDOWS);
        alarming
    }

    fn embed_and_rank(&self, reading: &Reading) -> (Option<Vector>, Ranking) {
        // A damaged encoder fails when it is loaded. If it fails here, words alone still give a good answer.
        let vector = self.encoder.as_ref().and_then(|encoder| encoder.embed(&reading.sentence).ok());
        let ranking = self.rank_reading(reading, vector.as_ref());
        (vector, ranking)
    }

    fn rank_reading(&self, reading: &Reading, vector: Option<&Vector>) -> Ranking {
        let words = self.words.scores(reading, self.word_classifier());
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
            corrected: reading.corrected.clone(),
            unknown: reading.unknown.clone(),
        };
        ranking
    }

    /// Ranks a held-out example, whose vector is known, as a whole.
    pub(crate) fn rank_example(&self, text: &str, vector: Option<&Vector>) -> QueryRanking {
        let reading = self.words.read_example(text);
        let whole = self.rank_reading(&reading, vector);
        let alarm = self.alarm(&reading, vector, &whole, Vec::new());
        QueryRanking { whole, alarm, ..QueryRanking::default() }
    }

    /// Returns the best topic's example that is nearest to the question.
    fn nearest_text(&self, ranking: &Ranking, scores: &Scores) -> Option<String> {
        let topic = ranking.best()?.topic.number(self.topics.entries);
        let example = self.topics.ranges.nearest(topic, &scores.cosines)?;
        Some(self.topics.texts.get(example)?.to_string())
    }
}

/// Returns true if more than half of the words are not of the FAQ's language. A few are no sign of another language, since
/// names and misspellings are not in it either.
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
