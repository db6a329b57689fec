//! Requests that Discord answers badly: each failure that a test has laid ready befalls one request.

use std::collections::VecDeque;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::FakeDiscord;
use super::state::State;

/// What befalls one request.
#[derive(Debug, Clone)]
pub struct Failure {
    /// None where no answer ever comes.
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
    /// Whether it is done all the same.
    done: bool,
}

impl Failure {
    /// Discord answers with this status and does nothing.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), headers: Vec::new(), done: false }
    }

    /// Too many requests; come again in `seconds`, whatever that says.
    pub fn limited(seconds: &str) -> Self {
        Self { headers: vec![("retry-after", seconds.to_owned())], ..Self::status(429) }
    }

    /// Too many requests of the whole bot.
    pub fn limited_everywhere(seconds: &str) -> Self {
        let mut failure = Self::limited(seconds);
        failure.headers.push(("x-ratelimit-global", "true".to_owned()));
        failure
    }

    /// Discord does what is asked, and its answer gets lost on the way.
    pub fn lost_answer() -> Self {
        Self { done: true, ..Self::status(502) }
    }

    /// No answer ever comes.
    pub fn silence() -> Self {
        Self { status: None, headers: Vec::new(), done: false }
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

/// The failures to come, each with the method and a part of the path that it is for.
pub type Failures = VecDeque<(&'static str, String, Failure)>;

impl FakeDiscord {
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

    pub(super) fn next_failure(&self, method: &str, path: &str) -> Option<Failure> {
        self.change(|state| {
            let fits = |(of, part, _): &(&str, String, Failure)| *of == method && path.contains(part.as_str());
            let index = state.failures.iter().position(fits)?;
            let (_, _, failure) = state.failures.remove(index)?;
            state.log(format!("http ! {failure:?}"));
            if !failure.done {
                state.log(format!("http < {method} {path}"));
            }
            Some(failure)
        })
    }
}

fn count(state: &State, method: &str, part: &str) -> usize {
    let start = format!("http < {method} ");
    let path = |line: &String| Some(line.strip_prefix(&start)?.split(' ').next()?.contains(part));
    state.history.iter().filter(|line| path(line) == Some(true)).count()
}
