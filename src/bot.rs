//! The bot in Discord: connects, dispatches events, shuts down.
//!
//! The gateway connection and the requests are our own; the types are serenity's. Its cache is not used, since it would
//! hold every server's members and channels for the few ids that the bot needs. Neither is poise, which keeps forms in the
//! memory of one process.

mod events;
mod files;
mod ids;
mod logins;
mod registration;

use std::sync::Arc;
use std::time::Duration;

use discord::{Gateways, Intents, ProxySettings, Rest, RunError, greet};
use serenity::all::GatewayIntents;
use tokio::sync::mpsc::Receiver;

use crate::asking;
use crate::clock::Clock;
use crate::moderation::servers::{self as server_moderation, ServerModeration};
use crate::moderation::{self, LogChannel, Moderation, Moderators, Notice, QuestionVectors};
use crate::monitoring::Metrics;
use crate::settings::Settings;
use crate::storage::Store;
use crate::storage::journal::Journal;
use crate::storage::servers::Servers;
use events::EventHandler;
use files::{BotFiles, ModerationFiles};
pub use logins::SavedLogins;

/// The time until a gateway begins to speak with the bot. After it, the address is likely to be wrong.
const FIRST_GREETING_TIMEOUT: Duration = Duration::from_secs(30);
/// The time that the replies being made may take at shutdown.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(4);

/// Runs the bot until `shutdown` resolves; then closes the connection and finishes the replies that are being made.
/// Questions are recorded in `journal`, and `notices` are posted to the moderators' log channel.
///
/// # Errors
/// [`RunError`] if Discord cannot be reached at the start, or refuses the bot at any time.
pub async fn run(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    clock: Clock,
    notices: Receiver<Notice>,
    metrics: Arc<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    tokio::pin!(shutdown);
    let Prepared { mut gateways, handler, rest, servers } = tokio::select! {
        prepared = prepare(settings, store, journal, clock, &metrics) => prepared?,
        () = &mut shutdown => return Ok(()),
    };
    let log = LogChannel::of_home(Arc::clone(&rest), Arc::clone(&servers));
    let address = gateways.address().to_owned();
    let greeting_timeout = FIRST_GREETING_TIMEOUT + gateways.max_login_delay();
    let dispatch = |shard, event: &discord::Event| handler.dispatch(shard, event);
    tokio::select! {
        () = log.post_all(servers, notices) => {}
        never = handler.servers().delete_daily() => match never {},
        error = gateways.run(&dispatch) => return Err(error),
        error = never_greeted(address, greeting_timeout, &metrics) => return Err(error),
        () = rest.token_refused() => return Err(RunError::WrongToken),
        () = shutdown => tracing::info!("stopping"),
    }
    tokio::join!(gateways.close(), handler.drain(DRAIN_TIMEOUT));
    Ok(())
}

/// What is ready before the bot connects.
struct Prepared {
    gateways: Gateways,
    handler: EventHandler,
    rest: Arc<Rest>,
    servers: Arc<Servers>,
}

