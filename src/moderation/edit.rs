//! `/faq edit`: a form with an entry as it is.

use serenity::all::CreateCommandOption;

use super::context::{Context, named_entry};
use super::failure::Failure;
use super::form::Form;
use super::request::{ENTRY, Options, Request, entry_option, subcommand};
use crate::reply::moderation::menu;

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
    Ok(Form::edit(named_entry(&snapshot, option)?))
}
