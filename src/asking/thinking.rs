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
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::Asking;
use super::asked::Asked;
use crate::monitoring::{Metrics, QueueDepth, QueueName};
use crate::render::{self, Audience};
use crate::reply::Reply;

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

/// As many answers to messages are looked for at once as there are processors; more would only take turns. Beside them
/// as many to interactions are, which cannot wait behind a burst of messages.
#[derive(Debug)]
pub struct Thinkers {
    messages: Semaphore,
    interactions: Semaphore,
    waiting: AtomicUsize,
}

impl Default for Thinkers {
    fn default() -> Self {
        let room = || Semaphore::new(available_parallelism().map_or(1, NonZero::get));
        Self { messages: room(), interactions: room(), waiting: AtomicUsize::new(0) }
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

/// What an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// A message, which waits.
    Message,
    /// An interaction, which Discord gives up soon.
    Interaction,
}

impl Thinkers {
    /// What `work` comes to, after what was asked before in the same way; its panic is the caller's.
    pub(super) async fn think<T: Send + 'static>(
        &self,
        asks: Asks,
        effort: Effort,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        if effort == Effort::Little {
            return work();
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let room = match asks {
            Asks::Message => &self.messages,
            Asks::Interaction => &self.interactions,
        };
        let _room = room.acquire().await;
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
        metrics.observe_queue(QueueName::Questions, move || QueueDepth {
            waiting: own.waiting.load(Ordering::Relaxed),
            lost: 0,
        });
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
            let effort = self.effort(question);
            let thinking = self.thinkers.think(Asks::Interaction, effort, move || prepare(&asking, &own));
            let deferral = async {
                let _ = self.respond(command.id, &command.token, render::deferral(audience)).await;
            };
            let (slow, response) = in_time(thinking, deferral, asked.heard() + SLOW).await;
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
        // In its place rather than after it, which Discord takes for the same however often it is tried.
        let sent = self.rest.edit_response(&command.token, &render::late(reply, lead.as_deref()), &[]).await;
        sent.inspect_err(|error| tracing::warn!(%error, "a slow answer was not sent")).is_ok()
    }
}

/// What `thinking` comes to, and whether it was not there by `due`, so that `deferral` was done meanwhile.
async fn in_time<T>(thinking: impl Future<Output = T>, deferral: impl Future<Output = ()>, due: Instant) -> (bool, T) {
    let mut thinking = pin!(thinking);
    if let Ok(outcome) = timeout_at(due, &mut thinking).await {
        return (false, outcome);
    }
    let ((), outcome) = tokio::join!(deferral, thinking);
    (true, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_slow_answer_is_told_within_a_second_and_a_half() {
        let start = Instant::now();
        let mut told = None;
        let slow = in_time(sleep(Duration::from_secs(10)), async { told = Some(start.elapsed()) }, start + SLOW).await;
        let rounding = Duration::from_millis(1);
        assert!(slow.0 && told.is_some_and(|told| told <= SLOW + rounding), "{told:?}");
        let deferral = async { panic!("it is not slow") };
        assert!(!in_time(sleep(Duration::from_secs(1)), deferral, Instant::now() + SLOW).await.0);
    }

    #[tokio::test(start_paused = true)]
    async fn what_waited_to_be_read_is_not_waited_for_again() {
        let (heard, mut told) = (Instant::now(), None);
        sleep(Duration::from_secs(1)).await;
        in_time(sleep(Duration::from_secs(10)), async { told = Some(heard.elapsed()) }, heard + SLOW).await;
        assert!(told.is_some_and(|told| told <= SLOW + Duration::from_millis(1)), "{told:?}");
        let ready = in_time(async {}, async { panic!("it is there") }, heard + SLOW).await;
        assert!(!ready.0, "what is late, but takes no time, is sent at once");
    }

    #[tokio::test]
    async fn interactions_do_not_wait_behind_messages() {
        let thinkers = Arc::<Thinkers>::default();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(std::sync::Mutex::new(released));
        let messages = (0..1_700).map(|_| {
            let (thinkers, released) = (Arc::clone(&thinkers), Arc::clone(&released));
            let held = move || released.lock().unwrap().recv().is_err();
            tokio::spawn(async move { thinkers.think(Asks::Message, Effort::Much, held).await })
        });
        let messages: Vec<_> = messages.collect();
        tokio::task::yield_now().await;
        assert_eq!(thinkers.think(Asks::Interaction, Effort::Much, || 1).await, 1);
        assert!(messages.iter().all(|message| !message.is_finished()));
        drop(release);
        futures_util::future::join_all(messages).await;
    }

    #[tokio::test]
    async fn a_panic_while_thinking_is_the_askers() {
        let thinkers = Thinkers::default();
        for effort in [Effort::Little, Effort::Much] {
            let asked = async { thinkers.think(Asks::Interaction, effort, || panic!("as a mistake would")).await };
            assert!(futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(asked)).await.is_err());
            assert_eq!(thinkers.think(Asks::Interaction, effort, || 1).await, 1);
        }
    }
}
