//! The bot in Discord: connect, register the commands, answer, shut down.
//!
//! serenity runs without its cache, which would hold every server's members and channels for the few ids needed here,
//! and without poise, whose modals live in one process's memory: commands here are few, and buttons stand for
//! themselves.

mod asking;
mod bounded;
pub mod commands;
mod connecting;
mod handler;
pub mod listening;
mod places;
mod registering;
pub mod render;
mod replies;
pub mod reply;
mod rest;

use std::sync::Arc;
use std::time::Duration;

use serenity::client::{Client, ClientBuilder};

pub use connecting::RunError;
use connecting::{Greeted, greet, http, intents};

use crate::journal::Journal;
use crate::settings::Settings;
use crate::store::Store;
use asking::Asking;
use handler::{Handler, Progress};

/// How long the gateway may take to welcome the bot the first time; serenity itself would try for ever.
const WELCOME: Duration = Duration::from_secs(30);
/// How long replies under way may take once the bot is to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Answers in Discord until `shutdown` resolves, and tells the journal of what people ask; then closes the connection and finishes the replies under way.
///
/// # Errors
/// [`RunError`] if Discord cannot be reached at the start, or refuses the bot at any time.
pub async fn run(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    tokio::pin!(shutdown);
    let (mut client, greeted, progress) = tokio::select! {
        client = client(settings, store, journal) => client?,
        () = &mut shutdown => return Ok(()),
    };
    let shards = Arc::clone(&client.shard_manager);
    tokio::select! {
        ended = client.start() => return ended.map_err(|error| RunError::from_gateway(&error)),
        error = unwelcome(&greeted, &progress) => return Err(error),
        () = shutdown => tracing::info!("stopping"),
    }
    let closing = tokio::time::timeout(FAREWELL, shards.shutdown_all());
    let (_, ()) = tokio::join!(closing, progress.finished(FAREWELL));
    Ok(())
}

/// A client that is ready to enter the gateway.
async fn client(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
) -> Result<(Client, Greeted, Progress), RunError> {
    let token = settings.token.as_ref().ok_or(RunError::NoToken)?;
    let api = settings.api_url.as_deref();
    let rest = Arc::new(http(token, api));
    let greeted = greet(&rest).await?;
    let asking = Asking::new(store, journal, rest, greeted.bot, settings.faq_channels.clone());
    let (handler, progress) = Handler::new(asking);
    // serenity keeps this one to itself and needs it for the gateway alone; every request of ours goes through `rest`.
    let gateway = http(token, api);
    let client = ClientBuilder::new_with_http(gateway, intents(&settings.faq_channels)).event_handler(handler).await;
    let client = client.map_err(|error| RunError::from_gateway(&error))?;
    // If it cannot ask for the gateway's address, serenity takes Discord's, even where another API is set.
    client.ws_url.lock().await.clone_from(&greeted.gateway);
    Ok((client, greeted, progress))
}

/// Resolves if the gateway has not welcomed the bot in time; never once it has.
async fn unwelcome(greeted: &Greeted, progress: &Progress) -> RunError {
    if tokio::time::timeout(WELCOME, progress.ready()).await.is_ok() {
        std::future::pending::<()>().await;
    }
    let reason = format!("the gateway has not let the bot in for {} s", WELCOME.as_secs());
    RunError::Unreachable { address: greeted.gateway.clone(), reason }
}
