//! `/faq add`, `edit`, `remove` and `teach` in a server that is not the home server: entries of its own.
//!
//! The guide wins where it answers, and what it refers for safety stays referred. So the preview says of each way to ask whether it
//! leads to the server's entry at all, and one that is taken for an emergency is refused.

use std::sync::Arc;

use super::ids::{ComponentId, FormId};
use super::local::{all_typed, draft_buttons, given_back, link_lines, typed};
use super::view::{Field, Form, View, danger, plain};
use super::{Caller, Context, Outcome};
use crate::moderation::failure::{Failure, Fault, Mistake};
use crate::reply::local::{self as words, Collision, OwnText, entries, form};
use crate::reply::moderation::{self as general_words, button};
use crate::reply::{self, Choice};
use crate::storage::Engine;
use crate::storage::servers::{Change, Draft, Item, ItemChange, Link, OwnAnswers, OwnEntry, limits, own_entry_choice};
use faq::text::one_line;
use faq::{EntryId, edit};
use matching::Query;
use matching::decide::{Outcome as GuideOutcome, Reason};

/// The ids of fields.
const QUESTION: &str = "question";
const PHRASINGS: &str = "phrasings";
const ANSWER: &str = "answer";
const LINKS: &str = "links";
/// Discord's limit for the text of a field, in characters.
const FIELD_LENGTH: u16 = 4_000;
const LINKS_LENGTH: u16 = 1_500;

/// Returns the form of an entry.
fn entry_form(id: FormId, entry: &OwnEntry) -> Form {
    let length = |limit: usize| u16::try_from(limit).unwrap_or(u16::MAX);
    let field =
        |id, label, is_long, length, is_required, value| Field { id, label, is_long, length, is_required, value };
    let title = match id {
        FormId::Add => general_words::form::ADD,
        _ => general_words::form::EDIT,
    };
    Form {
        id,
        title: title.to_owned(),
        fields: vec![
            field(
                QUESTION,
                general_words::form::QUESTION,
                false,
                length(limits::QUESTION),
                true,
                entry.question.clone(),
            ),
            field(PHRASINGS, general_words::form::PHRASINGS, true, FIELD_LENGTH, false, entry.phrasings.join("\n")),
            field(ANSWER, general_words::form::ANSWER, true, length(limits::ANSWER), true, entry.answer.clone()),
            field(LINKS, form::LINKS, true, LINKS_LENGTH, false, link_lines(&entry.links)),
        ],
    }
}

/// Opens an empty form.
pub fn add_form() -> Form {
    let empty = OwnEntry { question: String::new(), phrasings: Vec::new(), answer: String::new(), links: Vec::new() };
    entry_form(FormId::Add, &empty)
}

/// Returns the form of a draft of an entry.
pub fn draft_form(is_new: bool, id: EntryId, entry: &OwnEntry) -> Form {
    entry_form(if is_new { FormId::Add } else { FormId::Edit(id) }, entry)
}

/// Returns the server's entry that an option names, picked from the list or typed as an id.
fn named(answers: &OwnAnswers, option: &str) -> Result<(EntryId, OwnEntry), Mistake> {
    let id = own_entry_choice::picked(option).or_else(|| option.trim().parse().ok());
    let found = id.and_then(|id| Some((id.clone(), answers.entry(&id)?.clone())));
    found.ok_or_else(|| Mistake::new(entries::NO_SUCH_ENTRY))
}

/// Returns the server's entries to offer for what is typed so far.
pub fn choices(context: &Context, caller: Caller, typed: &str) -> Result<Vec<Choice>, Failure> {
    let typed = typed.trim().to_lowercase();
    let answers = context.servers.answers(caller.server)?;
    let mut choices = Vec::new();
    for (id, entry) in &answers.entries {
        let fits = entry.examples().any(|example| example.to_lowercase().contains(&typed));
        if choices.len() < reply::MAX_CHOICES && (fits || id.as_str().contains(&typed)) {
            choices.push(reply::own_choice(&entry.question, own_entry_choice::value(id)));
        }
    }
    Ok(choices)
}

/// Opens the form of an entry.
pub fn edit_form(context: &Context, caller: Caller, option: &str) -> Result<Form, Failure> {
    let (id, entry) = named(&*context.servers.answers(caller.server)?, option)?;
    Ok(entry_form(FormId::Edit(id), &entry))
}

/// Asks whether an entry is to be removed.
pub async fn remove(context: &Arc<Context>, caller: Caller, option: String) -> Outcome {
    let view = context
        .blocking(move |context| {
            let (id, entry) = named(&*context.servers.answers(caller.server)?, &option)?;
            let item = Item::Entry(id.clone());
            let before = context.servers.item(caller.server, &item)?;
            let change = Change::new(entries::removed(id.as_str()), vec![ItemChange { item, before, after: None }]);
            let draft = context.servers.add_draft(caller.server, caller.user, &Draft { change })?;
            let buttons = vec![
                danger(button::REMOVE, &ComponentId::Save(draft)),
                plain(button::CANCEL, &ComponentId::Cancel(draft)),
            ];
            Ok(View::text(entries::confirm_removal(&entry.question)).buttons(buttons))
        })
        .await?;
    Ok(view.into())
}

