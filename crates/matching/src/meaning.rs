//! What a sentence means, as a vector: sentences that mean alike lie near each other, whatever their words.
//!
//! The model is all-MiniLM-L6-v2 with 8-bit weights (`assets/README.md`), run in this process.

mod network;
mod vector;
mod wordpiece;

use std::borrow::Cow;

use network::Network;
pub use vector::{Vector, WIDTH};
pub use wordpiece::MissingToken;
use wordpiece::WordPiece;

/// The SHA-256 of each file of the sentence model, as `sha256sum` writes them.
pub static MODEL_SUMS: &str = include_str!("../assets/minilm/SHA256SUMS");
/// The vectors of the shipped FAQ's questions and phrasings.
pub static SHIPPED_VECTORS: &[u8] = include_bytes!("../assets/vectors.bin");
static VOCABULARY: &str = include_str!("../assets/minilm/vocab.txt");

/// Tokens of a text that are read; what comes after them is not. About 100 words.
const MOST_TOKENS: usize = 128;

/// Why there is no vector, or no encoder.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// The network's file cannot be read.
    #[error("the model cannot be read: {0}")]
    Unreadable(#[from] rten::LoadError),
    /// The network fails at its work.
    #[error("the model cannot be run: {0}")]
    Failed(#[from] rten::RunError),
    /// The network makes the runtime panic.
    #[error("the model is damaged")]
    Damaged,
    /// Its inputs or outputs are not those of a sentence model.
    #[error("the model does not turn sentences into vectors of {WIDTH} numbers")]
    Foreign,
    /// The vocabulary is not one for this kind of model.
    #[error(transparent)]
    Vocabulary(#[from] MissingToken),
}

/// Turns texts into vectors.
///
/// It may be used from any number of threads at once: they take turns, a text at a time, on the one thread that it has.
pub struct Encoder {
    words: WordPiece,
    network: Network,
}

impl Encoder {
    /// The encoder with the model that the program carries.
    ///
    /// # Errors
    /// The processor or the memory does not suffice for it.
    pub fn embedded() -> Result<Self, EncoderError> {
        let words = WordPiece::new(VOCABULARY.lines().map(Cow::Borrowed))?;
        Self::tried(words, Network::embedded()?)
    }

    /// An encoder with another model: the bytes of its `model.onnx` and `model.data`, and its vocabulary, a token a line.
    ///
    /// # Errors
    /// They are damaged, or are not what `assets/make_model.py` could have made. Check whence they come first: a graph
    /// made in malice can want more memory than there is, which no error tells.
    pub fn from_bytes(graph: Vec<u8>, weights: Vec<u8>, vocabulary: &str) -> Result<Self, EncoderError> {
        let words = WordPiece::new(vocabulary.lines().map(|token| Cow::Owned(token.to_owned())))?;
        Self::tried(words, Network::from_bytes(graph, weights)?)
    }

    /// Some damage shows only when the network runs: better now than at the first question.
    fn tried(words: WordPiece, network: Network) -> Result<Self, EncoderError> {
        let encoder = Self { words, network };
        encoder.embed("")?;
        Ok(encoder)
    }

    /// The vector of a text; any text has one. Of a long text only the beginning counts, about 100 words.
    ///
    /// The same text gives the same vector on the same machine; processors differ in the last bit.
    ///
    /// # Errors
    /// The model is damaged in a way that did not show before.
    pub fn embed(&self, text: &str) -> Result<Vector, EncoderError> {
        let mean = self.network.run(self.words.tokens(text, MOST_TOKENS))?;
        Ok(Vector::towards(&mean))
    }
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
    fn sentences_that_mean_alike_lie_near() {
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

    /// Of the model with its float weights, made with the tools that it was published with.
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

    #[test]
    fn what_comes_after_the_first_tokens_counts_for_nothing() {
        let long = "does it hurt ".repeat(200);
        assert_eq!(ENCODER.embed(&long).unwrap(), ENCODER.embed(&(long.clone() + "cost")).unwrap());
    }

    #[test]
    fn threads_may_share_it_and_get_what_one_would() {
        let texts = ["does it hurt?", "is it safe", "price", ""];
        let alone = texts.map(|text| ENCODER.embed(text).unwrap());
        thread::scope(|scope| {
            let handles = [(); 4].map(|()| scope.spawn(|| texts.map(|text| ENCODER.embed(text).unwrap())));
            for handle in handles {
                assert_eq!(handle.join().unwrap(), alone);
            }
        });
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
