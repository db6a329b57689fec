//! The journal: unanswered questions and counts for moderators, naming no person.
//!
//! No user, message or channel is passed to the journal, so it cannot store any; a text gets in only as a [`MaskedQuestion`], in
//! which personal data is blanked out. Who pressed a button is not known here: the caller makes sure that each person counts once.
//! Questions are kept apart by [`Place`], so that a server's moderators see the texts of their own server alone.
//!
//! Events go through a bounded queue to a thread of their own, which writes them to `journal.sqlite`. If that file fails, no
//! question waits for it.

mod question;
mod statistics;
mod unanswered;
mod writer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use serenity::model::id::GuildId;

use super::database::DatabaseError;
use crate::clock::Clock;
use faq::{EntryId, Referral, ReferralId};
use matching::decide::{Decision, Outcome, Reason};
pub use question::MaskedQuestion;
pub use statistics::{DayCounts, QuestionCounts, Statistics};
pub use unanswered::{Part, UnansweredQuestion};
use writer::{JournalFile, JournalQueue, JournalWriter, TimedEvent};

/// Days for which a question is stored after it was last asked, and for which a day's counts are stored.
pub const RETENTION_DAYS: i64 = 90;
/// Moderators are alerted when a question has gone unanswered this often.
pub const ALERT_THRESHOLD: u32 = 5;
/// How often a dismissed question must be asked again to be listed again.
pub const RESURFACE_AFTER: u32 = 5;
/// The number of questions of the home server that are stored; the rarest of more are dropped.
const MAX_QUESTIONS: i64 = 5_000;
/// The same for every other server.
const MAX_SERVER_QUESTIONS: i64 = 500;
const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// Whose moderators deal with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The home server's: what is asked there and in direct messages.
    Guide,
    /// Those of another server.
    Server(GuildId),
}

impl Place {
    /// Returns the value of the column `server`.
    fn key(self) -> String {
        match self {
            Self::Guide => String::new(),
            Self::Server(server) => server.to_string(),
        }
    }

    fn from_key(key: &str) -> Self {
        match key.parse() {
            Ok(id) if id != 0 => Self::Server(GuildId::new(id)),
            _ => Self::Guide,
        }
    }
}

/// The journal cannot be used at the moment: a fault of the machine.
#[derive(Debug, thiserror::Error)]
#[error("the journal cannot be used just now ({0}); try again in a minute, and if it stays so look at DATA_DIR")]
pub struct JournalError(#[from] DatabaseError);

/// An event that the journal counts. It holds nothing of the person behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalEvent {
    /// A question was replied to.
    Asked {
        outcome: RecordedOutcome,
        /// The question if it was unanswered and is listed for moderators.
        question: Option<MaskedQuestion>,
        /// The entries closest to it, best first.
        nearest: Vec<EntryId>,
    },
    /// "Helpful" was pressed below the answer of this entry.
    Helpful { entry: EntryId },
    /// "Not what I asked" was pressed below an answer.
    NotWhatIAsked {
        /// The entry that was shown.
        entry: EntryId,
        /// The question, if the bot still knows it.
        question: Option<MaskedQuestion>,
        /// The entries closest to it, best first.
        nearest: Vec<EntryId>,
    },
}

/// The reply to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedOutcome {
    Answered(EntryId),
    /// A server's own answer, by the id of its gap or entry.
    AnsweredByServer(String),
    Referred(Gap),
}

/// The reason why a question had no answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A referral of the FAQ names the subject.
    Named(ReferralId),
    /// A referral of the FAQ names the subject, which is an emergency.
    Urgent(ReferralId),
    /// Nothing in the FAQ is close enough.
    General,
    /// Two entries fit equally well.
    Ambiguous,
    /// The question is not in the language of the FAQ.
    Foreign,
    /// The question has no words.
    NoWords,
}

impl JournalEvent {
    /// Returns an event for each question of a message that was decided on.
    pub fn asked(question: Option<&MaskedQuestion>, decision: &Decision<'_>) -> Vec<Self> {
        let nearest: Vec<EntryId> = decision.candidates.iter().map(|candidate| candidate.entry.id().clone()).collect();
        // A message is stored once, with the first of its questions that moderators may want to deal with.
        let mut text = question.cloned();
        let mut events = Vec::new();
        for DecidedQuestion { outcome, is_stored } in decided_questions(decision) {
            let question = if is_stored { text.take() } else { None };
            events.push(Self::Asked { outcome, question, nearest: nearest.clone() });
        }
        events
    }

