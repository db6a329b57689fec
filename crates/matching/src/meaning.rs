//! The meaning of a sentence as a vector: sentences with a similar meaning have similar vectors, even in other words.
//!
//! There are two models, both with 8-bit weights (`assets/README.md`) and run in this process: all-MiniLM-L6-v2, which knows English
//! best, and multilingual-e5-small, which knows a hundred languages.

mod network;
mod subject_space;
mod unigram;
mod word_table;
mod wordpiece;

use std::borrow::Cow;

use network::Network;
pub use subject_space::SubjectSpace;
pub use unigram::InvalidPiece;
use unigram::Unigram;
use word_table::WordTable;
pub use wordpiece::MissingToken;
use wordpiece::WordPiece;

/// The SHA-256 of each file of the sentence model, as `sha256sum` writes them.
pub static MODEL_SUMS: &str = include_str!("../assets/minilm/SHA256SUMS");
/// The same of the multilingual model.
pub static MULTILINGUAL_SUMS: &str = include_str!("../assets/e5/SHA256SUMS");
static PIECES: &str = include_str!("../assets/e5/pieces.txt");
/// The mean of the multilingual model's vectors, which all sentences have in common.
static CENTRE: &[u8] = include_bytes!("../assets/e5/centre.bin");
/// What the multilingual model expects before a question.
const QUERY: &str = "query: ";
/// The vectors of the shipped FAQ's questions and phrasings.
pub static SHIPPED_VECTORS: &[u8] = include_bytes!("../assets/vectors.bin");
/// The vectors by the multilingual model of what of the shipped FAQ is learned for other languages.
pub static SHIPPED_MULTILINGUAL_VECTORS: &[u8] = include_bytes!("../assets/vectors-multilingual.bin");
static VOCABULARY: &str = include_str!("../assets/minilm/vocab.txt");

/// The tokens of a text that are read, about 100 words. The rest is ignored.
const MAX_TOKENS: usize = 128;

/// The dimensions of a vector.
pub const WIDTH: usize = 384;

/// The whole number that the largest number of a direction is rounded to.
const MAX_VALUE: f32 = 127.0;

/// Numbers that are added side by side, so that the compiler uses vector instructions. 384 is a multiple of it.
const LANES: usize = 32;

