//! `/faq local`: a server's answers to gaps that the guide leaves to servers.

use std::cmp::Reverse;
use std::sync::Arc;

use serenity::all::CreateCommandOption;

use super::ids::{ComponentId, FormId};
use super::view::{Field, Form, View, plain, primary, text_menu};
use super::{Caller, Context, Outcome, entries};
use crate::moderation::failure::{Failure, Fault, Mistake};
use crate::moderation::log_channel::attached;
use crate::moderation::request::subcommand;
use crate::reply::local::{self as words, GapLine, OwnText, form, menu, summary};
use crate::reply::moderation::button;
use crate::reply::{Choice, Reply};
use crate::storage::servers::{Change, Draft, Item, ItemChange, Link, OwnAnswer, limits};
use faq::{Faq, Referral, ReferralId};

pub const NAME: &str = "local";

/// How many gaps a page shows: as many as a menu holds.
const PAGE_LENGTH: usize = 20;
/// The ids of fields.
const ANSWER: &str = "answer";
const LINKS: &str = "links";
/// The most characters of the field for links.
const LINKS_LENGTH: u16 = 1_500;

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::LOCAL)
}

/// Shows a page of the gaps that a server may answer, the most asked there first.
pub async fn list(context: &Arc<Context>, caller: Caller, page: usize) -> Outcome {
    let view = context.blocking(move |context| page_view(context, caller, page)).await?;
    Ok(view.into())
}

fn page_view(context: &Context, caller: Caller, page: usize) -> Result<View, Failure> {
    let snapshot = context.store.current();
    let answers = context.servers.answers(caller.server)?;
    let asked = context.journal.gaps_asked(context.servers.journal_place(Some(caller.server)))?;
    let times = |gap: &Referral| asked.get(gap.id()).copied().unwrap_or_default();
    let mut gaps: Vec<&Referral> = snapshot.faq().referrals().iter().filter(|gap| gap.is_local()).collect();
    if gaps.is_empty() {
        return Err(Mistake::new(words::NO_GAPS).into());
    }
    // Gaps that are asked equally often stay in the order of the file.
    gaps.sort_by_key(|gap| Reverse(times(gap)));
    let filled = gaps.iter().filter(|gap| answers.gap(gap.id()).is_some()).count();
    let total = gaps.len();
    let page = page.min(total.saturating_sub(1) / PAGE_LENGTH);
    let (mut lines, mut options) = (Vec::new(), Vec::new());
    for gap in gaps.iter().skip(page * PAGE_LENGTH).take(PAGE_LENGTH) {
        let is_filled = answers.gap(gap.id()).is_some();
        let line = GapLine { question: gap.question(), asked: times(gap), is_filled };
        options.push(Choice { name: line.option(), value: gap.id().to_string() });
        lines.push(line);
    }
    let switched_off = context.servers.switched_off(caller.server);
    let view = View::text(words::gaps(&lines, total, filled, switched_off.as_deref()));
    let view = view.menu(text_menu(&ComponentId::ChooseGap, words::button::CHOOSE, &options, None));
    Ok(view.page_buttons(page, PAGE_LENGTH, total, ComponentId::LocalPage))
}

fn local_gap<'a>(faq: &'a Faq, id: &ReferralId) -> Result<&'a Referral, Mistake> {
    faq.referral(id).filter(|gap| gap.is_local()).ok_or_else(|| Mistake::new(words::NO_SUCH_GAP))
}

/// Opens the form of the gap that was chosen in the list.
pub fn choose(context: &Context, caller: Caller, chosen: &[String]) -> Result<Form, Failure> {
    let id = chosen.first().and_then(|id| id.parse::<ReferralId>().ok());
    let id = id.ok_or_else(|| Mistake::new(words::NO_SUCH_GAP))?;
    let snapshot = context.store.current();
    let gap = local_gap(snapshot.faq(), &id)?;
    let answers = context.servers.answers(caller.server)?;
    Ok(gap_form(FormId::Gap(id.clone()), gap.question(), answers.gap(&id)))
}

/// Returns the form of an answer with what is in it now.
pub fn gap_form(id: FormId, question: &str, answer: Option<&OwnAnswer>) -> Form {
    let text = answer.map(|answer| answer.answer.clone()).unwrap_or_default();
    let links = answer.map(|answer| link_lines(&answer.links)).unwrap_or_default();
    let length = u16::try_from(limits::ANSWER).unwrap_or(u16::MAX);
    Form {
        id,
        title: question.to_owned(),
        fields: vec![
            Field { id: ANSWER, label: form::ANSWER, is_long: true, length, is_required: false, value: text },
            Field {
                id: LINKS,
                label: form::LINKS,
                is_long: true,
                length: LINKS_LENGTH,
                is_required: false,
                value: links,
            },
        ],
    }
}

pub fn link_lines(links: &[Link]) -> String {
    links.iter().map(Link::line).collect::<Vec<_>>().join("\n")
}