    /// Returns the event of a question that a server answered itself, to a gap or by an entry with this id.
    pub fn answered_by_server(id: &str) -> Self {
        Self::Asked { outcome: RecordedOutcome::AnsweredByServer(id.to_owned()), question: None, nearest: Vec::new() }
    }

    /// Returns the event of an entry that was picked by name.
    pub fn picked(entry: EntryId) -> Self {
        Self::Asked { outcome: RecordedOutcome::Answered(entry), question: None, nearest: Vec::new() }
    }
}

/// The outcome of one question of a message.
struct DecidedQuestion {
    outcome: RecordedOutcome,
    /// Whether its text is stored. That of an answered question is not needed, and small talk and emergencies are no gaps
    /// that a moderator could fill.
    is_stored: bool,
}

impl DecidedQuestion {
    fn unanswered(gap: Gap) -> Self {
        Self { outcome: RecordedOutcome::Referred(gap), is_stored: true }
    }

    fn named(gap: &Referral) -> Self {
        let outcome = RecordedOutcome::Referred(Gap::Named(gap.id().clone()));
        Self { outcome, is_stored: !gap.is_small_talk() }
    }
}

fn decided_questions(decision: &Decision<'_>) -> Vec<DecidedQuestion> {
    if let Outcome::Refer { reason, .. } = decision.outcome {
        return vec![match reason {
            Reason::Named(gap) => DecidedQuestion::named(gap),
            Reason::General | Reason::Ambiguous | Reason::Foreign(_) => DecidedQuestion::unanswered(Gap::from(reason)),
            Reason::NoWords | Reason::Urgent(_) => {
                DecidedQuestion { outcome: RecordedOutcome::Referred(Gap::from(reason)), is_stored: false }
            }
        }];
    }
    let mut questions = Vec::new();
    for entry in decision.answers() {
        let outcome = RecordedOutcome::Answered(entry.id().clone());
        questions.push(DecidedQuestion { outcome, is_stored: false });
    }
    questions.extend(decision.others.unanswered.iter().map(|gap| DecidedQuestion::named(gap)));
    if decision.others.unclear {
        questions.push(DecidedQuestion::unanswered(Gap::General));
    }
    questions
}

impl Gap {
    /// Returns the referral that names the subject, if there is one.
    pub fn referral(&self) -> Option<&ReferralId> {
        match self {
            Self::Named(referral) | Self::Urgent(referral) => Some(referral),
            Self::General | Self::Ambiguous | Self::Foreign | Self::NoWords => None,
        }
    }
}

impl From<Reason<'_>> for Gap {
    fn from(reason: Reason<'_>) -> Self {
        match reason {
            Reason::General => Self::General,
            Reason::NoWords => Self::NoWords,
            Reason::Foreign(_) => Self::Foreign,
            Reason::Ambiguous => Self::Ambiguous,
            Reason::Named(referral) => Self::Named(referral.id().clone()),
            Reason::Urgent(referral) => Self::Urgent(referral.id().clone()),
        }
    }
}

/// A journal; clones share it. Events that were recorded are written before the last clone is dropped.
///
/// [`Self::record`] never blocks and may be called anywhere; every other method waits for the disk.
#[derive(Clone)]
pub struct Journal {
    /// `None` for a journal that stores nothing.
    open: Option<Arc<OpenJournal>>,
}

struct OpenJournal {
    queue: Arc<JournalQueue>,
    file: Arc<JournalFile>,
    clock: Clock,
    thread: Option<JoinHandle<()>>,
}

impl Drop for OpenJournal {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // It ends after a last write. A panic of it has been logged.
            let _ = thread.join();
        }
    }
}

/// The length of a journal's queue, for metrics. It does not keep the journal open.
#[derive(Clone)]
pub struct JournalBacklog(Option<Arc<JournalQueue>>);

impl JournalBacklog {
    /// Returns the number of events that wait to be written.
    pub fn waiting(&self) -> usize {
        self.0.as_ref().map_or(0, |queue| queue.len())
    }

    /// Returns the number of events that were lost since the start because the queue was full.
    pub fn lost(&self) -> u64 {
        self.0.as_ref().map_or(0, |queue| queue.lost())
    }
}

