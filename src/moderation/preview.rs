//! Previews: what the FAQ would be like with a proposal. A proposal is stored as a draft before anything else is done with it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::component_id::{ComponentId, FormId};
use super::diff;
use super::drafts::DraftState;
use super::effects::Effects;
use super::failure::{Failure, Mistake, Obstacle};
use super::log_channel::attached;
use super::proposal::{Proposal, typed_text};
use super::request::{Context, Output};
use super::saving;
use super::unanswered;
use super::view::{Fields, Form, View, ViewButton};
use crate::reply::moderation::{self as words, button, form};
use crate::reply::{self, Locale, Reply};
use crate::storage::{self, Engine, Preview};
use faq::difference::Difference;
use faq::edit::{self, TopicId};
use faq::file::{self, Problem};
use faq::{Entry, Faq};
use matching::evaluation::{self, Case, Verdict};

/// How many golden cases that got worse are named.
const MAX_NAMED_CASES: usize = 5;
/// How long a changed FAQ is learned for its preview. A large one takes seconds; a moderator does not wait longer than this.
const TRIAL_TIMEOUT: Duration = Duration::from_secs(60);
/// The file with what was typed, attached where it would otherwise be lost.
pub const TYPED: &str = "yours.txt";

/// The FAQ with a proposal made on it, learned.
pub struct Trial {
    /// The file's text as it is, and what it says. It may be newer than the engine.
    pub text: String,
    pub faq: Faq,
    pub before: Arc<Engine>,
    pub after: Engine,
}

/// The button that makes a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SaveButton {
    None,
    Plain,
    /// Its label tells that the preview warns about the change.
    Anyway,
}

/// Takes a submitted form, and shows its preview. If that fails, what was typed is given back.
pub fn submit(context: &Context, user: u64, form: &FormId, fields: Fields) -> Result<Output, Failure> {
    let typed = typed_text(&fields);
    let output = match form {
        FormId::Add(selection) => {
            let unanswered = unanswered::question_ids(context, selection.as_ref());
            propose(context, user, Proposal::Add { fields, unanswered })
        }
        FormId::Gap(selection) => {
            let unanswered = unanswered::question_ids(context, Some(selection));
            propose(context, user, Proposal::Gap { fields, unanswered })
        }
        // A search proposes nothing.
        FormId::Search(_) => Err(Mistake::new(words::UNKNOWN).into()),
        FormId::Edit(entry, seen) => {
            propose(context, user, Proposal::Change { entry: entry.to_string(), seen: *seen, fields })
        }
        FormId::Translate { topic, language, seen } => {
            let (topic, language) = (topic.clone(), language.to_string());
            propose(context, user, Proposal::Translate { topic, language, seen: *seen, fields })
        }
        FormId::EditAgain(draft) => correct(context, user, *draft, fields),
    };
    output.or_else(|failure| {
        let mut output = Output::failed(failure);
        output.view.files.push(attached(TYPED, typed));
        Ok(output)
    })
}

/// Replaces a draft, or the draft that replaced it, with a corrected proposal.
fn correct(context: &Context, user: u64, draft: i64, fields: Fields) -> Result<Output, Failure> {
    let drafts = context.drafts()?;
    let mut latest = draft;
    let mut claim = loop {
        let Some(mut claim) = drafts.claim(user, latest)? else { return Err(Mistake::new(words::DRAFT_GONE).into()) };
        saving::recover(context, user, &mut claim)?;
        match claim.state {
            DraftState::Replaced(newer) => latest = newer,
            _ => break claim,
        }
    };
    if let DraftState::Saved(saved) = &claim.state {
        let mut output = saving::saved_output(context, saved);
        output.view.text = words::saved_before_form(&output.view.text);
        output.view.files.push(attached(TYPED, typed_text(&fields)));
        return Ok(output);
    }
    let proposal = claim.proposal.clone().with_fields(fields);
    let corrected = drafts.add(user, &proposal)?;
    let mut fault = None;
    if corrected != claim.id {
        // The earlier draft is marked last: until the new one is stored, it has the only copy of what was typed.
        fault = claim.set(DraftState::Replaced(corrected)).err();
    }
    drop(claim);
    let mut output = show(context, user, corrected, &proposal)?;
    output.fault = output.fault.or(fault);
    Ok(output)
}

