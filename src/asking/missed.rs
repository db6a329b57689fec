//! Questions asked while Discord was away. A resumed session tells of them itself; after a new one the bot looks for
//! them where it was spoken to lately, and where every question is answered.
//!
//! Not found are those in places where nobody had spoken to the bot before, in new forum posts, behind more than a
//! thousand messages in one channel, and from before a restart, since nobody remembers then which of them were answered.

use std::sync::{Mutex, PoisonError};

use serenity::model::channel::{Channel, ChannelType};
use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::Instant;

use super::Asking;
use crate::asking::listening::Said;
use discord::Bounded;
use discord::Shard;
use discord::rest::{MESSAGES_PER_PAGE, RestError};

/// How old a question may be, in seconds; after that its asker has gone elsewhere.
const FRESH: i64 = 5 * 60;
/// In how many channels the bot looks.
const CHANNELS: usize = 50;
/// How many pages of messages it reads in one: three messages a second.
const PAGES: usize = 10;
/// When Discord's ids begin, in seconds since 1970.
const EPOCH: i64 = 1_420_070_400;

/// Where the bot was spoken to lately, and in which server that is.
#[derive(Debug)]
pub struct Lately(Mutex<Bounded<ChannelId, Option<GuildId>>>);

impl Default for Lately {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(CHANNELS)))
    }
}

impl Lately {
    /// Remembers where something was said to the bot.
    pub fn spoken_to(&self, said: &Said) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.remove(&said.channel);
        channels.insert_new(said.channel, said.guild);
    }

    fn channels(&self) -> Vec<(ChannelId, Option<GuildId>)> {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.iter().map(|(channel, guild)| (*channel, *guild)).collect()
    }
}

impl Asking {
    /// Answers what was asked while a shard had no session: what others tell of, maybe in another process, is left to them.
    pub async fn catch_up(&self, shard: Shard) {
        let since = first_id(self.clock.now() - FRESH);
        let mut channels = self.lately.channels();
        for channel in self.places.faq_channels() {
            if channels.iter().all(|(known, _)| known != channel)
                && let Some(guild) = self.guild_of(*channel).await
            {
                channels.push((*channel, Some(guild)));
            }
        }
        for (channel, guild) in channels.into_iter().filter(|(_, guild)| shard.serves(*guild)) {
            if let Err(error) = self.catch_up_in(channel, guild, since).await {
                tracing::warn!(%channel, %error, "cannot look for questions that were missed");
            }
        }
    }

    async fn catch_up_in(&self, channel: ChannelId, guild: Option<GuildId>, since: MessageId) -> Result<(), RestError> {
        let mut since = since;
        for _ in 0..PAGES {
            let messages = self.rest.messages_after(channel, since).await?;
            for message in &messages {
                // Discord names the server in events alone.
                self.said(Said { guild, ..Said::new(message) }, Instant::now()).await;
            }
            match messages.last() {
                Some(last) if messages.len() == MESSAGES_PER_PAGE => since = last.id,
                _ => return Ok(()),
            }
        }
        tracing::warn!(%channel, "too much was said to look for every question that was missed");
        Ok(())
    }

    /// The server of a channel that holds messages itself, as a forum does not.
    async fn guild_of(&self, channel: ChannelId) -> Option<GuildId> {
        match self.rest.channel(channel).await {
            Ok(Channel::Guild(channel)) if channel.kind != ChannelType::Forum => Some(channel.guild_id),
            _ => None,
        }
    }
}

/// The first id that Discord gave in a second.
fn first_id(second: i64) -> MessageId {
    let milliseconds = u64::try_from((second - EPOCH).saturating_mul(1_000)).unwrap_or(0);
    MessageId::new((milliseconds << 22).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_when_they_were_given() {
        let second = 1_700_000_000;
        assert_eq!(first_id(second).created_at().unix_timestamp(), second);
        assert_eq!(first_id(0), MessageId::new(1));
    }
}
