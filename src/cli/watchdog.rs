//! Notices that the bot hangs, from a thread that does not hang with it.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// How often the bot shows that it lives, for every time that the watchdog would be patient.
const SIGNS: u32 = 10;

/// A bot that is being watched.
#[derive(Debug)]
pub(super) struct Watched {
    signs: Sender<()>,
    interval: Duration,
}

/// Has `hung` called if there is no sign of life for `patience`; the bot must be [`Watched::alive`] from now on.
pub(super) fn watch(patience: Duration, hung: impl FnOnce() + Send + 'static) -> Watched {
    let (signs, seen) = mpsc::channel();
    thread::spawn(move || {
        if hangs(&seen, patience) {
            hung();
        }
    });
    Watched { signs, interval: patience / SIGNS }
}

/// Waits for the bot's end: whether it was none.
fn hangs(seen: &Receiver<()>, patience: Duration) -> bool {
    loop {
        match seen.recv_timeout(patience) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

impl Watched {
    /// Gives signs of life for as long as `work` goes on. Both are one task: if `work` spins or blocks, there are none.
    pub(super) async fn alive<T>(self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        let mut due = tokio::time::interval(self.interval);
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                _ = due.tick() => {}
            }
            // The watchdog is there for as long as this end of the line is.
            let _ = self.signs.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a bot that does this is taken for one that hangs.
    fn taken_to_hang(work: impl Future<Output = ()>) -> bool {
        let (told, hung) = mpsc::channel();
        let watched = watch(Duration::from_millis(200), move || told.send(()).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(watched.alive(work));
        hung.recv().is_ok()
    }

    #[test]
    fn a_bot_that_blocks_is_noticed() {
        let (_never, awaited) = mpsc::channel::<()>();
        assert!(taken_to_hang(async move {
            let _ = awaited.recv_timeout(Duration::from_millis(600));
        }));
    }

    #[test]
    fn a_bot_that_waits_or_ends_is_well() {
        assert!(!taken_to_hang(async { tokio::time::sleep(Duration::from_millis(600)).await }));
        assert!(!taken_to_hang(std::future::ready(())));
    }
}
