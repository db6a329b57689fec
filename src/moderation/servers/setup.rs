//! `/faq setup`: what a server's managers choose. Each choice is checked, saved at once, and can be undone.

use std::num::NonZeroU64;
use std::sync::Arc;

use serenity::all::{ChannelType, CreateCommandOption, GatewayIntents, Permissions};
use serenity::model::id::ChannelId;

use super::ids::{ComponentId, Setting};
use super::view::{MAX_CHOSEN, View, channel_menu, plain, role_menu, text_menu};
use super::{Caller, Context, Outcome, Output, missing_permissions, named};
use crate::moderation::failure::{Failure, Mistake};
use crate::moderation::log_channel::LogMessage;
use crate::moderation::request::subcommand;
use crate::reply::Choice;
use crate::reply::servers::{self as words, menu, setup};
use crate::reply::words::languages;
use crate::storage::servers::{Change, Item, ItemChange, ServerSettings};

pub const NAME: &str = "setup";

/// The channels that hold messages or posts, where questions are asked.
const QUESTION_CHANNELS: [ChannelType; 3] = [ChannelType::Text, ChannelType::News, ChannelType::Forum];
const TEXT_CHANNELS: [ChannelType; 2] = [ChannelType::Text, ChannelType::News];

/// What the bot needs where it answers every question.
const NEEDED_TO_ANSWER: [(Permissions, &str); 5] = [
    named(Permissions::VIEW_CHANNEL, "View Channel"),
    named(Permissions::SEND_MESSAGES, "Send Messages"),
    named(Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    named(Permissions::EMBED_LINKS, "Embed Links"),
    named(Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
];
/// What the bot needs in a log channel.
const NEEDED_TO_LOG: [(Permissions, &str); 3] = [
    named(Permissions::VIEW_CHANNEL, "View Channel"),
    named(Permissions::SEND_MESSAGES, "Send Messages"),
    named(Permissions::ATTACH_FILES, "Attach Files"),
];

/// The value of the choice of each person's own language.
const OWN_LANGUAGE: &str = "own";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::SETUP)
}

/// Shows a page of the settings.
pub async fn show(context: &Arc<Context>, caller: Caller, page: usize) -> Outcome {
    let settings = context.servers.settings(caller.server);
    Ok(view(context, caller, &settings, page).into())
}

fn view(context: &Context, caller: Caller, settings: &ServerSettings, page: usize) -> View {
    let switched_off = context.servers.switched_off(caller.server);
    let text = setup::overview(settings, switched_off.as_deref());
    let view = View::text(text);
    let view = if page == 0 { first_page(view, settings) } else { second_page(view, settings) };
    let (label, shown) = match settings.shows_own_answers {
        true => (setup::HIDE_ANSWERS, false),
        false => (setup::SHOW_ANSWERS, true),
    };
    let other_page = if page == 0 {
        plain(setup::MORE, &ComponentId::SetupPage(1))
    } else {
        plain(setup::BACK, &ComponentId::SetupPage(0))
    };
    view.buttons(vec![
        other_page,
        plain(label, &ComponentId::ShowAnswers(shown)),
        plain(crate::reply::moderation::button::UNDO, &ComponentId::Undo),
    ])
}

fn first_page(view: View, settings: &ServerSettings) -> View {
    let set = ComponentId::Set;
    let log: Vec<ChannelId> = settings.log_channel.into_iter().collect();
    view.menu(channel_menu(
        &set(Setting::FaqChannels),
        setup::CHOOSE_CHANNELS,
        &QUESTION_CHANNELS,
        chosen(&settings.faq_channels),
        MAX_CHOSEN,
    ))
    .menu(role_menu(&set(Setting::EditorRoles), setup::CHOOSE_ROLES, chosen(&settings.editor_roles), MAX_CHOSEN))
    .menu(channel_menu(&set(Setting::LogChannel), setup::CHOOSE_LOG, &TEXT_CHANNELS, &log, 1))
}

fn second_page(view: View, settings: &ServerSettings) -> View {
    let language = settings.language.as_deref().unwrap_or(OWN_LANGUAGE);
    view.menu(text_menu(
        &ComponentId::Set(Setting::Language),
        setup::CHOOSE_LANGUAGE,
        &language_choices(),
        Some(language),
    ))
}

/// Returns as many as a menu may have chosen beforehand. The environment may name more.
fn chosen<T>(all: &[T]) -> &[T] {
    &all[..all.len().min(MAX_CHOSEN.into())]
}

fn language_choices() -> Vec<Choice> {
    let mut choices = vec![Choice { name: setup::OWN_LANGUAGE.to_owned(), value: OWN_LANGUAGE.to_owned() }];
    for language in languages() {
        choices.push(Choice { name: language.name().to_owned(), value: language.code().to_owned() });
    }
    choices
}

/// Sets what was chosen in a menu, if it can be used.
pub async fn choose(context: &Arc<Context>, caller: Caller, setting: Setting, values: Vec<String>) -> Outcome {
    let before = context.servers.settings(caller.server);
    let mut after = (*before).clone();
    set(&mut after, setting, &values)?;
    check(context, caller, setting, &after).await?;
    save(context, caller, after, setup::name(setting_name(setting)), page_of(setting)).await
}

