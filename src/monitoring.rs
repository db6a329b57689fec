//! What the bot tells the machine that it runs on, over HTTP: whether it lives, whether it is ready, and numbers.
//!
//! Whoever can reach the address can read all of it, so there is nothing in it of a person, a place or a question.

mod labels;
mod metrics;

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
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

pub use labels::{AskedVia, QueueName, ReplyOutcome};
pub use metrics::{Metrics, QueueDepth};

/// Whether the bot lives.
pub const HEALTHZ: &str = "/healthz";
/// Whether it answers.
pub const READYZ: &str = "/readyz";
/// Its numbers.
pub const METRICS: &str = "/metrics";

/// How many are served at once; more wait. Nobody but a health check and a Prometheus or two is expected.
const CONNECTIONS: usize = 16;
/// How long one may take from connecting to having read the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait after a connection that could not be taken: the next one is likely to fail too.
const PAUSE: Duration = Duration::from_secs(1);
/// The most that is kept of a request, in bytes; the least that hyper allows.
const REQUEST: usize = 8 * 1024;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// Nobody can listen at the address.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen at {address} ({error}): set HTTP_ADDR to a free port of this machine, such as 127.0.0.1:8080, or to nothing"
)]
pub struct ListenError {
    address: SocketAddr,
    error: io::Error,
}

/// Answers over HTTP.
#[derive(Debug)]
pub struct Monitor {
    listener: TcpListener,
    address: SocketAddr,
    room: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Monitor {
    /// Listens at `address`; with port 0, at a free one.
    ///
    /// # Errors
    /// The port is taken, or the address is none of this machine's.
    pub async fn listen(address: SocketAddr, metrics: Arc<Metrics>) -> Result<Self, ListenError> {
        let failed = |error| ListenError { address, error };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, room: Arc::new(Semaphore::new(CONNECTIONS)), metrics })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers for as long as it is polled. Connections are taken by the task that polls it, which is to be the one that
    /// hears Discord: if that one hangs, `/healthz` is silent.
    pub async fn serve(&self) -> Infallible {
        loop {
            let room = Arc::clone(&self.room).acquire_owned().await;
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let metrics = Arc::clone(&self.metrics);
                    tokio::spawn(async move {
                        let _room = room;
                        converse(stream, &metrics).await;
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection to HTTP_ADDR was not taken");
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Answers one request. Who hangs up, is slow or speaks no HTTP hurts nobody.
async fn converse(stream: TcpStream, metrics: &Metrics) {
    let service = service_fn(|request: Request<Incoming>| {
        std::future::ready(Ok::<_, Infallible>(respond(request.method(), request.uri().path(), metrics)))
    });
    let mut http = http1::Builder::new();
    http.keep_alive(false).max_buf_size(REQUEST);
    let _ = timeout(PATIENCE, http.serve_connection(TokioIo::new(stream), service)).await;
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

fn response(status: StatusCode, form: HeaderValue, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, form);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &Method, path: &str) -> u16 {
        respond(method, path, &Metrics::default()).status().as_u16()
    }

    #[test]
    fn only_what_is_there_can_be_read() {
        assert_eq!(status(&Method::GET, "/healthz"), 200);
        assert_eq!(status(&Method::HEAD, "/metrics"), 200);
        assert_eq!(status(&Method::GET, "/readyz"), 503);
        assert_eq!(status(&Method::POST, "/metrics"), 405);
        for path in ["/", "/metrics/", "//healthz", "/healthz/../readyz", "*"] {
            assert_eq!(status(&Method::GET, path), 404, "{path}");
        }
    }
}
