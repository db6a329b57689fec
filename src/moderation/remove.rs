//! `/faq remove`: removes an entry, once that is confirmed.

use serenity::all::CreateCommandOption;

use super::failure::Failure;
use super::preview;
use super::proposal::{self, Proposal};
use super::request::{Context, ENTRY, Options, Output, Request, entry_option, named_entry, subcommand};
use crate::reply::moderation::menu;

pub const NAME: &str = "remove";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::REMOVE).add_sub_option(entry_option())
}

pub fn request(user: u64, options: Options<'_>) -> Request {
    let entry = options.text(ENTRY);
    Request::work(move |context| propose(context, user, &entry))
}

/// Asks whether to remove an entry.
fn propose(context: &Context, user: u64, option: &str) -> Result<Output, Failure> {
    let snapshot = context.store.current();
    let entry = named_entry(snapshot.faq(), option)?;
    let removal = Proposal::Remove { entry: entry.id().to_string(), seen: proposal::stamp(entry) };
    preview::propose(context, user, removal)
}
