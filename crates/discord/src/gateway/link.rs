//! One connection to the gateway: frames and heartbeats, until it is over.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::closing::Ending;
use super::payload::{self, Received};
use crate::tls;

/// How long Discord may take to answer a farewell.
const FAREWELL: Duration = Duration::from_secs(1);
/// No heartbeat is due until Discord has said how often it wants one.
const BEFORE_HELLO: Duration = Duration::from_secs(60);
/// Frames are small: none waits for the next one.
const WITHOUT_DELAY: bool = true;
/// The default would take 128 KiB for each shard. Larger frames make the buffer grow.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// What follows the gateway's address: the API's version, and frames as plain JSON.
const QUERY: &str = "/?v=10&encoding=json";

/// A connection on which Discord has said hello.
#[derive(Debug)]
pub struct Link {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    interval: Duration,
    next_heartbeat: Instant,
    acknowledged: bool,
}

impl Link {
    /// Connects to `address`; `random`, from 0 to 1, spreads the first heartbeats of bots that come at once.
    pub async fn open(address: &str, random: f64) -> Result<Self, Ending> {
        let address = format!("{}{QUERY}", address.trim_end_matches('/'));
        let connector = Connector::Rustls(tls::client_config().map_err(|_| Ending::Lost)?);
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
        let connecting = connect_async_tls_with_config(address, Some(config), WITHOUT_DELAY, Some(connector));
        let (socket, _) = connecting.await.map_err(|_| Ending::Lost)?;
        let next_heartbeat = Instant::now() + BEFORE_HELLO;
        let mut link = Self { socket, interval: BEFORE_HELLO, next_heartbeat, acknowledged: true };
        let Received::Hello { interval } = link.receive(None).await? else {
            return Err(Ending::Lost);
        };
        link.interval = interval;
        link.next_heartbeat = Instant::now() + interval.mul_f64(random);
        Ok(link)
    }

    /// Discord says something within this time, or the line is taken for dead.
    pub fn patience(&self) -> Duration {
        self.interval.saturating_mul(2)
    }

    /// The next thing that Discord says; heartbeats are sent meanwhile, with the last event `seen`.
    /// Nothing is lost if this is given up.
    pub async fn receive(&mut self, seen: Option<u64>) -> Result<Received, Ending> {
        loop {
            let frame = tokio::select! {
                frame = self.socket.next() => frame,
                () = sleep_until(self.next_heartbeat) => {
                    self.heartbeat_is_due(seen).await?;
                    continue;
                }
            };
            match frame {
                Some(Ok(Message::Text(text))) => match Received::read(text.to_string()) {
                    Received::HeartbeatWanted => self.send(&payload::heartbeat(seen)).await?,
                    received => {
                        self.acknowledged |= matches!(received, Received::HeartbeatAcknowledged);
                        return Ok(received);
                    }
                },
                Some(Ok(Message::Close(frame))) => return Err(Ending::of(frame.map(|frame| frame.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Ending::Lost),
            }
        }
    }

    /// A line on which the last heartbeat got no answer is dead, whatever the operating system thinks of it.
    async fn heartbeat_is_due(&mut self, seen: Option<u64>) -> Result<(), Ending> {
        if !self.acknowledged {
            tracing::warn!("the gateway does not answer heartbeats");
            return Err(Ending::Lost);
        }
        self.acknowledged = false;
        self.next_heartbeat = Instant::now() + self.interval;
        self.send(&payload::heartbeat(seen)).await
    }

    /// Sends a payload.
    pub async fn send(&mut self, payload: &Value) -> Result<(), Ending> {
        self.socket.send(Message::text(payload.to_string())).await.map_err(|_| Ending::Lost)
    }

    /// Says goodbye, by which the bot goes offline at once and its session ends.
    pub async fn close(mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        let farewell = async {
            let _ = self.socket.close(Some(frame)).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        let _ = timeout(FAREWELL, farewell).await;
    }
}
