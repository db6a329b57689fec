//! `/faq` in every server: its settings and what is written there for its members alone. In the home server, the subcommands that edit
//! the guide are not here but beside this module.
//!
//! Every command, button and form is about the server where it is used, and what an id in it names is looked up there. So nothing
//! of one server can be reached from another.

mod directory;
mod entries;
mod forget;
mod history;
mod ids;
mod joining;
mod local;
mod overview;
mod setup;
mod transfer;
mod unanswered;
mod view;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serenity::all::Permissions;
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage};
use serenity::model::id::{ChannelId, GuildId, InteractionId, UserId};
use tokio::time::timeout;

use super::failure::{Failure, Fault, Mistake};
use super::log_channel::{LogChannel, LogMessage};
use super::queue::WorkQueue;
use super::request::{ENTRY, Options};
use super::{
    FAQ, add, edit, history as guide_history, remove, stats, teach, transfer as guide_transfer,
    unanswered as guide_unanswered,
};
use crate::render;
use crate::reply::moderation as general_words;
use crate::reply::servers as words;
use crate::storage::Store;
use crate::storage::journal::Journal;
use crate::storage::servers::{Servers, ServersError};
pub use directory::Directory;
use directory::Right;
use discord::model::{
    CommandInteraction, ComponentInteraction, Guild, Interaction, Member, ModalInteraction, ResolvedOption,
    ResolvedValue,
};
use discord::{Intents, Rest};
use ids::{ComponentId, FormId};
use view::{Form, View};

/// How long a member waits for the roles that are asked for. Discord gives an interaction up after three seconds.
const ROLES_TIMEOUT: Duration = Duration::from_millis(1_500);

/// The subcommands that are about a server itself, in the home server too.
const OF_EVERY_SERVER: [&str; 4] = [setup::NAME, local::NAME, forget::NAME, overview::NAME];

/// The things that all servers' commands work on.
pub struct Context {
    pub servers: Arc<Servers>,
    pub store: Arc<Store>,
    pub journal: Journal,
    pub rest: Arc<Rest>,
    pub directory: Arc<Directory>,
    /// The bot itself.
    pub bot: UserId,
    pub intents: Intents,
}

impl Context {
    /// Runs work that may wait for the disk on another thread.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let context = Arc::clone(self);
        let finished = tokio::task::spawn_blocking(move || work(&context)).await;
        finished.unwrap_or_else(|error| Err(Fault::new(error).into()))
    }
}

impl From<ServersError> for Failure {
    fn from(error: ServersError) -> Self {
        match error {
            ServersError::Conflict => Mistake::new(words::CONFLICT).into(),
            ServersError::Unavailable(_) => Fault::with_advice(error, words::UNAVAILABLE).into(),
            ServersError::Database(_) | ServersError::Damaged(_) => Fault::new(error).into(),
        }
    }
}

/// A member who may use a command, and the server where it is used.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub server: GuildId,
    pub user: u64,
    /// Whether the member may change the server's settings, and not only its answers.
    pub manages: bool,
}

/// The outcome of work that was done.
#[derive(Default)]
pub struct Output {
    pub view: View,
    /// The message about it in the server's log channel.
    pub notice: Option<LogMessage>,
}

impl From<View> for Output {
    fn from(view: View) -> Self {
        Self { view, notice: None }
    }
}

type Outcome = Result<Output, Failure>;

/// The service for the moderators of every server.
pub struct ServerModeration {
    context: Arc<Context>,
    queue: WorkQueue,
}

/// An interaction that waits for its response.
struct Pending<'a> {
    id: InteractionId,
    token: &'a str,
    server: GuildId,
    /// Whether the response replaces the message with the button.
    in_place: bool,
}

impl ServerModeration {
    pub fn new(context: Context) -> Self {
        Self { context: Arc::new(context), queue: WorkQueue::default() }
    }

    pub fn directory(&self) -> &Directory {
        &self.context.directory
    }

