//! The invariants of every frame that a gateway may send: it is read as what it is, or passed over. The objects of an event say what
//! the frame says, or are not read at all.

use discord::model::{
    Channel, EventIds, Guild, GuildMember, InGuild, Interaction, Message, MessageList, Ready, RoleDeletion, RoleEvent,
};
use discord::{Event, GatewayAddress, GatewayMessage};
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
            objects_say_what_the_frame_says(&event, &frame["d"]);
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

/// Reads an event's data as every object that the bot knows.
fn objects_say_what_the_frame_says(event: &Event, data: &Value) {
    if let Ok(message) = event.read::<Message>() {
        message_says_what_the_frame_says(&message, data);
    }
    if let Ok(list) = event.read::<MessageList>() {
        assert_eq!(Some(list.len()), data.as_array().map(Vec::len), "{data}");
        assert!(list.messages.is_sorted_by_key(|message| message.id), "{data}");
    }
    if let Ok(Interaction::Command(command) | Interaction::Autocomplete(command)) = event.read() {
        assert_eq!(command.guild_id.is_none(), data["guild_id"].is_null(), "{data}");
        let _ = (command.data.options(), command.data.autocomplete(), command.data.message());
    }
    if let Ok(server) = event.read::<Guild>() {
        // What cannot be read allows nothing.
        let roles = data["roles"].as_array().map_or(&[][..], Vec::as_slice);
        let readable = roles.iter().filter(|role| role["permissions"].as_str().is_some_and(|bits| bits != "0"));
        let powerful = server.roles.iter().filter(|role| !role.permissions.is_empty());
        assert!(powerful.count() <= readable.count(), "{data}");
    }
    let _ = (event.read::<Ready>(), event.read::<Channel>(), event.read::<RoleEvent>(), event.read::<RoleDeletion>());
    let _ = (event.read::<GuildMember>(), event.read::<InGuild>(), event.read::<EventIds>());
}

/// Nothing that decides whether a message is answered is overlooked, and nothing that it says is lost.
fn message_says_what_the_frame_says(message: &Message, data: &Value) {
    assert_eq!(message.guild_id.is_none(), data["guild_id"].is_null(), "{data}");
    assert_eq!(message.webhook_id.is_none(), data["webhook_id"].is_null(), "{data}");
    assert_eq!(message.author.bot, data["author"]["bot"] == true, "{data}");
    let content = data["content"].as_str().unwrap_or_default();
    assert!(message.text().starts_with(content), "{data}");
    assert!(!message.is_reply() || message.is_written(), "{data}");
}
