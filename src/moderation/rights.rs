//! The permission to edit: Manage Messages in the whole home server, worked out from its roles, or a configured role.
//!
//! Discord sends a member's permissions with each interaction, but computed for its channel: there they may come from the channel's
//! own settings, which somebody who manages only one channel may change. So only the roles of the server count, which the gateway
//! reports. Where it does not, Discord is asked for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::all::Permissions;
use serenity::model::id::{GuildId, RoleId, UserId};
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::timeout;

use crate::reply::moderation as words;
use crate::storage::servers::Servers;
use discord::Event;
use discord::model::{Guild, InGuild, Member, Ready, RoleDeletion, RoleEvent};
use discord::rest::Rest;

/// How long a moderator waits for the roles that are asked for. Discord gives an interaction up after three seconds.
const ROLES_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How often they are asked for again because an event changed them in the meantime.
const MAX_ROLE_REQUESTS: usize = 3;

/// The moderators: members of the home server who can manage messages there, or have one of the roles in its settings.
pub struct Moderators {
    home: GuildId,
    servers: Arc<Servers>,
    known: Mutex<KnownRoles>,
    /// Locked while the roles are asked for, so that several interactions ask once.
    asking: AsyncMutex<()>,
}

#[derive(Debug, Default)]
struct KnownRoles {
    /// `None` until Discord has sent the home server in this session, and after the bot was removed from it.
    server: Option<HomeServer>,
    /// How many events have changed them, or may have.
    events: u64,
}

/// Who may do what in the home server.
#[derive(Debug)]
struct HomeServer {
    owner: Option<UserId>,
    permissions: BTreeMap<RoleId, Permissions>,
}

impl Moderators {
    pub fn new(home: GuildId, servers: Arc<Servers>) -> Self {
        Self { home, servers, known: Mutex::default(), asking: AsyncMutex::default() }
    }

    /// Returns the server whose FAQ is edited.
    pub fn home(&self) -> GuildId {
        self.home
    }

    /// Returns whether an event of this name says something about roles.
    pub fn is_concerned_by(event: &str) -> bool {
        let is_of_server = matches!(event, "GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE");
        is_of_server || event.starts_with("GUILD_ROLE_") || event == "READY"
    }

    /// Applies an event that [concerns](Self::is_concerned_by) roles, of any server. Events have to come in Discord's order.
    pub fn observe(&self, event: &Event) {
        let is_understood = match event.name.as_str() {
            "READY" => event.read().map(|ready| self.on_ready(&ready)).is_ok(),
            "GUILD_ROLE_DELETE" => event.read().map(|deleted| self.on_role_deleted(&deleted)).is_ok(),
            name if name.starts_with("GUILD_ROLE_") => event.read().map(|changed| self.on_role(&changed)).is_ok(),
            _ => event.read().map(|server| self.on_server(&server)).is_ok(),
        };
        if !is_understood {
            // The error is left out, since it may quote what somebody wrote.
            tracing::warn!(event = event.name, "an event about roles was not understood");
            let of: Result<InGuild, _> = event.read();
            if !of.is_ok_and(|of| of.guild_id != self.home) {
                // They may have changed in any way, so they are asked for.
                self.known().forget();
            }
        }
    }

    /// What happened since the session before is not known. The servers themselves follow, unless they are too large for an event.
    fn on_ready(&self, ready: &Ready) {
        if ready.guilds.iter().any(|server| server.id == self.home) {
            self.known().forget();
        }
    }

    fn on_server(&self, server: &Guild) {
        if server.id != self.home {
            return;
        }
        if !server.roles.is_empty() {
            let is_first = self.known().learn(server);
            if is_first {
                self.log_missing_roles();
            }
        } else if !server.unavailable {
            self.known().forget();
        }
        // During an outage, the server keeps the roles that it had.
    }

    /// Logs a line for each role in the settings that the home server does not have.
    fn log_missing_roles(&self) {
        let Some(server) = &self.known().server else { return };
        let settings = self.servers.settings(self.home);
        for role in settings.editor_roles.iter().filter(|role| !server.permissions.contains_key(role)) {
            tracing::warn!("MODERATOR_ROLE_IDS or /faq setup: the home server has no role {role}; correct the id");
        }
    }

    fn on_role(&self, changed: &RoleEvent) {
        if changed.guild_id == self.home {
            self.known().change(changed.role.id, Some(changed.role.permissions));
        }
    }

    fn on_role_deleted(&self, deleted: &RoleDeletion) {
        if deleted.guild_id == self.home {
            self.known().change(deleted.role_id, None);
        }
    }

    /// As `check`, but asks Discord for the roles if they are needed and not known.
    ///
    /// # Errors
    /// The sentence for users without the permission.
    pub async fn authorize(
        &self,
        rest: &Rest,
        guild: Option<GuildId>,
        member: Option<&Member>,
    ) -> Result<u64, &'static str> {
        let checked = self.check(guild, member);
        if checked != Err(words::ROLES_NOT_KNOWN) {
            return checked;
        }
        if timeout(ROLES_TIMEOUT, self.ask_for_roles(rest)).await.is_err() {
            tracing::warn!("the roles of the home server are not known, and Discord has not told them in time");
        }
        self.check(guild, member)
    }

    async fn ask_for_roles(&self, rest: &Rest) {
        let _asking = self.asking.lock().await;
        for _ in 0..MAX_ROLE_REQUESTS {
            let before = {
                let known = self.known();
                if known.server.is_some() {
                    return;
                }
                known.events
            };
            match rest.guild(self.home).await {
                Ok(server) if self.known().events == before => return self.on_server(&server),
                // What came by the gateway in the meantime may be newer.
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the roles of the home server are not known, and Discord does not tell them");
                    return;
                }
            }
        }
    }

    /// Returns the user's id, if the member that Discord sent with an interaction is a moderator.
    ///
    /// # Errors
    /// The sentence for users without the permission.
    fn check(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        let Some(member) = member.filter(|_| guild == Some(self.home)) else { return Err(words::ONLY_AT_HOME) };
        let user = member.user.id;
        let settings = self.servers.settings(self.home);
        if member.roles.iter().any(|role| settings.editor_roles.contains(role)) {
            return Ok(user.get());
        }
        match &self.known().server {
            None => Err(words::ROLES_NOT_KNOWN),
            Some(server) if server.can_manage_messages(user, &member.roles, self.home) => Ok(user.get()),
            Some(_) => Err(words::ONLY_MODERATORS),
        }
    }

    fn known(&self) -> MutexGuard<'_, KnownRoles> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnownRoles {
    fn forget(&mut self) {
        self.events += 1;
        self.server = None;
    }

    /// Returns whether none were known before.
    fn learn(&mut self, server: &Guild) -> bool {
        self.events += 1;
        let permissions = server.roles.iter().map(|role| (role.id, role.permissions)).collect();
        self.server.replace(HomeServer { owner: server.owner_id, permissions }).is_none()
    }

    /// Changes or removes a role.
    fn change(&mut self, role: RoleId, permissions: Option<Permissions>) {
        self.events += 1;
        let Some(server) = &mut self.server else { return };
        match permissions {
            Some(permissions) => server.permissions.insert(role, permissions),
            None => server.permissions.remove(&role),
        };
    }
}

impl HomeServer {
    fn can_manage_messages(&self, user: UserId, roles: &[RoleId], home: GuildId) -> bool {
        if Some(user) == self.owner {
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
