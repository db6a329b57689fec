//! What the fake Discord knows and how it changes; every change that the gateway tells of is dispatched here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tokio::time::Instant;

use super::failing::{Failures, Pace};
use super::hold::Hold;
use super::mentions;
use super::misbehaving::Faults;
use super::model::{
    Channel, ChannelKind, Command, Frame, Happening, Id, Interaction, Message, Options, PermissionChange, Session,
    User, intents,
};
use super::render;

/// The server that everything is in, unless it is said otherwise.
pub const GUILD: Id = 2;
/// Another server that the bot is in.
pub const OTHER_GUILD: Id = 4;
/// How far the ids of the bot's servers lie apart.
const MANY: Id = 1 << 22;
/// The bot, and its application: Discord gives both one id.
pub const BOT: Id = 3;

pub struct State {
    pub options: Options,
    pub users: BTreeMap<Id, User>,
    /// The roles of the usual server and their permissions, Discord's bits; that of everybody has the server's id.
    pub roles: BTreeMap<Id, u64>,
    /// Who owns the application.
    pub application_owner: Id,
    /// The roles of other servers: their server and their permissions.
    pub other_roles: BTreeMap<Id, (Id, u64)>,
    /// The channels of servers where Discord says that somebody joined.
    pub system_channels: BTreeMap<Id, Id>,
    /// Who owns the usual server.
    pub owner: Id,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    pub commands: Vec<Command>,
    pub interactions: Vec<Interaction>,
    pub sessions: Vec<Session>,
    /// What the bot did that no test has looked at yet, oldest first.
    pub unread: std::collections::VecDeque<Happening>,
    /// All that went over the wire, a line each.
    pub history: Vec<String>,
    /// What the bot did wrong.
    pub problems: Vec<String>,
    /// How the bot ended its connections: the close frame's code, if it sent a frame.
    pub closes: Vec<Option<u16>>,
    /// How often commands were written.
    pub registrations: usize,
    /// How the bot ended, once it has.
    pub bot_ended: Option<String>,
    /// Requests that are held up.
    pub hold: Hold,
    /// Requests that are to fail.
    pub failures: Failures,
    /// How many requests are taken, if that is limited.
    pub pace: Option<Pace>,
    /// Which of the bot's messages has which nonce.
    pub nonces: BTreeMap<String, Id>,
    /// Files that people uploaded, by their path.
    pub uploads: BTreeMap<String, Vec<u8>>,
    /// What is wrong with the gateway.
    pub faults: Faults,
    /// When each bucket of shards was let in last.
    pub let_in: BTreeMap<u64, Instant>,
    /// The servers that the bot was thrown out of.
    pub left: BTreeSet<Id>,
    last_id: Id,
}

/// The id of a server by its number; the first is the usual one.
pub fn server(number: Id) -> Id {
    GUILD + number * MANY
}

/// A server's name.
pub fn server_name(guild: Id) -> String {
    if guild == GUILD { "Clinic".to_owned() } else { format!("Server {guild}") }
}

/// The role that Discord made for the bot in a server.
pub fn bot_role(guild: Id) -> Id {
    guild + 31
}

impl State {
    pub fn new(options: Options) -> Self {
        let mut state = Self {
            options,
            users: BTreeMap::new(),
            roles: BTreeMap::from([(GUILD, 0)]),
            application_owner: 9,
            other_roles: BTreeMap::new(),
            system_channels: BTreeMap::new(),
            owner: 9,
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: Vec::new(),
            interactions: Vec::new(),
            sessions: Vec::new(),
            unread: std::collections::VecDeque::new(),
            history: Vec::new(),
            problems: Vec::new(),
            closes: Vec::new(),
            registrations: 0,
            bot_ended: None,
            hold: Hold::default(),
            failures: Failures::new(),
            pace: None,
            nonces: BTreeMap::new(),
            uploads: BTreeMap::new(),
            faults: Faults::default(),
            let_in: BTreeMap::new(),
            left: BTreeSet::new(),
            last_id: 1_100_000_000_000_000_000,
        };
        let bot = User {
            id: BOT,
            name: "micropen".to_owned(),
            bot: true,
            roles: Vec::new(),
            permissions: 0,
            locale: "en-US",
        };
        state.users.insert(BOT, bot);
        state
    }