/// Shows the server's own answers to members, or hides them.
pub async fn show_answers(context: &Arc<Context>, caller: Caller, shown: bool) -> Outcome {
    let before = context.servers.settings(caller.server);
    let after = ServerSettings { shows_own_answers: shown, ..(*before).clone() };
    save(context, caller, after, setup::name("own answers"), 0).await
}

fn setting_name(setting: Setting) -> &'static str {
    match setting {
        Setting::FaqChannels => setup::CHANNELS,
        Setting::EditorRoles => setup::ROLES,
        Setting::LogChannel => setup::LOG,
        Setting::Language => setup::LANGUAGE,
    }
}

fn page_of(setting: Setting) -> usize {
    match setting {
        Setting::FaqChannels | Setting::EditorRoles | Setting::LogChannel => 0,
        Setting::Language => 1,
    }
}

fn set(settings: &mut ServerSettings, setting: Setting, values: &[String]) -> Result<(), Mistake> {
    match setting {
        Setting::FaqChannels => settings.faq_channels = ids(values)?,
        Setting::EditorRoles => settings.editor_roles = ids(values)?,
        Setting::LogChannel => settings.log_channel = ids(values)?.pop(),
        Setting::Language => {
            let chosen = values.first().map(String::as_str).unwrap_or_default();
            settings.language = match languages().find(|language| language.code() == chosen) {
                Some(language) => Some(language.code().to_owned()),
                None if chosen == OWN_LANGUAGE => None,
                None => return Err(Mistake::new(crate::reply::moderation::UNKNOWN)),
            };
        }
    }
    Ok(())
}

/// Reads what Discord sent. A forger may send anything.
fn ids<T: From<NonZeroU64>>(values: &[String]) -> Result<Vec<T>, Mistake> {
    let mut ids = Vec::new();
    for value in values.iter().take(MAX_CHOSEN.into()) {
        let id: NonZeroU64 = value.parse().map_err(|_| Mistake::new(crate::reply::moderation::UNKNOWN))?;
        ids.push(T::from(id));
    }
    Ok(ids)
}

/// Checks that the bot can do in a channel what it was chosen for, and that a role can be meant.
async fn check(
    context: &Arc<Context>,
    caller: Caller,
    setting: Setting,
    settings: &ServerSettings,
) -> Result<(), Failure> {
    let everyone = caller.server.get();
    match setting {
        Setting::FaqChannels => {
            check_channels(context, caller, &settings.faq_channels, &NEEDED_TO_ANSWER).await?;
            if !settings.faq_channels.is_empty() {
                check_intent(context).await?;
            }
        }
        Setting::LogChannel => {
            let channel: Vec<_> = settings.log_channel.into_iter().collect();
            check_channels(context, caller, &channel, &NEEDED_TO_LOG).await?;
        }
        Setting::EditorRoles if settings.editor_roles.iter().any(|role| role.get() == everyone) => {
            return Err(Mistake::new(setup::NOT_EVERYONE).into());
        }
        Setting::EditorRoles | Setting::Language => {}
    }
    Ok(())
}

async fn check_channels(
    context: &Context,
    caller: Caller,
    channels: &[ChannelId],
    needed: &[(Permissions, &'static str)],
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for channel in channels {
        match missing_permissions(context, caller.server, *channel, needed).await? {
            None => problems.push(setup::no_channel(channel.get())),
            Some(missing) if !missing.is_empty() => problems.push(setup::missing(channel.get(), &missing)),
            Some(_) => {}
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Mistake::new(setup::not_saved(&problems)).into()) }
}

/// Checks that the bot may read all messages, for which its operator has to switch an intent on.
async fn check_intent(context: &Context) -> Result<(), Failure> {
    if context.intents.contain(GatewayIntents::MESSAGE_CONTENT) {
        return Ok(());
    }
    match context.rest.application_info().await {
        Ok(application) if application.may_read_messages() => Ok(()),
        Ok(_) => Err(Mistake::new(setup::MISSING_INTENT).into()),
        Err(error) => Err(Mistake::new(words::not_checked(&error.to_string())).into()),
    }
}

async fn save(context: &Arc<Context>, caller: Caller, after: ServerSettings, summary: String, page: usize) -> Outcome {
    let before = context.servers.settings(caller.server);
    if *before == after {
        return show(context, caller, page).await;
    }
    let own_summary = summary.clone();
    context
        .blocking(move |context| {
            let before = context.servers.item(caller.server, &Item::Settings)?;
            let json = serde_json::to_string(&after).map_err(crate::moderation::failure::Fault::new)?;
            let items = vec![ItemChange { item: Item::Settings, before, after: Some(json) }];
            Ok(context.servers.apply(caller.server, caller.user, &Change::new(own_summary, items))?)
        })
        .await?;
    let settings = context.servers.settings(caller.server);
    listen(context, &settings);
    let mut shown = view(context, caller, &settings, page);
    shown.text = format!("{}\n\n{}", words::saved(&summary), shown.text);
    let notice = LogMessage { text: crate::reply::moderation::change_by(caller.user, &summary), files: Vec::new() };
    Ok(Output { view: shown, notice: Some(notice) })
}

/// Makes the bot read all messages, once a server needs that. Whether it may was checked before.
pub fn listen(context: &Context, settings: &ServerSettings) {
    if !settings.faq_channels.is_empty() {
        context.intents.add(GatewayIntents::MESSAGE_CONTENT);
    }
}
