//! `/faq remove`: removes an entry, once that is confirmed.

use serenity::all::CreateCommandOption;

use super::component_id::ComponentId;
use super::failure::Failure;
use super::request::{Context, ENTRY, Options, Output, Request, entry_option, named_entry, subcommand};
use super::view::{View, ViewButton};
use crate::reply::moderation::{self as words, button, menu, summary};
use crate::storage::{self, Author};
use faq::EntryId;
use faq::edit::{self, Edit};

pub const NAME: &str = "remove";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::REMOVE).add_sub_option(entry_option())
}

pub fn request(options: Options<'_>) -> Request {
    let entry = options.text(ENTRY);
    Request::work(move |context| confirm(context, &entry))
}

/// Asks whether to remove an entry, and names the entries that link to it.
fn confirm(context: &Context, option: &str) -> Result<Output, Failure> {
    let snapshot = context.store.current();
    let entry = named_entry(snapshot.faq(), option)?;
    let mut linked_from = Vec::new();
    for other in snapshot.faq().entries() {
        if other.is_related_to(entry) {
            linked_from.push(other.id().as_str());
        }
    }
    let buttons = vec![
        ViewButton::danger(button::REMOVE, ComponentId::Remove(entry.id().clone())),
        ViewButton::new(button::CANCEL, ComponentId::KeepEntry),
    ];
    Ok(View { rows: vec![buttons], ..View::text(words::confirm_removal(entry, &linked_from)) }.into())
}

/// Removes an entry, after "Remove".
pub fn remove(context: &Context, user: u64, entry: &EntryId) -> Result<Output, Failure> {
    let edit = Edit::RemoveEntry { id: entry.clone() };
    let summary = summary::removed(entry);
    let changed = storage::change(&context.store, Author::User(user), &summary, |text| edit::apply(text, &edit))?;
    Ok(Output::saved(user, &summary, changed))
}

/// Leaves the entry, after "Cancel".
pub fn keep() -> Output {
    View::text(words::NOTHING_CHANGED).into()
}
