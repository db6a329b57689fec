//! Registered commands, everywhere or in one server.

use serde_json::Value;

use super::{Answer, Call, id, unknown};
use crate::fake_discord::error::Refusal;
use crate::fake_discord::model::{Command, Id};
use crate::fake_discord::state::{BOT, State};
use crate::fake_discord::{limits, render};

pub fn route(state: &mut State, call: &Call) -> Answer {
    let segments = call.segments();
    let (application, guild, rest) = match segments.as_slice() {
        ["applications", application, "guilds", guild, "commands", rest @ ..] => (application, Some(id(guild)), rest),
        ["applications", application, "commands", rest @ ..] => (application, None, rest),
        _ => return unknown(state, call),
    };
    if id(application) != BOT || guild.is_some_and(|guild| !state.servers().any(|server| server == guild)) {
        return Err(Refusal::MISSING_ACCESS);
    }
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let mut commands = list(state, guild);
            if !call.query.contains("with_localizations=true") {
                forget_localizations(&mut commands);
            }
            Ok(Some(commands))
        }
        ("PUT", []) => overwrite(state, guild, &call.body),
        ("POST", []) => create(state, guild, &call.body),
        ("DELETE", [command]) => delete(state, guild, id(command)),
        _ => unknown(state, call),
    }
}

fn list(state: &State, guild: Option<Id>) -> Value {
    state.commands.iter().filter(|command| command.guild == guild).map(render::command).collect()
}

/// Takes out what Discord tells only who asks for it.
fn forget_localizations(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_localizations),
        Value::Object(fields) => {
            fields.retain(|key, _| !key.ends_with("_localizations"));
            fields.values_mut().for_each(forget_localizations);
        }
        _ => {}
    }
}

fn overwrite(state: &mut State, guild: Option<Id>, bodies: &Value) -> Answer {
    let bodies = bodies.as_array().cloned().unwrap_or_default();
    limits::commands(&bodies)?;
    state.registrations += 1;
    state.commands.retain(|command| command.guild != guild);
    for body in bodies {
        add(state, guild, body);
    }
    Ok(Some(list(state, guild)))
}

/// Creates a command, in place of one of the same name.
fn create(state: &mut State, guild: Option<Id>, body: &Value) -> Answer {
    let kind = |command: &Value| command["type"].as_u64().unwrap_or(1);
    let replaced =
        |other: &Command| other.guild == guild && other.body["name"] == body["name"] && kind(&other.body) == kind(body);
    let here = state.commands.iter().filter(|other| other.guild == guild && !replaced(other));
    let all: Vec<Value> = here.map(|other| other.body.clone()).chain([body.clone()]).collect();
    limits::commands(&all)?;
    state.registrations += 1;
    state.commands.retain(|other| !replaced(other));
    let created = add(state, guild, body.clone());
    Ok(Some(created))
}

fn add(state: &mut State, guild: Option<Id>, body: Value) -> Value {
    let command = Command { id: state.fresh_id(), guild, body };
    let shown = render::command(&command);
    state.commands.push(command);
    shown
}

fn delete(state: &mut State, guild: Option<Id>, id: Id) -> Answer {
    let before = state.commands.len();
    state.commands.retain(|command| command.id != id || command.guild != guild);
    if state.commands.len() == before { Err(Refusal::UNKNOWN_COMMAND) } else { Ok(None) }
}
