//! Edits of the FAQ file that keep a person's comments and layout.
//!
//! An edit is made on the text: every comment, blank line, quoting style, the order of keys, the line ends and every byte
//! that the edit is not about stay as they are. Then the text is parsed again and compared with the [`Faq`] on which the
//! same edit was made. If they differ, nothing is returned, so that a mistake in the text cannot change the bot's answers.

mod document;
mod expected;
mod list;
mod map;
mod scalar;
mod translate;

pub use document::UnsupportedLayout;
use document::{Document, Splice};
use scalar::{Fields, NewItem};

use super::file::{self, Problem, Section, Severity};
use super::text::Language;
use super::{Entry, EntryId, Faq, ReferralId};

/// The id for a question without any letter that an id may have.
const FALLBACK_ID: &str = "entry";
/// The length in bytes of an id made from a question, so that people can type it.
const GENERATED_LENGTH: usize = 40;

/// A change of the FAQ that a moderator can make. White space around texts is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Adds an entry after the others.
    AddEntry(NewEntry),
    /// Adds several entries after the others, in order.
    AddEntries(Vec<NewEntry>),
    /// Changes texts of an entry.
    ChangeEntry {
        id: EntryId,
        change: EntryChange,
    },
    /// Removes an entry, its training, and its id from the entries that name it as related.
    RemoveEntry {
        id: EntryId,
    },
    /// Adds a referral after the others.
    AddReferral(NewReferral),
    /// Adds a phrasing after the others.
    AddPhrasing {
        topic: TopicId,
        phrasing: String,
    },
    RemovePhrasing {
        topic: TopicId,
        phrasing: String,
    },
    /// Sets a topic's translation, and marks it as one of the text as it is. Without texts it is removed.
    Translate(NewTranslation),
    /// Marks every translation as one of the text as it is.
    ApproveTranslations,
}

/// A translation of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTranslation {
    pub topic: TopicId,
    pub language: Language,
    /// The question; an empty one is none.
    pub question: String,
    /// The answer or the message, in Markdown; an empty one is none.
    pub text: String,
}

/// The id of an entry or a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicId {
    Entry(EntryId),
    Referral(ReferralId),
}

/// Returns the topic with this id. No entry has the id of a referral.
pub fn topic(faq: &Faq, id: &str) -> Option<TopicId> {
    if let Ok(entry) = id.parse::<EntryId>()
        && faq.entry(&entry).is_some()
    {
        return Some(TopicId::Entry(entry));
    }
    let referral = id.parse::<ReferralId>().ok()?;
    faq.referral(&referral)?;
    Some(TopicId::Referral(referral))
}

impl TopicId {
    fn section(&self) -> Section {
        match self {
            Self::Entry(_) => Section::Entries,
            Self::Referral(_) => Section::Referrals,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Entry(id) => id.as_str(),
            Self::Referral(id) => id.as_str(),
        }
    }
}

/// An entry to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// An id that no entry has; [`free_id`] finds one.
    pub id: EntryId,
    pub question: String,
    pub phrasings: Vec<String>,
    /// The answer, in Markdown.
    pub answer: String,
    pub category: Option<String>,
}

/// A change of an entry; fields that are `None` stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryChange {
    pub question: Option<String>,
    /// All phrasings; those that the entry has already keep their places.
    pub phrasings: Option<Vec<String>>,
    /// The answer, in Markdown.
    pub answer: Option<String>,
    /// The heading; an empty one removes it.
    pub category: Option<String>,
}

/// A referral to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// An id that no referral has.
    pub id: ReferralId,
    pub question: String,
    pub phrasings: Vec<String>,
    /// The referral's own text; without one, the general or urgent text is used.
    pub message: Option<String>,
    pub urgent: bool,
    /// Whether a server may answer it for its own members.
    pub local: bool,
}

/// The reason why an edit was not made, in one sentence for the moderator. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("there is no \"{0}\" in the FAQ any more; pick one from the list")]
    NoTopic(String),
    #[error("\"{0}\" is there already; choose another name")]
    IdTaken(String),
    /// The words lead to a topic already; `question` is the topic's.
    #[error("\"{example}\" already leads to \"{question}\"; leave it out, or remove it there first")]
    Known { example: String, question: String },
    /// The words lead to a topic already by the section `training`; `question` is the topic's.
    #[error("\"{example}\" already leads to \"{question}\": it is in the section \"training\" of the FAQ file")]
    InTraining { example: String, question: String },
    #[error("\"{0}\" is not among the phrasings; perhaps somebody removed it just now")]
    NoPhrasing(String),
    #[error("this is the only entry, and a FAQ needs one; add another first")]
    LastEntry,
    #[error("nothing would change: the FAQ already has this")]
    Unchanged,
    #[error("the FAQ file has mistakes; correct them before you edit it: {}", first_with_line(.0))]
    InvalidFile(Vec<Problem>),
    /// The edited file would have these problems.
    #[error("the FAQ would not be valid any more: {}", first(.0))]
    InvalidResult(Vec<Problem>),
    #[error(transparent)]
    UnsupportedLayout(#[from] UnsupportedLayout),
}

