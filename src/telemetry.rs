//! The log.
//!
//! At INFO and above, it contains neither questions nor tokens. Below that, the libraries that communicate with Discord
//! are silent even if `RUST_LOG` asks for them: their frames and addresses contain the bot's token and those of
//! interactions.
//!
//! A thread of its own writes the lines, because the reader of standard error may stall: a journal under load, a terminal
//! that is paused. Lines that do not fit into its queue are lost and counted; nothing waits for them.

use std::sync::{Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Subscriber};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use crate::settings::LogFormat;

/// Libraries whose spans, and events below WARN, may contain a token.
const MAY_LOG_TOKENS: [&str; 7] =
    ["serenity", "tungstenite", "tokio_tungstenite", "reqwest", "hyper", "hyper_util", "rustls"];

/// The library that watches files. It reports every write to a file beside the FAQ; if that is the log, each line would cause
/// the next one.
const REPORTS_LOG_WRITES: &str = "notify";

const DEFAULT_FILTER: &str = "info";

/// The number of lines that wait to be written, about two megabytes. A burst of questions logs a line for each.
const MAX_WAITING_LINES: usize = 8_192;

/// The log and the thread that writes it.
pub struct Log {
    /// `None` once the log is finished.
    writer: Mutex<Option<WorkerGuard>>,
    lost: ErrorCounter,
}

impl Log {
    /// Returns the number of lines that were lost since the start because too many were waiting.
    pub fn lost_lines(&self) -> u64 {
        self.lost.dropped_lines() as u64
    }

    /// Writes the lines that wait. Later ones are lost. Call it on a thread that may hang, as standard error may.
    pub fn finish(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(writer);
    }
}

/// Starts the log on standard error, with panics in it. `filter` has the form of `RUST_LOG`.
///
/// Only a terminal gets colours: `journalctl --output=json` shows a line with colours as a list of bytes instead of text.
///
/// # Errors
/// The log has been started before.
pub fn init(format: LogFormat, filter: Option<&str>) -> Result<Log, TryInitError> {
    let has_colours = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let queue = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(MAX_WAITING_LINES).thread_name("log");
    let (writer, guard) = queue.finish(std::io::stderr());
    let log = Log { writer: Mutex::new(Some(guard)), lost: writer.error_counter() };
    let lines = fmt::layer().with_writer(writer).with_ansi(has_colours);
    let lines = match format {
        LogFormat::Text => lines.with_target(false).boxed(),
        // The question's span is in `span`; it has no parents for `spans` to list.
        LogFormat::Json => lines.json().with_span_list(false).boxed(),
    };
    subscriber(lines, filter).try_init()?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(log)
}

/// Returns a subscriber that writes to `lines` what the filters let through.
fn subscriber<W>(lines: W, filter: Option<&str>) -> impl Subscriber + Send + Sync
where
    W: Layer<tracing_subscriber::Registry> + Send + Sync,
{
    let filter = match filter {
        Some(filter) if !filter.trim().is_empty() => filter,
        _ => DEFAULT_FILTER,
    };
    // Lossy, because a directive that cannot be parsed must not stop the bot.
    let level_filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).parse_lossy(filter);
    tracing_subscriber::registry().with(lines.with_filter(filter_fn(may_be_logged)).with_filter(level_filter))
}

/// Returns whether an event or a span is sure to contain no token and not to be caused by the log itself. The spans of
/// serenity's requests contain their addresses.
fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    let library = metadata.target().split("::").next().unwrap_or_default();
    let is_silent = MAY_LOG_TOKENS.contains(&library) || library == REPORTS_LOG_WRITES;
    !is_silent || (metadata.is_event() && *metadata.level() <= Level::WARN)
}

/// Logs the place of a panic, but not its message, which may quote a question.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = match panic.location() {
        Some(location) => location.to_string(),
        None => "an unknown place".to_owned(),
    };
    tracing::error!(%place, "a panic, which is a bug in this program");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(filter: Option<&str>, log: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let lines = fmt::layer().with_ansi(false).without_time().with_writer(move || writer.clone());
        tracing::subscriber::with_default(subscriber(lines, filter), log);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn libraries_are_silent_even_if_rust_log_asks_for_them() {
        let log = written(Some("trace,serenity=trace,tungstenite=trace"), || {
            tracing::trace!(target: "tungstenite::protocol", "frame with a token");
            tracing::debug!(target: "serenity::http::request", "address with a token");
            let _span =
                tracing::warn_span!(target: "serenity::http::request", "build", address = "with a token").entered();
            tracing::info!(target: "reqwest::connect", "address with a token");
            tracing::trace!(target: "notify::inotify", "an event of the log file, without a token");
            tracing::warn!(target: "serenity::model", "skipping a channel");
            tracing::trace!("ours");
        });
        assert!(!log.contains("token"), "{log}");
        assert!(log.contains("skipping a channel") && log.contains("ours"), "{log}");
    }

    #[test]
    fn without_a_filter_there_is_info() {
        for filter in [None, Some(""), Some(" ")] {
            let log = written(filter, || {
                tracing::debug!("a detail");
                tracing::info!("an event");
            });
            assert!(log.contains("an event") && !log.contains("a detail"), "{log}");
        }
    }
}
