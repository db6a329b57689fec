//! From Discord's events to tasks: each stands alone, so that a panic in one is logged and hurts no other.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serenity::all::{
    ApplicationId, Interaction, InteractionId, Message, MessageDeleteBulkEvent, MessageDeleteEvent, MessageUpdateEvent,
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::asking::Asking;
use super::gateway::Event;
use super::moderating::Moderating;
use crate::monitoring::{Depth, Metrics, Queue};
use crate::settings::Shard;

/// How many events are worked on at once; more wait.
const AT_ONCE: u32 = 256;
/// How many events may wait. Discord limits how much the bot may send to less than it answers of these in a minute.
const WAITING: u32 = 5_000;

/// Takes Discord's events.
pub struct Handler {
    asking: Asking,
    /// None where nobody may edit from Discord.
    moderating: Option<Arc<Moderating>>,
    room: Arc<Semaphore>,
    /// Room to wait.
    queue: Arc<Semaphore>,
    waiting: UnboundedSender<Waiting>,
    /// How many events found no room.
    lost: Arc<AtomicU64>,
    ready: Arc<Notify>,
    /// The shards that Discord has welcomed, by number.
    welcomed: Mutex<BTreeSet<u16>>,
    /// Whether it is this process that registers the commands.
    registers: bool,
}

/// What is to be done for an event. It is little more than the event itself until it begins.
struct Waiting {
    what: String,
    begin: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
    _place: OwnedSemaphorePermit,
}

/// What the one who runs the bot keeps of its [`Handler`].
#[derive(Debug, Clone)]
pub struct Progress {
    room: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    ready: Arc<Notify>,
}

impl Progress {
    /// Waits until Discord has welcomed the bot.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Waits until no event waits or is being worked on, at most `patience`.
    pub async fn finished(&self, patience: Duration) {
        let finished = async {
            let _queue = self.queue.acquire_many(WAITING).await;
            let _room = self.room.acquire_many(AT_ONCE).await;
        };
        if tokio::time::timeout(patience, finished).await.is_err() {
            tracing::warn!("stopped before every reply was sent");
        }
    }
}

/// What the bot wants to know of `READY`.
#[derive(Deserialize)]
struct Ready {
    user: User,
    guilds: Vec<IgnoredAny>,
    application: Application,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

#[derive(Deserialize)]
struct Application {
    id: ApplicationId,
}

impl Handler {
    /// A handler that has `asking` answer, and `moderating` do what moderators ask for; one of several processes `registers`
    /// the commands. It works in the runtime that it is made in.
    pub fn new(asking: Asking, moderating: Option<Moderating>, registers: bool) -> Self {
        let (room, ready) = (Arc::new(Semaphore::new(AT_ONCE as usize)), Arc::new(Notify::new()));
        let (waiting, next) = mpsc::unbounded_channel();
        tokio::spawn(work_off(next, Arc::clone(&room)));
        Self {
            asking,
            moderating: moderating.map(Arc::new),
            room,
            queue: Arc::new(Semaphore::new(WAITING as usize)),
            waiting,
            lost: Arc::default(),
            ready,
            welcomed: Mutex::default(),
            registers,
        }
    }

    /// What to watch it by.
    pub fn progress(&self) -> Progress {
        Progress { room: Arc::clone(&self.room), queue: Arc::clone(&self.queue), ready: Arc::clone(&self.ready) }
    }

    /// Has `metrics` see how much waits.
    pub fn watched_by(&self, metrics: &Metrics) {
        let (queue, room, lost) = (Arc::clone(&self.queue), Arc::clone(&self.room), Arc::clone(&self.lost));
        metrics.watch(Queue::Events, move || Depth {
            waiting: WAITING as usize - queue.available_permits(),
            lost: lost.load(Ordering::Relaxed),
        });
        metrics.watch(Queue::Replies, move || Depth { waiting: AT_ONCE as usize - room.available_permits(), lost: 0 });
    }

    /// Has an event of a shard's worked on; those that are nothing to the bot are not even read.
    pub fn hear(&self, shard: Shard, event: &Event) {
        match event.name.as_str() {
            "READY" => self.welcome(shard, event),
            "MESSAGE_CREATE" if self.concerned_by(event) => {
                self.take(event, |asking, message: Message, heard| async move {
                    asking.message(&message, heard).await;
                });
            }
            "MESSAGE_UPDATE" if self.concerned_by(event) => {
                self.take(event, |asking, edit: MessageUpdateEvent, heard| async move {
                    asking.edited(&edit, heard).await;
                });
            }
            "MESSAGE_DELETE" => self.take(event, |asking, gone: MessageDeleteEvent, _| async move {
                asking.deleted(gone.channel_id, gone.message_id).await;
            }),
            "MESSAGE_DELETE_BULK" => self.take(event, |asking, gone: MessageDeleteBulkEvent, _| async move {
                for message in gone.ids {
                    asking.deleted(gone.channel_id, message).await;
                }
            }),
            "INTERACTION_CREATE" => {
                let moderating = self.moderating.clone();
                self.take(event, |asking, interaction, heard| answer(asking, moderating, interaction, heard));
            }
            _ => {}
        }
    }

