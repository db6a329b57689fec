//! The bot in Discord: connect, register the commands, answer, shut down.
//!
//! The connection is our own (`gateway`); requests and types are serenity's. It runs without its cache, which would hold
//! every server's members and channels for the few ids needed here, and without poise, whose modals live in one
//! process's memory: commands here are few, and buttons stand for themselves.

mod handler;
mod intents;
mod logins;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use discord::{Gateways, Rest, RunError, greet};
use tokio::sync::mpsc::Receiver;

use crate::asking::Asking;
use crate::clock::Clock;
use crate::moderation::{Context, Drafts, LogChannel, Moderation, Moderators, Notice};
use crate::monitoring::Metrics;
use crate::settings::Settings;
use crate::storage::Store;
use crate::storage::journal::Journal;
use handler::{Handler, Progress};
use intents::intents;
pub use logins::SavedLogins;

/// How long the gateway may take to welcome the bot the first time: later, a wrong address is no longer likely.
const WELCOME: Duration = Duration::from_secs(30);
/// How long replies under way may take once the bot is to stop.
const FAREWELL: Duration = Duration::from_secs(4);

/// Answers in Discord until `shutdown` resolves, tells the journal of what people ask and the moderators of every notice;
/// then closes the connection and finishes the replies under way. `metrics` count what
/// happens.
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
    let (mut gateways, handler, rest) = tokio::select! {
        entrance = entrance(settings, store, journal, clock, &metrics) => entrance?,
        () = &mut shutdown => return Ok(()),
    };
    let (progress, welcome) = (handler.progress(), WELCOME + gateways.max_login_delay());
    let address = gateways.address().to_owned();
    let log = LogChannel::new(Arc::clone(&rest), settings.log_channel);
    let hear = |shard, event: &discord::Event| handler.hear(shard, event);
    tokio::select! {
        () = log.post_all(notices) => {}
        error = gateways.run(&hear) => return Err(error),
        error = unwelcome(address, welcome, &progress) => return Err(error),
        () = rest.token_refused() => return Err(RunError::WrongToken),
        () = shutdown => tracing::info!("stopping"),
    }
    tokio::join!(gateways.close(), progress.finished(FAREWELL));
    Ok(())
}

/// Gateways that are ready to be entered, who hears what they tell, and the way to answer.
async fn entrance(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    clock: Clock,
    metrics: &Arc<Metrics>,
) -> Result<(Gateways, Handler, Arc<Rest>), RunError> {
    let token = settings.token.as_ref().ok_or(RunError::NoToken)?;
    let rest = Rest::new(token, settings.api_url.as_deref(), Arc::clone(metrics.discord()));
    let rest = Arc::new(rest.map_err(|error| RunError::from_rest(error, "its API"))?);
    let greeted = greet(&rest).await?;
    let channels = settings.faq_channels.clone();
    let moderation = moderation(settings, &store, &journal, &rest, clock.clone());
    let counting = Arc::clone(metrics);
    let asking = Asking::new(store, journal, Arc::clone(&rest), greeted.bot, channels, counting, clock.clone());
    let shards = settings.sharding.0.range(greeted.gateway.shards);
    let logins = SavedLogins::open(&settings.faq.data_dir, shards, clock);
    let intents = intents(&settings.faq_channels);
    let gateways = Gateways::new(shards, greeted.gateway, token, intents, Box::new(logins), metrics.discord())?;
    let handler = Handler::new(asking, moderation, settings.is_home());
    handler.watched_by(metrics);
    Ok((gateways, handler, rest))
}

/// Returns the service for the moderators, if this process is the one that edits the FAQ of a home server.
fn moderation(
    settings: &Settings,
    store: &Arc<Store>,
    journal: &Journal,
    rest: &Arc<Rest>,
    clock: Clock,
) -> Option<Moderation> {
    let home = settings.home_guild.filter(|_| settings.is_home())?;
    let drafts = Drafts::open(&settings.faq.data_dir, clock);
    if let Err(error) = &drafts {
        tracing::warn!("{error}; nothing can be added or changed from Discord");
    }
    let context = Context {
        store: Arc::clone(store),
        journal: journal.clone(),
        drafts,
        golden_cases: settings.cases_path.as_deref().and_then(golden_cases),
    };
    let moderators = Moderators { home, roles: settings.moderator_roles.clone() };
    let log = LogChannel::new(Arc::clone(rest), settings.log_channel);
    Some(Moderation::new(context, moderators, Arc::clone(rest), log))
}

fn golden_cases(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path);
    text.inspect_err(|error| tracing::warn!("cannot read {}: {error}; check CASES_PATH", path.display())).ok()
}

/// Resolves if the gateway has not welcomed the bot within `patience`; never once it has.
async fn unwelcome(address: String, patience: Duration, progress: &Progress) -> RunError {
    if tokio::time::timeout(patience, progress.ready()).await.is_ok() {
        std::future::pending::<()>().await;
    }
    RunError::Unreachable {
        address,
        reason: format!("the gateway has not let the bot in for {} s", patience.as_secs()),
    }
}
