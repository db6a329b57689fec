//! Channels where the bot may not write: left alone for a while, since Discord shuts out who asks for too much that is
//! forbidden.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::ChannelId;
use tokio::time::Instant;

use crate::bounded::Bounded;

/// How long a channel is left alone; somebody may have mended its permissions meanwhile.
const WHILE: Duration = Duration::from_secs(5 * 60);
/// How many channels are remembered.
const REMEMBERED: usize = 10_000;

/// The channels, with the end of their time.
#[derive(Debug)]
pub struct Forbidden(Mutex<Bounded<ChannelId, Instant>>);

impl Default for Forbidden {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(REMEMBERED)))
    }
}

impl Forbidden {
    /// Whether a channel is to be left alone now.
    pub fn holds(&self, channel: ChannelId) -> bool {
        self.channels().get(&channel).is_some_and(|end| Instant::now() < *end)
    }

    /// Has a channel left alone from now on.
    pub fn remember(&self, channel: ChannelId) {
        let mut channels = self.channels();
        channels.remove(&channel);
        channels.insert_new(channel, Instant::now() + WHILE);
    }

    fn channels(&self) -> MutexGuard<'_, Bounded<ChannelId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
