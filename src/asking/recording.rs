//! Records questions: in the log and the metrics, which get neither text nor asker, and in the journal.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serenity::model::id::{GuildId, MessageId, UserId};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Span, info_span};

use crate::monitoring::{AskedVia, Metrics, ReplyOutcome};
use crate::reply::{Action, QuestionKey, Tone};
use crate::storage::journal::{Journal, JournalEvent, MaskedQuestion, Place};
use discord::Bounded;
use faq::{EntryId, Faq};

/// The number of answered questions that are remembered, in case somebody presses "Not what I asked".
const ANSWERED_QUESTIONS_CAPACITY: usize = 10_000;
/// The number of presses that are remembered, so that each person's counts once.
const PRESSES_CAPACITY: usize = 10_000;

/// The log span of one question, from receiving it to sending its reply.
#[derive(Debug)]
pub(super) struct QuestionLog {
    via: AskedVia,
    received: Instant,
    span: Span,
}

impl QuestionLog {
    /// Opens the span of a question in a server, or in a direct conversation.
    pub fn new(via: AskedVia, guild: Option<GuildId>, received: Instant) -> Self {
        let guild = match guild {
            Some(guild) => guild.to_string(),
            None => "dm".to_owned(),
        };
        let span = info_span!("question", asked = via.name(), %guild, outcome = Empty, confidence = Empty);
        Self { via, received, span }
    }

    pub fn span(&self) -> Span {
        self.span.clone()
    }

    pub fn received(&self) -> Instant {
        self.received
    }

    /// Records a reply of this tone, and whether it was sent. `confidence` is that of the best entry, 0 to 1, if the
    /// question was matched.
    pub fn answered(&self, metrics: &Metrics, tone: Tone, confidence: Option<f32>, is_sent: bool) {
        let outcome = if is_sent { outcome(tone) } else { ReplyOutcome::Unsent };
        metrics.count_question(self.via, outcome, confidence.filter(|_| is_sent), self.received.elapsed());
        self.span.record("outcome", outcome.name());
        if let Some(confidence) = confidence {
            self.span.record("confidence", rounded(confidence));
        }
        self.span.in_scope(|| tracing::info!("answered"));
    }

    /// Records that there is no reply, since the asker is over a limit.
    pub fn ignored(&self, metrics: &Metrics) {
        metrics.count_ignored(self.via);
        self.span.record("outcome", ReplyOutcome::Ignored.name());
        // A flood in a channel must not become one in the log.
        self.span.in_scope(|| tracing::debug!("left without a reply"));
    }
}

fn outcome(tone: Tone) -> ReplyOutcome {
    match tone {
        Tone::Answer | Tone::Server => ReplyOutcome::Answer,
        Tone::Referral => ReplyOutcome::Referral,
        Tone::Urgent => ReplyOutcome::Urgent,
        Tone::Note => ReplyOutcome::Note,
    }
}

/// Rounds to thousandths; more is noise.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1_000.0).round() / 1_000.0
}

/// Records what happens to questions in the journal. No method waits for the journal.
pub(super) struct Recorder {
    journal: Journal,
    /// Kept apart by place, so that a button in one server leads to no question of another.
    answered: Mutex<Bounded<(Place, QuestionKey), MaskedQuestion>>,
    presses: Mutex<Bounded<Press, ()>>,
}

/// A person's feedback by one button, however often it is pressed. It is in memory only: the journal stores nothing about persons.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Press {
    user: UserId,
    entry: EntryId,
    about: PressedOn,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum PressedOn {
    /// "Helpful" below this reply.
    Helpful(MessageId),
    /// "Not what I asked" below any reply to this question.
    NotWhatIAsked(QuestionKey),
    /// "Not what I asked" below this reply, whose question is not known.
    NotMeant(MessageId),
}

impl Recorder {
    pub fn new(journal: Journal) -> Self {
        Self {
            journal,
            answered: Mutex::new(Bounded::new(ANSWERED_QUESTIONS_CAPACITY)),
            presses: Mutex::new(Bounded::new(PRESSES_CAPACITY)),
        }
    }

    /// Remembers a question that is answered, and returns the key by which a button leads back to it.
    pub fn remember(&self, place: Place, question: MaskedQuestion) -> QuestionKey {
        let key = QuestionKey::of(question.as_str());
        self.answered().insert_new((place, key), question);
        key
    }

    /// Records that a reply was given.
    pub fn record_all(&self, place: Place, events: Vec<JournalEvent>) {
        for event in events {
            self.journal.record_in(place, event);
        }
    }

    /// Records that an entry was picked by name, unless the name is forged.
    pub fn record_picked(&self, place: Place, faq: &Faq, entry: &EntryId) {
        if faq.entry(entry).is_some() {
            self.journal.record_in(place, JournalEvent::picked(entry.clone()));
        }
    }

    /// Records a press of a feedback button below the message `on`, once for each person. Buttons that name no entry are forged.
    pub fn record_press(&self, place: Place, faq: &Faq, action: &Action, user: UserId, on: MessageId) {
        match action {
            Action::Helpful(entry) if faq.entry(entry).is_some() => {
                let press = Press { user, entry: entry.clone(), about: PressedOn::Helpful(on) };
                if self.is_first(press) {
                    self.journal.record_in(place, JournalEvent::Helpful { entry: entry.clone() });
                }
            }
            Action::NotWhatIAsked { shown, instead, question } if faq.entry(shown).is_some() => {
                let about = question.map_or(PressedOn::NotMeant(on), PressedOn::NotWhatIAsked);
                if self.is_first(Press { user, entry: shown.clone(), about }) {
                    self.record_not_meant(place, faq, shown, instead, *question);
                }
            }
            _ => {}
        }
    }

    /// Returns whether a person gives this feedback for the first time.
    fn is_first(&self, press: Press) -> bool {
        self.presses.lock().unwrap_or_else(PoisonError::into_inner).insert_new(press, ())
    }

    fn record_not_meant(
        &self,
        place: Place,
        faq: &Faq,
        shown: &EntryId,
        instead: &[EntryId],
        question: Option<QuestionKey>,
    ) {
        let question = question.and_then(|key| self.answered().get(&(place, key)).cloned());
        let mut nearest = vec![shown.clone()];
        for entry in instead {
            if faq.entry(entry).is_some() {
                nearest.push(entry.clone());
            }
        }
        self.journal.record_in(place, JournalEvent::NotWhatIAsked { entry: shown.clone(), question, nearest });
    }

    fn answered(&self) -> MutexGuard<'_, Bounded<(Place, QuestionKey), MaskedQuestion>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
