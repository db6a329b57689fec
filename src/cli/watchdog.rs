//! Notices that the bot hangs, spins or has gone deaf, from a thread that does not hang with it.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

/// How often the bot shows that it lives, for every time that the watchdog would be patient.
const SIGNS: u32 = 10;
/// A bot that is woken more often in a second, for as long as the watchdog is patient, is woken by nothing but itself: what
/// Discord tells of wakes it once for every packet at most.
const SPINNING: f64 = 20_000.0;

/// A bot that is being watched.
#[derive(Debug)]
pub(super) struct Watched {
    signs: Sender<Woken>,
    interval: Duration,
}

/// How often the bot was woken since its last sign of life.
type Woken = u64;

/// Has `hung` called if there is no sign of life for `patience`, if the bot does nothing but wake itself for as long, or once
/// it is `deaf`; it must be [`Watched::alive`] from now on.
pub(super) fn watch(
    patience: Duration,
    deaf: impl Fn() -> bool + Send + 'static,
    hung: impl FnOnce() + Send + 'static,
) -> Watched {
    let (signs, seen) = mpsc::channel();
    thread::spawn(move || {
        if hangs(&seen, patience, deaf) {
            hung();
        }
    });
    Watched { signs, interval: patience / SIGNS }
}

/// Waits for the bot's end: whether it was none.
fn hangs(seen: &Receiver<Woken>, patience: Duration, deaf: impl Fn() -> bool) -> bool {
    let most = (SPINNING * (patience / SIGNS).as_secs_f64()) as Woken;
    let mut spun = 0;
    loop {
        match seen.recv_timeout(patience) {
            Ok(woken) => {
                spun = if woken > most { spun + 1 } else { 0 };
                if spun >= SIGNS || deaf() {
                    return true;
                }
            }
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

impl Watched {
    /// Gives signs of life for as long as `work` goes on. Both are one task: if `work` blocks, there are none.
    pub(super) async fn alive<T>(self, work: impl Future<Output = T>) -> T {
        let (mut work, woken) = (pin!(work), Cell::new(0));
        let mut work = poll_fn(|context| {
            woken.set(woken.get() + 1);
            work.as_mut().poll(context)
        });
        let mut due = interval(self.interval);
        // Signs that come late are not made up for, so that each stands for a whole interval.
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                _ = due.tick() => {}
            }
            // The watchdog is there for as long as this end of the line is.
            let _ = self.signs.send(woken.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// Long enough for a loaded machine; a passing test never waits this long.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Whether a bot that does this until it is ended, or as long as it likes, is taken for one that hangs.
    fn taken_to_hang(deaf: bool, work: impl Future<Output = ()>) -> bool {
        let (told, hung) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let watched = watch(
            Duration::from_millis(200),
            move || deaf,
            move || {
                told.send(()).unwrap();
                end.send(()).unwrap();
            },
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(watched.alive(async {
            tokio::select! {
                () = work => {}
                Ok(()) = ended => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }));
        hung.recv().is_ok()
    }

    #[test]
    fn a_bot_that_blocks_is_noticed() {
        let (_never, awaited) = mpsc::channel::<()>();
        assert!(taken_to_hang(false, async move {
            let _ = awaited.recv_timeout(Duration::from_millis(600));
        }));
    }

    #[test]
    fn a_bot_that_spins_is_noticed() {
        assert!(taken_to_hang(false, async {
            loop {
                tokio::task::yield_now().await;
            }
        }));
    }

    #[test]
    fn a_bot_that_is_deaf_is_noticed() {
        assert!(taken_to_hang(true, std::future::pending()));
    }

    #[test]
    fn a_bot_that_waits_or_ends_is_well() {
        assert!(!taken_to_hang(false, async { tokio::time::sleep(Duration::from_millis(600)).await }));
        assert!(!taken_to_hang(false, std::future::ready(())));
    }

    #[test]
    fn a_bot_that_hears_a_thousand_things_a_second_is_well() {
        assert!(!taken_to_hang(false, async {
            for _ in 0..600 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }));
    }
}
