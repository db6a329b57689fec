//! The log: what is written, and what never is.
//!
//! At INFO and above there is neither a question nor a token. Below that the libraries that speak to Discord stay
//! silent whatever `RUST_LOG` says: their frames and addresses hold the bot's token and those of interactions.

use anstream::{AutoStream, ColorChoice};
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use crate::settings::LogFormat;

/// Libraries whose events below WARN may hold a token.
const HOLD_TOKENS: [&str; 9] =
    ["serenity", "tungstenite", "tokio_tungstenite", "reqwest", "hyper", "hyper_util", "h2", "rustls", "native_tls"];

/// What warns with addresses that hold the tokens of interactions; the bot itself logs every request that fails.
const WARNS_WITH_TOKENS: &str = "serenity::http";

/// Where errors are only the gateway's refusals, each of which ends the bot with a sentence of our own.
const TELLS_OF_REFUSALS: &str = "serenity::gateway";

/// What is logged if nothing else is asked for.
const DEFAULT_FILTER: &str = "info";

/// Starts the log on standard error, filtered by `filter` in the form of `RUST_LOG`, and lets it tell of panics. It has
/// colours on a terminal alone: `journalctl --output=json` shows a line with colours as a list of bytes, not as text.
///
/// # Errors
/// If the log was started before.
pub fn init(format: LogFormat, filter: Option<&str>) -> Result<(), TryInitError> {
    let colours = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    let lines = match format {
        LogFormat::Text => lines.with_target(false).boxed(),
        // The span of the question is enough: there is none around it.
        LogFormat::Json => lines.json().with_span_list(false).boxed(),
    };
    subscriber(lines, filter).try_init()?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The filters around any layer that writes.
fn subscriber<W>(lines: W, filter: Option<&str>) -> impl Subscriber + Send + Sync
where
    W: Layer<tracing_subscriber::Registry> + Send + Sync,
{
    let filter = filter.filter(|filter| !filter.trim().is_empty()).unwrap_or(DEFAULT_FILTER);
    // Directives that cannot be read are left out rather than stopping the bot.
    let asked_for = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).parse_lossy(filter);
    tracing_subscriber::registry().with(lines.with_filter(filter_fn(may_be_shown)).with_filter(asked_for))
}

/// Spans are refused along with events: serenity's hold its state.
fn may_be_shown(metadata: &Metadata<'_>) -> bool {
    let refusal = metadata.target().starts_with(TELLS_OF_REFUSALS) && *metadata.level() == tracing::Level::ERROR;
    if refusal || metadata.target().starts_with(WARNS_WITH_TOKENS) {
        return false;
    }
    let library = metadata.target().split("::").next().unwrap_or_default();
    !HOLD_TOKENS.contains(&library) || (metadata.is_event() && *metadata.level() <= tracing::Level::WARN)
}

/// Where it happened, not what was said: a panic's message may quote the text it was about.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    tracing::error!(%place, "a panic, which is a mistake in this program");
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
    fn frames_are_silent_even_if_asked_for() {
        let log = written(Some("trace,serenity=trace,tungstenite=trace"), || {
            tracing::trace!(target: "tungstenite::protocol", "frame with a token");
            tracing::debug!(target: "serenity::http::client", "address with a token");
            tracing::warn!(target: "serenity::http::client", "address with a token");
            tracing::info!(target: "reqwest::connect", "address with a token");
            tracing::warn!(target: "serenity::gateway::shard", "restarting");
            tracing::error!(target: "serenity::gateway::shard", "refused, as the token said");
            tracing::trace!("ours");
        });
        assert!(!log.contains("token"), "{log}");
        assert!(log.contains("restarting") && log.contains("ours"), "{log}");
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
