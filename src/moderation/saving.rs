//! The end of a draft: it is saved, or discarded. Whatever is pressed afterwards shows the same outcome.

use super::component_id::ComponentId;
use super::diff;
use super::drafts::{Claim, DraftState, SavedChange};
use super::failure::{Failure, Fault};
use super::log_channel::{LogMessage, attached};
use super::preview::{self, SaveButton, buttons};
use super::proposal::{self, Proposal, ProposalError, typed_text};
use super::request::{Context, Output};
use super::view::{Fields, View, ViewButton};
use crate::reply::moderation::{self as words, button, summary};
use crate::storage::{self, Author, ChangeError, Changed, Loss, Rejection, StorageFault, WayBack};
use faq::difference::Difference;
use faq::edit;
use faq::{Entry, EntryId, file};

/// How many of the latest revisions are searched for a draft's, if the bot was stopped before it recorded the number.
const RECENT_REVISIONS: usize = 20;

/// Whether a moderator has seen the warnings about a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    NotAsked,
    Given,
}

/// Makes the change that a draft proposes.
pub fn save(context: &Context, user: u64, draft: i64, consent: Consent) -> Result<Output, Failure> {
    let Some(mut claim) = context.drafts()?.claim(user, draft)? else {
        return Ok(View::text(words::DRAFT_GONE).into());
    };
    recover(context, user, &mut claim)?;
    if claim.state != DraftState::Open {
        let state = claim.state.clone();
        drop(claim);
        return finished(context, user, state);
    }
    if consent == Consent::NotAsked
        && let Some(loss) = loss(context, &claim.proposal)
    {
        let rows = vec![buttons(draft, &claim.proposal, SaveButton::Anyway)];
        return Ok(View { rows, ..View::text(words::confirm_loss(loss.what, loss.had, loss.has)) }.into());
    }
    let summary = summary(context, &claim.proposal);
    claim.set(DraftState::Saving(summary.clone()))?;
    match change(context, user, &claim.proposal, &summary) {
        Ok(changed) => saved(context, user, claim, summary, changed),
        Err(error) => not_saved(context, user, claim, error),
    }
}

fn change(
    context: &Context,
    user: u64,
    proposal: &Proposal,
    summary: &str,
) -> Result<Changed, ChangeError<ProposalError>> {
    let author = Author::User(user);
    match proposal {
        Proposal::GoBack { revision, is_undo, .. } => {
            let way = WayBack { revision: *revision, is_undo: *is_undo, summary };
            storage::go_back(&context.store, author, way, |text| proposal.check_seen(text))
        }
        _ => storage::change(&context.store, author, summary, |text| proposal.apply(text)),
    }
}

/// Reports a change that was saved, even if something else fails from here on.
fn saved(
    context: &Context,
    user: u64,
    mut claim: Claim<'_>,
    summary: String,
    changed: Changed,
) -> Result<Output, Failure> {
    let files = diff::attached(&changed.before, &changed.after);
    let notice = LogMessage { text: words::change_by(user, &summary), files };
    let (is_undo, takes_back) = match claim.proposal {
        Proposal::GoBack { is_undo, takes_back, .. } => (is_undo, takes_back),
        _ => (false, None),
    };
    let revision = Some(changed.revision);
    let saved = SavedChange { revision, summary, in_place: changed.in_place, is_undo, takes_back };
    let mut fault = claim.set(DraftState::Saved(saved.clone())).err();
    fault = fault.or(context.journal.dismiss(&claim.proposal.unanswered()).err().map(Fault::from));
    let mut shown = saved_output(context, &saved);
    if let Some(topic) = translated_topic(context, &claim.proposal) {
        let button = ViewButton::new(button::TRANSLATIONS, ComponentId::Translations(topic));
        shown.view.rows.push(vec![button]);
    }
    Ok(Output { notice: Some(notice), fault: fault.or(shown.fault), ..shown })
}

