//! Requests that fail: each failure that a test has planned applies to one request.

use std::collections::VecDeque;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::FakeDiscord;
use super::state::State;

/// How one request fails.
#[derive(Debug, Clone)]
pub struct Failure {
    /// None if no answer ever comes.
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
    /// Whether Discord does what is asked in spite of the failure.
    done: bool,
}

impl Failure {
    /// Discord answers with this status and does nothing.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), headers: Vec::new(), done: false }
    }

    /// Too many requests of this kind: retry after `seconds`, which need not be a number.
    pub fn limited(seconds: &str) -> Self {
        Self::limited_before_discord(seconds).with("x-ratelimit-scope", "user")
    }

    /// Too many requests of the whole bot.
    pub fn limited_everywhere(seconds: &str) -> Self {
        Self::limited_before_discord(seconds).with("x-ratelimit-scope", "global").with("x-ratelimit-global", "true")
    }

    /// Too many requests for the proxy in front of Discord, which does not send Discord's headers.
    pub fn limited_before_discord(seconds: &str) -> Self {
        Self::status(429).with("retry-after", seconds)
    }

    /// Discord does what is asked, and its answer is lost.
    pub fn lost_answer() -> Self {
        Self { done: true, ..Self::status(502) }
    }

    /// No answer ever comes.
    pub fn silence() -> Self {
        Self { status: None, headers: Vec::new(), done: false }
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
        let mut response = StatusCode::from_u16(status).expect("a status").into_response();
        for (name, value) in &self.headers {
            let value = HeaderValue::from_str(value).expect("a header's value");
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
        response
    }
}

/// The planned failures, each with the method and a part of the path that it applies to.
pub type Failures = VecDeque<(&'static str, String, Failure)>;

/// A limit on the bot's requests a second, whatever their paths.
#[derive(Debug)]
pub struct RequestLimit {
    at_most: u32,
    since: Instant,
    taken: u32,
}

impl RequestLimit {
    /// Counts a request, and returns its failure if it is one too many.
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
    /// Limits the requests a second from now on. Answers to interactions are not counted.
    pub fn limits_requests_per_second(&self, at_most: u32) {
        self.change(|state| state.request_limit = Some(RequestLimit { at_most, since: Instant::now(), taken: 0 }));
    }

    /// Makes the next requests fail that have this method and `part` in their path, one after the other.
    pub fn fails(&self, method: &'static str, part: &str, failures: impl IntoIterator<Item = Failure>) {
        let failures = failures.into_iter().map(|failure| (method, part.to_owned(), failure));
        self.change(|state| state.failures.extend(failures));
    }

    /// Returns the number of requests so far with this method and `part` in their path.
    pub fn requests(&self, method: &str, part: &str) -> usize {
        count(&self.state(), method, part)
    }

    /// Removes all planned failures.
    pub fn forget_failures(&self) {
        self.change(|state| state.failures.clear());
    }

    /// Waits until every planned failure has been used.
    pub async fn until_failures_used(&self) {
        self.wait_for("requests that fail", |state| state.failures.is_empty().then_some(())).await;
    }

    /// Waits for a request with this method and `part` in its path.
    pub async fn wait_for_request(&self, method: &str, part: &str) {
        self.wait_for("a request", |state| (count(state, method, part) > 0).then_some(())).await;
    }

    pub(super) fn next_failure(&self, method: &str, path: &str) -> Option<Failure> {
        self.change(|state| {
            let failure = planned_failure(state, method, path).or_else(|| {
                let exempt = path.starts_with("interactions/") || path.starts_with("webhooks/");
                state.request_limit.as_mut().filter(|_| !exempt)?.exceeded()
            })?;
            state.log(format!("http ! {failure:?}"));
            if !failure.done {
                state.log(format!("http < {method} {path}"));
            }
            Some(failure)
        })
    }
}

fn planned_failure(state: &mut State, method: &str, path: &str) -> Option<Failure> {
    let fits = |(of, part, _): &(&str, String, Failure)| *of == method && path.contains(part.as_str());
    let index = state.failures.iter().position(fits)?;
    state.failures.remove(index).map(|(_, _, failure)| failure)
}

fn count(state: &State, method: &str, part: &str) -> usize {
    let start = format!("http < {method} ");
    let path = |line: &String| Some(line.strip_prefix(&start)?.split(' ').next()?.contains(part));
    state.history.iter().filter(|line| path(line) == Some(true)).count()
}
