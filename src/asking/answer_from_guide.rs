//! The message command "Answer from the guide": answers a message that somebody picked.

use std::sync::Arc;

use serenity::all::{CommandType, CreateCommand};
use tokio::time::Instant;

use super::Context;
use super::answer;
use super::interactions::{Response, respond_in_time};
use super::limits::Asker;
use super::recording::QuestionLog;
use crate::monitoring::AskedVia;
use crate::render::{self, Audience};
use crate::reply::{self, words};
use crate::storage::Engine;
use discord::model::{CommandInteraction, Message};

pub(super) const NAME: &str = words::menu::ANSWER_FROM_THE_GUIDE;

pub(super) fn definition() -> CreateCommand {
    render::available_everywhere(CreateCommand::new(NAME).kind(CommandType::Message))
}

pub(super) async fn run(context: &Arc<Context>, command: &CommandInteraction, received: Instant) {
    let log = QuestionLog::new(AskedVia::MessageCommand, command.guild_id, received);
    let picked = command.data.message().cloned();
    let question = picked.as_ref().map(Message::text).unwrap_or_default();
    let own_command = command.clone();
    respond_in_time(context, command, &question, Audience::All, log, move |context, engine| match picked {
        Some(message) => answer_message(context, engine, &own_command, &message),
        None => Response::note(reply::unreadable(engine.faq())),
    })
    .await;
}

fn answer_message(
    context: &Context,
    engine: &Arc<Engine>,
    command: &CommandInteraction,
    message: &Message,
) -> Response {
    if !context.identity.is_by_person(message) {
        return Response::note(reply::only_people());
    }
    let Some(answer) = answer::answer_command(context, engine, Asker::from(command), &message.text()) else {
        return Response::note(reply::too_soon(engine.faq()));
    };
    // Discord does not show which message was picked.
    let lead = Some(words::in_answer_to(&link(command, message)));
    Response { lead, ..Response::answer(answer, Audience::All) }
}

fn link(command: &CommandInteraction, message: &Message) -> String {
    let server = match command.guild_id {
        Some(guild) => guild.to_string(),
        None => "@me".to_owned(),
    };
    format!("https://discord.com/channels/{server}/{}/{}", message.channel_id, message.id)
}
