//! The person who reads a reply, as far as that decides its language.

use serenity::model::id::GuildId;

use super::incoming::IncomingMessage;
use super::limits::Asker;
use crate::reply::Locale;
use discord::model::{CommandInteraction, ComponentInteraction, ModalInteraction};

/// The server where somebody reads a reply, and the language of the person's Discord if it is known.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub server: Option<GuildId>,
    pub client: Option<Locale>,
}

impl Reader {
    fn new(server: Option<GuildId>, client: Option<&String>) -> Self {
        Self { server, client: client.and_then(|tag| Locale::from_tag(tag)) }
    }
}

impl From<&CommandInteraction> for Reader {
    fn from(command: &CommandInteraction) -> Self {
        Self::new(command.guild_id, command.locale.as_ref())
    }
}

impl From<&ComponentInteraction> for Reader {
    fn from(component: &ComponentInteraction) -> Self {
        Self::new(component.guild_id, component.locale.as_ref())
    }
}

impl From<&ModalInteraction> for Reader {
    fn from(form: &ModalInteraction) -> Self {
        Self::new(form.guild_id, form.locale.as_ref())
    }
}

impl From<&IncomingMessage> for Reader {
    fn from(message: &IncomingMessage) -> Self {
        Self::new(message.guild, None)
    }
}

impl From<Asker> for Reader {
    fn from(asker: Asker) -> Self {
        Self { server: asker.guild, client: asker.client }
    }
}
