//! Proposals: changes that a moderator typed or uploaded, and has not confirmed yet.

use super::form::Fields;
use super::text_stamp::TextStamp;
use crate::reply::moderation::form as words;
use faq::edit::{self, Edit, EditError, EntryChange, NewEntry, NewReferral};
use faq::{Entry, EntryId, Faq, file};

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
