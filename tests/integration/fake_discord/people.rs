//! The test's hands: people, other bots and webhooks, and the places where they write.

use serde_json::{Value, json};

use super::FakeDiscord;
use super::model::{ChannelKind, Forwarded, Id, Message, PermissionChange, intents};
use super::render;
use super::state::{BOT, GUILD, OTHER_GUILD, bot_role, server};

/// The permission that makes a moderator.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// The role that has it, once somebody does.
pub const MODERATORS: Id = 71;
/// Somebody joined the server: a message that nobody wrote.
const MEMBER_JOINED: u8 = 7;
const REPLY: u8 = 19;

/// A user of Discord; clones are the same one.
#[derive(Clone)]
pub struct Person {
    pub(super) fake: FakeDiscord,
    /// The user's id.
    pub id: Id,
}

impl FakeDiscord {
    /// The person of this name.
    pub fn user(&self, name: &str) -> Person {
        Person { fake: self.clone(), id: self.change(|state| state.user(name, false)) }
    }

    /// A person with a role that has Manage Messages.
    pub fn moderator(&self, name: &str) -> Person {
        if !self.state().roles.contains_key(&MODERATORS) {
            self.sets_role(MODERATORS, MANAGE_MESSAGES);
        }
        self.user_with_role(name, MODERATORS)
    }

    /// A person with these permissions by the settings of a channel, Discord's bits.
    pub fn user_with_permissions(&self, name: &str, permissions: u64) -> Person {
        let person = self.user(name);
        self.change(|state| {
            if let Some(user) = state.users.get_mut(&person.id) {
                user.permissions |= permissions;
            }
        });
        person
    }

    /// Makes a role of the usual server, or changes its permissions, Discord's bits. That of everybody has the server's id.
    pub fn sets_role(&self, role: Id, permissions: u64) {
        self.change(|state| {
            let is_new = state.roles.insert(role, permissions).is_none();
            let event = if is_new { "GUILD_ROLE_CREATE" } else { "GUILD_ROLE_UPDATE" };
            state.dispatch_in(
                Some(GUILD),
                event,
                intents::GUILDS,
                |state, _| serde_json::json!({ "guild_id": GUILD.to_string(), "role": render::role(state, role) }),
            );
        });
    }

    /// Makes a role of another server, or changes its permissions, Discord's bits.
    pub fn sets_role_in(&self, guild: Id, role: Id, permissions: u64) {
        self.change(|state| {
            state.other_roles.insert(role, (guild, permissions));
            state.dispatch_in(
                Some(guild),
                "GUILD_ROLE_CREATE",
                intents::GUILDS,
                |state, _| serde_json::json!({ "guild_id": guild.to_string(), "role": render::role(state, role) }),
            );
        });
    }

    /// Makes Discord say in this channel that somebody joined the server.
    pub fn sets_system_channel(&self, guild: Id, channel: Id) {
        self.change(|state| state.system_channels.insert(guild, channel));
    }

    /// Deletes a role of the usual server.
    pub fn deletes_role(&self, role: Id) {
        self.change(|state| {
            state.roles.remove(&role);
            state.dispatch_in(
                Some(GUILD),
                "GUILD_ROLE_DELETE",
                intents::GUILDS,
                |_, _| serde_json::json!({ "guild_id": GUILD.to_string(), "role_id": role.to_string() }),
            );
        });
    }

    /// Gives the usual server to somebody.
    pub fn owner(&self, name: &str) -> Person {
        let person = self.user(name);
        self.change(|state| {
            state.owner = person.id;
            state.dispatch_in(Some(GUILD), "GUILD_UPDATE", intents::GUILDS, |state, _| render::guild(state, GUILD));
        });
        person
    }

    /// The person who owns the application, with a role of the usual server that has Manage Messages.
    pub fn application_owner(&self) -> Person {
        let person = self.moderator("the application's owner");
        self.change(|state| state.application_owner = person.id);
        person
    }

    /// A person with a role.
    pub fn user_with_role(&self, name: &str, role: Id) -> Person {
        let person = self.user(name);
        self.change(|state| {
            if let Some(user) = state.users.get_mut(&person.id) {
                user.roles.push(role);
            }
        });
        person
    }

    /// A channel of another server that the bot is in.
    pub fn channel_elsewhere(&self, name: &str) -> Id {
        self.channel_in(OTHER_GUILD, name)
    }

