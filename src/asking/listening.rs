//! Whether a message is meant for the bot, and what it asks: pure.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::channel::{Message, MessageType};
use serenity::model::event::MessageUpdateEvent;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use serenity::model::timestamp::Timestamp;
use serenity::model::user::User;

use faq::text;

/// What matters of a message, new or edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub id: MessageId,
    /// Where it stands: a channel, a thread, or a direct conversation.
    pub channel: ChannelId,
    /// The server; `None` in a direct conversation.
    pub guild: Option<GuildId>,
    /// Who wrote it.
    pub author: UserId,
    /// Whether a person wrote it: no bot, no webhook, no notice of Discord's.
    pub by_person: bool,
    /// The people it pings, the bot maybe among them; also whom a reply pings.
    pub pings: Vec<UserId>,
    /// Whose message it replies to.
    pub replies_to: ReplyTo,
    /// The raw text; empty where Discord withholds it.
    pub text: String,
    /// When the text was edited last.
    pub edited: Option<Timestamp>,
}

/// Whose message a message replies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyTo {
    /// It is no reply.
    Nobody,
    /// The writer's own message.
    Own,
    /// This one's message.
    User(UserId),
    /// A message that is gone.
    Unknown,
}

/// What kind of place a message stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A direct conversation.
    Direct,
    /// A channel where every question is answered, or a thread of one.
    FaqChannel,
    /// A post in a forum where every question is answered.
    ForumPost {
        /// The post's title.
        title: String,
    },
    /// Anywhere else.
    Elsewhere,
}

/// What the bot makes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is not for the bot.
    Nothing,
    /// It is a question to the bot.
    Question(String),
    /// It is said where every question is answered, but may be no question.
    Talk(String),
}

impl Heard {
    /// What was said to the bot.
    pub fn text(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Question(text) | Self::Talk(text) => text,
        }
    }
}

/// The little of a message that tells of most that they are nothing to the bot.
#[derive(Debug, Deserialize)]
pub struct Glance {
    /// A direct conversation has none.
    guild_id: Option<IgnoredAny>,
    #[serde(default)]
    mentions: Vec<Mentioned>,
    /// Who wrote it; an edit may not say.
    author: Option<Author>,
}

#[derive(Debug, Deserialize)]
struct Mentioned {
    id: UserId,
}

#[derive(Debug, Deserialize)]
struct Author {
    #[serde(default)]
    bot: bool,
}

impl Glance {
    /// Whether it is worth reading whole: people say it, and it is said to the bot, or where the bot `listens` to all.
    pub fn may_be_for(&self, bot: UserId, listens: bool) -> bool {
        let by_bot = self.author.as_ref().is_some_and(|author| author.bot);
        !by_bot && (listens || self.guild_id.is_none() || self.mentions.iter().any(|mentioned| mentioned.id == bot))
    }
}

impl Said {
    /// What matters of a new message.
    pub fn new(message: &Message) -> Self {
        let referenced = message.referenced_message.as_deref().map(|referenced| referenced.author.id);
        Self {
            id: message.id,
            channel: message.channel_id,
            guild: message.guild_id,
            author: message.author.id,
            by_person: by_person(&message.author, message.webhook_id.is_some(), message.kind),
            pings: message.mentions.iter().map(|user| user.id).collect(),
            replies_to: replies_to(message.kind, message.author.id, referenced),
            text: message.content.clone(),
            edited: message.edited_timestamp,
        }
    }

    /// What matters of an edited message; `None` if nobody edited its text, as when Discord adds a link's preview.
    pub fn edited(event: &MessageUpdateEvent) -> Option<Self> {
        let edited = event.edited_timestamp?;
        let author = event.author.as_ref()?;
        let kind = event.kind.unwrap_or(MessageType::Regular);
        let referenced = event.referenced_message.as_ref().and_then(Option::as_ref).map(|message| message.author.id);
        let webhook = event.webhook_id.flatten().is_some();
        Some(Self {
            id: event.id,
            channel: event.channel_id,
            guild: event.guild_id,
            author: author.id,
            by_person: by_person(author, webhook, kind),
            pings: event.mentions.iter().flatten().map(|user| user.id).collect(),
            replies_to: replies_to(kind, author.id, referenced),
            text: event.content.clone()?,
            edited: Some(edited),
        })
    }

    /// Whether the message speaks to the bot: it names the bot, or it is a reply that pings the bot and says something.
    /// Mentions of everyone and of roles do not.
    pub fn addresses(&self, bot: UserId) -> bool {
        self.pings.contains(&bot) && (names(&self.text, bot) || has_words(&self.text))
    }

