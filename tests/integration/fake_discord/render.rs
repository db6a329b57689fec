//! The state as Discord's JSON.

use serde_json::{Value, json};

use super::mentions;
use super::model::{ChannelKind, Command, EPHEMERAL, Id, Message, User, intents};
use super::state::{BOT, GUILD, State, bot_role, server_name};

/// What the bot asks for when it is invited: to see and send messages, with embeds, files and threads, and to read earlier ones.
const BOT_PERMISSIONS: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 38;

const LONG_AGO: &str = "2026-01-01T00:00:00.000000+00:00";

pub fn user(user: &User) -> Value {
    json!({
        "id": user.id.to_string(), "username": user.name, "global_name": null, "discriminator": "0",
        "avatar": null, "bot": user.bot, "public_flags": 0,
    })
}

/// The bot itself, as READY and `/users/@me` show it.
pub fn current_user(state: &State) -> Value {
    let mut json = user(&state.users[&BOT]);
    let more = json!({ "mfa_enabled": false, "verified": true, "email": null, "flags": 0, "locale": "en-US" });
    merge(&mut json, more);
    json
}

/// The application, as the developer portal set it up.
pub fn application(state: &State) -> Value {
    json!({
        "id": BOT.to_string(), "name": "micropen", "icon": null, "description": "", "bot_public": true,
        "bot_require_code_grant": false, "verify_key": "0".repeat(64), "flags": application_flags(state),
        "summary": "", "team": null, "bot": current_user(state),
        "owner": { "id": state.application_owner.to_string(), "username": "owner", "discriminator": "0", "avatar": null, "global_name": null },
    })
}

/// `GATEWAY_MESSAGE_CONTENT_LIMITED`, when the intent is switched on.
pub fn application_flags(state: &State) -> u64 {
    if state.options.message_content { 1 << 19 } else { 0 }
}

pub fn channel(state: &State, id: Id) -> Value {
    let channel = &state.channels[&id];
    let mut json = json!({ "id": id.to_string(), "type": channel.kind as u8, "last_message_id": null, "flags": 0 });
    if channel.kind == ChannelKind::Dm {
        let recipient = channel.owner.map(|owner| user(&state.users[&owner]));
        json["recipients"] = json!([recipient]);
        return json;
    }
    let more = json!({
        "guild_id": channel.guild.map(|id| id.to_string()), "name": channel.name, "parent_id": channel.parent.map(|id| id.to_string()),
        "permission_overwrites": overwrites(channel.closed_to_bot), "position": 0, "nsfw": false, "rate_limit_per_user": 0,
    });
    merge(&mut json, more);
    if channel.kind == ChannelKind::Thread {
        let thread = json!({
            "owner_id": channel.owner.map(|id| id.to_string()), "message_count": 0, "member_count": 1,
            "thread_metadata": { "archived": false, "auto_archive_duration": 1440, "archive_timestamp": LONG_AGO,
                "locked": false, "create_timestamp": LONG_AGO },
        });
        merge(&mut json, thread);
    }
    json
}

/// The settings of a channel: a closed one denies the bot to write.
fn overwrites(closed: bool) -> Value {
    if !closed {
        return json!([]);
    }
    json!([{ "id": BOT.to_string(), "type": 1, "allow": "0", "deny": (1u64 << 11).to_string() }])
}

/// A role of a server.
pub fn role(state: &State, id: Id) -> Value {
    json!({
        "id": id.to_string(), "name": format!("role {id}"), "color": 0, "hoist": false, "managed": false,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null }, "mentionable": false,
        "permissions": permissions_of(state, id).to_string(), "position": 0, "flags": 0,
    })
}

fn permissions_of(state: &State, role: Id) -> u64 {
    let elsewhere = state.other_roles.get(&role).map(|(_, permissions)| *permissions);
    state.roles.get(&role).copied().or(elsewhere).unwrap_or(0)
}

/// All roles of a server.
pub fn roles(state: &State, guild: Id) -> Vec<Value> {
    let mut roles: Vec<Value> = match guild {
        GUILD => state.roles.keys().map(|id| role(state, *id)).collect(),
        other => {
            let own = state.other_roles.iter().filter(|(id, (guild, _))| *guild == other && **id != other);
            let own: Vec<Value> = own.map(|(id, _)| role(state, *id)).collect();
            [vec![role(state, other)], own].concat()
        }
    };
    roles.push(own_role(state, guild));
    roles
}

