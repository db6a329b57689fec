//! The gateway, by which Discord tells what happens.
//!
//! serenity's own client tries again without a longer pause each time, spins when Discord closes the connection in some
//! ways, and cannot count how often it logs in; so the connection is our own, and only the events' types are serenity's.

mod backoff;
mod closing;
mod identify;
mod link;
mod payload;

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serenity::model::gateway::GatewayIntents;
use tokio::time::{Instant, sleep, timeout};

use super::RunError;
use crate::ConnectionStats;
use crate::Shard;
use backoff::Backoff;
use closing::Ending;
use identify::IdentifyPermit;
pub use identify::{IdentifyQueue, LoginBudget, MAX_LOGINS_PER_DAY};
use link::Link;
pub use payload::Event;
use payload::Received;

/// How long a connection may take from the first packet to Discord's welcome.
const WELCOME: Duration = Duration::from_secs(20);
/// How much later than it is due a sign of life may come: the machine may be busy.
const LATE: Duration = Duration::from_secs(10);
/// How long a connection must last to count as a good one.
const GOOD: Duration = Duration::from_secs(60);
/// How long a session is worth resuming: Discord forgets it after some minutes, and its address may be gone for good.
const RESUMABLE: Duration = Duration::from_secs(180);
/// The longest pause between two attempts to connect: with the shortest one before a login it is less than the 15 s within
/// which Discord's return is to be noticed.
const CONNECTING: Duration = Duration::from_secs(9);
/// The longest pause between two logins.
const LOGGING_IN: Duration = Duration::from_secs(300);

/// The bot's way to one shard's events.
pub struct Gateway {
    address: String,
    token: SecretString,
    intents: GatewayIntents,
    shard: Shard,
    starts: Arc<IdentifyQueue>,
    /// This connection among the numbers.
    line: ConnectionStats,
    /// The last one, be it gone or not.
    session: Option<Session>,
    link: Option<Link>,
    /// When Discord let the bot in on this connection.
    welcomed: Option<Instant>,
    /// Whether the bot logged in anew on this connection.
    logged_in: bool,
    /// Whether the last login got no answer. Whether anybody gets one again is then asked with the last session, gone as it is:
    /// that costs no login.
    in_vain: bool,
    /// Between attempts to connect, which are cheap.
    connecting: Backoff,
    /// Between logins, of which there are only so many.
    logging_in: Backoff,
}

/// What has to be known to hear what was missed.
#[derive(Debug)]
struct Session {
    id: String,
    address: String,
    /// The number of the last event.
    seen: u64,
    /// When it was last connected.
    alive: Instant,
    /// Whether Discord has said that it is.
    gone: bool,
}

/// What a session needs of `READY`.
#[derive(Deserialize)]
struct Welcome {
    session_id: String,
    resume_gateway_url: String,
}

impl Gateway {
    /// Not connected yet; `address` is where Discord says that its gateway stands. Of `starts` it takes its turn to log in;
    /// `line` counts it.
    pub fn new(
        address: String,
        token: SecretString,
        intents: GatewayIntents,
        shard: Shard,
        starts: Arc<IdentifyQueue>,
        line: ConnectionStats,
    ) -> Self {
        Self {
            address,
            token,
            intents,
            shard,
            starts,
            line,
            session: None,
            link: None,
            welcomed: None,
            logged_in: false,
            in_vain: false,
            connecting: Backoff::new(Duration::from_secs(1), CONNECTING),
            logging_in: Backoff::new(Duration::from_secs(5), LOGGING_IN),
        }
    }

    /// Tells `hear` of every event, connecting again as often as need be. It may be given up at any time.
    pub async fn run(&mut self, hear: &(impl Fn(&Event) + Sync)) -> RunError {
        loop {
            let ending = match self.attend(hear).await {
                Ending::Refused(error) => return error,
                ending => ending,
            };
            let pause = self.pause_after(&ending);
            let shard = self.shard.id();
            tracing::warn!(shard, seconds = pause.as_secs_f32(), "the connection to Discord is lost; connecting again");
            self.line.alive(Some(pause + LATE));
            sleep(pause).await;
        }
    }

    /// Ends the session and closes the connection, if there is one.
    pub async fn leave(&mut self) {
        self.session = None;
        self.line.set_session(false);
        self.line.alive(None);
        if let Some(link) = self.link.take() {
            link.close().await;
        }
    }

