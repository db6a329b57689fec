//! Moderation: `/faq ...`, the message command "Add to FAQ", and their buttons and forms.
//!
//! Each subcommand has a file with its definition, the parsing of its options, its form, and its work: a function over a
//! [`Context`].
//! The permission is checked at every interaction, by the roles that the member has at that moment. Nothing is kept
//! between a form and its buttons but the [drafts](Drafts), which survive a restart.

mod add;
mod check;
mod component_id;
mod diff;
mod dispatch;
mod drafts;
mod edit;
mod effects;
mod failure;
mod history;
mod log_channel;
mod message_locks;
mod preview;
mod proposal;
mod queue;
mod remove;
mod request;
mod rights;
mod saving;
pub mod servers;
mod stamp;
mod stats;
mod teach;
mod transfer;
mod translate;
mod unanswered;
mod view;

use std::sync::Arc;

use serenity::all::{CommandType, CreateCommand, InteractionContext, Permissions};
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage};
use serenity::model::id::{GuildId, InteractionId, MessageId};
use tokio::time::Instant;

use crate::render;
use crate::reply::moderation::{self as words, menu};
use crate::storage::LEARNING_TIMEOUT;
pub use component_id::{ComponentId, FormId};
use discord::model::{CommandInteraction, ComponentInteraction, Interaction, Member, ModalInteraction};
use discord::rest::{FileUpload, Rest};
use dispatch::{command_request, component_request, form_request, takes_gaps};
pub use drafts::Drafts;
use log_channel::attached;
pub use log_channel::{LogChannel, NOTICE_QUEUE_CAPACITY, Notice};
use message_locks::MessageLocks;
use queue::{Place, WorkQueue};
pub use request::Context;
use request::{DraftJob, Job, Output, Request};
pub use rights::Moderators;
pub use unanswered::QuestionVectors;
use view::{Fields, Form, View};

/// The command that holds all subcommands.
const FAQ: &str = "faq";

/// Returns the commands that are registered for every server. One command serves all of them: beside one of the same name in
/// the home server alone, Discord would show both there.
pub fn definitions_everywhere() -> Vec<CreateCommand> {
    let mut subcommands =
        vec![add::definition(), edit::definition(), remove::definition(), teach::definition(), translate::definition()];
    subcommands.extend(check::definitions());
    subcommands.push(unanswered::definition());
    subcommands.extend(history::definitions());
    subcommands.extend(transfer::definitions());
    subcommands.push(stats::definition());
    subcommands.extend(servers::definitions());
    let faq = CreateCommand::new(FAQ).description(menu::FAQ).set_options(subcommands);
    vec![for_moderators(faq)]
}

/// Returns the commands that are registered in the home server only.
pub fn definitions_at_home() -> Vec<CreateCommand> {
    let add_to_faq = CreateCommand::new(menu::ADD_TO_FAQ).kind(CommandType::Message);
    vec![for_moderators(add_to_faq)]
}

/// Returns the definitions of all commands of moderators.
pub fn definitions() -> Vec<CreateCommand> {
    let mut definitions = definitions_everywhere();
    definitions.extend(definitions_at_home());
    definitions
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
    message_locks: MessageLocks,
}

/// An interaction that waits for its response.
struct PendingInteraction<'a> {
    id: InteractionId,
    token: &'a str,
    /// The message with the button, if the response replaces it instead of adding one.
    in_place: Option<MessageId>,
    /// What was typed into a form, which is given back if there is no place for it in the queue.
    typed: Option<String>,
}

impl PendingInteraction<'_> {
    /// Returns what is shown while a draft is worked on: all that is needed if nothing follows, since the bot may be stopped.
    fn progress(&self, draft: &DraftJob) -> View {
        let files = self.typed_file().into_iter().collect();
        Output::from(View { files, ..View::text(draft.progress) }).with_buttons(draft.retry.clone()).view
    }

    fn typed_file(&self) -> Option<FileUpload> {
        self.typed.as_ref().map(|typed| attached(preview::TYPED, typed.as_str()))
    }
}

impl Moderation {
    pub fn new(context: Context, moderators: Moderators, rest: Arc<Rest>, log: LogChannel) -> Self {
        let (work, quick) = (WorkQueue::default(), WorkQueue::default());
        Self { context: Arc::new(context), moderators, rest, log, work, quick, message_locks: MessageLocks::default() }
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
            Interaction::Component(component) => component.custom_id.starts_with(component_id::PREFIX),
            Interaction::Modal(modal) => modal.custom_id.starts_with(component_id::PREFIX),
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

    async fn authorize(&self, guild: Option<GuildId>, member: Option<&Member>) -> Result<u64, &'static str> {
        self.moderators.authorize(&self.rest, guild, member).await
    }

