//! Numbers of how the bot fares, for Prometheus. No label holds anything of a person, a place or a question.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use discord::{RequestFailure, Stats};

use super::labels::{AskedVia, QueueName, ReplyOutcome};
use crate::storage::FileEvent;

/// What every name begins with.
const PREFIX: &str = "micropen";
/// Seconds: most replies take some milliseconds and the way to Discord and back; Discord gives a command up after three,
/// and a reply that waits for Discord's limits may take a minute.
const LATENCY: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 60.0];
/// Tenths: finer than moderators set the threshold.
const CONFIDENCE: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// What a number is told apart by: names and values.
type By<const N: usize> = [(&'static str, &'static str); N];

/// The numbers since the start. Each is an atomic or a short lock, so that counting costs next to nothing.
pub struct Metrics {
    registry: Registry,
    questions: Family<By<2>, Counter>,
    latency: Histogram,
    confidence: Family<By<1>, Histogram, fn() -> Histogram>,
    reloads: Family<By<1>, Counter>,
    connections: Gauge,
    sessions: Gauge,
    logins: Counter,
    rest_errors: Family<By<1>, Counter>,
    waiting: Family<By<1>, Gauge>,
    lost: Family<By<1>, Counter>,
    queues: Mutex<Vec<(QueueName, Look)>>,
    discord: Arc<Stats>,
}

/// Tells how full a queue is.
type Look = Box<dyn Fn() -> QueueDepth + Send>;

/// How full a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueDepth {
    /// How much waits now.
    pub waiting: usize,
    /// How much found no room since the start.
    pub lost: u64,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let confidence: fn() -> Histogram = || Histogram::new(CONFIDENCE);
        let mut metrics = Self {
            registry: Registry::with_prefix(PREFIX),
            questions: Family::default(),
            latency: Histogram::new(LATENCY),
            confidence: Family::new_with_constructor(confidence),
            reloads: Family::default(),
            connections: Gauge::default(),
            sessions: Gauge::default(),
            logins: Counter::default(),
            rest_errors: Family::default(),
            waiting: Family::default(),
            lost: Family::default(),
            queues: Mutex::default(),
            discord: Arc::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "questions",
            "Questions by how they were asked and what became of them",
            self.questions.clone(),
        );
        registry.register("reply_seconds", "From hearing a question to its reply being sent", self.latency.clone());
        registry.register("confidence", "Confidence of the best entry, 0 to 1", self.confidence.clone());
        registry.register("reloads", "Changes of the FAQ file by hand and what became of them", self.reloads.clone());
        registry.register("gateway_connections", "Connections that there are to be", self.connections.clone());
        registry.register("gateway_sessions", "Connections with a session that Discord knows", self.sessions.clone());
        registry.register("gateway_logins", "Logins, of which Discord allows 1,000 a day", self.logins.clone());
        registry.register("rest_errors", "Requests that Discord did not do, each try", self.rest_errors.clone());
        registry.register("queue_waiting", "What waits for its turn", self.waiting.clone());
        registry.register("queue_lost", "What found no room to wait", self.lost.clone());
    }

    /// Counts a question and what became of it `after` it was heard; `confidence` is that of its best entry, 0 to 1, if it
    /// was ranked.
    pub fn count_question(&self, asked: AskedVia, outcome: ReplyOutcome, confidence: Option<f32>, after: Duration) {
        self.count(asked, outcome);
        self.latency.observe(after.as_secs_f64());
        if let Some(confidence) = confidence {
            self.confidence.get_or_create(&[("outcome", outcome.name())]).observe(f64::from(confidence));
        }
    }

    /// Counts a question that is left without a reply.
    pub fn count_ignored(&self, asked: AskedVia) {
        self.count(asked, ReplyOutcome::Ignored);
    }

    fn count(&self, asked: AskedVia, outcome: ReplyOutcome) {
        self.questions.get_or_create(&[("asked", asked.name()), ("outcome", outcome.name())]).inc();
    }

    /// Counts what became of the FAQ file.
    pub fn count_file_event(&self, event: &FileEvent) {
        let outcome = match event {
            FileEvent::Changed { .. } => "served",
            FileEvent::Refused(_) => "refused",
            FileEvent::Restored => "restored",
        };
        self.reloads.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Returns the counts that connections and requests keep.
    pub fn discord(&self) -> &Arc<Stats> {
        &self.discord
    }

    /// Has a queue looked at whenever the numbers are asked for, so that what goes through it costs nothing.
    pub fn observe_queue(&self, queue: QueueName, depth: impl Fn() -> QueueDepth + Send + 'static) {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner).push((queue, Box::new(depth)));
    }

    /// Whether a connection gives no sign of life any more.
    pub fn is_stalled(&self) -> bool {
        self.discord.is_stalled()
    }

    /// Why the bot answers nobody just now; none if it does. It has an FAQ before it has any connection.
    pub fn not_ready_reason(&self) -> Option<String> {
        let (sessions, connections) = (self.discord.sessions(), self.discord.connections());
        let ready = connections > 0 && sessions == connections;
        (!ready).then(|| format!("not ready: {sessions} of {connections} connections to Discord have a session"))
    }

    fn update_discord(&self) {
        self.connections.set(gauge(self.discord.connections()));
        self.sessions.set(gauge(self.discord.sessions()));
        raise(&self.logins, self.discord.logins());
        for kind in RequestFailure::ALL {
            let failures = self.discord.failures(kind);
            // A kind that never happened has no line.
            if failures > 0 {
                raise(&self.rest_errors.get_or_create(&[("kind", kind.name())]), failures);
            }
        }
    }

    /// All of them in the text form of OpenMetrics.
    ///
    /// # Errors
    /// None that is known: a text takes whatever is written to it.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        for (queue, depth) in self.queues.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let (queued, QueueDepth { waiting, lost }) = ([("queue", queue.name())], depth());
            self.waiting.get_or_create(&queued).set(gauge(waiting as u64));
            raise(&self.lost.get_or_create(&queued), lost);
        }
        self.update_discord();
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

