//! `run`: runs the Discord bot until it is asked to stop.

use std::convert::Infallible;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{self, Runtime};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

use super::ending::Ending;
use super::watchdog::{self, Heartbeat};
use super::{ExitStatus, Failure, LOG_FILTER, dotenv, variables};
use crate::bot;
use crate::clock::Clock;
use crate::moderation::{NOTICE_QUEUE_CAPACITY, Notice};
use crate::monitoring::{Metrics, Monitor, QueueDepth, QueueName};
use crate::settings::Settings;
use crate::storage::journal::Journal;
use crate::storage::{self, FileWatcher, FolderLock, LearningStep, LockError, Store, StoreStatus};
use crate::telemetry::{self, Log};
use discord::RunError;

/// The longest time without a heartbeat, after which the watchdog ends the bot.
const STALL_TIMEOUT: Duration = Duration::from_secs(10);
/// The fewest sentences whose encoding is logged: fewer take less than about a second.
const MIN_LOGGED_SENTENCES: usize = 300;

/// The interval at which the number of lost log lines is checked.
const LOST_LINES_REPORT_INTERVAL: Duration = Duration::from_secs(60);

/// Runs the bot until SIGINT or SIGTERM.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    if settings.token.is_none() {
        return Err(RunError::NoToken.into());
    }
    let log_filter = std::env::var(LOG_FILTER).ok();
    let log = telemetry::init(settings.log_format, log_filter.as_deref()).map_err(Failure::Log)?;
    let log = Arc::new(log);
    let ending = Ending::new(Arc::clone(&log));
    let outcome = run_until_stopped(settings, &log, &ending);
    // From here on, nothing that hangs, such as the reader of standard error, keeps the process from ending.
    ending.limit(status_of(&outcome));
    ending.finish_log();
    outcome
}

fn status_of(outcome: &Result<(), Failure>) -> ExitStatus {
    match outcome {
        Ok(()) => ExitStatus::Done,
        Err(failure) => failure.status(),
    }
}

fn run_until_stopped(settings: &Settings, log: &Arc<Log>, ending: &Ending) -> Result<(), Failure> {
    // Before anything is opened, because the disk may hang.
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "starting");
    for line in dotenv::unknown_names(&variables()) {
        tracing::warn!("{line}");
    }
    let metrics = Arc::new(Metrics::default());
    let stop_signal = ending.catch_signals()?;
    let heartbeat = start_watchdog(&metrics, ending);
    let clock = Clock::system();
    let _lock = lock_data_folder(settings)?;
    let store = open_store(settings, clock.clone())?;
    learn_in_background(&store);
    let (notice_sender, notices) = mpsc::channel(NOTICE_QUEUE_CAPACITY);
    let journal = open_journal(settings, clock.clone(), &metrics, notice_sender.clone());
    report_file_events(settings, &store, &metrics, notice_sender);
    let runtime = start_runtime()?;
    let observed_log = Arc::clone(log);
    metrics.observe_log(move || observed_log.lost_lines());
    let bot = run_bot(settings, Arc::clone(&store), journal.clone(), clock, notices, metrics, stop_signal);
    ending.bot_runs();
    let outcome = runtime.block_on(heartbeat.run(async {
        tokio::select! {
            outcome = bot => outcome,
            never = report_lost_lines(log) => match never {},
        }
    }));
    ending.limit(status_of(&outcome));
    // Waits for a change of the FAQ that is being written, and lets no other one begin until the process ends.
    let _write_lock = store.block_writes();
    // Does not wait for the FAQ to be learned: the next start learns it.
    runtime.shutdown_background();
    // Last, when nothing records events any more.
    journal.flush();
    outcome
}

/// Locks the data folder against a second process. If that is impossible, logs a warning.
fn lock_data_folder(settings: &Settings) -> Result<Option<FolderLock>, Failure> {
    let folder = &settings.faq.data_dir;
    let part = settings.sharding.part();
    match storage::lock_folder(folder, part.as_deref()) {
        Ok(lock) => Ok(Some(lock)),
        Err(LockError::Taken) => Err(Failure::FolderTaken(folder.clone())),
        Err(error) => {
            tracing::warn!("cannot lock {error}; a second process on this data folder would not be noticed");
            Ok(None)
        }
    }
}

/// Opens the FAQ, and its history if this process is the home server's.
fn open_store(settings: &Settings, clock: Clock) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::open(&settings.faq.path, settings.faq.options())?);
    log_faq(&store);
    if settings.is_home()
        && let Err(error) = storage::open_history(&store, clock)
    {
        tracing::warn!("{error}; until then the FAQ cannot be edited from Discord");
    }
    Ok(store)
}

