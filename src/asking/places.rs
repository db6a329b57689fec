//! What kind of place a channel is. Discord does not say with a message whether its channel is a thread of an FAQ
//! channel, so it is asked once a channel and remembered.

use std::sync::{Mutex, PoisonError};

use serenity::model::channel::{Channel, ChannelType, GuildChannel};
use serenity::model::id::ChannelId;

use super::listening::{Place, Said};
use discord::Bounded;
use discord::rest::{Rest, RestError};

/// How many channels are remembered.
const REMEMBERED: usize = 10_000;

/// The places that are known.
#[derive(Debug)]
pub struct Places {
    faq_channels: Vec<ChannelId>,
    known: Mutex<Bounded<ChannelId, Place>>,
}

impl Places {
    /// Knows only where every question is answered.
    pub fn new(faq_channels: Vec<ChannelId>) -> Self {
        Self { faq_channels, known: Mutex::new(Bounded::new(REMEMBERED)) }
    }

    /// Whether there are places where every question is answered.
    pub fn listens(&self) -> bool {
        !self.faq_channels.is_empty()
    }

    /// Where every question is answered.
    pub fn faq_channels(&self) -> &[ChannelId] {
        &self.faq_channels
    }

    /// Where `said` stands, if Discord need not be asked.
    pub fn known(&self, said: &Said) -> Option<Place> {
        if said.guild.is_none() {
            return Some(Place::Direct);
        }
        if self.faq_channels.contains(&said.channel) {
            return Some(Place::FaqChannel);
        }
        // Without FAQ channels every other place is alike.
        if !self.listens() {
            return Some(Place::Elsewhere);
        }
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&said.channel).cloned()
    }

    /// Where `said` stands. What cannot be found out is [`Place::Elsewhere`], and asked for again the next time.
    pub async fn of(&self, said: &Said, rest: &Rest) -> Place {
        if let Some(place) = self.known(said) {
            return place;
        }
        match self.look_up(said.channel, rest).await {
            Ok(place) => {
                self.known.lock().unwrap_or_else(PoisonError::into_inner).insert_new(said.channel, place.clone());
                place
            }
            Err(error) => {
                tracing::warn!(channel = %said.channel, %error, "cannot find out what kind of channel it is");
                Place::Elsewhere
            }
        }
    }

    async fn look_up(&self, channel: ChannelId, rest: &Rest) -> Result<Place, RestError> {
        let Channel::Guild(channel) = rest.channel(channel).await? else {
            return Ok(Place::Elsewhere);
        };
        let Some(parent) = self.faq_parent(&channel) else {
            return Ok(Place::Elsewhere);
        };
        let parent = rest.channel(parent).await?;
        let forum = matches!(parent, Channel::Guild(parent) if parent.kind == ChannelType::Forum);
        Ok(if forum { Place::ForumPost { title: channel.name } } else { Place::FaqChannel })
    }

    /// A channel's parent is a category unless the channel is a thread.
    fn faq_parent(&self, channel: &GuildChannel) -> Option<ChannelId> {
        let thread =
            matches!(channel.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread);
        channel.parent_id.filter(|parent| thread && self.faq_channels.contains(parent))
    }
}