/// Returns the id of the topic that a change was about, if its translations may want to follow.
fn translated_topic(context: &Context, proposal: &Proposal) -> Option<String> {
    match proposal {
        Proposal::Change { entry, .. } => {
            let snapshot = context.store.current();
            let entry = snapshot.faq().entry(&entry.parse().ok()?)?;
            if entry.translations().is_empty() { None } else { Some(entry.id().to_string()) }
        }
        Proposal::Translate { topic, .. } => Some(topic.clone()),
        _ => None,
    }
}

/// Reports a change that was saved, as it stands now, even if the history cannot be read.
pub fn saved_output(context: &Context, saved: &SavedChange) -> Output {
    match saved_text(context, saved) {
        Ok(text) => View::text(text).into(),
        Err(error) => {
            let text = words::saved(saved.revision, &saved.summary, words::SEE_HISTORY, saved.in_place);
            // Its own advice says that nothing can be saved, but this was.
            Output { fault: Some(Fault::new(error)), ..View::text(text).into() }
        }
    }
}

/// Keeps a draft that could not be saved, with its buttons.
fn not_saved(
    context: &Context,
    user: u64,
    mut claim: Claim<'_>,
    error: ChangeError<ProposalError>,
) -> Result<Output, Failure> {
    let reopened = claim.set(DraftState::Open);
    if let ChangeError::Rejected(Rejection::Edit(ProposalError::Conflict { current })) = error {
        reopened?;
        return conflict(context, user, claim, current);
    }
    let mut output = Output::failed(error.into());
    output.fault = output.fault.or(reopened.err());
    output.view.rows = vec![buttons(claim.id, &claim.proposal, SaveButton::Plain)];
    Ok(output)
}

/// Shows both texts, so that nothing that was typed is lost. "Edit again" starts from the newest.
pub fn conflict(context: &Context, user: u64, mut claim: Claim<'_>, current: String) -> Result<Output, Failure> {
    let now = attached("now.txt", current);
    match claim.proposal.clone() {
        Proposal::Change { entry, fields, .. } => {
            let yours = attached("yours.txt", typed_text(&fields));
            let view = match newest_entry(context, &entry) {
                Some(newest) => {
                    let seen = proposal::stamp(&newest);
                    let newest = Proposal::Change { entry, seen, fields: Fields::of(&newest) };
                    let rows = vec![replace(context, user, &mut claim, &newest, SaveButton::None)?];
                    View { rows, ..View::text(words::CONFLICT) }
                }
                None => View::text(words::NO_SUCH_ENTRY),
            };
            Ok(View { files: vec![now, yours], ..view }.into())
        }
        Proposal::Translate { topic, language, fields, .. } => {
            let yours = attached("yours.txt", typed_text(&fields));
            let view = match newest_translation(context, &topic, &language) {
                Some(newest) => {
                    let rows = vec![replace(context, user, &mut claim, &newest, SaveButton::None)?];
                    View { rows, ..View::text(words::CONFLICT) }
                }
                None => View::text(words::NO_SUCH_ENTRY),
            };
            Ok(View { files: vec![now, yours], ..view }.into())
        }
        Proposal::Remove { entry, .. } => {
            let Some(newest) = newest_entry(context, &entry) else {
                return Ok(View::text(words::NO_SUCH_ENTRY).into());
            };
            let newest = Proposal::Remove { entry, seen: proposal::stamp(&newest) };
            let rows = vec![replace(context, user, &mut claim, &newest, SaveButton::Plain)?];
            Ok(View { files: vec![now], rows, ..View::text(words::REMOVAL_CONFLICT) }.into())
        }
        Proposal::GoBack { .. } => {
            claim.set(DraftState::Discarded)?;
            Ok(View::text(words::CHANGED_SINCE).into())
        }
        Proposal::Import { text, .. } => {
            let rows = vec![buttons(claim.id, &claim.proposal, SaveButton::None)];
            let files = vec![now, attached("yours.txt", text)];
            Ok(View { rows, files, ..View::text(words::IMPORT_CONFLICT) }.into())
        }
        // These only add something, so they conflict with nothing.
        Proposal::Add { .. } | Proposal::Gap { .. } | Proposal::Teach { .. } => Ok(View::text(words::CONFLICT).into()),
    }
}

