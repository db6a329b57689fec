//! The messages of the gateway, in both directions. All of it is pure.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serenity::model::gateway::GatewayIntents;

use crate::Shard;

/// The shortest interval of heartbeats that is believed: at zero the bot would do nothing else.
const MIN_HEARTBEAT_MILLISECONDS: u64 = 1_000;
/// The name of the event that begins a session.
pub const READY: &str = "READY";
/// The name of the event after which a session is resumed.
pub const RESUMED: &str = "RESUMED";

/// The name of the event that describes a server with all its channels and members.
const GUILD_CREATE: &str = "GUILD_CREATE";

/// The size above which an event is skipped: the bot needs none that is nearly as large, and many of them may wait. Of a server's
/// description it needs a few fields, which are kept.
const MAX_EVENT_BYTES: usize = 4 * 1024 * 1024;

/// An event. The bot ignores most, so its data is parsed only when it is read.
#[derive(Debug, Clone)]
pub struct Event {
    /// Discord's name for it, such as `MESSAGE_CREATE`.
    pub name: String,
    /// Its sequence number in the session.
    pub sequence: u64,
    payload: String,
}

impl Event {
    /// Parses the data of the event.
    ///
    /// # Errors
    /// If it does not fit the type. The error may quote what people wrote, so it must not be logged.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        parse_data(&self.payload)
    }
}

/// A message that Discord sends.
#[derive(Debug, Clone)]
pub enum GatewayMessage {
    /// The first message on every connection.
    Hello {
        heartbeat_interval: Duration,
    },
    Event(Event),
    /// An event that is too large to be handled.
    SkippedEvent {
        name: String,
        sequence: u64,
    },
    /// Discord wants a heartbeat at once.
    HeartbeatRequest,
    HeartbeatAcknowledged,
    /// The bot has to connect again and resume.
    Reconnect,
    /// The session cannot be used.
    InvalidSession {
        /// It may be tried once more.
        is_resumable: bool,
    },
    /// A message that the bot does not know, or cannot read.
    Unknown,
}

/// The fields of a message around its data.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "op")]
    opcode: u8,
    #[serde(rename = "s")]
    sequence: Option<u64>,
    #[serde(rename = "t")]
    name: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Data<T> {
    #[serde(rename = "d")]
    data: T,
}

/// What the bot reads of a server.
#[derive(Serialize, Deserialize)]
struct ServerFields {
    id: Value,
    #[serde(default)]
    unavailable: Value,
    #[serde(default)]
    owner_id: Value,
    #[serde(default)]
    roles: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    member_count: Value,
    #[serde(default)]
    system_channel_id: Value,
}

#[derive(Deserialize)]
struct HelloData {
    heartbeat_interval: u64,
}

impl GatewayMessage {
    /// Parses a message. Nothing in it is an error, so that the bot goes on.
    pub fn parse(payload: &str) -> Self {
        let Ok(envelope) = serde_json::from_str::<Envelope>(payload) else {
            return Self::Unknown;
        };
        match (envelope.opcode, envelope.sequence, envelope.name) {
            (0, Some(sequence), Some(name)) => Self::parse_event(name, sequence, payload),
            (1, ..) => Self::HeartbeatRequest,
            (7, ..) => Self::Reconnect,
            (9, ..) => Self::InvalidSession { is_resumable: parse_data(payload).unwrap_or(false) },
            (10, ..) => Self::parse_hello(payload),
            (11, ..) => Self::HeartbeatAcknowledged,
            _ => Self::Unknown,
        }
    }

    fn parse_event(name: String, sequence: u64, payload: &str) -> Self {
        // Without `READY` there is no session.
        if payload.len() <= MAX_EVENT_BYTES || name == READY {
            // The text is copied, since it may be a part of a larger buffer, which an event in a queue would keep alive.
            return Self::Event(Event { name, sequence, payload: payload.to_owned() });
        }
        if name == GUILD_CREATE
            && let Some(payload) = without_members(payload)
        {
            return Self::Event(Event { name, sequence, payload });
        }
        Self::SkippedEvent { name, sequence }
    }

    fn parse_hello(payload: &str) -> Self {
        let Ok(HelloData { heartbeat_interval }) = parse_data(payload) else {
            return Self::Unknown;
        };
        let milliseconds = heartbeat_interval.max(MIN_HEARTBEAT_MILLISECONDS);
        Self::Hello { heartbeat_interval: Duration::from_millis(milliseconds) }
    }
}