    /// A channel of this server.
    pub fn channel_in(&self, guild: Id, name: &str) -> Id {
        let channel = self.channel(name);
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.guild = Some(guild);
            }
        });
        channel
    }

    /// Makes a channel or thread one of this server.
    pub fn moves_to(&self, channel: Id, guild: Id) {
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.guild = Some(guild);
            }
        });
    }

    /// Switches the Message Content intent off in the developer portal.
    pub fn switches_intent_off(&self) {
        self.change(|state| state.options.message_content = false);
    }

    /// The server that everything is in.
    pub fn guild(&self) -> Id {
        GUILD
    }

    /// A server by its number from 0; where there are as many shards as servers, it is that of the same number that is told of
    /// it.
    pub fn server(&self, number: Id) -> Id {
        server(number)
    }

    /// Another bot.
    pub fn other_bot(&self, name: &str) -> Person {
        Person { fake: self.clone(), id: self.change(|state| state.user(name, true)) }
    }

    /// The bot's id.
    pub fn bot_id(&self) -> Id {
        BOT
    }

    /// The server's text channel of this name, made when new.
    pub fn channel(&self, name: &str) -> Id {
        self.change(|state| state.channel(name, ChannelKind::Text))
    }

    /// The server's forum of this name, made when new.
    pub fn forum(&self, name: &str) -> Id {
        self.change(|state| state.channel(name, ChannelKind::Forum))
    }

    /// The server's media channel of this name, made when new.
    pub fn media_channel(&self, name: &str) -> Id {
        self.change(|state| state.channel(name, ChannelKind::Media))
    }

    /// Takes the bot's permission to write in a channel.
    pub fn closes_to_bot(&self, channel: Id) {
        self.change(|state| state.set_closed(channel, true));
    }

    /// Takes the bot's permission to attach files in a channel.
    pub fn refuses_files_in(&self, channel: Id) {
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.refuses_files = true;
            }
        });
    }

    /// Lets the bot write in a channel; `by` is what a moderator changed for that.
    pub fn opens_to_bot(&self, channel: Id, by: PermissionChange) {
        self.change(|state| {
            state.set_closed(channel, false);
            state.tell_permission_change(channel, by);
        });
    }

    /// Throws the bot out of a server. Discord deletes its commands there.
    pub fn kicks_bot(&self, guild: Id) {
        self.change(|state| {
            state.dispatch_in(Some(guild), "GUILD_DELETE", intents::GUILDS, |_, _| json!({ "id": guild.to_string() }));
            state.left.insert(guild);
            state.commands.retain(|command| command.guild != Some(guild));
        });
    }

    /// A server is away for a while, with the bot in it.
    pub fn has_outage(&self, guild: Id) {
        self.change(|state| {
            let gone = json!({ "id": guild.to_string(), "unavailable": true });
            state.dispatch_in(Some(guild), "GUILD_DELETE", intents::GUILDS, |_, _| gone.clone());
            state.dispatch_in(Some(guild), "GUILD_CREATE", intents::GUILDS, |state, _| render::guild(state, guild));
        });
    }

    /// Invites the bot into a server that threw it out.
    pub fn invites_bot(&self, guild: Id) {
        self.change(|state| {
            state.left.remove(&guild);
            state.dispatch_in(Some(guild), "GUILD_CREATE", intents::GUILDS, |state, _| render::guild(state, guild));
        });
    }

    /// The role that Discord made for the bot.
    pub fn bot_role(&self) -> Id {
        bot_role(GUILD)
    }

    /// A webhook writes; its author looks like a bot of its own.
    pub fn webhook_says(&self, channel: Id, text: &str) -> Id {
        self.application_says(channel, None, text)
    }

    /// The webhook of an application writes, as PluralKit's does.
    pub fn application_says(&self, channel: Id, application: Option<Id>, text: &str) -> Id {
        self.change(|state| {
            let author = state.user("a webhook", true);
            let mut message = state.draft(channel, author, text);
            message.webhook = true;
            message.application = application;
            state.send(message)
        })
    }

    /// The id of the webhook, and of the author of what it writes.
    pub fn webhook_id(&self) -> Id {
        self.change(|state| state.user("a webhook", true))
    }

    /// Discord tells of a message a second time, as it may after a resume.
    pub fn tells_again(&self, message: Id) {
        self.change(|state| state.tell("MESSAGE_CREATE", message));
    }

    /// Discord adds a link's preview to a message: an update that no person made.
    pub fn unfurls(&self, message: Id) {
        self.change(|state| state.tell("MESSAGE_UPDATE", message));
    }

    /// A moderator's tool deletes messages all at once.
    pub fn purges(&self, channel: Id, messages: &[Id]) {
        self.change(|state| {
            for id in messages {
                state.messages.remove(id);
            }
            let ids: Vec<String> = messages.iter().map(Id::to_string).collect();
            state.dispatch("MESSAGE_DELETE_BULK", intents::GUILD_MESSAGES, channel, |state, _| {
                let mut payload = json!({ "ids": ids, "channel_id": channel.to_string() });
                render::add_guild(state, channel, &mut payload);
                payload
            });
        });
    }

    /// What stands in a channel, oldest first; what only one person sees is left out.
    pub fn messages_in(&self, channel: Id) -> Vec<String> {
        let state = self.state();
        let here = state.messages.values().filter(|message| message.channel == channel && !message.ephemeral());
        here.map(|message| format!("{}: {}", state.users[&message.author].name, message.content)).collect()
    }

    /// How often the bot wrote its commands.
    pub fn registrations(&self) -> usize {
        self.state().registrations
    }
}

