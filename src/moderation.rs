//! Moderation: `/faq ...`, the message command "Add to FAQ", and their buttons and forms.
//!
//! Each subcommand has a file with its definition, the parsing of its options, its form, and its work: a function over a
//! [`Context`].
//! The permission is checked at every interaction, by the roles that the member has at that moment. Nothing is kept
//! between a form and its buttons but the [drafts](Drafts), which survive a restart.

mod add;
mod check;
mod component_id;
mod drafts;
mod edit;
mod failure;
mod history;
mod log_channel;
mod preview;
mod proposal;
mod queue;
mod remove;
mod request;
mod rights;
mod stats;
mod teach;
mod transfer;
mod unanswered;
mod view;

use std::sync::Arc;

use serenity::all::{
    CommandInteraction, CommandType, ComponentInteraction, ComponentInteractionDataKind, CreateCommand, Interaction,
    InteractionContext, ModalInteraction, Permissions, ResolvedOption, ResolvedValue,
};
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage};
use serenity::model::id::{GuildId, InteractionId};
use tokio::time::Instant;

use crate::render;
use crate::reply::moderation::{self as words, menu};
use crate::storage::LEARNING_TIMEOUT;
pub use component_id::{ComponentId, FormId};
use discord::rest::Rest;
pub use drafts::Drafts;
use failure::Failure;
pub use log_channel::{LogChannel, NOTICE_QUEUE_CAPACITY, Notice};
use queue::{Place, WorkQueue};
pub use request::Context;
use request::{Job, Options, Output, Request};
pub use rights::Moderators;
use view::{Fields, Form, View};

/// The command that holds all subcommands.
const FAQ: &str = "faq";

/// Returns the moderators' commands, which are registered in the home server only.
pub fn definitions() -> Vec<CreateCommand> {
    let mut subcommands = vec![add::definition(), edit::definition(), remove::definition(), teach::definition()];
    subcommands.extend(check::definitions());
    subcommands.push(unanswered::definition());
    subcommands.extend(history::definitions());
    subcommands.extend(transfer::definitions());
    subcommands.push(stats::definition());
    let faq = CreateCommand::new(FAQ).description(menu::FAQ).set_options(subcommands);
    let add_to_faq = CreateCommand::new(menu::ADD_TO_FAQ).kind(CommandType::Message);
    vec![for_moderators(faq), for_moderators(add_to_faq)]
}

fn for_moderators(command: CreateCommand) -> CreateCommand {
    command.default_member_permissions(Permissions::MANAGE_MESSAGES).contexts(vec![InteractionContext::Guild])
}

/// The service for the moderators of one server.
pub struct Moderation {
    context: Arc<Context>,
    moderators: Moderators,
    rest: Arc<Rest>,
    log: LogChannel,
    /// Everything that may take a while.
    work: WorkQueue,
    /// Forms and lists that open while somebody types: they cannot wait behind long work.
    quick: WorkQueue,
}

/// An interaction that waits for its response.
struct PendingInteraction<'a> {
    id: InteractionId,
    token: &'a str,
    /// Whether the response replaces the message with the button, instead of adding one.
    in_place: bool,
    /// What was typed into a form, which is given back if there is no place for it in the queue.
    typed: Option<String>,
}

impl Moderation {
    pub fn new(context: Context, moderators: Moderators, rest: Arc<Rest>, log: LogChannel) -> Self {
        let (work, quick) = (WorkQueue::default(), WorkQueue::default());
        Self { context: Arc::new(context), moderators, rest, log, work, quick }
    }

    /// Returns the server whose FAQ is edited.
    pub fn home(&self) -> GuildId {
        self.moderators.home()
    }

    /// Returns the moderators, who depend on events of the gateway.
    pub fn moderators(&self) -> &Moderators {
        &self.moderators
    }

    /// Returns whether an interaction is one of the moderators' commands, buttons or forms.
    pub fn is_responsible_for(interaction: &Interaction) -> bool {
        match interaction {
            Interaction::Command(command) | Interaction::Autocomplete(command) => {
                command.data.name == FAQ || command.data.name == menu::ADD_TO_FAQ
            }
            Interaction::Component(component) => component.data.custom_id.starts_with(component_id::PREFIX),
            Interaction::Modal(modal) => modal.data.custom_id.starts_with(component_id::PREFIX),
            _ => false,
        }
    }

