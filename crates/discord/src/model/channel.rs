//! Channels.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::all::Permissions;
use serenity::model::id::{ChannelId, GenericId, GuildId, RoleId, UserId};

use super::guild::{MemberRoles, Role};
use super::{or_default, readable_items};

const FORUM: u64 = 15;
const MEDIA: u64 = 16;

#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    pub id: ChannelId,
    /// Missing in a direct conversation.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    /// The channel that a thread belongs to, or the category of any other channel.
    #[serde(default, deserialize_with = "or_default")]
    pub parent_id: Option<ChannelId>,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    kind: u64,
    thread_metadata: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "readable_items")]
    permission_overwrites: Vec<Overwrite>,
}

/// What a channel allows and denies to a role or a member.
#[derive(Debug, Clone, Deserialize)]
struct Overwrite {
    id: GenericId,
    allow: Permissions,
    deny: Permissions,
}

impl Channel {
    /// Returns what a member of its server may do here, worked out from the server's roles and the channel's own settings.
    pub fn permissions_of(&self, user: UserId, member: &MemberRoles, roles: &[Role], guild: GuildId) -> Permissions {
        // The role that everybody has, @everyone, has the id of its server.
        let everyone = RoleId::new(guild.get());
        let has_role = |role: RoleId| role == everyone || member.roles.contains(&role);
        let mut permissions = Permissions::empty();
        for role in roles.iter().filter(|role| has_role(role.id)) {
            permissions |= role.permissions;
        }
        if permissions.contains(Permissions::ADMINISTRATOR) {
            return Permissions::all();
        }
        let of_everyone = |overwrite: &&Overwrite| overwrite.id.get() == everyone.get();
        let of_roles = |overwrite: &&Overwrite| member.roles.iter().any(|role| role.get() == overwrite.id.get());
        let of_member = |overwrite: &&Overwrite| overwrite.id.get() == user.get();
        // In Discord's order: each step overrides the one before.
        permissions = self.overwritten(permissions, of_everyone);
        permissions = self.overwritten(permissions, of_roles);
        self.overwritten(permissions, of_member)
    }

    fn overwritten(&self, permissions: Permissions, applies: impl Fn(&&Overwrite) -> bool) -> Permissions {
        let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
        for overwrite in self.permission_overwrites.iter().filter(applies) {
            allow |= overwrite.allow;
            deny |= overwrite.deny;
        }
        (permissions - deny) | allow
    }

    /// Returns whether it is a thread or a post, of whatever type.
    pub fn is_thread(&self) -> bool {
        self.thread_metadata.is_some()
    }

    /// Returns whether it holds posts and no messages of its own.
    pub fn holds_posts(&self) -> bool {
        matches!(self.kind, FORUM | MEDIA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Channel {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn permissions_follow_roles_and_then_the_channel() {
        let guild = GuildId::new(2);
        let role = |id: u64, permissions: Permissions| -> Role {
            serde_json::from_value(serde_json::json!({ "id": id.to_string(), "permissions": permissions })).unwrap()
        };
        let roles =
            [role(2, Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES), role(5, Permissions::ATTACH_FILES)];
        let member = |roles: &[u64]| MemberRoles { roles: roles.iter().map(|id| RoleId::new(*id)).collect() };
        let (view, send, attach) = (Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES, Permissions::ATTACH_FILES);
        let open = read(r#"{"id":"1"}"#);
        assert_eq!(open.permissions_of(UserId::new(3), &member(&[]), &roles, guild), view | send);
        let closed = serde_json::json!({ "id": "1", "permission_overwrites": [
            { "id": "2", "type": 0, "allow": "0", "deny": send }, { "id": "5", "type": 0, "allow": send, "deny": "0" },
            { "id": "3", "type": 1, "allow": "0", "deny": attach }, { "odd": 1 } ] });
        let closed: Channel = serde_json::from_value(closed).unwrap();
        assert_eq!(closed.permissions_of(UserId::new(4), &member(&[]), &roles, guild), view);
        assert_eq!(closed.permissions_of(UserId::new(4), &member(&[5]), &roles, guild), view | send | attach);
        assert_eq!(closed.permissions_of(UserId::new(3), &member(&[5]), &roles, guild), view | send);
        let administrators = [role(2, Permissions::ADMINISTRATOR)];
        assert_eq!(closed.permissions_of(UserId::new(3), &member(&[]), &administrators, guild), Permissions::all());
    }

    #[test]
    fn a_channel_of_a_type_of_the_future_is_read() {
        let thread = read(r#"{"id":"1","guild_id":"2","parent_id":"3","type":99,"thread_metadata":{},"name":null}"#);
        assert!(thread.is_thread() && !thread.holds_posts());
        assert_eq!(thread.parent_id, Some(ChannelId::new(3)));
        assert!(read(r#"{"id":"1","type":16}"#).holds_posts());
        assert!(!read(r#"{"id":"1","type":"x","thread_metadata":null,"flags":99999999999999}"#).is_thread());
    }
}
