//! The end of the bot's process. It comes within a time limit, whatever hangs: the disk, a database, or the reader of standard
//! error.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{self, Runtime};
use tokio::signal;
use tokio::sync::oneshot;

use super::{ExitStatus, Failure, terminal};
use crate::telemetry::Log;

/// The time that stopping may take after a signal; [`LAST_WORDS_TIMEOUT`] comes on top. Service managers kill a process after ten
/// seconds, and replies in progress get four.
const STOP_TIMEOUT: Duration = Duration::from_secs(7);
/// The time in which the rest of the log and the reason for the end must be written. Without a reader they are lost.
const LAST_WORDS_TIMEOUT: Duration = Duration::from_millis(1_500);

/// What the threads that may end the process share.
#[derive(Clone)]
pub(super) struct Ending {
    log: Arc<Log>,
    stop_timeout: Duration,
    /// Whether the bot runs, so that there is work to finish after a signal.
    is_running: Arc<AtomicBool>,
    /// Whether the time that stopping may take is limited already.
    is_limited: Arc<AtomicBool>,
}

impl Ending {
    pub(super) fn new(log: Arc<Log>) -> Self {
        Self { log, stop_timeout: STOP_TIMEOUT, is_running: Arc::default(), is_limited: Arc::default() }
    }

    /// From now on, a signal ends the process only after the bot has finished its work.
    pub(super) fn bot_runs(&self) {
        self.is_running.store(true, Ordering::Relaxed);
    }

    /// Ends the process with this status unless it ends by itself within [`STOP_TIMEOUT`]. Only the first call counts.
    pub(super) fn limit(&self, status: ExitStatus) {
        if self.is_limited.swap(true, Ordering::Relaxed) {
            return;
        }
        let ending = self.clone();
        let limiting = thread::Builder::new().name("stop-limit".to_owned()).spawn(move || {
            thread::sleep(ending.stop_timeout);
            ending.exit(status, "error: something is stuck, so the bot exited without waiting for it");
        });
        if let Err(error) = limiting {
            tracing::warn!("the time that stopping may take is not limited, because there is no thread: {error}");
        }
    }

    /// Ends the process. What is left of the log and the reason are written if that takes no longer than a moment.
    pub(super) fn exit(&self, status: ExitStatus, reason: &str) -> ! {
        self.write_last_words(Some(reason.to_owned()));
        process::exit(status as i32)
    }

    /// Writes what is left of the log, if that takes no longer than a moment. Later lines are lost.
    pub(super) fn finish_log(&self) {
        self.write_last_words(None);
    }

    /// Writes on a thread of its own, which the end of the process does not wait for.
    fn write_last_words(&self, reason: Option<String>) {
        let log = Arc::clone(&self.log);
        let (sender, written) = mpsc::channel();
        let writing = thread::Builder::new().name("last-words".to_owned()).spawn(move || {
            log.finish();
            if let Some(reason) = reason {
                terminal::notice(&reason);
            }
            let _ = sender.send(());
        });
        if writing.is_ok() {
            let _ = written.recv_timeout(LAST_WORDS_TIMEOUT);
        }
    }

    /// Catches SIGINT and SIGTERM from now on, on a thread of its own, because the others may be stuck. Returns a future that
    /// resolves at the first signal. Then the bot has [`STOP_TIMEOUT`] to stop; a second signal ends it at once, and so does the
    /// first one while the bot is not running yet.
    pub(super) fn catch_signals(&self) -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)?;
        let mut signals = Signals::catch(&runtime)?;
        let (stop, stopped) = oneshot::channel();
        let ending = self.clone();
        let waiting = move || {
            runtime.block_on(async {
                signals.next().await;
                if !ending.is_running.load(Ordering::Relaxed) {
                    ending.exit(ExitStatus::Done, "stopped before the bot was started");
                }
                let _ = stop.send(());
                ending.limit(ExitStatus::Stalled);
                signals.next().await;
                ending.exit(ExitStatus::Done, "stopped at once by a second signal");
            });
        };
        thread::Builder::new().name("signals".to_owned()).spawn(waiting).map_err(Failure::Runtime)?;
        Ok(async {
            // The sender is dropped only with the thread, and the thread only with the process.
            let _ = stopped.await;
        })
    }
}

