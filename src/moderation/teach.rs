//! `/faq teach`, and "Teach" below an unanswered question: adds a phrasing to an entry.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::failure::{Failure, Fault};
use super::preview;
use super::request::{Context, ENTRY, Options, Output, Request, entry_option, named_entry, required, subcommand};
use crate::reply::moderation::{self as words, menu, summary};
use crate::storage::{self, Author};
use faq::edit::{self, Edit, TopicId};

pub const NAME: &str = "teach";
const PHRASING: &str = "phrasing";

pub fn definition() -> CreateCommandOption {
    let phrasing = required(CommandOptionType::String, PHRASING, menu::PHRASING_OPTION);
    subcommand(NAME, menu::TEACH).add_sub_option(entry_option()).add_sub_option(phrasing)
}

pub fn request(user: u64, options: Options<'_>) -> Request {
    let entry = options.text(ENTRY);
    let phrasing = options.text(PHRASING);
    Request::learned(move |context| teach(context, user, &entry, &phrasing))
}

fn teach(context: &Context, user: u64, option: &str, phrasing: &str) -> Result<Output, Failure> {
    let engine = context.engine()?;
    let entry = named_entry(engine.faq(), option)?;
    // Once it is taught, it no longer leads anywhere else.
    let collision = preview::collision(&engine, Some(entry.id()), phrasing);
    let edit = Edit::AddPhrasing { topic: TopicId::Entry(entry.id().clone()), phrasing: phrasing.to_owned() };
    let summary = summary::taught(entry.id(), phrasing);
    let changed = storage::change(&context.store, Author::User(user), &summary, |text| edit::apply(text, &edit))?;
    let mut warnings: Vec<String> = collision.into_iter().collect();
    warnings.extend(words::new_warnings(&preview::new_warnings(&changed.before, &changed.after)));
    let mut output = Output::saved(user, &summary, changed);
    for warning in warnings {
        output.view.text.push('\n');
        output.view.text.push_str(&warning);
    }
    Ok(output)
}

/// Makes an unanswered question a phrasing of the entry that was chosen.
pub fn teach_question(context: &Context, user: u64, question: i64, entry: &str) -> Result<Output, Failure> {
    let text = context.unanswered_question(question)?.text;
    let mut output = teach(context, user, entry, &text)?;
    // The phrasing is saved, whether or not the question can be taken off the list.
    output.fault = context.journal.dismiss(question).err().map(Fault::from);
    Ok(output)
}
