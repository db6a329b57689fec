//! `run`: runs the Discord bot until it is asked to stop.

use std::convert::Infallible;
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{self, Runtime};
use tokio::signal;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::watchdog::{self, Heartbeat};
use super::{ExitStatus, Failure, terminal};
use crate::bot;
use crate::clock::Clock;
use crate::moderation::{NOTICE_QUEUE_CAPACITY, Notice};
use crate::monitoring::{Metrics, Monitor, QueueDepth, QueueName};
use crate::settings::Settings;
use crate::storage::journal::Journal;
use crate::storage::{self, FileWatcher, LearningStep, Store};
use crate::telemetry;

/// The longest time without a heartbeat, after which the watchdog ends the bot.
const STALL_TIMEOUT: Duration = Duration::from_secs(10);
/// The fewest sentences whose encoding is logged: fewer take less than about a second.
const MIN_LOGGED_SENTENCES: usize = 300;

/// Runs the bot until SIGINT or SIGTERM.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let log_filter = std::env::var("RUST_LOG").ok();
    telemetry::init(settings.log_format, log_filter.as_deref()).map_err(Failure::Log)?;
    let clock = Clock::system();
    let store = open_store(settings, clock.clone())?;
    learn_in_background(&store);
    let metrics = Arc::new(Metrics::default());
    let (notice_sender, notices) = mpsc::channel(NOTICE_QUEUE_CAPACITY);
    let journal = open_journal(settings, clock.clone(), &metrics, notice_sender.clone());
    report_file_events(settings, &store, &metrics, notice_sender);
    let runtime = start_runtime()?;
    let heartbeat = start_watchdog(&metrics);
    let bot = run_bot(settings, Arc::clone(&store), journal.clone(), clock, notices, metrics);
    let outcome = runtime.block_on(heartbeat.run(bot));
    // Waits for a change of the FAQ that is being written, and lets no other one begin until the process ends.
    let _write_lock = store.block_writes();
    // Does not wait for the FAQ to be learned: the next start learns it.
    runtime.shutdown_background();
    // Last, when nothing records events any more.
    journal.flush();
    outcome
}

/// Opens the FAQ, and its history if this process is the home server's.
fn open_store(settings: &Settings, clock: Clock) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::open(&settings.faq.path, settings.faq.options())?);
    if settings.is_home()
        && let Err(error) = storage::open_history(&store, clock)
    {
        tracing::warn!("{error}; until then the FAQ cannot be edited from Discord");
    }
    Ok(store)
}

/// Learns the FAQ and its changes on a thread of its own. Until it is learned, the bot connects and questions wait.
fn learn_in_background(store: &Arc<Store>) {
    store.on_learning(log_step);
    let store = Arc::clone(store);
    thread::spawn(move || {
        let begin = Instant::now();
        let engine = storage::learn(&store);
        if terminal::takes_long(&store) {
            let seconds = begin.elapsed().as_secs_f32();
            tracing::info!(threshold = engine.threshold(), seconds, "the FAQ is learned");
        }
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
        tracing::info!(question = item.id, asked = item.asked(), "a question often goes unanswered");
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
fn start_watchdog(metrics: &Arc<Metrics>) -> Heartbeat {
    let metrics = Arc::clone(metrics);
    watchdog::start(
        STALL_TIMEOUT,
        move || metrics.is_stalled(),
        || {
            terminal::notice("error: the bot is stuck, and ends so that it can be started again");
            process::exit(ExitStatus::Stalled as i32);
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
) -> Result<(), Failure> {
    let _watch = FileWatcher::start(Arc::clone(&store));
    let monitor = start_monitor(settings, &metrics).await?;
    let bot = bot::run(settings, store, journal, clock, notices, metrics, stop_signal()?);
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

/// Returns a future that resolves when the process is asked to stop. Signals are caught from this call on, not from the
/// first poll, so that one that arrives while the bot connects is not lost.
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

/// Returns a future that resolves when the process is asked to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    Ok(async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
