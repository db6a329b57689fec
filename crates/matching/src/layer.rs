//! A small layer of further topics beside a matcher's own: what one server answers itself.
//!
//! A layer has few examples and is not trained. A question belongs to a topic only if it is very near to one of its examples, by words
//! and, where there are vectors, by meaning. It is meant to miss questions rather than to take one that is about something else.

use std::sync::LazyLock;

use faq::text;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHasher;

use crate::codec::{Decoder, encode_count, encode_numbers};
use crate::meaning::Vector;

/// The share of the words in a score; the rest is the meaning's.
const WORDS_SHARE: f32 = 0.5;
/// The score that a question needs by words and meaning together. Of 949 questions about the shipped guide and its gaps, two reach it for
/// one of 16 entries of a made-up clinic: one about opening hours, rightly, and one about swallowed cream, which is an emergency
/// (`cargo run --example servers -- near`).
const MIN_SCORE: f32 = 0.74;
/// The score that a question needs by words alone.
const MIN_WORD_SCORE: f32 = 0.8;
/// How much nearer one topic must be than any other; else the question may mean either.
const MIN_LEAD: f32 = 0.04;

/// Words that say nothing about the subject of a question.
const LITTLE_WORDS: [&str; 62] = [
    "a", "about", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "did", "do", "does", "for", "from", "get", "had", "has", "have", "hello", "hey", "hi", "i", "if", "in", "is", "it",
    "its", "just", "may", "me", "my", "of", "on", "or", "our", "please", "should", "so", "some", "that", "the",
    "there", "these", "this", "to", "was", "we", "what", "will", "with", "would", "you", "your", "thanks", "here",
];

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The examples of a few topics, as they are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    examples: Vec<LayerExample>,
}

#[derive(Debug, Clone, PartialEq)]
struct LayerExample {
    topic: u32,
    /// Hashes of the stems, sorted.
    stems: Box<[u32]>,
    /// `None` if it is compared by words alone.
    vector: Option<Vector>,
}

/// A topic that a question is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerMatch {
    pub topic: usize,
    /// Whether it has the very words of an example, in any order.
    pub is_verbatim: bool,
}

impl Layer {
    /// Takes the examples of topics, each with the number of its topic. `embed` returns the vector of a text, if meaning is compared.
    pub fn new<'t>(examples: impl Iterator<Item = (usize, &'t str)>, embed: impl Fn(&str) -> Option<Vector>) -> Self {
        let mut layer = Self::default();
        for (topic, example) in examples {
            let stems = stems(example);
            if !stems.is_empty() {
                // There are a few thousand examples at most.
                let topic = u32::try_from(topic).unwrap_or(u32::MAX);
                layer.examples.push(LayerExample { topic, stems, vector: embed(example) });
            }
        }
        layer
    }

    /// Returns the topic of a question as it was typed, whose vector is this, if it is near to one and to no other.
    pub fn find(&self, question: &str, vector: Option<&Vector>) -> Option<LayerMatch> {
        let asked = stems(question);
        let mut best: Option<(f32, u32, bool)> = None;
        let mut second = 0.0_f32;
        for example in &self.examples {
            let (score, is_verbatim) = example.score(&asked, vector)?;
            match best {
                Some((highest, topic, verbatim)) if topic == example.topic => {
                    best = Some((highest.max(score), topic, verbatim || is_verbatim));
                }
                Some((highest, ..)) if score <= highest => second = second.max(score),
                earlier => {
                    second = second.max(earlier.map_or(0.0, |(score, ..)| score));
                    best = Some((score, example.topic, is_verbatim));
                }
            }
        }
        let (score, topic, is_verbatim) = best?;
        let needed = if self.compares_meaning(vector) { MIN_SCORE } else { MIN_WORD_SCORE };
        let is_near = is_verbatim || (score >= needed && score - second >= MIN_LEAD);
        is_near.then_some(LayerMatch { topic: topic as usize, is_verbatim })
    }

    fn compares_meaning(&self, vector: Option<&Vector>) -> bool {
        vector.is_some() && self.examples.iter().all(|example| example.vector.is_some())
    }

    /// Returns the bytes of memory that it takes, about.
    pub fn bytes(&self) -> usize {
        let words: usize =
            self.examples.iter().map(|example| size_of::<LayerExample>() + 4 * example.stems.len()).sum();
        words + size_of::<Self>()
    }

    /// Encodes it, so that no vector has to be computed again.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode_count(&mut bytes, self.examples.len());
        for example in &self.examples {
            encode_numbers(&mut bytes, &[example.topic], u32::to_le_bytes);
            encode_count(&mut bytes, example.stems.len());
            encode_numbers(&mut bytes, &example.stems, u32::to_le_bytes);
            encode_count(&mut bytes, usize::from(example.vector.is_some()));
            encode_numbers(&mut bytes, example.vector.as_slice(), |vector| vector.to_bytes());
        }
        bytes
    }

    /// Decodes the bytes of [`Self::encode`].
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (mut reader, length) = (bytes, bytes.len());
        let mut decoder = Decoder::new(&mut reader, length);
        let count = decoder.count()?;
        let mut examples = Vec::new();
        for _ in 0..count {
            let topic = decoder.numbers(1, u32::from_le_bytes)?.pop()?;
            let words = decoder.count()?;
            let stems = decoder.numbers(words, u32::from_le_bytes)?.into();
            let vectors = decoder.count()?;
            let vector = decoder.numbers(vectors, |bytes| Vector::from_bytes(&bytes))?.pop();
            examples.push(LayerExample { topic, stems, vector });
        }
        Some(Self { examples })
    }
}

