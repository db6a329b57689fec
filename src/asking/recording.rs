//! What the journal is told: what was asked and answered, and what people say of an answer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::reply::{self, Action, QuestionKey, Reply};
use crate::storage::journal::{Journal, JournalEvent, MaskedQuestion};
use discord::Bounded;
use faq::{EntryId, Faq};
use matching::decide::Decision;

/// How many answered questions are remembered, in case somebody says that the answer was to another one.
const REMEMBERED: usize = 10_000;

/// Tells the journal. Nothing here waits for it.
pub struct Recorder {
    journal: Journal,
    answered: Mutex<Bounded<QuestionKey, MaskedQuestion>>,
}

/// A reply to a question, and what the journal is to be told once it is given.
pub struct Replied {
    /// The reply. Its buttons lead back to the question.
    pub reply: Reply,
    /// That it was given.
    pub event: JournalEvent,
    /// That of the best entry, 0 to 1.
    pub confidence: f32,
}

impl Recorder {
    /// Tells this journal.
    pub fn new(journal: Journal) -> Self {
        Self { journal, answered: Mutex::new(Bounded::new(REMEMBERED)) }
    }

    /// The reply to a question as it was typed. The question is remembered if it was answered; one that is referred goes to
    /// the journal with the event.
    pub fn reply(&self, faq: &Faq, typed: &str, decision: &Decision<'_>) -> Replied {
        let question = MaskedQuestion::new(typed);
        let event = JournalEvent::asked(question.as_ref(), decision);
        let (reply, confidence) = (reply::decision(faq, decision), decision.confidence());
        let Some(question) = question.filter(|_| reply.asks_for_feedback()) else {
            return Replied { reply, event, confidence };
        };
        let key = QuestionKey::of(question.as_str());
        self.answered().insert_new(key, question);
        Replied { reply: reply.about(key), event, confidence }
    }

    /// Tells that a reply was given.
    pub fn record(&self, event: JournalEvent) {
        self.journal.record(event);
    }

    /// Tells that an entry was asked for by name. A name that was forged is nobody's.
    pub fn picked(&self, faq: &Faq, entry: &EntryId) {
        if faq.entry(entry).is_some() {
            self.journal.record(JournalEvent::picked(entry.clone()));
        }
    }

    /// Tells what a button says of an answer, each time that it is pressed.
    pub fn pressed(&self, faq: &Faq, action: &Action) {
        let known = |id: &&EntryId| faq.entry(id).is_some();
        match action {
            Action::Helpful(entry) if known(&entry) => {
                self.journal.record(JournalEvent::Helpful { entry: entry.clone() })
            }
            Action::NotWhatIAsked { shown, instead, question } if known(&shown) => {
                let question = question.and_then(|key| self.answered().get(&key).cloned());
                let nearest = [shown].into_iter().chain(instead).filter(known).cloned().collect();
                self.journal.record(JournalEvent::NotWhatIAsked { entry: shown.clone(), question, nearest });
            }
            _ => {}
        }
    }

    fn answered(&self) -> MutexGuard<'_, Bounded<QuestionKey, MaskedQuestion>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