/// Replaces a draft with a proposal, and returns its buttons. If the proposal is the draft's own, because what it conflicted with was
/// taken back in the meantime, the draft stays.
fn replace(
    context: &Context,
    user: u64,
    claim: &mut Claim<'_>,
    proposal: &Proposal,
    save: SaveButton,
) -> Result<Vec<ViewButton>, Failure> {
    let draft = context.drafts()?.add(user, proposal)?;
    if draft != claim.id {
        claim.set(DraftState::Replaced(draft))?;
    }
    Ok(buttons(draft, proposal, save))
}

/// Returns the proposal of a translation as the next change would find it.
fn newest_translation(context: &Context, topic: &str, language: &str) -> Option<Proposal> {
    let parsed = file::parse(storage::servable_text(&context.store).as_bytes()).ok()?;
    let id = edit::topic(&parsed.faq, topic)?;
    let parsed_language = language.parse().ok()?;
    Some(Proposal::Translate {
        topic: topic.to_owned(),
        language: language.to_owned(),
        seen: proposal::translation_stamp(&parsed.faq, &id, parsed_language),
        fields: proposal::translated_fields(&parsed.faq, &id, parsed_language),
    })
}

/// Returns an entry as the next change would find it.
fn newest_entry(context: &Context, entry: &str) -> Option<Entry> {
    let id: EntryId = entry.parse().ok()?;
    let parsed = file::parse(storage::servable_text(&context.store).as_bytes()).ok()?;
    parsed.faq.entry(&id).cloned()
}

/// Discards a draft, unless it was saved before.
pub fn cancel(context: &Context, user: u64, draft: i64) -> Result<Output, Failure> {
    let Some(mut claim) = context.drafts()?.claim(user, draft)? else {
        return Ok(View::text(words::DRAFT_GONE).into());
    };
    recover(context, user, &mut claim)?;
    if claim.state == DraftState::Open {
        claim.set(DraftState::Discarded)?;
    }
    let state = claim.state.clone();
    drop(claim);
    finished(context, user, state)
}

/// Shows the outcome of a draft. For one that was corrected, shows the draft that replaced it.
pub fn finished(context: &Context, user: u64, state: DraftState) -> Result<Output, Failure> {
    match state {
        DraftState::Saved(saved) => Ok(saved_output(context, &saved)),
        DraftState::Discarded => Ok(View::text(words::NOTHING_CHANGED).into()),
        DraftState::Open | DraftState::Saving(_) => Ok(View::text(words::BEING_SAVED).into()),
        DraftState::Replaced(newer) => {
            let Some(mut claim) = context.drafts()?.claim(user, newer)? else {
                return Ok(View::text(words::DRAFT_GONE).into());
            };
            recover(context, user, &mut claim)?;
            let (state, proposal) = (claim.state.clone(), claim.proposal.clone());
            drop(claim);
            match state {
                DraftState::Open => preview::show(context, user, newer, &proposal),
                state => finished(context, user, state),
            }
        }
    }
}

/// Returns the report of a change that was saved, as it stands now.
fn saved_text(context: &Context, saved: &SavedChange) -> Result<String, StorageFault> {
    let SavedChange { summary, in_place, .. } = saved;
    let (latest, _) = storage::revisions(&context.store, 0, 1)?;
    let latest = latest.first().map(|revision| revision.number);
    let advice = match saved.revision {
        Some(_) if saved.revision != latest => words::CHANGED_AGAIN.to_owned(),
        Some(_) if saved.is_undo => {
            let next = storage::next_undo(&context.store).ok().and_then(|undo| undo.takes_back);
            words::after_undo(saved.takes_back, next.map(|next| (next.number, next.summary)))
        }
        Some(_) => words::UNDO_REVERSES_IT.to_owned(),
        None => words::SEE_HISTORY.to_owned(),
    };
    Ok(words::saved(saved.revision, summary, &advice, *in_place))
}