fn log_faq(store: &Store) {
    let current = store.current();
    let path = store.path().canonicalize().unwrap_or_else(|_| store.path().to_owned());
    let phrasings = matching::examples(current.faq()).count();
    let StoreStatus { entries, referrals, .. } = store.status();
    tracing::info!(path = %path.display(), entries, referrals, phrasings, "the FAQ is read");
}

/// Learns the FAQ and its changes on a thread of its own. Until it is learned, the bot connects and questions wait.
fn learn_in_background(store: &Arc<Store>) {
    store.on_learning(log_step);
    let store = Arc::clone(store);
    thread::spawn(move || {
        let engine = storage::learn(&store);
        let seconds = store.status().learning_time.as_secs_f32();
        tracing::info!(threshold = engine.threshold(), seconds, "the FAQ is learned");
        storage::calibrate_continuously(&store)
    });
}

/// Logs a line for each tenth of the sentences.
fn log_step(step: LearningStep) {
    let LearningStep::Encoding { done, total } = step else { return };
    if total <= MIN_LOGGED_SENTENCES {
        return;
    }
    let tenth = done * 10 / total;
    let previous_tenth = done.saturating_sub(LearningStep::SENTENCES) * 10 / total;
    if done == total || tenth > previous_tenth {
        tracing::info!(done, of = total, "learning what the FAQ means");
    }
}

fn open_journal(settings: &Settings, clock: Clock, metrics: &Metrics, notices: Sender<Notice>) -> Journal {
    let journal = Journal::open(&settings.faq.data_dir, clock, move |item| {
        tracing::info!(question = item.id, asked = item.asked, "a question often goes unanswered");
        send_notice(&notices, Notice::Unanswered(item));
    });
    let backlog = journal.backlog();
    metrics.observe_queue(QueueName::Journal, move || QueueDepth { waiting: backlog.waiting(), lost: backlog.lost() });
    journal
}

/// Counts the events of the FAQ file, and notifies the moderators of them if this process is the home server's.
fn report_file_events(settings: &Settings, store: &Store, metrics: &Arc<Metrics>, notices: Sender<Notice>) {
    let is_home = settings.is_home();
    let metrics = Arc::clone(metrics);
    store.on_event(move |event| {
        metrics.count_file_event(&event);
        if is_home {
            send_notice(&notices, Notice::File(event));
        }
    });
}

/// Queues a notice to the moderators. If the queue is full, it is lost; the log has it anyway.
fn send_notice(notices: &Sender<Notice>, notice: Notice) {
    if notices.try_send(notice).is_err() {
        tracing::warn!("a notice is not sent to the log channel, because too many are waiting");
    }
}

/// Starts a runtime of one thread: the little work that a reply needs costs less than waking another thread.
fn start_runtime() -> Result<Runtime, Failure> {
    runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)
}

/// Starts the watchdog, which ends the process if the bot is stalled.
fn start_watchdog(metrics: &Arc<Metrics>, ending: &Ending) -> Heartbeat {
    let metrics = Arc::clone(metrics);
    let ending = ending.clone();
    watchdog::start(
        STALL_TIMEOUT,
        move || metrics.is_stalled(),
        move || {
            let reason = "error: the bot is stuck, and ends so that it can be started again";
            ending.exit(ExitStatus::Stalled, reason);
        },
    )
}

async fn run_bot(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    clock: Clock,
    notices: Receiver<Notice>,
    metrics: Arc<Metrics>,
    stop_signal: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let _watch = FileWatcher::start(Arc::clone(&store));
    let monitor = start_monitor(settings, &metrics).await?;
    let bot = bot::run(settings, store, journal, clock, notices, metrics, stop_signal);
    // Both in one task, so that /healthz does not answer while the bot is stuck.
    tokio::select! {
        outcome = bot => Ok(outcome?),
        never = serve_monitor(monitor.as_ref()) => match never {},
    }
}

/// Listens at `HTTP_ADDR`, if it is set.
async fn start_monitor(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Option<Monitor>, Failure> {
    let Some(address) = settings.http_addr else { return Ok(None) };
    let monitor = Monitor::listen(address, Arc::clone(metrics)).await?;
    tracing::info!(address = %monitor.address(), "listening for health checks and Prometheus");
    Ok(Some(monitor))
}

async fn serve_monitor(monitor: Option<&Monitor>) -> Infallible {
    match monitor {
        Some(monitor) => monitor.serve().await,
        None => std::future::pending().await,
    }
}

/// Logs how many lines the log has lost, once its reader has caught up.
async fn report_lost_lines(log: &Log) -> Infallible {
    let mut reported = 0;
    loop {
        sleep(LOST_LINES_REPORT_INTERVAL).await;
        let lost = log.lost_lines();
        if lost > reported {
            tracing::warn!(lost = lost - reported, "lines of this log are missing: its reader was too slow");
            reported = lost;
        }
    }
}
