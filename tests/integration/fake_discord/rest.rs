//! The HTTP API: reads requests, lets [`super::limits`] and [`super::openapi`] judge them, renders the state.

mod commands;
mod interactions;
mod messages;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State as FromState, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::Refusal;
use super::model::{Attachment, Id, Options};
use super::state::{BOT, State};
use super::{FakeDiscord, gateway, multipart, openapi, render};

/// Milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What a request is answered with; nothing is 204.
type Answer = Result<Option<Value>, Refusal>;

/// A request, taken apart.
#[derive(Default)]
struct Call {
    method: String,
    /// Below `/api/v10/`.
    path: String,
    /// What stands behind the question mark.
    query: String,
    body: Value,
    files: Vec<Attachment>,
    authorized: bool,
}

impl Call {
    /// A parameter behind the question mark.
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    fn segments(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// Interactions are answered with their token alone, and anybody may ask where the gateway stands.
    fn needs_no_login(&self) -> bool {
        matches!(self.segments().as_slice(), ["gateway"] | ["interactions", ..] | ["webhooks", ..])
    }
}

/// Answers every request to the fake, the gateway's upgrade among them.
pub async fn answer(FromState(fake): FromState<FakeDiscord>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let upload = fake.state().uploads.get(&path).cloned();
    if let Some(upload) = upload {
        return match fake.next_failure(parts.method.as_str(), &path) {
            Some(failure) => failure.answer().await,
            None => upload.into_response(),
        };
    }
    let Some(path) = path.strip_prefix("/api/v10/") else {
        return match WebSocketUpgrade::from_request_parts(&mut parts, &fake).await {
            Ok(_) if fake.refuses() => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Ok(upgrade) => upgrade.on_upgrade(|socket| gateway::serve(socket, fake)),
            Err(refused) => refused.into_response(),
        };
    };
    fake.pass(parts.method.as_str(), path).await;
    let failure = fake.next_failure(parts.method.as_str(), path);
    if let Some(failure) = failure.as_ref().filter(|failure| !failure.is_done()) {
        return failure.answer().await;
    }
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let answer = match read(&fake, parts.method.as_str(), path, &parts.headers, body).await {
        Ok(call) => fake.change(|state| judge_and_route(state, &fake, &Call { query, ..call })),
        Err(refusal) => Err(refusal),
    };
    match failure {
        Some(failure) => failure.answer().await,
        None => render_answer(answer),
    }
}

async fn read(fake: &FakeDiscord, method: &str, path: &str, headers: &HeaderMap, body: Body) -> Result<Call, Refusal> {
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| Refusal::INVALID_JSON)?;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (body, files) = multipart::read(text(header::CONTENT_TYPE), &bytes).ok_or(Refusal::INVALID_JSON)?;
    let authorized = text(header::AUTHORIZATION) == format!("Bot {}", fake.state().options.token);
    Ok(Call {
        method: method.to_owned(),
        path: path.trim_end_matches('/').to_owned(),
        body,
        files,
        authorized,
        ..Call::default()
    })
}

fn judge_and_route(state: &mut State, fake: &FakeDiscord, call: &Call) -> Answer {
    let body = if call.body.is_null() { String::new() } else { format!(" {}", call.body) };
    state.log(format!("http < {} {}{body}", call.method, call.path));
    for problem in openapi::problems(&call.method, &call.path, &call.body) {
        state.blame(problem);
    }
    if !multipart::names_files(&call.body, &call.files) {
        state.blame(format!("{} {}: \"attachments\" does not name the files", call.method, call.path));
    }
    let answer =
        if call.authorized || call.needs_no_login() { route(state, fake, call) } else { Err(Refusal::UNAUTHORIZED) };
    if let Err(refusal) = &answer {
        let line = format!("{} {} -> {} {}", call.method, call.path, refusal.status, refusal.body());
        if refusal.is_the_bots_fault() { state.blame(line) } else { state.log(line) }
    }
    answer
}

fn route(state: &mut State, fake: &FakeDiscord, call: &Call) -> Answer {
    match (call.method.as_str(), call.segments().as_slice()) {
        ("GET", ["gateway"]) => Ok(Some(json!({ "url": fake.gateway_url() }))),
        ("GET", ["gateway", "bot"]) => Ok(Some(gateway_bot(state, fake))),
        ("GET", ["users", "@me"]) => Ok(Some(render::current_user(state))),
        ("POST", ["users", "@me", "channels"]) => open_dm(state, &call.body),
        ("GET", ["users", user]) => {
            let user = state.users.get(&id(user)).ok_or(Refusal::UNKNOWN_USER)?;
            Ok(Some(render::user(user)))
        }
        ("GET", ["guilds", guild, "roles"]) => Ok(Some(json!(render::roles(state, id(guild))))),
        ("GET", ["guilds", guild, "members", user]) if id(user) == BOT => {
            Ok(Some(render::bot_member(state, id(guild))))
        }
        ("GET", ["applications" | "oauth2", .., "@me"]) => Ok(Some(render::application(state))),
        (_, ["applications", _, "commands", ..] | ["applications", _, "guilds", _, "commands", ..]) => {
            commands::route(state, call)
        }
        ("GET", ["guilds", guild]) if state.servers().any(|server| server == id(guild)) => {
            Ok(Some(render::guild(state, id(guild))))
        }
        (_, ["channels", ..]) => messages::route(state, call),
        (_, ["interactions", ..] | ["webhooks", ..]) => interactions::route(state, call),
        _ => unknown(state, call),
    }
}

/// A route that the fake does not know: the bot, or the fake, lacks something.
fn unknown(state: &mut State, call: &Call) -> Answer {
    state.blame(format!("no such route: {} {}", call.method, call.path));
    Err(Refusal::UNKNOWN_ROUTE)
}

fn gateway_bot(state: &State, fake: &FakeDiscord) -> Value {
    let Options { shards, logins, max_concurrency, .. } = state.options;
    let remaining = logins.saturating_sub(state.faults.identifies);
    let limit =
        json!({ "total": logins, "remaining": remaining, "reset_after": DAY, "max_concurrency": max_concurrency });
    json!({ "url": fake.gateway_url(), "shards": shards, "session_start_limit": limit })
}

fn open_dm(state: &mut State, body: &Value) -> Answer {
    let user = id(body["recipient_id"].as_str().unwrap_or_default());
    let known = state.users.get(&user).ok_or(Refusal::UNKNOWN_USER)?;
    if known.bot || user == BOT {
        return Err(Refusal::CANNOT_MESSAGE_USER);
    }
    let channel = state.dm(user);
    Ok(Some(render::channel(state, channel)))
}

/// A snowflake; 0, which names nothing, where it is none.
fn id(text: &str) -> Id {
    text.parse().unwrap_or(0)
}

fn render_answer(answer: Answer) -> Response {
    let (status, body) = match answer {
        Ok(None) => return StatusCode::NO_CONTENT.into_response(),
        Ok(Some(body)) => (StatusCode::OK, body),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, refusal.body())
        }
    };
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
