//! The FAQ: entries that the bot answers, and referrals for what the guide does not answer.
//!
//! A [`Faq`] is valid by construction: every id is unique, every `related` id names an entry, and every text fits what
//! Discord can show. Only [`file::parse`] makes one. The crate is pure: it knows no clock, no network and no file system.
//!
//! The modules:
//!
//! - [`mod@file`] reads the YAML file. `decoding` turns bytes into characters, `tree` turns characters into values with
//!   positions, and `syntax` explains what is not YAML. `shape` compares the values with the JSON schema of `schema`, and
//!   `checks` finds what no schema can express: ids that are not unique, phrasings that lead to two topics. `swallowed` finds
//!   text that YAML reads differently than it looks, and `discord` text that Discord shows differently than expected.
//! - [`edit`] changes the file and keeps its comments and layout. `expected` makes the edit on the [`Faq`]; `document`,
//!   `list`, `map` and `scalar` make it on the text. Both must agree, or the edit is refused.
//! - [`exchange`] reads and writes other formats: tables, Rasa's training data, JSON, Markdown.
//! - [`text`] cleans what people type: `unicode` removes disguises, `words` cuts it into words and signs, `contractions`
//!   spells words out, `language` detects the language, `negation` removes what a message denies.
//! - [`translation`] holds the same texts in other languages.
//! - [`difference`] describes what changed between two FAQs.
//! - [`limits`] says how long everything may be.

pub mod difference;
pub mod edit;
pub mod exchange;
pub mod file;
pub mod text;
pub mod translation;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use self::text::Language;
use self::translation::{EntryTranslation, GeneralTranslation, ReferralTranslation};

/// Names no telephone number, since people read it in every country.
const DEFAULT_EMERGENCY: &str = "If you think this is an emergency, call your local emergency number.";

/// A valid FAQ: at least one entry, all of it within [`limits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faq {
    pub(crate) language: Language,
    pub(crate) about: Option<String>,
    pub(crate) disclaimer: Option<String>,
    pub(crate) texts: ReferralTexts,
    pub(crate) translations: BTreeMap<Language, GeneralTranslation>,
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) referrals: Vec<Referral>,
}

impl Faq {
    /// Returns the language that the questions and answers are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns what the FAQ is about, in a few words, if the moderators say so.
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    /// Returns the line shown under every answer, if the moderators set one.
    pub fn disclaimer(&self) -> Option<&str> {
        self.disclaimer.as_deref()
    }

    /// Returns the texts for questions that the guide does not answer.
    pub fn texts(&self) -> &ReferralTexts {
        &self.texts
    }

    /// Returns the sentence in the footer of referrals on what to do in an emergency, since no classifier finds them all. A FAQ that
    /// knows of no emergencies has none, unless the moderators wrote one.
    pub fn emergency(&self) -> Option<&str> {
        let own = self.texts.emergency.as_deref();
        if self.referrals.iter().any(Referral::is_urgent) { own.or(Some(DEFAULT_EMERGENCY)) } else { own }
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
    /// The moderators' own sentence for [`Faq::emergency`].
    pub emergency: Option<String>,
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
    pub(crate) translations: BTreeMap<Language, EntryTranslation>,
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

    /// Returns whether another entry asks the same question under another heading: "How long does it take?" of two treatments.
    pub fn is_twin_of(&self, other: &Self) -> bool {
        self.question == other.question
            && self.category.is_some()
            && other.category.is_some()
            && self.category != other.category
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
    pub(crate) small_talk: bool,
    pub(crate) local: bool,
    pub(crate) translations: BTreeMap<Language, ReferralTranslation>,
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

    /// Returns the referral's own message. Without one the general text is used, or the urgent text alone.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns whether the question sounds like an emergency.
    pub fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// Returns whether the question is small talk, such as a greeting, whose reply says nothing about emergencies.
    pub fn is_small_talk(&self) -> bool {
        self.small_talk && !self.urgent
    }

    /// Returns whether a server may answer the question for its own members. An emergency is never left to a server.
    pub fn is_local(&self) -> bool {
        self.local && !self.urgent && !self.small_talk
    }
}

fn examples<'t>(question: &'t str, phrasings: &'t [String], training: &'t [String]) -> impl Iterator<Item = &'t str> {
    std::iter::once(question).chain(phrasings.iter().chain(training).map(String::as_str))
}

/// The error for a text that is not a valid id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to {} characters of a-z, 0-9 and \"-\"", limits::ID)]
pub struct InvalidId;

fn parse_id(text: &str) -> Result<Box<str>, InvalidId> {
    let is_allowed = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if text.is_empty() || text.len() > limits::ID || !is_allowed {
        return Err(InvalidId);
    }
    Ok(text.into())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_id(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of an entry, e.g. `pain`.
    EntryId
}
id! {
    /// The id of a referral, e.g. `cost`.
    ReferralId
}

/// How much the FAQ may hold, in characters unless a unit is given.
///
/// The limits make sure that every reply fits Discord: an embed's title holds 256 characters, its description 4,096, its
/// footer 2,048 and all of it together 6,000; a text field of a form holds 4,000.
pub mod limits {
    /// The file's size in bytes.
    pub const FILE_BYTES: usize = 1024 * 1024;
    /// The number of values in the file, lists and maps included. Small values take a hundred times their bytes in memory.
    pub const VALUES: usize = 150_000;
    /// The number of phrasings of one entry or referral, training included. More make it no easier to find, and learning slower.
    pub const PHRASINGS: usize = 1_000;
    pub const ID: usize = 64;
    /// A button's label, to which an entry's question is cut.
    pub const LABEL: usize = 80;
    /// A question is an embed's title.
    pub const QUESTION: usize = 256;
    pub const PHRASING: usize = 500;
    /// An answer must fit a form's text field, which holds less than an embed's description.
    pub const ANSWER: usize = 4_000;
    /// The name of a section of the guide; it is part of the footer.
    pub const SOURCE: usize = 200;
    /// A heading in the list of topics.
    pub const CATEGORY: usize = 100;
    /// The tag of a language with its region and variants.
    pub const LANGUAGE: usize = 35;
    /// What the FAQ is about. It is part of a command's description, which holds 100 characters.
    pub const ABOUT: usize = 60;
    /// The line under every answer; it is part of the footer.
    pub const DISCLAIMER: usize = 1_000;
    /// A referral's text. The embed of an emergency has to hold the urgent text and a part of the referral's own.
    pub const MESSAGE: usize = 3_000;
    /// The sentence on emergencies in the footer of referrals.
    pub const EMERGENCY: usize = 500;
    /// The number of related entries of one entry: they are shown as a row of buttons.
    pub const RELATED: usize = 5;
}
