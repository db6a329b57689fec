//! Incoming messages: is one meant for the bot, and what does it ask? Pure.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::channel::{Message, MessageType};
use serenity::model::event::MessageUpdateEvent;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use serenity::model::timestamp::Timestamp;
use serenity::model::user::User;

use faq::text;

/// A message, new or edited, with the fields that the bot uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMessage {
    pub id: MessageId,
    /// The channel, thread or direct conversation.
    pub channel: ChannelId,
    /// The server; `None` in a direct conversation.
    pub guild: Option<GuildId>,
    pub author: UserId,
    /// True if a person wrote it, and not a bot, a webhook or Discord itself.
    pub by_person: bool,
    /// The users that it pings, by name or by replying to them.
    pub pings: Vec<UserId>,
    pub reply_to: ReplyTo,
    /// The raw text; empty where Discord withholds it.
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
}

impl Intent {
    /// Returns the text to answer, which is empty if there is none.
    pub fn text(&self) -> &str {
        match self {
            Self::NotForBot => "",
            Self::Question(text) | Self::Talk(text) => text,
        }
    }
}

/// The few fields of a message that show, for most messages, that they are not for the bot.
#[derive(Debug, Deserialize)]
pub struct MessagePeek {
    /// Missing in a direct conversation.
    guild_id: Option<IgnoredAny>,
    #[serde(default)]
    mentions: Vec<PeekedMention>,
    /// May be missing from an edit.
    author: Option<PeekedAuthor>,
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
    /// Returns whether the whole message is worth parsing. Every message by a person is if there are FAQ channels, since
    /// the peek does not show whether a thread belongs to one.
    pub fn may_be_for(&self, bot: UserId, has_faq_channels: bool) -> bool {
        if self.author.as_ref().is_some_and(|author| author.bot) {
            return false;
        }
        has_faq_channels || self.guild_id.is_none() || self.mentions.iter().any(|mention| mention.id == bot)
    }
}

impl IncomingMessage {
    /// Takes the fields of a new message.
    pub fn new(message: &Message) -> Self {
        let replied_author = message.referenced_message.as_ref().map(|replied| replied.author.id);
        Self {
            id: message.id,
            channel: message.channel_id,
            guild: message.guild_id,
            author: message.author.id,
            by_person: is_by_person(&message.author, message.webhook_id.is_some(), message.kind),
            pings: user_ids(&message.mentions),
            reply_to: reply_to(message.kind, message.author.id, replied_author),
            text: message.content.clone(),
            edited: message.edited_timestamp,
        }
    }

    /// Takes the fields of an edited message. Returns `None` if its text was not edited, as when Discord adds a link's
    /// preview.
    pub fn edited(event: &MessageUpdateEvent) -> Option<Self> {
        let edited = event.edited_timestamp?;
        let author = event.author.as_ref()?;
        let kind = event.kind.unwrap_or(MessageType::Regular);
        let replied_author = match &event.referenced_message {
            Some(Some(replied)) => Some(replied.author.id),
            _ => None,
        };
        Some(Self {
            id: event.id,
            channel: event.channel_id,
            guild: event.guild_id,
            author: author.id,
            by_person: is_by_person(author, event.webhook_id.flatten().is_some(), kind),
            pings: user_ids(event.mentions.as_deref().unwrap_or_default()),
            reply_to: reply_to(kind, author.id, replied_author),
            text: event.content.clone()?,
            edited: Some(edited),
        })
    }

    /// Returns whether the message speaks to the bot: it names the bot, or it is a reply that pings the bot and has words.
    /// Mentions of everyone and of roles do not count.
    pub fn addresses(&self, bot: UserId) -> bool {
        self.pings.contains(&bot) && (names_user(&self.text, bot) || has_words(&self.text))
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

fn is_by_person(author: &User, is_webhook: bool, kind: MessageType) -> bool {
    !author.bot && !is_webhook && matches!(kind, MessageType::Regular | MessageType::InlineReply)
}

fn user_ids(users: &[User]) -> Vec<UserId> {
    users.iter().map(|user| user.id).collect()
}

fn reply_to(kind: MessageType, author: UserId, replied_author: Option<UserId>) -> ReplyTo {
    if kind != MessageType::InlineReply {
        return ReplyTo::Nothing;
    }
    match replied_author {
        None => ReplyTo::DeletedMessage,
        Some(user) if user == author => ReplyTo::OwnMessage,
        Some(user) => ReplyTo::User(user),
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
        _ if message.addresses(bot) => Intent::Question(message.text.clone()),
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
