//! The bot's application, as the developer portal has it.

use serde::Deserialize;
use serenity::model::id::UserId;

use super::{or_default, readable_items};

/// The flags of an application that may read all messages: the intent is switched on, with or without Discord's review.
const MESSAGE_CONTENT_FLAGS: u64 = 1 << 18 | 1 << 19;

#[derive(Debug, Clone, Deserialize)]
pub struct ApplicationInfo {
    #[serde(default, deserialize_with = "or_default")]
    flags: u64,
    #[serde(default, deserialize_with = "or_default")]
    owner: Option<Owner>,
    #[serde(default, deserialize_with = "or_default")]
    team: Option<Team>,
}

#[derive(Debug, Clone, Deserialize)]
struct Owner {
    id: UserId,
}

#[derive(Debug, Clone, Deserialize)]
struct Team {
    #[serde(default, deserialize_with = "readable_items")]
    members: Vec<TeamMember>,
}

#[derive(Debug, Clone, Deserialize)]
struct TeamMember {
    membership_state: u64,
    user: Owner,
}

/// The state of a member who has accepted the invitation to the team.
const ACCEPTED: u64 = 2;

impl ApplicationInfo {
    /// Returns whether the Message Content intent is switched on.
    pub fn may_read_messages(&self) -> bool {
        self.flags & MESSAGE_CONTENT_FLAGS != 0
    }

    /// Returns whether a user owns the application, alone or as a member of its team.
    pub fn is_owned_by(&self, user: UserId) -> bool {
        match &self.team {
            Some(team) => {
                team.members.iter().any(|member| member.membership_state == ACCEPTED && member.user.id == user)
            }
            None => self.owner.as_ref().is_some_and(|owner| owner.id == user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ApplicationInfo {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_owner_is_a_person_or_a_team() {
        let alone = read(r#"{"flags":0,"owner":{"id":"9"},"team":null}"#);
        assert!(alone.is_owned_by(UserId::new(9)) && !alone.is_owned_by(UserId::new(8)));
        let team = read(
            r#"{"owner":{"id":"9"},"team":{"members":[{"membership_state":2,"user":{"id":"7"}},{"membership_state":1,"user":{"id":"6"}},1]}}"#,
        );
        let owners: Vec<bool> = [9, 7, 6].map(|id| team.is_owned_by(UserId::new(id))).to_vec();
        assert_eq!(owners, [false, true, false]);
    }

    #[test]
    fn the_intent_is_known_by_a_flag() {
        let flags =
            [0, 1 << 18, 1 << 19, 1 << 20].map(|flags| read(&format!(r#"{{"flags":{flags}}}"#)).may_read_messages());
        assert_eq!(flags, [false, true, true, false]);
    }
}
