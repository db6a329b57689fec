//! Holding up requests on their way, so that a test can have something happen while one is in flight.

use std::time::Duration;

use tokio::time::sleep;

use super::FakeDiscord;

/// Which requests are held up, and how many of them are.
#[derive(Debug, Default)]
pub struct Hold {
    which: Option<(&'static str, &'static str)>,
    held: usize,
    /// How long requests of a method take.
    slow: Option<(&'static str, Duration)>,
}

impl FakeDiscord {
    /// From now on requests of this method whose path holds `part` get no further.
    pub fn holds(&self, method: &'static str, part: &'static str) {
        self.change(|state| state.hold.which = Some((method, part)));
    }

    /// From now on requests of this method take so long.
    pub fn slows_down(&self, method: &'static str, time: Duration) {
        self.change(|state| state.hold.slow = Some((method, time)));
    }

    /// Waits until a request is held up.
    pub async fn until_held(&self) {
        self.wait_for("a request to hold up", |state| (state.hold.held > 0).then_some(())).await;
    }

    /// Lets everything go on.
    pub fn lets_go(&self) {
        self.change(|state| state.hold = Hold::default());
    }

    /// Goes on once nothing holds such a request up.
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
