//! A moderator's request, its options, the things that it works on, and its outcome.

use std::sync::Arc;

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::drafts::Drafts;
use super::failure::{Failure, Fault, Mistake};
use super::log_channel::LogMessage;
use super::unanswered::QuestionVectors;
use super::view::{Form, View, ViewButton};
use crate::reply::moderation as words;
use crate::reply::{self, Choice, Locale};
use crate::storage::database::DatabaseError;
use crate::storage::journal::Journal;
use crate::storage::{Engine, Store};
use discord::model::{Attachment, ResolvedOption, ResolvedValue};
use faq::edit::{self, TopicId};
use faq::{Entry, EntryId, Faq};
use matching::Query;

/// The things that all moderators' commands work on: the store, the journal and the drafts of one bot.
pub struct Context {
    pub store: Arc<Store>,
    pub journal: Journal,
    /// Without a database of drafts nothing can be proposed; the error says why there is none.
    pub drafts: Result<Drafts, DatabaseError>,
    /// The text of the file of golden cases, if there is one.
    pub golden_cases: Option<String>,
    pub question_vectors: QuestionVectors,
}

impl Context {
    pub fn drafts(&self) -> Result<&Drafts, Fault> {
        self.drafts.as_ref().map_err(|error| Fault::with_advice(error, words::NO_DRAFTS))
    }

    /// Returns the engine that answers questions.
    pub fn engine(&self) -> Result<Arc<Engine>, Mistake> {
        self.store.engine().ok_or_else(|| Mistake::new(words::STILL_LEARNING))
    }

    /// Returns the entries to offer for what is typed so far. Until the FAQ is learned, there are none.
    pub fn entry_choices(&self, typed: &str) -> Vec<Choice> {
        let Some(engine) = self.store.engine() else { return Vec::new() };
        let decision = engine.decide(typed);
        reply::choices(
            engine.faq(),
            typed,
            decision.candidates.iter().map(|candidate| candidate.entry),
            Locale::of_faq(engine.faq()),
        )
    }

    /// Returns the entries and gaps to offer for what is typed so far. Until the FAQ is learned, there are none.
    pub fn topic_choices(&self, typed: &str) -> Vec<Choice> {
        let Some(engine) = self.store.engine() else { return Vec::new() };
        reply::topic_choices(engine.faq(), typed, nearest_topics(&engine, typed, FOUND_TOPICS))
    }

    /// Returns the entries and gaps that are nearest to a question, the nearest first.
    pub fn nearest_topics(&self, question: &str) -> Result<Vec<Choice>, Mistake> {
        let engine = self.engine()?;
        Ok(reply::topics_by_id(engine.faq(), &nearest_topics(&engine, question, usize::MAX)))
    }
}

/// Work for a thread that may wait for the disk.
pub type Job<T> = Box<dyn FnOnce(&Context) -> Result<T, Failure> + Send>;

/// What an interaction asks for.
pub enum Request {
    /// Shows a form. This comes at once: Discord shows no form after a deferral.
    Form(Job<Form>),
    /// Does work that may take a while, and shows its view to the moderator alone.
    Work(Job<Output>),
    /// As `Work`, but it waits until the FAQ is learned.
    Learned(Job<Output>),
    /// Does something about a draft. A line about progress appears at once, and the buttons before it disappear.
    Draft(DraftJob),
    /// Downloads a file, and imports it once the FAQ is learned.
    Import(Box<Attachment>),
    /// Refers to nothing that this version knows.
    Unknown,
}

/// Work that makes, changes or ends a draft.
pub struct DraftJob {
    /// The line that is shown while the work is done.
    pub progress: &'static str,
    /// Whether it waits until the FAQ is learned.
    pub needs_engine: bool,
    /// The buttons that are shown while it is done, in case the bot is stopped, and if it fails before the draft is read, or panics.
    pub retry: Vec<ViewButton>,
    pub job: Job<Output>,
}

impl Request {
    pub fn form(job: impl FnOnce(&Context) -> Result<Form, Failure> + Send + 'static) -> Self {
        Self::Form(Box::new(job))
    }

    pub fn work(job: impl FnOnce(&Context) -> Result<Output, Failure> + Send + 'static) -> Self {
        Self::Work(Box::new(job))
    }

    pub fn learned(job: impl FnOnce(&Context) -> Result<Output, Failure> + Send + 'static) -> Self {
        Self::Learned(Box::new(job))
    }
}

