//! `/faq export` and `/faq import` of a server's own answers: a YAML file that a person can read and edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::local::draft_buttons;
use super::view::View;
use super::{Caller, Context, Outcome};
use crate::moderation::diff;
use crate::moderation::failure::{Failure, Fault, Mistake};
use crate::moderation::log_channel::attached;
use crate::moderation::transfer::download;
use crate::reply::local::{self as words, summary, transfer};
use crate::storage::servers::{Change, Draft, Item, ItemChange, OwnAnswer, OwnAnswers, OwnEntry};
use discord::model::Attachment;
use faq::{EntryId, Faq, ReferralId};

/// The file. Unknown keys are errors, as in the guide's FAQ.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerFile {
    #[serde(default = "version")]
    version: u32,
    /// The answers to gaps of the guide, by the ids of these.
    #[serde(default)]
    answers: BTreeMap<String, OwnAnswer>,
    /// The server's own entries, by their ids.
    #[serde(default)]
    entries: BTreeMap<String, OwnEntry>,
}

/// The only version.
const VERSION: u32 = 1;

fn version() -> u32 {
    VERSION
}

/// Gives the server's own answers as a file.
pub async fn export(context: &Arc<Context>, caller: Caller) -> Outcome {
    let text = context.blocking(move |context| Ok(text_of(&*context.servers.answers(caller.server)?)?)).await?;
    if text.is_empty() {
        return Ok(View::text(transfer::NOTHING_TO_EXPORT).into());
    }
    Ok(View { files: vec![attached(transfer::FILE, text)], ..View::text(transfer::EXPORTED) }.into())
}

/// Returns the file of a server's own answers; an empty text if there are none.
pub fn text_of(answers: &OwnAnswers) -> Result<String, Fault> {
    if answers.is_empty() {
        return Ok(String::new());
    }
    let mut file = ServerFile { version: VERSION, answers: BTreeMap::new(), entries: BTreeMap::new() };
    for (id, answer) in &answers.gaps {
        file.answers.insert(id.to_string(), answer.clone());
    }
    for (id, entry) in &answers.entries {
        file.entries.insert(id.to_string(), entry.clone());
    }
    serde_yaml::to_string(&file).map_err(Fault::new)
}

/// Shows what would change if the server had the answers of an uploaded file.
pub async fn import(context: &Arc<Context>, caller: Caller, file: Option<Attachment>) -> Outcome {
    let Some(file) = file else { return Ok(View::text(crate::reply::moderation::UNKNOWN).into()) };
    let bytes = download(&context.rest, &file.url).await?;
    let view = context.blocking(move |context| preview(context, caller, &bytes)).await?;
    Ok(view.into())
}

fn preview(context: &Context, caller: Caller, bytes: &[u8]) -> Result<View, Failure> {
    let snapshot = context.store.current();
    let now = context.servers.answers(caller.server)?;
    let new = parse(bytes, snapshot.faq(), &now).map_err(|error| Mistake::new(transfer::invalid(&error)))?;
    let stored: BTreeMap<Item, String> = context.servers.answer_items(caller.server)?.into_iter().collect();
    let mut wanted = BTreeMap::new();
    for (id, answer) in &new.gaps {
        wanted.insert(Item::Gap(id.clone()), serde_json::to_string(answer).map_err(Fault::new)?);
    }
    for (id, entry) in &new.entries {
        wanted.insert(Item::Entry(id.clone()), serde_json::to_string(entry).map_err(Fault::new)?);
    }
    let mut items = Vec::new();
    for item in stored.keys().chain(wanted.keys()) {
        let (before, after) = (stored.get(item).cloned(), wanted.get(item).cloned());
        if before != after && !items.iter().any(|change: &ItemChange| change.item == *item) {
            items.push(ItemChange { item: item.clone(), before, after });
        }
    }
    if items.is_empty() {
        return Err(Mistake::new(words::UNCHANGED).into());
    }
    let names: Vec<String> = items.iter().map(|change| change.item.to_string()).collect();
    let files = diff::attached(&text_of(&now)?, &text_of(&new)?);
    let draft = Draft { change: Change::new(summary::imported(items.len()), items) };
    let draft = context.servers.add_draft(caller.server, caller.user, &draft)?;
    let mut buttons = draft_buttons(draft);
    // There is no form to edit a file again.
    drop(buttons.remove(1));
    Ok(View { files, ..View::text(transfer::preview(&names)) }.buttons(buttons))
}

/// Reads and checks a file. Answers to gaps that the guide has left since may stay, but none may be added.
fn parse(bytes: &[u8], faq: &Faq, now: &OwnAnswers) -> Result<OwnAnswers, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())?;
    let file: ServerFile = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    if file.version != VERSION {
        return Err(format!("its version is {}, and only {VERSION} is known", file.version));
    }
    let mut answers = OwnAnswers::default();
    for (id, answer) in file.answers {
        answer.check().map_err(|error| format!("{id}: {error}"))?;
        let id: ReferralId = id.parse().map_err(|error| format!("{id}: {error}"))?;
        let is_local = faq.referral(&id).is_some_and(|gap| gap.is_local());
        if !is_local && now.gap(&id) != Some(&answer) {
            return Err(format!("{id}: the guide does not leave this to servers"));
        }
        answers.gaps.push((id, answer));
    }
    for (id, entry) in file.entries {
        entry.check().map_err(|error| format!("{id}: {error}"))?;
        let id: EntryId = id.parse().map_err(|error| format!("{id}: {error}"))?;
        answers.entries.push((id, entry));
    }
    answers.check().map_err(|error| error.to_string())?;
    Ok(answers)
}
