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
    Request::form(|_| Ok(form("", None)))
}

/// Opens the form with the text of the message that the command was used on.
pub fn message_request(command: &CommandInteraction) -> Request {
    match command.data.message() {
        Some(message) => {
            let question = message.text();
            Request::form(move |_| Ok(form(&question, None)))
        }
        None => Request::Unknown,
    }
}

/// Returns the form of a new entry with this question; it answers `unanswered`, if it was opened there.
pub fn form(question: &str, unanswered: Option<i64>) -> Form {
    let fields = Fields {
        question: Some(cut(&one_line(question), limits::QUESTION)),
        phrasings: Some(String::new()),
        answer: Some(String::new()),
        category: Some(String::new()),
    };
    Form { id: FormId::Add(unanswered), title: words::ADD, fields, has_answer: true }
}
