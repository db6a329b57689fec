//! `/faq unanswered`: lists questions without an answer, in parts, with ways to deal with one or several of them.
//!
//! A page of the list leads to the questions of the items that are chosen in its menu, and these to an entry or a gap that they are taught
//! to, or to a form. Each step has a button back. Between steps, everything is in the `custom_id`s.

mod items;
mod selection;
mod vectors;

use serenity::all::CreateCommandOption;

use super::component_id::{ComponentId, FormId};
use super::drafts::SavedChange;
use super::failure::{Failure, Mistake};
use super::log_channel::attached;
use super::request::{Context, Output, Request, subcommand};
use super::view::{FIELD_LENGTH, Fields, Form, Menu, View, ViewButton};
use super::{add, saving, teach};
use crate::reply::Choice;
use crate::reply::moderation::unanswered::{self as words, ItemLine, button, part};
use crate::reply::moderation::{self as general_words, form, menu};
use crate::storage::journal::{Part, UnansweredQuestion};
use faq::EntryId;
use items::{Item, items};
use selection::{Chosen, PAGE_LENGTH};
pub use selection::{ListPage, Selection};
pub use vectors::QuestionVectors;

pub const NAME: &str = "unanswered";

/// Discord's limit for the options of a menu.
const MAX_OPTIONS: usize = 25;

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::UNANSWERED)
}

/// Shows the first part of the list that has anything in it.
pub fn request() -> Request {
    Request::work(|context| {
        let list = List::read(context)?;
        let part = PARTS.into_iter().find(|part| !list.items(context, *part).is_empty());
        Ok(list.page(context, ListPage::first(part.unwrap_or(Part::NoMatch))).into())
    })
}

/// The parts in the order of their buttons.
const PARTS: [Part; 3] = [Part::NoMatch, Part::NamedGap, Part::NotWhatIAsked];

fn part_name(part: Part) -> &'static str {
    match part {
        Part::NoMatch => part::NO_MATCH,
        Part::NamedGap => part::NAMED_GAPS,
        Part::NotWhatIAsked => part::NOT_WHAT_I_ASKED,
    }
}

/// All questions that are listed.
struct List(Vec<UnansweredQuestion>);

impl List {
    fn read(context: &Context) -> Result<Self, Failure> {
        let questions = context.journal.unanswered()?;
        context.question_vectors.retain(&questions);
        Ok(Self(questions))
    }

    fn items(&self, context: &Context, part: Part) -> Vec<Item> {
        let engine = context.store.engine();
        let snapshot = context.store.current();
        items(&self.0, part, snapshot.faq(), engine.as_ref(), &context.question_vectors)
    }

    fn newest(&self) -> i64 {
        self.0.iter().map(|question| question.id).max().unwrap_or_default()
    }

    /// Shows a page, or the last one if there are fewer pages now.
    fn page(&self, context: &Context, to: ListPage) -> View {
        let items = self.items(context, to.part);
        let page = to.page.min(items.len().saturating_sub(1) / PAGE_LENGTH);
        let at = ListPage { page, ..to };
        let first = page * PAGE_LENGTH;
        let shown: Vec<ItemLine<'_>> = items.iter().skip(first).take(PAGE_LENGTH).map(item_line).collect();
        let mut view = View::text(words::heading(part_name(to.part), items.len()));
        if !shown.is_empty() {
            view.card = Some(words::list(&shown, first + 1));
            view.menu = Some(self.menu(at, &items[first..], &shown));
        }
        view.rows.push(self.part_buttons(context, to.part));
        view.add_page_buttons(page, PAGE_LENGTH, items.len(), |page| {
            ComponentId::UnansweredPage(ListPage { page, ..to })
        });
        view
    }

    /// Returns the menu of a page's items, of which several can be chosen.
    fn menu(&self, at: ListPage, items: &[Item], shown: &[ItemLine<'_>]) -> Menu {
        let mut options = Vec::new();
        for (index, (item, line)) in items.iter().zip(shown).enumerate() {
            let place = at.page * PAGE_LENGTH + index + 1;
            options.push(Choice { name: words::item_label(place, line), value: item.id().to_string() });
        }
        let most = options.len();
        let id = ComponentId::ChooseQuestions { from: at, newest: self.newest() };
        Menu { id, options, most, placeholder: words::CHOOSE_ITEMS }
    }

    /// Returns a button to each other part.
    fn part_buttons(&self, context: &Context, shown: Part) -> Vec<ViewButton> {
        let mut buttons = Vec::new();
        for part in PARTS {
            if part != shown {
                let label = words::part_label(part_name(part), self.items(context, part).len());
                buttons.push(ViewButton::new(label, ComponentId::UnansweredPage(ListPage::first(part))));
            }
        }
        buttons
    }
}

fn item_line(item: &Item) -> ItemLine<'_> {
    let question = &item.questions[0];
    ItemLine {
        gap: question.gap.as_ref().map(|gap| gap.as_str()),
        text: &question.text,
        language: question.language,
        wordings: item.questions.len(),
        asked: item.asked(),
        last: item.last(),
        nearest: question.nearest.iter().map(EntryId::as_str).collect(),
        first_was_shown: question.part == Part::NotWhatIAsked,
    }
}

