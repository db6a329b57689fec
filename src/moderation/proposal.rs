//! Proposals: changes that a moderator typed or uploaded, and has not confirmed yet. Version stamps of the texts that the
//! moderator saw show whether somebody else changed them since.

use super::stamp::TextStamp;
use super::view::Fields;
use crate::reply::moderation::form as words;
use faq::edit::{self, Edit, EditError, EntryChange, NewEntry, NewReferral, NewTranslation, TopicId};
use faq::text::Language;
use faq::{Entry, EntryId, Faq, file};

/// A change that is made once it is confirmed. Its form in JSON is kept in drafts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Proposal {
    /// Adds an entry.
    Add {
        fields: Fields,
        /// The unanswered questions that it deals with.
        #[serde(rename = "item", deserialize_with = "questions")]
        unanswered: Vec<i64>,
    },
    /// Changes an entry.
    Change {
        entry: String,
        /// The stamp of the entry when the form was opened.
        seen: TextStamp,
        fields: Fields,
    },
    /// Translates an entry or a referral; without texts the translation is removed.
    Translate {
        /// Its id.
        topic: String,
        /// The language's code.
        language: String,
        /// The stamp of the translation and of what it translates when the form was opened.
        seen: TextStamp,
        fields: Fields,
    },
    /// Adds a referral.
    Gap {
        fields: Fields,
        /// The unanswered questions that it deals with.
        #[serde(rename = "item", deserialize_with = "questions")]
        unanswered: Vec<i64>,
    },
    /// Removes an entry.
    Remove {
        entry: String,
        /// The stamp of the entry when its removal was asked for.
        seen: TextStamp,
    },
    /// Adds phrasings to an entry or a referral.
    Teach {
        /// Its id.
        #[serde(rename = "entry")]
        topic: String,
        phrasings: Vec<String>,
        /// The unanswered questions that it deals with.
        unanswered: Vec<i64>,
    },
    /// Replaces the whole file.
    Import {
        text: String,
        /// The stamp of the file when the new one was uploaded.
        seen: TextStamp,
    },
    /// Gives the file the content of a revision.
    GoBack {
        revision: u64,
        /// Whether this is an undo, so that the next undo goes further back.
        is_undo: bool,
        /// The revision that an undo takes back; `None` if that is a file that cannot be served.
        takes_back: Option<u64>,
        /// The line about it in the history.
        summary: String,
        /// The stamp of the file when the change was shown.
        seen: TextStamp,
    },
}

