//! Incoming messages: is one meant for the bot, and what does it ask?

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::id::{ChannelId, GuildId, MessageId, RoleId, UserId};
use serenity::model::timestamp::Timestamp;

use super::identity::{Identity, Person};
use discord::model::Message;
use faq::text;

/// A message, new or edited, with the fields that the bot uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMessage {
    pub id: MessageId,
    /// The channel, thread or direct conversation.
    pub channel: ChannelId,
    /// The server; `None` in a direct conversation.
    pub guild: Option<GuildId>,
    pub author: Person,
    /// True if a person wrote it, or a bridge that passes on what people write; not a bot, a webhook or Discord itself.
    pub by_person: bool,
    /// The users that it pings, by name or by replying to them.
    pub pings: Vec<UserId>,
    /// True if it pings the bot's own role.
    pub pings_own_role: bool,
    pub reply_to: ReplyTo,
    /// The text of the message that it replies to, if a person wrote that; empty where Discord withholds it.
    pub replied_text: Option<String>,
    /// The raw text, with what it forwards; empty where Discord withholds it.
    pub text: String,
    /// The time of the latest edit of the text.
    pub edited: Option<Timestamp>,
}

/// The message that a message replies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyTo {
    /// It is not a reply.
    Nothing,
    /// A message by the same author.
    OwnMessage,
    /// A message by this user.
    User(UserId),
    /// A message that no longer exists.
    DeletedMessage,
}

/// The kind of channel that a message is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelKind {
    /// A direct conversation.
    Direct,
    /// A channel where every question is answered, or a thread in one.
    Faq,
    /// A post in a forum where every question is answered.
    FaqPost {
        /// The post's title.
        title: String,
    },
    /// Any other channel.
    Other,
}

/// The purpose of a message from the bot's point of view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// The message is not for the bot.
    NotForBot,
    /// The message asks the bot this question.
    Question(String),
    /// The message is in an FAQ channel and not addressed to anybody. It may be no question.
    Talk(String),
    /// The message asks the bot something that it cannot read: Discord withholds the text, or there is none.
    Unreadable,
}

impl Intent {
    /// Returns the text to answer, which is empty if there is none.
    pub fn text(&self) -> &str {
        match self {
            Self::NotForBot | Self::Unreadable => "",
            Self::Question(text) | Self::Talk(text) => text,
        }
    }
}

/// The few fields of a message that show, for most messages, that they are not for the bot.
#[derive(Debug, Deserialize)]
pub struct MessagePeek {
    /// Missing in a direct conversation.
    guild_id: Option<GuildId>,
    #[serde(default)]
    mentions: Vec<PeekedMention>,
    #[serde(default)]
    mention_roles: Vec<RoleId>,
    /// May be missing from an edit, like the content.
    author: Option<PeekedAuthor>,
    content: Option<IgnoredAny>,
    edited_timestamp: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct PeekedMention {
    id: UserId,
}

#[derive(Debug, Deserialize)]
struct PeekedAuthor {
    #[serde(default)]
    bot: bool,
}

impl MessagePeek {
    /// Returns whether the whole message is worth parsing. Every message by a person is in a server that has FAQ channels, since
    /// the peek does not show whether a thread belongs to one.
    pub fn may_be_for(&self, identity: &Identity, has_faq_channels: impl Fn(GuildId) -> bool) -> bool {
        // Whether a bot is a bridge is decided by the whole message.
        if self.author.as_ref().is_some_and(|author| author.bot) && !identity.has_bridges() {
            return false;
        }
        self.guild_id.is_none_or(has_faq_channels)
            || self.mentions.iter().any(|mention| mention.id == identity.bot)
            || identity.role(self.guild_id).is_some_and(|role| self.mention_roles.contains(&role))
    }

    /// Returns whether somebody edited the text. Discord sends the same event when it adds the preview of a link.
    pub fn is_edit(&self) -> bool {
        self.edited_timestamp.is_some() && self.author.is_some() && self.content.is_some()
    }
}

impl IncomingMessage {
    /// Takes the fields of a message, new or edited, that is read by the bot of this identity.
    pub fn new(message: &Message, identity: &Identity) -> Self {
        let replied = message.referenced_message.as_deref();
        let own_role = identity.role(message.guild_id);
        Self {
            id: message.id,
            channel: message.channel_id,
            guild: message.guild_id,
            author: identity.person(message),
            by_person: message.is_written() && identity.is_by_person(message),
            pings: message.mentions.iter().map(|user| user.id).collect(),
            pings_own_role: own_role.is_some_and(|role| message.names_role(role)),
            reply_to: reply_to(message),
            replied_text: replied.filter(|replied| identity.is_by_person(replied)).map(Message::text),
            text: message.text(),
            edited: message.edited_timestamp,
        }
    }

