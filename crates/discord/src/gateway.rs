//! The connection to Discord's gateway, which sends events.
//!
//! serenity's own client does not lengthen its pauses, spins after some close codes, and cannot count its logins. So the
//! connection is our own, and serenity only gives the types of the events.

mod connection;
mod identify;
mod payload;
mod reconnect;

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serenity::model::gateway::GatewayIntents;
use tokio::time::{Instant, sleep, timeout};

use crate::{ConnectionStats, RunError, Shard};
use connection::Connection;
use identify::IdentifyPermit;
pub use identify::{IdentifyQueue, LoginBudget, MAX_LOGINS_PER_DAY};
pub use payload::Event;
use payload::GatewayMessage;
use reconnect::{Backoff, Disconnect};

/// The time from the first packet of a connection to `READY` or `RESUMED`.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(20);
/// How much later than due a sign of life may come, because the machine may be busy.
const LIVENESS_GRACE: Duration = Duration::from_secs(10);
/// A connection that lasts this long resets the backoff.
const STABLE_AFTER: Duration = Duration::from_secs(60);
/// The age up to which a session is resumed: Discord drops it after a few minutes, and its address may be gone for good.
const MAX_RESUME_AGE: Duration = Duration::from_secs(180);
const MIN_CONNECT_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause between two attempts to connect. Together with the shortest pause before a login it is less than the 15 s
/// within which the bot must notice that Discord is back.
const MAX_CONNECT_PAUSE: Duration = Duration::from_secs(9);
const MIN_LOGIN_PAUSE: Duration = Duration::from_secs(5);
const MAX_LOGIN_PAUSE: Duration = Duration::from_secs(300);

/// The bot's connection for one shard.
pub struct Gateway {
    address: String,
    token: SecretString,
    intents: GatewayIntents,
    shard: Shard,
    identify_queue: Arc<IdentifyQueue>,
    stats: ConnectionStats,
    /// The last session, even if it is gone.
    session: Option<Session>,
    connection: Option<Connection>,
    /// When Discord sent `READY` or `RESUMED` on this connection.
    ready_since: Option<Instant>,
    /// The bot logged in on this connection rather than resuming.
    identified: bool,
    /// The last login got no answer. The next attempts then resume the last session, even if it is gone, because that costs
    /// no login: any answer shows that Discord answers again.
    login_unanswered: bool,
    /// Pauses between attempts to connect, which are cheap.
    connect_backoff: Backoff,
    /// Pauses between logins, whose number is limited.
    login_backoff: Backoff,
}

/// The data with which a session is resumed.
#[derive(Debug)]
struct Session {
    id: String,
    address: String,
    /// The sequence number of the last event.
    sequence: u64,
    /// When it was last connected.
    last_alive: Instant,
    /// Discord has said that it is gone.
    is_gone: bool,
}

/// The fields of `READY` that a session needs.
#[derive(Deserialize)]
struct ReadyEvent {
    session_id: String,
    resume_gateway_url: String,
}

impl Session {
    fn is_resumable(&self) -> bool {
        !self.is_gone && self.last_alive.elapsed() <= MAX_RESUME_AGE
    }
}

impl Gateway {
    /// Creates a gateway that is not connected yet; `address` is where Discord says that its gateway is.
    pub fn new(
        address: String,
        token: SecretString,
        intents: GatewayIntents,
        shard: Shard,
        identify_queue: Arc<IdentifyQueue>,
        stats: ConnectionStats,
    ) -> Self {
        Self {
            address,
            token,
            intents,
            shard,
            identify_queue,
            stats,
            session: None,
            connection: None,
            ready_since: None,
            identified: false,
            login_unanswered: false,
            connect_backoff: Backoff::new(MIN_CONNECT_PAUSE, MAX_CONNECT_PAUSE),
            login_backoff: Backoff::new(MIN_LOGIN_PAUSE, MAX_LOGIN_PAUSE),
        }
    }