/// The reason why a proposal cannot be made, or not any more.
#[derive(Debug, thiserror::Error)]
pub enum ProposalError {
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The FAQ is already as it would be.
    #[error("nothing would change: the FAQ already has this")]
    Made,
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
pub fn entry_text(entry: &Entry) -> String {
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
            Self::Add { fields, .. }
            | Self::Change { fields, .. }
            | Self::Translate { fields, .. }
            | Self::Gap { fields, .. } => Some(fields),
            Self::Remove { .. } | Self::Teach { .. } | Self::Import { .. } | Self::GoBack { .. } => None,
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
            Self::Translate { topic, language, seen, .. } => Self::Translate { topic, language, seen, fields },
            Self::Gap { unanswered, .. } => Self::Gap { fields, unanswered },
            without_form => without_form,
        }
    }

    /// Returns the unanswered questions that it deals with.
    pub fn unanswered(&self) -> Vec<i64> {
        match self {
            Self::Add { unanswered, .. } | Self::Gap { unanswered, .. } | Self::Teach { unanswered, .. } => {
                unanswered.clone()
            }
            Self::Change { .. }
            | Self::Translate { .. }
            | Self::Remove { .. }
            | Self::Import { .. }
            | Self::GoBack { .. } => Vec::new(),
        }
    }

    /// Returns the id of the topic that it adds to `faq` or changes there.
    pub fn topic(&self, faq: &Faq) -> Option<TopicId> {
        match self {
            Self::Add { .. } => Some(TopicId::Entry(edit::free_id(faq, self.question()))),
            Self::Change { entry, .. } => Some(TopicId::Entry(entry.parse().ok()?)),
            Self::Teach { topic, .. } | Self::Translate { topic, .. } => edit::topic(faq, topic),
            Self::Gap { .. } => {
                let id = edit::free_id(faq, self.question());
                Some(TopicId::Referral(id.as_str().parse().ok()?))
            }
            Self::Remove { .. } | Self::Import { .. } | Self::GoBack { .. } => None,
        }
    }

    /// Returns the examples that its topic does not have in `faq`: its question and its phrasings.
    pub fn new_examples(&self, faq: &Faq) -> Vec<String> {
        let mut examples = Vec::new();
        // A translated question is no example of the FAQ's own language.
        if let Self::Translate { .. } = self {
            return examples;
        }
        if let Some(fields) = self.fields() {
            examples.extend(fields.question.clone());
            examples.extend(fields.phrasing_lines().unwrap_or_default());
        }
        if let Self::Teach { phrasings, .. } = self {
            examples.extend(phrasings.iter().cloned());
        }
        if let Some(topic) = self.topic(faq) {
            examples.retain(|example| !has_phrasing(faq, &topic, example));
        }
        examples
    }

    /// Checks that a proposal for the whole file is made on the text that its author saw.
    ///
    /// # Errors
    /// [`ProposalError::Conflict`].
    pub fn check_seen(&self, text: &str) -> Result<(), ProposalError> {
        match self {
            Self::Import { seen, .. } | Self::GoBack { seen, .. } if TextStamp::of(text) != *seen => {
                Err(ProposalError::Conflict { current: text.to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// Returns the text of the file with the proposal made on it. A return to a revision is not made here, but by the history.
    ///
    /// # Errors
    /// [`ProposalError`].
    pub fn apply(&self, text: &str) -> Result<String, ProposalError> {
        self.check_seen(text)?;
        if let Self::Import { text: new, .. } = self {
            return Ok(new.clone());
        }
        let faq = file::parse(text.as_bytes()).map_err(EditError::InvalidFile)?.faq;
        let mut after = text.to_owned();
        for edit in self.edits(&faq)? {
            after = edit::apply(&after, &edit)?;
        }
        Ok(after)
    }

    fn edits(&self, faq: &Faq) -> Result<Vec<Edit>, ProposalError> {
        match self {
            Self::Teach { topic, phrasings, .. } => new_phrasings(faq, topic, phrasings),
            Self::Remove { entry, seen } => Ok(vec![Edit::RemoveEntry { id: unchanged_entry(faq, entry, *seen)? }]),
            _ => Ok(vec![self.edit(faq)?]),
        }
    }

    /// Returns the edit of a proposal that was typed into a form.
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
            Self::Translate { topic, language, seen, .. } => {
                let (topic, language) = unchanged_translation(faq, topic, language, *seen)?;
                let text = fields.answer.unwrap_or_default();
                Ok(Edit::Translate(NewTranslation { topic, language, question, text }))
            }
            Self::Gap { .. } => {
                let id = edit::free_id(faq, &question);
                let id = id.as_str().parse().map_err(|_| EditError::IdTaken(id.to_string()))?;
                let phrasings = phrasings.unwrap_or_default();
                Ok(Edit::AddReferral(NewReferral {
                    id,
                    question,
                    phrasings,
                    message: fields.answer,
                    urgent: false,
                    local: false,
                }))
            }
            _ => Ok(Edit::AddEntry(NewEntry {
                id: edit::free_id(faq, &question),
                question,
                phrasings: phrasings.unwrap_or_default(),
                answer: fields.answer.unwrap_or_default(),
                category: fields.category,
            })),
        }
    }

    /// Returns whether the file in this text already is as the proposal would have it.
    pub fn is_made(&self, text: &str) -> bool {
        let Ok(parsed) = file::parse(text.as_bytes()) else { return false };
        let faq = parsed.faq;
        match self {
            Self::Add { fields, .. } => faq.entries().iter().any(|entry| fields.are_of(entry)),
            Self::Change { entry, fields, .. } => find_entry(&faq, entry).is_some_and(|entry| fields.are_of(entry)),
            Self::Translate { topic, language, fields, .. } => {
                let topic = edit::topic(&faq, topic);
                let language = language.parse::<Language>().ok();
                topic
                    .zip(language)
                    .is_some_and(|(topic, language)| translated_fields(&faq, &topic, language) == *fields)
            }
            Self::Gap { .. } => faq.referrals().iter().any(|referral| referral.question() == self.question().trim()),
            Self::Remove { entry, .. } => find_entry(&faq, entry).is_none(),
            Self::Teach { topic, phrasings, .. } => edit::topic(&faq, topic)
                .is_some_and(|topic| phrasings.iter().all(|phrasing| has_phrasing(&faq, &topic, phrasing))),
            Self::Import { text: new, .. } => text == new,
            Self::GoBack { .. } => false,
        }
    }
}

fn find_entry<'a>(faq: &'a Faq, entry: &str) -> Option<&'a Entry> {
    faq.entry(&entry.parse().ok()?)
}

