//! Locks by message. Presses on one message are handled and shown one after the other, so that what it shows last is what
//! happened last.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serenity::model::id::MessageId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// The locks of the messages whose presses are being handled.
#[derive(Default)]
pub struct MessageLocks(Mutex<HashMap<MessageId, Weak<AsyncMutex<()>>>>);

impl MessageLocks {
    /// Waits until everything that was pressed on the message before is shown. Later presses wait until the guard is
    /// dropped.
    pub async fn lock(&self, message: MessageId) -> OwnedMutexGuard<()> {
        // A statement of its own, so that the map is not locked while the message is waited for.
        let lock = self.of(message);
        lock.lock_owned().await
    }

    fn of(&self, message: MessageId) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| lock.strong_count() > 0);
        if let Some(lock) = locks.get(&message).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        locks.insert(message, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_message_is_locked_and_forgotten_once_nobody_waits() {
        let locks = MessageLocks::default();
        let first = locks.lock(MessageId::new(1)).await;
        let _other = locks.lock(MessageId::new(2)).await;
        let mut second = Box::pin(locks.lock(MessageId::new(1)));
        assert!(timeout(Duration::from_secs(1), &mut second).await.is_err());
        drop(first);
        drop(second.await);
        let _third = locks.lock(MessageId::new(3)).await;
        assert_eq!(locks.0.lock().unwrap().len(), 2);
    }
}
