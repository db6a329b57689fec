//! The meaning of a sentence as a vector: sentences with a similar meaning have similar vectors, even in other words.
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

/// The tokens of a text that are read, about 100 words. The rest is ignored.
const MAX_TOKENS: usize = 128;

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
}

/// Turns texts into vectors.
///
/// Any number of threads may use it at once. They take turns, one text at a time, on the encoder's single thread.
pub struct Encoder {
    tokenizer: WordPiece,
    network: Network,
}

impl Encoder {
    /// Returns the encoder with the model that is part of the program.
    ///
    /// # Errors
    /// Fails if the processor or the memory does not suffice.
    pub fn embedded() -> Result<Self, EncoderError> {
        let tokenizer = WordPiece::new(VOCABULARY.lines().map(Cow::Borrowed))?;
        Self::tested(tokenizer, Network::embedded()?)
    }

    /// Returns an encoder with another model: the bytes of its `model.onnx` and `model.data`, and its vocabulary, one token a
    /// line.
    ///
    /// # Errors
    /// Fails if they are damaged, or are not what `assets/make_model.py` could have made. Check their origin first: a
    /// malicious graph can ask for more memory than there is, which ends the process without an error.
    pub fn from_bytes(graph: Vec<u8>, weights: Vec<u8>, vocabulary: &str) -> Result<Self, EncoderError> {
        let tokenizer = WordPiece::new(vocabulary.lines().map(|token| Cow::Owned(token.to_owned())))?;
        Self::tested(tokenizer, Network::from_bytes(graph, weights)?)
    }

    /// Runs the network once, since some damage shows only then: better now than at the first question.
    fn tested(tokenizer: WordPiece, network: Network) -> Result<Self, EncoderError> {
        let encoder = Self { tokenizer, network };
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
        let mean = self.network.run(self.tokenizer.tokens(text, MAX_TOKENS))?;
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]
        #[test]
        fn any_text_has_a_vector_of_length_1(text in any::<String>()) {
            let vector = ENCODER.embed(&text).unwrap();
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
        }
    }
}
