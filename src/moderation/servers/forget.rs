//! `/faq forget`: deletes everything that is stored of a server, at once.

use std::sync::Arc;

use serenity::all::CreateCommandOption;

use super::ids::ComponentId;
use super::view::{View, danger, plain};
use super::{Caller, Context, Outcome, Output};
use crate::moderation::log_channel::LogMessage;
use crate::moderation::request::subcommand;
use crate::reply::moderation::{self as general_words, button};
use crate::reply::servers::{forget, menu};

pub const NAME: &str = "forget";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::FORGET)
}

/// Asks whether everything is to be deleted.
pub async fn ask(context: &Arc<Context>, caller: Caller) -> Outcome {
    let (answers, revisions) = context
        .blocking(move |context| {
            let answers = context.servers.answer_items(caller.server)?.len();
            let (_, revisions) = context.servers.revisions(caller.server, 0, 1)?;
            Ok((answers, revisions))
        })
        .await?;
    let view = View::text(forget::confirm(answers, revisions, context.servers.home() == Some(caller.server)))
        .buttons(vec![danger(forget::DELETE, &ComponentId::Forget), plain(button::CANCEL, &ComponentId::KeepAll)]);
    Ok(view.into())
}

pub async fn forget(context: &Arc<Context>, caller: Caller) -> Outcome {
    // Told where the settings say that it is told, which are deleted too.
    let log_channel = context.servers.settings(caller.server).log_channel;
    context
        .blocking(move |context| {
            context.servers.forget(caller.server)?;
            // What is asked in the home server is the guide's, and is not a server's to delete.
            if context.servers.home() != Some(caller.server) {
                context.journal.forget(context.servers.journal_place(Some(caller.server)))?;
            }
            Ok(())
        })
        .await?;
    let notice = LogMessage { text: general_words::change_by(caller.user, forget::SUMMARY), files: Vec::new() };
    let rest = Arc::clone(&context.rest);
    crate::moderation::LogChannel::new(rest, log_channel).post(&notice).await;
    Ok(Output::from(View::text(forget::DONE)))
}

pub async fn keep() -> Outcome {
    Ok(View::text(general_words::NOTHING_CHANGED).into())
}