/// The outcome of work that was done.
#[derive(Default)]
pub struct Output {
    pub view: View,
    /// The message about it in the log channel.
    pub notice: Option<LogMessage>,
    /// A fault after the work itself was done, such as a draft that stays. It does not hide what was done.
    pub fault: Option<Fault>,
}

impl Output {
    /// Returns the output of work that failed.
    pub fn failed(failure: Failure) -> Self {
        match failure {
            Failure::Mistake(Mistake(sentence)) => View::text(sentence).into(),
            Failure::Fault(fault) => Self { fault: Some(fault), ..Self::default() },
        }
    }

    /// Adds a row of buttons, if there are any.
    pub fn with_buttons(mut self, buttons: Vec<ViewButton>) -> Self {
        if !buttons.is_empty() {
            self.view.rows.push(buttons);
        }
        self
    }
}

impl From<View> for Output {
    fn from(view: View) -> Self {
        Self { view, ..Self::default() }
    }
}

/// The options of a subcommand.
#[derive(Clone, Copy)]
pub struct Options<'a>(pub &'a [ResolvedOption<'a>]);

impl Options<'_> {
    fn value(&self, name: &str) -> Option<&ResolvedValue<'_>> {
        let option = self.0.iter().find(|option| option.name == name)?;
        Some(&option.value)
    }

    /// Returns the text of an option; an empty one if it is missing.
    pub fn text(&self, name: &str) -> String {
        match self.value(name) {
            Some(ResolvedValue::String(text)) => (*text).to_owned(),
            _ => String::new(),
        }
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Some(ResolvedValue::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn file(&self, name: &str) -> Option<Attachment> {
        match self.value(name) {
            Some(ResolvedValue::Attachment(file)) => Some((*file).clone()),
            _ => None,
        }
    }
}

/// How many topics are offered for what they mean, before those that contain what is typed.
const FOUND_TOPICS: usize = 5;

/// Returns the topics of an engine that are nearest to a question, the nearest first.
fn nearest_topics(engine: &Engine, question: &str, limit: usize) -> Vec<TopicId> {
    let faq = engine.faq();
    let ranking = engine.rank(&Query::new(question)).whole;
    let mut scored = Vec::new();
    for found in &ranking.entries {
        scored.extend(faq.entries().get(found.topic).map(|entry| (found.score, TopicId::Entry(entry.id().clone()))));
    }
    for found in &ranking.referrals {
        scored.extend(faq.referrals().get(found.topic).map(|gap| (found.score, TopicId::Referral(gap.id().clone()))));
    }
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().take(limit).map(|(_, topic)| topic).collect()
}

/// The name of the option that picks an entry.
pub const ENTRY: &str = "entry";

/// Returns the definition of a subcommand without options.
pub fn subcommand(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::SubCommand, name, description)
}

/// Returns the definition of an option that must be given.
pub fn required(kind: CommandOptionType, name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(kind, name, description).required(true)
}

/// Returns the definition of the option that picks an entry from a list that opens while it is typed.
pub fn entry_option() -> CreateCommandOption {
    required(CommandOptionType::String, ENTRY, words::menu::ENTRY_OPTION).set_autocomplete(true)
}

/// Returns the definition of the option that picks an entry or a gap from a list that opens while it is typed.
pub fn topic_option() -> CreateCommandOption {
    required(CommandOptionType::String, ENTRY, words::menu::TOPIC_OPTION).set_autocomplete(true)
}

/// Returns the entry or gap that an option names, picked from the list or typed as an id.
pub fn named_topic(faq: &Faq, option: &str) -> Result<TopicId, Mistake> {
    let topic = reply::picked_topic(option).or_else(|| edit::topic(faq, option.trim()));
    let topic = topic.filter(|topic| edit::topic(faq, topic.as_str()).is_some());
    topic.ok_or_else(|| Mistake::new(words::NO_SUCH_ENTRY))
}

/// Returns the entry that an option names, picked from the list or typed as an id.
pub fn named_entry<'a>(faq: &'a Faq, option: &str) -> Result<&'a Entry, Mistake> {
    let id: Option<EntryId> = match reply::picked(option) {
        Some(id) => Some(id),
        None => option.trim().parse().ok(),
    };
    let entry = id.and_then(|id| faq.entry(&id));
    entry.ok_or_else(|| Mistake::new(words::NO_SUCH_ENTRY))
}
