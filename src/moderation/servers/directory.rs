//! The servers that the bot is in, and who may do what there.
//!
//! Discord sends a member's permissions with each interaction, but computed for its channel, whose settings somebody may change who
//! manages only that channel. So only the roles of the server count, which the gateway reports.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serenity::all::Permissions;
use serenity::model::id::{GuildId, RoleId, UserId};

use crate::reply::moderation as general_words;
use crate::reply::servers as words;
use crate::storage::servers::ServerSettings;
use discord::model::{Guild, Member, Role};

/// The permissions that count here. Roles without any of them are not kept.
const RIGHTS: Permissions =
    Permissions::MANAGE_MESSAGES.union(Permissions::MANAGE_GUILD).union(Permissions::ADMINISTRATOR);

/// What a member needs for a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// *Manage Messages* or *Manage Server*, or a role that the server chose.
    Edit,
    /// *Manage Server*.
    Manage,
}

/// The servers of this process's shards.
#[derive(Debug, Default)]
pub struct Directory(Mutex<HashMap<GuildId, ServerInfo>>);

#[derive(Debug, Default)]
struct ServerInfo {
    name: Box<str>,
    members: u64,
    owner: Option<UserId>,
    /// Whether its roles are known: Discord has sent the server, or was asked.
    is_known: bool,
    /// The roles with any of [`RIGHTS`].
    roles: Vec<(RoleId, Permissions)>,
}

/// A server in the list of the bot's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedServer {
    pub id: GuildId,
    pub name: String,
    pub members: u64,
}

impl Directory {
    /// Notes the servers that the bot was in already when its session began. Others that come later are joined. Servers of the same
    /// shard that are not among them any more are forgotten.
    pub fn begin_session(&self, servers: &[GuildId], is_served: impl Fn(GuildId) -> bool) {
        let present: HashSet<GuildId> = servers.iter().copied().collect();
        let mut known = self.servers();
        known.retain(|server, _| present.contains(server) || !is_served(*server));
        for server in servers {
            known.entry(*server).or_default();
        }
    }

    /// Learns what `GUILD_CREATE` or `GUILD_UPDATE` says of a server. Returns whether the bot has just joined it.
    pub fn learn(&self, server: &Guild) -> bool {
        let mut known = self.servers();
        let is_new = !known.contains_key(&server.id);
        let info = known.entry(server.id).or_default();
        // During an outage, a server keeps what is known of it.
        let Some(owner) = server.owner_id else { return false };
        info.owner = Some(owner);
        info.is_known = true;
        info.name = server.name.as_str().into();
        if let Some(members) = server.member_count {
            info.members = members;
        }
        info.roles.clear();
        for role in &server.roles {
            info.set_role(role.id, role.permissions);
        }
        is_new
    }

    /// Applies an update of a server, if the server is known.
    pub fn update(&self, server: &Guild) {
        if self.servers().contains_key(&server.id) {
            self.learn(server);
        }
    }

    /// Learns the roles of a server that Discord did not send, such as one that is too large for an event.
    pub fn set_roles(&self, server: GuildId, roles: &[Role]) {
        let mut servers = self.servers();
        let info = servers.entry(server).or_default();
        info.is_known = true;
        info.roles.clear();
        for role in roles {
            info.set_role(role.id, role.permissions);
        }
    }

    /// Returns whether the roles of a server are known.
    pub fn is_known(&self, server: GuildId) -> bool {
        self.servers().get(&server).is_some_and(|info| info.is_known)
    }

    pub fn set_role(&self, server: GuildId, role: &Role) {
        if let Some(info) = self.servers().get_mut(&server) {
            info.set_role(role.id, role.permissions);
        }
    }

    pub fn remove_role(&self, server: GuildId, role: RoleId) {
        if let Some(info) = self.servers().get_mut(&server) {
            info.set_role(role, Permissions::empty());
        }
    }

    /// Forgets a server that the bot left.
    pub fn forget(&self, server: GuildId) {
        self.servers().remove(&server);
    }

    /// Returns a server's name; empty until Discord has sent it.
    pub fn name(&self, server: GuildId) -> String {
        self.servers().get(&server).map(|info| info.name.to_string()).unwrap_or_default()
    }

    /// Returns all servers, those with the most members first.
    pub fn list(&self) -> Vec<ListedServer> {
        let mut list = Vec::new();
        for (id, info) in self.servers().iter() {
            list.push(ListedServer { id: *id, name: info.name.to_string(), members: info.members });
        }
        list.sort_by_key(|server| (std::cmp::Reverse(server.members), server.id));
        list
    }

    /// Returns the user's id, if the member that Discord sent with an interaction has this right in the server.
    ///
    /// # Errors
    /// The sentence for members without it.
    pub fn check(
        &self,
        server: GuildId,
        member: Option<&Member>,
        settings: &ServerSettings,
        right: Right,
    ) -> Result<u64, &'static str> {
        let Some(member) = member else { return Err(words::ONLY_IN_SERVERS) };
        let user = member.user.id;
        if right == Right::Edit && member.roles.iter().any(|role| settings.editor_roles.contains(role)) {
            return Ok(user.get());
        }
        let servers = self.servers();
        let info = servers.get(&server).filter(|info| info.is_known);
        let Some(info) = info else { return Err(general_words::ROLES_NOT_KNOWN) };
        let needed = match right {
            Right::Edit => Permissions::MANAGE_MESSAGES | Permissions::MANAGE_GUILD,
            Right::Manage => Permissions::MANAGE_GUILD,
        };
        let permissions = info.permissions_of(user, &member.roles, server);
        match (permissions.intersects(needed | Permissions::ADMINISTRATOR), right) {
            (true, _) => Ok(user.get()),
            (false, Right::Edit) => Err(words::ONLY_EDITORS),
            (false, Right::Manage) => Err(words::ONLY_MANAGERS),
        }
    }

    fn servers(&self) -> MutexGuard<'_, HashMap<GuildId, ServerInfo>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerInfo {
    fn set_role(&mut self, role: RoleId, permissions: Permissions) {
        self.roles.retain(|(other, _)| *other != role);
        let rights = permissions & RIGHTS;
        if !rights.is_empty() {
            self.roles.push((role, rights));
        }
    }

    fn permissions_of(&self, user: UserId, roles: &[RoleId], server: GuildId) -> Permissions {
        if self.owner == Some(user) {
            return RIGHTS;
        }
        // The role that everybody has, @everyone, has the id of its server.
        let everyone = RoleId::new(server.get());
        let mut permissions = Permissions::empty();
        for (role, rights) in &self.roles {
            if *role == everyone || roles.contains(role) {
                permissions |= *rights;
            }
        }
        permissions
    }
}