/// Keeps a proposal as a draft, and shows how the FAQ would be with it.
pub fn propose(context: &Context, user: u64, proposal: Proposal) -> Result<Output, Failure> {
    let draft = context.drafts()?.add(user, &proposal)?;
    show(context, user, draft, &proposal)
}

/// Shows a draft that is open.
pub fn show(context: &Context, user: u64, draft: i64, proposal: &Proposal) -> Result<Output, Failure> {
    if let Proposal::Remove { entry, .. } = proposal {
        return show_removal(context, user, draft, proposal, entry);
    }
    match Trial::run(context, proposal) {
        Ok(Some(trial)) => Ok(show_trial(context, draft, proposal, &trial).into()),
        Ok(None) => Ok(show_untried(draft, proposal, &storage::servable_text(&context.store)).into()),
        Err(obstacle) => impossible(context, user, draft, proposal, obstacle),
    }
}

/// Shows why a proposal cannot be made as it is. If the reason is that its author made it before, shows that outcome instead.
pub fn impossible(
    context: &Context,
    user: u64,
    draft: i64,
    proposal: &Proposal,
    obstacle: Obstacle,
) -> Result<Output, Failure> {
    let drafts = context.drafts()?;
    let Some(mut claim) = drafts.claim(user, draft)? else { return Err(Mistake::new(words::DRAFT_GONE).into()) };
    saving::recover(context, user, &mut claim)?;
    if claim.state != DraftState::Open {
        let state = claim.state.clone();
        drop(claim);
        return saving::finished(context, user, state);
    }
    if proposal.is_made(&storage::servable_text(&context.store))
        && let Some(saved) = drafts.saved_before(user, proposal)?
    {
        claim.set(DraftState::Saved(saved.clone()))?;
        return Ok(saving::saved_output(context, &saved));
    }
    let mistake = match obstacle {
        Obstacle::Mistake(mistake) => mistake,
        Obstacle::Conflict { current } => return saving::conflict(context, user, claim, current),
    };
    if proposal.fields().is_none() {
        claim.set(DraftState::Discarded)?;
        return Err(mistake.into());
    }
    // The draft is kept, so that the moderator can correct it.
    let Mistake(sentence) = mistake;
    Ok(View { rows: vec![buttons(draft, proposal, SaveButton::None)], ..View::text(sentence) }.into())
}

fn show_removal(context: &Context, user: u64, draft: i64, proposal: &Proposal, entry: &str) -> Result<Output, Failure> {
    let snapshot = context.store.current();
    let found = entry.parse().ok().and_then(|id| snapshot.faq().entry(&id));
    let Some(entry) = found else {
        return impossible(context, user, draft, proposal, Mistake::new(words::NO_SUCH_ENTRY).into());
    };
    let text = words::confirm_removal(entry, &linked_from(snapshot.faq(), entry));
    Ok(View { rows: vec![buttons(draft, proposal, SaveButton::Plain)], ..View::text(text) }.into())
}

/// Returns the ids of the entries that name one as related.
fn linked_from<'a>(faq: &'a Faq, entry: &Entry) -> Vec<&'a str> {
    let mut linked_from = Vec::new();
    for other in faq.entries() {
        if other.is_related_to(entry) {
            linked_from.push(other.id().as_str());
        }
    }
    linked_from
}

/// Returns the buttons below a draft.
pub fn buttons(draft: i64, proposal: &Proposal, save: SaveButton) -> Vec<ViewButton> {
    let mut buttons = Vec::new();
    match save {
        SaveButton::None => {}
        SaveButton::Plain => buttons.push(save_button(draft, proposal)),
        SaveButton::Anyway => {
            buttons.push(ViewButton::danger(button::SAVE_ANYWAY, ComponentId::SaveAnyway(draft)));
        }
    }
    if proposal.fields().is_some() {
        buttons.push(ViewButton::new(button::EDIT_AGAIN, ComponentId::EditAgain(draft)));
    }
    buttons.push(ViewButton::new(button::CANCEL, ComponentId::Cancel(draft)));
    buttons
}

fn save_button(draft: i64, proposal: &Proposal) -> ViewButton {
    let id = ComponentId::Save(draft);
    match proposal {
        Proposal::Remove { .. } => ViewButton::danger(button::REMOVE, id),
        Proposal::GoBack { is_undo: true, .. } => ViewButton::danger(button::UNDO, id),
        Proposal::GoBack { .. } => ViewButton::danger(button::GO_BACK, id),
        _ => ViewButton::primary(button::SAVE, id),
    }
}

