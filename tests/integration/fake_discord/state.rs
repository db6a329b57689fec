//! What the fake Discord knows, and its changes. Every change that the gateway reports is dispatched here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::failing::{Failures, RequestLimit};
use super::gateway_faults::Faults;
use super::hold::Hold;
use super::mentions;
use super::model::{
    BotAction, Channel, ChannelKind, Command, Frame, Id, Interaction, Message, Options, Session, User, intents,
};
use super::render;

/// The server that everything is in by default.
pub const GUILD: Id = 2;
/// Another server that the bot is in.
pub const OTHER_GUILD: Id = 4;
/// The distance between the ids of the bot's servers: Discord assigns a server to a shard by the bits from the 22nd on.
const SERVER_ID_STEP: Id = 1 << 22;
/// The bot, and its application: Discord gives both one id.
pub const BOT: Id = 3;

pub struct State {
    pub options: Options,
    pub users: BTreeMap<Id, User>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    pub commands: Vec<Command>,
    pub interactions: Vec<Interaction>,
    pub sessions: Vec<Session>,
    /// What the bot did that no test has looked at yet, oldest first.
    pub unread: std::collections::VecDeque<BotAction>,
    /// Everything that was sent and received, one line each.
    pub history: Vec<String>,
    /// Problems that the bot has caused.
    pub problems: Vec<String>,
    /// How the bot ended its connections: the close frame's code, if it sent a frame.
    pub closes: Vec<Option<u16>>,
    /// How often the bot registered its commands.
    pub registrations: usize,
    /// How the bot ended, once it has stopped.
    pub bot_ended: Option<String>,
    /// Requests that are being held.
    pub hold: Hold,
    /// Requests that will fail.
    pub failures: Failures,
    /// The limit on requests a second, if there is one.
    pub request_limit: Option<RequestLimit>,
    /// The bot's messages by their nonces.
    pub nonces: BTreeMap<String, Id>,
    /// Files that people uploaded, by their path.
    pub uploads: BTreeMap<String, Vec<u8>>,
    /// The gateway's faults.
    pub faults: Faults,
    /// When each bucket of shards last admitted a login.
    pub last_logins: BTreeMap<u64, Instant>,
    last_id: Id,
}

/// Returns the id of a server by its number; number 0 is [`GUILD`].
pub fn server(number: Id) -> Id {
    GUILD + number * SERVER_ID_STEP
}

impl State {
    pub fn new(options: Options) -> Self {
        let mut state = Self {
            options,
            users: BTreeMap::new(),
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
            request_limit: None,
            nonces: BTreeMap::new(),
            uploads: BTreeMap::new(),
            faults: Faults::default(),
            last_logins: BTreeMap::new(),
            last_id: 1_100_000_000_000_000_000,
        };
        let bot = User { id: BOT, name: "micropen".to_owned(), bot: true, roles: Vec::new(), permissions: 0 };
        state.users.insert(BOT, bot);
        state
    }

    /// Returns the servers that the bot is in: [`GUILD`], and as many more as the options say.
    pub fn servers(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.options.guilds as Id).map(server)
    }

    /// Returns the next snowflake.
    pub fn fresh_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    pub fn log(&mut self, line: impl Into<String>) {
        self.history.push(line.into());
    }

    /// Records a problem that the bot has caused. It fails the test at its end.
    pub fn record_problem(&mut self, problem: String) {
        self.history.push(format!("PROBLEM: {problem}"));
        self.problems.push(problem);
    }

    /// Returns the user of this name, creating it if necessary.
    pub fn user(&mut self, name: &str, bot: bool) -> Id {
        if let Some(user) = self.users.values().find(|user| user.name == name) {
            return user.id;
        }
        let id = self.fresh_id();
        self.users.insert(id, User { id, name: name.to_owned(), bot, roles: Vec::new(), permissions: 0 });
        id
    }

    /// Returns the channel of this name in the server, creating it if necessary.
    pub fn channel(&mut self, name: &str, kind: ChannelKind) -> Id {
        if let Some(channel) = self.channels.values().find(|channel| channel.name == name) {
            return channel.id;
        }
        let channel = self.add_channel(name, kind, None, None);
        self.dispatch("CHANNEL_CREATE", intents::GUILDS, channel, |state, _| render::channel(state, channel));
        channel
    }

    /// Creates a thread under a channel or forum; in a forum it has the id of its first message.
    pub fn thread(&mut self, parent: Id, name: &str, opened_by: Id) -> Id {
        let thread = self.add_channel(name, ChannelKind::Thread, Some(parent), Some(opened_by));
        self.dispatch("THREAD_CREATE", intents::GUILDS, thread, |state, _| {
            let mut payload = render::channel(state, thread);
            payload["newly_created"] = json!(true);
            payload
        });
        thread
    }

    /// Returns the channel of direct messages between the bot and a user, creating it if necessary.
    pub fn dm(&mut self, user: Id) -> Id {
        let is_theirs = |channel: &&Channel| channel.kind == ChannelKind::Dm && channel.owner == Some(user);
        let existing = self.channels.values().find(is_theirs).map(|channel| channel.id);
        existing.unwrap_or_else(|| self.add_channel("", ChannelKind::Dm, None, Some(user)))
    }

    fn add_channel(&mut self, name: &str, kind: ChannelKind, parent: Option<Id>, owner: Option<Id>) -> Id {
        let id = self.fresh_id();
        let guild = (kind != ChannelKind::Dm).then_some(GUILD);
        let channel = Channel { id, name: name.to_owned(), kind, guild, parent, owner, closed_to_bot: false };
        self.channels.insert(id, channel);
        id
    }

    /// Creates a message, with its mentions, without sending it.
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
            flags: 0,
            edits: 0,
            pings: Vec::new(),
            visible_to: None,
        }
    }

    /// Puts a message into its channel, and dispatches the event.
    pub fn send(&mut self, message: Message) -> Id {
        let id = message.id;
        self.messages.insert(id, message);
        self.tell("MESSAGE_CREATE", id);
        id
    }

    /// Dispatches an event that carries a whole message.
    pub fn tell(&mut self, event: &str, message: Id) {
        let Some(channel) = self.messages.get(&message).filter(|found| !found.ephemeral()).map(|found| found.channel)
        else {
            return;
        };
        let needs = self.intent_for(message);
        self.dispatch(event, needs, channel, |state, intents| render::message_event(state, message, intents));
    }

    /// Removes a message, and dispatches the event.
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

    /// Sends an event in a channel to every session of its shard that has `intent` (0: to all). `payload` gets the intents of
    /// the session.
    pub fn dispatch(&mut self, event: &str, intent: u64, channel: Id, payload: impl Fn(&Self, u64) -> Value) {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        for index in 0..self.sessions.len() {
            let asked_for = self.sessions[index].intents;
            if asked_for & intent == intent && self.sessions[index].shard.serves(guild) {
                let data = payload(self, asked_for);
                self.log(format!("gateway > {event} {data}"));
                self.sessions[index].push(event, data);
            }
        }
    }

    /// Returns the interaction with this token.
    pub fn interaction(&mut self, token: &str) -> Option<&mut Interaction> {
        self.interactions.iter_mut().find(|interaction| interaction.token == token)
    }
}

impl Session {
    /// Stores an event for a resume, and sends it if the session is connected.
    pub fn push(&mut self, event: &str, data: Value) {
        if let Some(withheld) = &mut self.withheld {
            withheld.push((event.to_owned(), data));
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
