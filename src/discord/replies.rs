//! Which reply belongs to which message, so that none is answered twice, and replies follow their questions.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use serenity::model::id::MessageId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::bounded::Bounded;

/// How many messages are remembered.
const REMEMBERED: usize = 10_000;

/// What was said to one message. Whoever holds it is the only one to act on that message.
#[derive(Debug, Default)]
pub struct Answered {
    /// The bot's reply, if there is one.
    pub reply: Option<MessageId>,
    /// The question's [`fingerprint`]: enough to see that it changed, without keeping what was asked.
    pub question: u64,
    /// Whether the message was deleted.
    pub deleted: bool,
}

/// The messages that are remembered.
#[derive(Debug)]
pub struct Replies {
    messages: Mutex<Bounded<MessageId, Arc<AsyncMutex<Answered>>>>,
}

impl Default for Replies {
    fn default() -> Self {
        Self { messages: Mutex::new(Bounded::new(REMEMBERED)) }
    }
}

impl Replies {
    /// Takes on a new message; `None` if it was taken on before.
    pub fn claim(&self, message: MessageId) -> Option<OwnedMutexGuard<Answered>> {
        let answered = Arc::new(AsyncMutex::new(Answered::default()));
        // Held before anybody else can see it: an edit that comes early waits for the reply it is to change.
        let claim = Arc::clone(&answered).try_lock_owned().ok()?;
        let new = self.messages.lock().unwrap_or_else(PoisonError::into_inner).insert_new(message, answered);
        new.then_some(claim)
    }

    /// A message taken on before, once nobody else acts on it; `None` if it is not remembered.
    pub async fn find(&self, message: MessageId) -> Option<OwnedMutexGuard<Answered>> {
        let answered = self.messages.lock().unwrap_or_else(PoisonError::into_inner).get(&message).map(Arc::clone);
        Some(answered?.lock_owned().await)
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
        assert!(replies.find(message).await.is_none());
        let mut claim = replies.claim(message).unwrap();
        assert!(replies.claim(message).is_none());
        claim.reply = Some(MessageId::new(2));
        drop(claim);
        assert!(replies.claim(message).is_none());
        assert_eq!(replies.find(message).await.unwrap().reply, Some(MessageId::new(2)));
    }
}
