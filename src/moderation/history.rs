//! `/faq history` lists the revisions of the file, and `/faq undo` goes back to one after a confirmation.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::component_id::ComponentId;
use super::diff;
use super::failure::{Failure, Mistake};
use super::preview::{self, SaveButton};
use super::proposal::Proposal;
use super::request::{Context, Options, Output, Request, subcommand};
use super::stamp::TextStamp;
use super::view::View;
use crate::reply::moderation::{self as words, RevisionLine, menu, summary};
use crate::storage::{self, Author, Revision};
use discord::rest::FileUpload;
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
    let lines: Vec<RevisionLine> = revisions.into_iter().map(line).collect();
    let mut view = View::text(words::history(&lines, total));
    view.add_page_buttons(page, PAGE_LENGTH, total, ComponentId::HistoryPage);
    Ok(view.into())
}

/// Shows what an undo takes back, and what the next one would.
fn undo(context: &Context, user: u64) -> Result<Output, Failure> {
    let undo = storage::next_undo(&context.store)?;
    let difference = difference(&undo.before, &undo.after);
    let summary = match &undo.takes_back {
        Some(revision) => summary::undone(revision.number, &difference),
        None => summary::file_undone(undo.revision),
    };
    let text = match undo.takes_back.clone() {
        Some(revision) => {
            let undoes = revision.undoes;
            words::undo(&line(revision), undoes, &difference)
        }
        None => words::undo_file(undo.revision),
    };
    let text = format!("{text}\n{}", words::next_undo(undo.next.map(line).as_ref()));
    let way_back = Proposal::GoBack {
        revision: undo.revision,
        is_undo: true,
        takes_back: undo.takes_back.map(|revision| revision.number),
        summary,
        seen: TextStamp::of(&undo.before),
    };
    propose(context, user, &way_back, text, diff::attached(&undo.before, &undo.after))
}

/// Shows what the file would be at a revision.
fn restore(context: &Context, user: u64, number: i64) -> Result<Output, Failure> {
    let number = u64::try_from(number).unwrap_or_default();
    let text = storage::revision_text(&context.store, number)?;
    let revision = storage::revision(&context.store, number)?;
    let (Some(after), Some(revision)) = (text, revision) else {
        return Err(Mistake::new(words::no_revision(number)).into());
    };
    let before = storage::file_text(&context.store)?;
    if before == after {
        return Err(Mistake::new(words::already_at_revision(number)).into());
    }
    let difference = difference(&before, &after);
    let way_back = Proposal::GoBack {
        revision: number,
        is_undo: false,
        takes_back: None,
        summary: summary::restored(number, &difference),
        seen: TextStamp::of(&before),
    };
    let text = words::go_back(&line(revision), &difference);
    propose(context, user, &way_back, text, diff::attached(&before, &after))
}

/// Stores a return to a revision as a draft, and shows it.
fn propose(
    context: &Context,
    user: u64,
    way_back: &Proposal,
    text: String,
    files: Vec<FileUpload>,
) -> Result<Output, Failure> {
    let draft = context.drafts()?.add(user, way_back)?;
    let rows = vec![preview::buttons(draft, way_back, SaveButton::Plain)];
    Ok(View { rows, files, ..View::text(text) }.into())
}

fn line(revision: Revision) -> RevisionLine {
    let author = match revision.author {
        Author::User(id) => Some(id),
        Author::File => None,
    };
    RevisionLine { number: revision.number, time: revision.time, author, summary: revision.summary }
}

/// Returns the difference in a line; an empty one if a text is not a valid FAQ, as may be the case before an undo.
fn difference(before: &str, after: &str) -> String {
    match (file::parse(before.as_bytes()), file::parse(after.as_bytes())) {
        (Ok(before), Ok(after)) => Difference::between(&before.faq, &after.faq).to_string(),
        _ => String::new(),
    }
}