    /// Whether the message is between people: a reply to somebody else, or begun with somebody else's name.
    fn between_people(&self, bot: UserId) -> bool {
        let to_another = match self.replies_to {
            ReplyTo::Nobody | ReplyTo::Own => false,
            ReplyTo::User(user) => user != bot,
            ReplyTo::Unknown => true,
        };
        let begins_with = |user: &UserId| [format!("<@{user}>"), format!("<@!{user}>")];
        let another = self.pings.iter().filter(|user| **user != bot);
        to_another || another.flat_map(begins_with).any(|name| self.text.trim_start().starts_with(&name))
    }

    /// Whether the message opens a forum post: it has the post's own id.
    fn opens_post(&self) -> bool {
        self.id.get() == self.channel.get()
    }
}

fn by_person(author: &User, webhook: bool, kind: MessageType) -> bool {
    !author.bot && !webhook && matches!(kind, MessageType::Regular | MessageType::InlineReply)
}

fn replies_to(kind: MessageType, author: UserId, referenced: Option<UserId>) -> ReplyTo {
    match referenced {
        _ if kind != MessageType::InlineReply => ReplyTo::Nobody,
        None => ReplyTo::Unknown,
        Some(user) if user == author => ReplyTo::Own,
        Some(user) => ReplyTo::User(user),
    }
}

fn names(text: &str, user: UserId) -> bool {
    text.contains(&format!("<@{user}>")) || text.contains(&format!("<@!{user}>"))
}

fn has_words(text: &str) -> bool {
    text::clean(text).chars().any(char::is_alphanumeric)
}

/// What the bot, whose id is `bot`, makes of a message in `place`.
pub fn hear(said: &Said, place: &Place, bot: UserId) -> Heard {
    if !said.by_person {
        return Heard::Nothing;
    }
    match place {
        Place::ForumPost { title } if said.opens_post() => Heard::Question(format!("{title}\n{}", said.text)),
        Place::Direct => Heard::Question(said.text.clone()),
        _ if said.addresses(bot) => Heard::Question(said.text.clone()),
        Place::FaqChannel if !said.between_people(bot) => Heard::Talk(said.text.clone()),
        _ => Heard::Nothing,
    }
}

/// Words that open a question.
const QUESTION_WORDS: [&str; 22] = [
    "what",
    "whats",
    "what's",
    "how",
    "hows",
    "how's",
    "why",
    "when",
    "where",
    "who",
    "whos",
    "who's",
    "which",
    "whose",
    "any",
    "anyone",
    "anybody",
    "someone",
    "wondering",
    "explain",
    "curious",
    "question",
];
/// Verbs that open a question when a subject follows.
const QUESTION_VERBS: [&str; 18] = [
    "is", "are", "am", "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may",
    "might", "has", "have",
];
/// After one of [`QUESTION_VERBS`] these make it a statement with its subject left out ("will be there", "have to go").
const NO_SUBJECT: [&str; 10] = ["be", "been", "not", "to", "a", "an", "had", "never", "just", "say"];
/// Words that may stand before a question.
const LEAD_IN: [&str; 19] = [
    "hi", "hey", "hello", "ok", "okay", "so", "and", "but", "also", "please", "um", "well", "guys", "everyone", "all",
    "sorry", "i", "was", "am",
];

/// Whether `text` asks something: it has a question mark outside a link, or begins as questions do.
pub fn asks_something(text: &str) -> bool {
    let tokens = || text.split_whitespace().filter(|token| !token.contains("://"));
    if tokens().any(|token| token.contains(['?', '？', '؟'])) {
        return true;
    }
    let trim = |token: &str| token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'");
    let words: Vec<String> = tokens().map(trim).filter(|word| !word.is_empty()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    begins_as_question(&words) || begins_as_question(without_lead_in(&words))
}

fn without_lead_in<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let lead_in = words.iter().take_while(|word| LEAD_IN.contains(word)).count();
    &words[lead_in..]
}

fn begins_as_question(words: &[&str]) -> bool {
    match words {
        ["what", "a" | "an", ..] => false,
        ["i", "wonder", ..] | ["tell", "me", ..] | ["wonder", ..] => true,
        [verb, subject, ..] if QUESTION_VERBS.contains(verb) => !NO_SUBJECT.contains(subject),
        [word, _, ..] => QUESTION_WORDS.contains(word),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
