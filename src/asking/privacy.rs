//! `/privacy`: explains what is stored.

use serenity::builder::CreateCommand;

use super::Context;
use super::interactions::respond_with_note;
use crate::render;
use crate::reply;
use crate::reply::words::menu;
use discord::model::CommandInteraction;

pub(super) const NAME: &str = "privacy";

pub(super) fn definition() -> CreateCommand {
    render::available_everywhere(CreateCommand::new(NAME).description(menu::PRIVACY))
}

pub(super) async fn run(context: &Context, command: &CommandInteraction) {
    respond_with_note(context, command.id, &command.token, &reply::privacy()).await;
}