/// The bot as a member of a server.
pub fn bot_member(state: &State, guild: Id) -> Value {
    let mut json = partial_member(&state.users[&BOT]);
    merge(&mut json, json!({ "user": user(&state.users[&BOT]), "roles": [bot_role(guild).to_string()] }));
    json
}

/// The role that Discord made for the bot when it was invited to a server.
pub fn own_role(state: &State, guild: Id) -> Value {
    let mut json = role(state, bot_role(guild));
    merge(
        &mut json,
        json!({ "managed": true, "permissions": BOT_PERMISSIONS.to_string(), "tags": { "bot_id": BOT.to_string() } }),
    );
    json
}

/// A server, as GUILD_CREATE shows it.
pub fn guild(state: &State, id: Id) -> Value {
    let of_kind = |thread: bool| -> Vec<Value> {
        let in_guild = state.channels.values().filter(|channel| channel.guild == Some(id));
        let wanted = in_guild.filter(|channel| (channel.kind == ChannelKind::Thread) == thread);
        wanted.map(|found| channel(state, found.id)).collect()
    };
    json!({
        "id": id.to_string(), "name": server_name(id), "icon": null, "splash": null, "discovery_splash": null,
        "owner_id": state.owner.to_string(), "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "roles": roles(state, id), "emojis": [],
        "features": [], "mfa_level": 0, "application_id": null,
        "system_channel_id": state.system_channels.get(&id).map(Id::to_string),
        "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null,
        "banner": null, "premium_tier": 0, "preferred_locale": "en-US", "public_updates_channel_id": null,
        "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": false, "joined_at": LONG_AGO,
        "large": false, "unavailable": false, "member_count": state.users.len(), "voice_states": [],
        "members": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "safety_alerts_channel_id": null,
        "channels": of_kind(false), "threads": of_kind(true),
    })
}

/// A member of the server, without its user.
fn partial_member(user: &User) -> Value {
    let roles: Vec<String> = user.roles.iter().map(Id::to_string).collect();
    json!({
        "nick": null, "avatar": null, "roles": roles, "joined_at": LONG_AGO, "premium_since": null, "deaf": false,
        "mute": false, "flags": 0, "pending": false, "communication_disabled_until": null,
    })
}

/// A member as an interaction shows it: with its user, and its permissions in the channel.
pub fn member(state: &State, of: &User) -> Value {
    let mut json = partial_member(of);
    let mut permissions = of.permissions;
    for role in of.roles.iter().chain([&GUILD]) {
        permissions |= state.roles.get(role).unwrap_or(&0);
    }
    merge(&mut json, json!({ "user": user(of), "permissions": permissions.to_string() }));
    json
}

/// When it was edited last: each time a second later, whenever that is.
fn edited_at(message: &Message) -> Option<String> {
    (message.edits > 0).then(|| format!("2026-01-01T00:01:{:02}.000000+00:00", message.edits))
}

/// A message in full, as an interaction or the bot's own request shows it.
pub fn message(state: &State, message: &Message) -> Value {
    let author = &state.users[&message.author];
    let named = message.mentions.iter().filter_map(|id| state.users.get(id));
    let mut json = json!({
        "id": message.id.to_string(), "channel_id": message.channel.to_string(), "author": user(author),
        "content": message.content, "timestamp": LONG_AGO, "edited_timestamp": edited_at(message),
        "tts": false, "mention_everyone": mentions::in_text(&message.content).contains(&mentions::Ping::Everyone),
        "mentions": named.map(user).collect::<Vec<_>>(), "mention_roles": roles_in(&message.content), "attachments": [],
        "embeds": message.embeds, "components": message.components, "pinned": false, "type": message.kind,
        "flags": message.flags,
    });
    if message.webhook {
        json["webhook_id"] = json!(message.author.to_string());
    }
    if let Some(application) = message.application {
        json["application_id"] = json!(application.to_string());
    }
    if let Some(id) = message.reference {
        json["message_reference"] =
            json!({ "type": 0, "message_id": id.to_string(), "channel_id": message.channel.to_string() });
        json["referenced_message"] =
            state.messages.get(&id).map_or(Value::Null, |referenced| self::message(state, referenced));
    }
    if let Some(of) = &message.forwarded {
        json["message_reference"] =
            json!({ "type": 1, "message_id": of.message.to_string(), "channel_id": of.channel.to_string() });
        json["message_snapshots"] = json!([{ "message": snapshot(&of.content) }]);
    }
    if let Some(question) = &message.poll {
        json["poll"] = poll(question);
    }
    merge(&mut json, message.odd.clone());
    json
}

