//! Servers, their roles and members.

use serde::Deserialize;
use serenity::model::id::{GuildId, RoleId, UserId};

use super::message::User;
use super::{or_default, readable_items};

/// A server, as `GUILD_CREATE` and `GUILD_DELETE` describe it.
#[derive(Debug, Clone, Deserialize)]
pub struct Guild {
    pub id: GuildId,
    /// True during an outage; the bot is still a member.
    #[serde(default, deserialize_with = "or_default")]
    pub unavailable: bool,
    #[serde(default, deserialize_with = "readable_items")]
    pub roles: Vec<Role>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    pub id: RoleId,
    #[serde(default, deserialize_with = "or_default")]
    tags: RoleTags,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct RoleTags {
    /// The bot that the role was made for when it was invited.
    #[serde(default, deserialize_with = "or_default")]
    bot_id: Option<UserId>,
}

impl Role {
    /// Returns whether Discord made the role for this bot.
    pub fn is_of(&self, bot: UserId) -> bool {
        self.tags.bot_id == Some(bot)
    }
}

/// A role that was created or changed.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleEvent {
    pub guild_id: GuildId,
    pub role: Role,
}

/// A member that was changed.
#[derive(Debug, Clone, Deserialize)]
pub struct GuildMember {
    pub guild_id: GuildId,
    pub user: User,
}

/// Anything that belongs to a server.
#[derive(Debug, Clone, Deserialize)]
pub struct InGuild {
    pub guild_id: GuildId,
}
