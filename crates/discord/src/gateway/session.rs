//! A gateway session: what is needed to resume it. It is pure but for the clock.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

use super::address::GatewayAddress;
use super::payload::Event;

/// The age up to which a session is resumed: Discord drops it after a few minutes, and its address may no longer exist.
const MAX_RESUME_AGE: Duration = Duration::from_secs(180);

/// The data with which a session is resumed.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    pub address: GatewayAddress,
    /// The sequence number of the last event.
    pub sequence: u64,
    /// When it was last connected.
    pub last_alive: Instant,
    /// Discord has said that it is gone.
    pub is_gone: bool,
}

/// The fields of `READY` that a session needs.
#[derive(Deserialize)]
struct ReadyEvent {
    session_id: String,
    resume_gateway_url: String,
}

impl Session {
    /// Creates the session of a `READY` that came from the gateway at `address`. Returns `None` if it names no session.
    pub fn begin(ready: &Event, address: &GatewayAddress) -> Option<Self> {
        let event: ReadyEvent = ready.read().ok()?;
        Some(Self {
            id: event.session_id,
            address: address.resume_address(&event.resume_gateway_url),
            sequence: ready.sequence,
            last_alive: Instant::now(),
            is_gone: false,
        })
    }

    pub fn is_resumable(&self) -> bool {
        !self.is_gone && self.last_alive.elapsed() <= MAX_RESUME_AGE
    }
}
