//! `/faq ...`: from an interaction to one look at, or one change of, the store.
//!
//! Every interaction is checked anew for who may, by what Discord says of them at that moment. Nothing is remembered
//! between a form and its buttons but the [`drafts`], which outlive a restart.

mod changing;
mod chart;
mod desk;
mod drafts;
mod form;
mod looking;
mod moderator;
mod notices;
mod press;
mod preview;
mod proposal;
mod screen;
mod vain;

use std::sync::Arc;

use serenity::all::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Interaction, ModalInteraction,
    ResolvedOption, ResolvedValue,
};
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage};
use serenity::model::channel::Attachment;
use serenity::model::id::{GuildId, InteractionId};

use crate::commands::faq;
use crate::render;
use crate::reply;
use crate::reply::words::{menu, moderating as words};
use ::faq::limits;
pub use desk::Desk;
use desk::{Done, Report, Trouble};
use discord::rest::Rest;
pub use drafts::Drafts;
use form::Form;
pub use form::FormId;
pub use moderator::Moderators;
pub use notices::{LogChannel, NOTICES, Notice};
pub use press::Press;
use screen::Screen;

/// Serves the moderators.
pub struct Moderating {
    desk: Arc<Desk>,
    moderators: Moderators,
    rest: Arc<Rest>,
    log: LogChannel,
}

/// Something to be done at the desk.
type Chore<T> = Box<dyn FnOnce(&Desk) -> Result<T, Trouble> + Send>;

/// What an interaction asks for.
enum Task {
    /// A form to be filled in, at once: Discord shows none after a deferral.
    Open(Chore<Form>),
    /// Work that may take a while; what is shown then is the moderator's alone.
    Work(Chore<Done>),
    /// A file to be fetched first.
    Import(Box<Attachment>),
    /// Nothing that this version knows.
    Unknown,
}

/// What an interaction is answered with.
struct Asked<'a> {
    id: InteractionId,
    token: &'a str,
    /// Whether the message with the button is to change, instead of another to appear.
    in_place: bool,
}

impl Moderating {
    /// Serves `moderators` at this desk, and tells `log` of what they do.
    pub fn new(desk: Arc<Desk>, moderators: Moderators, rest: Arc<Rest>, log: LogChannel) -> Self {
        Self { desk, moderators, rest, log }
    }

    /// The server whose moderators they are.
    pub fn home(&self) -> GuildId {
        self.moderators.home()
    }

    /// Whether an interaction is one of the moderators' commands, buttons or forms.
    pub fn takes(interaction: &Interaction) -> bool {
        match interaction {
            Interaction::Command(command) | Interaction::Autocomplete(command) => {
                command.data.name == faq::NAME || command.data.name == menu::ADD_TO_FAQ
            }
            Interaction::Component(component) => component.data.custom_id.starts_with(press::SPACE),
            Interaction::Modal(modal) => modal.data.custom_id.starts_with(press::SPACE),
            _ => false,
        }
    }

