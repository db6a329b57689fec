//! From an interaction to what it asks for.

use super::component_id::{ComponentId, FormId};
use super::request::{DraftJob, Options, Request};
use super::saving::{self, Consent};
use super::unanswered::{self, Selection};
use super::view::{Fields, ViewButton};
use super::{add, check, edit, history, preview, remove, stats, teach, transfer, translate};
use crate::reply::moderation::{self as words, button, menu};
use discord::model::{CommandInteraction, ResolvedOption, ResolvedValue};

/// Returns whether somebody types into a subcommand that takes gaps too.
pub fn takes_gaps(typing: &CommandInteraction) -> bool {
    let options = typing.data.options();
    options.first().is_some_and(|option| [teach::NAME, translate::NAME].contains(&option.name))
}

pub fn command_request(command: &CommandInteraction, user: u64) -> Request {
    if command.data.name == menu::ADD_TO_FAQ {
        return add::message_request(command);
    }
    let options = command.data.options();
    let Some(ResolvedOption { name, value: ResolvedValue::SubCommand(options), .. }) = options.first() else {
        return Request::Unknown;
    };
    let options = Options(options);
    match *name {
        add::NAME => add::request(),
        edit::NAME => edit::request(options),
        remove::NAME => remove::request(user, options),
        teach::NAME => teach::request(user, options),
        translate::NAME => translate::request(options),
        check::TEST => check::test_request(options),
        check::CHECK => check::check_request(),
        unanswered::NAME => unanswered::request(),
        history::HISTORY => history::history_request(),
        history::UNDO => history::undo_request(user, options),
        transfer::EXPORT => transfer::export_request(options),
        transfer::IMPORT => transfer::import_request(options),
        stats::NAME => stats::request(),
        _ => Request::Unknown,
    }
}

/// Returns the request of a pressed button, or of a menu in which `chosen` was chosen.
pub fn component_request(id: ComponentId, user: u64, chosen: Vec<String>) -> Request {
    match id {
        ComponentId::Save(draft) => save_request(user, draft, Consent::NotAsked),
        ComponentId::SaveAnyway(draft) => save_request(user, draft, Consent::Given),
        ComponentId::EditAgain(draft) => Request::form(move |context| preview::edit_again(context, user, draft)),
        ComponentId::Cancel(draft) => cancel_request(user, draft),
        ComponentId::ServeFile(seen) => Request::work(move |context| check::serve_file(context, user, seen)),
        ComponentId::CheckPage(page) => Request::work(move |context| check::check(context, page)),
        ComponentId::HistoryPage(page) => Request::work(move |context| history::history(context, page)),
        ComponentId::UnansweredPage(page) => Request::work(move |context| unanswered::list(context, page)),
        ComponentId::ChooseQuestions { from, newest } => {
            show_questions_request(user, Selection::items(from, newest, &chosen))
        }
        ComponentId::NarrowQuestions { from, newest } => {
            show_questions_request(user, Selection::questions(from, newest, &chosen))
        }
        ComponentId::ShowQuestions(selection) => show_questions_request(user, selection),
        ComponentId::Translations(topic) => Request::work(move |context| translate::show_by_id(context, &topic)),
        ComponentId::ChooseLanguage(topic) => {
            let language = chosen.into_iter().next().unwrap_or_default();
            Request::form(move |context| translate::form(context, &topic, &language))
        }
        ComponentId::ChooseTopic(selection) => Request::learned(move |context| {
            unanswered::while_listed(context, user, &selection, || unanswered::choose_topic(context, &selection))
        }),
        ComponentId::Search(selection) => Request::form(move |_| Ok(unanswered::search_form(&selection))),
        ComponentId::TeachQuestions(selection) => {
            teach_questions_request(user, selection, chosen.into_iter().next().unwrap_or_default())
        }
        ComponentId::NewEntry(selection) => Request::form(move |context| unanswered::new_entry(context, &selection)),
        ComponentId::NameGap(selection) => Request::form(move |context| unanswered::name_gap(context, &selection)),
        ComponentId::Dismiss(selection) => Request::work(move |context| unanswered::dismiss(context, user, &selection)),
    }
}

fn show_questions_request(user: u64, selection: Selection) -> Request {
    Request::work(move |context| {
        unanswered::while_listed(context, user, &selection, || unanswered::show(context, &selection))
    })
}

fn teach_questions_request(user: u64, selection: Selection, topic: String) -> Request {
    Request::Draft(DraftJob {
        progress: words::TRYING,
        needs_engine: true,
        retry: vec![ViewButton::new(words::unanswered::button::BACK, ComponentId::ShowQuestions(selection.clone()))],
        job: Box::new(move |context| {
            let teach = || unanswered::teach(context, user, &selection, &topic);
            unanswered::while_listed(context, user, &selection, teach)
        }),
    })
}

fn save_request(user: u64, draft: i64, consent: Consent) -> Request {
    let id = match consent {
        Consent::NotAsked => ComponentId::Save(draft),
        Consent::Given => ComponentId::SaveAnyway(draft),
    };
    Request::Draft(DraftJob {
        progress: words::SAVING,
        needs_engine: false,
        retry: retry_buttons(id, draft),
        job: Box::new(move |context| saving::save(context, user, draft, consent)),
    })
}

fn cancel_request(user: u64, draft: i64) -> Request {
    Request::Draft(DraftJob {
        progress: words::CANCELLING,
        needs_engine: false,
        retry: vec![ViewButton::new(button::CANCEL, ComponentId::Cancel(draft))],
        job: Box::new(move |context| saving::cancel(context, user, draft)),
    })
}

fn retry_buttons(id: ComponentId, draft: i64) -> Vec<ViewButton> {
    vec![ViewButton::new(button::TRY_AGAIN, id), ViewButton::new(button::CANCEL, ComponentId::Cancel(draft))]
}

/// Returns the request of a submitted form.
pub fn form_request(form: FormId, user: u64, fields: Fields) -> Request {
    if let FormId::Search(selection) = form {
        let typed = fields.question.unwrap_or_default();
        return Request::learned(move |context| {
            unanswered::while_listed(context, user, &selection, || unanswered::search(context, &selection, &typed))
        });
    }
    let retry = match form {
        FormId::EditAgain(draft) => retry_buttons(ComponentId::EditAgain(draft), draft),
        _ => Vec::new(),
    };
    Request::Draft(DraftJob {
        progress: words::TRYING_TYPED,
        needs_engine: true,
        retry,
        job: Box::new(move |context| preview::submit(context, user, &form, fields)),
    })
}
