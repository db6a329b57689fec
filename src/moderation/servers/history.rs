//! `/faq history` and `/faq undo` of a server's own settings and answers, and the end of a draft: it is saved, or discarded.

use std::sync::Arc;

use super::ids::ComponentId;
use super::view::{View, plain, primary};
use super::{Caller, Context, Outcome, Output, setup};
use crate::moderation::failure::Mistake;
use crate::moderation::log_channel::LogMessage;
use crate::reply::local;
use crate::reply::moderation::{self as general_words, RevisionLine, button};
use crate::reply::servers::{self as words, history};
use crate::storage::servers::{Change, Draft, DraftOutcome, Item, ItemChange, Revision};

/// How many revisions a page shows.
const PAGE_LENGTH: usize = 8;

/// Shows a page of the revisions, the latest first.
pub async fn list(context: &Arc<Context>, caller: Caller, page: usize) -> Outcome {
    let first = page.saturating_mul(PAGE_LENGTH);
    let (revisions, total) =
        context.blocking(move |context| Ok(context.servers.revisions(caller.server, first, PAGE_LENGTH)?)).await?;
    let lines: Vec<RevisionLine> = revisions.into_iter().map(line).collect();
    let view = View::text(general_words::history(&lines, total));
    Ok(view.page_buttons(page, PAGE_LENGTH, total, ComponentId::HistoryPage).into())
}

fn line(revision: Revision) -> RevisionLine {
    let summary = if revision.is_undone { history::undone(&revision.summary) } else { revision.summary };
    RevisionLine { number: revision.number, time: revision.time, author: Some(revision.author), summary }
}

/// Shows what an undo takes back, or with a `revision` what would change by going back to it.
pub async fn undo(context: &Arc<Context>, caller: Caller, revision: Option<i64>) -> Outcome {
    let change = context.blocking(move |context| prepare(context, caller, revision)).await?;
    let text = history::confirm(&change.summary);
    propose(context, caller, change, text).await
}

fn prepare(
    context: &Context,
    caller: Caller,
    revision: Option<i64>,
) -> Result<Change, crate::moderation::failure::Failure> {
    let Some(number) = revision else {
        let undo = context.servers.undo(caller.server, caller.manages)?;
        let (undone, items) = undo.ok_or_else(|| Mistake::new(history::NOTHING_TO_UNDO))?;
        let summary = history::took_back(undone.number, &undone.summary);
        return Ok(Change { summary, items, takes_back: Some(undone.number) });
    };
    let number = u64::try_from(number).unwrap_or_default();
    let way = context.servers.way_back(caller.server, number)?;
    let mut items = way.ok_or_else(|| Mistake::new(general_words::no_revision(number)))?;
    // Settings are for managers to change, in every way.
    items.retain(|change| caller.manages || change.item != Item::Settings);
    if items.is_empty() {
        return Err(Mistake::new(history::already_at(number)).into());
    }
    Ok(Change::new(history::went_back(number), items))
}

/// Stores a change as a draft, and asks whether to make it.
async fn propose(context: &Arc<Context>, caller: Caller, change: Change, text: String) -> Outcome {
    let draft = Draft { change };
    let id =
        context.blocking(move |context| Ok(context.servers.add_draft(caller.server, caller.user, &draft)?)).await?;
    let buttons = vec![primary(button::UNDO, &ComponentId::Save(id)), plain(button::CANCEL, &ComponentId::Cancel(id))];
    Ok(View::text(text).buttons(buttons).into())
}

/// Makes the change that a draft proposes. Pressed again, it shows the first outcome.
pub async fn save(context: &Arc<Context>, caller: Caller, id: i64) -> Outcome {
    let (outcome, draft) = context
        .blocking(move |context| {
            let draft = context.servers.draft(caller.server, caller.user, id)?;
            let changes_settings = |draft: &Draft| draft.change.items.iter().any(|item| item.item == Item::Settings);
            if !caller.manages && draft.as_ref().is_some_and(|(draft, _)| changes_settings(draft)) {
                return Err(Mistake::new(words::ONLY_MANAGERS).into());
            }
            let outcome = context.servers.save_draft(caller.server, caller.user, id)?;
            prepare_entries(context, caller);
            Ok((outcome, draft))
        })
        .await?;
    let (Some(outcome), Some((draft, earlier))) = (outcome, draft) else {
        return Ok(View::text(general_words::DRAFT_GONE).into());
    };
    setup::listen(context, &context.servers.settings(caller.server));
    let summary = draft.change.summary;
    // In the home server, `/faq undo` is about the guide.
    let is_home = context.servers.home() == Some(caller.server);
    let mut view = View::text(finished(outcome, &summary, is_home));
    if is_home {
        view = view.buttons(vec![plain(button::UNDO, &ComponentId::Undo)]);
    }
    if let [ItemChange { item: Item::Gap(_), .. }] = draft.change.items.as_slice() {
        view = view.buttons(vec![plain(local::button::BACK, &ComponentId::LocalPage(0))]);
    }
    // A press on a draft that is done changes nothing.
    let notice = earlier
        .is_none()
        .then(|| LogMessage { text: general_words::change_by(caller.user, &summary), files: Vec::new() });
    Ok(Output { view, notice })
}

/// Makes ready what questions are compared with, so that nobody who asks waits for it.
fn prepare_entries(context: &Context, caller: Caller) {
    if let (Some(engine), Ok(answers)) = (context.store.engine(), context.servers.answers(caller.server)) {
        context.servers.layer(caller.server, &answers, &engine);
    }
}

/// Discards a draft, unless it was saved before.
pub async fn cancel(context: &Arc<Context>, caller: Caller, id: i64) -> Outcome {
    let (outcome, draft) = context
        .blocking(move |context| {
            let outcome = context.servers.discard_draft(caller.server, caller.user, id)?;
            Ok((outcome, context.servers.draft(caller.server, caller.user, id)?))
        })
        .await?;
    match (outcome, draft) {
        (Some(outcome), Some((draft, _))) => {
            let is_home = context.servers.home() == Some(caller.server);
            Ok(View::text(finished(outcome, &draft.change.summary, is_home)).into())
        }
        _ => Ok(View::text(general_words::DRAFT_GONE).into()),
    }
}

fn finished(outcome: DraftOutcome, summary: &str, is_home: bool) -> String {
    match outcome {
        DraftOutcome::Saved(revision) => words::saved_as(revision, summary, is_home),
        DraftOutcome::Discarded => general_words::NOTHING_CHANGED.to_owned(),
    }
}
