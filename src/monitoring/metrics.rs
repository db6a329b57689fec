//! Metrics for Prometheus. No label contains anything about a person, a place or a question.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::storage::{FileEvent, LearningState, StoreStatus};
use discord::{RequestFailure, Stats};

const NAME_PREFIX: &str = "micropen";
/// Seconds: most replies take some milliseconds and the round trip to Discord. Discord gives up a command after three
/// seconds, and a reply that waits for Discord's rate limits may take a minute.
const LATENCY_BUCKETS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 60.0];
/// Tenths: moderators set the threshold no finer.
const CONFIDENCE_BUCKETS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The way in which a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedVia {
    Mention,
    Direct,
    FaqChannel,
    /// `/ask`.
    Ask,
    MessageCommand,
}

impl AskedVia {
    /// Returns the label in metrics and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Direct => "dm",
            Self::FaqChannel => "faq_channel",
            Self::Ask => "ask",
            Self::MessageCommand => "message_command",
        }
    }
}

/// The outcome of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplyOutcome {
    Answer,
    Referral,
    Urgent,
    /// A note was sent: that there is nothing to answer, or that the question came too soon.
    Note,
    /// A reply could not be sent.
    Unsent,
    /// The question came too soon from somebody who already got a note: nothing was sent.
    Ignored,
}

impl ReplyOutcome {
    /// Returns the label in metrics and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Referral => "referral",
            Self::Urgent => "urgent",
            Self::Note => "note",
            Self::Unsent => "unsent",
            Self::Ignored => "ignored",
        }
    }
}

/// A queue within the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueueName {
    /// Discord's events that are not handled yet.
    Events,
    /// Events that are being handled; most of them wait for Discord.
    Replies,
    /// Questions that are not matched yet.
    Questions,
    /// Events for the journal that are not written yet.
    Journal,
}

impl QueueName {
    /// Returns the label in metrics and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Replies => "replies",
            Self::Questions => "questions",
            Self::Journal => "journal",
        }
    }
}

/// The number of items in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueDepth {
    pub waiting: usize,
    /// The items that were lost since the start because the queue was full.
    pub lost: u64,
}

type ReadQueueDepth = Box<dyn Fn() -> QueueDepth + Send>;

/// The names and values of `N` labels.
type Labels<const N: usize> = [(&'static str, &'static str); N];

/// The metrics since the start. Each is an atomic or behind a short lock, so that counting costs next to nothing.
pub struct Metrics {
    registry: Registry,
    questions: Family<Labels<2>, Counter>,
    latency: Histogram,
    confidence: Family<Labels<1>, Histogram, fn() -> Histogram>,
    reloads: Family<Labels<1>, Counter>,
    connections: Gauge,
    sessions: Gauge,
    logins: Counter,
    rest_errors: Family<Labels<1>, Counter>,
    waiting: Family<Labels<1>, Gauge>,
    lost: Family<Labels<1>, Counter>,
    lost_log_lines: Counter,
    faq: FaqMetrics,
    queues: Mutex<Vec<(QueueName, ReadQueueDepth)>>,
    discord: Arc<Stats>,
    is_learned: OnceLock<Box<dyn Fn() -> bool + Send + Sync>>,
    count_lost_log_lines: OnceLock<Box<dyn Fn() -> u64 + Send + Sync>>,
    read_store_status: OnceLock<Box<dyn Fn() -> StoreStatus + Send + Sync>>,
}

/// The metrics of the FAQ that is served.
#[derive(Debug, Default)]
struct FaqMetrics {
    revision: Gauge,
    entries: Gauge,
    referrals: Gauge,
    learning_seconds: Gauge<f64, AtomicU64>,
    learning_state: Family<Labels<1>, Gauge>,
}

impl FaqMetrics {
    fn register(&self, registry: &mut Registry) {
        registry.register(
            "faq_revision",
            "Number of the FAQ's latest revision, 0 without a history",
            self.revision.clone(),
        );
        registry.register("faq_entries", "Entries that are served", self.entries.clone());
        registry.register("faq_referrals", "Referrals that are served", self.referrals.clone());
        registry.register(
            "learning_seconds",
            "Time that learning and calibrating the FAQ took last",
            self.learning_seconds.clone(),
        );
        registry.register("learning_state", "1 for the state of learning the FAQ", self.learning_state.clone());
    }