/// Returns what was typed into a field of a form.
pub fn typed<'a>(fields: &'a [(String, String)], id: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == id).map_or("", |(_, text)| text.trim())
}

/// Returns everything that was typed, to be given back.
pub fn all_typed(fields: &[(String, String)]) -> String {
    fields.iter().map(|(_, text)| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Shows what was typed into the form of a gap as members will see it.
pub async fn submit(context: &Arc<Context>, caller: Caller, id: ReferralId, fields: Vec<(String, String)>) -> Outcome {
    let view = context.blocking(move |context| preview(context, caller, &id, &fields)).await?;
    Ok(view.into())
}

fn preview(context: &Context, caller: Caller, id: &ReferralId, fields: &[(String, String)]) -> Result<View, Failure> {
    let snapshot = context.store.current();
    let gap = local_gap(snapshot.faq(), id)?;
    let answer = match read(fields) {
        Ok(answer) => answer,
        Err(mistake) => return Ok(given_back(mistake, fields)),
    };
    let item = Item::Gap(id.clone());
    let before = context.servers.item(caller.server, &item)?;
    let after = answer.as_ref().map(serde_json::to_string).transpose().map_err(Fault::new)?;
    if before == after {
        return Err(Mistake::new(words::UNCHANGED).into());
    }
    let summary = match (&before, &after) {
        (None, _) => summary::answered(id.as_str()),
        (Some(_), Some(_)) => summary::changed(id.as_str()),
        (Some(_), None) => summary::opened(id.as_str()),
    };
    let draft = Draft { change: Change::new(summary, vec![ItemChange { item, before, after }]) };
    let draft = context.servers.add_draft(caller.server, caller.user, &draft)?;
    let name = context.directory.name(caller.server);
    let view = match &answer {
        Some(answer) => View {
            card: Some(shown(snapshot.faq(), &name, gap.question(), answer)),
            ..View::text(words::preview(&name))
        },
        None => View::text(words::confirm_opening(gap.question())),
    };
    Ok(view.buttons(draft_buttons(draft)))
}

/// Returns the mistake in what was typed, with the text itself.
pub fn given_back(mistake: Mistake, fields: &[(String, String)]) -> View {
    let files = vec![attached("yours.txt", all_typed(fields))];
    View { files, ..View::text(format!("{} {}", mistake.0, words::TYPED)) }
}

/// Returns the buttons of a draft that was typed into a form.
pub fn draft_buttons(draft: i64) -> Vec<serenity::builder::CreateButton> {
    vec![
        primary(button::SAVE, &ComponentId::Save(draft)),
        plain(button::EDIT_AGAIN, &ComponentId::EditAgain(draft)),
        plain(button::CANCEL, &ComponentId::Cancel(draft)),
    ]
}

fn shown(faq: &Faq, server: &str, question: &str, answer: &OwnAnswer) -> Reply {
    words::answer(faq, server, OwnText { question, answer: &answer.answer, links: &answer.links })
}

/// Reads an answer from a form; `None` if nothing was typed.
fn read(fields: &[(String, String)]) -> Result<Option<OwnAnswer>, Mistake> {
    let links = Link::parse_lines(typed(fields, LINKS)).map_err(|error| Mistake::of(&error))?;
    let text = typed(fields, ANSWER);
    if text.is_empty() && links.is_empty() {
        return Ok(None);
    }
    let answer = OwnAnswer { answer: text.to_owned(), links };
    answer.check().map_err(|error| Mistake::of(&error))?;
    Ok(Some(answer))
}

/// Opens the form of a draft again.
pub fn edit_again(context: &Context, caller: Caller, id: i64) -> Result<Form, Failure> {
    let found = context.servers.draft(caller.server, caller.user, id)?;
    let Some((draft, None)) = found else {
        return Err(Mistake::new(crate::reply::moderation::DRAFT_GONE).into());
    };
    let [changed] = draft.change.items.as_slice() else {
        return Err(Mistake::new(crate::reply::moderation::UNKNOWN).into());
    };
    match &changed.item {
        Item::Gap(gap) => {
            let snapshot = context.store.current();
            let question = local_gap(snapshot.faq(), gap)?.question().to_owned();
            let json = changed.after.as_deref();
            let answer: Option<OwnAnswer> = json.map(serde_json::from_str).transpose().map_err(Fault::new)?;
            Ok(gap_form(FormId::Gap(gap.clone()), &question, answer.as_ref()))
        }
        Item::Entry(id) => {
            let json = changed.after.as_deref().unwrap_or_default();
            let entry = serde_json::from_str(json).map_err(Fault::new)?;
            Ok(entries::draft_form(changed.before.is_none(), id.clone(), &entry))
        }
        Item::Settings => Err(Mistake::new(crate::reply::moderation::UNKNOWN).into()),
    }
}
