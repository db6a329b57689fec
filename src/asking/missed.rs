//! Questions that were asked while the bot was disconnected. A resumed session replays them; after a new session the bot
//! looks for them in the FAQ channels and where it was spoken to recently.
//!
//! It does not find questions in channels that are new to it, in new forum posts, behind more than a thousand messages in
//! one channel, and from before a restart, since then it does not know which ones were answered.

use std::sync::{Arc, Mutex, PoisonError};

use serenity::model::channel::{Channel, ChannelType};
use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::Instant;

use super::Context;
use super::incoming::IncomingMessage;
use super::messages::on_incoming;
use discord::Bounded;
use discord::Shard;
use discord::rest::{MESSAGES_PER_PAGE, RestError};

/// The oldest question that is still answered; after that its asker no longer waits.
const MAX_AGE_SECONDS: i64 = 5 * 60;
/// The most channels in which the bot looks.
const MAX_CHANNELS: usize = 50;
/// The most pages that it reads in one channel: three messages a second.
const MAX_PAGES_PER_CHANNEL: usize = 10;
/// The start of Discord's ids, in seconds since 1970.
const DISCORD_EPOCH: i64 = 1_420_070_400;

/// The channels where the bot was spoken to recently, with their servers.
#[derive(Debug)]
pub(super) struct RecentChannels(Mutex<Bounded<ChannelId, Option<GuildId>>>);

impl Default for RecentChannels {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(MAX_CHANNELS)))
    }
}

impl RecentChannels {
    /// Remembers the channel of a message to the bot, as the most recent one.
    pub fn remember(&self, message: &IncomingMessage) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.remove(&message.channel);
        channels.insert_new(message.channel, message.guild);
    }

    fn list(&self) -> Vec<(ChannelId, Option<GuildId>)> {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.iter().map(|(channel, guild)| (*channel, *guild)).collect()
    }
}

/// Answers the questions that were asked while a shard had no session. Channels of other shards are left to them, since
/// another process may serve those.
pub async fn catch_up(context: &Arc<Context>, shard: Shard) {
    let since = first_id_at(context.clock.now() - MAX_AGE_SECONDS);
    for (channel, guild) in channels_to_search(context).await {
        if !shard.serves(guild) {
            continue;
        }
        if let Err(error) = catch_up_in(context, channel, guild, since).await {
            tracing::warn!(%channel, %error, "cannot look for missed questions");
        }
    }
}

async fn channels_to_search(context: &Context) -> Vec<(ChannelId, Option<GuildId>)> {
    let mut channels = context.recent_channels.list();
    for channel in context.channels.faq_channels() {
        if channels.iter().any(|(known, _)| known == channel) {
            continue;
        }
        if let Some(guild) = guild_of(context, *channel).await {
            channels.push((*channel, Some(guild)));
        }
    }
    channels
}

/// Returns the server of a channel that has messages of its own, which a forum has not.
async fn guild_of(context: &Context, channel: ChannelId) -> Option<GuildId> {
    match context.rest.channel(channel).await {
        Ok(Channel::Guild(channel)) if channel.kind != ChannelType::Forum => Some(channel.guild_id),
        _ => None,
    }
}

async fn catch_up_in(
    context: &Arc<Context>,
    channel: ChannelId,
    guild: Option<GuildId>,
    mut since: MessageId,
) -> Result<(), RestError> {
    for _ in 0..MAX_PAGES_PER_CHANNEL {
        let messages = context.rest.messages_after(channel, since).await?;
        for message in &messages {
            // Discord names the server in events only.
            let message = IncomingMessage { guild, ..IncomingMessage::new(message) };
            on_incoming(context, message, Instant::now()).await;
        }
        match messages.last() {
            Some(last) if messages.len() == MESSAGES_PER_PAGE => since = last.id,
            _ => return Ok(()),
        }
    }
    tracing::warn!(%channel, "too many messages to look for every missed question");
    Ok(())
}

/// Returns the first id that Discord gave in a second.
fn first_id_at(second: i64) -> MessageId {
    let milliseconds = u64::try_from((second - DISCORD_EPOCH).saturating_mul(1_000)).unwrap_or(0);
    MessageId::new((milliseconds << 22).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_its_time() {
        let second = 1_700_000_000;
        assert_eq!(first_id_at(second).created_at().unix_timestamp(), second);
        assert_eq!(first_id_at(0), MessageId::new(1));
    }
}
