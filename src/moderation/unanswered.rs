//! `/faq unanswered`: a list of questions without an answer, with buttons to deal with them.

use serenity::all::CreateCommandOption;

use super::add;
use super::component_id::{ComponentId, FormId};
use super::failure::Failure;
use super::request::{Context, Output, Request, subcommand};
use super::view::{EntryMenu, Fields, Form, View, ViewButton};
use crate::reply::moderation::{self as words, UnansweredLine, button, form, menu};
use crate::storage::journal::UnansweredQuestion;
use faq::EntryId;

pub const NAME: &str = "unanswered";

/// How many questions a page shows: each takes one of five rows of buttons, and the last row turns the page.
const PAGE_LENGTH: usize = 4;
/// How many entries Discord lets a menu offer.
const MAX_CHOICES: usize = 25;

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::UNANSWERED)
}

pub fn request() -> Request {
    Request::work(|context| list(context, 0))
}

/// Shows a page of the questions, the most frequent first.
pub fn list(context: &Context, page: usize) -> Result<Output, Failure> {
    let offset = page.saturating_mul(PAGE_LENGTH);
    let found = context.journal.unanswered(offset, PAGE_LENGTH)?;
    let lines: Vec<UnansweredLine<'_>> = found.questions.iter().map(line).collect();
    let mut view = View::text(words::unanswered(&lines, offset + 1, found.total));
    for (question, place) in found.questions.iter().zip(offset + 1..) {
        view.rows.push(buttons(question.id, place, page));
    }
    view.add_page_buttons(page, PAGE_LENGTH, found.total, ComponentId::UnansweredPage);
    Ok(view.into())
}

fn line(question: &UnansweredQuestion) -> UnansweredLine<'_> {
    let nearest = question.nearest.iter().map(EntryId::as_str).collect();
    UnansweredLine { text: &question.text, asked: question.asked(), last: question.last, nearest }
}

/// Returns the buttons of a question; `place` is its number in the list.
fn buttons(question: i64, place: usize, page: usize) -> Vec<ViewButton> {
    vec![
        ViewButton::primary(format!("{place}: {}", button::TEACH), ComponentId::ChooseEntry(question)),
        ViewButton::new(format!("{place}: {}", button::NEW_ENTRY), ComponentId::NewEntry(question)),
        ViewButton::new(format!("{place}: {}", button::NAME_GAP), ComponentId::NameGap(question)),
        ViewButton::new(format!("{place}: {}", button::DISMISS), ComponentId::Dismiss { question, page }),
    ]
}

/// Offers the entries that a question may become a phrasing of, the nearest first.
pub fn choose_entry(context: &Context, question: i64) -> Result<Output, Failure> {
    let text = context.unanswered_question(question)?.text;
    let engine = context.engine()?;
    let decision = engine.decide(&text);
    let nearest = decision.candidates.iter().map(|candidate| candidate.entry);
    let mut options: Vec<(String, String)> = Vec::new();
    for entry in nearest.chain(engine.faq().entries()) {
        if options.len() < MAX_CHOICES && !options.iter().any(|(_, known)| known == entry.id().as_str()) {
            options.push((entry.question().to_owned(), entry.id().to_string()));
        }
    }
    let menu = Some(EntryMenu { id: ComponentId::TeachQuestion(question), options });
    let rows = vec![vec![ViewButton::new(button::BACK, ComponentId::UnansweredPage(0))]];
    Ok(View { rows, menu, ..View::text(words::choose_entry(&text)) }.into())
}

/// Opens the form of a new entry that answers a question.
pub fn new_entry(context: &Context, question: i64) -> Result<Form, Failure> {
    Ok(add::form(&context.unanswered_question(question)?.text, Some(question)))
}

/// Opens the form of a new referral for a question.
pub fn name_gap(context: &Context, question: i64) -> Result<Form, Failure> {
    Ok(gap_form(&context.unanswered_question(question)?.text, question))
}

/// Returns the form of a new referral for an unanswered question.
fn gap_form(question: &str, unanswered: i64) -> Form {
    let fields = Fields { category: None, ..add::form(question, None).fields };
    Form { id: FormId::Gap(unanswered), title: form::GAP, fields, has_answer: false }
}

/// Takes a question off the list, and shows the page again.
pub fn dismiss(context: &Context, question: i64, page: usize) -> Result<Output, Failure> {
    context.journal.dismiss(question)?;
    list(context, page)
}
