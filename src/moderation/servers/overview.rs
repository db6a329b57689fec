//! `/faq servers`: the owner of the bot, in the home server, looks at servers' own answers and can switch them off.

use std::sync::Arc;

use serenity::all::CreateCommandOption;
use serenity::model::id::{GuildId, UserId};

use super::ids::{ComponentId, FormId};
use super::view::{Field, Form, View, danger, plain, primary, text_menu};
use super::{Caller, Context, Outcome, Output, transfer};
use crate::moderation::failure::{Failure, Mistake};
use crate::moderation::log_channel::{LogChannel, LogMessage, attached};
use crate::moderation::request::subcommand;
use crate::reply::Choice;
use crate::reply::moderation as general_words;
use crate::reply::servers::{self as words, ServerLine, menu, overview};

pub const NAME: &str = "servers";

/// How many servers a page shows.
const PAGE_LENGTH: usize = 10;
const WEEK: u32 = 7;
/// The id of the field, and its longest text, in characters.
const REASON: &str = "reason";
const REASON_LENGTH: u16 = 300;

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::SERVERS)
}

/// Checks that a member is the bot's owner, and this the home server.
///
/// # Errors
/// The sentence for anybody else, or Discord cannot be asked.
pub async fn check(context: &Context, caller: Caller) -> Result<(), Failure> {
    if context.servers.home() != Some(caller.server) {
        return Err(Mistake::new(overview::ONLY_AT_HOME).into());
    }
    match context.rest.application_info().await {
        Ok(application) if application.is_owned_by(UserId::new(caller.user.max(1))) => Ok(()),
        Ok(_) => Err(Mistake::new(overview::ONLY_THE_OWNER).into()),
        Err(error) => Err(Mistake::new(words::not_checked(&error.to_string())).into()),
    }
}

/// Shows a page of the servers, those with the most members first.
pub async fn list(context: &Arc<Context>, caller: Caller, page: usize) -> Outcome {
    check(context, caller).await?;
    let view = context.blocking(move |context| page_view(context, page)).await?;
    Ok(view.into())
}

fn page_view(context: &Context, page: usize) -> Result<View, Failure> {
    let servers = context.directory.list();
    let own = context.servers.overview()?;
    let asked = context.journal.questions_by_place(WEEK)?;
    let page = page.min(servers.len().saturating_sub(1) / PAGE_LENGTH);
    let (mut lines, mut options) = (Vec::new(), Vec::new());
    for server in servers.iter().skip(page * PAGE_LENGTH).take(PAGE_LENGTH) {
        let counts = own.get(&server.id).cloned().unwrap_or_default();
        let place = context.servers.journal_place(Some(server.id));
        lines.push(ServerLine {
            name: &server.name,
            members: server.members,
            answers: counts.gaps + counts.entries,
            asked: asked.get(&place).copied().unwrap_or_default(),
            is_switched_off: context.servers.switched_off(server.id).is_some(),
        });
        options.push(Choice { name: overview::option(&server.name), value: server.id.to_string() });
    }
    let mut view = View::text(overview::list(&lines, servers.len()));
    if !options.is_empty() {
        view = view.menu(text_menu(&ComponentId::ChooseServer, overview::CHOOSE, &options, None));
    }
    Ok(view.page_buttons(page, PAGE_LENGTH, servers.len(), ComponentId::ListPage))
}

/// Shows a server's own answers as a file.
pub async fn show(context: &Arc<Context>, caller: Caller, chosen: &[String]) -> Outcome {
    check(context, caller).await?;
    let id = chosen.first().and_then(|id| id.parse().ok()).filter(|id| *id != 0);
    let server = GuildId::new(id.ok_or_else(|| Mistake::new(general_words::UNKNOWN))?);
    let view = context.blocking(move |context| server_view(context, server)).await?;
    Ok(view.into())
}

fn server_view(context: &Context, server: GuildId) -> Result<View, Failure> {
    let answers = context.servers.answers(server)?;
    let switched_off = context.servers.switched_off(server);
    let text = overview::server(
        &context.directory.name(server),
        answers.gaps.len(),
        answers.entries.len(),
        switched_off.as_deref(),
    );
    let file = transfer::text_of(&answers)?;
    let files = if file.is_empty() { Vec::new() } else { vec![attached("answers.yaml", file)] };
    let switch = match switched_off {
        Some(_) => primary(overview::SWITCH_ON, &ComponentId::SwitchOn(server)),
        None => danger(overview::SWITCH_OFF, &ComponentId::SwitchOff(server)),
    };
    Ok(View { files, ..View::text(text) }.buttons(vec![switch, plain(overview::BACK, &ComponentId::ListPage(0))]))
}

/// Returns the form that asks for the reason.
pub fn reason_form(server: GuildId) -> Form {
    let reason = Field {
        id: REASON,
        label: overview::REASON,
        is_long: true,
        length: REASON_LENGTH,
        is_required: true,
        value: String::new(),
    };
    Form { id: FormId::SwitchOff(server), title: overview::SWITCH_OFF.to_owned(), fields: vec![reason] }
}

/// Switches a server's own answers off for the reason that was typed, and tells its moderators.
pub async fn switch_off(
    context: &Arc<Context>,
    caller: Caller,
    server: GuildId,
    fields: Vec<(String, String)>,
) -> Outcome {
    check(context, caller).await?;
    let reason = super::local::typed(&fields, REASON).to_owned();
    if reason.is_empty() {
        return Err(Mistake::new(overview::NO_REASON).into());
    }
    set(context, server, Some(reason)).await
}

pub async fn switch_on(context: &Arc<Context>, caller: Caller, server: GuildId) -> Outcome {
    check(context, caller).await?;
    set(context, server, None).await
}

async fn set(context: &Arc<Context>, server: GuildId, reason: Option<String>) -> Outcome {
    let own_reason = reason.clone();
    let view = context
        .blocking(move |context| {
            context.servers.switch_off(server, own_reason.as_deref())?;
            server_view(context, server)
        })
        .await?;
    let text = match &reason {
        Some(reason) => words::switched_off(reason),
        None => overview::SWITCHED_ON.to_owned(),
    };
    // Told in that server's log channel, if it has chosen one; `/faq local` and `/faq setup` show it too.
    let log = LogChannel::new(Arc::clone(&context.rest), context.servers.settings(server).log_channel);
    log.post(&LogMessage { text, files: Vec::new() }).await;
    Ok(Output::from(view))
}
