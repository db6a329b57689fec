//! How messages refer to the bot, and whose messages it answers besides people's.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serenity::model::id::{GenericId, GuildId, RoleId, UserId};

use discord::model::{Message, Role};

/// How much of a text is searched for the name that a bot puts before what somebody wrote, in bytes.
const NAME_LENGTH: usize = 64;

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Person {
    Member(UserId),
    /// Somebody behind a bridge, known only by the name that it shows.
    Bridged {
        bridge: GenericId,
        /// A hash of the name.
        name: u64,
    },
}

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
        !is_automatic(message) || self.bridge_of(message).is_some()
    }

    /// Returns the author of a message, or the person whose message a bridge passes on.
    pub fn person(&self, message: &Message) -> Person {
        match self.bridge_of(message) {
            Some(bridge) if is_automatic(message) => Person::Bridged { bridge, name: hash(shown_name(message)) },
            _ => Person::Member(message.author.id),
        }
    }

    fn bridge_of(&self, message: &Message) -> Option<GenericId> {
        let ids = [
            message.webhook_id.map(|webhook| webhook.get()),
            message.application_id.map(|application| application.get()),
            Some(message.author.id.get()),
        ];
        self.bridges.iter().copied().find(|bridge| ids.contains(&Some(bridge.get())))
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

/// Returns whether a bot or a webhook sent a message.
fn is_automatic(message: &Message) -> bool {
    message.author.bot || message.webhook_id.is_some()
}

/// Returns the name that a bridge shows. A webhook has a name for each message; a bot puts it before the text, as in "**ada**: hi"
/// or "<ada> hi". Without one, everybody behind that bot counts as one person.
fn shown_name(message: &Message) -> &str {
    if message.webhook_id.is_some() {
        return &message.author.username;
    }
    let text = message.content();
    let end = text.bytes().take(NAME_LENGTH).position(|byte| matches!(byte, b':' | b'>' | b'\n'));
    &text[..end.unwrap_or(0)]
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn person(sent: Value) -> Person {
        let mut message = json!({ "id": "7", "channel_id": "8", "content": "does it hurt?" });
        for (key, value) in sent.as_object().unwrap() {
            message[key] = value.clone();
        }
        let identity = Identity::new(UserId::new(1), [20, 30, 40].map(GenericId::new).into());
        identity.person(&serde_json::from_value(message).unwrap())
    }

    #[test]
    fn people_behind_a_bridge_are_told_apart_by_the_names_that_it_shows() {
        let by_webhook =
            |name: &str| person(json!({ "webhook_id": "20", "author": { "id": "20", "bot": true, "username": name } }));
        let by_application = |name: &str, webhook: &str| {
            let author = json!({ "id": webhook, "username": name });
            person(json!({ "webhook_id": webhook, "application_id": "30", "author": author }))
        };
        let by_bot = |text: &str| person(json!({ "content": text, "author": { "id": "40", "bot": true } }));
        assert_eq!(by_webhook("ada"), by_webhook("ada"));
        assert_eq!(by_application("ada", "5"), by_application("ada", "6"), "it has a webhook in each channel");
        assert_eq!(by_bot("**ada**: hi"), by_bot("**ada**: does it hurt?"));
        assert_eq!(by_bot("does it hurt?"), by_bot("how long does it take?"));
        let people = [
            by_webhook("ada"),
            by_webhook("bob"),
            by_application("ada", "5"),
            by_application("bob", "5"),
            by_bot("<ada> hi"),
            by_bot("<bob> hi"),
            by_bot("**ada**: hi"),
            by_bot("hi"),
            person(json!({ "author": { "id": "20", "username": "ada" } })),
            person(json!({ "author": { "id": "21", "username": "ada" } })),
        ];
        for (index, one) in people.iter().enumerate() {
            assert!(!people[..index].contains(one), "{index}");
        }
    }
}
