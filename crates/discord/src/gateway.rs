//! The connection to Discord's gateway, which sends events.
//!
//! serenity's own client does not lengthen its pauses, spins after some close codes, and cannot count its logins. So the
//! connection is our own, and serenity only gives the types of the events.

mod address;
mod connection;
mod identify;
mod payload;
mod reconnect;
mod session;

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serenity::model::gateway::GatewayIntents;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::{ConnectionStats, ProxySettings, RunError, Shard};
pub use address::GatewayAddress;
use connection::Connection;
use identify::IdentifyPermit;
pub use identify::{IdentifyQueue, LoginBudget, MAX_LOGINS_PER_DAY};
pub use payload::{Event, GatewayMessage};
use payload::{READY, RESUMED};
use reconnect::{Backoff, Consequence, Disconnect};
use session::Session;

/// The time from the first packet of a connection to the login or the request to resume.
const OPEN_TIMEOUT: Duration = Duration::from_secs(20);
/// The time until the session is resumed. Another attempt costs nothing.
const RESUME_TIMEOUT: Duration = Duration::from_secs(20);
/// The time after which the log says that Discord does not let the bot in.
const SLOW_LOGIN: Duration = Duration::from_secs(20);
/// The time until `READY`. During an outage Discord accepts logins and answers them once it is over. Another login would not be
/// answered sooner, and their number is limited.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(10 * 60);
/// How much later than due a sign of life may come, because the machine may be busy.
const LIVENESS_GRACE: Duration = Duration::from_secs(10);
/// A connection that lasts this long resets the backoff.
const STABLE_AFTER: Duration = Duration::from_secs(60);
const MIN_CONNECT_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause between two attempts to connect. Together with the shortest pause before a login it is less than the 15 s
/// within which the bot must notice that Discord is back.
const MAX_CONNECT_PAUSE: Duration = Duration::from_secs(9);
const MIN_LOGIN_PAUSE: Duration = Duration::from_secs(5);
const MAX_LOGIN_PAUSE: Duration = Duration::from_secs(300);

