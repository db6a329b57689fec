//! The FAQ: entries that are answered, and referrals for what the guide does not answer.
//!
//! A [`Faq`] that exists is valid: every id is unique, every `related` id leads to an entry, every text
//! fits what Discord can show. It is made from a file by [`file::parse`] alone.

pub mod difference;
pub mod edit;
pub mod file;
mod id;
pub mod limits;
pub mod text;

pub use id::{EntryId, InvalidId, ReferralId};

/// A checked FAQ: at least one entry, all of it within [`limits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faq {
    pub(crate) disclaimer: Option<String>,
    pub(crate) texts: ReferralTexts,
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) referrals: Vec<Referral>,
}

impl Faq {
    /// One line shown under every answer, if the moderators set one.
    pub fn disclaimer(&self) -> Option<&str> {
        self.disclaimer.as_deref()
    }

    /// What is said when the guide has no answer.
    pub fn texts(&self) -> &ReferralTexts {
        &self.texts
    }

    /// Groups of words that mean the same here; the first of a group is the one the others become.
    pub fn synonyms(&self) -> &[Vec<String>] {
        &self.synonyms
    }

    /// What the guide answers, in the file's order; never empty.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the guide does not answer, by name, in the file's order.
    pub fn referrals(&self) -> &[Referral] {
        &self.referrals
    }

    /// The entry with this id, if there is one.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id() == id)
    }

    /// The referral with this id, if there is one.
    pub fn referral(&self, id: &ReferralId) -> Option<&Referral> {
        self.referrals.iter().find(|referral| referral.id() == id)
    }

    /// The entries that `entry` names as related, in its order.
    pub fn related<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Entry> {
        entry.related.iter().filter_map(|id| self.entry(id))
    }
}

/// The texts that stand around a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralTexts {
    /// No answer in the guide: says so, and who to ask.
    pub general: String,
    /// It sounds like an emergency: get help now.
    pub urgent: String,
    /// One sentence under every referral on what to do in an emergency, since no classifier finds them all.
    pub emergency: String,
}

/// Something the guide answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(crate) id: EntryId,
    pub(crate) question: String,
    pub(crate) phrasings: Vec<String>,
    pub(crate) training: Vec<String>,
    pub(crate) answer: String,
    pub(crate) source: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) related: Vec<EntryId>,
}

impl Entry {
    /// The entry's id, unique among entries.
    pub fn id(&self) -> &EntryId {
        &self.id
    }

    /// The question as a person would ask it; the reply's title.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Other ways to ask it, which people read and edit.
    pub fn phrasings(&self) -> &[String] {
        &self.phrasings
    }

    /// Further phrasings to learn from, from the file's section `training`.
    pub fn training(&self) -> &[String] {
        &self.training
    }

    /// Everything that a matcher learns from: the question, then the phrasings, then the training.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        examples(&self.question, &self.phrasings, &self.training)
    }

    /// The answer, in Markdown.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// The guide's section that the answer stands in.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Whether it names `other` as related.
    pub fn leads_to(&self, other: &Self) -> bool {
        self.related.contains(&other.id)
    }

    /// The heading it is listed under.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }
}

/// Something people ask that the guide does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    pub(crate) id: ReferralId,
    pub(crate) question: String,
    pub(crate) phrasings: Vec<String>,
    pub(crate) training: Vec<String>,
    pub(crate) message: Option<String>,
    pub(crate) urgent: bool,
}

impl Referral {
    /// The referral's id, unique among referrals.
    pub fn id(&self) -> &ReferralId {
        &self.id
    }

    /// The question as a person would ask it.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Other ways to ask it, which people read and edit.
    pub fn phrasings(&self) -> &[String] {
        &self.phrasings
    }

    /// Further phrasings to learn from, from the file's section `training`.
    pub fn training(&self) -> &[String] {
        &self.training
    }

    /// Everything that a matcher learns from: the question, then the phrasings, then the training.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        examples(&self.question, &self.phrasings, &self.training)
    }

    /// Its own words to the asker; without them the general (or urgent) text is used.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Whether it sounds like an emergency.
    pub fn urgent(&self) -> bool {
        self.urgent
    }
}

fn examples<'t>(question: &'t str, phrasings: &'t [String], training: &'t [String]) -> impl Iterator<Item = &'t str> {
    std::iter::once(question).chain(phrasings.iter().chain(training).map(String::as_str))
}