/// Shows a page of a part of the list.
pub fn list(context: &Context, page: ListPage) -> Result<Output, Failure> {
    Ok(List::read(context)?.page(context, page).into())
}

/// Returns the questions of a selection that are still listed, the most frequent first.
///
/// # Errors
/// None of them is, or the journal cannot be read.
fn questions(context: &Context, selection: &Selection) -> Result<Vec<UnansweredQuestion>, Failure> {
    let questions = listed(context, selection)?;
    if questions.is_empty() {
        return Err(Mistake::new(general_words::QUESTION_GONE).into());
    }
    Ok(questions)
}

/// As [`questions`], but there may be none.
fn listed(context: &Context, selection: &Selection) -> Result<Vec<UnansweredQuestion>, Failure> {
    let mut questions = Vec::new();
    for item in List::read(context)?.items(context, selection.from.part) {
        let id = item.id();
        let is_chosen = |question: &UnansweredQuestion| match &selection.chosen {
            Chosen::Items(items) => items.contains(&id) && question.id <= selection.newest,
            Chosen::Questions(questions) => questions.contains(&question.id),
        };
        questions.extend(item.questions.into_iter().filter(is_chosen));
    }
    questions.sort_by_key(|question| std::cmp::Reverse(question.asked));
    Ok(questions)
}

/// Does something with the questions of a selection. If none is listed any more because this moderator's own change dealt with them,
/// shows its outcome again. The message about a mistake gets a button back to the list.
pub fn while_listed(
    context: &Context,
    user: u64,
    selection: &Selection,
    work: impl FnOnce() -> Result<Output, Failure>,
) -> Result<Output, Failure> {
    if listed(context, selection)?.is_empty()
        && let Some(saved) = own_change(context, user, selection)?
    {
        return Ok(saving::saved_output(context, &saved));
    }
    match work() {
        Err(Failure::Mistake(Mistake(sentence))) => {
            let back = ViewButton::new(button::BACK, ComponentId::UnansweredPage(selection.from));
            Ok(View { rows: vec![vec![back]], ..View::text(sentence) }.into())
        }
        outcome => outcome,
    }
}

/// Returns the change by which this moderator dealt with questions of a selection.
fn own_change(context: &Context, user: u64, selection: &Selection) -> Result<Option<SavedChange>, Failure> {
    let (Chosen::Items(ids) | Chosen::Questions(ids)) = &selection.chosen;
    match context.drafts() {
        Ok(drafts) => Ok(drafts.saved_for_questions(user, ids)?),
        // Without drafts, nobody has taught anything.
        Err(_) => Ok(None),
    }
}

/// Shows all questions of a selection, and what can be done with them.
pub fn show(context: &Context, selection: &Selection) -> Result<Output, Failure> {
    let questions = questions(context, selection)?;
    let mut lines = Vec::new();
    for question in &questions {
        lines.push((question.text.as_str(), question.language, question.asked));
    }
    let (card, is_whole) = words::chosen(&lines);
    let asked = questions.iter().map(|question| question.asked).sum();
    let is_one = questions.len() == 1;
    let mut buttons = vec![
        ViewButton::primary(
            if is_one { button::TEACH } else { button::TEACH_ALL },
            ComponentId::ChooseTopic(selection.clone()),
        ),
        ViewButton::new(button::NEW_ENTRY, ComponentId::NewEntry(selection.clone())),
    ];
    if selection.from.part != Part::NamedGap {
        buttons.push(ViewButton::new(button::NAME_GAP, ComponentId::NameGap(selection.clone())));
    }
    buttons.push(ViewButton::new(
        if is_one { button::DISMISS } else { button::DISMISS_ALL },
        ComponentId::Dismiss(selection.clone()),
    ));
    buttons.push(ViewButton::new(button::BACK, ComponentId::UnansweredPage(selection.from)));
    let mut view = View { rows: vec![buttons], ..View::text(words::chosen_heading(questions.len(), asked)) };
    view.card = Some(card);
    if !is_one {
        view.menu = Some(narrow_menu(selection, &questions));
    }
    if !is_whole {
        let texts: Vec<&str> = lines.iter().map(|(text, _, _)| *text).collect();
        view.files.push(attached(words::QUESTIONS_FILE, texts.join("\n")));
    }
    Ok(view.into())
}

