//! Moderation: `/faq ...`, the message command "Add to FAQ", and their buttons and forms.
//!
//! Each subcommand has a file with its definition, the parsing of its options, its form, and its work: a function over a
//! [`Context`].
//! The permission is checked at every interaction, by what Discord says about the member at that moment. Nothing is kept
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
mod remove;
mod request;
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
use serenity::model::guild::Member;
use serenity::model::id::{GuildId, InteractionId, RoleId};
use tokio::time::Instant;

use crate::render;
use crate::reply::moderation::{self as words, menu};
use crate::storage::LEARNING_TIMEOUT;
pub use component_id::{ComponentId, FormId};
use discord::rest::Rest;
pub use drafts::Drafts;
use failure::{Failure, Fault};
pub use log_channel::{LogChannel, NOTICE_QUEUE_CAPACITY, Notice};
pub use request::Context;
use request::{Job, Options, Output, Request};
use view::{Fields, View};

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

/// The moderators: members of the home server who can manage messages, or have one of these roles.
#[derive(Debug, Clone)]
pub struct Moderators {
    pub home: GuildId,
    pub roles: Vec<RoleId>,
}

impl Moderators {
    /// Returns the user's id, if the member that Discord sent with an interaction is a moderator.
    ///
    /// # Errors
    /// The sentence for users without the permission.
    pub fn check(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        let Some(member) = member.filter(|_| guild == Some(self.home)) else { return Err(words::ONLY_AT_HOME) };
        let permissions = member.permissions.unwrap_or_default();
        let by_permission = permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR);
        let by_role = member.roles.iter().any(|role| self.roles.contains(role));
        if by_permission || by_role { Ok(member.user.id.get()) } else { Err(words::ONLY_MODERATORS) }
    }
}

/// The service for the moderators of one server.
pub struct Moderation {
    context: Arc<Context>,
    moderators: Moderators,
    rest: Arc<Rest>,
    log: LogChannel,
}

/// An interaction that waits for its response.
struct PendingInteraction<'a> {
    id: InteractionId,
    token: &'a str,
    /// Whether the response replaces the message with the button, instead of adding one.
    in_place: bool,
}

impl Moderation {
    pub fn new(context: Context, moderators: Moderators, rest: Arc<Rest>, log: LogChannel) -> Self {
        Self { context: Arc::new(context), moderators, rest, log }
    }

    /// Returns the server whose FAQ is edited.
    pub fn home(&self) -> GuildId {
        self.moderators.home
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
        let pending = PendingInteraction { id: command.id, token: &command.token, in_place: false };
        match self.moderators.check(command.guild_id, command.member.as_deref()) {
            Ok(user) => self.serve(&pending, user, command_request(command, user)).await,
            Err(refusal) => self.show_text(&pending, refusal).await,
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let mut choices = Vec::new();
        if self.moderators.check(typing.guild_id, typing.member.as_deref()).is_ok() {
            let typed = typing.data.autocomplete().map_or("", |option| option.value).to_owned();
            match run(&self.context, Box::new(move |context| Ok(context.entry_choices(&typed)))).await {
                Ok(found) => choices = found,
                // There is no place for a sentence: the list stays empty.
                Err(failure) => drop(failure.report(typing.id)),
            }
        }
        self.send(typing.id, &typing.token, render::autocomplete(choices)).await;
    }

    async fn component(&self, component: &ComponentInteraction) {
        let pending = PendingInteraction { id: component.id, token: &component.token, in_place: true };
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
        let pending = PendingInteraction { id: modal.id, token: &modal.token, in_place };
        let user = match self.moderators.check(modal.guild_id, modal.member.as_ref()) {
            Ok(user) => user,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let fields = Fields::read(&modal.data.components);
        let request = match form {
            Some(form) => Request::learned(move |context| preview::submit(context, user, &form, fields)),
            None => Request::Unknown,
        };
        self.serve(&pending, user, request).await;
    }

    async fn serve(&self, pending: &PendingInteraction<'_>, user: u64, request: Request) {
        match request {
            Request::Form(job) => match run(&self.context, job).await {
                Ok(form) => self.send(pending.id, pending.token, form.render()).await,
                Err(failure) => self.show_text(pending, &failure.report(pending.id)).await,
            },
            Request::Unknown => self.show_text(pending, words::UNKNOWN).await,
            // Discord waits three seconds, and learning a changed FAQ may take longer: work is deferred first.
            Request::Work(job) => {
                self.defer(pending).await;
                let outcome = run(&self.context, job).await;
                self.show(pending, outcome).await;
            }
            Request::Learned(job) => {
                self.defer(pending).await;
                self.wait_until_learned().await;
                let outcome = run(&self.context, job).await;
                self.show(pending, outcome).await;
            }
            Request::Import(file) => {
                self.defer(pending).await;
                self.wait_until_learned().await;
                let outcome = match transfer::download(&self.rest, &file.url).await {
                    Ok(bytes) => {
                        run(&self.context, Box::new(move |context| transfer::import(context, user, &bytes))).await
                    }
                    Err(failure) => Err(failure),
                };
                self.show(pending, outcome).await;
            }
        }
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

/// Runs a job on a thread that may wait for the disk.
async fn run<T: Send + 'static>(context: &Arc<Context>, job: Job<T>) -> Result<T, Failure> {
    let context = Arc::clone(context);
    let finished = tokio::task::spawn_blocking(move || job(&context)).await;
    // A job that panics is a fault like any other: the moderator waits for an answer.
    finished.unwrap_or_else(|error| Err(Fault::new(error).into()))
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
        let outcome = run(&Arc::new(context), job).await;
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
