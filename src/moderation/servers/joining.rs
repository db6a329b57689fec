//! Joining and leaving servers: one message when the bot comes, and data that are deleted some time after it went.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serenity::builder::CreateMessage;
use serenity::model::channel::Nonce;
use serenity::model::id::GuildId;

use super::Context;
use crate::moderation::failure::Failure;
use crate::render;
use crate::reply::servers as words;
use discord::model::Guild;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Says in the server's channel for such messages what the bot does and what comes next. Where it may not write, it says nothing.
pub async fn greet(context: &Context, server: &Guild) {
    let Some(channel) = server.system_channel_id else { return };
    let snapshot = context.store.current();
    let text = words::hello(snapshot.faq().about());
    // The same in every attempt, by which Discord drops a repetition.
    let nonce = Nonce::String(format!("hello-{}", server.id.get() % 1_000_000_000_000_000_000));
    let message = CreateMessage::new().content(text).allowed_mentions(render::no_pings());
    if let Err(error) = context.rest.send(channel, &message.nonce(nonce).enforce_nonce(true)).await {
        tracing::info!(server = %server.id, %error, "the bot did not say hello in a server that it joined");
    }
}

pub async fn note_left(context: &Arc<Context>, server: GuildId) {
    let noted = context.blocking(move |context| Ok(context.servers.note_left(server)?)).await;
    if let Err(failure) = noted {
        tracing::error!(%server, ?failure, "it was not noted that the bot left a server");
    }
}

/// Notes which servers were left or joined while the bot was away, and deletes the data of those that it left long ago.
pub async fn note_present(
    context: &Arc<Context>,
    servers: Vec<GuildId>,
    is_served: impl Fn(GuildId) -> bool + Send + 'static,
) {
    let present: HashSet<GuildId> = servers.into_iter().collect();
    let noted = context
        .blocking(move |context| {
            context.servers.note_present(&present, is_served)?;
            delete_expired(context)
        })
        .await;
    if let Err(failure) = noted {
        tracing::error!(?failure, "it was not noted which servers the bot is in");
    }
}

/// Deletes the data of servers that the bot left long ago, once a day. It never ends.
pub async fn delete_daily(context: &Arc<Context>) -> Infallible {
    loop {
        tokio::time::sleep(DAY).await;
        if let Err(failure) = context.blocking(delete_expired).await {
            tracing::error!(?failure, "the data of servers that the bot left long ago are not deleted");
        }
    }
}

fn delete_expired(context: &Context) -> Result<(), Failure> {
    let deleted = context.servers.delete_expired()?;
    for server in &deleted {
        context.journal.forget(context.servers.journal_place(Some(*server)))?;
    }
    if !deleted.is_empty() {
        tracing::info!(servers = deleted.len(), "the data of servers that the bot left long ago are deleted");
    }
    Ok(())
}
