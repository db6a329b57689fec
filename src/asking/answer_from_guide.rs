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
use crate::render::{self, Audience, menu};
use crate::reply::{self, words::Words};
use crate::storage::Engine;
use discord::model::{CommandInteraction, Message};

pub(super) const NAME: &str = "Answer from the guide";

pub(super) fn definition() -> CreateCommand {
    let command =
        menu::localized(CreateCommand::new(NAME).kind(CommandType::Message), Words::name_answer_from_the_guide);
    render::available_everywhere(command)
}

pub(super) async fn run(context: &Arc<Context>, command: &CommandInteraction, received: Instant) {
    let log = QuestionLog::new(AskedVia::MessageCommand, command.guild_id, received);
    let picked = command.data.message().cloned();
    let question = picked.as_ref().map(Message::text).unwrap_or_default();
    let own_command = command.clone();
    respond_in_time(context, command, &question, Audience::All, log, move |context, engine| match picked {
        Some(message) => answer_message(context, engine, &own_command, &message),
        None => Response::note(reply::unreadable(engine.faq(), context.hints(&own_command).locale(engine.faq()))),
    })
    .await;
}

fn answer_message(
    context: &Context,
    engine: &Arc<Engine>,
    command: &CommandInteraction,
    message: &Message,
) -> Response {
    let asker = Asker::from(command);
    let locale = context.hints(asker).locale(engine.faq());
    if !context.identity.is_by_person(message) {
        return Response::note(reply::only_people(locale));
    }
    let Some(answer) = answer::answer_command(context, engine, asker, &message.text()) else {
        return Response::note(reply::too_soon(engine.faq(), locale));
    };
    // Discord does not show which message was picked.
    let lead = Some(Words::of(locale.language()).in_answer_to(&link(command, message)));
    Response { lead, ..Response::answer(answer, Audience::All) }
}

fn link(command: &CommandInteraction, message: &Message) -> String {
    let server = match command.guild_id {
        Some(guild) => guild.to_string(),
        None => "@me".to_owned(),
    };
    format!("https://discord.com/channels/{server}/{}/{}", message.channel_id, message.id)
}
