//! From Discord's events to tasks: each stands alone, so that a panic in one is logged and hurts no other.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serenity::all::{
    ApplicationId, Interaction, InteractionId, Message, MessageDeleteBulkEvent, MessageDeleteEvent, MessageUpdateEvent,
};
use tokio::sync::{Notify, Semaphore};

use super::asking::Asking;
use super::gateway::Event;
use super::moderating::Moderating;
use crate::settings::Shard;

/// How many events are worked on at once; more wait.
const AT_ONCE: u32 = 256;
/// How many events may wait. Discord limits how much the bot may send to less than it answers of these in a minute.
const WAITING: usize = 5_000;

/// Takes Discord's events.
pub struct Handler {
    asking: Asking,
    /// None where nobody may edit from Discord.
    moderating: Option<Arc<Moderating>>,
    room: Arc<Semaphore>,
    /// Room to wait.
    queue: Arc<Semaphore>,
    /// How many events found none.
    lost: AtomicU64,
    ready: Arc<Notify>,
    /// The shards that Discord has welcomed, by number.
    welcomed: Mutex<BTreeSet<u16>>,
    /// Whether it is this process that registers the commands.
    registers: bool,
}

/// What the one who runs the bot keeps of its [`Handler`].
#[derive(Debug, Clone)]
pub struct Progress {
    room: Arc<Semaphore>,
    ready: Arc<Notify>,
}

impl Progress {
    /// Waits until Discord has welcomed the bot.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Waits until no event is being worked on, at most `patience`.
    pub async fn finished(&self, patience: Duration) {
        if tokio::time::timeout(patience, self.room.acquire_many(AT_ONCE)).await.is_err() {
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
    /// the commands.
    pub fn new(asking: Asking, moderating: Option<Moderating>, registers: bool) -> Self {
        let (room, ready) = (Arc::new(Semaphore::new(AT_ONCE as usize)), Arc::new(Notify::new()));
        Self {
            asking,
            moderating: moderating.map(Arc::new),
            room,
            queue: Arc::new(Semaphore::new(WAITING)),
            lost: AtomicU64::new(0),
            ready,
            welcomed: Mutex::default(),
            registers,
        }
    }

    /// What to watch it by.
    pub fn progress(&self) -> Progress {
        Progress { room: Arc::clone(&self.room), ready: Arc::clone(&self.ready) }
    }

    /// Has an event of a shard's worked on; those that are nothing to the bot are not even read.
    pub fn hear(&self, shard: Shard, event: &Event) {
        match event.name.as_str() {
            "READY" => self.welcome(shard, event),
            "MESSAGE_CREATE" if self.concerned_by(event) => {
                self.take(event, |asking, message: Message| async move { asking.message(&message).await });
            }
            "MESSAGE_UPDATE" if self.concerned_by(event) => {
                self.take(event, |asking, edit: MessageUpdateEvent| async move { asking.edited(&edit).await });
            }
            "MESSAGE_DELETE" => self.take(event, |asking, gone: MessageDeleteEvent| async move {
                asking.deleted(gone.channel_id, gone.message_id).await;
            }),
            "MESSAGE_DELETE_BULK" => self.take(event, |asking, gone: MessageDeleteBulkEvent| async move {
                for message in gone.ids {
                    asking.deleted(gone.channel_id, message).await;
                }
            }),
            "INTERACTION_CREATE" => {
                let moderating = self.moderating.clone();
                self.take(event, |asking, interaction| answer(asking, moderating, interaction));
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
    fn take<T, W>(&self, event: &Event, work: impl FnOnce(Asking, T) -> W + Send + 'static)
    where
        T: DeserializeOwned + Send,
        W: Future<Output = ()> + Send + 'static,
    {
        let Ok(waiting) = Arc::clone(&self.queue).try_acquire_owned() else {
            return self.lost(&event.name);
        };
        let (asking, event) = (self.asking.clone(), event.clone());
        self.spawn(event.name.clone(), async move {
            drop(waiting);
            if let Some(data) = read(&event) {
                drop(event);
                work(asking, data).await;
            }
        });
    }

    fn lost(&self, event: &str) {
        let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood must not become one of the log.
        if lost.is_power_of_two() {
            tracing::warn!(event, lost, "events are lost, since too many wait to be worked on");
        }
    }

    fn spawn(&self, what: String, work: impl Future<Output = ()> + Send + 'static) {
        let room = Arc::clone(&self.room);
        tokio::spawn(async move {
            let _room = room.acquire().await;
            survive(&what, work).await;
        });
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
            self.spawn("missed questions".to_owned(), async move { asking.catch_up(shard).await });
        } else if first && self.registers {
            let home = self.moderating.as_ref().map(|moderating| moderating.home());
            self.spawn("the commands".to_owned(), async move { asking.register(ready.application.id, home).await });
        }
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
async fn answer(asking: Asking, moderating: Option<Arc<Moderating>>, interaction: Interaction) {
    let waiting = token(&interaction).map(|(id, token)| (id, token.to_owned()));
    let work = async {
        match moderating.filter(|_| Moderating::takes(&interaction)) {
            Some(moderating) => moderating.interaction(&interaction).await,
            None => asking.interaction(&interaction).await,
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
