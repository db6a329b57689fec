//! Proposals: changes that a moderator typed or uploaded, and has not confirmed yet. Version stamps of the texts that the
//! moderator saw show whether somebody else changed them since.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::view::Fields;
use crate::reply::moderation::form as words;
use faq::edit::{self, Edit, EditError, EntryChange, NewEntry, NewReferral};
use faq::{Entry, EntryId, Faq, file};

/// The letters of a stamp: base 32, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The number of letters in a stamp. 40 bits are enough to tell two versions of one text apart.
const LENGTH: usize = 8;

/// A change that is made once it is confirmed. Its form in JSON is kept in drafts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Proposal {
    /// Adds an entry.
    Add {
        fields: Fields,
        /// The unanswered question that it deals with.
        #[serde(rename = "item")]
        unanswered: Option<i64>,
    },
    /// Changes an entry.
    Change {
        entry: String,
        /// The stamp of the entry when the form was opened.
        seen: TextStamp,
        fields: Fields,
    },
    /// Adds a referral.
    Gap {
        fields: Fields,
        /// The unanswered question that it deals with.
        #[serde(rename = "item")]
        unanswered: i64,
    },
    /// Replaces the whole file.
    Import {
        text: String,
        /// The stamp of the file when the new one was uploaded.
        seen: TextStamp,
    },
}

/// The reason why a proposal cannot be made, or not any more.
#[derive(Debug, thiserror::Error)]
pub enum ProposalError {
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Somebody else changed the same text since the moderator saw it.
    #[error("somebody else changed this in the meantime")]
    Conflict {
        /// The text as it is now.
        current: String,
    },
}

/// Returns the stamp of an entry, as a form shows it.
pub fn stamp(entry: &Entry) -> TextStamp {
    TextStamp::of(&entry_text(entry))
}

/// Returns an entry as a text that a person reads. All phrasings are in it, also those that do not fit a form.
fn entry_text(entry: &Entry) -> String {
    typed_text(&Fields {
        question: Some(entry.question().to_owned()),
        phrasings: Some(entry.phrasings().join("\n")),
        answer: Some(entry.answer().to_owned()),
        category: Some(entry.category().unwrap_or_default().to_owned()),
    })
}

/// Returns what was typed into a form as a text that a person reads.
pub fn typed_text(fields: &Fields) -> String {
    let mut parts = Vec::new();
    for (label, text) in [
        (words::QUESTION, &fields.question),
        (words::PHRASINGS, &fields.phrasings),
        (words::ANSWER, &fields.answer),
        (words::CATEGORY, &fields.category),
    ] {
        if let Some(text) = text {
            parts.push(format!("{label}:\n{}\n", text.trim_end()));
        }
    }
    parts.join("\n")
}

impl Proposal {
    /// Returns what was typed into its form, if it has one.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Add { fields, .. } | Self::Change { fields, .. } | Self::Gap { fields, .. } => Some(fields),
            Self::Import { .. } => None,
        }
    }

    /// Returns the question that was typed; an empty text if there is none.
    pub fn question(&self) -> &str {
        match self.fields() {
            Some(Fields { question: Some(question), .. }) => question,
            _ => "",
        }
    }

    /// Returns the same proposal with other fields.
    pub fn with_fields(self, fields: Fields) -> Self {
        match self {
            Self::Add { unanswered, .. } => Self::Add { fields, unanswered },
            Self::Change { entry, seen, .. } => Self::Change { entry, seen, fields },
            Self::Gap { unanswered, .. } => Self::Gap { fields, unanswered },
            import => import,
        }
    }

    /// Returns the unanswered question that it deals with.
    pub fn unanswered(&self) -> Option<i64> {
        match self {
            Self::Add { unanswered, .. } => *unanswered,
            Self::Gap { unanswered, .. } => Some(*unanswered),
            Self::Change { .. } | Self::Import { .. } => None,
        }
    }

    /// Returns the id of the entry that it adds to `faq` or changes there.
    pub fn entry(&self, faq: &Faq) -> Option<EntryId> {
        match self {
            Self::Add { .. } => Some(edit::free_id(faq, self.question())),
            Self::Change { entry, .. } => entry.parse().ok(),
            Self::Gap { .. } | Self::Import { .. } => None,
        }
    }

    /// Returns the text of the file with the proposal made on it.
    ///
    /// # Errors
    /// [`ProposalError`].
    pub fn apply(&self, text: &str) -> Result<String, ProposalError> {
        if let Self::Import { text: new, seen } = self {
            if TextStamp::of(text) != *seen {
                return Err(ProposalError::Conflict { current: text.to_owned() });
            }
            return Ok(new.clone());
        }
        let faq = file::parse(text.as_bytes()).map_err(EditError::InvalidFile)?.faq;
        Ok(edit::apply(text, &self.edit(&faq)?)?)
    }

    fn edit(&self, faq: &Faq) -> Result<Edit, ProposalError> {
        let fields = self.fields().cloned().unwrap_or_default();
        let phrasings = fields.phrasing_lines();
        let question = fields.question.clone().unwrap_or_default();
        match self {
            Self::Change { entry, seen, .. } => {
                let id = unchanged_entry(faq, entry, *seen)?;
                let Fields { question, answer, category, .. } = fields;
                Ok(Edit::ChangeEntry { id, change: EntryChange { question, phrasings, answer, category } })
            }
            Self::Gap { .. } => {
                let id = edit::free_id(faq, &question);
                let id = id.as_str().parse().map_err(|_| EditError::IdTaken(id.to_string()))?;
                let phrasings = phrasings.unwrap_or_default();
                Ok(Edit::AddReferral(NewReferral { id, question, phrasings, message: fields.answer, urgent: false }))
            }
            Self::Add { .. } | Self::Import { .. } => Ok(Edit::AddEntry(NewEntry {
                id: edit::free_id(faq, &question),
                question,
                phrasings: phrasings.unwrap_or_default(),
                answer: fields.answer.unwrap_or_default(),
                category: fields.category,
            })),
        }
    }
}

/// Returns the id of an entry that still has this stamp.
fn unchanged_entry(faq: &Faq, entry: &str, seen: TextStamp) -> Result<EntryId, ProposalError> {
    let Ok(id) = entry.parse::<EntryId>() else { return Err(EditError::NoTopic(entry.to_owned()).into()) };
    let Some(current) = faq.entry(&id) else { return Err(EditError::NoTopic(entry.to_owned()).into()) };
    if stamp(current) != seen {
        return Err(ProposalError::Conflict { current: entry_text(current) });
    }
    Ok(id)
}

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