    /// Calls `on_event` with every event and reconnects as often as necessary, until Discord refuses the bot. It may be
    /// cancelled at any time.
    pub async fn run(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> RunError {
        loop {
            let disconnect = self.run_connection(on_event).await;
            if let Disconnect::Refused(error) = disconnect {
                return error;
            }
            let pause = self.pause_after(&disconnect);
            let shard = self.shard.id();
            tracing::warn!(shard, seconds = pause.as_secs_f32(), "the connection to Discord is lost; connecting again");
            self.stats.expect_sign_within(Some(pause + LIVENESS_GRACE));
            sleep(pause).await;
        }
    }

    /// Ends the session and closes the connection, if there is one.
    pub async fn close(&mut self) {
        self.session = None;
        self.stats.set_session(false);
        self.stats.expect_sign_within(None);
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    /// Connects and reads events until the connection ends.
    async fn run_connection(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Disconnect {
        let queue = Arc::clone(&self.identify_queue);
        // The permit comes before the connection, on which heartbeats would be due. The shards that log in now bound the wait
        // for it, so no sign of life is due from this one.
        self.stats.expect_sign_within(None);
        let permit = if self.will_resume() { None } else { Some(queue.permit(self.shard).await) };
        self.stats.expect_sign_within(Some(HANDSHAKE_TIMEOUT + LIVENESS_GRACE));
        let disconnect = match timeout(HANDSHAKE_TIMEOUT, self.handshake(permit, on_event)).await {
            Ok(Ok(())) => self.read_until_disconnect(on_event).await,
            Ok(Err(disconnect)) => disconnect,
            Err(_) => Disconnect::Lost,
        };
        self.connection = None;
        self.stats.set_session(false);
        disconnect
    }

    /// Reports whether the next attempt resumes the session.
    fn will_resume(&self) -> bool {
        match &self.session {
            Some(session) => self.login_unanswered || session.is_resumable(),
            None => false,
        }
    }

    /// Connects and waits for `READY` or `RESUMED`. With a permit it logs in, without one it resumes the session.
    async fn handshake(
        &mut self,
        mut permit: Option<IdentifyPermit<'_>>,
        on_event: &(impl Fn(&Event) + Sync),
    ) -> Result<(), Disconnect> {
        self.ready_since = None;
        self.identified = false;
        let session = if permit.is_none() { self.session.as_ref() } else { None };
        let address = match session {
            // The address of a session that is gone may be gone too.
            Some(session) if !self.login_unanswered => &session.address,
            _ => &self.address,
        };
        let mut connection = Connection::open(address, fastrand::f64()).await?;
        let token = self.token.expose_secret();
        let first_payload = if let Some(session) = session {
            payload::resume(token, &session.id, session.sequence)
        } else if permit.as_mut().is_some_and(IdentifyPermit::try_spend) {
            payload::identify(token, self.intents, self.shard)
        } else {
            return Err(Disconnect::Refused(RunError::TooManyLogins));
        };
        self.identified = permit.is_some();
        if self.identified {
            self.stats.count_login();
        }
        connection.send(&first_payload).await?;
        // The next shard of the bucket may log in from now on.
        drop(permit);
        self.connection = Some(connection);
        while self.ready_since.is_none() {
            self.read_message(on_event).await?;
        }
        Ok(())
    }

    async fn read_until_disconnect(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Disconnect {
        loop {
            if let Err(disconnect) = self.read_message(on_event).await {
                return disconnect;
            }
        }
    }

    /// Reads and handles one message of the gateway.
    async fn read_message(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Result<(), Disconnect> {
        // Until `READY` the sequence number belongs to the session before, and must not be sent with a heartbeat.
        let sequence = match &self.session {
            Some(session) if !self.identified || self.ready_since.is_some() => Some(session.sequence),
            _ => None,
        };
        let connection = self.connection.as_mut().ok_or(Disconnect::Lost)?;
        let message = connection.receive(sequence).await?;
        self.stats.expect_sign_within(Some(connection.max_silence().saturating_add(LIVENESS_GRACE)));
        match message {
            GatewayMessage::Event(event) => {
                self.update_session(&event)?;
                on_event(&event);
                Ok(())
            }
            GatewayMessage::Reconnect | GatewayMessage::InvalidSession { is_resumable: true } => Err(Disconnect::Lost),
            GatewayMessage::InvalidSession { is_resumable: false } => Err(Disconnect::SessionGone),
            _ => Ok(()),
        }
    }

    fn update_session(&mut self, event: &Event) -> Result<(), Disconnect> {
        match event.name.as_str() {
            // Only the first one starts a session.
            "READY" if self.ready_since.is_none() => {
                let ready: ReadyEvent = event.read().map_err(|_| Disconnect::SessionGone)?;
                self.session = Some(Session {
                    id: ready.session_id,
                    address: ready.resume_gateway_url,
                    sequence: event.sequence,
                    last_alive: Instant::now(),
                    is_gone: false,
                });
                self.ready_since = Some(Instant::now());
                self.stats.set_session(true);
            }
            "RESUMED" => {
                tracing::info!(shard = self.shard.id(), "connected to Discord again");
                self.ready_since = Some(Instant::now());
                self.stats.set_session(true);
            }
            _ => {}
        }
        if let Some(session) = &mut self.session {
            session.sequence = event.sequence;
        }
        Ok(())
    }

    /// Returns the pause before the next attempt, which is longer if a login was used up for nothing.
    fn pause_after(&mut self, disconnect: &Disconnect) -> Duration {
        if let Some(since) = self.ready_since
            && since.elapsed() >= STABLE_AFTER
        {
            self.connect_backoff.reset();
            self.login_backoff.reset();
        }
        let is_gone = *disconnect == Disconnect::SessionGone;
        let is_unanswered = self.ready_since.is_none() && !is_gone;
        self.login_unanswered = is_unanswered && (self.login_unanswered || self.identified);
        if let Some(session) = &mut self.session {
            if self.ready_since.is_some() {
                session.last_alive = Instant::now();
            }
            session.is_gone |= is_gone;
        }
        let costs_a_login = is_gone || (is_unanswered && self.identified && self.session.is_none());
        let backoff = if costs_a_login { &mut self.login_backoff } else { &mut self.connect_backoff };
        backoff.next(fastrand::f64())
    }
}
