//! Edits that leave the file a person's file.
//!
//! An edit is made on the text: every comment, blank line, quoting style, the order of keys, the line ends and every byte
//! that the edit is not about stay as they are. Then the text is read again, and must say exactly what the FAQ says once
//! the same edit is made on it; else nothing is returned. So a mistake in the splicing cannot change what the bot says.

mod document;
mod error;
mod intended;
mod item;
mod list;
mod naming;
mod pair;
mod text;
mod training;

use document::{Document, Splice, Unsafe};
pub use error::EditError;
use item::{Fields, Item};
pub use naming::free_id;

use super::file::{self, Section};
use super::{EntryId, Faq, ReferralId};

/// A change of the FAQ that a moderator can make. Texts lose the white space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A new entry, behind the others.
    AddEntry(NewEntry),
    /// Other texts in an entry.
    ChangeEntry {
        /// Which one.
        id: EntryId,
        /// What becomes of it.
        change: EntryChange,
    },
    /// Removes an entry and its training; the entries that name it as related name it no longer.
    RemoveEntry {
        /// Which one.
        id: EntryId,
    },
    /// A new referral, behind the others.
    AddReferral(NewReferral),
    /// One more way to ask something, behind the others.
    AddPhrasing {
        /// What is asked.
        topic: TopicId,
        /// How.
        phrasing: String,
    },
    /// One way less to ask something.
    RemovePhrasing {
        /// What is asked.
        topic: TopicId,
        /// How.
        phrasing: String,
    },
}

/// Something people ask: an entry or a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicId {
    /// The guide answers it.
    Entry(EntryId),
    /// The guide does not.
    Referral(ReferralId),
}

impl TopicId {
    fn section(&self) -> Section {
        match self {
            Self::Entry(_) => Section::Entries,
            Self::Referral(_) => Section::Referrals,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Entry(id) => id.as_str(),
            Self::Referral(id) => id.as_str(),
        }
    }
}

/// An entry to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Not yet an entry's id; [`free_id`] finds one.
    pub id: EntryId,
    /// The question.
    pub question: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// The answer, in Markdown.
    pub answer: String,
    /// The heading it is listed under.
    pub category: Option<String>,
}

/// What becomes of an entry: what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryChange {
    /// The question.
    pub question: Option<String>,
    /// All other ways to ask it; those that were there keep their places.
    pub phrasings: Option<Vec<String>>,
    /// The answer, in Markdown.
    pub answer: Option<String>,
    /// The heading it is listed under; an empty one takes the heading away.
    pub category: Option<String>,
}

/// A referral to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// Not yet a referral's id.
    pub id: ReferralId,
    /// The question.
    pub question: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// What is said to it; without one, the general or urgent text.
    pub message: Option<String>,
    /// Whether it sounds like an emergency.
    pub urgent: bool,
}

/// The text with the edit made and nothing else changed.
///
/// # Errors
/// [`EditError`]; the text stays as it is.
pub fn apply(text: &str, edit: &Edit) -> Result<String, EditError> {
    let before = file::parse(text.as_bytes()).map_err(EditError::InvalidFile)?.faq;
    let intended = intended::intended(&before, edit)?;
    let after = steps(&before, edit).iter().try_fold(text.to_owned(), |text, step| step.make(text))?;
    let read = file::parse(after.as_bytes()).map_err(EditError::InvalidResult)?;
    if read.faq != intended {
        return Err(Unsafe::at(document::first_difference(text, &after)).into());
    }
    Ok(after)
}