/// An encoder cannot be loaded, or fails to turn a text into a vector.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    #[error("the model cannot be read: {0}")]
    Unreadable(#[from] rten::LoadError),
    #[error("the model cannot be run: {0}")]
    Failed(#[from] rten::RunError),
    /// The network makes its runtime panic.
    #[error("the model is damaged")]
    Damaged,
    /// The network's inputs or outputs are not those of a sentence model.
    #[error("the model does not turn sentences into vectors of {WIDTH} numbers")]
    Foreign,
    #[error(transparent)]
    Vocabulary(#[from] MissingToken),
    #[error(transparent)]
    Pieces(#[from] InvalidPiece),
}

/// Turns texts into vectors.
///
/// Any number of threads may use it at once. They take turns, one text at a time, on the encoder's single thread.
pub struct Encoder {
    words: Words,
    network: Network,
}

/// How a model reads a text.
enum Words {
    /// The network takes the numbers of tokens.
    Tokens(WordPiece),
    /// The network takes the vectors of pieces, and `centre` is taken from its vectors.
    Pieces { unigram: Unigram, table: WordTable, centre: Box<[f32; WIDTH]> },
}

impl Encoder {
    /// Returns the encoder with the English model, which is part of the program.
    ///
    /// # Errors
    /// Fails if the processor or the memory does not suffice.
    pub fn embedded() -> Result<Self, EncoderError> {
        let tokenizer = WordPiece::new(VOCABULARY.lines().map(Cow::Borrowed))?;
        Self::tested(Words::Tokens(tokenizer), Network::embedded()?)
    }

    /// Returns the encoder with the multilingual model, which is part of the program. It takes up to 60 MiB.
    ///
    /// # Errors
    /// Fails if the processor or the memory does not suffice.
    pub fn multilingual() -> Result<Self, EncoderError> {
        let table = WordTable::embedded().ok_or(EncoderError::Foreign)?;
        let mut centre = Box::new([0.0; WIDTH]);
        for (number, &bytes) in centre.iter_mut().zip(CENTRE.as_chunks().0) {
            *number = f32::from_le_bytes(bytes);
        }
        let words = Words::Pieces { unigram: Unigram::new(PIECES)?, table, centre };
        Self::tested(words, Network::multilingual()?)
    }

    /// Returns an encoder with another model: the bytes of its `model.onnx` and `model.data`, and its vocabulary, one token a
    /// line.
    ///
    /// # Errors
    /// Fails if they are damaged, or are not what `assets/make_model.py` could have made. Check their origin first: a
    /// malicious graph can ask for more memory than there is, which ends the process without an error.
    pub fn from_bytes(graph: Vec<u8>, weights: Vec<u8>, vocabulary: &str) -> Result<Self, EncoderError> {
        let tokenizer = WordPiece::new(vocabulary.lines().map(|token| Cow::Owned(token.to_owned())))?;
        Self::tested(Words::Tokens(tokenizer), Network::from_bytes(graph, weights)?)
    }

    /// Runs the network once, since some damage shows only then: better now than at the first question.
    fn tested(words: Words, network: Network) -> Result<Self, EncoderError> {
        let encoder = Self { words, network };
        encoder.embed("")?;
        Ok(encoder)
    }

    /// Returns the vector of a text. Every text has one. Of a long text only the beginning counts, about 100 words.
    ///
    /// The same text gives the same vector on the same machine; processors differ in the last bit.
    ///
    /// # Errors
    /// Fails if the model is damaged in a way that did not show when it was loaded.
    pub fn embed(&self, text: &str) -> Result<Vector, EncoderError> {
        match &self.words {
            Words::Tokens(tokenizer) => {
                let mean = self.network.run(tokenizer.tokens(text, MAX_TOKENS))?;
                Ok(Vector::towards(&mean))
            }
            Words::Pieces { unigram, table, centre } => {
                // In lower case: people often write so, and with it the model understands as much.
                let pieces = unigram.pieces(&format!("{QUERY}{}", text.to_lowercase()), MAX_TOKENS);
                let mut direction = unit(&self.network.run_vectors(table.vectors(&pieces))?);
                for (number, centre) in direction.iter_mut().zip(centre.iter()) {
                    *number -= centre;
                }
                Ok(Vector::towards(&direction))
            }
        }
    }
}

/// Returns a direction of length 1, or zeros.
fn unit(direction: &[f32; WIDTH]) -> [f32; WIDTH] {
    let mut square = 0.0;
    for number in direction {
        square += number * number;
    }
    let factor = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    direction.map(|number| number * factor)
}

/// A direction: 384 whole numbers and the factor that makes its length 1, in 388 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vector {
    values: [i8; WIDTH],
    scale: f32,
}

impl Vector {
    /// Returns the direction of these numbers, rounded to 8 bits each. Zeros give the zero vector, whose cosine with any vector
    /// is 0.
    pub fn towards(direction: &[f32; WIDTH]) -> Self {
        let mut largest = 0.0_f32;
        for x in direction {
            largest = largest.max(x.abs());
        }
        let factor = if largest > 0.0 { MAX_VALUE / largest } else { 0.0 };
        let mut values = [0; WIDTH];
        for (value, x) in values.iter_mut().zip(direction) {
            // Casting a float saturates instead of wrapping.
            *value = (x * factor).round() as i8;
        }
        Self::new(values)
    }

    fn new(values: [i8; WIDTH]) -> Self {
        let length = (product(&values, &values) as f32).sqrt();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        Self { values, scale }
    }

    /// Returns its numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = f32> {
        self.values.iter().map(|&value| f32::from(value) * self.scale)
    }

    /// Returns the factor of its whole numbers.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    /// Returns its whole numbers as bytes, from which [`Self::from_bytes`] makes the same vector.
    pub fn to_bytes(&self) -> [u8; WIDTH] {
        self.values.map(i8::cast_unsigned)
    }

    /// Returns the vector of these bytes. Any bytes are a vector.
    pub fn from_bytes(bytes: &[u8; WIDTH]) -> Self {
        Self::new(bytes.map(|byte| byte.cast_signed().max(-i8::MAX)))
    }

    /// Returns the cosine with another vector, -1 to 1.
    pub fn dot(&self, other: &Self) -> f32 {
        product(&self.values, &other.values) as f32 * (self.scale * other.scale)
    }

    /// Returns the cosine with each of many others, in half the time that [`Self::dot`] takes.
    pub fn cosines(&self, others: &[Self]) -> Vec<f32> {
        let wide = self.values.map(i16::from);
        let mut cosines = Vec::with_capacity(others.len());
        for other in others {
            cosines.push(wide_product(&wide, &other.values) as f32 * (self.scale * other.scale));
        }
        cosines
    }

    /// Returns the inner product with `weights`, of which there are [`WIDTH`]. Missing ones count as zero.
    pub fn dot_f32(&self, weights: &[f32]) -> f32 {
        // Each lane has its own sum. A single sum must be added in the order written, which uses one lane only.
        let mut sums = [0.0_f32; LANES];
        for (values, weights) in self.values.chunks_exact(LANES).zip(weights.chunks_exact(LANES)) {
            for ((sum, &value), &weight) in sums.iter_mut().zip(values).zip(weights) {
                *sum += f32::from(value) * weight;
            }
        }
        sums.iter().sum::<f32>() * self.scale
    }

    /// Adds `factor` times this vector to `sum`, which has [`WIDTH`] numbers.
    pub fn add_to(&self, factor: f32, sum: &mut [f32]) {
        let factor = factor * self.scale;
        for (sum, &value) in sum.iter_mut().zip(&self.values) {
            *sum += factor * f32::from(value);
        }
    }
}

/// Returns the exact inner product: at most 384 * 128 * 128.
fn product(a: &[i8; WIDTH], b: &[i8; WIDTH]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

/// Returns the inner product of numbers from -127 to 127. Any processor multiplies eight 16-bit numbers at once, and the sum
/// of two products still fits into 16 bits.
fn wide_product(a: &[i16; WIDTH], b: &[i8; WIDTH]) -> i32 {
    let mut sums = [0_i32; LANES / 2];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        let (a_left, a_right) = a.split_at(LANES / 2);
        let (b_left, b_right) = b.split_at(LANES / 2);
        // Zipped rather than indexed: the compiler would check every index and use no vector instructions.
        let pairs = a_left.iter().zip(b_left).zip(a_right.iter().zip(b_right));
        for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(pairs) {
            *sum += i32::from(a * i16::from(*b) + c * i16::from(*d));
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;
    use std::thread;

    use proptest::prelude::*;

    use super::*;

    static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::embedded().unwrap());

    fn cosine(a: &str, b: &str) -> f32 {
        ENCODER.embed(a).unwrap().dot(&ENCODER.embed(b).unwrap())
    }

    #[test]
    fn sentences_with_a_similar_meaning_have_similar_vectors() {
        for (question, alike, unlike) in [
            ("does it hurt?", "is the treatment painful?", "where can i park my car?"),
            ("how much does it cost?", "what's the price of a session", "tell me a joke about penguins"),
            (
                "can i wear makeup afterwards?",
                "when am i allowed to put makeup on again?",
                "does it work on dark skin?",
            ),
            ("how long does it take to heal", "what is the recovery time", "is there a number to call"),
        ] {
            let (near, far) = (cosine(question, alike), cosine(question, unlike));
            assert!(near > far + 0.2, "{question}: {near} with {alike:?}, {far} with {unlike:?}");
        }
    }

    /// The published cosines are those of the model with float weights, computed with the tools that it was published with.
    #[test]
    fn the_cosines_are_nearly_those_of_the_model_as_published() {
        for (a, b, published) in [
            ("does it hurt?", "is the treatment painful?", 0.630),
            ("does it hurt?", "where can i park my car?", -0.038),
            ("how much does it cost?", "what's the price of a session", 0.475),
            ("is it safe wen ur pregnant", "can pregnant women have this done", 0.610),
            ("will i look like a tomato", "how red is my face afterwards", 0.294),
            ("who performs it", "what device is used", 0.144),
        ] {
            let ours = cosine(a, b);
            assert!((ours - published).abs() < 0.03, "{a} | {b}: {ours}, published {published}");
        }
    }

    static MULTILINGUAL: LazyLock<Encoder> = LazyLock::new(|| Encoder::multilingual().unwrap());

    #[test]
    fn sentences_with_a_similar_meaning_are_similar_in_any_language() {
        let cosine = |a: &str, b: &str| MULTILINGUAL.embed(a).unwrap().dot(&MULTILINGUAL.embed(b).unwrap());
        let questions = ["does it hurt?", "how much does it cost?", "how long does it take?"];
        for translations in [
            ["¿duele?", "¿cuánto cuesta?", "¿cuánto tiempo dura?"],
            ["tut es weh?", "was kostet das?", "wie lange dauert es?"],
            ["это больно?", "сколько это стоит?", "сколько времени это занимает?"],
            ["痛いですか？", "いくらかかりますか？", "どのくらい時間がかかりますか？"],
            ["क्या दर्द होता है?", "इसकी कीमत क्या है?", "इसमें कितना समय लगता है?"],
            ["هل هو مؤلم؟", "كم التكلفة؟", "كم من الوقت يستغرق؟"],
        ] {
            for (at, translation) in translations.iter().enumerate() {
                let alike = cosine(questions[at], translation);
                for (other, question) in questions.iter().enumerate() {
                    let unlike = cosine(question, translation);
                    assert!(other == at || alike > unlike + 0.05, "{translation}: {alike}, {unlike} with {question}");
                }
            }
        }
    }

    #[test]
    fn tokens_beyond_the_limit_are_ignored() {
        let long = "does it hurt ".repeat(200);
        assert_eq!(ENCODER.embed(&long).unwrap(), ENCODER.embed(&(long.clone() + "cost")).unwrap());
    }

    #[test]
    fn threads_that_share_it_get_the_same_vectors_as_one() {
        let texts = ["does it hurt?", "is it safe", "price", ""];
        let alone = texts.map(|text| ENCODER.embed(text).unwrap());
        thread::scope(|scope| {
            let handles = [(); 4].map(|()| scope.spawn(|| texts.map(|text| ENCODER.embed(text).unwrap())));
            for handle in handles {
                assert_eq!(handle.join().unwrap(), alone);
            }
        });
    }

    fn direction() -> impl Strategy<Value = Box<[f32; WIDTH]>> {
        prop::collection::vec(-1.0_f32..1.0, WIDTH).prop_map(|numbers| numbers.try_into().unwrap())
    }

    #[test]
    fn the_zero_vector_has_cosine_0_with_any() {
        let zero = Vector::towards(&[0.0; WIDTH]);
        assert_eq!(zero.dot(&zero), 0.0);
        assert_eq!(zero.dot(&Vector::towards(&[1.0; WIDTH])), 0.0);
    }

    proptest! {
        #[test]
        fn rounding_hardly_changes_the_direction(numbers in direction()) {
            let vector = Vector::towards(&numbers);
            let length = numbers.iter().map(|x| x * x).sum::<f32>().sqrt();
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
            prop_assert!((vector.dot_f32(numbers.as_slice()) / length - 1.0).abs() < 1e-3);
        }

        #[test]
        fn every_way_to_multiply_gives_the_same_result(a in direction(), b in direction()) {
            let (a, b) = (Vector::towards(&a), Vector::towards(&b));
            let mut sum = [0.0; WIDTH];
            b.add_to(2.0, &mut sum);
            prop_assert!((a.dot_f32(&sum) - 2.0 * a.dot(&b)).abs() < 1e-4);
        }

        #[test]
        fn cosines_are_those_of_each_pair(bytes in prop::collection::vec(prop::sample::select(vec![0x80, 0x81, 0, 1, 0x7f]), 2 * WIDTH)) {
            let vectors = bytes.as_chunks::<WIDTH>().0.iter().map(Vector::from_bytes).collect::<Vec<_>>();
            let alone: Vec<f32> = vectors.iter().map(|vector| vectors[0].dot(vector)).collect();
            prop_assert_eq!(vectors[0].cosines(&vectors), alone);
        }

        #[test]
        fn bytes_give_the_same_vector(numbers in direction()) {
            let vector = Vector::towards(&numbers);
            prop_assert_eq!(Vector::from_bytes(&vector.to_bytes()), vector);
        }

        #[test]
        fn any_bytes_are_a_vector(bytes in prop::collection::vec(any::<u8>(), WIDTH)) {
            let vector = Vector::from_bytes(&bytes.try_into().unwrap());
            prop_assert!(vector.dot(&vector).is_finite());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]
        #[test]
        fn any_text_has_a_vector_of_length_1(text in any::<String>()) {
            let vector = ENCODER.embed(&text).unwrap();
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
        }
    }
}