    /// Returns whether the message speaks to the bot: it names the bot or its own role, or it is a reply that pings the bot
    /// and has words. Mentions of everyone and of other roles do not count.
    pub fn addresses(&self, bot: UserId) -> bool {
        self.pings_own_role || self.pings.contains(&bot) && (names_user(&self.text, bot) || has_words(&self.text))
    }

    /// Returns what a message that addresses the bot asks: its own text, or if that has no words, the text of the message
    /// that it replies to.
    fn asked(&self) -> Intent {
        if has_words(&self.text) {
            return Intent::Question(self.text.clone());
        }
        match &self.replied_text {
            Some(replied) if has_words(replied) => Intent::Question(replied.clone()),
            Some(_) => Intent::Unreadable,
            // A message that pings a role has text, so Discord withholds it.
            None if self.pings_own_role && self.text.is_empty() => Intent::Unreadable,
            None => Intent::Question(self.text.clone()),
        }
    }

    /// Returns whether the message is between people: it replies to somebody else, or begins with somebody else's name.
    fn is_between_people(&self, bot: UserId) -> bool {
        match self.reply_to {
            ReplyTo::User(user) if user != bot => return true,
            ReplyTo::DeletedMessage => return true,
            _ => {}
        }
        let text = self.text.trim_start();
        self.pings.iter().any(|user| *user != bot && mentions_of(*user).iter().any(|mention| text.starts_with(mention)))
    }

    /// Returns whether the message opens a forum post; such a message has the post's own id.
    fn opens_post(&self) -> bool {
        self.id.get() == self.channel.get()
    }
}

fn reply_to(message: &Message) -> ReplyTo {
    if !message.is_reply() {
        return ReplyTo::Nothing;
    }
    match &message.referenced_message {
        None => ReplyTo::DeletedMessage,
        Some(replied) if replied.author.id == message.author.id => ReplyTo::OwnMessage,
        Some(replied) => ReplyTo::User(replied.author.id),
    }
}

/// The two ways in which a message's text mentions a user.
fn mentions_of(user: UserId) -> [String; 2] {
    [format!("<@{user}>"), format!("<@!{user}>")]
}

fn names_user(text: &str, user: UserId) -> bool {
    mentions_of(user).iter().any(|mention| text.contains(mention))
}

fn has_words(text: &str) -> bool {
    text::clean(text).chars().any(char::is_alphanumeric)
}

/// Returns the intent of a message in a channel of this kind.
pub fn intent(message: &IncomingMessage, channel: &ChannelKind, bot: UserId) -> Intent {
    if !message.by_person {
        return Intent::NotForBot;
    }
    match channel {
        ChannelKind::FaqPost { title } if message.opens_post() => {
            Intent::Question(format!("{title}\n{}", message.text))
        }
        ChannelKind::Direct => Intent::Question(message.text.clone()),
        _ if message.addresses(bot) => message.asked(),
        ChannelKind::Faq if !message.is_between_people(bot) => Intent::Talk(message.text.clone()),
        _ => Intent::NotForBot,
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
/// Words that, after one of [`QUESTION_VERBS`], make a statement without a subject ("will be there", "have to go").
const NO_SUBJECT: [&str; 10] = ["be", "been", "not", "to", "a", "an", "had", "never", "just", "say"];
/// Words that may come before a question.
const LEAD_IN: [&str; 19] = [
    "hi", "hey", "hello", "ok", "okay", "so", "and", "but", "also", "please", "um", "well", "guys", "everyone", "all",
    "sorry", "i", "was", "am",
];

/// Returns whether a text has a question mark outside a link, or begins as questions do.
pub fn looks_like_question(text: &str) -> bool {
    let mut words = Vec::new();
    for token in text.split_whitespace() {
        if token.contains("://") {
            continue;
        }
        if token.contains(['?', '？', '؟']) {
            return true;
        }
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            words.push(word.to_lowercase().replace('’', "'"));
        }
    }
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