/// The bot's connection for one shard.
pub struct Gateway {
    address: GatewayAddress,
    proxy: ProxySettings,
    token: SecretString,
    /// The intents of the next login. A change ends the session.
    intents: watch::Receiver<GatewayIntents>,
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

impl Gateway {
    /// Creates a gateway that is not connected yet; `address` is where Discord says that its gateway is.
    pub fn new(
        address: GatewayAddress,
        proxy: ProxySettings,
        token: SecretString,
        intents: watch::Receiver<GatewayIntents>,
        shard: Shard,
        identify_queue: Arc<IdentifyQueue>,
        stats: ConnectionStats,
    ) -> Self {
        Self {
            address,
            proxy,
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
            let shard = self.shard.id();
            let consequence = disconnect.consequence();
            if let Consequence::Stop(error) = consequence {
                tracing::error!(shard, reason = %disconnect, "Discord does not let the bot connect again");
                return error;
            }
            let pause = self.pause_after(&disconnect, &consequence);
            let seconds = pause.as_secs_f32();
            if disconnect == Disconnect::ReconnectRequested {
                tracing::info!(shard, seconds, "Discord asks for a new connection; connecting again");
            } else {
                tracing::warn!(shard, reason = %disconnect, seconds, "the connection to Discord is lost; connecting again");
            }
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
        self.stats.expect_sign_within(Some(OPEN_TIMEOUT + LIVENESS_GRACE));
        let disconnect = match timeout(OPEN_TIMEOUT, self.open(permit)).await {
            Ok(Ok(())) => self.read_until_disconnect(on_event).await,
            Ok(Err(disconnect)) => disconnect,
            Err(_) => Disconnect::Late("let the bot connect"),
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

    /// Connects. With a permit it then logs in, without one it resumes the session.
    async fn open(&mut self, mut permit: Option<IdentifyPermit<'_>>) -> Result<(), Disconnect> {
        self.ready_since = None;
        self.identified = false;
        let session = if permit.is_none() { self.session.as_ref() } else { None };
        let address = match session {
            // The address of a session that is gone may be gone too.
            Some(session) if !self.login_unanswered => &session.address,
            _ => &self.address,
        };
        let mut connection = Connection::open(address, &self.proxy, fastrand::f64()).await?;
        self.stats.note_greeting();
        let token = self.token.expose_secret();
        let first_payload = if let Some(session) = session {
            payload::resume(token, &session.id, session.sequence)
        } else if try_spend(&mut permit).await {
            let intents = *self.intents.borrow_and_update();
            payload::identify(token, intents, self.shard)
        } else {
            return Err(Disconnect::NoLoginsLeft);
        };
        self.identified = permit.is_some();
        if self.identified {
            self.stats.count_login();
        }
        connection.send(&first_payload).await?;
        // The next shard of the bucket may log in from now on.
        drop(permit);
        self.stats.expect_sign_within(Some(connection.max_silence().saturating_add(LIVENESS_GRACE)));
        self.connection = Some(connection);
        Ok(())
    }

    async fn read_until_disconnect(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Disconnect {
        if let Err(disconnect) = self.wait_until_ready(on_event).await {
            return disconnect;
        }
        loop {
            if let Err(disconnect) = self.read_message(on_event).await {
                return disconnect;
            }
        }
    }

    /// Reads until `READY` or `RESUMED`, with heartbeats in the meantime.
    async fn wait_until_ready(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Result<(), Disconnect> {
        if !self.identified {
            let resumed = timeout(RESUME_TIMEOUT, self.read_until_ready(on_event)).await;
            return resumed.unwrap_or(Err(Disconnect::Late("resume the session")));
        }
        if let Ok(outcome) = timeout(SLOW_LOGIN, self.read_until_ready(on_event)).await {
            return outcome;
        }
        let minutes = LOGIN_TIMEOUT.as_secs() / 60;
        tracing::warn!(
            shard = self.shard.id(),
            "Discord has not answered the login yet; waiting up to {minutes} minutes"
        );
        let ready = timeout(LOGIN_TIMEOUT - SLOW_LOGIN, self.read_until_ready(on_event)).await;
        ready.unwrap_or(Err(Disconnect::Late("let the bot in")))
    }

    async fn read_until_ready(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Result<(), Disconnect> {
        while self.ready_since.is_none() {
            self.read_message(on_event).await?;
        }
        Ok(())
    }

    /// Reads and handles one message of the gateway.
    async fn read_message(&mut self, on_event: &(impl Fn(&Event) + Sync)) -> Result<(), Disconnect> {
        // Until `READY` the sequence number belongs to the session before, and must not be sent with a heartbeat.
        let sequence = match &self.session {
            Some(session) if !self.identified || self.ready_since.is_some() => Some(session.sequence),
            _ => None,
        };
        let closed = || Disconnect::Broken("it is closed".to_owned());
        let connection = self.connection.as_mut().ok_or_else(closed)?;
        let message = tokio::select! {
            message = connection.receive(sequence) => message?,
            Ok(()) = self.intents.changed() => return Err(Disconnect::IntentsChanged),
        };
        self.stats.expect_sign_within(Some(connection.max_silence().saturating_add(LIVENESS_GRACE)));
        match message {
            GatewayMessage::Event(event) => {
                self.update_session(&event)?;
                on_event(&event);
                Ok(())
            }
            GatewayMessage::SkippedEvent { name, sequence } => {
                let shard = self.shard.id();
                tracing::warn!(shard, ?name, sequence, "an event of Discord's is too large; it is skipped");
                self.count_event(sequence);
                Ok(())
            }
            GatewayMessage::Reconnect => Err(Disconnect::ReconnectRequested),
            GatewayMessage::InvalidSession { is_resumable } => Err(Disconnect::InvalidSession { is_resumable }),
            _ => Ok(()),
        }
    }

    fn update_session(&mut self, event: &Event) -> Result<(), Disconnect> {
        match event.name.as_str() {
            // Only the first one starts a session.
            READY if self.ready_since.is_none() => {
                let session = Session::begin(event, &self.address);
                self.session = Some(session.ok_or(Disconnect::UnreadableReady)?);
                self.ready_since = Some(Instant::now());
                self.stats.set_session(true);
            }
            RESUMED => {
                tracing::info!(shard = self.shard.id(), "connected to Discord again");
                self.ready_since = Some(Instant::now());
                self.stats.set_session(true);
            }
            _ => {}
        }
        self.count_event(event.sequence);
        Ok(())
    }

    fn count_event(&mut self, sequence: u64) {
        // Until `READY`, `self.session` is at most the previous session, and these events are not part of it.
        let is_of_session = !self.identified || self.ready_since.is_some();
        if let Some(session) = self.session.as_mut().filter(|_| is_of_session) {
            session.sequence = sequence;
        }
    }

    /// Returns the pause before the next attempt, which is longer if a login was used up for nothing.
    fn pause_after(&mut self, disconnect: &Disconnect, consequence: &Consequence) -> Duration {
        if let Some(since) = self.ready_since
            && since.elapsed() >= STABLE_AFTER
        {
            self.connect_backoff.reset();
            self.login_backoff.reset();
        }
        let is_gone = *consequence == Consequence::Identify;
        let is_unanswered = self.ready_since.is_none() && !is_gone;
        self.login_unanswered = is_unanswered && (self.login_unanswered || self.identified);
        if let Some(session) = &mut self.session {
            if self.ready_since.is_some() {
                session.last_alive = Instant::now();
            }
            session.is_gone |= is_gone;
            // It would be sent again, and end the next connection too.
            if *disconnect == Disconnect::TooLarge {
                session.sequence += 1;
            }
        }
        let costs_a_login = is_gone || (is_unanswered && self.identified && self.session.is_none());
        let backoff = if costs_a_login { &mut self.login_backoff } else { &mut self.connect_backoff };
        backoff.next(fastrand::f64())
    }
}

/// Takes the login of a permit from the budget. Returns false if none is left.
async fn try_spend(permit: &mut Option<IdentifyPermit<'_>>) -> bool {
    match permit {
        Some(permit) => permit.try_spend().await,
        None => false,
    }
}