    fn update(&self, status: &StoreStatus) {
        self.revision.set(to_gauge(status.revision.unwrap_or(0)));
        self.entries.set(to_gauge(status.entries as u64));
        self.referrals.set(to_gauge(status.referrals as u64));
        self.learning_seconds.set(status.learning_time.as_secs_f64());
        for state in LearningState::ALL {
            let is_current = state == status.learning;
            self.learning_state.get_or_create(&[("state", state.name())]).set(i64::from(is_current));
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix(NAME_PREFIX),
            questions: Family::default(),
            latency: Histogram::new(LATENCY_BUCKETS),
            confidence: Family::new_with_constructor(|| Histogram::new(CONFIDENCE_BUCKETS)),
            reloads: Family::default(),
            connections: Gauge::default(),
            sessions: Gauge::default(),
            logins: Counter::default(),
            rest_errors: Family::default(),
            waiting: Family::default(),
            lost: Family::default(),
            lost_log_lines: Counter::default(),
            faq: FaqMetrics::default(),
            queues: Mutex::default(),
            discord: Arc::default(),
            is_learned: OnceLock::new(),
            count_lost_log_lines: OnceLock::new(),
            read_store_status: OnceLock::new(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", build);
        self.faq.register(registry);
        registry.register(
            "questions",
            "Questions by the way they were asked and their outcome",
            self.questions.clone(),
        );
        registry.register("reply_seconds", "From receiving a question to sending its reply", self.latency.clone());
        registry.register("confidence", "Confidence of the best entry, 0 to 1", self.confidence.clone());
        registry.register("reloads", "Changes of the FAQ file by hand and their outcome", self.reloads.clone());
        registry.register("gateway_connections", "Connections that the bot keeps open", self.connections.clone());
        registry.register("gateway_sessions", "Connections with a session that Discord knows", self.sessions.clone());
        registry.register("gateway_logins", "Logins, of which Discord allows 1,000 a day", self.logins.clone());
        registry.register("rest_errors", "Requests that failed, each attempt", self.rest_errors.clone());
        registry.register("queue_waiting", "Items that wait in a queue", self.waiting.clone());
        registry.register("queue_lost", "Items that were lost because a queue was full", self.lost.clone());
        registry.register(
            "log_lines_lost",
            "Lines of the log that were lost because its reader was too slow",
            self.lost_log_lines.clone(),
        );
    }

    /// Counts a question and its outcome. `confidence` is that of the best entry, if the question was matched, and
    /// `latency` the time since the question was received.
    pub fn count_question(&self, asked: AskedVia, outcome: ReplyOutcome, confidence: Option<f32>, latency: Duration) {
        self.count_outcome(asked, outcome);
        self.latency.observe(latency.as_secs_f64());
        if let Some(confidence) = confidence {
            self.confidence.get_or_create(&[("outcome", outcome.name())]).observe(f64::from(confidence));
        }
    }

    /// Counts a question that is left without a reply.
    pub fn count_ignored(&self, asked: AskedVia) {
        self.count_outcome(asked, ReplyOutcome::Ignored);
    }

    fn count_outcome(&self, asked: AskedVia, outcome: ReplyOutcome) {
        self.questions.get_or_create(&[("asked", asked.name()), ("outcome", outcome.name())]).inc();
    }

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

    /// Adds a queue, whose depth is read only when the metrics are encoded, so that using the queue costs nothing more.
    pub fn observe_queue(&self, queue: QueueName, depth: impl Fn() -> QueueDepth + Send + 'static) {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner).push((queue, Box::new(depth)));
    }

    /// Returns whether a connection to Discord is stalled.
    pub fn is_stalled(&self) -> bool {
        self.discord.is_stalled()
    }

    /// Takes the function that says whether the FAQ is learned. Only the first one is used.
    pub fn observe_learning(&self, is_learned: impl Fn() -> bool + Send + Sync + 'static) {
        let _ = self.is_learned.set(Box::new(is_learned));
    }

    /// Takes the function that counts the lines that the log has lost since the start. Only the first one is used.
    pub fn observe_log(&self, count_lost_lines: impl Fn() -> u64 + Send + Sync + 'static) {
        let _ = self.count_lost_log_lines.set(Box::new(count_lost_lines));
    }

    /// Takes the function that reads the state of the FAQ. Only the first one is used.
    pub fn observe_store(&self, read_status: impl Fn() -> StoreStatus + Send + Sync + 'static) {
        let _ = self.read_store_status.set(Box::new(read_status));
    }

    /// Returns why the bot cannot answer now, or `None` if it can.
    pub fn not_ready_reason(&self) -> Option<String> {
        if !self.is_learned.get().is_some_and(|is_learned| is_learned()) {
            return Some("not ready: the FAQ is not learned yet".to_owned());
        }
        let sessions = self.discord.sessions();
        let connections = self.discord.connections();
        if connections > 0 && sessions == connections {
            return None;
        }
        Some(format!("not ready: {sessions} of {connections} connections to Discord have a session"))
    }

    /// Returns all metrics in the text format of OpenMetrics.
    ///
    /// # Errors
    /// None is known: writing to a `String` does not fail.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        self.update_queues();
        self.update_discord();
        if let Some(count_lost_lines) = self.count_lost_log_lines.get() {
            raise(&self.lost_log_lines, count_lost_lines());
        }
        if let Some(read_status) = self.read_store_status.get() {
            self.faq.update(&read_status());
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    fn update_queues(&self) {
        for (queue, read_depth) in self.queues.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let labels = [("queue", queue.name())];
            let depth = read_depth();
            self.waiting.get_or_create(&labels).set(to_gauge(depth.waiting as u64));
            raise(&self.lost.get_or_create(&labels), depth.lost);
        }
    }

    fn update_discord(&self) {
        self.connections.set(to_gauge(self.discord.connections()));
        self.sessions.set(to_gauge(self.discord.sessions()));
        raise(&self.logins, self.discord.logins());
        for kind in RequestFailure::ALL {
            let failures = self.discord.failures(kind);
            // A kind that never happened has no line.
            if failures > 0 {
                raise(&self.rest_errors.get_or_create(&[("kind", kind.name())]), failures);
            }
        }
    }
}

fn to_gauge(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Raises a counter to a total that is counted elsewhere.
fn raise(counter: &Counter, total: u64) {
    counter.inc_by(total.saturating_sub(counter.get()));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the sorted lines that contain `part`.
    fn lines(metrics: &Metrics, part: &str) -> String {
        let text = metrics.encode().unwrap();
        let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#') && line.contains(part)).collect();
        lines.sort_unstable();
        lines.join("\n")
    }

    #[test]
    fn every_connection_must_have_a_session() {
        let metrics = Metrics::default();
        metrics.observe_learning(|| true);
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
    fn a_queue_is_observed_when_the_metrics_are_encoded() {
        let metrics = Metrics::default();
        let depth = Arc::new(Mutex::new(QueueDepth { waiting: 3, lost: 1 }));
        let observed = Arc::clone(&depth);
        metrics.observe_queue(QueueName::Journal, move || *observed.lock().unwrap());
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
    fn events_of_the_faq_file_are_counted() {
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
