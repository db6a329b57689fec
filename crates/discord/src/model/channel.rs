//! Channels.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::id::{ChannelId, GuildId};

use super::or_default;

const FORUM: u64 = 15;
const MEDIA: u64 = 16;

#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    pub id: ChannelId,
    /// Missing in a direct conversation.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    /// The channel that a thread belongs to, or the category of any other channel.
    #[serde(default, deserialize_with = "or_default")]
    pub parent_id: Option<ChannelId>,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    kind: u64,
    thread_metadata: Option<IgnoredAny>,
}

impl Channel {
    /// Returns whether it is a thread or a post, of whatever type.
    pub fn is_thread(&self) -> bool {
        self.thread_metadata.is_some()
    }

    /// Returns whether it holds posts and no messages of its own.
    pub fn holds_posts(&self) -> bool {
        matches!(self.kind, FORUM | MEDIA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Channel {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_channel_of_a_type_of_the_future_is_read() {
        let thread = read(r#"{"id":"1","guild_id":"2","parent_id":"3","type":99,"thread_metadata":{},"name":null}"#);
        assert!(thread.is_thread() && !thread.holds_posts());
        assert_eq!(thread.parent_id, Some(ChannelId::new(3)));
        assert!(read(r#"{"id":"1","type":16}"#).holds_posts());
        assert!(!read(r#"{"id":"1","type":"x","thread_metadata":null,"flags":99999999999999}"#).is_thread());
    }
}
