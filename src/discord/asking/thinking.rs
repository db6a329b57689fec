//! Finding answers off the thread that serves Discord, and telling who waits that the bot is at it.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use serenity::model::application::CommandInteraction;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::Instrument;

use super::Asking;
use super::asked::Asked;
use crate::discord::render::{self, Audience};
use crate::discord::reply::Reply;
use crate::monitoring::{Depth, Metrics, Queue};

/// How long an answer may take before the asker is told that the bot is at it. Discord gives up after twice that.
const SLOW: Duration = Duration::from_millis(1_500);
/// Up to so many bytes of a question are understood by their words in less time than another thread takes to wake.
const SHORT: usize = 300;

/// What a command is answered with.
pub(super) struct Response {
    /// The reply.
    pub reply: Reply,
    /// Who sees it.
    pub audience: Audience,
    /// A line above it.
    pub lead: Option<String>,
    /// That of the best entry, 0 to 1, if a question was ranked.
    pub confidence: Option<f32>,
}

/// As many answers are looked for at once as there are processors; more would only take turns.
#[derive(Debug)]
pub struct Thinkers {
    room: Semaphore,
    waiting: AtomicUsize,
}

impl Default for Thinkers {
    fn default() -> Self {
        let room = Semaphore::new(available_parallelism().map_or(1, NonZero::get));
        Self { room, waiting: AtomicUsize::new(0) }
    }
}

/// How long work may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Well under a millisecond: it is done at once.
    Little,
    /// Anything: it is done where nobody else waits for it.
    Much,
}

impl Thinkers {
    /// What `work` comes to, after what was asked before; its panic is the caller's.
    pub(super) async fn think<T: Send + 'static>(
        &self,
        effort: Effort,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        if effort == Effort::Little {
            return work();
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _room = self.room.acquire().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        match tokio::task::spawn_blocking(work).await {
            Ok(outcome) => outcome,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime ends, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// Has `metrics` see how much waits.
    pub fn watched_by(self: &Arc<Self>, metrics: &Metrics) {
        let own = Arc::clone(self);
        metrics.watch(Queue::Questions, move || Depth { waiting: own.waiting.load(Ordering::Relaxed), lost: 0 });
    }
}

impl Asking {
    /// What it takes to answer a question.
    pub(super) fn effort(&self, question: &str) -> Effort {
        let little = question.len() <= SHORT && !self.store.current().compares_meaning();
        if little { Effort::Little } else { Effort::Much }
    }

    /// Answers a command about `question` with what `prepare` comes to. If that takes long, `audience` sees that the bot is at
    /// it.
    pub(super) async fn answer_in_time(
        &self,
        command: &CommandInteraction,
        question: &str,
        audience: Audience,
        asked: Asked,
        prepare: impl FnOnce(&Self, &CommandInteraction) -> Response + Send + 'static,
    ) {
        let (asking, own) = (self.clone(), command.clone());
        let answering = async {
            let thinking = self.thinkers.think(self.effort(question), move || prepare(&asking, &own));
            let deferral = async {
                let _ = self.respond(command.id, &command.token, render::deferral(audience)).await;
            };
            let (slow, response) = in_time(thinking, deferral).await;
            let sent = self.send_response(command, &response, slow).await;
            asked.answered(&self.metrics, response.reply.tone, response.confidence, sent);
        };
        answering.instrument(asked.span()).await;
    }

    /// Whether it was sent; `late` after it was said that the bot is at it.
    async fn send_response(&self, command: &CommandInteraction, response: &Response, late: bool) -> bool {
        let Response { reply, audience, lead, .. } = response;
        if !late {
            let response = render::response(reply, *audience, lead.as_deref());
            return self.respond(command.id, &command.token, response).await;
        }
        let sent = self.rest.follow_up(&command.token, &render::follow_up(reply, *audience, lead.as_deref())).await;
        sent.inspect_err(|error| tracing::warn!(%error, "a slow answer was not sent")).is_ok()
    }
}

/// What `thinking` comes to, and whether it took so long that `deferral` was done meanwhile.
async fn in_time<T>(thinking: impl Future<Output = T>, deferral: impl Future<Output = ()>) -> (bool, T) {
    let mut thinking = pin!(thinking);
    if let Ok(outcome) = timeout(SLOW, &mut thinking).await {
        return (false, outcome);
    }
    let ((), outcome) = tokio::join!(deferral, thinking);
    (true, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, sleep};

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_slow_answer_is_told_within_a_second_and_a_half() {
        let start = Instant::now();
        let mut told = None;
        let slow = in_time(sleep(Duration::from_secs(10)), async { told = Some(start.elapsed()) }).await;
        let rounding = Duration::from_millis(1);
        assert!(slow.0 && told.is_some_and(|told| told <= SLOW + rounding), "{told:?}");
        let fast = in_time(sleep(Duration::from_secs(1)), async { panic!("it is not slow") }).await;
        assert!(!fast.0);
    }

    #[tokio::test]
    async fn a_panic_while_thinking_is_the_askers() {
        let thinkers = Thinkers::default();
        for effort in [Effort::Little, Effort::Much] {
            let asked = async { thinkers.think(effort, || panic!("as a mistake would")).await };
            assert!(futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(asked)).await.is_err());
            assert_eq!(thinkers.think(effort, || 1).await, 1);
        }
    }
}
