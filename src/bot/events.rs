//! From Discord's events to tasks. Each event has a task of its own, so that a panic in one affects no other. Interactions
//! have a queue of their own, since Discord gives them up after three seconds.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serenity::all::{InteractionId, MessageDeleteBulkEvent, MessageDeleteEvent};
use serenity::model::id::GuildId;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::registration::Registrar;
use crate::asking::{self, MessagePeek};
use crate::moderation::servers::ServerModeration;
use crate::moderation::{Moderation, Moderators};
use crate::monitoring::{Metrics, QueueDepth, QueueName};
use crate::settings::Settings;
use discord::model::{EventIds, Guild, GuildMember, InGuild, Interaction, Message, Ready, RoleDeletion, RoleEvent};
use discord::rest::Rest;
use discord::{Event, Shard};

/// The number of events of one queue that are handled at once.
const MAX_RUNNING_EVENTS: u32 = 256;
/// The number of events other than interactions that may wait. Discord lets the bot send fewer replies than that in a minute.
const MAX_WAITING_EVENTS: u32 = 5_000;
/// The number of interactions that may wait: more than can be acknowledged in the three seconds that Discord gives them.
const MAX_WAITING_INTERACTIONS: u32 = 1_000;

/// Queues Discord's events, and hands them to asking or to moderation.
pub struct EventHandler {
    rest: Arc<Rest>,
    asking: Arc<asking::Context>,
    /// `None` if this process does not serve moderators.
    moderation: Option<Arc<Moderation>>,
    servers: Arc<ServerModeration>,
    /// The moderators' server.
    home: Option<GuildId>,
    /// True in the process that registers the commands.
    registers_commands: bool,
    registrar: Arc<Registrar>,
    /// Whether the bot is in the moderators' server.
    is_in_home: AtomicBool,
    interactions: EventQueue,
    /// All other events.
    messages: EventQueue,
    /// The numbers of the shards that have been ready.
    ready_shards: Mutex<BTreeSet<u16>>,
}

impl EventHandler {
    /// Creates a handler whose tasks run in the current runtime.
    pub fn new(
        rest: Arc<Rest>,
        asking: asking::Context,
        moderation: Option<Moderation>,
        servers: ServerModeration,
        settings: &Settings,
    ) -> Self {
        Self {
            registrar: Arc::new(Registrar::new(Arc::clone(&rest), settings.home_guild)),
            rest,
            asking: Arc::new(asking),
            moderation: moderation.map(Arc::new),
            servers: Arc::new(servers),
            home: settings.home_guild,
            registers_commands: settings.is_home(),
            is_in_home: AtomicBool::new(false),
            interactions: EventQueue::new(MAX_RUNNING_EVENTS, MAX_WAITING_INTERACTIONS),
            messages: EventQueue::new(MAX_RUNNING_EVENTS, MAX_WAITING_EVENTS),
            ready_shards: Mutex::default(),
        }
    }

    /// Makes `metrics` report the depth of the queues.
    pub fn observe(&self, metrics: &Metrics) {
        let queues = [self.interactions.stats(), self.messages.stats()];
        let running = queues.clone();
        metrics.observe_queue(QueueName::Events, move || QueueDepth {
            waiting: queues.iter().map(QueueStats::waiting).sum(),
            lost: queues.iter().map(QueueStats::dropped).sum(),
        });
        metrics.observe_queue(QueueName::Replies, move || QueueDepth {
            waiting: running.iter().map(QueueStats::running).sum(),
            lost: 0,
        });
    }

    /// Returns the service for servers' own settings and answers.
    pub fn servers(&self) -> &ServerModeration {
        &self.servers
    }

    /// Resolves once no event waits or is being handled, or after the timeout.
    pub async fn drain(&self, timeout: Duration) {
        let drained = async { tokio::join!(self.interactions.drained(), self.messages.drained()) };
        if tokio::time::timeout(timeout, drained).await.is_err() {
            tracing::warn!("stopped before every reply was sent");
        }
    }

