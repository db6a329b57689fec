//! `/faq test` tries out a question, and `/faq check` looks for mistakes in the file. Neither changes anything, but for
//! "Serve it as it is".

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::component_id::ComponentId;
use super::diff;
use super::failure::Failure;
use super::request::{Context, Options, Output, Request, required, subcommand};
use super::stamp::TextStamp;
use super::view::{View, ViewButton};
use crate::reply::moderation::{self as words, FileState, button, menu};
use crate::reply::{self, Locale};
use crate::storage::{self, Author, OpenError, Reload};
use faq::file::{Parsed, Problem};

pub const TEST: &str = "test";
pub const CHECK: &str = "check";
const QUESTION: &str = "question";

/// How many problems a page shows: so many fit a message even if each quotes two long texts.
const PAGE_LENGTH: usize = 6;

pub fn definitions() -> [CreateCommandOption; 2] {
    let question = required(CommandOptionType::String, QUESTION, menu::QUESTION_OPTION);
    [subcommand(TEST, menu::TEST).add_sub_option(question), subcommand(CHECK, menu::CHECK)]
}

pub fn test_request(options: Options<'_>) -> Request {
    let question = options.text(QUESTION);
    Request::learned(move |context| test(context, &question))
}

pub fn check_request() -> Request {
    Request::work(|context| check(context, 0))
}

/// Shows the reply to a question, and the reasons for it.
fn test(context: &Context, question: &str) -> Result<Output, Failure> {
    let engine = context.engine()?;
    let decision = engine.decide(question);
    let locale = Locale::of_question(&decision);
    let card = Some(reply::decision(engine.faq(), &decision, locale));
    Ok(View { card, ..View::text(words::explained(&decision, engine.threshold())) }.into())
}

/// Shows a page of the problems of the file on disk.
pub fn check(context: &Context, page: usize) -> Result<Output, Failure> {
    let problems = match storage::read_faq(context.store.path()) {
        Ok(parsed) => warnings(context, parsed),
        Err(OpenError::Invalid { problems, .. }) => problems,
        Err(error) => return Err(error.into()),
    };
    let refusal = storage::refusal(&context.store);
    let state = match &refusal {
        None => FileState::Served,
        Some(error @ OpenError::Shrunk { .. }) => FileState::HeldBack(error.to_string()),
        Some(_) => FileState::Invalid,
    };
    let shown: Vec<_> = problems.iter().skip(page.saturating_mul(PAGE_LENGTH)).take(PAGE_LENGTH).collect();
    let mut view = View::text(words::file_checked(&shown, problems.len(), state));
    view.add_page_buttons(page, PAGE_LENGTH, problems.len(), ComponentId::CheckPage);
    if let Some(OpenError::Shrunk { .. }) = refusal {
        offer_to_serve(context, &mut view)?;
    }
    Ok(view.into())
}

/// Returns the warnings about a file; if it is the one that is served, also about phrasings that do not lead to their own entry.
fn warnings(context: &Context, parsed: Parsed) -> Vec<Problem> {
    let mut warnings = parsed.warnings;
    if let Some(engine) = context.store.engine()
        && *engine.faq() == parsed.faq
    {
        warnings.extend(storage::misleading(&engine, &parsed.positions));
        warnings.sort_by_key(|warning| warning.position);
    }
    warnings
}

/// Shows what the file lost, and a button that serves exactly this text.
fn offer_to_serve(context: &Context, view: &mut View) -> Result<(), Failure> {
    let text = storage::file_text(&context.store)?;
    view.files = diff::attached(&context.store.current().text(), &text);
    let id = ComponentId::ServeFile(TextStamp::of(&text));
    view.rows.push(vec![ViewButton::danger(button::SERVE_FILE, id)]);
    Ok(())
}

/// Serves the file of this stamp as it is, although it lost over half of its entries. If it was saved again, shows it again.
pub fn serve_file(context: &Context, user: u64, seen: TextStamp) -> Result<Output, Failure> {
    match storage::accept_file(&context.store, Author::User(user), |text| TextStamp::of(text) == seen) {
        Reload::Refused(error) if error.is_fault() => return Err(error.into()),
        Reload::Refused(_) | Reload::Unchanged | Reload::Restored | Reload::Swapped { .. } => {}
    }
    if storage::refusal(&context.store).is_none() {
        return Ok(View::text(words::FILE_ACCEPTED).into());
    }
    let mut output = check(context, 0)?;
    output.view.text = format!("{} {}", words::FILE_SAVED_AGAIN, output.view.text);
    Ok(output)
}
