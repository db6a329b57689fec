//! Messages.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, MessageId, RoleId, UserId, WebhookId};
use serenity::model::timestamp::Timestamp;

use super::{Readable, or_default, readable_items};

/// The types of messages that people write.
const ORDINARY: u64 = 0;
const REPLY: u64 = 19;

#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub channel_id: ChannelId,
    /// In events only; missing in a direct conversation.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    pub author: User,
    #[serde(default)]
    pub webhook_id: Option<WebhookId>,
    /// The application whose webhook wrote it.
    #[serde(default, deserialize_with = "or_default")]
    pub application_id: Option<ApplicationId>,
    #[serde(rename = "type", default)]
    kind: u64,
    /// Empty where Discord withholds it.
    #[serde(default, deserialize_with = "or_default")]
    content: String,
    /// The users that it pings, by name or by replying to them.
    #[serde(default, deserialize_with = "readable_items")]
    pub mentions: Vec<User>,
    #[serde(default, deserialize_with = "readable_items")]
    mention_roles: Vec<RoleId>,
    /// The time of the latest edit of the text.
    #[serde(default, deserialize_with = "or_default")]
    pub edited_timestamp: Option<Timestamp>,
    /// The message that it replies to. Missing if that was deleted, or if this is not a reply.
    #[serde(default, deserialize_with = "or_default")]
    pub referenced_message: Option<Box<Message>>,
    #[serde(default, deserialize_with = "readable_items")]
    message_snapshots: Vec<Snapshot>,
    #[serde(default, deserialize_with = "or_default")]
    poll: Option<Poll>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct User {
    pub id: UserId,
    #[serde(default)]
    pub bot: bool,
    /// Of a webhook, the name that it shows for this message.
    #[serde(default, deserialize_with = "or_default")]
    pub username: String,
}

/// A forwarded message.
#[derive(Debug, Clone, Deserialize)]
struct Snapshot {
    message: SnapshotContent,
}

#[derive(Debug, Clone, Deserialize)]
struct SnapshotContent {
    #[serde(default, deserialize_with = "or_default")]
    content: String,
    #[serde(default, deserialize_with = "or_default")]
    poll: Option<Poll>,
}

#[derive(Debug, Clone, Deserialize)]
struct Poll {
    question: PollText,
}

#[derive(Debug, Clone, Deserialize)]
struct PollText {
    #[serde(default, deserialize_with = "or_default")]
    text: String,
}

impl Message {
    /// Adds the server, which Discord names in events only.
    pub fn in_guild(self, guild: Option<GuildId>) -> Self {
        Self { guild_id: guild, ..self }
    }

    /// Returns whether somebody wrote it, and not Discord itself.
    pub fn is_written(&self) -> bool {
        matches!(self.kind, ORDINARY | REPLY)
    }

    pub fn is_reply(&self) -> bool {
        self.kind == REPLY
    }

    /// Returns whether it pings a role by name. A role that its author may not ping is only in the text.
    pub fn names_role(&self, role: RoleId) -> bool {
        self.mention_roles.contains(&role) || self.content.contains(&format!("<@&{role}>"))
    }

    /// Returns the text that its author typed, without what it forwards.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Returns everything that it says: its text, the texts that it forwards, and the question of its poll, each on a new line.
    pub fn text(&self) -> String {
        let mut texts = vec![self.content.as_str(), poll_question(&self.poll)];
        for snapshot in &self.message_snapshots {
            texts.extend([snapshot.message.content.as_str(), poll_question(&snapshot.message.poll)]);
        }
        texts.retain(|text| !text.is_empty());
        texts.join("\n")
    }
}

fn poll_question(poll: &Option<Poll>) -> &str {
    match poll {
        Some(poll) => &poll.question.text,
        None => "",
    }
}

/// A page of a channel's messages.
#[derive(Debug)]
pub struct MessageList {
    /// The readable ones, the oldest first.
    pub messages: Vec<Message>,
    /// The ids of the unreadable ones, as far as at least the ids are readable.
    pub unreadable: Vec<Option<MessageId>>,
}