fn gauge(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Raises a counter to a total that is counted elsewhere.
fn raise(counter: &Counter, total: u64) {
    counter.inc_by(total.saturating_sub(counter.get()));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that hold `part`, in order.
    fn lines(metrics: &Metrics, part: &str) -> String {
        let text = metrics.encode().unwrap();
        let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#') && line.contains(part)).collect();
        lines.sort_unstable();
        lines.join("\n")
    }

    #[test]
    fn every_connection_must_have_a_session() {
        let metrics = Metrics::default();
        assert!(metrics.not_ready_reason().is_some());
        let (mut first, mut second) = (metrics.discord().connection(), metrics.discord().connection());
        first.set_session(true);
        first.set_session(true);
        insta::assert_snapshot!(metrics.not_ready_reason().unwrap(), @"not ready: 1 of 2 connections to Discord have a session");
        second.set_session(true);
        assert_eq!(metrics.not_ready_reason(), None);
        second.set_session(false);
        assert!(metrics.not_ready_reason().is_some());
        drop(second);
        assert_eq!(metrics.not_ready_reason(), None);
    }

    #[test]
    fn a_queue_is_looked_at_when_the_numbers_are_asked_for() {
        let metrics = Metrics::default();
        let depth = Arc::new(Mutex::new(QueueDepth { waiting: 3, lost: 1 }));
        let looked_at = Arc::clone(&depth);
        metrics.observe_queue(QueueName::Journal, move || *looked_at.lock().unwrap());
        insta::assert_snapshot!(lines(&metrics, "queue"), @r#"
        micropen_queue_lost_total{queue="journal"} 1
        micropen_queue_waiting{queue="journal"} 3
        "#);
        *depth.lock().unwrap() = QueueDepth { waiting: 0, lost: 5 };
        insta::assert_snapshot!(lines(&metrics, "queue"), @r#"
        micropen_queue_lost_total{queue="journal"} 5
        micropen_queue_waiting{queue="journal"} 0
        "#);
    }

    #[test]
    fn what_becomes_of_the_file_is_counted() {
        let metrics = Metrics::default();
        metrics.count_file_event(&FileEvent::Refused("faq.yaml:1:1: error".to_owned()));
        metrics.count_file_event(&FileEvent::Refused("faq.yaml:2:1: error".to_owned()));
        metrics.count_file_event(&FileEvent::Restored);
        insta::assert_snapshot!(lines(&metrics, "reloads"), @r#"
        micropen_reloads_total{outcome="refused"} 2
        micropen_reloads_total{outcome="restored"} 1
        "#);
    }
}
