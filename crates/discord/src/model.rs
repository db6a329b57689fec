//! What the bot reads of Discord's objects: few fields, each of which may hold a value that this version does not know.
//! serenity's types refuse a whole message because of one such field.
//!
//! A field that decides whether the bot may answer (the author, the server, a webhook) must be readable. Any other field
//! that cannot be read counts as missing.

mod application;
mod channel;
mod guild;
mod interaction;
mod message;
mod ready;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

pub use application::ApplicationInfo;
pub use channel::Channel;
pub use guild::{Guild, GuildMember, InGuild, MemberRoles, Role, RoleDeletion, RoleEvent};
pub use interaction::{
    Attachment, CommandData, CommandInteraction, ComponentInteraction, Interaction, Member, ModalInteraction,
    ResolvedOption, ResolvedValue,
};
pub use message::{Message, MessageList, User};
pub use ready::{EventIds, Ready};

/// A value, or something that cannot be read as one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Readable<T> {
    Yes(T),
    No(IgnoredAny),
}

impl<T> Readable<T> {
    fn value(self) -> Option<T> {
        match self {
            Self::Yes(value) => Some(value),
            Self::No(_) => None,
        }
    }
}

/// Reads a field. One that does not fit its type has the type's default.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    let read: Readable<T> = Readable::deserialize(deserializer)?;
    Ok(read.value().unwrap_or_default())
}

/// Reads a list, and leaves out the items that do not fit their type.
fn readable_items<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items: Vec<Readable<T>> = or_default(deserializer)?;
    Ok(items.into_iter().filter_map(Readable::value).collect())
}
