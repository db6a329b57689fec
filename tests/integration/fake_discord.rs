//! A stateful fake of Discord on loopback: the bot under test is the real one and talks to it as to Discord.
//!
//! [`state`] holds what Discord would know; [`rest`] and [`gateway`] only render it. [`limits`] refuses what Discord
//! refuses, [`openapi`] compares bodies with Discord's own description when `DISCORD_OPENAPI` names it. [`people`] are
//! the test's hands: they say, press and ask; [`reply`] is what they then see. [`harness`] starts and ends the bot.
//! Nothing here waits for a time to pass: a test waits for what must come, and fails after [`PATIENCE`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod commanding;
mod error;
pub mod failing;
mod gateway;
pub mod harness;
mod hold;
mod limits;
mod mentions;
pub mod misbehaving;
mod model;
mod multipart;
mod openapi;
pub mod people;
mod render;
pub mod reply;
mod rest;
#[cfg(test)]
mod self_test;
mod state;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use model::{Id, Options, PermissionChange, intents};
use state::State;

/// How long a test waits for what must come: far more than a busy machine needs, since it is only spent on a failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running fake; clones are the same one. It ends with the runtime it was started in.
#[derive(Clone)]
pub struct FakeDiscord {
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl FakeDiscord {
    /// Starts a fake on a free port.
    pub async fn start(options: Options) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port on loopback");
        let address = listener.local_addr().expect("the port that was bound");
        // Where time stands still, a packet that is held back for the next one comes too late for every timeout.
        let listener = listener.tap_io(|socket| socket.set_nodelay(true).expect("an option that every socket has"));
        let shared = Shared { address, state: Mutex::new(State::new(options)), changed: watch::Sender::new(()) };
        let fake = Self { shared: Arc::new(shared) };
        let router = Router::new().fallback(rest::answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// The part of the API's address before `/api/v10`.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    fn gateway_url(&self) -> String {
        format!("ws://{}", self.shared.address)
    }

    /// Looks at the state; a change must go through [`Self::change`].
    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes whoever waits for it.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.state());
        self.shared.changed.send_replace(());
        outcome
    }

    /// Waits until `look` finds something; fails with the history when it never comes or the bot has ended.
    async fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut changes = self.shared.changed.subscribe();
        let searching = async {
            loop {
                if let Some(found) = look(&mut self.state()) {
                    return Ok(found);
                }
                if let Some(end) = &self.state().bot_ended {
                    return Err(format!("the bot had ended: {end}"));
                }
                let _ = changes.changed().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, searching).await;
        match outcome.unwrap_or_else(|_| Err("it never came".to_owned())) {
            Ok(found) => found,
            Err(why) => panic!("waited for {what}, but {why}\n{}", self.history()),
        }
    }

    /// All that went over the wire, for a failing test's message.
    pub fn history(&self) -> String {
        format!("What happened so far:\n  {}", self.state().history.join("\n  "))
    }

    /// What the bot did wrong so far, forgiving it: what is left at a test's end fails the test.
    pub fn take_problems(&self) -> Vec<String> {
        std::mem::take(&mut self.state().problems)
    }
}
