//! From serenity's events to tasks: each stands alone, so that a panic in one is logged and hurts no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serenity::all::{
    ChannelId, Context, EventHandler, GuildId, Interaction, InteractionId, Message, MessageId, MessageUpdateEvent,
    Ready,
};
use serenity::async_trait;
use tokio::sync::{Notify, Semaphore};

use super::asking::Asking;

/// How many events are worked on at once; more wait.
const AT_ONCE: u32 = 256;

/// Takes serenity's events.
pub struct Handler {
    asking: Asking,
    room: Arc<Semaphore>,
    ready: Arc<Notify>,
    registered: AtomicBool,
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

impl Handler {
    /// A handler that has `asking` answer, and what to watch it by.
    pub fn new(asking: Asking) -> (Self, Progress) {
        let (room, ready) = (Arc::new(Semaphore::new(AT_ONCE as usize)), Arc::new(Notify::new()));
        let progress = Progress { room: Arc::clone(&room), ready: Arc::clone(&ready) };
        (Self { asking, room, ready, registered: AtomicBool::new(false) }, progress)
    }

    /// Does `work` in a task of its own; `false` if it panicked.
    async fn work(&self, what: &'static str, work: impl Future<Output = ()> + Send + 'static) -> bool {
        let Ok(_room) = self.room.acquire().await else {
            return true;
        };
        let finished = tokio::spawn(work).await.is_ok();
        if !finished {
            tracing::error!(what, "could not be worked on because of a panic");
        }
        finished
    }

    /// Interactions live outside of message channels, and the one who waits for an answer is told of a fault.
    async fn answer(&self, interaction: Interaction) {
        let waiting = token(&interaction).map(|(id, token)| (id, token.to_owned()));
        let asking = self.asking.clone();
        let finished = self.work("an interaction", async move { asking.interaction(&interaction).await }).await;
        if let (false, Some((id, token))) = (finished, waiting) {
            self.asking.apologise(id, &token).await;
        }
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

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        tracing::info!(bot = %ready.user.name, servers = ready.guilds.len(), "ready");
        self.ready.notify_one();
        // A bot that lost its session becomes ready again, with the same commands.
        if !self.registered.swap(true, Ordering::Relaxed) {
            let asking = self.asking.clone();
            self.work("the commands", async move { asking.register(ready.application.id).await }).await;
        }
    }

    async fn message(&self, _: Context, message: Message) {
        let asking = self.asking.clone();
        self.work("a message", async move { asking.message(&message).await }).await;
    }

    async fn message_update(&self, _: Context, _: Option<Message>, _: Option<Message>, event: MessageUpdateEvent) {
        let asking = self.asking.clone();
        self.work("an edited message", async move { asking.edited(&event).await }).await;
    }

    async fn message_delete(&self, _: Context, channel: ChannelId, message: MessageId, _: Option<GuildId>) {
        let asking = self.asking.clone();
        self.work("a deleted message", async move { asking.deleted(channel, message).await }).await;
    }

    async fn message_delete_bulk(&self, _: Context, channel: ChannelId, messages: Vec<MessageId>, _: Option<GuildId>) {
        let asking = self.asking.clone();
        let work = async move {
            for message in messages {
                asking.deleted(channel, message).await;
            }
        };
        self.work("deleted messages", work).await;
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        self.answer(interaction).await;
    }
}
