//! The way of a proposal: its preview, "Edit again", "Save" and "Cancel".

use super::component_id::{ComponentId, FormId};
use super::failure::{Failure, Fault, Mistake};
use super::log_channel::attached;
use super::proposal::{Proposal, ProposalError, typed_text};
use super::request::{Context, Output};
use super::view::{Fields, Form, View, ViewButton};
use crate::reply::moderation::{self as words, button, form, summary};
use crate::reply::{self, Reply};
use crate::storage::{self, Author, ChangeError, Engine, Rejection};
use faq::EntryId;
use faq::difference::Difference;
use faq::file::{self, Problem};
use matching::decide::{Outcome, Reason};
use matching::evaluation::{self, Case, Verdict};

/// How many golden cases that got worse are named.
const MAX_NAMED_CASES: usize = 5;

/// Takes a submitted form, and shows its preview.
pub fn submit(context: &Context, user: u64, form: &FormId, fields: Fields) -> Result<Output, Failure> {
    let draft = match form {
        FormId::Add(unanswered) => return propose(context, user, &Proposal::Add { fields, unanswered: *unanswered }),
        FormId::Gap(unanswered) => return propose(context, user, &Proposal::Gap { fields, unanswered: *unanswered }),
        FormId::Edit(entry, seen) => {
            return propose(context, user, &Proposal::Change { entry: entry.to_string(), seen: *seen, fields });
        }
        FormId::EditAgain(draft) => *draft,
    };
    let earlier = context.draft(user, draft)?;
    let mut output = propose(context, user, &earlier.with_fields(fields))?;
    // The earlier draft goes last: until the new one is kept, it has the only copy of what was typed.
    output.fault = context.drafts()?.delete(user, draft).err().map(Fault::from);
    Ok(output)
}

/// Keeps a proposal as a draft, and shows how the FAQ would be with it.
pub fn propose(context: &Context, user: u64, proposal: &Proposal) -> Result<Output, Failure> {
    let draft = context.drafts()?.add(user, proposal)?;
    let mut buttons = Vec::new();
    if proposal.fields().is_some() {
        buttons.push(ViewButton::new(button::EDIT_AGAIN, ComponentId::EditAgain(draft)));
    }
    buttons.push(ViewButton::new(button::CANCEL, ComponentId::Cancel(draft)));
    let engine = context.engine();
    let applied = engine.and_then(|engine| Ok((proposal.apply(&engine.text())?, engine)));
    let (text, engine) = match applied {
        Ok(applied) => applied,
        // The draft is kept, so that the moderator can correct it.
        Err(Mistake(sentence)) => {
            return Ok(View { rows: vec![buttons], ..View::text(sentence) }.into());
        }
    };
    buttons.insert(0, ViewButton::primary(button::SAVE, ComponentId::Save(draft)));
    let Some(tried) = storage::preview(&context.store, &text) else {
        return Err(Fault::new("a proposal that could be applied is not a valid FAQ").into());
    };
    let text = notes(context, &engine, proposal, &tried).join("\n");
    let card = card(&engine, proposal, &tried);
    Ok(View { rows: vec![buttons], card, ..View::text(text) }.into())
}

/// Opens the form of a draft again.
pub fn edit_again(context: &Context, user: u64, draft: i64) -> Result<Form, Failure> {
    let proposal = context.draft(user, draft)?;
    match proposal.fields() {
        Some(fields) => Ok(Form {
            id: FormId::EditAgain(draft),
            title: form::EDIT_AGAIN,
            fields: fields.clone(),
            has_answer: !matches!(proposal, Proposal::Gap { .. }),
        }),
        None => Err(Mistake::new(words::UNKNOWN).into()),
    }
}

/// Removes a draft.
pub fn cancel(context: &Context, user: u64, draft: i64) -> Result<Output, Failure> {
    context.drafts()?.delete(user, draft)?;
    Ok(View::text(words::NOTHING_CHANGED).into())
}

/// Makes the change that a draft proposes.
pub fn save(context: &Context, user: u64, draft: i64) -> Result<Output, Failure> {
    let proposal = context.draft(user, draft)?;
    let summary = summary(context, &proposal);
    let change = storage::change(&context.store, Author::User(user), &summary, |text| proposal.apply(text));
    let changed = match change {
        Ok(changed) => changed,
        Err(ChangeError::Rejected(Rejection::Edit(ProposalError::Conflict { current }))) => {
            return Ok(conflict(draft, &proposal, current).into());
        }
        Err(error) => return Err(error.into()),
    };
    // From here on the change is saved, and is reported even if something else fails.
    let mut output = Output::saved(user, &summary, changed);
    output.fault = clean_up(context, user, draft, &proposal).err();
    Ok(output)
}

/// Removes a draft that was saved, and the unanswered question that it dealt with.
fn clean_up(context: &Context, user: u64, draft: i64, proposal: &Proposal) -> Result<(), Fault> {
    context.drafts()?.delete(user, draft)?;
    if let Some(question) = proposal.unanswered() {
        context.journal.dismiss(question)?;
    }
    Ok(())
}

