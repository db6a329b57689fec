//! A question's short name, by which a button leads back to it.

use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Its letters: base 32.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// How many letters a key has, five bits each: enough that of 10,000 questions hardly ever two share one.
pub(super) const LENGTH: usize = 8;

/// Eight letters that stand for a question. The question cannot be read from them, only found again if it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionKey([u8; LENGTH]);

impl QuestionKey {
    /// The key of a question: the same for the same text.
    pub fn of(question: &str) -> Self {
        let digest = Sha256::digest(question);
        let mut bits = digest.iter().take(LENGTH).fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
        Self(std::array::from_fn(|_| {
            let letter = LETTERS[(bits % 32) as usize];
            bits /= 32;
            letter
        }))
    }
}

impl std::fmt::Display for QuestionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

impl FromStr for QuestionKey {
    /// The text is no key.
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let letters: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| ())?;
        letters.iter().all(|letter| LETTERS.contains(letter)).then_some(Self(letters)).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back() {
        let key = QuestionKey::of("does it hurt?");
        assert_eq!(key, QuestionKey::of("does it hurt?"));
        assert_ne!(key, QuestionKey::of("does it hurt"));
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in ["", "abcdefg", "abcdefghi", "abcdefg1", "ABCDEFGH", "abcdéfg"] {
            assert_eq!(text.parse::<QuestionKey>(), Err(()), "{text}");
        }
    }
}