    /// Responds to an interaction that it [is responsible for](Self::is_responsible_for).
    pub async fn respond(&self, interaction: &Interaction) {
        match interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Autocomplete(typing) => self.autocomplete(typing).await,
            Interaction::Component(component) => self.component(component).await,
            Interaction::Modal(modal) => self.modal(modal).await,
            _ => {}
        }
    }

    async fn command(&self, command: &CommandInteraction) {
        let pending = PendingInteraction { id: command.id, token: &command.token, in_place: false, typed: None };
        match self.moderators.check(command.guild_id, command.member.as_deref()) {
            Ok(user) => self.serve(&pending, user, command_request(command, user)).await,
            Err(refusal) => self.show_text(&pending, refusal).await,
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let mut choices = Vec::new();
        if self.moderators.check(typing.guild_id, typing.member.as_deref()).is_ok() {
            let typed = typing.data.autocomplete().map_or("", |option| option.value).to_owned();
            let job: Job<_> = Box::new(move |context| Ok(context.entry_choices(&typed)));
            // There is no room for a sentence: on a failure the list stays empty, as if too many are typing.
            if let Some(place) = self.quick.enter() {
                match place.run(&self.context, job).await {
                    Ok(found) => choices = found,
                    Err(failure) => drop(failure.report(typing.id)),
                }
            }
        }
        self.send(typing.id, &typing.token, render::autocomplete(choices)).await;
    }

    async fn component(&self, component: &ComponentInteraction) {
        let pending = PendingInteraction { id: component.id, token: &component.token, in_place: true, typed: None };
        let user = match self.moderators.check(component.guild_id, component.member.as_ref()) {
            Ok(user) => user,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let chosen = match &component.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
            _ => None,
        };
        let request = match ComponentId::parse(&component.data.custom_id) {
            Some(id) => component_request(id, user, chosen.unwrap_or_default()),
            None => Request::Unknown,
        };
        self.serve(&pending, user, request).await;
    }

    async fn modal(&self, modal: &ModalInteraction) {
        let form = FormId::parse(&modal.data.custom_id);
        // The preview of what is edited again replaces the earlier preview; lists of questions stay.
        let in_place = modal.message.is_some() && matches!(form, Some(FormId::EditAgain(_)));
        let fields = Fields::read(&modal.data.components);
        let typed = Some(proposal::typed_text(&fields)).filter(|typed| !typed.is_empty());
        let pending = PendingInteraction { id: modal.id, token: &modal.token, in_place, typed };
        let user = match self.moderators.check(modal.guild_id, modal.member.as_ref()) {
            Ok(user) => user,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let request = match form {
            Some(form) => Request::learned(move |context| preview::submit(context, user, &form, fields)),
            None => Request::Unknown,
        };
        self.serve(&pending, user, request).await;
    }

    async fn serve(&self, pending: &PendingInteraction<'_>, user: u64, request: Request) {
        match request {
            Request::Unknown => self.turn_away(pending, words::UNKNOWN).await,
            Request::Form(job) => self.open_form(pending, job).await,
            request => match self.work.enter() {
                Some(place) => self.work_on(pending, user, request, place).await,
                None => self.turn_away(pending, words::BUSY).await,
            },
        }
    }

    async fn open_form(&self, pending: &PendingInteraction<'_>, job: Job<Form>) {
        let Some(place) = self.quick.enter() else { return self.turn_away(pending, words::BUSY).await };
        match place.run(&self.context, job).await {
            Ok(form) => self.send(pending.id, pending.token, form.render()).await,
            Err(failure) => self.show_text(pending, &failure.report(pending.id)).await,
        }
    }

    /// Does work that may take a while, and shows its outcome. Discord waits three seconds, so it is deferred first.
    async fn work_on(&self, pending: &PendingInteraction<'_>, user: u64, request: Request, place: Place) {
        self.defer(pending).await;
        let outcome = match request {
            Request::Work(job) => place.run(&self.context, job).await,
            Request::Learned(job) => {
                self.wait_until_learned().await;
                place.run(&self.context, job).await
            }
            Request::Import(file) => {
                self.wait_until_learned().await;
                match transfer::download(&self.rest, &file.url).await {
                    Ok(bytes) => {
                        let job = move |context: &Context| transfer::import(context, user, &bytes);
                        place.run(&self.context, Box::new(job)).await
                    }
                    Err(failure) => Err(failure),
                }
            }
            Request::Form(_) | Request::Unknown => return,
        };
        self.show(pending, outcome).await;
    }

    /// Says why nothing was done. What was typed into a form is given back as a file.
    async fn turn_away(&self, pending: &PendingInteraction<'_>, reason: &str) {
        let Some(typed) = &pending.typed else { return self.show_text(pending, reason).await };
        let files = vec![log_channel::attached("yours.txt", typed.as_str())];
        self.defer(&PendingInteraction { in_place: false, typed: None, ..*pending }).await;
        let text = format!("{reason} {}", words::TYPED_IS_ATTACHED);
        self.show(pending, Ok(View { files, ..View::text(text) }.into())).await;
    }

    /// Waits a limited time for the FAQ to be learned. Work that needs it fails afterwards with a message that says so.
    async fn wait_until_learned(&self) {
        let _ = self.context.store.learned_by(Instant::now() + LEARNING_TIMEOUT).await;
    }

    async fn defer(&self, pending: &PendingInteraction<'_>) {
        let response = match pending.in_place {
            true => CreateInteractionResponse::Acknowledge,
            false => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
        };
        self.send(pending.id, pending.token, response).await;
    }

    /// Shows the outcome in place of a deferral, and reports it to the log channel.
    async fn show(&self, pending: &PendingInteraction<'_>, outcome: Result<Output, Failure>) {
        let mut output = match outcome {
            Ok(output) => output,
            Err(failure) => View::text(failure.report(pending.id)).into(),
        };
        if let Some(fault) = output.fault {
            output.view.text.push('\n');
            output.view.text.push_str(&fault.report(pending.id));
        }
        if let Err(error) = self.rest.edit_response(pending.token, &output.view.edit(), &output.view.files).await {
            tracing::warn!(%error, "a moderator's command was not answered");
            // Without its files and buttons it may be taken; otherwise the moderator would wait for ever.
            let rest = output.view.without_extras(&words::not_shown_whole(&error.to_string()));
            if let Err(error) = self.rest.edit_response(pending.token, &rest.edit(), &[]).await {
                tracing::warn!(%error, "nor was the text of the answer shown");
            }
        }
        if let Some(message) = output.notice {
            self.log.post(&message).await;
        }
    }

    async fn show_text(&self, pending: &PendingInteraction<'_>, text: &str) {
        self.send(pending.id, pending.token, View::text(text).response()).await;
    }

    async fn send(&self, id: InteractionId, token: &str, response: CreateInteractionResponse) {
        if let Err(error) = self.rest.respond(id, token, &response).await {
            tracing::warn!(%error, "a moderator's interaction was not answered");
        }
    }
}

fn command_request(command: &CommandInteraction, user: u64) -> Request {
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
        remove::NAME => remove::request(options),
        teach::NAME => teach::request(user, options),
        check::TEST => check::test_request(options),
        check::CHECK => check::check_request(),
        unanswered::NAME => unanswered::request(),
        history::HISTORY => history::history_request(),
        history::UNDO => history::undo_request(user, options),
        transfer::EXPORT => transfer::export_request(),
        transfer::IMPORT => transfer::import_request(options),
        stats::NAME => stats::request(),
        _ => Request::Unknown,
    }
}