fn first_error(problems: &[Problem]) -> Option<&Problem> {
    problems.iter().find(|problem| problem.severity == Severity::Error)
}

fn first_with_line(problems: &[Problem]) -> String {
    match first_error(problems) {
        Some(problem) => format!("line {}: {}", problem.position.line, problem.message),
        None => String::new(),
    }
}

/// Returns the first error without its line, which would be that of a text that no one sees.
pub(crate) fn first(problems: &[Problem]) -> String {
    first_error(problems).map(|problem| problem.message.clone()).unwrap_or_default()
}

/// Makes an edit on a text and changes nothing else in it.
///
/// # Errors
/// [`EditError`]; the text stays as it is.
pub fn apply(text: &str, edit: &Edit) -> Result<String, EditError> {
    let before = file::parse(text.as_bytes()).map_err(EditError::InvalidFile)?.faq;
    let expected = expected::expected(&before, edit)?;
    let mut after = text.to_owned();
    for step in steps(&before, edit) {
        after = step.make(&after)?;
    }
    let parsed = file::parse(after.as_bytes()).map_err(EditError::InvalidResult)?;
    if parsed.faq != expected {
        return Err(UnsupportedLayout::at(document::first_difference(text, &after)).into());
    }
    Ok(after)
}

/// A change of the text that another step may build on.
enum Step<'a> {
    AddTopics(Section, Vec<Fields<'a>>),
    RemoveTopic(Section, &'a str),
    RemoveTraining(&'a str),
    AddPhrasing { section: Section, id: &'a str, phrasing: &'a str },
    RemoveItem { section: Section, id: &'a str, key: &'a str, item: &'a str },
    SetText { id: &'a str, key: &'static str, text: &'a str },
    RemoveKey { id: &'a str, key: &'static str },
    Translate(translate::Change<'a>),
    ApproveTranslations,
}

impl Step<'_> {
    fn make(&self, text: &str) -> Result<String, EditError> {
        let document = Document::read(text)?;
        Ok(document.with(self.splices(&document)?))
    }

    fn splices(&self, document: &Document<'_>) -> Result<Vec<Splice>, UnsupportedLayout> {
        match *self {
            Self::AddTopics(section, ref topics) => {
                let mut splices = Vec::new();
                // All are inserted at one place, where the last to be inserted comes first.
                for fields in topics.iter().rev() {
                    splices.extend(list::add_topic(document, section, fields)?);
                }
                Ok(splices)
            }
            Self::RemoveTopic(section, id) => {
                let (topics, index) = document.topic(section, id)?;
                list::remove(document, topics, index)
            }
            Self::RemoveTraining(id) => map::remove_training(document, id),
            Self::AddPhrasing { section, id, phrasing } => {
                let topic = document.topic_node(section, id)?;
                match document.list(topic, PHRASINGS) {
                    Some(phrasings) => list::add(document, phrasings, &NewItem::Text(phrasing)),
                    None => map::add_list(document, topic, PHRASINGS, phrasing),
                }
            }
            Self::RemoveItem { section, id, key, item } => map::remove_item(document, section, id, key, item),
            Self::SetText { id, key, text } => {
                map::set_text(document, document.topic_node(Section::Entries, id)?, key, text)
            }
            Self::RemoveKey { id, key } => map::remove(document, document.topic_node(Section::Entries, id)?, key),
            Self::Translate(ref change) => change.splices(document),
            Self::ApproveTranslations => translate::approve(document),
        }
    }
}

const PHRASINGS: &str = "phrasings";
const RELATED: &str = "related";
const CATEGORY: &str = "category";

/// Returns the changes of the text that an edit consists of, in order.
fn steps<'a>(before: &'a Faq, edit: &'a Edit) -> Vec<Step<'a>> {
    match edit {
        Edit::AddEntry(entry) => vec![Step::AddTopics(Section::Entries, vec![scalar::entry(entry)])],
        Edit::AddEntries(entries) => {
            vec![Step::AddTopics(Section::Entries, entries.iter().map(scalar::entry).collect())]
        }
        Edit::AddReferral(referral) => vec![Step::AddTopics(Section::Referrals, vec![scalar::referral(referral)])],
        Edit::AddPhrasing { topic, phrasing } => {
            vec![Step::AddPhrasing { section: topic.section(), id: topic.as_str(), phrasing: phrasing.trim() }]
        }
        Edit::RemovePhrasing { topic, phrasing } => vec![Step::RemoveItem {
            section: topic.section(),
            id: topic.as_str(),
            key: PHRASINGS,
            item: phrasing.trim(),
        }],
        Edit::RemoveEntry { id } => removal(before, id),
        Edit::ChangeEntry { id, change } => changes(before, id, change),
        Edit::Translate(translation) => {
            translate::changes(before, translation).into_iter().map(Step::Translate).collect()
        }
        Edit::ApproveTranslations => vec![Step::ApproveTranslations],
    }
}

fn removal<'a>(before: &'a Faq, id: &'a EntryId) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for entry in &before.entries {
        if entry.id != *id && entry.related.contains(id) {
            let section = Section::Entries;
            steps.push(Step::RemoveItem { section, id: entry.id.as_str(), key: RELATED, item: id.as_str() });
        }
    }
    steps.push(Step::RemoveTraining(id.as_str()));
    steps.push(Step::RemoveTopic(Section::Entries, id.as_str()));
    steps
}

fn changes<'a>(before: &'a Faq, id: &'a EntryId, change: &'a EntryChange) -> Vec<Step<'a>> {
    let Some(entry) = before.entry(id) else { return Vec::new() };
    let category = entry.category.as_deref().unwrap_or_default();
    let mut steps = Vec::new();
    steps.extend(text_change(id, "question", &change.question, &entry.question));
    steps.extend(text_change(id, "answer", &change.answer, &entry.answer));
    steps.extend(text_change(id, CATEGORY, &change.category, category));
    if let Some(phrasings) = &change.phrasings {
        phrasing_changes(entry, phrasings, &mut steps);
    }
    steps
}

