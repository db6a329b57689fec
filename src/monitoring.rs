//! The bot's health, readiness and metrics, over HTTP.
//!
//! Everyone who can reach the address can read them, so they contain nothing about a person, a place or a question.

mod metrics;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

pub use metrics::{AskedVia, Metrics, QueueDepth, QueueName, ReplyOutcome};

pub const HEALTHZ: &str = "/healthz";
pub const READYZ: &str = "/readyz";
pub const METRICS: &str = "/metrics";

/// The most connections that are open at once. A further one closes the oldest: a health check is over in a moment, and must
/// not wait for clients that send nothing.
const MAX_CONNECTIONS: usize = 64;
/// The longest time from accepting a connection until its response is sent.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause after a connection that could not be accepted, since the next one is likely to fail too.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_secs(1);
/// The most bytes of a request in memory; hyper allows no less.
const REQUEST_BUFFER_BYTES: usize = 8 * 1024;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen at {address} ({error}): set HTTP_ADDR to a free port of this machine, such as 127.0.0.1:8080, or to nothing"
)]
pub struct ListenError {
    address: SocketAddr,
    error: io::Error,
}

/// The HTTP server.
#[derive(Debug)]
pub struct Monitor {
    listener: TcpListener,
    address: SocketAddr,
    metrics: Arc<Metrics>,
}

impl Monitor {
    /// Listens at `address`, or at a free port if its port is 0.
    ///
    /// # Errors
    /// The port is taken, or the address is not this machine's.
    pub async fn listen(address: SocketAddr, metrics: Arc<Metrics>) -> Result<Self, ListenError> {
        let listener = TcpListener::bind(address).await.map_err(|error| ListenError { address, error })?;
        let address = listener.local_addr().map_err(|error| ListenError { address, error })?;
        Ok(Self { listener, address, metrics })
    }

    /// Returns the address that it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts connections and responds to them. It must be polled by the task that receives Discord's events: if that
    /// task is stuck, `/healthz` does not respond.
    pub async fn serve(&self) -> Infallible {
        let mut connections = VecDeque::new();
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    make_room(&mut connections);
                    let metrics = Arc::clone(&self.metrics);
                    let connection = tokio::spawn(async move { serve_connection(stream, &metrics).await });
                    connections.push_back(connection.abort_handle());
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection to HTTP_ADDR was not accepted");
                    sleep(ACCEPT_RETRY_DELAY).await;
                }
            }
        }
    }
}

/// Forgets connections that are closed, and closes the oldest one if there are still [`MAX_CONNECTIONS`].
fn make_room(connections: &mut VecDeque<AbortHandle>) {
    connections.retain(|connection| !connection.is_finished());
    if connections.len() >= MAX_CONNECTIONS
        && let Some(oldest) = connections.pop_front()
    {
        oldest.abort();
    }
}

/// Responds to one request. A client that disconnects, is slow or does not speak HTTP does no harm.
async fn serve_connection(stream: TcpStream, metrics: &Metrics) {
    let service = service_fn(|request: Request<Incoming>| {
        std::future::ready(Ok::<_, Infallible>(respond(request.method(), request.uri().path(), metrics)))
    });
    let mut http = http1::Builder::new();
    http.keep_alive(false).max_buf_size(REQUEST_BUFFER_BYTES);
    let _ = timeout(CONNECTION_TIMEOUT, http.serve_connection(TokioIo::new(stream), service)).await;
}

fn respond(method: &Method, path: &str, metrics: &Metrics) -> Response<String> {
    match path {
        HEALTHZ | READYZ | METRICS if method != Method::GET && method != Method::HEAD => {
            let mut refusal = response(StatusCode::METHOD_NOT_ALLOWED, TEXT, "only GET and HEAD\n".to_owned());
            refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            refusal
        }
        HEALTHZ => response(StatusCode::OK, TEXT, "alive\n".to_owned()),
        READYZ => match metrics.not_ready_reason() {
            None => response(StatusCode::OK, TEXT, "ready\n".to_owned()),
            Some(reason) => response(StatusCode::SERVICE_UNAVAILABLE, TEXT, format!("{reason}\n")),
        },
        METRICS => match metrics.encode() {
            Ok(text) => response(StatusCode::OK, OPEN_METRICS, text),
            Err(error) => response(StatusCode::INTERNAL_SERVER_ERROR, TEXT, format!("{error}\n")),
        },
        _ => response(StatusCode::NOT_FOUND, TEXT, "there are /healthz, /readyz and /metrics\n".to_owned()),
    }
}

fn response(status: StatusCode, content_type: HeaderValue, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &Method, path: &str) -> u16 {
        respond(method, path, &Metrics::default()).status().as_u16()
    }

    #[test]
    fn only_the_three_paths_can_be_read() {
        assert_eq!(status(&Method::GET, "/healthz"), 200);
        assert_eq!(status(&Method::HEAD, "/metrics"), 200);
        assert_eq!(status(&Method::GET, "/readyz"), 503);
        assert_eq!(status(&Method::POST, "/metrics"), 405);
        for path in ["/", "/metrics/", "//healthz", "/healthz/../readyz", "*"] {
            assert_eq!(status(&Method::GET, path), 404, "{path}");
        }
    }
}
