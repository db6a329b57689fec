//! A change that a moderator proposes: from a form to an edit of the text.

use super::form::Fields;
use crate::reply::QuestionKey;
use crate::reply::words::moderating as words;
use faq::edit::{self, Edit, EditError, EntryChange, NewEntry, NewReferral};
use faq::{Entry, EntryId, Faq, file};

/// What is to be done once it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Proposal {
    /// A new entry.
    Add {
        /// What was typed.
        fields: Fields,
        /// The item of what is asked in vain that it settles.
        item: Option<i64>,
    },
    /// Changes of an entry.
    Change {
        /// Its id.
        entry: String,
        /// What it looked like when the form was opened.
        seen: String,
        /// What was typed.
        fields: Fields,
    },
    /// A new referral.
    Gap {
        /// What was typed.
        fields: Fields,
        /// The item of what is asked in vain that it settles.
        item: i64,
    },
    /// Another file.
    Import {
        /// Its text.
        text: String,
        /// What the file looked like when it was uploaded.
        seen: String,
    },
}

/// Why a proposal cannot be made any more, or at all.
#[derive(Debug, thiserror::Error)]
pub enum Objection {
    /// The edit cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Somebody changed the same thing meanwhile.
    #[error("somebody changed this meanwhile")]
    Conflict {
        /// What stands there now.
        theirs: String,
    },
}

/// A short sign of a text: another text has another.
pub fn sign(text: &str) -> String {
    QuestionKey::of(text).to_string()
}

/// What an entry looks like to a person.
pub fn shown(entry: &Entry) -> String {
    let text = |text: &str| Some(text.to_owned());
    typed(&Fields {
        question: text(entry.question()),
        phrasings: Some(entry.phrasings().join("\n")),
        answer: text(entry.answer()),
        category: text(entry.category().unwrap_or_default()),
    })
}

/// What was typed into a form, as a text.
pub fn typed(fields: &Fields) -> String {
    let field =
        |name: &str, text: &Option<String>| text.as_deref().map(|text| format!("{name}:\n{}\n", text.trim_end()));
    let fields = [
        field(words::FIELD_QUESTION, &fields.question),
        field(words::FIELD_PHRASINGS, &fields.phrasings),
        field(words::FIELD_ANSWER, &fields.answer),
        field(words::FIELD_CATEGORY, &fields.category),
    ];
    fields.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

impl Proposal {
    /// What was typed into its form, if it has one.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Add { fields, .. } | Self::Change { fields, .. } | Self::Gap { fields, .. } => Some(fields),
            Self::Import { .. } => None,
        }
    }

    /// The same proposal with other fields.
    pub fn with(self, new: Fields) -> Self {
        match self {
            Self::Add { item, .. } => Self::Add { fields: new, item },
            Self::Change { entry, seen, .. } => Self::Change { entry, seen, fields: new },
            Self::Gap { item, .. } => Self::Gap { fields: new, item },
            import => import,
        }
    }

    /// The item of what is asked in vain that it settles.
    pub fn item(&self) -> Option<i64> {
        match self {
            Self::Add { item, .. } => *item,
            Self::Gap { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The id of the entry that it adds to or changes in `faq`.
    pub fn entry(&self, faq: &Faq) -> Option<EntryId> {
        match self {
            Self::Add { fields, .. } => Some(edit::free_id(faq, fields.question.as_deref().unwrap_or_default())),
            Self::Change { entry, .. } => entry.parse().ok(),
            _ => None,
        }
    }

    /// The text with the proposal made on it.
    ///
    /// # Errors
    /// [`Objection`].
    pub fn apply(&self, text: &str) -> Result<String, Objection> {
        if let Self::Import { text: new, seen } = self {
            return match sign(text) == *seen {
                true => Ok(new.clone()),
                false => Err(Objection::Conflict { theirs: text.to_owned() }),
            };
        }
        let faq = file::parse(text.as_bytes()).map_err(EditError::InvalidFile)?.faq;
        Ok(edit::apply(text, &self.edit(&faq)?)?)
    }

    fn edit(&self, faq: &Faq) -> Result<Edit, Objection> {
        let owned = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = self.fields().cloned().unwrap_or_default();
        let (question, phrasings) = (owned(&fields.question), fields.phrasing_lines());
        match self {
            Self::Change { entry, seen, .. } => {
                let gone = || EditError::NoTopic(entry.clone());
                let id: EntryId = entry.parse().map_err(|_| gone())?;
                let now = shown(faq.entry(&id).ok_or_else(gone)?);
                if sign(&now) != *seen {
                    return Err(Objection::Conflict { theirs: now });
                }
                let Fields { question, answer, category, .. } = fields;
                Ok(Edit::ChangeEntry { id, change: EntryChange { question, phrasings, answer, category } })
            }
            Self::Gap { .. } => {
                let id = edit::free_id(faq, &question);
                let id = id.as_str().parse().map_err(|_| EditError::IdTaken(id.to_string()))?;
                let (phrasings, message) = (phrasings.unwrap_or_default(), fields.answer);
                Ok(Edit::AddReferral(NewReferral { id, question, phrasings, message, urgent: false }))
            }
            _ => Ok(Edit::AddEntry(NewEntry {
                id: edit::free_id(faq, &question),
                question,
                phrasings: phrasings.unwrap_or_default(),
                answer: owned(&fields.answer),
                category: fields.category,
            })),
        }
    }
}
