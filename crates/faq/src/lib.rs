//! The FAQ: entries that the bot answers, and referrals for what the guide does not answer.
//!
//! A [`Faq`] is valid by construction: every id is unique, every `related` id names an entry, and every text fits what
//! Discord can show. Only [`file::parse`] makes one. The crate is pure: it knows no clock, no network and no file system.
//!
//! The floor plan:
//!
//! - [`file`] reads the YAML file. `syntax` turns bytes into characters and explains syntax errors, `tree` turns characters
//!   into values with positions, `shape` compares the values with the JSON schema of `schema`, and `checks` finds what no
//!   schema can express: ids that are not unique, phrasings that lead to two topics.
//! - [`edit`] changes the file and keeps its comments and layout. `expected` makes the edit on the [`Faq`]; `document`,
//!   `list`, `map` and `scalar` make it on the text. Both must agree, or the edit is refused.
//! - [`text`] cleans what people type: `unicode` removes disguises, `contractions` spells words out, `negation`
//!   removes what a message denies, [`text::language`] detects the language.
//! - [`difference`] describes what changed between two FAQs.
//! - [`limits`] says how long everything may be.

pub mod difference;
pub mod edit;
pub mod file;
mod id;
pub mod limits;
pub mod text;

pub use id::{EntryId, InvalidId, ReferralId};

/// A valid FAQ: at least one entry, all of it within [`limits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faq {
    pub(crate) disclaimer: Option<String>,
    pub(crate) texts: ReferralTexts,
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) referrals: Vec<Referral>,
}

impl Faq {
    /// Returns the line shown under every answer, if the moderators set one.
    pub fn disclaimer(&self) -> Option<&str> {
        self.disclaimer.as_deref()
    }

    /// Returns the texts for questions that the guide does not answer.
    pub fn texts(&self) -> &ReferralTexts {
        &self.texts
    }

    /// Returns groups of words that mean the same here. The others of a group are read as its first.
    pub fn synonyms(&self) -> &[Vec<String>] {
        &self.synonyms
    }

    /// Returns the entries in the file's order; there is at least one.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the referrals in the file's order.
    pub fn referrals(&self) -> &[Referral] {
        &self.referrals
    }

    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id() == id)
    }

    pub fn referral(&self, id: &ReferralId) -> Option<&Referral> {
        self.referrals.iter().find(|referral| referral.id() == id)
    }

    /// Returns the entries that `entry` names as related, in its order.
    pub fn related<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Entry> {
        entry.related.iter().filter_map(|id| self.entry(id))
    }
}

/// The texts of referrals that have no message of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralTexts {
    /// Says that the guide has no answer, and where to ask.
    pub general: String,
    /// Says to get help now, since the question sounds like an emergency.
    pub urgent: String,
    /// One sentence under every referral on what to do in an emergency, since no classifier finds them all.
    pub emergency: String,
}

/// A question that the guide answers.
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
    pub fn id(&self) -> &EntryId {
        &self.id
    }

    /// Returns the question as a person would ask it; it is the reply's title.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Returns other ways to ask it, which people read and edit.
    pub fn phrasings(&self) -> &[String] {
        &self.phrasings
    }

    /// Returns further phrasings to learn from, out of the file's section `training`.
    pub fn training(&self) -> &[String] {
        &self.training
    }

    /// Returns everything that a matcher learns from: the question, then the phrasings, then the training.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        examples(&self.question, &self.phrasings, &self.training)
    }

    /// Returns the answer, in Markdown.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// Returns the name of the guide's section that holds the answer.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Returns the heading that the entry is listed under.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// Returns whether this entry names `other` as related.
    pub fn is_related_to(&self, other: &Self) -> bool {
        self.related.contains(&other.id)
    }
}

/// A question that people ask and the guide does not answer.
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
    pub fn id(&self) -> &ReferralId {
        &self.id
    }

    /// Returns the question as a person would ask it.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Returns other ways to ask it, which people read and edit.
    pub fn phrasings(&self) -> &[String] {
        &self.phrasings
    }

    /// Returns further phrasings to learn from, out of the file's section `training`.
    pub fn training(&self) -> &[String] {
        &self.training
    }

    /// Returns everything that a matcher learns from: the question, then the phrasings, then the training.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        examples(&self.question, &self.phrasings, &self.training)
    }

    /// Returns the referral's own message; without one the general (or urgent) text is used.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns whether the question sounds like an emergency.
    pub fn is_urgent(&self) -> bool {
        self.urgent
    }
}

fn examples<'t>(question: &'t str, phrasings: &'t [String], training: &'t [String]) -> impl Iterator<Item = &'t str> {
    std::iter::once(question).chain(phrasings.iter().chain(training).map(String::as_str))
}
