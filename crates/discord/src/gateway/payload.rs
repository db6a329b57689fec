//! What goes over the gateway, in both directions: pure.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serenity::model::gateway::GatewayIntents;

use crate::Shard;

/// Something that happened in Discord. Most events are nothing to the bot, so only their names are read at first.
#[derive(Debug, Clone)]
pub struct Event {
    /// Discord's name for it, such as `MESSAGE_CREATE`.
    pub name: String,
    /// Its place in the session.
    pub number: u64,
    payload: String,
}

impl Event {
    /// What the event holds.
    ///
    /// # Errors
    /// If it is not what its name promises. The error may quote what people wrote, so it must not be logged.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        data(&self.payload)
    }
}

/// What Discord sends.
#[derive(Debug, Clone)]
pub enum Received {
    /// The first word on every connection.
    Hello {
        /// How often a heartbeat is due.
        interval: Duration,
    },
    /// Something happened.
    Event(Event),
    /// A heartbeat is wanted at once.
    HeartbeatWanted,
    /// A heartbeat arrived.
    HeartbeatAcknowledged,
    /// The bot is to connect again and resume.
    Reconnect,
    /// The session cannot be used.
    InvalidSession {
        /// Whether it may be tried once more.
        resumable: bool,
    },
    /// Nothing that the bot knows, or nothing that makes sense.
    Unknown,
}

#[derive(Deserialize)]
struct Header {
    op: u8,
    s: Option<u64>,
    t: Option<String>,
}

#[derive(Deserialize)]
struct Body<T> {
    d: T,
}

#[derive(Deserialize)]
struct Hello {
    heartbeat_interval: u64,
}

impl Received {
    /// What a frame says. Whatever it holds, the bot goes on.
    pub fn read(payload: String) -> Self {
        let Ok(header) = serde_json::from_str::<Header>(&payload) else {
            return Self::Unknown;
        };
        match (header.op, header.s, header.t) {
            (0, Some(number), Some(name)) => Self::Event(Event { name, number, payload }),
            (1, ..) => Self::HeartbeatWanted,
            (7, ..) => Self::Reconnect,
            (9, ..) => Self::InvalidSession { resumable: data(&payload).unwrap_or(false) },
            (10, ..) => data(&payload).map_or(Self::Unknown, |hello: Hello| {
                // An interval of nothing would have the bot do nothing else.
                Self::Hello { interval: Duration::from_millis(hello.heartbeat_interval.max(1_000)) }
            }),
            (11, ..) => Self::HeartbeatAcknowledged,
            _ => Self::Unknown,
        }
    }
}

fn data<T: DeserializeOwned>(payload: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str::<Body<T>>(payload).map(|body| body.d)
}

/// Still here; `seen` is the last event's number.
pub fn heartbeat(seen: Option<u64>) -> Value {
    json!({ "op": 1, "d": seen })
}

/// Logs in anew, to be told of what concerns this shard.
pub fn identify(token: &str, intents: GatewayIntents, shard: Shard) -> Value {
    let properties = json!({ "os": std::env::consts::OS, "browser": "micropen-faq", "device": "micropen-faq" });
    let shard = [shard.id(), shard.total()];
    json!({ "op": 2, "d": { "token": token, "intents": intents.bits(), "properties": properties, "shard": shard } })
}

/// Takes a session up again after its event `seen`.
pub fn resume(token: &str, session: &str, seen: u64) -> Value {
    json!({ "op": 6, "d": { "token": token, "session_id": session, "seq": seen } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_events_that_are_wanted_are_read_whole() {
        let payload = r#"{"op":0,"s":7,"t":"MESSAGE_DELETE","d":{"id":"12"}}"#.to_owned();
        let Received::Event(event) = Received::read(payload) else { panic!("it is an event") };
        assert_eq!((event.name.as_str(), event.number), ("MESSAGE_DELETE", 7));
        assert_eq!(event.read::<Value>().unwrap()["id"], "12");
    }

    #[test]
    fn a_hello_without_a_pause_does_not_make_the_bot_spin() {
        let hello = Received::read(r#"{"op":10,"d":{"heartbeat_interval":0}}"#.to_owned());
        assert!(matches!(hello, Received::Hello { interval } if interval == Duration::from_secs(1)));
    }

    proptest! {
        #[test]
        fn no_frame_is_too_odd(frame in ".*", op in any::<i64>(), number in any::<i64>(), name in ".*") {
            Received::read(frame);
            Received::read(json!({ "op": op, "s": number, "t": name, "d": name }).to_string());
        }
    }
}
