//! From a message or an interaction to a reply that is sent.
//!
//! Each command has a file of its own. The work is done by free functions over one [`Context`].

mod answer;
mod answer_from_guide;
mod ask;
mod channels;
mod identity;
mod incoming;
mod interactions;
mod limits;
mod messages;
mod own;
mod privacy;
mod reader;
mod recording;
mod topics;

use std::sync::Arc;

use serenity::builder::CreateCommand;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::moderation::servers::Directory;
use crate::monitoring::Metrics;
use crate::reply::{self, Locale, LocaleHints};
use crate::storage::Store;
use crate::storage::journal::Journal;
use crate::storage::servers::Servers;
use answer::{MatchPool, RankingCache};
use channels::{ChannelKinds, RecentChannels, RefusingChannels};
pub use channels::{catch_up, on_permissions_change};
use discord::model::{CommandInteraction, Interaction};
use discord::rest::Rest;
use faq::Faq;
pub use identity::Identity;
pub use incoming::MessagePeek;
pub use interactions::apologize;
use limits::QuestionLimits;
use messages::ReplyLog;
pub use messages::{on_delete, on_edit, on_message};
use reader::Reader;
use recording::Recorder;

/// The state that answering needs, shared by all tasks.
pub struct Context {
    store: Arc<Store>,
    servers: Arc<Servers>,
    directory: Arc<Directory>,
    rest: Arc<Rest>,
    identity: Identity,
    channels: ChannelKinds,
    replies: ReplyLog,
    recorder: Recorder,
    limits: QuestionLimits,
    match_pool: Arc<MatchPool>,
    rankings: RankingCache,
    recent_channels: RecentChannels,
    refusing_channels: RefusingChannels,
    metrics: Arc<Metrics>,
    clock: Clock,
    /// The time at which it was created, in seconds since 1970.
    started: i64,
}

/// The servers' own data, and what Discord says of the servers.
pub struct KnownServers {
    pub servers: Arc<Servers>,
    pub directory: Arc<Directory>,
}

impl Context {
    /// Creates the state of a bot that answers every question where the settings of `servers` say so.
    pub fn new(
        store: Arc<Store>,
        KnownServers { servers, directory }: KnownServers,
        journal: Journal,
        rest: Arc<Rest>,
        identity: Identity,
        metrics: Arc<Metrics>,
        clock: Clock,
    ) -> Self {
        let match_pool = Arc::<MatchPool>::default();
        match_pool.observe(&metrics);
        let learned_store = Arc::clone(&store);
        metrics.observe_learning(move || learned_store.engine().is_some());
        let observed_store = Arc::clone(&store);
        metrics.observe_store(move || observed_store.status());
        Self {
            store,
            channels: ChannelKinds::new(Arc::clone(&servers)),
            servers,
            directory,
            rest,
            identity,
            replies: ReplyLog::default(),
            recorder: Recorder::new(journal),
            limits: QuestionLimits::default(),
            match_pool,
            rankings: RankingCache::default(),
            recent_channels: RecentChannels::default(),
            refusing_channels: RefusingChannels::default(),
            metrics,
            started: clock.now(),
            clock,
        }
    }

    /// Returns the definitions of everybody's commands for the present FAQ.
    pub fn commands(&self) -> Vec<CreateCommand> {
        definitions(Some(self.store.current().faq()))
    }

    /// Returns whether a message, new or edited, may be meant for the bot and is worth parsing.
    pub fn may_be_for_bot(&self, peek: &MessagePeek) -> bool {
        peek.may_be_for(&self.identity, |server| self.servers.listens_in(server))
    }

    /// Returns what is known about the language that somebody reads.
    fn hints(&self, reader: impl Into<Reader>) -> LocaleHints {
        let reader = reader.into();
        let settings = reader.server.map(|server| self.servers.settings(server));
        let fixed = settings.and_then(|settings| settings.language.as_deref().and_then(Locale::from_tag));
        LocaleHints { fixed, client: reader.client }
    }

    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

/// Returns the definitions of everybody's commands, for an FAQ that may say what it is about.
pub fn definitions(faq: Option<&Faq>) -> Vec<CreateCommand> {
    vec![ask::definition(faq), topics::definition(), privacy::definition(), answer_from_guide::definition()]
}

/// Responds to an interaction that was `received` at that time.
pub async fn on_interaction(context: &Arc<Context>, interaction: &Interaction, received: Instant) {
    match interaction {
        Interaction::Command(command) => on_command(context, command, received).await,
        Interaction::Autocomplete(typing) => ask::autocomplete(context, typing).await,
        Interaction::Component(button) => interactions::on_press(context, button).await,
        // A form of another version: this one opens none outside moderation.
        Interaction::Modal(form) => {
            let locale = context.hints(form).locale(context.store.current().faq());
            interactions::respond_with_note(context, form.id, &form.token, &reply::unknown_button(locale)).await
        }
        _ => {}
    }
}

async fn on_command(context: &Arc<Context>, command: &CommandInteraction, received: Instant) {
    match command.data.name.as_str() {
        ask::NAME => ask::run(context, command, received).await,
        topics::NAME => topics::run(context, command).await,
        privacy::NAME => privacy::run(context, command).await,
        answer_from_guide::NAME => answer_from_guide::run(context, command, received).await,
        _ => {
            let locale = context.hints(command).locale(context.store.current().faq());
            interactions::respond_with_note(context, command.id, &command.token, &reply::unknown_command(locale)).await;
        }
    }
}