/// Opens the form of a draft again, or of the draft that replaced it.
pub fn edit_again(context: &Context, user: u64, draft: i64) -> Result<Form, Failure> {
    let drafts = context.drafts()?;
    let mut latest = draft;
    let proposal = loop {
        let Some((proposal, state)) = drafts.find(user, latest)? else {
            return Err(Mistake::new(words::DRAFT_GONE).into());
        };
        match state {
            DraftState::Open | DraftState::Discarded => break proposal,
            DraftState::Replaced(newer) => latest = newer,
            DraftState::Saving(_) if drafts.is_claimed(latest) => return Err(Mistake::new(words::BEING_SAVED).into()),
            // The bot was stopped during the save.
            DraftState::Saving(_) => {
                let Some(mut claim) = drafts.claim(user, latest)? else { continue };
                saving::recover(context, user, &mut claim)?;
            }
            DraftState::Saved(saved) => {
                let Output { view, fault, .. } = saving::saved_output(context, &saved);
                return Err(match fault {
                    Some(fault) => fault.below(&view.text).into(),
                    None => Mistake::new(view.text).into(),
                });
            }
        }
    };
    match proposal.fields() {
        Some(fields) => Ok(Form {
            id: FormId::EditAgain(latest),
            title: form::EDIT_AGAIN,
            fields: fields.clone(),
            has_answer: !matches!(proposal, Proposal::Gap { .. }),
            is_translation: matches!(proposal, Proposal::Translate { .. }),
        }),
        None => Err(Mistake::new(words::UNKNOWN).into()),
    }
}

impl Trial {
    /// Learns the FAQ with a proposal made on it. Returns `None` if that takes too long.
    ///
    /// # Errors
    /// The proposal cannot be made.
    pub fn run(context: &Context, proposal: &Proposal) -> Result<Option<Self>, Obstacle> {
        let deadline = Instant::now() + TRIAL_TIMEOUT;
        loop {
            let before = context.engine()?;
            let text = storage::servable_text(&context.store);
            let changed = proposal.apply(&text)?;
            let Ok(file::Parsed { faq, .. }) = file::parse(text.as_bytes()) else { return Ok(None) };
            match storage::preview(&context.store, &changed, &|| Instant::now() >= deadline) {
                Preview::Learned(after) => return Ok(Some(Self { text, faq, before, after: *after })),
                // The FAQ has changed, so the proposal is made on its new text.
                Preview::Superseded => {}
                Preview::Stopped => return Ok(None),
            }
        }
    }
}

fn show_trial(context: &Context, draft: i64, proposal: &Proposal, trial: &Trial) -> View {
    let effects = Effects::of(proposal, trial);
    let save = if effects.all_work() { SaveButton::Plain } else { SaveButton::Anyway };
    let mut files = Vec::new();
    if proposal.fields().is_none() {
        files = diff::attached(&trial.text, &trial.after.text());
    }
    View {
        rows: vec![buttons(draft, proposal, save)],
        card: card(proposal, trial),
        files,
        ..View::text(notes(context, proposal, trial, &effects).join("\n"))
    }
}

/// Shows a proposal that takes too long to learn. `text` is the file's text as it is.
pub fn show_untried(draft: i64, proposal: &Proposal, text: &str) -> View {
    let mut lines = vec![words::NOT_TRIED.to_owned()];
    let mut save = SaveButton::Anyway;
    let mut files = Vec::new();
    if let Proposal::Import { text: new, .. } = proposal {
        lines.extend(loss_note(text, new));
        lines.push(words::SEE_DIFF.to_owned());
        files = diff::attached(text, new);
        // "Save anyway" would not ask before over half of the FAQ is lost.
        save = SaveButton::Plain;
    }
    View { rows: vec![buttons(draft, proposal, save)], files, ..View::text(lines.join("\n")) }
}

/// Returns the warning that a file would lose over half of something, if it would.
fn loss_note(before: &str, after: &str) -> Option<String> {
    let before = file::parse(before.as_bytes()).ok()?.faq;
    let after = file::parse(after.as_bytes()).ok()?.faq;
    let loss = storage::loss(&before, &after)?;
    Some(words::would_lose(loss.what, loss.had, loss.has))
}

