//! The watchdog: notices that the bot blocks, spins or has stalled connections, from a thread that is not stuck with it.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

/// The number of heartbeats within the watchdog's timeout.
const HEARTBEATS_PER_TIMEOUT: u32 = 10;
/// The longest time from the start of the watchdog to the first heartbeat. Until then the bot reads its files.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// The most polls in a second of a bot that does not spin. Discord wakes it at most once for each packet; a bot that is
/// woken more often throughout the timeout wakes itself.
const MAX_POLLS_PER_SECOND: f64 = 20_000.0;

/// The sender of the bot's heartbeats to the watchdog.
#[derive(Debug)]
pub(super) struct Heartbeat {
    sender: Sender<Polls>,
    interval: Duration,
}

/// The number of times that the bot was polled since its last heartbeat.
type Polls = u64;

/// Starts a watchdog. It calls `on_stall` once the bot gives no heartbeat for `timeout`, spins for as long, or has
/// stalled connections, or is not run by [`Heartbeat::run`] within [`START_TIMEOUT`].
pub(super) fn start(
    timeout: Duration,
    has_stalled_connection: impl Fn() -> bool + Send + 'static,
    on_stall: impl FnOnce() + Send + 'static,
) -> Heartbeat {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        if wait_for_stall(&receiver, timeout, has_stalled_connection) {
            on_stall();
        }
    });
    Heartbeat { sender, interval: timeout / HEARTBEATS_PER_TIMEOUT }
}

/// Waits until the bot is stalled, and returns true, or until it ends, and returns false.
fn wait_for_stall(heartbeats: &Receiver<Polls>, timeout: Duration, has_stalled_connection: impl Fn() -> bool) -> bool {
    let interval = timeout / HEARTBEATS_PER_TIMEOUT;
    let max_polls = (MAX_POLLS_PER_SECOND * interval.as_secs_f64()) as Polls;
    let mut spinning_intervals = 0;
    let mut next_within = timeout.max(START_TIMEOUT);
    loop {
        match heartbeats.recv_timeout(next_within) {
            Ok(polls) => {
                next_within = timeout;
                spinning_intervals = if polls > max_polls { spinning_intervals + 1 } else { 0 };
                if spinning_intervals >= HEARTBEATS_PER_TIMEOUT || has_stalled_connection() {
                    return true;
                }
            }
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

impl Heartbeat {
    /// Runs `work` to its end and gives heartbeats. Both are one task, so that work that blocks stops the heartbeats.
    pub(super) async fn run<T>(self, work: impl Future<Output = T>) -> T {
        // From here on, the next one is due within the timeout.
        let _ = self.sender.send(0);
        let polls = Cell::new(0);
        let mut work = pin!(work);
        let mut work = poll_fn(|context| {
            polls.set(polls.get() + 1);
            work.as_mut().poll(context)
        });
        let mut ticks = interval(self.interval);
        // Late heartbeats are not made up for, so that each stands for at least a whole interval.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                _ = ticks.tick() => {}
            }
            // Fails only if the watchdog has just found the bot stalled.
            let _ = self.sender.send(polls.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// Long enough for a loaded machine; a passing test never waits this long.
    const TEST_TIMEOUT: Duration = Duration::from_secs(60);

    /// Runs `work` until it ends or the watchdog finds it stalled, and returns whether it did.
    fn is_found_stalled(has_stalled_connection: bool, work: impl Future<Output = ()>) -> bool {
        let (report, reported) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let heartbeat = start(
            Duration::from_millis(200),
            move || has_stalled_connection,
            move || {
                report.send(()).unwrap();
                end.send(()).unwrap();
            },
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(heartbeat.run(async {
            tokio::select! {
                () = work => {}
                Ok(()) = ended => {}
                () = tokio::time::sleep(TEST_TIMEOUT) => {}
            }
        }));
        reported.recv().is_ok()
    }

    #[test]
    fn a_bot_that_blocks_is_noticed() {
        let (_sender, never) = mpsc::channel::<()>();
        assert!(is_found_stalled(false, async move {
            let _ = never.recv_timeout(Duration::from_millis(600));
        }));
    }

    #[test]
    fn a_bot_that_spins_is_noticed() {
        assert!(is_found_stalled(false, async {
            loop {
                tokio::task::yield_now().await;
            }
        }));
    }

    #[test]
    fn a_bot_with_a_stalled_connection_is_noticed() {
        assert!(is_found_stalled(true, std::future::pending()));
    }

    #[test]
    fn a_bot_that_waits_or_ends_is_well() {
        assert!(!is_found_stalled(false, async { tokio::time::sleep(Duration::from_millis(600)).await }));
        assert!(!is_found_stalled(false, std::future::ready(())));
    }

    #[test]
    fn a_bot_that_hears_a_thousand_things_a_second_is_well() {
        assert!(!is_found_stalled(false, async {
            for _ in 0..600 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }));
    }
}
