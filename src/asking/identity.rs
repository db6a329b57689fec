//! How messages refer to the bot, and whose messages it answers besides people's.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serenity::model::id::{GenericId, GuildId, RoleId, UserId};

use discord::model::{Message, Role};

/// The bot, its roles, and the bridges that it answers.
#[derive(Debug)]
pub struct Identity {
    pub bot: UserId,
    /// The webhooks, applications and bots that pass on what people write.
    bridges: Vec<GenericId>,
    /// The role in each server that Discord made for the bot when it was invited.
    roles: Mutex<HashMap<GuildId, RoleId>>,
}

impl Identity {
    pub fn new(bot: UserId, bridges: Vec<GenericId>) -> Self {
        Self { bot, bridges, roles: Mutex::default() }
    }

    /// Returns whether a message is by a person, or passed on from one by a bridge.
    pub fn is_by_person(&self, message: &Message) -> bool {
        let author = &message.author;
        if author.id == self.bot {
            return false;
        }
        let is_automatic = author.bot || message.webhook_id.is_some();
        !is_automatic || self.is_bridge(Some(author.id.get())) || self.is_from_bridge(message)
    }

    fn is_from_bridge(&self, message: &Message) -> bool {
        self.is_bridge(message.webhook_id.map(|webhook| webhook.get()))
            || self.is_bridge(message.application_id.map(|application| application.get()))
    }

    fn is_bridge(&self, id: Option<u64>) -> bool {
        self.bridges.iter().any(|bridge| Some(bridge.get()) == id)
    }

    pub fn has_bridges(&self) -> bool {
        !self.bridges.is_empty()
    }

    /// Remembers which of a server's roles is the bot's own, if one of these is.
    pub fn learn_roles(&self, guild: GuildId, roles: &[Role]) {
        if let Some(own) = roles.iter().find(|role| role.is_of(self.bot)) {
            self.roles().insert(guild, own.id);
        }
    }

    /// Forgets the bot's role in a server that it left.
    pub fn forget_role(&self, guild: GuildId) {
        self.roles().remove(&guild);
    }

    /// Returns the bot's own role in a server.
    pub fn role(&self, guild: Option<GuildId>) -> Option<RoleId> {
        self.roles().get(&guild?).copied()
    }

    fn roles(&self) -> MutexGuard<'_, HashMap<GuildId, RoleId>> {
        self.roles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
