//! The gateway: one task a connection, sessions that outlive it.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as WsMessage, WebSocket};
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::time::Instant;

use super::FakeDiscord;
use super::misbehaving::Cut;
use super::model::{Frame, Session, Shard, intents};
use super::render;
use super::state::{BOT, State};

/// How long the shards of a bucket are kept apart.
const SPACING: Duration = Duration::from_secs(5);

mod close {
    pub const AUTHENTICATION_FAILED: u16 = 4004;
    pub const DISALLOWED_INTENTS: u16 = 4014;
    pub const INVALID_SHARD: u16 = 4010;
    pub const NOT_AUTHENTICATED: u16 = 4003;
    pub const UNKNOWN_OPCODE: u16 = 4001;
}

/// Serves one connection to its end.
pub async fn serve(mut socket: WebSocket, fake: FakeDiscord) {
    let (sender, mut frames) = mpsc::unbounded_channel();
    let _ = sender.send(greeting(&fake));
    loop {
        tokio::select! {
            Some(frame) = frames.recv() => if !deliver(&mut socket, frame).await { break },
            incoming = socket.recv() => if !receive(&fake, incoming, &sender) {
                // Whoever says goodbye waits for an answer.
                let _ = socket.close().await;
                break;
            },
        }
    }
    fake.change(|state| disconnect(state, &sender));
}

/// Hello, or what a bad day has instead.
fn greeting(fake: &FakeDiscord) -> Frame {
    let state = fake.state();
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": state.options.heartbeat.as_millis() as u64 } });
    state.faults.cuts_connections.map_or(Frame::Send(hello), Cut::frame)
}

/// Sends one frame; false when the connection is over.
async fn deliver(socket: &mut WebSocket, frame: Frame) -> bool {
    match frame {
        Frame::Send(payload) => socket.send(WsMessage::Text(payload.to_string().into())).await.is_ok(),
        Frame::Close(named) => {
            let frame = named.map(|(code, reason)| CloseFrame { code, reason: reason.into() });
            let _ = socket.send(WsMessage::Close(frame)).await;
            false
        }
        Frame::Text(text) => socket.send(WsMessage::Text(text.into())).await.is_ok(),
        Frame::Drop => false,
    }
}

/// Takes in one frame; false when the connection is over.
fn receive(
    fake: &FakeDiscord,
    incoming: Option<Result<WsMessage, axum::Error>>,
    sender: &UnboundedSender<Frame>,
) -> bool {
    match incoming {
        Some(Ok(WsMessage::Text(text))) => {
            let payload = serde_json::from_str(&text).unwrap_or(Value::Null);
            fake.change(|state| obey(state, &payload, sender, &fake.gateway_url()));
            true
        }
        Some(Ok(WsMessage::Close(frame))) => {
            let code = frame.map(|frame| frame.code);
            fake.change(|state| {
                state.log(format!("gateway < close {code:?}"));
                state.closes.push(code);
            });
            false
        }
        Some(Ok(_)) => true,
        Some(Err(_)) | None => false,
    }
}

fn disconnect(state: &mut State, sender: &UnboundedSender<Frame>) {
    for session in &mut state.sessions {
        if session.connection.as_ref().is_some_and(|connection| connection.same_channel(sender)) {
            session.connection = None;
        }
    }
}

fn obey(state: &mut State, payload: &Value, sender: &UnboundedSender<Frame>, url: &str) {
    let mut shown = payload["d"].clone();
    if shown["token"].is_string() {
        shown["token"] = json!("(token)");
    }
    state.log(format!("gateway < op {} {shown}", payload["op"]));
    let data = &payload["d"];
    let refused = match payload["op"].as_u64() {
        Some(1) => {
            if !state.faults.deaf {
                let _ = sender.send(Frame::Send(json!({ "op": 11 })));
            }
            None
        }
        Some(2) => identify(state, data, sender, url).err(),
        Some(3 | 4 | 8) => is_known(state, sender).err(),
        Some(6) => resume(state, data, sender).err(),
        _ => Some(close::UNKNOWN_OPCODE),
    };
    if let Some(code) = refused {
        state.log(format!("gateway > close {code}"));
        let _ = sender.send(Frame::Close(Some((code, ""))));
    }
}

fn is_known(state: &State, sender: &UnboundedSender<Frame>) -> Result<(), u16> {
    let connected = |session: &Session| session.connection.as_ref().is_some_and(|with| with.same_channel(sender));
    if state.sessions.iter().any(connected) { Ok(()) } else { Err(close::NOT_AUTHENTICATED) }
}

/// Lets a token in with or without the "Bot " that HTTP wants, as Discord does.
fn check_token(state: &State, data: &Value) -> Result<(), u16> {
    let given = data["token"].as_str().unwrap_or_default();
    let fits = given.strip_prefix("Bot ").unwrap_or(given) == state.options.token;
    if fits { Ok(()) } else { Err(close::AUTHENTICATION_FAILED) }
}

fn identify(state: &mut State, data: &Value, sender: &UnboundedSender<Frame>, url: &str) -> Result<(), u16> {
    check_token(state, data)?;
    state.faults.identifies += 1;
    if let Some(cut) = state.faults.cuts_logins {
        let _ = sender.send(cut.frame());
        return Ok(());
    }
    let shard = shard(&data["shard"]).ok_or(close::INVALID_SHARD)?;
    let asked_for = data["intents"].as_u64().unwrap_or(0);
    let allowed = if state.options.message_content { intents::MESSAGE_CONTENT } else { 0 };
    if asked_for & intents::PRIVILEGED & !allowed != 0 {
        return Err(close::DISALLOWED_INTENTS);
    }
    if comes_too_soon(state, shard) {
        let _ = sender.send(Frame::Send(json!({ "op": 9, "d": false })));
        return Ok(());
    }
    if state.faults.withholds_ready {
        state.faults.withheld.push((data.clone(), sender.clone()));
        return Ok(());
    }
    let_in(state, data, sender, url);
    Ok(())
}