impl Person {
    /// Has Discord in another language, by Discord's tag of it.
    pub fn reads(self, locale: &'static str) -> Self {
        self.fake.change(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                user.locale = locale;
            }
        });
        self
    }

    /// Writes in a channel.
    pub fn says(&self, channel: Id, text: &str) -> Id {
        self.fake.change(|state| {
            let message = state.draft(channel, self.id, text);
            state.send(message)
        })
    }

    /// Writes in a channel; Discord tells of it with these fields in place of the true ones.
    pub fn says_oddly(&self, channel: Id, text: &str, odd: Value) -> Id {
        self.fake.change(|state| {
            let message = Message { odd, ..state.draft(channel, self.id, text) };
            state.send(message)
        })
    }

    /// Forwards a message into a channel. A forwarded message has no text of its own.
    pub fn forwards(&self, message: Id, to: Id) -> Id {
        self.fake.change(|state| {
            let original = state.messages.get(&message).expect("the forwarded message stands").clone();
            let of = Forwarded { message, channel: original.channel, content: original.content };
            let message = Message { forwarded: Some(of), ..state.draft(to, self.id, "") };
            state.send(message)
        })
    }

    /// Opens a poll in a channel.
    pub fn polls(&self, channel: Id, question: &str) -> Id {
        self.fake.change(|state| {
            let message = Message { poll: Some(question.to_owned()), ..state.draft(channel, self.id, "") };
            state.send(message)
        })
    }

    /// Writes in a channel, naming the bot first.
    pub fn mentions_bot(&self, channel: Id, text: &str) -> Id {
        self.says(channel, &format!("<@{BOT}> {text}"))
    }

    /// The channel of the direct messages with the bot.
    pub fn dm_channel(&self) -> Id {
        self.fake.change(|state| state.dm(self.id))
    }

    /// Writes to the bot directly.
    pub fn dm(&self, text: &str) -> Id {
        self.says(self.dm_channel(), text)
    }

    /// Replies to a message and notifies its author, as Discord does unless told otherwise.
    pub fn replies_to(&self, message: Id, text: &str) -> Id {
        self.reply(message, text, true)
    }

    /// Replies with the mention switched off.
    pub fn replies_quietly_to(&self, message: Id, text: &str) -> Id {
        self.reply(message, text, false)
    }

    fn reply(&self, to: Id, text: &str, notifying: bool) -> Id {
        self.fake.change(|state| {
            let original = state.messages.get(&to).expect("the message replied to stands").clone();
            let mut message = state.draft(original.channel, self.id, text);
            message.kind = REPLY;
            message.reference = Some(to);
            if notifying && !message.mentions.contains(&original.author) {
                message.mentions.push(original.author);
            }
            state.send(message)
        })
    }

    /// Loses every role and permission.
    pub fn loses_rights(&self) {
        self.fake.change(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                user.roles.clear();
                user.permissions = 0;
            }
        });
    }

    /// Changes what a message says.
    pub fn edits(&self, message: Id, text: &str) {
        self.fake.change(|state| {
            let mentions = super::mentions::users_in(text);
            let edited = state.messages.get_mut(&message).expect("the edited message stands");
            assert_eq!(edited.author, self.id, "people edit their own messages alone");
            edited.content = text.to_owned();
            edited.mentions = mentions;
            edited.edits += 1;
            state.tell("MESSAGE_UPDATE", message);
        });
    }

    /// Takes a message away.
    pub fn deletes(&self, message: Id) {
        self.fake.change(|state| state.delete(message));
    }

    /// Joins the server; Discord announces it in a channel.
    pub fn joins(&self, channel: Id) -> Id {
        self.announced(channel, MEMBER_JOINED, "")
    }

    /// Discord writes a notice about something the person did, in the person's name; `kind` is the message's type.
    pub fn announced(&self, channel: Id, kind: u8, text: &str) -> Id {
        self.fake.change(|state| {
            let mut message = state.draft(channel, self.id, text);
            message.kind = kind;
            state.send(message)
        })
    }

    /// Opens a post in a forum; the post is a thread with its first message's id.
    pub fn posts(&self, forum: Id, title: &str, text: &str) -> Id {
        self.fake.change(|state| {
            let thread = state.thread(forum, title, self.id);
            let mut message = state.draft(thread, self.id, text);
            message.id = thread;
            state.send(message)
        })
    }

    /// Opens a thread under a channel.
    pub fn opens_thread(&self, channel: Id, title: &str) -> Id {
        self.fake.change(|state| state.thread(channel, title, self.id))
    }
}
