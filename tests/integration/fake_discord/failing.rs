//! Requests that Discord answers badly: each failure that a test has laid ready befalls one request.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::FakeDiscord;
use super::state::State;

/// What befalls one request.
#[derive(Debug, Clone)]
pub struct Failure {
    /// None where no answer ever comes.
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
    body: FailureBody,
    /// Whether it is done all the same.
    done: bool,
}

/// What is said beside the status.
#[derive(Debug, Clone)]
enum FailureBody {
    Empty,
    /// Far more than anybody needs; the bytes that were taken from it are counted.
    Huge(Arc<AtomicUsize>),
}

impl Failure {
    /// Discord answers with this status and does nothing.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), headers: Vec::new(), body: FailureBody::Empty, done: false }
    }

    /// Too many requests of this kind; come again in `seconds`, whatever that says.
    pub fn limited(seconds: &str) -> Self {
        Self::limited_before_discord(seconds).with("x-ratelimit-scope", "user")
    }

    /// Too many requests of the whole bot.
    pub fn limited_everywhere(seconds: &str) -> Self {
        Self::limited_before_discord(seconds).with("x-ratelimit-scope", "global").with("x-ratelimit-global", "true")
    }

    /// Too many requests for what stands before Discord, which says nothing of Discord's limits.
    pub fn limited_before_discord(seconds: &str) -> Self {
        Self::status(429).with("retry-after", seconds)
    }

    /// The answer is far larger than Discord's; `taken` counts the bytes of it that were taken.
    pub fn huge(status: u16, taken: &Arc<AtomicUsize>) -> Self {
        Self { body: FailureBody::Huge(Arc::clone(taken)), ..Self::status(status) }
    }

    /// Redirects the request to another address.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::status(status).with("location", to)
    }

    /// Discord does what is asked, and its answer gets lost on the way.
    pub fn lost_answer() -> Self {
        Self { done: true, ..Self::status(502) }
    }

    /// No answer ever comes.
    pub fn silence() -> Self {
        Self { status: None, ..Self::status(500) }
    }

    /// Discord does what is asked, and no answer ever comes.
    pub fn silence_once_done() -> Self {
        Self { done: true, ..Self::silence() }
    }

    fn with(mut self, header: &'static str, value: &str) -> Self {
        self.headers.push((header, value.to_owned()));
        self
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    pub(super) async fn answer(&self) -> Response {
        let Some(status) = self.status else { return std::future::pending().await };
        let status = StatusCode::from_u16(status).expect("a status");
        let mut response = match &self.body {
            FailureBody::Empty => status.into_response(),
            FailureBody::Huge(taken) => (status, huge(Arc::clone(taken))).into_response(),
        };
        for (name, value) in &self.headers {
            let value = HeaderValue::from_str(value).expect("a header's value");
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
        response
    }
}

/// A body of 256 MiB, which counts what is taken of it.
fn huge(taken: Arc<AtomicUsize>) -> Body {
    const CHUNK: &[u8] = &[b' '; 16 << 10];
    let chunks = stream::iter(0..256 << 6).map(move |_| {
        taken.fetch_add(CHUNK.len(), Ordering::Relaxed);
        Ok::<_, Infallible>(CHUNK)
    });
    Body::from_stream(chunks)
}

/// The failures to come, each with the method and a part of the path that it is for.
pub type Failures = VecDeque<(&'static str, String, Failure)>;

/// How many of the bot's requests Discord takes within a second, wherever they lead.
#[derive(Debug)]
pub struct Pace {
    at_most: u32,
    since: Instant,
    taken: u32,
}

impl Pace {
    /// The failure of one request too many.
    fn exceeded(&mut self) -> Option<Failure> {
        let second = Duration::from_secs(1);
        if self.since.elapsed() >= second {
            (self.since, self.taken) = (Instant::now(), 0);
        }
        self.taken += 1;
        let left = second.saturating_sub(self.since.elapsed());
        (self.taken > self.at_most).then(|| Failure::limited_everywhere(&left.as_secs_f64().to_string()))
    }
}

impl FakeDiscord {
    /// From now on takes so many requests a second; answers to interactions are not counted.
    pub fn takes_a_second(&self, at_most: u32) {
        self.change(|state| state.pace = Some(Pace { at_most, since: Instant::now(), taken: 0 }));
    }

    /// Has the next requests of this method whose path holds `part` fail, one after the other.
    pub fn fails(&self, method: &'static str, part: &str, failures: impl IntoIterator<Item = Failure>) {
        let failures = failures.into_iter().map(|failure| (method, part.to_owned(), failure));
        self.change(|state| state.failures.extend(failures));
    }

    /// How many requests of this method came whose path holds `part`.
    pub fn requests(&self, method: &str, part: &str) -> usize {
        count(&self.state(), method, part)
    }

    /// Has every request succeed again.
    pub fn forget_failures(&self) {
        self.change(|state| state.failures.clear());
    }

    /// Waits until every failure that was laid ready has befallen a request.
    pub async fn until_failed(&self) {
        self.wait_for("requests that fail", |state| state.failures.is_empty().then_some(())).await;
    }

    /// Waits for a request of this method whose path holds `part`.
    pub async fn wait_for_request(&self, method: &str, part: &str) {
        self.wait_for("a request", |state| (count(state, method, part) > 0).then_some(())).await;
    }

    /// Waits until `least` requests of this method came whose path holds `part`.
    #[allow(dead_code, reason = "the load example counts nothing")]
    pub async fn until_requests(&self, method: &str, part: &str, least: usize) {
        self.wait_for("more requests", |state| (count(state, method, part) >= least).then_some(())).await;
    }

    pub(super) fn next_failure(&self, method: &str, path: &str) -> Option<Failure> {
        self.change(|state| {
            let failure = laid_ready(state, method, path).or_else(|| {
                let exempt = path.starts_with("interactions/") || path.starts_with("webhooks/");
                state.pace.as_mut().filter(|_| !exempt)?.exceeded()
            })?;
            state.log(format!("http ! {failure:?}"));
            if !failure.done {
                state.log(format!("http < {method} {path}"));
            }
            Some(failure)
        })
    }
}

fn laid_ready(state: &mut State, method: &str, path: &str) -> Option<Failure> {
    let fits = |(of, part, _): &(&str, String, Failure)| *of == method && path.contains(part.as_str());
    let index = state.failures.iter().position(fits)?;
    state.failures.remove(index).map(|(_, _, failure)| failure)
}

fn count(state: &State, method: &str, part: &str) -> usize {
    let start = format!("http < {method} ");
    let path = |line: &String| Some(line.strip_prefix(&start)?.split(' ').next()?.contains(part));
    state.history.iter().filter(|line| path(line) == Some(true)).count()
}
