//! Stamps of texts that a moderator saw, which show whether somebody else changed them since.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The letters of a stamp: base 32, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The number of letters in a stamp. 40 bits are enough to tell two versions of one text apart.
const LENGTH: usize = 8;

/// A short hash of the text of an entry or of the file, which was shown to a moderator: another text has another stamp.
///
/// It is short because it must fit into a form's `custom_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextStamp([u8; LENGTH]);

/// The text is not a stamp.
#[derive(Debug, thiserror::Error)]
#[error("a stamp is {LENGTH} letters of a-z and 2-7")]
pub struct NotAStamp;

impl TextStamp {
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text);
        let mut bits = 0_u64;
        for &byte in digest.iter().take(8) {
            bits = bits << 8 | u64::from(byte);
        }
        let mut letters = [0; LENGTH];
        for letter in &mut letters {
            *letter = ALPHABET[(bits % 32) as usize];
            bits /= 32;
        }
        Self(letters)
    }
}

impl fmt::Display for TextStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for TextStamp {
    type Err = NotAStamp;

    fn from_str(text: &str) -> Result<Self, NotAStamp> {
        let letters: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| NotAStamp)?;
        if letters.iter().all(|letter| ALPHABET.contains(letter)) { Ok(Self(letters)) } else { Err(NotAStamp) }
    }
}

impl TryFrom<String> for TextStamp {
    type Error = NotAStamp;

    fn try_from(text: String) -> Result<Self, NotAStamp> {
        text.parse()
    }
}

impl From<TextStamp> for String {
    fn from(stamp: TextStamp) -> Self {
        stamp.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_round_trip_and_differ() {
        let stamp = TextStamp::of("Question:\nDoes it hurt?\n");
        assert_eq!(stamp, TextStamp::of("Question:\nDoes it hurt?\n"));
        assert_ne!(stamp, TextStamp::of("Question:\nDoes it hurt?"));
        assert_eq!(stamp.to_string().parse::<TextStamp>().ok(), Some(stamp));
        assert_eq!(serde_json::from_value::<TextStamp>(serde_json::json!(stamp)).ok(), Some(stamp));
    }

    #[test]
    fn stamps_are_those_of_earlier_versions() {
        // Drafts and open forms hold them.
        assert_eq!(TextStamp::of("does it hurt?").to_string(), "giybj7h4");
    }

    #[test]
    fn other_texts_are_not_stamps() {
        for text in ["", "abcdefg", "abcdefghi", "abcdefg1", "ABCDEFGH", "abcdéfg"] {
            assert!(text.parse::<TextStamp>().is_err(), "{text}");
        }
    }
}
