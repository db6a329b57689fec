//! What the bot tells the machine that it runs on: health, readiness, numbers, and a line in the log for each question.

mod numbers;
mod process;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use discord::Budget;
use micropen_faq::monitoring::{Metrics, Monitor};
use micropen_faq::storage::journal::Journal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::asking::bot::{FAQ, Listens, run_counted, settings, store};
use crate::fake_discord::harness::{Shutdown, run_test};
use crate::fake_discord::{FakeDiscord, Options, PATIENCE};

/// How long to wait before it is asked again.
const PAUSE: Duration = Duration::from_millis(10);

/// Where a bot can be asked how it fares.
#[derive(Debug, Clone, Copy)]
pub struct Home(SocketAddr);

impl Home {
    /// What is answered to a request: status and body.
    async fn answers(self, method: &str, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.0).await.unwrap();
        stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.0).as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Asks until the answer is this one: the bot may be a moment behind what its people see.
    async fn until(self, path: &str, fits: impl Fn(u16, &str) -> bool) -> String {
        let asking = async {
            loop {
                let (status, body) = self.answers("GET", path).await;
                if fits(status, &body) {
                    return body;
                }
                // Where time stands still, this is what has it go on.
                sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(PATIENCE, asking).await.expect("the answer that is waited for")
    }

    /// The numbers whose names begin with one of these, once `line` is among them.
    pub async fn numbers(self, line: &str, names: &[&str]) -> String {
        let text = self.until("/metrics", |_, text| text.lines().any(|told| told == line)).await;
        let asked_for = |line: &&str| names.iter().any(|name| line.starts_with(&format!("micropen_{name}")));
        let mut lines: Vec<_> = text.lines().filter(asked_for).collect();
        lines.sort_unstable();
        lines.join("\n")
    }
}

/// Runs `test` against a bot that answers in FAQ channels, and its home.
pub async fn with_bot_at_home(test: impl AsyncFnOnce(&FakeDiscord, Home)) {
    let metrics = Arc::new(Metrics::default());
    let monitor = Monitor::listen((Ipv4Addr::LOCALHOST, 0).into(), Arc::clone(&metrics)).await.unwrap();
    let home = Home(monitor.address());
    let bot = |fake: &FakeDiscord, shutdown: Shutdown| {
        let settings = settings(fake, Listens::InFaqChannels);
        async move {
            let data = tempfile::tempdir().unwrap();
            let budget = Budget::open(data.path(), || 0);
            tokio::select! {
                ended = run_counted(&settings, store(FAQ), Journal::disabled(), budget, metrics, shutdown) => {
                    ended.map_err(|error| error.to_string())
                }
                never = monitor.serve() => match never {},
            }
        }
    };
    run_test(Options::default(), bot, async |fake| test(fake, home).await).await;
}
