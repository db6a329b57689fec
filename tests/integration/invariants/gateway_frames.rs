//! The invariants of every frame that a gateway may send: it is read as what it is, or passed over.

use discord::{GatewayAddress, GatewayMessage};
use serde_json::Value;

/// The gateway that Discord names.
const GATEWAY: &str = "wss://gateway.discord.gg";

/// Reads a frame of text.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let message = GatewayMessage::parse(&text);
    // What is nested too deeply for this is passed over by the bot where it does not matter.
    let Ok(frame) = serde_json::from_str::<Value>(&text) else { return };
    let opcode = match message {
        GatewayMessage::Hello { heartbeat_interval } => {
            assert!(heartbeat_interval.as_secs() >= 1, "the bot would do nothing but send heartbeats: {text}");
            10
        }
        GatewayMessage::Event(event) => {
            assert_eq!(
                (&frame["t"], &frame["s"]),
                (&Value::from(event.name.as_str()), &event.sequence.into()),
                "{text}"
            );
            let read = event.read::<Value>();
            assert!(read.is_err() || read.ok().as_ref() == frame.get("d"), "{text}");
            resumed_below_discord(&frame["d"]["resume_gateway_url"]);
            0
        }
        GatewayMessage::SkippedEvent { .. } => {
            assert!(text.len() > 1 << 20, "a small event is skipped: {text}");
            0
        }
        GatewayMessage::HeartbeatRequest => 1,
        GatewayMessage::Reconnect => 7,
        GatewayMessage::InvalidSession { is_resumable } => {
            assert!(!is_resumable || frame["d"] == true, "{text}");
            9
        }
        GatewayMessage::HeartbeatAcknowledged => 11,
        GatewayMessage::Unknown => return,
    };
    assert_eq!(frame["op"], opcode, "{text}");
}

/// Asserts that the token is told to no other host, wherever a session is to be resumed.
fn resumed_below_discord(offered: &Value) {
    let (Some(offered), Some(gateway)) = (offered.as_str(), GatewayAddress::parse(GATEWAY)) else { return };
    let address = gateway.resume_address(offered);
    assert!(address.is_encrypted() && address.endpoint().0.ends_with(".discord.gg"), "{offered:?} leads to {address}");
}