    /// Returns whether an interaction is one of a server's own commands, buttons or forms.
    pub fn is_responsible_for(&self, interaction: &Interaction) -> bool {
        match interaction {
            Interaction::Command(command) | Interaction::Autocomplete(command) => {
                let Some(server) = command.guild_id.filter(|_| command.data.name == FAQ) else { return false };
                let name = subcommand(command).map_or("", |(name, _)| name);
                Some(server) != self.context.servers.home() || OF_EVERY_SERVER.contains(&name)
            }
            Interaction::Component(component) => component.custom_id.starts_with(ids::PREFIX),
            Interaction::Modal(modal) => modal.custom_id.starts_with(ids::PREFIX),
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

    async fn check(&self, server: GuildId, member: Option<&Member>, right: Right) -> Result<Caller, &'static str> {
        if !self.context.directory.is_known(server) {
            self.ask_for_roles(server).await;
        }
        let settings = self.context.servers.settings(server);
        let user = self.context.directory.check(server, member, &settings, right)?;
        let manages = self.context.directory.check(server, member, &settings, Right::Manage).is_ok();
        Ok(Caller { server, user, manages })
    }

    /// Asks Discord for the roles of a server that it has not sent. If it does not answer in time, they stay unknown.
    async fn ask_for_roles(&self, server: GuildId) {
        if let Ok(Ok(roles)) = timeout(ROLES_TIMEOUT, self.context.rest.guild_roles(server)).await {
            self.context.directory.set_roles(server, &roles);
        }
    }

    async fn command(&self, command: &CommandInteraction) {
        let Some(server) = command.guild_id else { return };
        let pending = Pending { id: command.id, token: &command.token, server, in_place: false };
        let Some((name, options)) = subcommand(command) else {
            return self.show_text(&pending, general_words::UNKNOWN).await;
        };
        let caller = match self.check(server, command.member.as_ref(), right_for(name)).await {
            Ok(caller) => caller,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let (context, options) = (&self.context, Options(&options));
        match name {
            setup::NAME => self.work(&pending, setup::show(context, caller, 0)).await,
            forget::NAME => self.work(&pending, forget::ask(context, caller)).await,
            add::NAME => self.open_form(&pending, |_| Ok(entries::add_form())).await,
            edit::NAME => {
                let entry = options.text(ENTRY);
                self.open_form(&pending, move |context| entries::edit_form(context, caller, &entry)).await;
            }
            remove::NAME => self.work(&pending, entries::remove(context, caller, options.text(ENTRY))).await,
            teach::NAME => {
                let (entry, phrasing) = (options.text(ENTRY), options.text("phrasing"));
                self.work(&pending, entries::teach(context, caller, entry, phrasing)).await;
            }
            overview::NAME => self.work(&pending, overview::list(context, caller, 0)).await,
            local::NAME => self.work(&pending, local::list(context, caller, 0)).await,
            guide_transfer::EXPORT => self.work(&pending, transfer::export(context, caller)).await,
            guide_transfer::IMPORT => {
                self.work(&pending, transfer::import(context, caller, options.file("file"))).await;
            }
            guide_unanswered::NAME => self.work(&pending, unanswered::list(context, caller, 0)).await,
            stats::NAME => self.work(&pending, unanswered::statistics(context, caller)).await,
            guide_history::HISTORY => self.work(&pending, history::list(context, caller, 0)).await,
            guide_history::UNDO => {
                self.work(&pending, history::undo(context, caller, options.integer("revision"))).await
            }
            _ => self.show_text(&pending, general_words::ONLY_AT_HOME).await,
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let mut choices = Vec::new();
        let Some(server) = typing.guild_id else { return };
        if let Ok(caller) = self.check(server, typing.member.as_ref(), Right::Edit).await {
            let typed = typing.data.autocomplete().map_or(String::new(), |option| option.text().to_owned());
            // There is no room for a sentence: on a failure the list stays empty.
            match self.context.blocking(move |context| entries::choices(context, caller, &typed)).await {
                Ok(found) => choices = found,
                Err(failure) => drop(failure.report(typing.id)),
            }
        }
        self.send(typing.id, &typing.token, render::autocomplete(choices)).await;
    }

    async fn component(&self, component: &ComponentInteraction) {
        let Some(server) = component.guild_id else { return };
        let pending = Pending { id: component.id, token: &component.token, server, in_place: true };
        let Some(id) = ComponentId::parse(&component.custom_id) else {
            return self.show_text(&pending, general_words::UNKNOWN).await;
        };
        let caller = match self.check(server, component.member.as_ref(), right_for_component(&id)).await {
            Ok(caller) => caller,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let (context, chosen) = (&self.context, component.values.clone());
        match id {
            ComponentId::SetupPage(page) => self.work(&pending, setup::show(context, caller, page)).await,
            ComponentId::Set(setting) => self.work(&pending, setup::choose(context, caller, setting, chosen)).await,
            ComponentId::ShowAnswers(shown) => self.work(&pending, setup::show_answers(context, caller, shown)).await,
            ComponentId::Undo => self.work(&pending, history::undo(context, caller, None)).await,
            ComponentId::Save(draft) => self.work(&pending, history::save(context, caller, draft)).await,
            ComponentId::Cancel(draft) => self.work(&pending, history::cancel(context, caller, draft)).await,
            ComponentId::HistoryPage(page) => self.work(&pending, history::list(context, caller, page)).await,
            ComponentId::Forget => self.work(&pending, forget::forget(context, caller)).await,
            ComponentId::KeepAll => self.work(&pending, forget::keep()).await,
            ComponentId::LocalPage(page) => self.work(&pending, local::list(context, caller, page)).await,
            ComponentId::ChooseGap => {
                self.open_form(&pending, move |context| local::choose(context, caller, &chosen)).await;
            }
            ComponentId::EditAgain(draft) => {
                self.open_form(&pending, move |context| local::edit_again(context, caller, draft)).await;
            }
            ComponentId::ListPage(page) => self.work(&pending, overview::list(context, caller, page)).await,
            ComponentId::ChooseServer => self.work(&pending, overview::show(context, caller, &chosen)).await,
            ComponentId::SwitchOff(server) => {
                self.open_form(&pending, move |_| Ok(overview::reason_form(server))).await
            }
            ComponentId::SwitchOn(server) => self.work(&pending, overview::switch_on(context, caller, server)).await,
            ComponentId::UnansweredPage(page) => self.work(&pending, unanswered::list(context, caller, page)).await,
        }
    }

    async fn modal(&self, modal: &ModalInteraction) {
        let Some(server) = modal.guild_id else { return };
        let pending = Pending { id: modal.id, token: &modal.token, server, in_place: modal.message_id.is_some() };
        let Some(form) = FormId::parse(&modal.custom_id) else {
            return self.show_text(&pending, general_words::UNKNOWN).await;
        };
        let caller = match self.check(server, modal.member.as_ref(), Right::Edit).await {
            Ok(caller) => caller,
            Err(refusal) => return self.show_text(&pending, refusal).await,
        };
        let (context, fields) = (&self.context, modal.fields.clone());
        match form {
            FormId::Gap(gap) => self.work(&pending, local::submit(context, caller, gap, fields)).await,
            FormId::Add => self.work(&pending, entries::submit(context, caller, None, fields)).await,
            FormId::Edit(entry) => self.work(&pending, entries::submit(context, caller, Some(entry), fields)).await,
            FormId::SwitchOff(server) => {
                self.work(&pending, overview::switch_off(context, caller, server, fields)).await;
            }
        }
    }

    /// Shows a form. This comes at once: Discord shows no form after a deferral.
    async fn open_form(
        &self,
        pending: &Pending<'_>,
        form: impl FnOnce(&Context) -> Result<Form, Failure> + Send + 'static,
    ) {
        let Some(_place) = self.queue.enter() else { return self.show_text(pending, general_words::BUSY).await };
        match self.context.blocking(form).await {
            Ok(form) => self.send(pending.id, pending.token, form.render()).await,
            Err(failure) => self.show_text(pending, &failure.report(pending.id)).await,
        }
    }

    /// Does work that may take a while, and shows its outcome. Discord waits three seconds, so it is acknowledged first.
    async fn work(&self, pending: &Pending<'_>, work: impl Future<Output = Outcome>) {
        let Some(place) = self.queue.enter() else { return self.show_text(pending, general_words::BUSY).await };
        let acknowledgement = match pending.in_place {
            true => CreateInteractionResponse::Acknowledge,
            false => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
        };
        self.send(pending.id, pending.token, acknowledgement).await;
        let outcome = work.await;
        drop(place);
        let output = outcome.unwrap_or_else(|failure| View::text(failure.report(pending.id)).into());
        if let Err(error) =
            self.context.rest.edit_response(pending.token, &output.view.edit(), &output.view.files).await
        {
            tracing::warn!(%error, "a moderator's command was not answered");
        }
        if let Some(notice) = output.notice {
            self.log_channel(pending.server).post(&notice).await;
        }
    }

    /// Returns the channel that a server chose for notices.
    pub fn log_channel_of(&self, server: GuildId) -> Option<ChannelId> {
        self.context.servers.settings(server).log_channel
    }

    /// Returns the log channel of a server.
    fn log_channel(&self, server: GuildId) -> LogChannel {
        LogChannel::new(Arc::clone(&self.context.rest), self.log_channel_of(server))
    }

    async fn show_text(&self, pending: &Pending<'_>, text: &str) {
        self.send(pending.id, pending.token, View::text(text).response()).await;
    }

    async fn send(&self, id: InteractionId, token: &str, response: CreateInteractionResponse) {
        if let Err(error) = self.context.rest.respond(id, token, &response).await {
            tracing::warn!(%error, "a moderator's interaction was not answered");
        }
    }

    /// Says hello in a server that the bot has just joined, if it may write in the channel for such messages.
    pub async fn greet(&self, server: &Guild) {
        joining::greet(&self.context, server).await;
    }

    /// Deletes the data of servers that the bot left long ago, once a day. It never ends.
    pub async fn delete_daily(&self) -> Infallible {
        joining::delete_daily(&self.context).await
    }

    /// Notes that the bot was removed from a server.
    pub async fn on_left(&self, server: GuildId) {
        joining::note_left(&self.context, server).await;
    }

    /// Notes which servers the bot is in, of those that `is_served` here, at the start of a session.
    pub async fn on_session(&self, servers: Vec<GuildId>, is_served: impl Fn(GuildId) -> bool + Send + 'static) {
        joining::note_present(&self.context, servers, is_served).await;
    }
}

/// Returns the subcommand of `/faq` with its options.
fn subcommand(command: &CommandInteraction) -> Option<(&str, Vec<ResolvedOption<'_>>)> {
    let first = command.data.options().into_iter().next()?;
    match first.value {
        ResolvedValue::SubCommand(options) => Some((first.name, options)),
        _ => None,
    }
}

fn right_for(subcommand: &str) -> Right {
    match subcommand {
        setup::NAME | forget::NAME => Right::Manage,
        _ => Right::Edit,
    }
}

fn right_for_component(id: &ComponentId) -> Right {
    match id {
        ComponentId::SetupPage(_)
        | ComponentId::Set(_)
        | ComponentId::ShowAnswers(_)
        | ComponentId::Forget
        | ComponentId::KeepAll => Right::Manage,
        _ => Right::Edit,
    }
}

/// Returns the definitions of the subcommands that are about a server itself.
pub fn definitions() -> Vec<serenity::all::CreateCommandOption> {
    vec![setup::definition(), local::definition(), forget::definition(), overview::definition()]
}

/// The permissions that the bot needs in a channel, and what they are called in Discord.
pub(super) const fn named(permission: Permissions, name: &'static str) -> (Permissions, &'static str) {
    (permission, name)
}

/// Returns the permissions of these that the bot lacks in a channel of a server; `None` if there is no such channel there.
async fn missing_permissions(
    context: &Context,
    server: GuildId,
    channel: ChannelId,
    needed: &[(Permissions, &'static str)],
) -> Result<Option<Vec<&'static str>>, Failure> {
    use discord::rest::RestError;
    let found = match context.rest.channel(channel).await {
        Ok(found) => found,
        Err(RestError::Refused { status: 404, .. }) => return Ok(None),
        // Where the bot may not even look, it lacks the first.
        Err(RestError::Refused { status: 403, .. } | RestError::Forbidden) => {
            return Ok(Some(needed.iter().map(|(_, name)| *name).collect()));
        }
        Err(error) => return Err(Mistake::new(words::not_checked(&error.to_string())).into()),
    };
    if found.guild_id != Some(server) {
        return Ok(None);
    }
    let roles = context.rest.guild_roles(server).await;
    let member = context.rest.member_roles(server, context.bot).await;
    let (roles, member) = match (roles, member) {
        (Ok(roles), Ok(member)) => (roles, member),
        (Err(error), _) | (_, Err(error)) => return Err(Mistake::new(words::not_checked(&error.to_string())).into()),
    };
    let has = found.permissions_of(context.bot, &member, &roles, server);
    Ok(Some(needed.iter().filter(|(permission, _)| !has.contains(*permission)).map(|(_, name)| *name).collect()))
}