    /// Answers an interaction that it [`takes`](Self::takes).
    pub async fn interaction(&self, interaction: &Interaction) {
        match interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Autocomplete(typing) => self.autocomplete(typing).await,
            Interaction::Component(component) => self.component(component).await,
            Interaction::Modal(modal) => self.modal(modal).await,
            _ => {}
        }
    }

    async fn command(&self, command: &CommandInteraction) {
        let asked = Asked { id: command.id, token: &command.token, in_place: false };
        let member = command.member.as_deref();
        match self.moderators.check(command.guild_id, member) {
            Err(refusal) => self.refuse(&asked, refusal).await,
            Ok(user) => self.serve(&asked, user, Self::task(command, user)).await,
        }
    }

    fn task(command: &CommandInteraction, user: u64) -> Task {
        if command.data.name == menu::ADD_TO_FAQ {
            let message = command.data.resolved.messages.values().next();
            let Some(question) = message.map(|message| message.content.clone()) else { return Task::Unknown };
            return Task::Open(Box::new(move |_| Ok(form::add(&question, None))));
        }
        let options = command.data.options();
        let Some(ResolvedOption { name, value: ResolvedValue::SubCommand(options), .. }) = options.first() else {
            return Task::Unknown;
        };
        let text = |wanted: &str| {
            let found = options.iter().find(|option| option.name == wanted).map(|option| &option.value);
            if let Some(ResolvedValue::String(text)) = found { (*text).to_owned() } else { String::new() }
        };
        let entry = text(faq::ENTRY);
        match *name {
            faq::ADD => Task::Open(Box::new(|_| Ok(form::add("", None)))),
            faq::EDIT => Task::Open(Box::new(move |desk| desk.form_edit(&entry))),
            faq::REMOVE => Task::Work(Box::new(move |desk| desk.confirm_removal(&entry))),
            faq::TEACH => {
                let phrasing = text(faq::PHRASING);
                Task::Work(Box::new(move |desk| desk.teach(user, &entry, &phrasing)))
            }
            faq::TEST => {
                let question = text(faq::QUESTION);
                Task::Work(Box::new(move |desk| Ok(desk.test(&question).into())))
            }
            faq::CHECK => Task::Work(Box::new(|desk| Ok(desk.check(0).into()))),
            faq::EXPORT => Task::Work(Box::new(Desk::export)),
            faq::STATS => Task::Work(Box::new(Desk::stats)),
            faq::HISTORY => Task::Work(Box::new(|desk| desk.history(0))),
            faq::UNANSWERED => Task::Work(Box::new(|desk| desk.unanswered(0))),
            faq::UNDO => {
                let revision = options.iter().find_map(|option| match option.value {
                    ResolvedValue::Integer(number) => Some(number),
                    _ => None,
                });
                Task::Work(Box::new(move |desk| desk.undo(user, revision)))
            }
            faq::IMPORT => options
                .iter()
                .find_map(|option| match option.value {
                    ResolvedValue::Attachment(file) => Some(Task::Import(Box::new(file.clone()))),
                    _ => None,
                })
                .unwrap_or(Task::Unknown),
            _ => Task::Unknown,
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let allowed = self.moderators.check(typing.guild_id, typing.member.as_deref()).is_ok();
        let typed = typing.data.autocomplete().map_or("", |option| option.value);
        let typed = typed.to_owned();
        let choices = match allowed {
            true => self.at_desk(move |desk| Ok(desk.choices(&typed))).await.unwrap_or_default(),
            false => Vec::new(),
        };
        self.respond(typing.id, &typing.token, render::autocomplete(choices)).await;
    }

    async fn component(&self, component: &ComponentInteraction) {
        let asked = Asked { id: component.id, token: &component.token, in_place: true };
        let user = match self.moderators.check(component.guild_id, component.member.as_ref()) {
            Ok(user) => user,
            Err(refusal) => return self.refuse(&asked, refusal).await,
        };
        let chosen = match &component.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
            _ => None,
        };
        let task = match Press::parse(&component.data.custom_id) {
            Some(press) => Self::pressed(press, user, chosen),
            None => Task::Unknown,
        };
        self.serve(&asked, user, task).await;
    }

    fn pressed(press: Press, user: u64, chosen: Option<String>) -> Task {
        match press {
            Press::Again(draft) => Task::Open(Box::new(move |desk| desk.form_again(user, draft))),
            Press::NewEntry(item) => Task::Open(Box::new(move |desk| desk.form_for_item(item))),
            Press::NameGap(item) => Task::Open(Box::new(move |desk| desk.form_gap(item))),
            press => Task::Work(Box::new(move |desk| desk.press(press, user, chosen.as_deref()))),
        }
    }

    async fn modal(&self, modal: &ModalInteraction) {
        let form = form::FormId::parse(&modal.data.custom_id);
        // What is edited again takes the place of what it was; lists stay.
        let in_place = modal.message.is_some() && matches!(form, Some(form::FormId::Again(_)));
        let asked = Asked { id: modal.id, token: &modal.token, in_place };
        let user = match self.moderators.check(modal.guild_id, modal.member.as_ref()) {
            Ok(user) => user,
            Err(refusal) => return self.refuse(&asked, refusal).await,
        };
        let task = match form {
            Some(id) => {
                let fields = form::Fields::read(&modal.data.components);
                Task::Work(Box::new(move |desk| desk.propose(user, &id, fields)))
            }
            None => Task::Unknown,
        };
        self.serve(&asked, user, task).await;
    }

    async fn serve(&self, asked: &Asked<'_>, user: u64, task: Task) {
        match task {
            Task::Open(form) => match self.at_desk(form).await {
                Ok(form) => self.respond(asked.id, asked.token, form.render()).await,
                Err(trouble) => self.refuse(asked, &sentence(trouble, asked.id)).await,
            },
            Task::Unknown => self.refuse(asked, words::UNKNOWN).await,
            Task::Work(work) => self.work(asked, work).await,
            Task::Import(file) => {
                self.defer(asked).await;
                let outcome = match self.fetch(&file).await {
                    Ok(bytes) => self.at_desk(move |desk| desk.import(user, bytes)).await,
                    Err(mistake) => Err(Trouble::Mistake(mistake)),
                };
                self.show(asked, outcome).await;
            }
        }
    }

    /// Discord waits three seconds; learning a changed FAQ may take longer, so every piece of work is deferred first.
    async fn work(&self, asked: &Asked<'_>, work: Chore<Done>) {
        self.defer(asked).await;
        let outcome = self.at_desk(work).await;
        self.show(asked, outcome).await;
    }

    async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let desk = Arc::clone(&self.desk);
        let worked = tokio::task::spawn_blocking(move || work(&desk)).await;
        worked.unwrap_or_else(|_| Err(Trouble::Fault("it panicked".to_owned())))
    }

    async fn defer(&self, asked: &Asked<'_>) {
        let response = match asked.in_place {
            true => CreateInteractionResponse::Acknowledge,
            false => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
        };
        self.respond(asked.id, asked.token, response).await;
    }

    async fn show(&self, asked: &Asked<'_>, outcome: Result<Done, Trouble>) {
        let (screen, report) = match outcome {
            Ok(Done { screen, report }) => (screen, report),
            Err(trouble) => (Screen::text(sentence(trouble, asked.id)), None),
        };
        if let Err(error) = self.rest.edit_response(asked.token, &screen.render(), &screen.files).await {
            tracing::warn!(%error, "a moderator's command was not answered");
        }
        if let Some(Report { text, files }) = report {
            self.log.post(&text, &files).await;
        }
    }

    /// The file that a moderator attached.
    async fn fetch(&self, file: &Attachment) -> Result<Vec<u8>, String> {
        let fetched = self.rest.download(&file.url, limits::FILE_BYTES).await;
        let fetched = fetched.map_err(|error| words::not_fetched(&error.to_string()))?;
        fetched.ok_or_else(|| words::TOO_LARGE.to_owned())
    }

    async fn refuse(&self, asked: &Asked<'_>, sentence: &str) {
        self.respond(asked.id, asked.token, Screen::text(sentence).response()).await;
    }

    async fn respond(&self, id: InteractionId, token: &str, response: CreateInteractionResponse) {
        if let Err(error) = self.rest.respond(id, token, &response).await {
            tracing::warn!(%error, "a moderator's interaction was not answered");
        }
    }
}

/// What a moderator is told of trouble. A fault goes to the log under the same id.
fn sentence(trouble: Trouble, id: InteractionId) -> String {
    match trouble {
        Trouble::Mistake(sentence) => sentence,
        Trouble::Fault(fault) => {
            tracing::error!(%id, %fault, "a moderator's command failed");
            words::fault(id.get())
        }
    }
}

/// The entry that an option names, picked from the list or typed.
fn entry_id(option: &str) -> Option<::faq::EntryId> {
    reply::picked(option).or_else(|| option.trim().parse().ok())
}