    /// Queues an event of a shard. Events that the bot does not use are not even parsed.
    pub fn dispatch(&self, shard: Shard, event: &Event) {
        // Not queued: an interaction that comes after a change of roles is judged by the roles as they are then.
        if let Some(moderation) = &self.moderation
            && Moderators::is_concerned_by(&event.name)
        {
            moderation.moderators().observe(event);
        }
        match event.name.as_str() {
            "READY" => self.on_ready(shard, event),
            "MESSAGE_CREATE" if self.may_be_for_bot(event) => {
                self.push(&self.messages, event, |asking, message: Message, received| async move {
                    asking::on_message(&asking, &message, received).await;
                });
            }
            "MESSAGE_UPDATE" if is_edit(event) && self.may_be_for_bot(event) => {
                self.push(&self.messages, event, |asking, message: Message, received| async move {
                    asking::on_edit(&asking, &message, received).await;
                });
            }
            "MESSAGE_DELETE" => {
                self.push(&self.messages, event, |asking, deleted: MessageDeleteEvent, _| async move {
                    asking::on_delete(&asking, deleted.channel_id, deleted.message_id).await;
                });
            }
            "MESSAGE_DELETE_BULK" => {
                self.push(&self.messages, event, |asking, deleted: MessageDeleteBulkEvent, _| async move {
                    for message in deleted.ids {
                        asking::on_delete(&asking, deleted.channel_id, message).await;
                    }
                });
            }
            "INTERACTION_CREATE" => {
                let moderation = self.moderation.clone();
                let servers = Arc::clone(&self.servers);
                let registrar = Arc::clone(&self.registrar);
                self.push(&self.interactions, event, move |asking, interaction, received| {
                    remove_old_command(&registrar, &interaction);
                    on_interaction(asking, moderation, servers, interaction, received)
                });
            }
            _ => self.on_server_event(event),
        }
    }

    /// Decides before a message is queued, since most messages are not for the bot. A message that cannot be peeked at is
    /// queued; parsing it whole then logs the failure.
    fn may_be_for_bot(&self, event: &Event) -> bool {
        match event.read() {
            Ok(peek) => self.asking.may_be_for_bot(&peek),
            Err(_) => true,
        }
    }

    /// Queues an event, to be parsed when its turn comes.
    fn push<T, W>(
        &self,
        queue: &EventQueue,
        event: &Event,
        work: impl FnOnce(Arc<asking::Context>, T, Instant) -> W + Send + 'static,
    ) where
        T: DeserializeOwned + Send,
        W: Future<Output = ()> + Send + 'static,
    {
        let received = Instant::now();
        let asking = Arc::clone(&self.asking);
        let own_event = event.clone();
        queue.push(&event.name, move || async move {
            if let Some(data) = parse(&own_event) {
                // The text of the event is not needed while its data is handled.
                drop(own_event);
                work(asking, data, received).await;
            }
        });
    }

    fn on_ready(&self, shard: Shard, event: &Event) {
        let Some(ready) = parse::<Ready>(event) else { return };
        tracing::info!(shard = shard.id(), bot = ready.user.username, servers = ready.guilds.len(), "ready");
        self.rest.set_application(ready.application.id);
        self.registrar.set_application(ready.application.id);
        let servers: Vec<GuildId> = ready.guilds.iter().map(|guild| guild.id).collect();
        self.begin_session(shard, &servers);
        if self.registers_commands && shard.serves(self.home) {
            self.register_commands(&servers);
        }
        let is_new_shard = self.ready_shards.lock().unwrap_or_else(PoisonError::into_inner).insert(shard.id());
        if is_new_shard {
            self.registrar.remove_old(servers);
        } else {
            // A shard that is ready again has lost its session, and Discord did not replay what it missed.
            let asking = Arc::clone(&self.asking);
            self.messages.push("missed questions", move || async move { asking::catch_up(&asking, shard).await });
        }
    }

    /// Notes the servers of a shard, before it reports them one by one.
    fn begin_session(&self, shard: Shard, servers: &[GuildId]) {
        let is_served = move |server| shard.serves(Some(server));
        self.servers.directory().begin_session(servers, is_served);
        let (service, servers) = (Arc::clone(&self.servers), servers.to_vec());
        self.messages.push("READY", move || async move { service.on_session(servers, is_served).await });
    }

    /// Registers all commands, at the start of a session whose servers these are.
    fn register_commands(&self, servers: &[GuildId]) {
        self.registrar.register_everybodys(self.asking.commands());
        let Some(home) = self.home else { return };
        let is_in_home = servers.contains(&home);
        self.is_in_home.store(is_in_home, Ordering::Relaxed);
        if is_in_home {
            self.registrar.register_moderators();
        } else {
            tracing::warn!(%home, "the bot is not in the server of HOME_GUILD_ID: invite it there, or correct the id");
        }
    }