/// Shows that phrasings would not lead to the entry that they are taught to.
pub fn show_failing_phrasings(draft: i64, proposal: &Proposal, effects: &Effects) -> View {
    let mut lines = vec![words::DOES_NOT_WORK.to_owned()];
    lines.extend(effects.lines());
    View { rows: vec![buttons(draft, proposal, SaveButton::Anyway)], ..View::text(lines.join("\n")) }
}

fn notes(context: &Context, proposal: &Proposal, trial: &Trial, effects: &Effects) -> Vec<String> {
    let Trial { text, faq, before, after } = trial;
    let mut notes = vec![words::preview(&Difference::between(faq, after.faq()).to_string())];
    let is_translation = matches!(proposal, Proposal::Translate { .. });
    if is_translation && proposal.fields().is_some_and(Fields::are_empty) {
        notes.push(words::translations::REMOVES.to_owned());
    }
    if !is_translation && proposal.fields().is_some_and(|fields| fields.phrasings.is_none()) {
        notes.push(words::PHRASINGS_NOT_SHOWN.to_owned());
    }
    if let Proposal::Import { .. } = proposal {
        notes.extend(loss_note(text, &after.text()));
        notes.push(words::SEE_DIFF.to_owned());
    }
    notes.extend(effects.lines());
    notes.extend(words::new_warnings(&new_warnings(text, &after.text())));
    if let Some(cases) = &context.golden_cases {
        notes.push(golden_note(cases, before, after));
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
fn golden_note(text: &str, before: &Engine, after: &Engine) -> String {
    let cases = match evaluation::parse(text, before.faq()) {
        Ok(cases) => cases,
        Err(error) => {
            tracing::warn!(%error, "the golden cases do not fit the FAQ; check CASES_PATH");
            return words::golden_cases_unusable(&error.to_string());
        }
    };
    let mut better = 0;
    let mut worse = Vec::new();
    for case in &cases {
        let cost_before = cost(before, case);
        let cost_after = cost(after, case);
        if cost_after < cost_before {
            better += 1;
        } else if cost_after > cost_before {
            worse.push(case.ask.as_str());
        }
    }
    words::golden_cases(cases.len(), better, worse.len(), &worse[..worse.len().min(MAX_NAMED_CASES)])
}

fn cost(engine: &Engine, case: &Case) -> usize {
    Verdict::of(&case.expect, &engine.decide(&case.ask)).cost()
}

/// Returns the entry as users will see it, or the reply to a question in the gap.
fn card(proposal: &Proposal, trial: &Trial) -> Option<Reply> {
    let faq = trial.after.faq();
    let mut locale = Locale::of_faq(faq);
    if let Proposal::Translate { topic, language, .. } = proposal {
        locale = Locale::from_tag(language).unwrap_or(locale);
        if let Some(TopicId::Referral(id)) = edit::topic(faq, topic) {
            return faq.referral(&id).map(|gap| reply::gap(faq, gap, locale));
        }
    }
    if let Some(TopicId::Entry(id)) = proposal.topic(&trial.faq)
        && let Some(entry) = faq.entry(&id)
    {
        return Some(reply::entry(faq, entry, locale));
    }
    let question = proposal.fields()?.question.as_deref()?;
    Some(reply::decision(faq, &trial.after.decide(question), locale))
}

#[cfg(test)]
mod tests {
    use super::super::stamp::TextStamp;
    use super::*;

    const PAIN: &str = "entries:\n- {id: pain, question: Does it hurt?, answer: No.}\n";
    const MORE: &str = "- {id: scars, question: Does it help with scars?, answer: Often.}\n\
        - {id: price, question: What does it cost?, answer: Ask us.}\n";

    #[test]
    fn an_upload_that_was_not_tried_still_asks_before_much_is_lost() {
        let before = format!("{PAIN}{MORE}");
        let proposal = Proposal::Import { text: PAIN.to_owned(), seen: TextStamp::of(&before) };
        let view = show_untried(1, &proposal, &before);
        insta::assert_snapshot!(view.text, @"
        Trying this out took more than a minute, so I cannot say where the new phrasings would lead.
        ⚠ This file has only 1 of the current 3 entries.
        `changes.diff` has every line that changes.
        ");
        assert_eq!(format!("{:?}", view.rows), format!("{:?}", [buttons(1, &proposal, SaveButton::Plain)]));
        assert_eq!(view.files.len(), 1);
    }
}
