//! `/topics`: lists everything that the guide answers.

use serenity::builder::CreateCommand;

use super::Context;
use super::interactions::respond_with_note;
use super::own;
use crate::render::{self, Audience, menu};
use crate::reply;
use crate::reply::words::Words;
use discord::model::CommandInteraction;

pub(super) const NAME: &str = "topics";

pub(super) fn definition() -> CreateCommand {
    render::available_everywhere(menu::command(NAME, Words::name_topics, Words::describe_topics))
}

/// Sends the first page as the response and the others after it.
pub(super) async fn run(context: &Context, command: &CommandInteraction) {
    let snapshot = context.store.current();
    let locale = context.hints(command).locale(snapshot.faq());
    let mut pages = reply::topics(snapshot.faq(), locale);
    // The server's own come last: they are not what the guide answers.
    pages.extend(own::topics(context, snapshot.faq(), command.guild_id));
    let Some((first, others)) = pages.split_first() else { return };
    respond_with_note(context, command.id, &command.token, first).await;
    for page in others {
        let follow_up = render::follow_up(page, Audience::Asker);
        if let Err(error) = context.rest.follow_up(&command.token, &follow_up).await {
            tracing::warn!(%error, "a page of topics was not sent");
            return;
        }
    }
}