/// Checks the token, and prepares the gateways, the handler of their events, and the client for requests.
async fn prepare(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    clock: Clock,
    metrics: &Arc<Metrics>,
) -> Result<Prepared, RunError> {
    let token = settings.token.as_ref().ok_or(RunError::NoToken)?;
    let proxy = ProxySettings::from_env();
    let rest = Rest::new(token, settings.api_url.as_deref(), &proxy, Arc::clone(metrics.discord()));
    let rest = Arc::new(rest.map_err(|error| RunError::from_rest(error, "its API"))?);
    proxy.check(rest.base_url())?;
    if let Some(proxy) = proxy.proxy_for(rest.base_url()) {
        tracing::info!(proxy = %proxy.uri(), "Discord is reached through a proxy");
    }
    let greeted = greet(&rest).await?;
    if settings.is_home() {
        ids::check_channels(&rest, settings).await;
    }
    let shards = settings.sharding.0.range(greeted.gateway.shards);
    let files = BotFiles::open(settings, &store, shards, clock.clone()).await;
    let servers = files.servers;
    let moderation = moderation(settings, &store, &servers, &journal, &rest, files.moderation);
    let intents = Intents::new(intents(&rest, settings, &servers).await);
    let directory = Arc::<server_moderation::Directory>::default();
    let server_context = server_moderation::Context {
        servers: Arc::clone(&servers),
        store: Arc::clone(&store),
        journal: journal.clone(),
        rest: Arc::clone(&rest),
        directory: Arc::clone(&directory),
        bot: greeted.bot,
        intents: intents.clone(),
    };
    let asking = asking::Context::new(
        store,
        asking::KnownServers { servers: Arc::clone(&servers), directory },
        journal,
        Arc::clone(&rest),
        asking::Identity::new(greeted.bot, settings.bridges.clone()),
        Arc::clone(metrics),
        clock.clone(),
    );
    let budget = Box::new(files.logins);
    let gateways = Gateways::new(shards, greeted.gateway, token, &proxy, &intents, budget, metrics.discord())?;
    let servers_service = ServerModeration::new(server_context);
    let handler = EventHandler::new(Arc::clone(&rest), asking, moderation, servers_service, settings);
    handler.observe(metrics);
    Ok(Prepared { gateways, handler, rest, servers })
}

/// Creates the service for the moderators, if this process receives the events of their server.
fn moderation(
    settings: &Settings,
    store: &Arc<Store>,
    servers: &Arc<Servers>,
    journal: &Journal,
    rest: &Arc<Rest>,
    files: Option<ModerationFiles>,
) -> Option<Moderation> {
    let home = settings.home_guild?;
    let ModerationFiles { drafts, golden_cases } = files?;
    let context = moderation::Context {
        store: Arc::clone(store),
        journal: journal.clone(),
        drafts,
        golden_cases,
        question_vectors: QuestionVectors::default(),
    };
    let moderators = Moderators::new(home, Arc::clone(servers));
    let log = LogChannel::of_home(Arc::clone(rest), Arc::clone(servers));
    Some(Moderation::new(context, moderators, Arc::clone(rest), log))
}

/// Returns the intents that the bot needs. Reading all messages is a privileged one; mentions, direct messages and commands
/// come with their text anyway, so it is asked for only if there are FAQ channels.
async fn intents(rest: &Rest, settings: &Settings, servers: &Servers) -> GatewayIntents {
    let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if reads_all_messages(rest, settings, servers).await {
        intents |= GatewayIntents::MESSAGE_CONTENT;
    }
    intents
}

/// Discord refuses a bot that asks for an intent that is switched off. Where the operator's own settings need it, that is for the
/// operator to see; where only servers' settings do, the bot works on without it.
async fn reads_all_messages(rest: &Rest, settings: &Settings, servers: &Servers) -> bool {
    if !settings.faq_channels.is_empty() {
        return true;
    }
    if servers.faq_channels().is_empty() {
        return false;
    }
    match rest.application_info().await {
        Ok(application) if application.may_read_messages() => true,
        Ok(_) => {
            tracing::warn!(
                "the Message Content intent is switched off, so the channels that servers chose with /faq setup are not \
                 read: switch it on (developer portal, Bot, Privileged Gateway Intents), then start again"
            );
            false
        }
        Err(error) => {
            tracing::warn!(%error, "cannot find out whether the Message Content intent is switched on; it is not used");
            false
        }
    }
}

/// Resolves if no gateway begins to speak with the bot within the timeout, and never otherwise. A gateway that does is the right
/// one, even if it does not let the bot in for a while: another start would cost another login.
async fn never_greeted(address: String, timeout: Duration, metrics: &Metrics) -> RunError {
    tokio::time::sleep(timeout).await;
    if metrics.discord().is_greeted() {
        std::future::pending::<()>().await;
    }
    RunError::Unreachable { address, reason: format!("its gateway has said nothing for {} s", timeout.as_secs()) }
}
