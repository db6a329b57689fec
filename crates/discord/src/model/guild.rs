//! Servers, their roles and members.

use serde::Deserialize;
use serenity::all::Permissions;
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use super::message::User;
use super::{or_default, readable_items};

/// A server, as `GUILD_CREATE`, `GUILD_UPDATE` and `GUILD_DELETE` describe it. In an outage, only its id is known.
#[derive(Debug, Clone, Deserialize)]
pub struct Guild {
    pub id: GuildId,
    /// True during an outage; the bot is still a member.
    #[serde(default, deserialize_with = "or_default")]
    pub unavailable: bool,
    #[serde(default, deserialize_with = "readable_items")]
    pub roles: Vec<Role>,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub owner_id: Option<UserId>,
    /// Only in `GUILD_CREATE`.
    #[serde(default, deserialize_with = "or_default")]
    pub member_count: Option<u64>,
    /// The channel of Discord's own messages, such as that somebody joined.
    #[serde(default, deserialize_with = "or_default")]
    pub system_channel_id: Option<ChannelId>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    pub id: RoleId,
    /// What it allows in the whole server; nothing if that cannot be read.
    #[serde(default, deserialize_with = "or_default")]
    pub permissions: Permissions,
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

/// A role that was deleted.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleDeletion {
    pub guild_id: GuildId,
    pub role_id: RoleId,
}

/// The roles of a member.
#[derive(Debug, Clone, Deserialize)]
pub struct MemberRoles {
    #[serde(default, deserialize_with = "readable_items")]
    pub roles: Vec<RoleId>,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn odd_fields_of_a_server_cost_only_themselves() {
        let manage = Permissions::MANAGE_MESSAGES.bits().to_string();
        let roles = json!([
            { "id": "5", "permissions": manage, "tags": 7, "colors": "red" },
            { "id": "6", "permissions": { "allow": manage }, "tags": { "bot_id": "9" } },
            { "id": "many", "permissions": manage },
            null,
        ]);
        let guild = json!({ "id": "1", "owner_id": -1, "unavailable": "perhaps", "roles": roles, "nsfw_level": [] });
        let guild: Guild = serde_json::from_value(guild).unwrap();
        assert_eq!((guild.owner_id, guild.unavailable), (None, false));
        let read: Vec<_> = guild.roles.iter().map(|role| (role.id.get(), role.permissions)).collect();
        assert_eq!(read, [(5, Permissions::MANAGE_MESSAGES), (6, Permissions::empty())]);
        assert!(guild.roles[1].is_of(UserId::new(9)));
    }
}
