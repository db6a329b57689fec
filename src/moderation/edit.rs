//! `/faq edit`: a form with an entry as it is.

use serenity::all::CreateCommandOption;

use super::component_id::FormId;
use super::failure::Failure;
use super::proposal;
use super::request::{Context, ENTRY, Options, Request, entry_option, named_entry, subcommand};
use super::view::{Fields, Form};
use crate::reply::moderation::{form as words, menu};
use faq::Entry;

pub const NAME: &str = "edit";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::EDIT).add_sub_option(entry_option())
}

pub fn request(options: Options<'_>) -> Request {
    let entry = options.text(ENTRY);
    Request::form(move |context| open(context, &entry))
}

fn open(context: &Context, option: &str) -> Result<Form, Failure> {
    let snapshot = context.store.current();
    Ok(form(named_entry(snapshot.faq(), option)?))
}

/// Returns the form of an entry as it is.
fn form(entry: &Entry) -> Form {
    let id = FormId::Edit(entry.id().clone(), proposal::stamp(entry));
    Form { id, title: words::EDIT, fields: Fields::of(entry), has_answer: true, is_translation: false }
}
