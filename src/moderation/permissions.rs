//! The permission to edit the FAQ from Discord.

use serenity::model::guild::Member;
use serenity::model::id::{GuildId, RoleId};
use serenity::model::permissions::Permissions;

use crate::reply::moderation as words;

/// The moderators: members of the home server who can manage messages, or have one of these roles.
#[derive(Debug, Clone)]
pub struct Moderators {
    pub home: GuildId,
    pub roles: Vec<RoleId>,
}

impl Moderators {
    /// Returns the user's id, if the member that Discord sent with an interaction is a moderator.
    ///
    /// # Errors
    /// The sentence for users without the permission.
    pub fn check(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        let Some(member) = member.filter(|_| guild == Some(self.home)) else { return Err(words::ONLY_AT_HOME) };
        let permissions = member.permissions.unwrap_or_default();
        let by_permission = permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR);
        let by_role = member.roles.iter().any(|role| self.roles.contains(role));
        if by_permission || by_role { Ok(member.user.id.get()) } else { Err(words::ONLY_MODERATORS) }
    }
}