    async fn command(&self, command: &CommandInteraction) {
        let pending = PendingInteraction { id: command.id, token: &command.token, in_place: None, typed: None };
        match self.authorize(command.guild_id, command.member.as_ref()).await {
            Ok(user) => self.serve(&pending, user, command_request(command, user)).await,
            Err(refusal) => self.show_text(&pending, refusal).await,
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let mut choices = Vec::new();
        if self.authorize(typing.guild_id, typing.member.as_ref()).await.is_ok() {
            let typed = typing.data.autocomplete().map_or(String::new(), |option| option.text().to_owned());
            let finds_gaps = takes_gaps(typing);
            let job: Job<_> = Box::new(move |context| match finds_gaps {
                true => Ok(context.topic_choices(&typed)),
                false => Ok(context.entry_choices(&typed)),
            });
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
        let in_place = component.message_id;
        let pending = PendingInteraction { id: component.id, token: &component.token, in_place, typed: None };
        let user = match self.authorize(component.guild_id, component.member.as_ref()).await {
            Ok(user) => user,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let chosen = component.values.clone();
        let request = match ComponentId::parse(&component.custom_id) {
            Some(id) => component_request(id, user, chosen),
            None => Request::Unknown,
        };
        self.serve(&pending, user, request).await;
    }

    async fn modal(&self, modal: &ModalInteraction) {
        let form = FormId::parse(&modal.custom_id);
        // The preview of a corrected draft replaces the earlier preview, and the result of a search the list before it; lists of
        // questions stay.
        let in_place = modal.message_id.filter(|_| matches!(form, Some(FormId::EditAgain(_) | FormId::Search(_))));
        let fields = Fields::read(&modal.fields);
        let typed = Some(proposal::typed_text(&fields)).filter(|typed| !typed.is_empty());
        let pending = PendingInteraction { id: modal.id, token: &modal.token, in_place, typed };
        let user = match self.authorize(modal.guild_id, modal.member.as_ref()).await {
            Ok(user) => user,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let request = match form {
            Some(form) => form_request(form, user, fields),
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

    /// Does work that may take a while, and shows its outcome. Discord waits three seconds, so it is acknowledged first.
    async fn work_on(&self, pending: &PendingInteraction<'_>, user: u64, request: Request, place: Place) {
        let progress = match &request {
            Request::Draft(draft) => Some(pending.progress(draft)),
            _ => None,
        };
        self.acknowledge(pending, progress).await;
        let mut retry = Vec::new();
        let job = match request {
            Request::Work(job) => job,
            Request::Learned(job) => {
                self.wait_until_learned().await;
                job
            }
            Request::Draft(draft) => {
                if draft.needs_engine {
                    self.wait_until_learned().await;
                }
                retry = draft.retry;
                draft.job
            }
            Request::Import(file) => {
                self.wait_until_learned().await;
                match transfer::download(&self.rest, &file.url).await {
                    Ok(bytes) => {
                        Box::new(move |context: &Context| transfer::import(context, user, &file.filename, &bytes))
                    }
                    Err(failure) => return self.show(pending, Output::failed(failure)).await,
                }
            }
            Request::Form(_) | Request::Unknown => return,
        };
        // Presses on one message are handled and shown one after the other.
        let _turn = match pending.in_place {
            Some(message) => Some(self.message_locks.lock(message).await),
            None => None,
        };
        let output = match place.run(&self.context, job).await {
            Ok(output) => output,
            Err(failure) => {
                let mut output = Output::failed(failure).with_buttons(retry);
                output.view.files.extend(pending.typed_file());
                output
            }
        };
        self.show(pending, output).await;
    }

    /// Shows a view of progress at once, in place of a message's buttons where there is one, or defers the response.
    async fn acknowledge(&self, pending: &PendingInteraction<'_>, progress: Option<View>) {
        let Some(view) = progress else { return self.defer(pending).await };
        let response = if pending.in_place.is_some() { view.replacement() } else { view.response() };
        if let Err(error) = self.rest.respond_with_files(pending.id, pending.token, &response, &view.files).await {
            tracing::warn!(%error, "the progress of a moderator's command was not shown");
            self.defer(pending).await;
        }
    }

    /// Says why nothing was done. What was typed into a form is given back as a file.
    async fn turn_away(&self, pending: &PendingInteraction<'_>, reason: &str) {
        let Some(file) = pending.typed_file() else { return self.show_text(pending, reason).await };
        let view = View { files: vec![file], ..View::text(format!("{reason} {}", words::TYPED_IS_ATTACHED)) };
        if let Err(error) = self.rest.respond_with_files(pending.id, pending.token, &view.response(), &view.files).await
        {
            tracing::warn!(%error, "what a moderator typed was not given back");
            self.show_text(pending, reason).await;
        }
    }

    /// Waits a limited time for the FAQ to be learned. Work that needs it fails afterwards with a message that says so.
    async fn wait_until_learned(&self) {
        let _ = self.context.store.learned_by(Instant::now() + LEARNING_TIMEOUT).await;
    }

    async fn defer(&self, pending: &PendingInteraction<'_>) {
        let response = match pending.in_place {
            Some(_) => CreateInteractionResponse::Acknowledge,
            None => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
        };
        self.send(pending.id, pending.token, response).await;
    }

    /// Shows the outcome in place of a deferral, and reports it to the log channel.
    async fn show(&self, pending: &PendingInteraction<'_>, mut output: Output) {
        if let Some(fault) = output.fault {
            if !output.view.text.is_empty() {
                output.view.text.push('\n');
            }
            output.view.text.push_str(&fault.report(pending.id));
        }
        if let Err(error) = self.rest.edit_response(pending.token, &output.view.edit(), &output.view.files).await {
            tracing::warn!(%error, "a moderator's command was not answered");
            // Without its files and buttons it may be taken; otherwise the moderator would wait forever.
            let rest = output.view.without_extras(&words::not_shown_whole(&error.to_string()));
            if let Err(error) = self.rest.edit_response(pending.token, &rest.edit(), &[]).await {
                tracing::warn!(%error, "the text of the reply could not be shown either");
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

#[cfg(test)]
mod tests {
    use super::failure::Failure;
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
            question_vectors: QuestionVectors::default(),
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
