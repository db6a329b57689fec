//! From Discord's events to tasks: each stands alone, so that a panic in one is logged and hurts no other. Interactions
//! do not wait behind messages, since Discord gives them up after three seconds.

mod turns;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serenity::all::{
    ApplicationId, Interaction, InteractionId, Message, MessageDeleteBulkEvent, MessageDeleteEvent, MessageUpdateEvent,
};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::asking::Asking;
use crate::moderation::Moderation;
use crate::monitoring::{Metrics, QueueDepth, QueueName};
use discord::Event;
use discord::Shard;
use turns::{Room, Turns};

/// How many events are worked on at once; more wait. Interactions have as many places of their own.
const AT_ONCE: u32 = 256;
/// How many events may wait. Discord limits how much the bot may send to less than it answers of these in a minute.
const WAITING: u32 = 5_000;
/// How many interactions may wait: more than are acknowledged in the three seconds that Discord gives them.
const INTERACTIONS_WAITING: u32 = 1_000;

/// Takes Discord's events.
pub struct Handler {
    asking: Asking,
    /// None where nobody may edit from Discord.
    moderation: Option<Arc<Moderation>>,
    interactions: Turns,
    /// All other events.
    messages: Turns,
    ready: Arc<Notify>,
    /// The shards that Discord has welcomed, by number.
    welcomed: Mutex<BTreeSet<u16>>,
    /// Whether it is this process that registers the commands.
    registers: bool,
}

/// What the one who runs the bot keeps of its [`Handler`].
#[derive(Debug, Clone)]
pub struct Progress {
    interactions: Room,
    messages: Room,
    ready: Arc<Notify>,
}

impl Progress {
    /// Waits until Discord has welcomed the bot.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Waits until no event waits or is being worked on, at most `patience`.
    pub async fn finished(&self, patience: Duration) {
        let finished = async { tokio::join!(self.interactions.empty(), self.messages.empty()) };
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
    /// A handler that has `asking` answer, and `moderation` do what moderators ask for; one of several processes `registers`
    /// the commands. It works in the runtime that it is made in.
    pub fn new(asking: Asking, moderation: Option<Moderation>, registers: bool) -> Self {
        Self {
            asking,
            moderation: moderation.map(Arc::new),
            interactions: Turns::new(AT_ONCE, INTERACTIONS_WAITING),
            messages: Turns::new(AT_ONCE, WAITING),
            ready: Arc::default(),
            welcomed: Mutex::default(),
            registers,
        }
    }

    /// What to watch it by.
    pub fn progress(&self) -> Progress {
        let [interactions, messages] = self.rooms();
        Progress { interactions, messages, ready: Arc::clone(&self.ready) }
    }

    /// Has `metrics` see how much waits.
    pub fn watched_by(&self, metrics: &Metrics) {
        let (events, replies) = (self.rooms(), self.rooms());
        metrics.observe_queue(QueueName::Events, move || QueueDepth {
            waiting: events.iter().map(Room::waiting).sum(),
            lost: events.iter().map(Room::lost).sum(),
        });
        metrics.observe_queue(QueueName::Replies, move || QueueDepth {
            waiting: replies.iter().map(Room::worked_on).sum(),
            lost: 0,
        });
    }

    fn rooms(&self) -> [Room; 2] {
        [&self.interactions, &self.messages].map(Turns::room)
    }

    /// Has an event of a shard's worked on; those that are nothing to the bot are not even read.
    pub fn hear(&self, shard: Shard, event: &Event) {
        match event.name.as_str() {
            "READY" => self.welcome(shard, event),
            "MESSAGE_CREATE" if self.concerned_by(event) => {
                self.take(&self.messages, event, |asking, message: Message, heard| async move {
                    asking.message(&message, heard).await;
                });
            }
            "MESSAGE_UPDATE" if self.concerned_by(event) => {
                self.take(&self.messages, event, |asking, edit: MessageUpdateEvent, heard| async move {
                    asking.edited(&edit, heard).await;
                });
            }
            "MESSAGE_DELETE" => self.take(&self.messages, event, |asking, gone: MessageDeleteEvent, _| async move {
                asking.deleted(gone.channel_id, gone.message_id).await;
            }),
            "MESSAGE_DELETE_BULK" => {
                self.take(&self.messages, event, |asking, gone: MessageDeleteBulkEvent, _| async move {
                    for message in gone.ids {
                        asking.deleted(gone.channel_id, message).await;
                    }
                })
            }
            "INTERACTION_CREATE" => {
                let moderation = self.moderation.clone();
                self.take(&self.interactions, event, |asking, interaction, heard| {
                    answer(asking, moderation, interaction, heard)
                });
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
    fn take<T, W>(&self, turns: &Turns, event: &Event, work: impl FnOnce(Asking, T, Instant) -> W + Send + 'static)
    where
        T: DeserializeOwned + Send,
        W: Future<Output = ()> + Send + 'static,
    {
        let (asking, own, heard) = (self.asking.clone(), event.clone(), Instant::now());
        turns.wait(&event.name, move || async move {
            if let Some(data) = read(&own) {
                drop(own);
                work(asking, data, heard).await;
            }
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
            self.messages.wait("missed questions", move || async move { asking.catch_up(shard).await });
        } else if first && self.registers {
            let home = self.moderation.as_ref().map(|moderation| moderation.home());
            self.messages
                .wait("the commands", move || async move { asking.register(ready.application.id, home).await });
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
async fn answer(asking: Asking, moderation: Option<Arc<Moderation>>, interaction: Interaction, heard: Instant) {
    let waiting = token(&interaction).map(|(id, token)| (id, token.to_owned()));
    let work = async {
        match moderation.filter(|_| Moderation::is_responsible_for(&interaction)) {
            Some(moderation) => moderation.respond(&interaction).await,
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