    /// Uses one connection until it is over.
    async fn attend(&mut self, hear: &(impl Fn(&Event) + Sync)) -> Ending {
        let starts = Arc::clone(&self.starts);
        // Waited for before there is a connection, on which heartbeats would be due. How long that takes is for those to tell
        // whose turn it is.
        self.line.alive(None);
        let turn = if self.resumes() { None } else { Some(starts.permit(self.shard).await) };
        self.line.alive(Some(WELCOME + LATE));
        let entered = timeout(WELCOME, self.enter(turn, hear)).await.unwrap_or(Err(Ending::Lost));
        let ending = match entered {
            Ok(()) => self.listen(hear).await,
            Err(ending) => ending,
        };
        self.link = None;
        self.line.set_session(false);
        ending
    }

    /// Whether the next attempt is to take up the session.
    fn resumes(&self) -> bool {
        let stands = |session: &Session| !session.gone && session.alive.elapsed() <= RESUMABLE;
        self.session.as_ref().is_some_and(|session| self.in_vain || stands(session))
    }

    /// Connects, and is let in: with a turn it logs in, without one it takes up the session.
    async fn enter(
        &mut self,
        mut turn: Option<IdentifyPermit<'_>>,
        hear: &(impl Fn(&Event) + Sync),
    ) -> Result<(), Ending> {
        self.welcomed = None;
        self.logged_in = false;
        let session = self.session.as_ref().filter(|_| turn.is_none());
        // The address of a session that is gone may be gone too.
        let address = session.filter(|_| !self.in_vain).map_or(&self.address, |session| &session.address);
        let mut link = Link::open(address, fastrand::f64()).await?;
        let token = self.token.expose_secret();
        let hello = match session {
            Some(session) => payload::resume(token, &session.id, session.seen),
            None if turn.as_mut().is_some_and(IdentifyPermit::try_spend) => {
                payload::identify(token, self.intents, self.shard)
            }
            None => return Err(Ending::Refused(RunError::TooManyLogins)),
        };
        self.logged_in = turn.is_some();
        if self.logged_in {
            self.line.count_login();
        }
        link.send(&hello).await?;
        drop(turn);
        self.link = Some(link);
        while self.welcomed.is_none() {
            self.step(hear).await?;
        }
        Ok(())
    }

    async fn listen(&mut self, hear: &(impl Fn(&Event) + Sync)) -> Ending {
        loop {
            if let Err(ending) = self.step(hear).await {
                return ending;
            }
        }
    }

    /// Takes in one thing that Discord says.
    async fn step(&mut self, hear: &(impl Fn(&Event) + Sync)) -> Result<(), Ending> {
        let link = self.link.as_mut().ok_or(Ending::Lost)?;
        // What was seen of the session before is none of a login's business.
        let session = self.session.as_ref().filter(|_| !self.logged_in || self.welcomed.is_some());
        let received = link.receive(session.map(|session| session.seen)).await?;
        self.line.alive(Some(link.patience().saturating_add(LATE)));
        match received {
            Received::Event(event) => {
                self.follow(&event)?;
                hear(&event);
                Ok(())
            }
            Received::Reconnect | Received::InvalidSession { resumable: true } => Err(Ending::Lost),
            Received::InvalidSession { resumable: false } => Err(Ending::SessionGone),
            _ => Ok(()),
        }
    }

    /// Keeps the session up to date.
    fn follow(&mut self, event: &Event) -> Result<(), Ending> {
        match event.name.as_str() {
            // Only the first one starts a session.
            "READY" if self.welcomed.is_none() => {
                let Welcome { session_id: id, resume_gateway_url: address } =
                    event.read().map_err(|_| Ending::SessionGone)?;
                self.session = Some(Session { id, address, seen: event.number, alive: Instant::now(), gone: false });
                self.welcomed = Some(Instant::now());
                self.line.set_session(true);
            }
            "RESUMED" => {
                tracing::info!(shard = self.shard.id(), "connected to Discord again");
                self.welcomed = Some(Instant::now());
                self.line.set_session(true);
            }
            _ => {}
        }
        if let Some(session) = &mut self.session {
            session.seen = event.number;
        }
        Ok(())
    }

    /// How long to wait before the next attempt: longer where a login was for nothing.
    fn pause_after(&mut self, ending: &Ending) -> Duration {
        if self.welcomed.is_some_and(|since| since.elapsed() >= GOOD) {
            self.connecting.reset();
            self.logging_in.reset();
        }
        if let (Some(session), Some(_)) = (&mut self.session, self.welcomed) {
            session.alive = Instant::now();
        }
        let gone = *ending == Ending::SessionGone;
        let unanswered = self.welcomed.is_none() && !gone;
        self.in_vain = unanswered && (self.in_vain || self.logged_in);
        if let (Some(session), true) = (&mut self.session, gone) {
            session.gone = true;
        }
        let costs_a_login = gone || (unanswered && self.logged_in && self.session.is_none());
        let backoff = if costs_a_login { &mut self.logging_in } else { &mut self.connecting };
        backoff.next(fastrand::f64())
    }
}