fn text_change<'a>(id: &'a EntryId, key: &'static str, new: &'a Option<String>, old: &str) -> Option<Step<'a>> {
    let id = id.as_str();
    match new.as_deref()?.trim() {
        text if text == old => None,
        "" if key == CATEGORY => Some(Step::RemoveKey { id, key }),
        text => Some(Step::SetText { id, key, text }),
    }
}

fn phrasing_changes<'a>(entry: &'a Entry, wanted: &'a [String], steps: &mut Vec<Step<'a>>) {
    let section = Section::Entries;
    let id = entry.id.as_str();
    let after = expected::phrasings(&entry.phrasings, wanted);
    // New phrasings are added before old ones are removed, so that the list is never empty and keeps its style.
    for &phrasing in &after {
        if !entry.phrasings.iter().any(|old| old == phrasing) {
            steps.push(Step::AddPhrasing { section, id, phrasing });
        }
    }
    for old in &entry.phrasings {
        if !after.contains(&old.as_str()) {
            steps.push(Step::RemoveItem { section, id, key: PHRASINGS, item: old });
        }
    }
}

/// Makes an id from a question that no entry and no referral has: `does-it-hurt`, then `does-it-hurt-2`.
pub fn free_id(faq: &Faq, question: &str) -> EntryId {
    free_id_among(question, |id| is_taken(faq, id))
}

/// Makes an id from a question that is not taken.
pub(crate) fn free_id_among(question: &str, is_taken: impl Fn(&str) -> bool) -> EntryId {
    let slug = slug(question);
    let mut candidate = slug.clone();
    // There are more numbers than entries, so this ends.
    for number in 2_u64.. {
        if let Ok(id) = candidate.parse()
            && !is_taken(&candidate)
        {
            return id;
        }
        candidate = format!("{slug}-{number}");
    }
    EntryId(candidate.into())
}

/// Returns an id as it is written in the file: one of digits alone is quoted.
pub(crate) fn id_in_yaml(id: &EntryId) -> String {
    scalar::on_one_line(id.as_str(), super::file::tree::Style::Plain, false)
}

/// Returns an id with a number behind it.
pub(crate) fn numbered_id(id: &EntryId, number: u64) -> EntryId {
    EntryId(format!("{id}-{number}").into())
}

fn is_taken(faq: &Faq, id: &str) -> bool {
    topic(faq, id).is_some()
}

fn slug(question: &str) -> String {
    let question = question.replace(['\'', '’'], "").to_ascii_lowercase();
    let mut slug = String::new();
    for word in question.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
        if slug.len() >= GENERATED_LENGTH {
            break;
        }
    }
    slug.truncate(GENERATED_LENGTH);
    match slug.trim_matches('-') {
        "" => FALLBACK_ID.to_owned(),
        // `ask --json` uses these two words in place of a referral's id.
        reserved @ ("general" | "urgent") => format!("{FALLBACK_ID}-{reserved}"),
        slug => slug.to_owned(),
    }
}