/// Returns a large `GUILD_CREATE` with the few fields that the bot reads; `None` if these are large themselves, or cannot be read.
fn without_members(payload: &str) -> Option<String> {
    let data: ServerFields = parse_data(payload).ok()?;
    let reduced = serde_json::to_string(&Data { data }).ok()?;
    Some(reduced).filter(|reduced| reduced.len() <= MAX_EVENT_BYTES)
}

fn parse_data<T: DeserializeOwned>(payload: &str) -> Result<T, serde_json::Error> {
    let Data { data } = serde_json::from_str(payload)?;
    Ok(data)
}

/// Returns a heartbeat; `sequence` is the number of the last event.
pub fn heartbeat(sequence: Option<u64>) -> Value {
    json!({ "op": 1, "d": sequence })
}

/// Returns a login, after which Discord sends the events of this shard.
pub fn identify(token: &str, intents: GatewayIntents, shard: Shard) -> Value {
    let properties = json!({ "os": std::env::consts::OS, "browser": "micropen-faq", "device": "micropen-faq" });
    let shard = [shard.id(), shard.total()];
    json!({ "op": 2, "d": { "token": token, "intents": intents.bits(), "properties": properties, "shard": shard } })
}

/// Returns a request to resume a session after its event `sequence`.
pub fn resume(token: &str, session: &str, sequence: u64) -> Value {
    json!({ "op": 6, "d": { "token": token, "session_id": session, "seq": sequence } })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serenity::model::id::UserId;

    use super::*;
    use crate::model::Guild;

    #[test]
    fn the_data_of_an_event_is_parsed_on_demand() {
        let payload = r#"{"op":0,"s":7,"t":"MESSAGE_DELETE","d":{"id":"12"}}"#;
        let GatewayMessage::Event(event) = GatewayMessage::parse(payload) else { panic!("it is an event") };
        assert_eq!((event.name.as_str(), event.sequence), ("MESSAGE_DELETE", 7));
        assert_eq!(event.read::<Value>().unwrap()["id"], "12");
    }

    #[test]
    fn an_interval_of_zero_does_not_make_the_bot_spin() {
        let hello = GatewayMessage::parse(r#"{"op":10,"d":{"heartbeat_interval":0}}"#);
        let GatewayMessage::Hello { heartbeat_interval } = hello else { panic!("it is a hello") };
        assert_eq!(heartbeat_interval, Duration::from_secs(1));
    }

    #[test]
    fn only_the_beginning_of_a_session_may_be_large() {
        let event = |name: &str| {
            let data = "x".repeat(MAX_EVENT_BYTES);
            GatewayMessage::parse(&json!({ "op": 0, "s": 7, "t": name, "d": data }).to_string())
        };
        assert!(matches!(event(READY), GatewayMessage::Event(_)));
        for name in ["GUILD_UPDATE", GUILD_CREATE] {
            let skipped = event(name);
            assert!(matches!(&skipped, GatewayMessage::SkippedEvent { name: of, sequence: 7 } if of == name));
        }
    }

    #[test]
    fn of_a_large_server_the_fields_that_are_read_are_kept() {
        let members = "x".repeat(MAX_EVENT_BYTES);
        let server = |roles: &str| {
            let data = json!({
                "id": "5", "owner_id": "6", "name": "Clinic", "member_count": 9, "roles": [{ "id": roles }],
                "members": [members],
            });
            GatewayMessage::parse(&json!({ "op": 0, "s": 7, "t": GUILD_CREATE, "d": data }).to_string())
        };
        let GatewayMessage::Event(event) = server("7") else { panic!("it is skipped") };
        let read: Guild = event.read().unwrap();
        assert_eq!((read.id.get(), read.owner_id, read.roles.len()), (5, Some(UserId::new(6)), 1));
        assert_eq!((read.name.as_str(), read.member_count), ("Clinic", Some(9)));
        assert!(event.payload.len() < 300);
        assert!(matches!(server(&members), GatewayMessage::SkippedEvent { .. }));
    }

    proptest! {
        #[test]
        fn no_message_makes_the_bot_panic(frame in ".*", op in any::<i64>(), number in any::<i64>(), name in ".*") {
            GatewayMessage::parse(&frame);
            GatewayMessage::parse(&json!({ "op": op, "s": number, "t": name, "d": name }).to_string());
        }
    }
}
