//! `/privacy`: explains what is stored.

use serenity::builder::CreateCommand;

use super::Context;
use super::interactions::respond_with_note;
use crate::render::{self, menu};
use crate::reply;
use crate::reply::words::Words;
use discord::model::CommandInteraction;

pub(super) const NAME: &str = "privacy";

pub(super) fn definition() -> CreateCommand {
    render::available_everywhere(menu::command(NAME, Words::name_privacy, Words::describe_privacy))
}

pub(super) async fn run(context: &Context, command: &CommandInteraction) {
    let locale = context.hints(command).locale(context.store.current().faq());
    respond_with_note(context, command.id, &command.token, &reply::privacy(locale)).await;
}
