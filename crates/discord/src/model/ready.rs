//! The first event of a session, and what is read of any event for the log.

use serde::Deserialize;
use serenity::model::id::{ApplicationId, ChannelId, GenericId};

use super::guild::Guild;
use super::{or_default, readable_items};

/// `READY`.
#[derive(Debug, Clone, Deserialize)]
pub struct Ready {
    #[serde(default, deserialize_with = "or_default")]
    pub user: ReadyUser,
    pub application: Application,
    /// The servers of the shard, of which only the ids are known.
    #[serde(default, deserialize_with = "readable_items")]
    pub guilds: Vec<Guild>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct ReadyUser {
    #[serde(default, deserialize_with = "or_default")]
    pub username: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    pub id: ApplicationId,
}

/// The ids by which a person finds what an event was about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct EventIds {
    /// The message or the interaction.
    #[serde(default, deserialize_with = "or_default")]
    pub id: Option<GenericId>,
    #[serde(default, deserialize_with = "or_default")]
    pub channel_id: Option<ChannelId>,
}
