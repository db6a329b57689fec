//! `/faq history` lists the revisions of the file, and `/faq undo` goes back to one.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::component_id::ComponentId;
use super::failure::Failure;
use super::request::{Context, Options, Output, Request, subcommand};
use super::view::View;
use crate::reply::moderation::{self as words, RevisionLine, menu, summary};
use crate::storage::{self, Author, Changed};
use faq::difference::Difference;
use faq::file;

pub const HISTORY: &str = "history";
pub const UNDO: &str = "undo";
const REVISION: &str = "revision";

/// How many revisions a page shows.
const PAGE_LENGTH: usize = 8;

pub fn definitions() -> [CreateCommandOption; 2] {
    let revision = CreateCommandOption::new(CommandOptionType::Integer, REVISION, menu::REVISION_OPTION);
    let revision = revision.required(false).min_int_value(1);
    [subcommand(HISTORY, menu::HISTORY), subcommand(UNDO, menu::UNDO).add_sub_option(revision)]
}

pub fn history_request() -> Request {
    Request::work(|context| history(context, 0))
}

pub fn undo_request(user: u64, options: Options<'_>) -> Request {
    let revision = options.integer(REVISION);
    Request::work(move |context| match revision {
        Some(revision) => restore(context, user, revision),
        None => undo(context, user),
    })
}

/// Shows a page of the revisions, the latest first.
pub fn history(context: &Context, page: usize) -> Result<Output, Failure> {
    let offset = page.saturating_mul(PAGE_LENGTH);
    let (revisions, total) = storage::revisions(&context.store, offset, PAGE_LENGTH)?;
    let mut lines = Vec::new();
    for revision in revisions {
        let author = match revision.author {
            Author::User(id) => Some(id),
            Author::File => None,
        };
        let summary = revision.summary;
        lines.push(RevisionLine { number: revision.number, time: revision.time, author, summary });
    }
    let mut view = View::text(words::history(&lines, total));
    view.add_page_buttons(page, PAGE_LENGTH, total, ComponentId::HistoryPage);
    Ok(view.into())
}

/// Takes the latest change back.
fn undo(context: &Context, user: u64) -> Result<Output, Failure> {
    let changed = storage::undo(&context.store, Author::User(user))?;
    Ok(Output::saved(user, &summary::undone(&difference(&changed)), changed))
}

/// Makes the file what it was at a revision.
fn restore(context: &Context, user: u64, revision: i64) -> Result<Output, Failure> {
    let number = u64::try_from(revision).unwrap_or_default();
    let changed = storage::restore(&context.store, Author::User(user), number)?;
    Ok(Output::saved(user, &summary::restored(revision, &difference(&changed)), changed))
}

/// Returns the difference in a line; an empty one if a text is not a valid FAQ, as may be the case before an undo.
fn difference(changed: &Changed) -> String {
    match (file::parse(changed.before.as_bytes()), file::parse(changed.after.as_bytes())) {
        (Ok(before), Ok(after)) => Difference::between(&before.faq, &after.faq).to_string(),
        _ => String::new(),
    }
}