    /// Keeps track of the bot's servers, of its role in each, and of what it may do there.
    fn on_server_event(&self, event: &Event) {
        match event.name.as_str() {
            "GUILD_CREATE" => self.on_server_joined(event),
            "GUILD_DELETE" => self.on_server_left(event),
            "GUILD_UPDATE" => {
                if let Some(server) = parse::<Guild>(event) {
                    self.servers.directory().update(&server);
                }
            }
            "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" => {
                let Some(changed) = parse::<RoleEvent>(event) else { return };
                self.servers.directory().set_role(changed.guild_id, &changed.role);
                self.asking.identity().learn_roles(changed.guild_id, &[changed.role]);
                self.on_permissions_change(changed.guild_id);
            }
            "GUILD_ROLE_DELETE" => {
                let Some(deleted) = parse::<RoleDeletion>(event) else { return };
                self.servers.directory().remove_role(deleted.guild_id, deleted.role_id);
                self.on_permissions_change(deleted.guild_id);
            }
            "CHANNEL_UPDATE" | "THREAD_UPDATE" => {
                if let Some(InGuild { guild_id }) = parse(event) {
                    self.on_permissions_change(guild_id);
                }
            }
            "GUILD_MEMBER_UPDATE" => match parse::<GuildMember>(event) {
                Some(member) if member.user.id == self.asking.identity().bot => {
                    self.on_permissions_change(member.guild_id);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Discord sends this event for every server after a login, for a server that the bot joins, and for one after an outage.
    fn on_server_joined(&self, event: &Event) {
        let Some(server) = parse::<Guild>(event) else { return };
        self.asking.identity().learn_roles(server.id, &server.roles);
        self.on_permissions_change(server.id);
        if self.registers_commands && Some(server.id) == self.home && !self.is_in_home.swap(true, Ordering::Relaxed) {
            self.registrar.register_moderators();
        }
        if self.servers.directory().learn(&server) {
            let service = Arc::clone(&self.servers);
            self.messages.push("GUILD_CREATE", move || async move { service.greet(&server).await });
        }
    }

    /// When the bot leaves a server, Discord deletes its commands there.
    fn on_server_left(&self, event: &Event) {
        let Some(server) = parse::<Guild>(event) else { return };
        if server.unavailable {
            return;
        }
        self.asking.identity().forget_role(server.id);
        self.servers.directory().forget(server.id);
        let service = Arc::clone(&self.servers);
        self.messages.push("GUILD_DELETE", move || async move { service.on_left(server.id).await });
        if Some(server.id) == self.home {
            self.is_in_home.store(false, Ordering::Relaxed);
            self.registrar.stop_moderators();
        }
    }

    fn on_permissions_change(&self, server: GuildId) {
        asking::on_permissions_change(&self.asking, server);
        if let Some(log_channel) = self.servers.log_channel_of(server) {
            self.rest.retry_channel(log_channel);
        }
    }
}

/// Returns whether an event may report that somebody edited a message. If it cannot be peeked at, it may.
fn is_edit(event: &Event) -> bool {
    event.read().map_or(true, |peek: MessagePeek| peek.is_edit())
}

/// Removes a command that was used in a server, but is not for it any more.
fn remove_old_command(registrar: &Registrar, interaction: &Interaction) {
    if let Interaction::Command(command) = interaction {
        registrar.remove_old(command.data.guild_id);
    }
}

/// Parses an event's data. Returns `None`, and logs it, if that is not what the event's name promises.
fn parse<T: DeserializeOwned>(event: &Event) -> Option<T> {
    match event.read() {
        Ok(data) => Some(data),
        Err(_) => {
            let EventIds { id, channel_id } = event.read().unwrap_or_default();
            let [id, channel] = [id.map(|id| id.get()), channel_id.map(|channel| channel.get())];
            // The error is left out, since it may quote what somebody wrote.
            tracing::warn!(event = event.name, channel, id, "an event was not understood");
            None
        }
    }
}

/// Hands an interaction to moderation or to asking. If that panics, the person who waits for a response gets an apology.
async fn on_interaction(
    asking: Arc<asking::Context>,
    moderation: Option<Arc<Moderation>>,
    servers: Arc<ServerModeration>,
    interaction: Interaction,
    received: Instant,
) {
    let work = async {
        match &moderation {
            _ if servers.is_responsible_for(&interaction) => servers.respond(&interaction).await,
            Some(moderation) if Moderation::is_responsible_for(&interaction) => moderation.respond(&interaction).await,
            _ => asking::on_interaction(&asking, &interaction, received).await,
        }
    };
    let is_finished = catch_panic("an interaction", work).await;
    if !is_finished && let Some((id, token)) = id_and_token(&interaction) {
        asking::apologize(&asking, id, token).await;
    }
}

/// Returns the id and the token of an interaction that can show a message.
fn id_and_token(interaction: &Interaction) -> Option<(InteractionId, &str)> {
    match interaction {
        Interaction::Command(command) => Some((command.id, &command.token)),
        Interaction::Component(button) => Some((button.id, &button.token)),
        Interaction::Modal(form) => Some((form.id, &form.token)),
        _ => None,
    }
}

/// A queue that starts work in the order in which it came, each piece in a task of its own. Its length and the number of
/// its tasks are bounded.
struct EventQueue {
    stats: QueueStats,
    sender: UnboundedSender<QueuedWork>,
}

/// The numbers of one queue; clones show the same queue.
#[derive(Debug, Clone)]
struct QueueStats {
    running_permits: Arc<Semaphore>,
    max_running: u32,
    waiting_permits: Arc<Semaphore>,
    max_waiting: u32,
    dropped: Arc<AtomicU64>,
}

/// Work that waits. Until it starts, it takes little more memory than the event itself.
struct QueuedWork {
    name: String,
    start: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
    _waiting_permit: OwnedSemaphorePermit,
}

impl EventQueue {
    /// Creates a queue whose work runs in the current runtime.
    pub fn new(max_running: u32, max_waiting: u32) -> Self {
        let stats = QueueStats {
            running_permits: Arc::new(Semaphore::new(max_running as usize)),
            max_running,
            waiting_permits: Arc::new(Semaphore::new(max_waiting as usize)),
            max_waiting,
            dropped: Arc::default(),
        };
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(run_queued(receiver, Arc::clone(&stats.running_permits)));
        Self { stats, sender }
    }

    pub fn stats(&self) -> QueueStats {
        self.stats.clone()
    }

    /// Adds work to the queue. If the queue is full, the work is dropped and counted. `name` is for the log.
    pub fn push<W>(&self, name: &str, work: impl FnOnce() -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.stats.waiting_permits).try_acquire_owned() else {
            self.stats.count_dropped(name);
            return;
        };
        let queued = QueuedWork { name: name.to_owned(), start: Box::new(|| work().boxed()), _waiting_permit: permit };
        // The receiver lives until this sender is dropped, or the runtime ends.
        let _ = self.sender.send(queued);
    }

    /// Resolves once no work waits or runs.
    pub async fn drained(&self) {
        // Work takes its running permit before it gives its waiting permit back, so this order misses none.
        let _waiting = self.stats.waiting_permits.acquire_many(self.stats.max_waiting).await;
        let _running = self.stats.running_permits.acquire_many(self.stats.max_running).await;
    }
}

impl QueueStats {
    pub fn waiting(&self) -> usize {
        self.max_waiting as usize - self.waiting_permits.available_permits()
    }

    pub fn running(&self) -> usize {
        self.max_running as usize - self.running_permits.available_permits()
    }

    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn count_dropped(&self, event: &str) {
        let dropped = self.dropped.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood of events must not become one in the log.
        if dropped.is_power_of_two() {
            tracing::warn!(event, dropped, "events are dropped, since too many wait");
        }
    }
}

/// Starts queued work, in order, whenever a task is free.
async fn run_queued(mut receiver: UnboundedReceiver<QueuedWork>, running_permits: Arc<Semaphore>) {
    while let Some(QueuedWork { name, start, _waiting_permit }) = receiver.recv().await {
        let Ok(permit) = Arc::clone(&running_permits).acquire_owned().await else { return };
        tokio::spawn(async move {
            catch_panic(&name, start()).await;
            drop(permit);
        });
    }
}

/// Runs `work`, and returns whether it finished. A panic in it is logged, with its place as any panic is.
async fn catch_panic(name: &str, work: impl Future<Output = ()>) -> bool {
    let is_finished = AssertUnwindSafe(work).catch_unwind().await.is_ok();
    if !is_finished {
        tracing::error!(name, "could not be handled because of a panic");
    }
    is_finished
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught() {
        assert!(!catch_panic("an event", async { panic!("as a mistake would") }).await);
        assert!(catch_panic("the next event", async {}).await);
    }
}
