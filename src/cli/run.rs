//! `run`: the Discord bot, until it is told to stop.

use std::convert::Infallible;
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::signal;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::failure::{Failure, Status, say};
use super::progress;
use super::watchdog::{self, Watched};
use crate::bot;
use crate::moderation::{NOTICES, Notice};
use crate::monitoring::{Metrics, Monitor, QueueDepth, QueueName};
use crate::settings::Settings;
use crate::storage::journal::Journal;
use crate::storage::{self, FileWatcher, Store};
use crate::telemetry;
use discord::Budget;

/// How long the bot may give no sign of life.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the bot until SIGINT or SIGTERM.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let filter = std::env::var("RUST_LOG").ok();
    telemetry::init(settings.log_format, filter.as_deref()).map_err(Failure::Log)?;
    let store = Arc::new(Store::open(&settings.faq.path, settings.faq.options())?);
    if settings.is_home()
        && let Err(error) = storage::open_history(&store, now)
    {
        tracing::warn!("{error}; until then the FAQ cannot be edited from Discord");
    }
    let learner = Arc::clone(&store);
    // The bot answers meanwhile, by words alone at first.
    thread::spawn(move || {
        storage::prepare(&learner, &progress::log);
        storage::validate_continuously(&learner)
    });
    // One thread serves Discord: what little a reply needs there costs less than waking another thread for it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)?;
    let (sender, notices) = mpsc::channel(NOTICES);
    let (notify, metrics) = (sender.clone(), Arc::new(Metrics::default()));
    let (counting, is_home) = (Arc::clone(&metrics), settings.is_home());
    store.on_event(move |event| {
        counting.count_file_event(&event);
        if is_home {
            notice(&notify, Notice::File(event));
        }
    });
    let journal = Journal::open(&settings.faq.data_dir, now, move |item| {
        tracing::info!(question = item.id, asked = item.asked(), "a question was asked in vain again and again");
        notice(&sender, Notice::Asked(item));
    });
    let backlog = journal.backlog();
    metrics.observe_queue(QueueName::Journal, move || QueueDepth { waiting: backlog.waiting(), lost: backlog.lost() });
    let watched = watched(&metrics);
    let serving = serve(settings, Arc::clone(&store), journal.clone(), notices, metrics);
    let outcome = runtime.block_on(watched.alive(serving));
    // A change of the FAQ that is being written is waited for. What is being learned is not: the next start learns it.
    let _held = store.block_writes();
    runtime.shutdown_background();
    journal.flush();
    outcome
}

/// Has a bot ended that hangs.
fn watched(metrics: &Arc<Metrics>) -> Watched {
    let metrics = Arc::clone(metrics);
    let hung = || {
        say("error: the bot hangs, and is ended so that it can be started again");
        process::exit(Status::Hung as i32);
    };
    watchdog::watch(PATIENCE, move || metrics.is_stalled(), hung)
}

/// Has the moderators told of something. They are not if too much waits to be told already: the log says it all the same.
fn notice(sender: &Sender<Notice>, notice: Notice) {
    if sender.try_send(notice).is_err() {
        tracing::warn!("the log channel is not told of something, since too much waits for it already");
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

async fn serve(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    notices: Receiver<Notice>,
    metrics: Arc<Metrics>,
) -> Result<(), Failure> {
    let _watch = FileWatcher::start(Arc::clone(&store));
    let budget = Budget::open(&settings.faq.data_dir, now);
    let monitor = monitor(settings, &metrics).await?;
    let answering = bot::run(settings, store, journal, budget, notices, metrics, stop_signal()?);
    tokio::select! {
        outcome = answering => Ok(outcome?),
        never = monitored(monitor.as_ref()) => match never {},
    }
}

/// What serves HTTP, if it is asked for.
async fn monitor(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Option<Monitor>, Failure> {
    let Some(address) = settings.http_addr else { return Ok(None) };
    let monitor = Monitor::listen(address, Arc::clone(metrics)).await?;
    tracing::info!(address = %monitor.address(), "listening for health checks and Prometheus");
    Ok(Some(monitor))
}

async fn monitored(monitor: Option<&Monitor>) -> Infallible {
    match monitor {
        Some(monitor) => monitor.serve().await,
        None => std::future::pending().await,
    }
}

/// Resolves when the process is asked to end. The signals are caught from this call on, not from the first poll: one
/// that comes while the bot connects is not lost.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    use signal::unix::SignalKind;
    let mut interrupt = signal::unix::signal(SignalKind::interrupt()).map_err(Failure::Runtime)?;
    let mut terminate = signal::unix::signal(SignalKind::terminate()).map_err(Failure::Runtime)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves when the process is asked to end.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    Ok(async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