/// Adds a way to ask to an entry, after a preview.
pub async fn teach(context: &Arc<Context>, caller: Caller, option: String, phrasing: String) -> Outcome {
    let view = context
        .blocking(move |context| {
            let (id, mut entry) = named(&*context.servers.answers(caller.server)?, &option)?;
            let phrasing = one_line(&phrasing);
            if entry.examples().any(|example| example.eq_ignore_ascii_case(&phrasing)) {
                return Err(Mistake::new(words::UNCHANGED).into());
            }
            entry.phrasings.push(phrasing);
            preview(context, caller, Some(id), entry)
        })
        .await?;
    Ok(view.into())
}

/// Shows what was typed into the form of an entry as members will see it; `id` is that of an entry that is changed.
pub async fn submit(
    context: &Arc<Context>,
    caller: Caller,
    id: Option<EntryId>,
    fields: Vec<(String, String)>,
) -> Outcome {
    let view = context
        .blocking(move |context| {
            let entry = match read(&fields) {
                Ok(entry) => entry,
                Err(mistake) => return Ok(given_back(mistake, &fields)),
            };
            match preview(context, caller, id, entry) {
                Err(Failure::Mistake(mistake)) if !all_typed(&fields).is_empty() => Ok(given_back(mistake, &fields)),
                outcome => outcome,
            }
        })
        .await?;
    Ok(view.into())
}

fn read(fields: &[(String, String)]) -> Result<OwnEntry, Mistake> {
    let links = Link::parse_lines(typed(fields, LINKS)).map_err(|error| Mistake::of(&error))?;
    let mut phrasings: Vec<String> = Vec::new();
    for line in typed(fields, PHRASINGS).lines().map(one_line).filter(|line| !line.is_empty()) {
        if !phrasings.contains(&line) {
            phrasings.push(line);
        }
    }
    let question = one_line(typed(fields, QUESTION));
    Ok(OwnEntry { question, phrasings, answer: typed(fields, ANSWER).to_owned(), links })
}

fn preview(context: &Context, caller: Caller, id: Option<EntryId>, entry: OwnEntry) -> Result<View, Failure> {
    entry.check().map_err(|error| Mistake::of(&error))?;
    let engine = context.store.engine().ok_or_else(|| Mistake::new(general_words::STILL_LEARNING))?;
    let mut answers = (*context.servers.answers(caller.server)?).clone();
    let is_new = id.is_none();
    let id = match id {
        Some(id) => id,
        None => free_id(&engine, &answers, &entry.question),
    };
    answers.entries.retain(|(other, _)| *other != id);
    refuse_known(&answers, &entry)?;
    let collisions = collisions(&engine, &entry)?;
    answers.entries.push((id.clone(), entry.clone()));
    answers.check().map_err(|error| Mistake::of(&error))?;
    let item = Item::Entry(id.clone());
    let before = context.servers.item(caller.server, &item)?;
    let after = Some(serde_json::to_string(&entry).map_err(Fault::new)?);
    if before == after {
        return Err(Mistake::new(words::UNCHANGED).into());
    }
    let summary = if is_new { entries::added(&entry.question) } else { entries::changed(id.as_str()) };
    let draft = Draft { change: Change::new(summary, vec![ItemChange { item, before, after }]) };
    let draft = context.servers.add_draft(caller.server, caller.user, &draft)?;
    let name = context.directory.name(caller.server);
    let text = OwnText { question: &entry.question, answer: &entry.answer, links: &entry.links };
    let card = Some(words::answer(engine.faq(), &name, text));
    let view = View { card, ..View::text(entries::preview(&words::preview(&name), &collisions)) };
    Ok(view.buttons(draft_buttons(draft)))
}

/// Makes an id that neither the guide nor the server has.
fn free_id(engine: &Engine, answers: &OwnAnswers, question: &str) -> EntryId {
    let base = edit::free_id(engine.faq(), question);
    let mut id = base.clone();
    // There are more numbers than entries, so this ends.
    for number in 2_u32.. {
        if answers.entry(&id).is_none() {
            break;
        }
        if let Ok(next) = format!("{base}-{number}").parse() {
            id = next;
        }
    }
    id
}

/// Refuses what leads to another entry of the server already.
fn refuse_known(others: &OwnAnswers, entry: &OwnEntry) -> Result<(), Mistake> {
    for example in entry.examples() {
        for (_, other) in &others.entries {
            if other.examples().any(|known| known.eq_ignore_ascii_case(example)) {
                return Err(Mistake::new(entries::known(example, &other.question)));
            }
        }
    }
    Ok(())
}

/// Finds the ways to ask an entry that the guide deals with itself. One that sounds like an emergency is refused.
fn collisions(engine: &Engine, entry: &OwnEntry) -> Result<Vec<Collision>, Mistake> {
    let mut collisions = Vec::new();
    for example in entry.examples() {
        let decision = engine.decide(example);
        let leaves = engine.leaves_to_servers(&engine.rank(&Query::new(example)));
        match decision.outcome {
            GuideOutcome::Refer { reason: Reason::Urgent(_), .. } => {
                return Err(Mistake::new(entries::urgent(example)));
            }
            GuideOutcome::Answer(answer) => {
                collisions.push(Collision::Answered { example: example.to_owned(), entry: answer.id().to_string() });
            }
            GuideOutcome::Refer { reason: Reason::Named(gap), .. } if !gap.is_local() => {
                collisions.push(Collision::Referred { example: example.to_owned(), gap: Some(gap.id().to_string()) });
            }
            GuideOutcome::Refer { .. } if !leaves => {
                collisions.push(Collision::Referred { example: example.to_owned(), gap: None });
            }
            GuideOutcome::Refer { .. } => {}
        }
    }
    Ok(collisions)
}
