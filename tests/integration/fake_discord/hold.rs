//! Holds requests, so that a test can make something happen while one is in flight.

use std::time::Duration;

use tokio::time::sleep;

use super::FakeDiscord;

/// The requests that are held, and their number.
#[derive(Debug, Default)]
pub struct Hold {
    which: Option<(&'static str, &'static str)>,
    held: usize,
    /// The time that requests of a method take.
    slow: Option<(&'static str, Duration)>,
}

impl FakeDiscord {
    /// Holds requests with this method and `part` in their path from now on.
    pub fn holds(&self, method: &'static str, part: &'static str) {
        self.change(|state| state.hold.which = Some((method, part)));
    }

    /// Makes requests of this method take this long from now on.
    pub fn slows_down(&self, method: &'static str, time: Duration) {
        self.change(|state| state.hold.slow = Some((method, time)));
    }

    /// Waits until a request is held.
    pub async fn until_held(&self) {
        self.wait_for("a request to hold up", |state| (state.hold.held > 0).then_some(())).await;
    }

    /// Releases all requests.
    pub fn lets_go(&self) {
        self.change(|state| state.hold = Hold::default());
    }

    /// Waits while such a request is held.
    pub(super) async fn pass(&self, method: &str, path: &str) {
        let mut changes = self.shared.changed.subscribe();
        let held = || {
            let which = self.state().hold.which;
            which.is_some_and(|(held, part)| held == method && path.contains(part))
        };
        if held() {
            self.change(|state| state.hold.held += 1);
        }
        while held() {
            let _ = changes.changed().await;
        }
        let slow = self.state().hold.slow;
        if let Some((_, time)) = slow.filter(|(slow, _)| *slow == method) {
            sleep(time).await;
        }
    }
}
