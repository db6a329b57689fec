//! Answers to interactions: the callback, then the webhook that edits and follows up.

use serde_json::Value;

use super::messages::{edit, publish, remove, write};
use super::{Answer, Call, id, unknown};
use crate::fake_discord::error::Refusal;
use crate::fake_discord::model::{Acknowledged, EPHEMERAL, Happening, Id, Interaction, InteractionKind};
use crate::fake_discord::state::{BOT, State};
use crate::fake_discord::{limits, render};

pub fn route(state: &mut State, call: &Call) -> Answer {
    match (call.method.as_str(), call.segments().as_slice()) {
        ("POST", ["interactions", interaction, token, "callback"]) => callback(state, id(interaction), token, call),
        ("POST", ["webhooks", application, token]) => {
            let interaction = answered(state, application, token)?;
            follow_up(state, &interaction, call).map(Some)
        }
        (method, ["webhooks", application, token, "messages", message]) => {
            let interaction = answered(state, application, token)?;
            webhook_message(state, &interaction, method, message, call)
        }
        _ => unknown(state, call),
    }
}

/// Kinds of callback.
mod kind {
    pub const MESSAGE: u64 = 4;
    pub const DEFERRED_MESSAGE: u64 = 5;
    pub const DEFERRED_UPDATE: u64 = 6;
    pub const UPDATE: u64 = 7;
    pub const CHOICES: u64 = 8;
    pub const MODAL: u64 = 9;
}

fn callback(state: &mut State, id: Id, token: &str, call: &Call) -> Answer {
    let found = state.interaction(token).filter(|found| found.id == id && !found.expired).map(|found| found.clone());
    let interaction = found.ok_or(Refusal::UNKNOWN_INTERACTION)?;
    if interaction.acknowledged != Acknowledged::NotYet {
        return Err(Refusal::ALREADY_ACKNOWLEDGED);
    }
    let answer = call.body["type"].as_u64().unwrap_or(0);
    if !suits(&interaction, answer) {
        return Err(Refusal::INVALID_FORM);
    }
    let data = &call.body["data"];
    // What is refused acknowledges nothing: the limits come first.
    match answer {
        kind::MESSAGE => limits::message(data, !call.files.is_empty())?,
        kind::CHOICES => limits::choices(data)?,
        kind::MODAL => limits::modal(data)?,
        _ => {}
    }
    acknowledge(state, &interaction, answer, call)?;
    Ok(None)
}

/// Whether this kind of answer may be given to this kind of interaction.
fn suits(interaction: &Interaction, answer: u64) -> bool {
    match interaction.kind {
        InteractionKind::Autocomplete => answer == kind::CHOICES,
        InteractionKind::Command => {
            matches!(answer, kind::MESSAGE | kind::DEFERRED_MESSAGE | kind::MODAL)
        }
        InteractionKind::Component => (kind::MESSAGE..=kind::UPDATE).contains(&answer) || answer == kind::MODAL,
        InteractionKind::Modal if interaction.pressed_on.is_none() => {
            matches!(answer, kind::MESSAGE | kind::DEFERRED_MESSAGE)
        }
        InteractionKind::Modal => (kind::MESSAGE..=kind::UPDATE).contains(&answer),
    }
}

fn acknowledge(state: &mut State, interaction: &Interaction, answer: u64, call: &Call) -> Result<(), Refusal> {
    let data = &call.body["data"];
    let mut updated = interaction.clone();
    updated.acknowledged = Acknowledged::Done;
    match answer {
        kind::MESSAGE => updated.original = Some(respond(state, interaction, data, call, render::flags(data))),
        kind::DEFERRED_MESSAGE => {
            updated.acknowledged = Acknowledged::Deferred { ephemeral: render::flags(data) & EPHEMERAL != 0 };
        }
        kind::CHOICES => updated.choices = data["choices"].as_array().cloned(),
        kind::MODAL => {
            let shown = Happening::Modal {
                user: interaction.user,
                channel: interaction.channel,
                pressed_on: interaction.pressed_on,
                body: data.clone(),
            };
            state.unread.push_back(shown);
        }
        kind::DEFERRED_UPDATE | kind::UPDATE => updated.original = interaction.pressed_on,
        _ => {}
    }
    if let (kind::UPDATE, Some(message)) = (answer, interaction.pressed_on) {
        edit(state, message, &Call { body: data.clone(), files: call.files.clone(), ..Call::default() })?;
    }
    if let Some(stored) = state.interaction(&interaction.token) {
        *stored = updated;
    }
    Ok(())
}

/// Shows the bot's answer, to the asker alone when `flags` say so.
fn respond(state: &mut State, interaction: &Interaction, body: &Value, call: &Call, flags: u64) -> Id {
    let mut message = state.draft(interaction.channel, BOT, "");
    message.kind = if interaction.kind == InteractionKind::Command { 20 } else { 0 };
    message.flags = flags;
    message.visible_to = (flags & EPHEMERAL != 0).then_some(interaction.user);
    message.attachments.clone_from(&call.files);
    write(state, &mut message, body);
    let id = message.id;
    publish(state, message);
    id
}

/// The interaction behind a webhook's token, once it has been acknowledged.
fn answered(state: &mut State, application: &str, token: &str) -> Result<Interaction, Refusal> {
    let found = state.interaction(token).filter(|_| id(application) == BOT).map(|found| found.clone());
    let interaction = found.ok_or(Refusal::UNKNOWN_WEBHOOK)?;
    if interaction.expired {
        return Err(Refusal::INVALID_WEBHOOK_TOKEN);
    }
    if interaction.acknowledged == Acknowledged::NotYet { Err(Refusal::UNKNOWN_WEBHOOK) } else { Ok(interaction) }
}

/// A further message; the first after a deferral takes the place of "the bot is thinking".
fn follow_up(state: &mut State, interaction: &Interaction, call: &Call) -> Result<Value, Refusal> {
    limits::message(&call.body, !call.files.is_empty())?;
    let message = match interaction.acknowledged {
        Acknowledged::Deferred { ephemeral } => resolve_deferral(state, interaction, call, ephemeral),
        _ => respond(state, interaction, &call.body, call, render::flags(&call.body)),
    };
    Ok(render::message(state, &state.messages[&message]))
}

fn resolve_deferral(state: &mut State, interaction: &Interaction, call: &Call, ephemeral: bool) -> Id {
    let flags = if ephemeral { EPHEMERAL } else { 0 };
    let message = respond(state, interaction, &call.body, call, flags);
    if let Some(stored) = state.interaction(&interaction.token) {
        stored.acknowledged = Acknowledged::Done;
        stored.original = Some(message);
    }
    message
}

fn webhook_message(state: &mut State, interaction: &Interaction, method: &str, message: &str, call: &Call) -> Answer {
    if let (Acknowledged::Deferred { .. }, "PATCH", "@original") = (interaction.acknowledged, method, message) {
        return follow_up(state, interaction, call).map(Some);
    }
    let named = if message == "@original" { interaction.original } else { Some(id(message)) };
    let own = |id: &Id| state.messages.get(id).is_some_and(|message| message.channel == interaction.channel);
    let message = named.filter(own).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    match method {
        "GET" => Ok(Some(render::message(state, &state.messages[&message]))),
        "PATCH" => edit(state, message, call).map(Some),
        "DELETE" => {
            remove(state, message);
            Ok(None)
        }
        _ => unknown(state, call),
    }
}