impl Journal {
    /// Opens the journal in `folder`, in the background. A failure is logged, and opening is tried again.
    ///
    /// `alert` is called on the journal's thread with a question that has gone unanswered
    /// [`ALERT_THRESHOLD`] times, and with a dismissed one that is listed again; it must not own a clone of the journal.
    pub fn open(folder: &Path, clock: Clock, alert: impl Fn(UnansweredQuestion) + Send + 'static) -> Self {
        let queue = Arc::new(JournalQueue::default());
        let file = Arc::new(JournalFile::new(folder));
        let writer = JournalWriter::new(Arc::clone(&queue), Arc::clone(&file), clock.clone(), Box::new(alert));
        match thread::Builder::new().name("journal".to_owned()).spawn(|| writer.run()) {
            Ok(thread) => Self { open: Some(Arc::new(OpenJournal { queue, file, clock, thread: Some(thread) })) },
            Err(error) => {
                tracing::error!(
                    "there is no thread for the journal: {error}; nothing is recorded until the next start"
                );
                Self::disabled()
            }
        }
    }

    /// Returns a journal that stores nothing.
    pub fn disabled() -> Self {
        Self { open: None }
    }

    /// Records an event of the home server. Never blocks: if the queue is full, the event is lost and counted.
    pub fn record(&self, event: JournalEvent) {
        self.record_in(Place::Guide, event);
    }

    /// As [`Self::record`], in another place.
    pub fn record_in(&self, place: Place, event: JournalEvent) {
        if let Some(open) = &self.open {
            open.queue.push(TimedEvent { event, place, time: open.clock.now() });
        }
    }

    /// Returns all unanswered questions of the home server that are listed, the most frequent first: at most 5,000.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn unanswered(&self) -> Result<Vec<UnansweredQuestion>, JournalError> {
        self.unanswered_in(Place::Guide)
    }

    /// As [`Self::unanswered`], of another place.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn unanswered_in(&self, place: Place) -> Result<Vec<UnansweredQuestion>, JournalError> {
        self.flush();
        self.with_file(Vec::new(), |connection, _| unanswered::list(connection, place))
    }

    /// Returns an unanswered question, dismissed or not, if it is still stored.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, id: i64) -> Result<Option<UnansweredQuestion>, JournalError> {
        self.with_file(None, |connection, _| unanswered::find(connection, id))
    }

    /// Removes questions of the home server from the list until each has gone unanswered [`RESURFACE_AFTER`] more times. Returns how many of them are
    /// still stored.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn dismiss(&self, ids: &[i64]) -> Result<usize, JournalError> {
        self.with_file(0, |connection, _| unanswered::dismiss(connection, ids))
    }

    /// Returns the counts of the last `days` days, at most [`RETENTION_DAYS`], including today so far, in all places together.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn statistics(&self, days: u32) -> Result<Statistics, JournalError> {
        self.flush();
        self.with_file(Statistics::default(), |connection, now| statistics::read(connection, now, days, None))
    }

    /// As [`Self::statistics`], in one place.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn statistics_in(&self, place: Place, days: u32) -> Result<Statistics, JournalError> {
        self.flush();
        self.with_file(Statistics::default(), |connection, now| statistics::read(connection, now, days, Some(place)))
    }

    /// Returns how often each gap was asked about in a place, whether or not a server answered it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn gaps_asked(&self, place: Place) -> Result<HashMap<ReferralId, u32>, JournalError> {
        self.flush();
        self.with_file(HashMap::new(), |connection, _| statistics::gaps_asked(connection, place))
    }

    /// Returns the number of questions in each place in the last `days` days, including today so far.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_by_place(&self, days: u32) -> Result<HashMap<Place, u32>, JournalError> {
        self.flush();
        self.with_file(HashMap::new(), |connection, now| statistics::by_place(connection, now, days))
    }

    /// Deletes everything of a place, at once.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn forget(&self, place: Place) -> Result<(), JournalError> {
        self.flush();
        self.with_file((), |connection, _| unanswered::forget(connection, place))
    }

    pub fn backlog(&self) -> JournalBacklog {
        JournalBacklog(self.open.as_ref().map(|open| Arc::clone(&open.queue)))
    }

    /// Waits until the recorded events are written. Returns `false` if that fails at the moment. Takes milliseconds, or seconds
    /// while another process has locked the file.
    pub fn flush(&self) -> bool {
        match &self.open {
            Some(open) => open.queue.flush(),
            None => true,
        }
    }

    /// Calls `work` with the file and the time, or returns `disabled` if there is no file.
    fn with_file<T>(
        &self,
        disabled: T,
        work: impl FnOnce(&mut Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        let Some(open) = &self.open else { return Ok(disabled) };
        Ok(open.file.with_connection(|connection| work(connection, open.clock.now()))?)
    }
}

#[cfg(test)]
mod tests;