/// Returns the request of a pressed button, or of a menu in which `chosen` was chosen.
fn component_request(id: ComponentId, user: u64, chosen: String) -> Request {
    match id {
        ComponentId::Save(draft) => Request::work(move |context| preview::save(context, user, draft)),
        ComponentId::EditAgain(draft) => Request::form(move |context| preview::edit_again(context, user, draft)),
        ComponentId::Cancel(draft) => Request::work(move |context| preview::cancel(context, user, draft)),
        ComponentId::Remove(entry) => Request::work(move |context| remove::remove(context, user, &entry)),
        ComponentId::KeepEntry => Request::work(|_| Ok(remove::keep())),
        ComponentId::ServeFile => Request::work(check::serve_file),
        ComponentId::CheckPage(page) => Request::work(move |context| check::check(context, page)),
        ComponentId::HistoryPage(page) => Request::work(move |context| history::history(context, page)),
        ComponentId::UnansweredPage(page) => Request::work(move |context| unanswered::list(context, page)),
        ComponentId::ChooseEntry(question) => {
            Request::learned(move |context| unanswered::choose_entry(context, question))
        }
        ComponentId::TeachQuestion(question) => {
            Request::learned(move |context| teach::teach_question(context, user, question, &chosen))
        }
        ComponentId::NewEntry(question) => Request::form(move |context| unanswered::new_entry(context, question)),
        ComponentId::NameGap(question) => Request::form(move |context| unanswered::name_gap(context, question)),
        ComponentId::Dismiss { question, page } => {
            Request::work(move |context| unanswered::dismiss(context, question, page))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::storage::journal::Journal;
    use crate::storage::{Store, StoreOptions};

    #[tokio::test]
    async fn a_panic_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        std::fs::write(&path, "entries: [{id: pain, question: Does it hurt?, answer: No.}]").unwrap();
        let context = Context {
            store: Arc::new(Store::open(&path, StoreOptions::default()).unwrap()),
            journal: Journal::disabled(),
            drafts: Drafts::open(folder.path(), Clock::new(|| 0)),
            golden_cases: None,
        };
        let job: Job<Output> = Box::new(|_| panic!("as a mistake would"));
        let outcome = WorkQueue::default().enter().unwrap().run(&Arc::new(context), job).await;
        assert!(matches!(outcome, Err(Failure::Fault(_))));
    }

    #[test]
    fn every_command_fits_discord() {
        for command in definitions() {
            let command = serde_json::to_value(command).unwrap();
            assert!(command["description"].as_str().unwrap_or_default().len() <= 100);
            for subcommand in command["options"].as_array().into_iter().flatten() {
                assert!(subcommand["description"].as_str().unwrap().len() <= 100, "{subcommand}");
            }
        }
    }
}
