//! Channels and the messages in them.

use serde_json::{Value, json};

use super::{Answer, Call, id, unknown};
use crate::fake_discord::error::Refusal;
use crate::fake_discord::model::{Happening, Id, Message, intents};
use crate::fake_discord::state::{BOT, State};
use crate::fake_discord::{limits, mentions, render};

pub fn route(state: &mut State, call: &Call) -> Answer {
    let segments = call.segments();
    let channel = id(segments[1]);
    if !state.channels.contains_key(&channel) {
        return Err(Refusal::UNKNOWN_CHANNEL);
    }
    match (call.method.as_str(), &segments[2..]) {
        ("GET", []) => Ok(Some(render::channel(state, channel))),
        ("POST", ["typing"]) | ("PUT" | "DELETE", ["messages", _, "reactions", ..]) => Ok(None),
        ("POST", ["messages"]) => post(state, channel, call),
        ("GET", ["messages"]) => Ok(Some(list(state, channel, call))),
        ("GET", ["messages", message]) => {
            let message = find(state, channel, id(message))?;
            Ok(Some(render::message_seen(state, message, read_access(state))))
        }
        ("PATCH", ["messages", message]) => edit_own(state, channel, id(message), call),
        ("DELETE", ["messages", message]) => delete(state, channel, id(message)),
        _ => unknown(state, call),
    }
}

/// Over HTTP the application's switch decides what may be read, not the session's intents.
fn read_access(state: &State) -> u64 {
    if state.options.message_content { intents::MESSAGE_CONTENT } else { 0 }
}

fn find(state: &State, channel: Id, message: Id) -> Result<&Message, Refusal> {
    let found = state.messages.get(&message).filter(|found| found.channel == channel && !found.ephemeral());
    found.ok_or(Refusal::UNKNOWN_MESSAGE)
}

/// The youngest come first.
fn list(state: &State, channel: Id, call: &Call) -> Value {
    let after = call.parameter("after").map_or(0, id);
    let limit = call.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50);
    let here = |message: &&Message| message.channel == channel && message.id > after && !message.ephemeral();
    let found = state.messages.values().filter(here).take(limit).collect::<Vec<_>>();
    found.into_iter().rev().map(|message| render::message_seen(state, message, read_access(state))).collect()
}

fn post(state: &mut State, channel: Id, call: &Call) -> Answer {
    limits::message(&call.body, !call.files.is_empty())?;
    let place = &state.channels[&channel];
    if place.closed_to_bot || place.refuses_files && !call.files.is_empty() {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    if let Some(earlier) = same_nonce(state, &call.body) {
        return Ok(Some(render::message(state, earlier)));
    }
    let mut message = state.draft(channel, BOT, "");
    message.flags = render::flags(&call.body);
    message.reference = referenced(state, channel, &call.body["message_reference"])?;
    message.kind = if message.reference.is_some() { 19 } else { 0 };
    message.attachments.clone_from(&call.files);
    write(state, &mut message, &call.body);
    if let Some(nonce) = call.body["nonce"].as_str() {
        state.nonces.insert(nonce.to_owned(), message.id);
    }
    Ok(Some(publish(state, message)))
}

/// What was sent with this nonce before, if it is to be sent once only.
fn same_nonce<'a>(state: &'a State, body: &Value) -> Option<&'a Message> {
    let enforced = body["enforce_nonce"] == true;
    let earlier = body["nonce"].as_str().filter(|_| enforced).and_then(|nonce| state.nonces.get(nonce))?;
    state.messages.get(earlier)
}

/// The message replied to; `None` where there is none and the bot accepts that.
fn referenced(state: &State, channel: Id, reference: &Value) -> Result<Option<Id>, Refusal> {
    if reference.is_null() {
        return Ok(None);
    }
    let message = id(reference["message_id"].as_str().unwrap_or_default());
    match find(state, channel, message) {
        Ok(found) => Ok(Some(found.id)),
        Err(_) if reference["fail_if_not_exists"] == false => Ok(None),
        Err(_) => Err(Refusal { errors: Some(unknown_reference()), ..Refusal::INVALID_FORM }),
    }
}

fn unknown_reference() -> Value {
    json!({ "message_reference": { "_errors": [
        { "code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message" },
    ] } })
}

/// Shows a new message of the bot's to whom it is for, and to the test.
pub fn publish(state: &mut State, message: Message) -> Value {
    state.unread.push_back(Happening::Reply(message.clone()));
    let id = state.send(message);
    render::message(state, &state.messages[&id])
}

/// Puts what a body holds into a message; what it does not name stays.
pub fn write(state: &State, message: &mut Message, body: &Value) {
    if let Some(content) = body.get("content") {
        message.content = content.as_str().unwrap_or_default().to_owned();
    }
    for (key, place) in [("embeds", &mut message.embeds), ("components", &mut message.components)] {
        if let Some(items) = body.get(key) {
            *place = items.as_array().cloned().unwrap_or_default();
        }
    }
    let replied_to = message.reference.and_then(|id| state.messages.get(&id)).map(|to| to.author);
    message.pings = mentions::pings(&message.content, replied_to, body.get("allowed_mentions"));
    message.mentions = mentions::users_in(&message.content);
}

fn edit_own(state: &mut State, channel: Id, message: Id, call: &Call) -> Answer {
    if find(state, channel, message)?.author != BOT {
        return Err(Refusal::NOT_THE_AUTHOR);
    }
    edit(state, message, call).map(Some)
}

/// Edits a message of the bot's, wherever it stands.
///
/// # Errors
/// Discord's refusal of what the message would become.
pub fn edit(state: &mut State, id: Id, call: &Call) -> Result<Value, Refusal> {
    let mut message = state.messages.get(&id).cloned().ok_or(Refusal::UNKNOWN_MESSAGE)?;
    write(state, &mut message, &call.body);
    let mut whole = json!({
        "content": message.content, "embeds": message.embeds, "components": message.components,
    });
    whole["allowed_mentions"] = call.body["allowed_mentions"].clone();
    limits::message(&whole, !message.attachments.is_empty() || !call.files.is_empty())?;
    // Files that stood there stay only if they are named, and nothing here names one of them.
    if call.body["attachments"].is_array() {
        message.attachments.clear();
    }
    message.attachments.extend(call.files.iter().cloned());
    message.edits += 1;
    // An edit notifies nobody, whatever it says.
    message.pings.clear();
    state.unread.push_back(Happening::Edit(message.clone()));
    state.messages.insert(id, message);
    state.tell("MESSAGE_UPDATE", id);
    Ok(render::message(state, &state.messages[&id]))
}

fn delete(state: &mut State, channel: Id, message: Id) -> Answer {
    // Deleting what others wrote takes Manage Messages, which the bot has not.
    if find(state, channel, message)?.author != BOT {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    remove(state, message);
    Ok(None)
}

/// Takes a message of the bot's away.
pub fn remove(state: &mut State, message: Id) {
    state.unread.push_back(Happening::Deletion(message));
    state.delete(message);
}
