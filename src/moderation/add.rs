//! `/faq add` and the message command "Add to FAQ": a form for a new entry.

use serenity::all::{CommandInteraction, CreateCommandOption};

use super::form::Form;
use super::request::{Request, subcommand};
use crate::reply::moderation::menu;

pub const NAME: &str = "add";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::ADD)
}

pub fn request() -> Request {
    Request::form(|_| Ok(Form::add("", None)))
}

/// Opens the form with the text of the message that the command was used on.
pub fn message_request(command: &CommandInteraction) -> Request {
    match command.data.resolved.messages.values().next() {
        Some(message) => {
            let question = message.content.clone();
            Request::form(move |_| Ok(Form::add(&question, None)))
        }
        None => Request::Unknown,
    }
}