/// Begins the session of a login that nothing is wrong with.
pub(super) fn let_in(state: &mut State, login: &Value, sender: &UnboundedSender<Frame>, url: &str) {
    let shard = shard(&login["shard"]).unwrap_or(Shard { id: 0, total: 1 });
    let asked_for = login["intents"].as_u64().unwrap_or(0);
    let resume_url = state.faults.resume_url.clone().unwrap_or_else(|| url.to_owned());
    let id = format!("session-{}", state.sessions.len() + 1);
    let servers: Vec<_> = state.servers().filter(|id| shard.serves(Some(*id))).collect();
    let mut session = Session {
        id: id.clone(),
        intents: asked_for,
        shard,
        events: Vec::new(),
        kept_back: None,
        connection: Some(sender.clone()),
    };
    let ready = json!({
        "v": 10, "user": render::current_user(state), "guilds": servers.iter().map(|id| json!({ "id": id.to_string(), "unavailable": true })).collect::<Vec<_>>(),
        "session_id": id, "resume_gateway_url": resume_url, "shard": [shard.id, shard.total],
        "application": { "id": BOT.to_string(), "flags": render::application_flags(state) },
    });
    session.push("READY", ready);
    if asked_for & intents::GUILDS != 0 && !state.faults.hides_servers {
        for id in servers {
            let mut server = render::guild(state, id);
            server["padding"] = json!("x".repeat(state.faults.server_padding));
            session.push("GUILD_CREATE", server);
        }
    }
    state.log(format!("gateway > READY {id}"));
    state.sessions.push(session);
}

/// The shard that is asked for: the only one if none is named.
fn shard(named: &Value) -> Option<Shard> {
    if named.is_null() {
        return Some(Shard { id: 0, total: 1 });
    }
    let [id, total] = named.as_array()?.as_slice() else { return None };
    let shard = Shard { id: id.as_u64()?, total: total.as_u64()? };
    (shard.id < shard.total).then_some(shard)
}

/// Whether Discord does not let a shard in yet, since another one of its bucket came a moment before.
fn comes_too_soon(state: &mut State, shard: Shard) -> bool {
    let bucket = shard.id % state.options.max_concurrency;
    let too_soon = state.let_in.get(&bucket).is_some_and(|last| last.elapsed() < SPACING);
    if too_soon && state.options.spaces_logins {
        return true;
    }
    state.let_in.insert(bucket, Instant::now());
    false
}

fn resume(state: &mut State, data: &Value, sender: &UnboundedSender<Frame>) -> Result<(), u16> {
    check_token(state, data)?;
    state.faults.resumes += 1;
    if let Some(cut) = state.faults.cuts_resumes {
        let _ = sender.send(cut.frame());
        return Ok(());
    }
    let id = data["session_id"].as_str().unwrap_or_default();
    let seen = data["seq"].as_u64().and_then(|seen| usize::try_from(seen).ok()).unwrap_or(0);
    let Some(session) = state.sessions.iter_mut().find(|session| session.id == id && !state.faults.forgets) else {
        let _ = sender.send(Frame::Send(json!({ "op": 9, "d": false })));
        return Ok(());
    };
    session.connection = Some(sender.clone());
    for missed in session.events.iter().skip(seen) {
        let _ = sender.send(Frame::Send(missed.clone()));
    }
    session.push("RESUMED", json!({}));
    state.log(format!("gateway > RESUMED {id}"));
    Ok(())
}

impl FakeDiscord {
    /// Waits until the bot is logged in.
    pub async fn until_connected(&self) {
        self.wait_for("the bot to log in", |state| {
            state.sessions.iter().any(|session| session.connection.is_some()).then_some(())
        })
        .await;
    }

    /// Waits until the bot has logged in this often.
    pub async fn until_login(&self, count: usize) {
        self.wait_for("the bot to log in", |state| (state.sessions.len() >= count).then_some(())).await;
    }

    /// Waits until the bot has closed a connection: the code, where it sent a close frame.
    pub async fn until_closed(&self) -> Option<u16> {
        self.wait_for("the bot to close its connection", |state| state.closes.first().copied()).await
    }

    /// Cuts the line without a close frame and waits until the bot is back.
    pub async fn drops_the_line(&self) {
        self.cuts(Cut::Dropped);
        self.until_connected().await;
    }

    /// Tells of what happens in `meanwhile` in the reverse order: to the bot events that come together may look so, as
    /// each is handled by a task of its own.
    pub fn tells_backwards<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        self.change(|state| state.sessions.iter_mut().for_each(|session| session.kept_back = Some(Vec::new())));
        let outcome = meanwhile();
        self.change(|state| {
            for session in &mut state.sessions {
                for (event, data) in session.kept_back.take().into_iter().flatten().rev() {
                    session.push(&event, data);
                }
            }
        });
        outcome
    }

    /// How often the bot logged in anew.
    pub fn logins(&self) -> usize {
        self.state().sessions.len()
    }

    /// The shards that were let in, each with how many there are, in this order.
    pub fn shards(&self) -> Vec<(u64, u64)> {
        self.state().sessions.iter().map(|session| (session.shard.id, session.shard.total)).collect()
    }

    /// The intents that the bot asked for last.
    pub fn intents(&self) -> u64 {
        self.state().sessions.last().map_or(0, |session| session.intents)
    }

    /// How the bot closed its connections: the code, where it sent a close frame.
    pub fn closes(&self) -> Vec<Option<u16>> {
        self.state().closes.clone()
    }
}
