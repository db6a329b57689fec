//! The kinds of channels. A message event does not say whether its channel is a thread of an FAQ channel, so Discord is
//! asked once for each channel, and the answer is cached.

use std::sync::{Mutex, PoisonError};

use serenity::model::channel::{Channel, ChannelType, GuildChannel};
use serenity::model::id::ChannelId;

use super::incoming::{ChannelKind, IncomingMessage};
use discord::Bounded;
use discord::rest::{Rest, RestError};

/// The number of channels whose kind is cached.
const CHANNEL_CACHE_CAPACITY: usize = 10_000;

/// The FAQ channels, and the kinds of other channels that are known.
#[derive(Debug)]
pub struct ChannelKinds {
    faq_channels: Vec<ChannelId>,
    cache: Mutex<Bounded<ChannelId, ChannelKind>>,
}

impl ChannelKinds {
    pub fn new(faq_channels: Vec<ChannelId>) -> Self {
        Self { faq_channels, cache: Mutex::new(Bounded::new(CHANNEL_CACHE_CAPACITY)) }
    }

    pub fn has_faq_channels(&self) -> bool {
        !self.faq_channels.is_empty()
    }

    /// Returns the channels where every question is answered.
    pub fn faq_channels(&self) -> &[ChannelId] {
        &self.faq_channels
    }

    /// Returns the kind of a message's channel if Discord need not be asked.
    pub fn known(&self, message: &IncomingMessage) -> Option<ChannelKind> {
        if message.guild.is_none() {
            return Some(ChannelKind::Direct);
        }
        if self.faq_channels.contains(&message.channel) {
            return Some(ChannelKind::Faq);
        }
        // Without FAQ channels no channel can be a thread of one.
        if !self.has_faq_channels() {
            return Some(ChannelKind::Other);
        }
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(&message.channel).cloned()
    }

    /// Returns the kind of a message's channel. After a failed request it is [`ChannelKind::Other`], and the next message
    /// asks again.
    pub async fn find(&self, message: &IncomingMessage, rest: &Rest) -> ChannelKind {
        if let Some(kind) = self.known(message) {
            return kind;
        }
        match self.look_up(message.channel, rest).await {
            Ok(kind) => {
                let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
                cache.insert_new(message.channel, kind.clone());
                kind
            }
            Err(error) => {
                tracing::warn!(channel = %message.channel, %error, "cannot find out the kind of a channel");
                ChannelKind::Other
            }
        }
    }

    async fn look_up(&self, channel: ChannelId, rest: &Rest) -> Result<ChannelKind, RestError> {
        let Channel::Guild(channel) = rest.channel(channel).await? else {
            return Ok(ChannelKind::Other);
        };
        let Some(parent) = self.faq_parent(&channel) else {
            return Ok(ChannelKind::Other);
        };
        match rest.channel(parent).await? {
            Channel::Guild(parent) if parent.kind == ChannelType::Forum => {
                Ok(ChannelKind::FaqPost { title: channel.name })
            }
            _ => Ok(ChannelKind::Faq),
        }
    }

    /// Returns the FAQ channel that a thread belongs to. The parent of any other channel is a category.
    fn faq_parent(&self, channel: &GuildChannel) -> Option<ChannelId> {
        let is_thread =
            matches!(channel.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread);
        channel.parent_id.filter(|parent| is_thread && self.faq_channels.contains(parent))
    }
}
