//! The permission to edit: Manage Messages in the whole home server, worked out from its roles, or a configured role.
//!
//! Discord sends a member's permissions with each interaction, but computed for its channel: there they may come from the channel's
//! own settings, which somebody who manages only one channel may change. So only the roles of the server count, which the gateway
//! reports.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serenity::all::Permissions;
use serenity::model::id::{GuildId, RoleId, UserId};

use crate::reply::moderation as words;
use crate::storage::servers::Servers;
use discord::Event;
use discord::model::Member;

/// The moderators: members of the home server who can manage messages there, or have one of the roles in its settings.
pub struct Moderators {
    home: GuildId,
    servers: Arc<Servers>,
    /// `None` until Discord has sent the home server, and after the bot was removed from it.
    server: Mutex<Option<HomeServer>>,
}

/// Who may do what in the home server.
#[derive(Debug)]
struct HomeServer {
    owner: UserId,
    permissions: BTreeMap<RoleId, Permissions>,
}

/// The data of `GUILD_CREATE`, `GUILD_UPDATE` and `GUILD_DELETE`. In an outage, owner and roles are missing.
#[derive(Deserialize)]
struct GuildEvent {
    id: GuildId,
    #[serde(default)]
    unavailable: bool,
    owner_id: Option<UserId>,
    roles: Option<Vec<Role>>,
}

/// The data of `GUILD_ROLE_CREATE`, `GUILD_ROLE_UPDATE` and `GUILD_ROLE_DELETE`.
#[derive(Deserialize)]
struct RoleEvent {
    guild_id: GuildId,
    role: Option<Role>,
    role_id: Option<RoleId>,
}

#[derive(Deserialize)]
struct Role {
    id: RoleId,
    permissions: Permissions,
}

impl Moderators {
    pub fn new(home: GuildId, servers: Arc<Servers>) -> Self {
        Self { home, servers, server: Mutex::default() }
    }

    /// Returns the server whose FAQ is edited.
    pub fn home(&self) -> GuildId {
        self.home
    }

    /// Returns whether an event of this name says something about roles.
    pub fn is_concerned_by(event: &str) -> bool {
        event.starts_with("GUILD_ROLE_") || matches!(event, "GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE")
    }

    /// Applies an event that [concerns](Self::is_concerned_by) roles, of any server. Events have to come in Discord's order.
    pub fn observe(&self, event: &Event) {
        let is_understood = if event.name.starts_with("GUILD_ROLE_") {
            event.read().map(|event| self.on_role_event(event)).is_ok()
        } else {
            event.read().map(|event| self.on_guild_event(event)).is_ok()
        };
        if !is_understood {
            // The error is left out, since it may quote what somebody wrote.
            tracing::warn!(event = event.name, "an event about roles was not understood");
        }
    }

    fn on_guild_event(&self, event: GuildEvent) {
        if event.id != self.home {
            return;
        }
        match (event.owner_id, event.roles) {
            (Some(owner), Some(roles)) => {
                let permissions = roles.into_iter().map(|role| (role.id, role.permissions)).collect();
                let before = self.server().replace(HomeServer { owner, permissions });
                if before.is_none() {
                    self.log_missing_roles();
                }
            }
            // During an outage, the server keeps the roles that it had.
            _ if event.unavailable => {}
            _ => *self.server() = None,
        }
    }

    /// Logs a line for each role in the settings that the home server does not have.
    fn log_missing_roles(&self) {
        let Some(server) = &*self.server() else { return };
        let settings = self.servers.settings(self.home);
        for role in settings.editor_roles.iter().filter(|role| !server.permissions.contains_key(role)) {
            tracing::warn!("MODERATOR_ROLE_IDS or /faq setup: the home server has no role {role}; correct the id");
        }
    }

    fn on_role_event(&self, event: RoleEvent) {
        let mut server = self.server();
        let Some(server) = server.as_mut().filter(|_| event.guild_id == self.home) else { return };
        if let Some(role) = event.role {
            server.permissions.insert(role.id, role.permissions);
        }
        if let Some(role) = event.role_id {
            server.permissions.remove(&role);
        }
    }

    /// Returns the user's id, if the member that Discord sent with an interaction is a moderator.
    ///
    /// # Errors
    /// The sentence for users without the permission.
    pub fn check(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        let Some(member) = member.filter(|_| guild == Some(self.home)) else { return Err(words::ONLY_AT_HOME) };
        let user = member.user.id;
        let settings = self.servers.settings(self.home);
        if member.roles.iter().any(|role| settings.editor_roles.contains(role)) {
            return Ok(user.get());
        }
        match &*self.server() {
            None => Err(words::ROLES_NOT_KNOWN),
            Some(server) if server.can_manage_messages(user, &member.roles, self.home) => Ok(user.get()),
            Some(_) => Err(words::ONLY_MODERATORS),
        }
    }

    fn server(&self) -> MutexGuard<'_, Option<HomeServer>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HomeServer {
    fn can_manage_messages(&self, user: UserId, roles: &[RoleId], home: GuildId) -> bool {
        if user == self.owner {
            return true;
        }
        // The role that everybody has, @everyone, has the id of its server.
        let everyone = RoleId::new(home.get());
        let mut permissions = Permissions::empty();
        for role in roles.iter().chain([&everyone]) {
            permissions |= self.permissions.get(role).copied().unwrap_or_default();
        }
        permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR)
    }
}
