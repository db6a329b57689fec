//! What Discord knows: users, channels, messages, interactions, sessions.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::mentions::Ping;

/// A snowflake.
pub type Id = u64;

/// Which intents a bot asks for.
pub mod intents {
    pub const GUILDS: u64 = 1;
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    pub const PRIVILEGED: u64 = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT;
}

/// So long that no test meets a second heartbeat.
const NO_HEARTBEAT: Duration = Duration::from_secs(600);

/// How the application is set up in the developer portal.
#[derive(Debug, Clone)]
pub struct Options {
    /// The only token that is let in.
    pub token: String,
    /// Whether the Message Content intent is switched on.
    pub message_content: bool,
    /// How often Discord wants a heartbeat.
    pub heartbeat: Duration,
    /// How many servers the bot is in.
    pub guilds: usize,
    /// How many shards Discord recommends.
    pub shards: u64,
    /// How many logins Discord allows within a day.
    pub logins: usize,
    /// How many shards may log in at once.
    pub max_concurrency: u64,
    /// Whether a login is refused that comes within five seconds of another one in its bucket. Otherwise nobody waits.
    pub spaces_logins: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            token: "test-token".to_owned(),
            message_content: true,
            heartbeat: NO_HEARTBEAT,
            guilds: 1,
            shards: 1,
            logins: 1_000,
            max_concurrency: 1,
            spaces_logins: false,
        }
    }
}

#[derive(Debug, Clone)]
pub struct User {
    pub id: Id,
    pub name: String,
    pub bot: bool,
    pub roles: Vec<Id>,
    /// Permissions beside those of the roles, Discord's bits: from the settings of the channel where the user is.
    pub permissions: u64,
    /// The language of the user's Discord.
    pub locale: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    Text = 0,
    Dm = 1,
    Thread = 11,
    Forum = 15,
    Media = 16,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub id: Id,
    pub name: String,
    pub kind: ChannelKind,
    /// None in a direct message.
    pub guild: Option<Id>,
    /// A thread's channel or forum.
    pub parent: Option<Id>,
    /// Whose direct messages these are, or who opened the thread.
    pub owner: Option<Id>,
    /// Whether the bot may not write here.
    pub closed_to_bot: bool,
    /// Whether the bot may not attach files here.
    pub refuses_files: bool,
}

/// What a moderator changes so that the bot may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionChange {
    /// The channel's own permissions.
    Channel,
    /// The permissions of a role.
    Role,
    /// The bot's roles.
    BotsRoles,
    /// The roles of somebody else, which makes no difference.
    SomebodysRoles,
}

/// Seen by one person alone.
pub const EPHEMERAL: u64 = 1 << 6;

#[derive(Debug, Clone)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Id,
    pub webhook: bool,
    /// Discord's message type: 0 ordinary, 7 a member joined, 19 a reply, 20 and 23 a command's answer.
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub mentions: Vec<Id>,
    /// The message that it replies to.
    pub reference: Option<Id>,
    /// The message that it forwards: what it said then.
    pub forwarded: Option<Forwarded>,
    /// The question of its poll.
    pub poll: Option<String>,
    /// The application whose webhook wrote it.
    pub application: Option<Id>,
    /// Fields that are not as Discord describes them, in place of the true ones.
    pub odd: Value,
    pub flags: u64,
    /// How often it was edited.
    pub edits: u32,
    /// Who got a notification.
    pub pings: Vec<Ping>,
    /// The only person who sees it.
    pub visible_to: Option<Id>,
}

/// What a forwarded message said.
#[derive(Debug, Clone)]
pub struct Forwarded {
    pub message: Id,
    pub channel: Id,
    pub content: String,
}

impl Message {
    pub fn ephemeral(&self) -> bool {
        self.flags & EPHEMERAL != 0
    }
}

/// A file that the bot sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub filename: String,
    pub bytes: Vec<u8>,
}

/// A registered command: its JSON, and the one guild it is for.
#[derive(Debug, Clone)]
pub struct Command {
    pub id: Id,
    pub guild: Option<Id>,
    pub body: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InteractionKind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// How far the bot has acknowledged an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledged {
    NotYet,
    /// "The bot is thinking": an answer is still owed.
    Deferred {
        ephemeral: bool,
    },
    Done,
}

#[derive(Debug, Clone)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: InteractionKind,
    pub user: Id,
    pub channel: Id,
    pub acknowledged: Acknowledged,
    /// Whether its 15 minutes are over.
    pub expired: bool,
    /// The message that `@original` names.
    pub original: Option<Id>,
    /// The message whose button was pressed.
    pub pressed_on: Option<Id>,
    /// What autocomplete offered.
    pub choices: Option<Vec<Value>>,
}

/// Which part of the servers a session is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    pub id: u64,
    pub total: u64,
}

impl Shard {
    /// Whether it is told of a server, or, the first one, of direct messages.
    pub fn serves(self, guild: Option<Id>) -> bool {
        self.id == guild.map_or(0, |guild| (guild >> 22) % self.total)
    }
}

/// A gateway session: it outlives its connection, so that it can be resumed.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    pub intents: u64,
    pub shard: Shard,
    /// Every event, its place is its sequence number less one.
    pub events: Vec<Value>,
    /// Events that are kept back, to be told in another order.
    pub kept_back: Option<Vec<(String, Value)>>,
    pub connection: Option<UnboundedSender<Frame>>,
}

/// What the gateway does to a connection.
#[derive(Debug)]
pub enum Frame {
    Send(Value),
    /// Any text.
    Text(String),
    /// A close frame, with its code and its reason if it names one.
    Close(Option<(u16, &'static str)>),
    /// The line goes dead without a close frame.
    Drop,
}

/// Something the bot did that a person can see, in order.
#[derive(Debug, Clone)]
pub enum Happening {
    Reply(Message),
    Edit(Message),
    Deletion(Id),
    Modal { user: Id, channel: Id, pressed_on: Option<Id>, body: Value },
}