/// Returns the line about a proposal in the history and in the log channel.
fn summary(context: &Context, proposal: &Proposal) -> String {
    match proposal {
        Proposal::Add { .. } => summary::added(proposal.question()),
        Proposal::Change { entry, .. } => summary::changed(entry),
        Proposal::Gap { .. } => summary::gap_named(proposal.question()),
        Proposal::Import { text, .. } => match file::parse(text.as_bytes()) {
            Ok(new) => {
                let difference = Difference::between(context.store.current().faq(), &new.faq);
                summary::imported(&difference.to_string())
            }
            // The change is about to be refused.
            Err(_) => summary::imported(""),
        },
    }
}

/// Shows both texts, so that nothing that was typed is lost.
fn conflict(draft: i64, proposal: &Proposal, current: String) -> View {
    let yours = match proposal {
        Proposal::Import { text, .. } => text.clone(),
        Proposal::Add { fields, .. } | Proposal::Change { fields, .. } | Proposal::Gap { fields, .. } => {
            typed_text(fields)
        }
    };
    let files = vec![attached("now.txt", current), attached("yours.txt", yours)];
    let rows = vec![vec![ViewButton::new(button::CANCEL, ComponentId::Cancel(draft))]];
    View { files, rows, ..View::text(words::CONFLICT) }
}

fn notes(context: &Context, engine: &Engine, proposal: &Proposal, tried: &Engine) -> Vec<String> {
    let mut notes = vec![words::preview(&Difference::between(engine.faq(), tried.faq()).to_string())];
    if let Some(fields) = proposal.fields() {
        if fields.phrasings.is_none() {
            notes.push(words::PHRASINGS_NOT_SHOWN.to_owned());
        }
        let id = proposal.entry(engine.faq());
        let known: Vec<&str> = match id.as_ref().and_then(|id| engine.faq().entry(id)) {
            Some(entry) => entry.examples().collect(),
            None => Vec::new(),
        };
        let mut examples = fields.phrasing_lines().unwrap_or_default();
        examples.extend(fields.question.clone());
        for example in examples {
            if !known.contains(&example.as_str()) {
                notes.extend(collision(engine, id.as_ref(), &example));
            }
        }
    }
    notes.extend(words::new_warnings(&new_warnings(&engine.text(), &tried.text())));
    if let Some(text) = &context.golden_cases {
        notes.push(golden_note(text, engine, tried));
    }
    notes
}

/// Returns the warnings about a file that it did not have before a change.
pub fn new_warnings(before: &str, after: &str) -> Vec<Problem> {
    let mut known: Vec<String> = warnings(before).iter().map(without_numbers).collect();
    let mut new = Vec::new();
    for warning in warnings(after) {
        match known.iter().position(|known| *known == without_numbers(&warning)) {
            // A warning that was there twice and is there three times now is new once.
            Some(index) => drop(known.swap_remove(index)),
            None => new.push(warning),
        }
    }
    new
}

fn warnings(text: &str) -> Vec<Problem> {
    file::parse(text.as_bytes()).map(|parsed| parsed.warnings).unwrap_or_default()
}

/// Returns a warning's message without its numbers, since a change moves the lines that warnings name.
fn without_numbers(warning: &Problem) -> String {
    warning.message.replace(|c: char| c.is_ascii_digit(), "")
}

/// Tries the golden cases with the FAQ as it is and as it would be.
fn golden_note(text: &str, engine: &Engine, tried: &Engine) -> String {
    let cases = match evaluation::parse(text, engine.faq()) {
        Ok(cases) => cases,
        Err(error) => {
            tracing::warn!(%error, "the golden cases do not fit the FAQ; check CASES_PATH");
            return words::golden_cases_unusable(&error.to_string());
        }
    };
    let mut better = 0;
    let mut worse = Vec::new();
    for case in &cases {
        let before = cost(engine, case);
        let after = cost(tried, case);
        if after < before {
            better += 1;
        } else if after > before {
            worse.push(case.ask.as_str());
        }
    }
    words::golden_cases(cases.len(), better, worse.len(), &worse[..worse.len().min(MAX_NAMED_CASES)])
}

fn cost(engine: &Engine, case: &Case) -> usize {
    Verdict::of(&case.expect, &engine.decide(&case.ask)).cost()
}

/// Returns the entry as users will see it, or the reply to a question in the gap.
fn card(engine: &Engine, proposal: &Proposal, tried: &Engine) -> Option<Reply> {
    let faq = tried.faq();
    if let Some(entry) = proposal.entry(engine.faq()).and_then(|id| faq.entry(&id)) {
        return Some(reply::entry(faq, entry));
    }
    let question = proposal.fields()?.question.as_deref()?;
    Some(reply::decision(faq, &tried.decide(question)))
}

/// Returns a warning if an example, which is new to the entry `own`, already leads somewhere else.
pub fn collision(engine: &Engine, own: Option<&EntryId>, example: &str) -> Option<String> {
    let decision = engine.decide(example);
    match decision.outcome {
        Outcome::Answer(entry) if Some(entry.id()) != own => {
            Some(words::leads_to(example, entry.id().as_str(), Some(decision.confidence())))
        }
        Outcome::Refer { reason: Reason::Named(gap) | Reason::Urgent(gap), .. } => {
            Some(words::leads_to(example, gap.id().as_str(), None))
        }
        Outcome::Answer(_) | Outcome::Refer { .. } => None,
    }
}