    /// The servers that the bot is in: the usual one, and as many more as are wanted.
    pub fn servers(&self) -> impl Iterator<Item = Id> + use<> {
        let left = self.left.clone();
        (0..self.options.guilds as Id).map(server).filter(move |server| !left.contains(server))
    }

    /// The next snowflake.
    pub fn fresh_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    pub fn log(&mut self, line: impl Into<String>) {
        self.history.push(line.into());
    }

    /// Records a fault of the bot's: it fails the test at its end.
    pub fn blame(&mut self, problem: String) {
        self.history.push(format!("PROBLEM: {problem}"));
        self.problems.push(problem);
    }

    /// The user of this name, made when new.
    pub fn user(&mut self, name: &str, bot: bool) -> Id {
        if let Some(user) = self.users.values().find(|user| user.name == name) {
            return user.id;
        }
        let id = self.fresh_id();
        self.users
            .insert(id, User { id, name: name.to_owned(), bot, roles: Vec::new(), permissions: 0, locale: "en-US" });
        id
    }

    /// The channel of this name in the server, made when new.
    pub fn channel(&mut self, name: &str, kind: ChannelKind) -> Id {
        if let Some(channel) = self.channels.values().find(|channel| channel.name == name) {
            return channel.id;
        }
        let channel = self.add_channel(name, kind, None, None);
        self.dispatch("CHANNEL_CREATE", intents::GUILDS, channel, |state, _| render::channel(state, channel));
        channel
    }

    /// A thread under a channel or forum; in a forum it has the id of its first message.
    pub fn thread(&mut self, parent: Id, name: &str, opened_by: Id) -> Id {
        let thread = self.add_channel(name, ChannelKind::Thread, Some(parent), Some(opened_by));
        self.dispatch("THREAD_CREATE", intents::GUILDS, thread, |state, _| {
            let mut payload = render::channel(state, thread);
            payload["newly_created"] = json!(true);
            payload
        });
        thread
    }

    /// The direct messages between the bot and a user.
    pub fn dm(&mut self, user: Id) -> Id {
        let is_theirs = |channel: &&Channel| channel.kind == ChannelKind::Dm && channel.owner == Some(user);
        let existing = self.channels.values().find(is_theirs).map(|channel| channel.id);
        existing.unwrap_or_else(|| self.add_channel("", ChannelKind::Dm, None, Some(user)))
    }

    fn add_channel(&mut self, name: &str, kind: ChannelKind, parent: Option<Id>, owner: Option<Id>) -> Id {
        let id = self.fresh_id();
        let guild = (kind != ChannelKind::Dm).then_some(GUILD);
        let channel = Channel {
            id,
            name: name.to_owned(),
            kind,
            guild,
            parent,
            owner,
            closed_to_bot: false,
            refuses_files: false,
        };
        self.channels.insert(id, channel);
        id
    }

