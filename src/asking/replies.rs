//! Which reply belongs to which message, so that none is answered twice, and replies follow their questions.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serenity::model::id::MessageId;
use serenity::model::timestamp::Timestamp;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use discord::Bounded;

/// How many messages are remembered.
const REMEMBERED: usize = 10_000;
/// How many overtaken messages are awaited: those whose events come within a moment of each other.
const AWAITED: usize = 256;

/// What was said to one message. Whoever holds it is the only one to act on that message.
#[derive(Debug, Default)]
pub struct Answered {
    /// The bot's reply, if there is one.
    pub reply: Option<MessageId>,
    /// The [`fingerprint`] of the question that was answered: enough to see that it changed, without keeping what was asked.
    pub question: Option<u64>,
    /// When the question was edited last.
    pub edited: Option<Timestamp>,
    /// Whether the message was deleted.
    pub deleted: bool,
}

/// What happened to a message that has not been taken on. Each event is handled by a task of its own, so the later of
/// two that come together may be handled first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overtaking {
    /// Its text was edited.
    Edit,
    /// It was deleted.
    Deletion,
}

/// The messages that are remembered.
#[derive(Debug)]
pub struct Replies {
    memory: Mutex<Memory>,
}

#[derive(Debug)]
struct Memory {
    messages: Bounded<MessageId, Arc<AsyncMutex<Answered>>>,
    overtaken: Bounded<MessageId, Overtaking>,
}

impl Default for Replies {
    fn default() -> Self {
        let memory = Memory { messages: Bounded::new(REMEMBERED), overtaken: Bounded::new(AWAITED) };
        Self { memory: Mutex::new(memory) }
    }
}

impl Replies {
    /// Takes on a new message, and tells what overtook it; `None` if it was taken on before.
    pub fn claim(&self, message: MessageId) -> Option<(OwnedMutexGuard<Answered>, Option<Overtaking>)> {
        let answered = Arc::new(AsyncMutex::new(Answered::default()));
        // Held before anybody else can see it: an edit that comes early waits for the reply it is to change.
        let claim = Arc::clone(&answered).try_lock_owned().ok()?;
        let mut memory = self.memory();
        memory.messages.insert_new(message, answered).then(|| (claim, memory.overtaken.remove(&message)))
    }

    /// A message taken on before, once nobody else acts on it. If it is not remembered, `event` is, in case that the
    /// message is yet to come.
    pub async fn find(&self, message: MessageId, event: Overtaking) -> Option<OwnedMutexGuard<Answered>> {
        let answered = self.memory().find(message, event)?;
        Some(answered.lock_owned().await)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn find(&mut self, message: MessageId, event: Overtaking) -> Option<Arc<AsyncMutex<Answered>>> {
        let answered = self.messages.get(&message).map(Arc::clone);
        // A message that was deleted stays so, whatever else is told of it.
        if answered.is_none() && self.overtaken.get(&message) != Some(&Overtaking::Deletion) {
            self.overtaken.remove(&message);
            self.overtaken.insert_new(message, event);
        }
        answered
    }
}

/// A number that changes when the question does.
pub fn fingerprint(question: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    question.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_is_taken_on_once() {
        let replies = Replies::default();
        let message = MessageId::new(1);
        let (mut claim, overtaken) = replies.claim(message).unwrap();
        assert_eq!(overtaken, None);
        assert!(replies.claim(message).is_none());
        claim.reply = Some(MessageId::new(2));
        drop(claim);
        assert!(replies.claim(message).is_none());
        let found = replies.find(message, Overtaking::Edit).await.unwrap();
        assert_eq!(found.reply, Some(MessageId::new(2)));
    }

    #[tokio::test]
    async fn what_overtook_a_message_is_told() {
        let replies = Replies::default();
        let (edited, deleted) = (MessageId::new(1), MessageId::new(2));
        for (message, event) in
            [(edited, Overtaking::Edit), (deleted, Overtaking::Deletion), (deleted, Overtaking::Edit)]
        {
            assert!(replies.find(message, event).await.is_none());
        }
        assert_eq!(replies.claim(edited).unwrap().1, Some(Overtaking::Edit));
        assert_eq!(replies.claim(deleted).unwrap().1, Some(Overtaking::Deletion));
    }
}