/// Finds out whether a draft was saved, if the bot was stopped during the save.
pub fn recover(context: &Context, user: u64, claim: &mut Claim<'_>) -> Result<(), Failure> {
    let DraftState::Saving(summary) = claim.state.clone() else { return Ok(()) };
    let (recent, _) = storage::revisions(&context.store, 0, RECENT_REVISIONS)?;
    let own = recent.into_iter().find(|revision| revision.author == Author::User(user) && revision.summary == summary);
    let revision = own.map(|revision| revision.number);
    let mut text = storage::file_text(&context.store)?;
    if let Some(number) = revision
        && file::parse(text.as_bytes()).is_err()
    {
        // Somebody has broken the file since, so that it no longer shows what was saved. The history does.
        text = storage::revision_text(&context.store, number)?.unwrap_or(text);
    }
    let is_made = match &claim.proposal {
        Proposal::GoBack { revision, .. } => storage::revision_text(&context.store, *revision)?.as_ref() == Some(&text),
        other => other.is_made(&text),
    };
    if !is_made {
        return Ok(claim.set(DraftState::Open)?);
    }
    let saved = SavedChange { revision, summary, in_place: false, is_undo: false, takes_back: None };
    Ok(claim.set(DraftState::Saved(saved))?)
}

/// Returns what the FAQ would lose by a change of the whole file, if that is over half of something.
fn loss(context: &Context, proposal: &Proposal) -> Option<Loss> {
    let text = match proposal {
        Proposal::Import { text, .. } => text.clone(),
        Proposal::GoBack { revision, .. } => storage::revision_text(&context.store, *revision).ok()??,
        _ => return None,
    };
    let new = file::parse(text.as_bytes()).ok()?;
    storage::loss(context.store.current().faq(), &new.faq)
}

/// Returns the line about a proposal in the history and in the log channel.
fn summary(context: &Context, proposal: &Proposal) -> String {
    match proposal {
        Proposal::Add { .. } => summary::added(proposal.question()),
        Proposal::Change { entry, .. } => summary::changed(entry),
        Proposal::Translate { topic, language, fields, .. } => {
            let language = language.parse().unwrap_or_default();
            words::translations::summary(topic, language, fields.are_empty())
        }
        Proposal::Gap { .. } => summary::gap_named(proposal.question()),
        Proposal::Remove { entry, .. } => summary::removed(entry),
        Proposal::Teach { topic, phrasings, .. } => summary::taught(topic, phrasings),
        Proposal::GoBack { summary, .. } => summary.clone(),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::Clock;
    use crate::moderation::drafts::Drafts;
    use crate::moderation::unanswered::QuestionVectors;
    use crate::storage::journal::Journal;
    use crate::storage::{MeaningModel, Store, StoreOptions};

    const FAQ: &str = "entries: [{id: pain, question: Does it hurt?, answer: No.}, {id: price, question: How much?, answer: Seven.}]\n";

    #[test]
    fn a_draft_whose_conflict_was_taken_back_in_the_meantime_does_not_replace_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        std::fs::write(&path, FAQ).unwrap();
        let data_dir = Some(folder.path().to_owned());
        let options = StoreOptions { meaning: MeaningModel::Off, data_dir, ..StoreOptions::default() };
        let store = Arc::new(Store::open(&path, options).unwrap());
        storage::open_history(&store, Clock::new(|| 0)).unwrap();
        storage::learn(&store);
        let context = Context {
            store,
            journal: Journal::disabled(),
            drafts: Drafts::open(folder.path(), Clock::new(|| 0)),
            golden_cases: None,
            question_vectors: QuestionVectors::default(),
        };
        let drafts = context.drafts().unwrap();
        let entry = newest_entry(&context, "pain").unwrap();
        let proposal = Proposal::Remove { entry: "pain".to_owned(), seen: proposal::stamp(&entry) };
        let draft = drafts.add(1, &proposal).unwrap();
        // The conflict was found when the file said something else for a moment.
        let claim = drafts.claim(1, draft).unwrap().unwrap();
        let shown = conflict(&context, 1, claim, "something else".to_owned()).unwrap();
        assert_eq!(shown.view.text, words::REMOVAL_CONFLICT);
        assert_eq!(drafts.find(1, draft).unwrap(), Some((proposal, DraftState::Open)));
        let saved = save(&context, 1, draft, Consent::NotAsked).unwrap();
        assert!(saved.view.text.starts_with("Saved as revision 2: removed pain."), "{}", saved.view.text);
    }
}