    /// An unsent message, with who is mentioned in it.
    pub fn draft(&mut self, channel: Id, author: Id, content: &str) -> Message {
        Message {
            id: self.fresh_id(),
            channel,
            author,
            webhook: false,
            kind: 0,
            content: content.to_owned(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            mentions: mentions::users_in(content),
            reference: None,
            forwarded: None,
            poll: None,
            application: None,
            odd: json!({}),
            flags: 0,
            edits: 0,
            pings: Vec::new(),
            visible_to: None,
        }
    }

    /// Puts a message into its channel and tells the gateway.
    pub fn send(&mut self, message: Message) -> Id {
        let id = message.id;
        self.messages.insert(id, message);
        self.tell("MESSAGE_CREATE", id);
        id
    }

    /// Tells of a message once more, under any event that carries a whole message.
    pub fn tell(&mut self, event: &str, message: Id) {
        let Some(channel) = self.messages.get(&message).filter(|found| !found.ephemeral()).map(|found| found.channel)
        else {
            return;
        };
        let needs = self.intent_for(message);
        self.dispatch(event, needs, channel, |state, intents| render::message_event(state, message, intents));
    }

    /// Takes a message away and tells the gateway.
    pub fn delete(&mut self, id: Id) {
        let needs = self.intent_for(id);
        let Some(message) = self.messages.remove(&id) else { return };
        if message.ephemeral() {
            return;
        }
        self.dispatch("MESSAGE_DELETE", needs, message.channel, |state, _| {
            let mut payload = json!({ "id": id.to_string(), "channel_id": message.channel.to_string() });
            render::add_guild(state, message.channel, &mut payload);
            payload
        });
    }

    fn intent_for(&self, message: Id) -> u64 {
        let channel = self.messages.get(&message).and_then(|message| self.channels.get(&message.channel));
        let in_guild = channel.is_some_and(|channel| channel.guild.is_some());
        if in_guild { intents::GUILD_MESSAGES } else { intents::DIRECT_MESSAGES }
    }

    /// Sends an event in a channel to every session of its shard that asked for `intent` (0: to all), as its intents let it
    /// see it.
    pub fn dispatch(&mut self, event: &str, intent: u64, channel: Id, payload: impl Fn(&Self, u64) -> Value) {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        self.dispatch_in(guild, event, intent, payload);
    }

    /// As [`Self::dispatch`], for an event of a server, or of direct messages.
    pub fn dispatch_in(&mut self, guild: Option<Id>, event: &str, intent: u64, payload: impl Fn(&Self, u64) -> Value) {
        if guild.is_some_and(|guild| self.left.contains(&guild)) {
            return;
        }
        for index in 0..self.sessions.len() {
            let asked_for = self.sessions[index].intents;
            if asked_for & intent == intent && self.sessions[index].shard.serves(guild) {
                let data = payload(self, asked_for);
                self.log(format!("gateway > {event} {data}"));
                self.sessions[index].push(event, data);
            }
        }
    }

    /// Lets the bot write in a channel, or not. Discord tells of it only by what a moderator changed.
    pub fn set_closed(&mut self, channel: Id, closed: bool) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.closed_to_bot = closed;
        }
    }

    /// Sends the event of a changed permission in the server of a channel. Changes of members go only to those who asked for them,
    /// but for the bot itself.
    pub fn tell_permission_change(&mut self, channel: Id, by: PermissionChange) {
        let Some(guild) = self.channels[&channel].guild else { return };
        let member = |needs: u64, user: Value| {
            (needs, json!({ "guild_id": guild.to_string(), "user": user, "roles": [], "nick": null }))
        };
        let (event, (needs, data)) = match by {
            PermissionChange::Channel => ("CHANNEL_UPDATE", (intents::GUILDS, render::channel(self, channel))),
            PermissionChange::Role => {
                let role = json!({ "guild_id": guild.to_string(), "role": render::own_role(self, guild) });
                ("GUILD_ROLE_UPDATE", (intents::GUILDS, role))
            }
            PermissionChange::BotsRoles => ("GUILD_MEMBER_UPDATE", member(0, render::user(&self.users[&BOT]))),
            PermissionChange::SomebodysRoles => {
                let somebody = self.user("somebody", false);
                ("GUILD_MEMBER_UPDATE", member(intents::GUILD_MEMBERS, render::user(&self.users[&somebody])))
            }
        };
        self.dispatch_in(Some(guild), event, needs, |_, _| data.clone());
    }

    /// The interaction of this token.
    pub fn interaction(&mut self, token: &str) -> Option<&mut Interaction> {
        self.interactions.iter_mut().find(|interaction| interaction.token == token)
    }
}

impl Session {
    /// Keeps an event for a resume, and sends it when somebody listens.
    pub fn push(&mut self, event: &str, data: Value) {
        if let Some(kept_back) = &mut self.kept_back {
            kept_back.push((event.to_owned(), data));
            return;
        }
        let sequence = self.events.len() + 1;
        let payload = json!({ "op": 0, "s": sequence, "t": event, "d": data });
        self.events.push(payload.clone());
        self.send(Frame::Send(payload));
    }

    pub fn send(&self, frame: Frame) {
        if let Some(connection) = &self.connection {
            let _ = connection.send(frame);
        }
    }
}