/// A message, or what can be read of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Message(Box<Message>),
    Unreadable { id: MessageId },
    Unknown(IgnoredAny),
}

impl MessageList {
    /// Returns the number of messages on the page.
    pub fn len(&self) -> usize {
        self.messages.len() + self.unreadable.len()
    }

    /// Returns whether the page has no messages.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the newest message's id.
    pub fn last(&self) -> Option<MessageId> {
        let unreadable = self.unreadable.iter().flatten().copied();
        self.messages.iter().map(|message| message.id).chain(unreadable).max()
    }
}

impl<'de> Deserialize<'de> for MessageList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut list = Self { messages: Vec::new(), unreadable: Vec::new() };
        for listed in Vec::<Readable<Listed>>::deserialize(deserializer)? {
            match listed.value() {
                Some(Listed::Message(message)) => list.messages.push(*message),
                Some(Listed::Unreadable { id }) => list.unreadable.push(Some(id)),
                Some(Listed::Unknown(_)) | None => list.unreadable.push(None),
            }
        }
        list.messages.sort_by_key(|message| message.id);
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(changes: Value) -> Value {
        let mut message = json!({ "id": "7", "channel_id": "8", "author": { "id": "9" }, "content": "does it hurt?" });
        for (key, value) in changes.as_object().unwrap() {
            message[key] = value.clone();
        }
        message
    }

    fn read(changes: Value) -> Result<Message, serde_json::Error> {
        serde_json::from_value(with(changes))
    }

    #[test]
    fn odd_fields_cost_only_themselves() {
        let odd = json!({
            "flags": u64::MAX, "components": [{ "type": 99 }], "mention_roles": ["x", "4"], "poll": [], "message_snapshots": 7,
            "mentions": [{}, { "id": "5", "avatar_decoration_data": 1 }, null], "edited_timestamp": "yesterday",
            "referenced_message": { "id": "x" }, "application_id": -1,
        });
        let message = read(odd).unwrap();
        assert_eq!((message.text().as_str(), message.mentions.len()), ("does it hurt?", 1));
        assert_eq!(message.mention_roles, [RoleId::new(4)]);
        assert!(message.referenced_message.is_none() && message.edited_timestamp.is_none());
    }

    #[test]
    fn fields_that_decide_who_is_answered_must_be_readable() {
        for (field, odd) in
            [("guild_id", json!("x")), ("author", json!({})), ("webhook_id", json!([])), ("type", json!("x"))]
        {
            assert!(read(json!({ field: odd })).is_err(), "{field}");
        }
        assert!(!read(json!({ "type": 7 })).unwrap().is_written());
    }

    #[test]
    fn forwarded_texts_and_polls_are_what_a_message_says() {
        let said = |changes| read(changes).unwrap().text();
        let forwarded = json!([{ "message": { "content": "is it safe?", "type": 0, "components": 1 } }]);
        let poll = json!({ "question": { "text": "Who had it done?" }, "answers": [] });
        assert_eq!(said(json!({ "content": "", "message_snapshots": forwarded })), "is it safe?");
        assert_eq!(
            said(json!({ "message_snapshots": forwarded, "poll": poll })),
            "does it hurt?\nWho had it done?\nis it safe?"
        );
        assert_eq!(said(json!({ "content": "", "poll": poll })), "Who had it done?");
    }

    #[test]
    fn one_unreadable_message_does_not_lose_its_page() {
        let page = json!([with(json!({ "id": "12" })), { "id": "13" }, with(json!({ "id": "11" })), "x", null]);
        let list: MessageList = serde_json::from_value(page).unwrap();
        assert_eq!(list.messages.iter().map(|message| message.id.get()).collect::<Vec<_>>(), [11, 12]);
        assert_eq!((list.len(), list.last(), list.is_empty()), (5, Some(MessageId::new(13)), false));
        assert_eq!(list.unreadable, [Some(MessageId::new(13)), None, None]);
    }
}