/// Returns the menu to choose some of several questions.
fn narrow_menu(selection: &Selection, questions: &[UnansweredQuestion]) -> Menu {
    let mut options = Vec::new();
    for question in questions.iter().take(MAX_OPTIONS) {
        options.push(Choice { name: question.text.clone(), value: question.id.to_string() });
    }
    let most = options.len().min(PAGE_LENGTH);
    let id = ComponentId::NarrowQuestions { from: selection.from, newest: selection.newest };
    Menu { id, options, most, placeholder: words::CHOOSE_QUESTIONS }
}

/// Offers the entries and gaps that the questions of a selection may be taught to, the nearest first.
pub fn choose_topic(context: &Context, selection: &Selection) -> Result<Output, Failure> {
    let questions = questions(context, selection)?;
    let first = questions[0].text.as_str();
    let choices = context.nearest_topics(first)?;
    Ok(topic_menu(words::choose_topic(first, questions.len()), choices, selection).into())
}

/// Opens the form of "Search".
pub fn search_form(selection: &Selection) -> Form {
    let fields = Fields { question: Some(String::new()), ..Fields::default() };
    Form {
        id: FormId::Search(selection.clone()),
        title: words::SEARCH_TITLE,
        fields,
        has_answer: false,
        is_translation: false,
    }
}

/// Offers the entries and gaps that fit what was typed into the form of "Search".
pub fn search(context: &Context, selection: &Selection, typed: &str) -> Result<Output, Failure> {
    let choices = context.topic_choices(typed);
    Ok(topic_menu(words::found(typed, choices.len()), choices, selection).into())
}

fn topic_menu(text: String, options: Vec<Choice>, selection: &Selection) -> View {
    let mut view = View::text(text);
    if !options.is_empty() {
        let id = ComponentId::TeachQuestions(selection.clone());
        view.menu = Some(Menu { id, options, most: 1, placeholder: words::CHOOSE_TOPIC });
    }
    view.rows.push(vec![
        ViewButton::new(button::SEARCH, ComponentId::Search(selection.clone())),
        ViewButton::new(button::BACK, ComponentId::ShowQuestions(selection.clone())),
    ]);
    view
}

/// Teaches the questions of a selection to the entry or gap that was chosen.
pub fn teach(context: &Context, user: u64, selection: &Selection, topic: &str) -> Result<Output, Failure> {
    let (mut texts, mut ids) = (Vec::new(), Vec::new());
    for question in questions(context, selection)? {
        texts.push(question.text);
        ids.push(question.id);
    }
    teach::teach(context, user, topic, texts, ids)
}

/// Returns the ids of a selection's questions. None of them is listed any more if somebody else has dealt with them.
pub fn question_ids(context: &Context, selection: Option<&Selection>) -> Vec<i64> {
    let questions = selection.and_then(|selection| questions(context, selection).ok()).unwrap_or_default();
    questions.iter().map(|question| question.id).collect()
}

/// Opens the form of a new entry that answers the questions of a selection.
pub fn new_entry(context: &Context, selection: &Selection) -> Result<Form, Failure> {
    let fields = fields(context, selection)?;
    Ok(Form {
        id: FormId::Add(Some(selection.clone())),
        title: form::ADD,
        fields,
        has_answer: true,
        is_translation: false,
    })
}

/// Opens the form of a new referral for the questions of a selection.
pub fn name_gap(context: &Context, selection: &Selection) -> Result<Form, Failure> {
    let fields = Fields { category: None, ..fields(context, selection)? };
    Ok(Form { id: FormId::Gap(selection.clone()), title: form::GAP, fields, has_answer: false, is_translation: false })
}

/// Returns a form's fields with the most frequent question and, as further ways to ask it, as many of the others as fit.
fn fields(context: &Context, selection: &Selection) -> Result<Fields, Failure> {
    let questions = questions(context, selection)?;
    let mut fields = add::fields(&questions[0].text);
    let mut phrasings = String::new();
    for question in &questions[1..] {
        if phrasings.chars().count() + question.text.chars().count() < FIELD_LENGTH {
            phrasings.push_str(&question.text);
            phrasings.push('\n');
        }
    }
    fields.phrasings = Some(phrasings.trim_end().to_owned());
    Ok(fields)
}

/// Takes the questions of a selection off the list, and shows its page again. It is no mistake if they are not listed any more.
pub fn dismiss(context: &Context, user: u64, selection: &Selection) -> Result<Output, Failure> {
    while_listed(context, user, selection, || {
        let ids: Vec<i64> = listed(context, selection)?.iter().map(|question| question.id).collect();
        context.journal.dismiss(&ids)?;
        list(context, selection.from)
    })
}