/// The signals that ask the process to stop.
#[cfg(unix)]
struct Signals {
    interrupt: signal::unix::Signal,
    terminate: signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Catches the signals from this call on, not from the first wait.
    fn catch(runtime: &Runtime) -> Result<Self, Failure> {
        use signal::unix::{SignalKind, signal};
        let _entered = runtime.enter();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(Failure::Runtime)?,
            terminate: signal(SignalKind::terminate()).map_err(Failure::Runtime)?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn catch(_: &Runtime) -> Result<Self, Failure> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::env;
    use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
    use std::process::{Child, Command, Stdio};
    use std::time::Instant;

    use rustix::fs::{OFlags, fcntl_setfl};

    use super::*;
    use crate::settings::LogFormat;
    use crate::telemetry;

    /// The variable that says what the process below does.
    const SCENE: &str = "ENDING_TEST_SCENE";
    /// Long enough for a loaded machine; a passing test never waits this long.
    const TEST_TIMEOUT: Duration = Duration::from_secs(30);
    const LOGGED_LINES: usize = 500;

    /// The process that the other tests start.
    #[test]
    #[ignore = "ends the process"]
    fn process_that_ends() {
        let Ok(scene) = env::var(SCENE) else { return };
        let ending = Ending::new(Arc::new(telemetry::init(LogFormat::Text, None).unwrap()));
        let ending = Ending { stop_timeout: Duration::from_millis(100), ..ending };
        let _stop = ending.catch_signals().unwrap();
        for number in 0..LOGGED_LINES {
            tracing::info!(number, "a line");
        }
        match scene.as_str() {
            "stalled" => ending.exit(ExitStatus::Stalled, "error: stuck"),
            "running" => ending.bot_runs(),
            _ => {}
        }
        println!("signals are caught");
        thread::sleep(TEST_TIMEOUT);
    }

    fn start(scene: &str, stderr: impl Into<Stdio>) -> Child {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "cli::ending::tests::process_that_ends", "--ignored", "--nocapture"]);
        command.env(SCENE, scene).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr).spawn().unwrap()
    }

    /// Sends SIGTERM to a process once it catches it, and returns its exit code.
    fn exit_code_after_signal(mut child: Child) -> Option<i32> {
        let output = BufReader::new(child.stdout.take().unwrap());
        assert!(output.lines().any(|line| line.unwrap().contains("signals are caught")));
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        exit_code(child)
    }

    fn exit_code(mut child: Child) -> Option<i32> {
        let begin = Instant::now();
        while begin.elapsed() < TEST_TIMEOUT {
            if let Some(status) = child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        None
    }

    /// Returns a pipe into which nothing fits any more.
    fn full_pipe() -> (PipeReader, PipeWriter) {
        let (reader, mut writer) = std::io::pipe().unwrap();
        fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
        for size in [4_096, 1] {
            while writer.write(&vec![b'.'; size]).is_ok() {}
        }
        fcntl_setfl(&writer, OFlags::empty()).unwrap();
        (reader, writer)
    }

    #[test]
    fn a_watchdog_ends_the_process_although_nobody_reads_why() {
        let (_reader, writer) = full_pipe();
        assert_eq!(exit_code(start("stalled", writer)), Some(ExitStatus::Stalled as i32));
    }

    #[test]
    fn a_signal_ends_a_bot_that_hangs() {
        let (_reader, writer) = full_pipe();
        assert_eq!(exit_code_after_signal(start("running", writer)), Some(ExitStatus::Stalled as i32));
    }

    #[test]
    fn a_signal_ends_a_start_that_hangs() {
        assert_eq!(exit_code_after_signal(start("starting", Stdio::null())), Some(ExitStatus::Done as i32));
    }

    #[test]
    fn the_rest_of_the_log_and_the_reason_are_written() {
        let mut child = start("stalled", Stdio::piped());
        let log = BufReader::new(child.stderr.take().unwrap());
        let lines: Vec<String> = log.lines().map(Result::unwrap).collect();
        assert_eq!(exit_code(child), Some(ExitStatus::Stalled as i32));
        assert_eq!(lines.last().map(String::as_str), Some("error: stuck"));
        assert_eq!(lines.iter().filter(|line| line.contains("a line")).count(), LOGGED_LINES);
    }
}