impl LayerExample {
    /// Returns how near a question is, 0 to 1, and whether it has the same words; `None` if the question has no words.
    fn score(&self, asked: &[u32], vector: Option<&Vector>) -> Option<(f32, bool)> {
        if asked.is_empty() {
            return None;
        }
        let words = shared(&self.stems, asked);
        let is_verbatim = *self.stems == *asked;
        let score = match (&self.vector, vector) {
            (Some(own), Some(vector)) => WORDS_SHARE * words + (1.0 - WORDS_SHARE) * own.dot(vector),
            _ => words,
        };
        Some((score, is_verbatim))
    }
}

/// Returns the share of two sorted lists of stems that both have (Dice's coefficient).
fn shared(one: &[u32], other: &[u32]) -> f32 {
    let both = one.iter().filter(|stem| other.binary_search(stem).is_ok()).count();
    2.0 * both as f32 / (one.len() + other.len()) as f32
}

/// Returns the hashes of a text's stems, sorted and each once. If all of its words are little, all count.
fn stems(typed: &str) -> Box<[u32]> {
    let words = text::words(&text::clean(typed));
    let telling = words.iter().filter(|word| !LITTLE_WORDS.contains(&word.as_str()));
    let mut stems: Vec<u32> = telling.map(|word| hash(word)).collect();
    if stems.is_empty() {
        stems = words.iter().map(|word| hash(word)).collect();
    }
    stems.sort_unstable();
    stems.dedup();
    stems.into()
}

fn hash(word: &str) -> u32 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    hasher.write(STEMMER.stem(word).as_bytes());
    // The upper bits are the better mixed ones.
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer() -> Layer {
        let examples = [
            (0, "Where can I park?"),
            (0, "is there parking at the clinic"),
            (1, "Is there a waiting room?"),
            (1, "where do i wait"),
        ];
        Layer::new(examples.into_iter(), |_| None)
    }

    fn found(question: &str) -> Option<usize> {
        layer().find(question, None).map(|found| found.topic)
    }

    #[test]
    fn a_question_in_nearly_the_same_words_is_found() {
        assert_eq!(found("where can i park"), Some(0));
        assert_eq!(found("Where do I park, please?"), Some(0));
        assert_eq!(found("where can I park my car"), Some(0));
        assert_eq!(found("where do we wait"), Some(1));
    }

    #[test]
    fn a_question_about_something_else_is_not_found() {
        for question in ["where does it hurt", "is there swelling", "can I swim", "", "???", "where"] {
            assert_eq!(found(question), None, "{question}");
        }
    }

    #[test]
    fn a_layer_survives_its_encoding() {
        let direction = |first: f32| {
            let mut direction = [0.5; 384];
            direction[0] = first;
            Vector::towards(&direction)
        };
        let with_vectors = Layer::new([(3, "Where can I park?")].into_iter(), |_| Some(direction(1.0)));
        for layer in [layer(), with_vectors, Layer::default()] {
            assert_eq!(Layer::decode(&layer.encode()), Some(layer));
        }
        assert_eq!(Layer::decode(b"damaged"), None);
    }
}