    /// Decided here, before anything is made of it: most messages are nothing to the bot. What cannot be glanced at is read
    /// whole, and complained of then.
    fn concerned_by(&self, event: &Event) -> bool {
        event.read().map_or(true, |glance| self.asking.concerned_by(&glance))
    }

    /// Has an event read and worked on when there is room; if too many wait for that already, it is lost.
    fn take<T, W>(&self, event: &Event, work: impl FnOnce(Asking, T, Instant) -> W + Send + 'static)
    where
        T: DeserializeOwned + Send,
        W: Future<Output = ()> + Send + 'static,
    {
        let (asking, own, heard) = (self.asking.clone(), event.clone(), Instant::now());
        self.wait(&event.name, move || async move {
            if let Some(data) = read(&own) {
                drop(own);
                work(asking, data, heard).await;
            }
        });
    }

    /// Has `work` done when there is room; if too much waits for that already, it is lost.
    fn wait<W>(&self, what: &str, work: impl FnOnce() -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.queue).try_acquire_owned() else {
            return self.lost(what);
        };
        let waiting = Waiting { what: what.to_owned(), begin: Box::new(|| work().boxed()), _place: place };
        // Whoever works it off does so for as long as this end is there.
        let _ = self.waiting.send(waiting);
    }

    fn lost(&self, event: &str) {
        let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood must not become one of the log.
        if lost.is_power_of_two() {
            tracing::warn!(event, lost, "events are lost, since too many wait to be worked on");
        }
    }

    fn welcome(&self, shard: Shard, event: &Event) {
        self.ready.notify_one();
        let Some(ready) = read::<Ready>(event) else { return };
        tracing::info!(shard = shard.id(), bot = ready.user.username, servers = ready.guilds.len(), "ready");
        let asking = self.asking.clone();
        asking.introduce(ready.application.id);
        let (first, again) = {
            let mut welcomed = self.welcomed.lock().unwrap_or_else(PoisonError::into_inner);
            (welcomed.is_empty(), !welcomed.insert(shard.id()))
        };
        // A shard that lost its session becomes ready again, with the same commands.
        if again {
            self.wait("missed questions", move || async move { asking.catch_up(shard).await });
        } else if first && self.registers {
            let home = self.moderating.as_ref().map(|moderating| moderating.home());
            self.wait("the commands", move || async move { asking.register(ready.application.id, home).await });
        }
    }
}

/// Begins what waits, in its order, whenever there is room.
async fn work_off(mut waiting: UnboundedReceiver<Waiting>, room: Arc<Semaphore>) {
    while let Some(Waiting { what, begin, _place }) = waiting.recv().await {
        let Ok(room) = Arc::clone(&room).acquire_owned().await else { return };
        tokio::spawn(async move {
            survive(&what, begin()).await;
            drop(room);
        });
    }
}

/// What an event holds, if it is what its name promises.
fn read<T: DeserializeOwned>(event: &Event) -> Option<T> {
    let data = event.read();
    // The error may quote what somebody wrote.
    data.inspect_err(|_| tracing::warn!(event = event.name, "an event was not understood")).ok()
}

/// Does `work`; false if it panicked, which is logged with its place as any panic is.
async fn survive(what: &str, work: impl Future<Output = ()>) -> bool {
    let finished = AssertUnwindSafe(work).catch_unwind().await.is_ok();
    if !finished {
        tracing::error!(what, "could not be worked on because of a panic");
    }
    finished
}

/// The one who waits for an answer is told of a fault.
async fn answer(asking: Asking, moderating: Option<Arc<Moderating>>, interaction: Interaction, heard: Instant) {
    let waiting = token(&interaction).map(|(id, token)| (id, token.to_owned()));
    let work = async {
        match moderating.filter(|_| Moderating::takes(&interaction)) {
            Some(moderating) => moderating.interaction(&interaction).await,
            None => asking.interaction(&interaction, heard).await,
        }
    };
    let finished = survive("an interaction", work).await;
    if let (false, Some((id, token))) = (finished, waiting) {
        asking.apologise(id, &token).await;
    }
}

/// What an interaction that can show a message is answered with.
fn token(interaction: &Interaction) -> Option<(InteractionId, &str)> {
    match interaction {
        Interaction::Command(command) => Some((command.id, &command.token)),
        Interaction::Component(button) => Some((button.id, &button.token)),
        Interaction::Modal(modal) => Some((modal.id, &modal.token)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_survived() {
        assert!(!survive("an event", async { panic!("as a mistake would") }).await);
        assert!(survive("the next event", async {}).await);
    }
}