/// What a forwarded message said, without its author.
fn snapshot(content: &str) -> Value {
    json!({
        "type": 0, "content": content, "timestamp": LONG_AGO, "edited_timestamp": null, "flags": 0, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "components": [],
    })
}

fn poll(question: &str) -> Value {
    let answer = |id: u8, text: &str| json!({ "answer_id": id, "poll_media": { "text": text } });
    json!({
        "question": { "text": question }, "answers": [answer(1, "Yes"), answer(2, "No")], "expiry": LONG_AGO,
        "allow_multiselect": false, "layout_type": 1,
    })
}

fn roles_in(content: &str) -> Vec<String> {
    let role = |ping| if let mentions::Ping::Role(id) = ping { Some(id.to_string()) } else { None };
    mentions::in_text(content).into_iter().filter_map(role).collect()
}

/// A message as a bot sees it that may read (`intents::MESSAGE_CONTENT`) all messages or only its own business.
pub fn message_seen(state: &State, seen: &Message, asked_for: u64) -> Value {
    let mut json = message(state, seen);
    withhold(state, seen, asked_for, &mut json);
    if let Some(referenced) = seen.reference.and_then(|id| state.messages.get(&id)) {
        withhold(state, referenced, asked_for, &mut json["referenced_message"]);
    }
    json
}

fn withhold(state: &State, message: &Message, asked_for: u64, json: &mut Value) {
    let direct = state.channels[&message.channel].kind == ChannelKind::Dm;
    let own_business = direct || message.author == BOT || message.mentions.contains(&BOT);
    if !own_business && asked_for & intents::MESSAGE_CONTENT == 0 {
        merge(json, json!({ "content": "", "embeds": [], "components": [], "attachments": [] }));
        if let Some(json) = json.as_object_mut() {
            json.remove("poll");
        }
        if json["message_snapshots"].is_array() {
            json["message_snapshots"] = json!([{ "message": snapshot("") }]);
        }
    }
}

/// A message as a gateway event: in the server with the server and the author's membership.
pub fn message_event(state: &State, id: Id, asked_for: u64) -> Value {
    let message = &state.messages[&id];
    let mut json = message_seen(state, message, asked_for);
    add_guild(state, message.channel, &mut json);
    if !message.webhook && json["guild_id"].is_string() {
        json["member"] = partial_member(&state.users[&message.author]);
    }
    json
}

/// Adds the server, where the channel is in it.
pub fn add_guild(state: &State, channel: Id, json: &mut Value) {
    if let Some(guild) = state.channels.get(&channel).and_then(|channel| channel.guild) {
        json["guild_id"] = json!(guild.to_string());
    }
}

/// A command as Discord lists it, with what it fills in.
pub fn command(command: &Command) -> Value {
    let mut json = json!({
        "type": 1, "description": "", "options": [], "default_member_permissions": null, "nsfw": false,
        "dm_permission": true, "contexts": null, "integration_types": [0], "name_localizations": null,
        "description_localizations": null,
    });
    merge(&mut json, command.body.clone());
    let id = command.id.to_string();
    merge(&mut json, json!({ "id": id, "application_id": BOT.to_string(), "version": id }));
    if let Some(guild) = command.guild {
        json["guild_id"] = json!(guild.to_string());
    }
    json
}

/// Flags that a sender may set: the rest are Discord's own.
pub fn flags(body: &Value) -> u64 {
    body["flags"].as_u64().unwrap_or(0) & (EPHEMERAL | 1 << 2 | 1 << 12)
}

/// Overwrites the keys of `json` with those of `more`.
pub fn merge(json: &mut Value, more: Value) {
    if let (Value::Object(json), Value::Object(more)) = (json, more) {
        json.extend(more);
    }
}
