//! One connection to the gateway: frames and heartbeats, until it ends.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::payload::{self, GatewayMessage};
use super::reconnect::Disconnect;
use crate::tls;

/// The time that Discord may take to answer a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The time that Discord may take to send the interval of heartbeats.
const HELLO_TIMEOUT: Duration = Duration::from_secs(60);
/// Frames are small, so none should wait for the next one.
const DISABLE_NAGLE: bool = true;
/// The default would take 128 KiB for each shard. The buffer grows for larger frames.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// Appended to the address: the version of the API, and frames of plain JSON.
const QUERY: &str = "/?v=10&encoding=json";

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
    pub async fn open(address: &str, random: f64) -> Result<Self, Disconnect> {
        let address = format!("{}{QUERY}", address.trim_end_matches('/'));
        let connector = Connector::Rustls(tls::client_config().map_err(|_| Disconnect::Lost)?);
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
        let connecting = connect_async_tls_with_config(address, Some(config), DISABLE_NAGLE, Some(connector));
        let (socket, _) = connecting.await.map_err(|_| Disconnect::Lost)?;
        let next_heartbeat = Instant::now() + HELLO_TIMEOUT;
        let mut connection = Self { socket, heartbeat_interval: HELLO_TIMEOUT, next_heartbeat, is_acknowledged: true };
        let GatewayMessage::Hello { heartbeat_interval } = connection.receive(None).await? else {
            return Err(Disconnect::Lost);
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
                // The text is copied, since it may be a part of a larger buffer, which an event in a queue would keep alive.
                Some(Ok(Message::Text(text))) => match GatewayMessage::parse(text.to_string()) {
                    GatewayMessage::HeartbeatRequest => self.send(&payload::heartbeat(sequence)).await?,
                    message => {
                        self.is_acknowledged |= matches!(message, GatewayMessage::HeartbeatAcknowledged);
                        return Ok(message);
                    }
                },
                Some(Ok(Message::Close(frame))) => {
                    return Err(Disconnect::from_close_code(frame.map(|frame| frame.code.into())));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Disconnect::Lost),
            }
        }
    }

    /// Sends a heartbeat. If the last one was not acknowledged, the connection is dead, even if the operating system takes it
    /// for open.
    async fn heartbeat(&mut self, sequence: Option<u64>) -> Result<(), Disconnect> {
        if !self.is_acknowledged {
            tracing::warn!("the gateway does not answer heartbeats");
            return Err(Disconnect::Lost);
        }
        self.is_acknowledged = false;
        self.next_heartbeat = Instant::now() + self.heartbeat_interval;
        self.send(&payload::heartbeat(sequence)).await
    }

    pub async fn send(&mut self, payload: &Value) -> Result<(), Disconnect> {
        self.socket.send(Message::text(payload.to_string())).await.map_err(|_| Disconnect::Lost)
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