/// One splice of the text that another may build on.
enum Step<'a> {
    AddTopic(Section, Fields<'a>),
    RemoveTopic(Section, &'a str),
    RemoveTraining(&'a str),
    AddTo { section: Section, id: &'a str, phrasing: &'a str },
    RemoveFrom { section: Section, id: &'a str, key: &'a str, item: &'a str },
    Set { id: &'a str, key: &'static str, text: &'a str },
    Unset { id: &'a str, key: &'static str },
}

impl Step<'_> {
    fn make(&self, text: String) -> Result<String, EditError> {
        let document = Document::read(&text)?;
        Ok(document.with(self.splices(&document)?))
    }

    fn splices(&self, document: &Document<'_>) -> Result<Vec<Splice>, Unsafe> {
        match *self {
            Self::AddTopic(section, ref fields) => list::add_topic(document, section, fields),
            Self::RemoveTopic(section, id) => {
                let (topics, index) = document.topic(section, id)?;
                list::remove(document, topics, index)
            }
            Self::RemoveTraining(id) => training::remove(document, id),
            Self::AddTo { section, id, phrasing } => {
                let topic = document.topic_node(section, id)?;
                match document.list(topic, PHRASINGS) {
                    Some(phrasings) => list::add(document, phrasings, &Item::Text(phrasing)),
                    None => pair::add_list(document, topic, PHRASINGS, phrasing),
                }
            }
            Self::RemoveFrom { section, id, key, item } => pair::remove_item(document, section, id, key, item),
            Self::Set { id, key, text } => pair::set(document, document.topic_node(Section::Entries, id)?, key, text),
            Self::Unset { id, key } => pair::remove(document, document.topic_node(Section::Entries, id)?, key),
        }
    }
}

const PHRASINGS: &str = "phrasings";
const RELATED: &str = "related";

/// What is to be done to the text, in order.
fn steps<'a>(before: &'a Faq, edit: &'a Edit) -> Vec<Step<'a>> {
    match edit {
        Edit::AddEntry(entry) => vec![Step::AddTopic(Section::Entries, item::entry(entry))],
        Edit::AddReferral(referral) => vec![Step::AddTopic(Section::Referrals, item::referral(referral))],
        Edit::AddPhrasing { topic, phrasing } => {
            vec![Step::AddTo { section: topic.section(), id: topic.as_str(), phrasing: phrasing.trim() }]
        }
        Edit::RemovePhrasing { topic, phrasing } => vec![Step::RemoveFrom {
            section: topic.section(),
            id: topic.as_str(),
            key: PHRASINGS,
            item: phrasing.trim(),
        }],
        Edit::RemoveEntry { id } => removal(before, id),
        Edit::ChangeEntry { id, change } => changes(before, id, change),
    }
}

fn removal<'a>(before: &'a Faq, id: &'a EntryId) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for entry in &before.entries {
        if entry.id != *id && entry.related.contains(id) {
            let (section, key) = (Section::Entries, RELATED);
            steps.push(Step::RemoveFrom { section, id: entry.id.as_str(), key, item: id.as_str() });
        }
    }
    steps.push(Step::RemoveTraining(id.as_str()));
    steps.push(Step::RemoveTopic(Section::Entries, id.as_str()));
    steps
}

fn changes<'a>(before: &'a Faq, id: &'a EntryId, change: &'a EntryChange) -> Vec<Step<'a>> {
    let Some(entry) = before.entry(id) else { return Vec::new() };
    let mut steps = Vec::new();
    let mut set = |key, new: &'a Option<String>, old: &str| match new.as_deref().map(str::trim) {
        None => {}
        Some(new) if new == old => {}
        Some("") if key == CATEGORY => steps.push(Step::Unset { id: id.as_str(), key }),
        Some(text) => steps.push(Step::Set { id: id.as_str(), key, text }),
    };
    set("question", &change.question, &entry.question);
    set("answer", &change.answer, &entry.answer);
    set(CATEGORY, &change.category, entry.category.as_deref().unwrap_or_default());
    if let Some(phrasings) = &change.phrasings {
        steps.extend(phrasing_changes(entry, phrasings));
    }
    steps
}

const CATEGORY: &str = "category";

/// New phrasings come before old ones go, so that a list is never empty on the way and keeps its style.
fn phrasing_changes<'a>(entry: &'a super::Entry, phrasings: &'a [String]) -> impl Iterator<Item = Step<'a>> {
    let (section, id) = (Section::Entries, entry.id.as_str());
    let kept = intended::phrasings(&entry.phrasings, phrasings);
    let new = kept.clone().into_iter().filter(|phrasing| !entry.phrasings.iter().any(|old| old == phrasing));
    let gone = entry.phrasings.iter().filter(move |old| !kept.contains(&old.as_str()));
    let adding = new.map(move |phrasing| Step::AddTo { section, id, phrasing });
    adding.chain(gone.map(move |item| Step::RemoveFrom { section, id, key: PHRASINGS, item }))
}