fn has_phrasing(faq: &Faq, topic: &TopicId, phrasing: &str) -> bool {
    let is_same = |example: &str| example == phrasing.trim();
    match topic {
        TopicId::Entry(id) => faq.entry(id).is_some_and(|entry| entry.examples().any(is_same)),
        TopicId::Referral(id) => faq.referral(id).is_some_and(|referral| referral.examples().any(is_same)),
    }
}

/// Returns the edits that add those phrasings to an entry or a referral that it does not have.
fn new_phrasings(faq: &Faq, id: &str, phrasings: &[String]) -> Result<Vec<Edit>, ProposalError> {
    let Some(topic) = edit::topic(faq, id) else { return Err(EditError::NoTopic(id.to_owned()).into()) };
    let mut edits = Vec::new();
    for phrasing in phrasings {
        if !has_phrasing(faq, &topic, phrasing) {
            edits.push(Edit::AddPhrasing { topic: topic.clone(), phrasing: phrasing.clone() });
        }
    }
    if edits.is_empty() { Err(ProposalError::Made) } else { Ok(edits) }
}

/// Reads the ids of unanswered questions. Earlier versions wrote one id, or none.
fn questions<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Questions {
        Many(Vec<i64>),
        One(Option<i64>),
    }
    Ok(match serde::Deserialize::deserialize(deserializer)? {
        Questions::Many(ids) => ids,
        Questions::One(id) => id.into_iter().collect(),
    })
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

/// Returns the topic and the language of a translation that still has this stamp.
fn unchanged_translation(
    faq: &Faq,
    topic: &str,
    language: &str,
    seen: TextStamp,
) -> Result<(TopicId, Language), ProposalError> {
    let no_topic = || EditError::NoTopic(topic.to_owned());
    let topic = edit::topic(faq, topic).ok_or_else(no_topic)?;
    let language: Language = language.parse().map_err(|_| no_topic())?;
    if translation_stamp(faq, &topic, language) != seen {
        let current = typed_text(&translated_fields(faq, &topic, language));
        return Err(ProposalError::Conflict { current: format!("{}\n{current}", source_text(faq, &topic)) });
    }
    Ok((topic, language))
}

/// Returns the stamp of a topic's translation, and of what it translates.
pub fn translation_stamp(faq: &Faq, topic: &TopicId, language: Language) -> TextStamp {
    let translation = typed_text(&translated_fields(faq, topic, language));
    TextStamp::of(&format!("{}\n{translation}", source_text(faq, topic)))
}

/// Returns what translations of a topic translate.
fn source_text(faq: &Faq, topic: &TopicId) -> String {
    let (question, answer) = match topic {
        TopicId::Entry(id) => faq.entry(id).map(|entry| (entry.question(), entry.answer())),
        TopicId::Referral(id) => faq.referral(id).map(|gap| (gap.question(), gap.message().unwrap_or_default())),
    }
    .unwrap_or_default();
    let texts = |text: &str| Some(text.to_owned());
    typed_text(&Fields { question: texts(question), answer: texts(answer), ..Fields::default() })
}

/// Returns the fields of the form of a topic's translation.
pub fn translated_fields(faq: &Faq, topic: &TopicId, language: Language) -> Fields {
    let (question, answer) = match topic {
        TopicId::Entry(id) => faq
            .entry(id)
            .and_then(|entry| entry.translations().get(&language))
            .map(|translation| (translation.question(), translation.answer())),
        TopicId::Referral(id) => faq
            .referral(id)
            .and_then(|gap| gap.translations().get(&language))
            .map(|translation| (translation.question().unwrap_or_default(), translation.message().unwrap_or_default())),
    }
    .unwrap_or_default();
    Fields { question: Some(question.to_owned()), answer: Some(answer.to_owned()), ..Fields::default() }
}
