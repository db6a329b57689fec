//! Who may edit the FAQ from Discord.

use serenity::model::guild::Member;
use serenity::model::id::{GuildId, RoleId};
use serenity::model::permissions::Permissions;

use crate::reply::words::moderating as words;

/// The rule: in the home server, whoever may manage messages or has one of the roles.
#[derive(Debug, Clone)]
pub struct Moderators {
    home: GuildId,
    roles: Vec<RoleId>,
}

impl Moderators {
    /// Those of the server `home`.
    pub fn new(home: GuildId, roles: Vec<RoleId>) -> Self {
        Self { home, roles }
    }

    /// The server whose moderators they are.
    pub fn home(&self) -> GuildId {
        self.home
    }

    /// The user's id, if what Discord sent with the interaction makes them a moderator.
    ///
    /// # Errors
    /// The sentence that they read who may not.
    pub fn check(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        let member = member.filter(|_| guild == Some(self.home)).ok_or(words::ONLY_AT_HOME)?;
        let permissions = member.permissions.unwrap_or_default();
        let by_permission = permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR);
        let by_role = member.roles.iter().any(|role| self.roles.contains(role));
        if by_permission || by_role { Ok(member.user.id.get()) } else { Err(words::ONLY_MODERATORS) }
    }
}
