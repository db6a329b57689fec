//! `/faq add` and the message command "Add to FAQ": a form for a new entry.

use serenity::all::CreateCommandOption;

use super::component_id::FormId;
use super::request::{Request, subcommand};
use super::view::{Fields, Form};
use crate::reply::moderation::{form as words, menu};
use discord::model::CommandInteraction;
use faq::limits;
use faq::text::{cut, one_line};

pub const NAME: &str = "add";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::ADD)
}

pub fn request() -> Request {
    Request::form(|_| Ok(form("")))
}

/// Opens the form with the text of the message that the command was used on.
pub fn message_request(command: &CommandInteraction) -> Request {
    match command.data.message() {
        Some(message) => {
            let question = message.text();
            Request::form(move |_| Ok(form(&question)))
        }
        None => Request::Unknown,
    }
}

fn form(question: &str) -> Form {
    Form { id: FormId::Add(None), title: words::ADD, fields: fields(question), has_answer: true, is_translation: false }
}

/// Returns the fields of the form of a new entry with this question.
pub fn fields(question: &str) -> Fields {
    Fields {
        question: Some(cut(&one_line(question), limits::QUESTION)),
        phrasings: Some(String::new()),
        answer: Some(String::new()),
        category: Some(String::new()),
    }
}
