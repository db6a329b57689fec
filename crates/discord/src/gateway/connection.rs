//! One connection to the gateway: frames and heartbeats, until it ends.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use super::address::GatewayAddress;
use super::payload::{self, GatewayMessage};
use super::reconnect::Disconnect;
use crate::{ProxySettings, tls};

/// The time that Discord may take to answer a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The time that Discord may take to send the interval of heartbeats.
const HELLO_TIMEOUT: Duration = Duration::from_secs(60);
/// The time within which the connection must accept what the bot sends, which is little.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Frames are small, so none should wait for the next one.
const DISABLE_NAGLE: bool = true;
/// The default would take 128 KiB for each shard. The buffer grows for larger frames.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// The size up to which a message is read, even if only to skip it. A larger one ends the connection.
const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// A connection on which Discord has sent its first message.
#[derive(Debug)]
pub struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    heartbeat_interval: Duration,
    next_heartbeat: Instant,
    is_acknowledged: bool,
}

impl Connection {
    /// Connects to `address`; `random`, from 0 to 1, spreads the first heartbeats of bots that connect at the same time.
    pub async fn open(address: &GatewayAddress, proxy: &ProxySettings, random: f64) -> Result<Self, Disconnect> {
        let broken = |error: &dyn std::error::Error| Disconnect::Broken(error.to_string());
        let connector = Connector::Rustls(tls::client_config().map_err(|error| broken(&error))?);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .max_frame_size(Some(MAX_MESSAGE_BYTES))
            .max_message_size(Some(MAX_MESSAGE_BYTES));
        let stream = proxy.connect(&address.to_string(), address.endpoint()).await.map_err(|error| broken(&error))?;
        stream.set_nodelay(DISABLE_NAGLE).map_err(|error| broken(&error))?;
        let upgrading = client_async_tls_with_config(address.with_query(), stream, Some(config), Some(connector));
        let (socket, _) = upgrading.await.map_err(|error| Disconnect::from_error(&error))?;
        let next_heartbeat = Instant::now() + HELLO_TIMEOUT;
        let mut connection = Self { socket, heartbeat_interval: HELLO_TIMEOUT, next_heartbeat, is_acknowledged: true };
        let GatewayMessage::Hello { heartbeat_interval } = connection.receive(None).await? else {
            return Err(Disconnect::NoHello);
        };
        connection.heartbeat_interval = heartbeat_interval;
        connection.next_heartbeat = Instant::now() + heartbeat_interval.mul_f64(random);
        Ok(connection)
    }

    /// Returns the longest time without a message, after which [`Self::receive`] has ended the connection.
    pub fn max_silence(&self) -> Duration {
        self.heartbeat_interval.saturating_mul(2)
    }

    /// Returns the next message of the gateway. Until it arrives, heartbeats are sent with the `sequence` number of the last
    /// event. Nothing is lost if this is cancelled.
    pub async fn receive(&mut self, sequence: Option<u64>) -> Result<GatewayMessage, Disconnect> {
        loop {
            let frame = tokio::select! {
                frame = self.socket.next() => frame,
                () = sleep_until(self.next_heartbeat) => {
                    self.heartbeat(sequence).await?;
                    continue;
                }
            };
            match frame {
                Some(Ok(Message::Text(text))) => match GatewayMessage::parse(&text) {
                    GatewayMessage::HeartbeatRequest => self.send(&payload::heartbeat(sequence)).await?,
                    message => {
                        self.is_acknowledged |= matches!(message, GatewayMessage::HeartbeatAcknowledged);
                        return Ok(message);
                    }
                },
                Some(Ok(Message::Close(frame))) => return Err(Disconnect::from_close_frame(frame.as_ref())),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(Disconnect::from_error(&error)),
                None => return Err(Disconnect::Broken("it ended without a close frame".to_owned())),
            }
        }
    }

    /// Sends a heartbeat. If the last one was not acknowledged, the connection is dead, even if the operating system takes it
    /// for open.
    async fn heartbeat(&mut self, sequence: Option<u64>) -> Result<(), Disconnect> {
        if !self.is_acknowledged {
            return Err(Disconnect::NoAcknowledgement);
        }
        self.is_acknowledged = false;
        self.next_heartbeat = Instant::now() + self.heartbeat_interval;
        self.send(&payload::heartbeat(sequence)).await
    }

    pub async fn send(&mut self, payload: &Value) -> Result<(), Disconnect> {
        let sending = self.socket.send(Message::text(payload.to_string()));
        // A peer that stops reading must not block the bot without being noticed.
        let sent = timeout(SEND_TIMEOUT, sending).await.map_err(|_| Disconnect::Late("take in a message"))?;
        sent.map_err(|error| Disconnect::from_error(&error))
    }

    /// Closes the connection. The bot goes offline at once, and its session ends.
    pub async fn close(mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        let closing = async {
            let _ = self.socket.close(Some(frame)).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        let _ = timeout(CLOSE_TIMEOUT, closing).await;
    }
}
