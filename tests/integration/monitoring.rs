//! The bot's health, readiness and metrics, and a line in the log for each question.

mod metrics;
mod process;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use micropen_faq::monitoring::{METRICS, Metrics, Monitor, READYZ};
use micropen_faq::storage::Store;
use micropen_faq::storage::journal::Journal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::asking::bot::{FAQ, Listens, SlowLearner, run_counted, settings, store};
use crate::fake_discord::harness::{Shutdown, run_test};
use crate::fake_discord::{FakeDiscord, Options, PATIENCE};

/// The pause between two requests for the same page.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// A client of the bot's HTTP server.
#[derive(Debug, Clone, Copy)]
pub struct MonitorClient(SocketAddr);

impl MonitorClient {
    /// Sends a request and returns the status and the body of its response.
    async fn request(self, method: &str, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.0).await.unwrap();
        stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.0).as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Requests a page until the response satisfies `is_expected`: the bot may be a moment behind what its users see.
    async fn poll(self, path: &str, is_expected: impl Fn(u16, &str) -> bool) -> String {
        let polling = async {
            loop {
                let (status, body) = self.request("GET", path).await;
                if is_expected(status, &body) {
                    return body;
                }
                // In tests with paused time, this is what makes it go on.
                sleep(POLL_INTERVAL).await;
            }
        };
        tokio::time::timeout(PATIENCE, polling).await.expect("the response that is waited for")
    }

    /// Returns the metrics whose names begin with one of `names`, once `line` is among all metrics.
    pub async fn metrics(self, line: &str, names: &[&str]) -> String {
        let text = self.poll(METRICS, |_, text| text.lines().any(|metric| metric == line)).await;
        let is_wanted = |line: &&str| names.iter().any(|name| line.starts_with(&format!("micropen_{name}")));
        let mut lines: Vec<_> = text.lines().filter(is_wanted).collect();
        lines.sort_unstable();
        lines.join("\n")
    }
}

/// Runs `test` against a bot that answers in FAQ channels, with a client of its HTTP server.
pub async fn with_monitored_bot(test: impl AsyncFnOnce(&FakeDiscord, MonitorClient)) {
    with_monitored_bot_on(store(FAQ), test).await;
}

/// As [`with_monitored_bot`], with this store.
async fn with_monitored_bot_on(store: Arc<Store>, test: impl AsyncFnOnce(&FakeDiscord, MonitorClient)) {
    let metrics = Arc::new(Metrics::default());
    let monitor = Monitor::listen((Ipv4Addr::LOCALHOST, 0).into(), Arc::clone(&metrics)).await.unwrap();
    let client = MonitorClient(monitor.address());
    let bot = |fake: &FakeDiscord, shutdown: Shutdown| {
        let mut settings = settings(fake, Listens::InFaqChannels);
        async move {
            let data = tempfile::tempdir().unwrap();
            settings.faq.data_dir = data.path().to_owned();
            tokio::select! {
                ended = run_counted(&settings, store, Journal::disabled(), metrics, shutdown) => {
                    ended.map_err(|error| error.to_string())
                }
                never = monitor.serve() => match never {},
            }
        }
    };
    run_test(Options::default(), bot, async |fake| test(fake, client).await).await;
}

#[tokio::test]
async fn the_bot_is_ready_once_it_is_learned_and_connected() {
    let learner = SlowLearner::start();
    with_monitored_bot_on(Arc::clone(&learner.store), async |fake, client| {
        fake.until_connected().await;
        let body = client.poll(READYZ, |status, _| status == 503).await;
        insta::assert_snapshot!(body, @"not ready: the FAQ is not learned yet");
        learner.go_on();
        insta::assert_snapshot!(client.poll(READYZ, |status, _| status == 200).await, @"ready");
    })
    .await;
}

#[tokio::test]
async fn health_checks_are_answered_beside_clients_that_send_nothing() {
    with_monitored_bot(async |_, client| {
        let mut slow = Vec::new();
        for _ in 0..200 {
            let mut stream = TcpStream::connect(client.0).await.unwrap();
            // The bot may have closed it already, to make room.
            let _ = stream.write_all(b"GET /healthz HT").await;
            slow.push(stream);
        }
        // Before such a client times out.
        let response = tokio::time::timeout(Duration::from_secs(4), client.request("GET", "/healthz")).await;
        assert_eq!(response.expect("a response in time"), (200, "alive\n".to_owned()));
    })
    .await;
}
