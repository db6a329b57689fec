//! Channels: their kinds, and the questions that were asked in them while the bot was disconnected.
//!
//! A message event does not say whether its channel is a thread of an FAQ channel, so Discord is asked once for each
//! channel, and the answer is cached.
//!
//! A resumed session replays missed questions; after a new session the bot looks for them in the FAQ channels and where it
//! was spoken to recently. It does not find questions in channels that are new to it, in new forum posts, behind more than
//! a thousand messages in one channel, and from before a restart, since then it does not know which ones were answered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::Instant;

use super::Context;
use super::incoming::{ChannelKind, IncomingMessage};
use super::messages::on_incoming;
use crate::storage::servers::Servers;
use discord::model::Channel;
use discord::rest::{MESSAGES_PER_PAGE, Rest, RestError};
use discord::{Bounded, Shard};

/// The number of channels whose kind is cached.
const CHANNEL_CACHE_CAPACITY: usize = 10_000;
/// The oldest question that is still answered; after that its asker no longer waits.
pub(super) const MAX_AGE_SECONDS: i64 = 5 * 60;
/// The most channels in which the bot looks for missed questions.
const MAX_CHANNELS: usize = 50;
/// The most pages that it reads in one channel: three messages a second.
const MAX_PAGES_PER_CHANNEL: usize = 10;
/// The start of Discord's ids, in seconds since 1970.
const DISCORD_EPOCH: i64 = 1_420_070_400;

/// The kinds of channels, by the settings of their servers.
pub struct ChannelKinds {
    servers: Arc<Servers>,
    cache: Mutex<CachedKinds>,
}

/// The kinds of channels that Discord was asked about.
struct CachedKinds {
    kinds: Bounded<ChannelId, ChannelKind>,
    /// The version of the settings by which they are of these kinds.
    settings_version: u64,
}

impl CachedKinds {
    fn new(settings_version: u64) -> Self {
        Self { kinds: Bounded::new(CHANNEL_CACHE_CAPACITY), settings_version }
    }
}

impl ChannelKinds {
    pub fn new(servers: Arc<Servers>) -> Self {
        Self { cache: Mutex::new(CachedKinds::new(servers.settings_version())), servers }
    }

    /// Locks the cache, which is emptied if any server's settings have changed.
    fn cache(&self) -> MutexGuard<'_, CachedKinds> {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let version = self.servers.settings_version();
        if cache.settings_version != version {
            *cache = CachedKinds::new(version);
        }
        cache
    }

    /// Returns the kind of a message's channel if Discord need not be asked.
    pub fn known(&self, message: &IncomingMessage) -> Option<ChannelKind> {
        let Some(server) = message.guild else { return Some(ChannelKind::Direct) };
        if self.servers.is_faq_channel(server, message.channel) {
            return Some(ChannelKind::Faq);
        }
        // Without FAQ channels no channel can be a thread of one.
        if !self.servers.listens_in(server) {
            return Some(ChannelKind::Other);
        }
        self.cache().kinds.get(&message.channel).cloned()
    }

    /// Returns the kind of a message's channel. After a failed request it is [`ChannelKind::Other`], and the next message
    /// asks again.
    pub async fn find(&self, message: &IncomingMessage, rest: &Rest) -> ChannelKind {
        if let Some(kind) = self.known(message) {
            return kind;
        }
        // Taken before, so that a kind by earlier settings is not cached for later ones.
        let version = self.servers.settings_version();
        match self.look_up(message, rest).await {
            Ok(kind) => {
                let mut cache = self.cache();
                if cache.settings_version == version {
                    cache.kinds.insert_new(message.channel, kind.clone());
                }
                kind
            }
            Err(error) => {
                tracing::warn!(channel = %message.channel, message_id = %message.id, %error, "cannot find out the kind of a channel");
                ChannelKind::Other
            }
        }
    }

    async fn look_up(&self, message: &IncomingMessage, rest: &Rest) -> Result<ChannelKind, RestError> {
        let channel = rest.channel(message.channel).await?;
        let Some(parent) = self.faq_parent(message.guild, &channel) else {
            return Ok(ChannelKind::Other);
        };
        if rest.channel(parent).await?.holds_posts() {
            return Ok(ChannelKind::FaqPost { title: channel.name });
        }
        Ok(ChannelKind::Faq)
    }

    /// Returns the FAQ channel that a thread belongs to. The parent of any other channel is a category.
    fn faq_parent(&self, server: Option<GuildId>, channel: &Channel) -> Option<ChannelId> {
        let server = server?;
        channel.parent_id.filter(|parent| channel.is_thread() && self.servers.is_faq_channel(server, *parent))
    }
}

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

/// The channels that refused the bot, with their servers.
#[derive(Debug)]
pub(super) struct RefusingChannels(Mutex<Bounded<ChannelId, Option<GuildId>>>);

impl Default for RefusingChannels {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(CHANNEL_CACHE_CAPACITY)))
    }
}

impl RefusingChannels {
    pub fn remember(&self, message: &IncomingMessage) {
        self.channels().insert_new(message.channel, message.guild);
    }

    /// Forgets and returns the channels of a server.
    fn take(&self, guild: GuildId) -> Vec<ChannelId> {
        let mut channels = self.channels();
        let in_guild = channels.iter().filter(|(_, of)| **of == Some(guild));
        let taken: Vec<ChannelId> = in_guild.map(|(channel, _)| *channel).collect();
        for channel in &taken {
            channels.remove(channel);
        }
        taken
    }

    fn channels(&self) -> MutexGuard<'_, Bounded<ChannelId, Option<GuildId>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Allows requests again to the channels of a server that refused the bot, because its permissions there may have changed.
pub fn on_permissions_change(context: &Context, guild: GuildId) {
    for channel in context.refusing_channels.take(guild) {
        context.rest.retry_channel(channel);
    }
}

/// Answers the questions that were asked while a shard had no session. Channels of other shards are left to them, since
/// another process may serve those.
pub async fn catch_up(context: &Arc<Context>, shard: Shard) {
    let since = first_id_at(context.clock.now() - MAX_AGE_SECONDS);
    for (channel, guild) in channels_to_search(context, shard).await {
        if !shard.serves(guild) {
            continue;
        }
        if let Err(error) = catch_up_in(context, channel, guild, since).await {
            tracing::warn!(%channel, %error, "cannot look for missed questions");
        }
    }
}

async fn channels_to_search(context: &Context, shard: Shard) -> Vec<(ChannelId, Option<GuildId>)> {
    let mut channels = context.recent_channels.list();
    for (channel, server) in context.servers.faq_channels() {
        if channels.iter().any(|(known, _)| *known == channel)
            || server.is_some_and(|server| !shard.serves(Some(server)))
        {
            continue;
        }
        if let Some(server) = guild_of(context, channel).await {
            channels.push((channel, Some(server)));
        }
    }
    channels
}

/// Returns the server of a channel that has messages of its own, which a forum has not.
async fn guild_of(context: &Context, channel: ChannelId) -> Option<GuildId> {
    match context.rest.channel(channel).await {
        Ok(channel) if !channel.holds_posts() => channel.guild_id,
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
        let page = context.rest.messages_after(channel, since).await?;
        let (length, last) = (page.len(), page.last());
        for message in page.messages {
            let message = IncomingMessage::new(&message.in_guild(guild), &context.identity);
            on_incoming(context, message, Instant::now()).await;
        }
        for message in page.unreadable {
            tracing::warn!(%channel, message_id = message.map(MessageId::get), "a message was not understood");
        }
        match last {
            Some(last) if length == MESSAGES_PER_PAGE => since = last,
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
