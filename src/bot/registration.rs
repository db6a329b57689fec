//! Registers the commands with Discord, and retries until it has them. Commands that it has already are left alone, because
//! Discord limits how often commands may be created.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use serenity::builder::CreateCommand;
use serenity::model::id::{ApplicationId, GuildId};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::moderation;
use discord::rest::{Rest, RestError};

/// The pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause. Discord allows far more attempts, and a person who misses a command does not wait longer.
const MAX_PAUSE: Duration = Duration::from_secs(5 * 60);
/// The most servers of a shard that are searched for commands of an earlier home server: one request each.
const MAX_SEARCHED_SERVERS: usize = 50;
/// The most removals at once, so that using an old command again and again does not start more.
const MAX_REMOVALS: usize = 4;

/// Registers commands. Each attempt is a task of its own, which ends with the registrar.
pub struct Registrar {
    rest: Arc<Rest>,
    /// The server of the moderators.
    home: Option<GuildId>,
    /// The bot's application, once Discord has told its id.
    application: OnceLock<ApplicationId>,
    everybodys: Mutex<JoinSet<()>>,
    moderators: Mutex<JoinSet<()>>,
    removal: Mutex<JoinSet<()>>,
}

impl Registrar {
    pub fn new(rest: Arc<Rest>, home: Option<GuildId>) -> Self {
        Self {
            rest,
            home,
            application: OnceLock::new(),
            everybodys: Mutex::default(),
            moderators: Mutex::default(),
            removal: Mutex::default(),
        }
    }

    pub fn set_application(&self, application: ApplicationId) {
        self.application.get_or_init(|| application);
    }

    /// Registers the commands of all servers, in place of an attempt that is under way: everybody's, and `/faq`.
    pub fn register_everybodys(&self, mut commands: Vec<CreateCommand>) {
        commands.extend(moderation::definitions_everywhere());
        self.register(&self.everybodys, None, commands);
    }

    /// Registers the moderators' commands in their server, in place of an attempt that is under way.
    pub fn register_moderators(&self) {
        if let Some(home) = self.home {
            self.register(&self.moderators, Some(home), moderation::definitions_at_home());
        }
    }

    /// Gives up registering the moderators' commands: the bot has left their server.
    pub fn stop_moderators(&self) {
        drop(restart(&self.moderators));
    }

    fn register(&self, tasks: &Mutex<JoinSet<()>>, guild: Option<GuildId>, commands: Vec<CreateCommand>) {
        let Some(application) = self.application.get().copied() else { return };
        let rest = Arc::clone(&self.rest);
        let task = async move { keep_registering(&rest, application, guild, &commands).await };
        restart(tasks).spawn(task);
    }

    /// Removes the commands of those servers that were the moderators' server once, and are not now.
    pub fn remove_old(&self, servers: impl IntoIterator<Item = GuildId>) {
        let Some(application) = self.application.get().copied() else { return };
        let old: Vec<GuildId> = servers.into_iter().filter(|server| Some(*server) != self.home).collect();
        if old.len() > MAX_SEARCHED_SERVERS {
            tracing::debug!(servers = old.len(), "too many servers to search for old commands");
            return;
        }
        let mut tasks = self.removal.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        if old.is_empty() || tasks.len() >= MAX_REMOVALS {
            return;
        }
        let rest = Arc::clone(&self.rest);
        tasks.spawn(async move { keep_removing(&rest, application, old).await });
    }
}

/// Aborts the tasks, and returns the empty set for new ones.
fn restart(tasks: &Mutex<JoinSet<()>>) -> MutexGuard<'_, JoinSet<()>> {
    let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    *tasks = JoinSet::new();
    tasks
}

/// Registers commands for one server, or for all, until Discord has them.
async fn keep_registering(rest: &Rest, application: ApplicationId, guild: Option<GuildId>, commands: &[CreateCommand]) {
    let mut pause = FIRST_PAUSE;
    loop {
        match register_if_changed(rest, application, guild, commands).await {
            Ok(true) => return tracing::info!("commands registered"),
            Ok(false) => return tracing::debug!("commands unchanged"),
            Err(error) => log_failure(&error, guild, pause),
        }
        sleep(pause).await;
        pause = MAX_PAUSE.min(pause * 2);
    }
}

fn log_failure(error: &RestError, guild: Option<GuildId>, pause: Duration) {
    let server = guild.map(tracing::field::display);
    let again_in_seconds = pause.as_secs();
    match error {
        RestError::Refused { status: 403, .. } => tracing::error!(
            %error, server, again_in_seconds,
            "commands could not be registered: invite the bot to the server with the scope applications.commands"
        ),
        _ => tracing::error!(%error, server, again_in_seconds, "commands could not be registered"),
    }
}

/// Removes all commands of these servers, until Discord has none or refuses to tell.
async fn keep_removing(rest: &Rest, application: ApplicationId, mut servers: Vec<GuildId>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let mut failed = Vec::new();
        for server in servers {
            match register_if_changed(rest, application, Some(server), &[]).await {
                Ok(true) => tracing::info!(%server, "the commands of an earlier home server are removed"),
                // Where the bot may not look, it has no commands.
                Ok(false) | Err(RestError::Refused { status: 400..=499, .. }) => {}
                Err(_) => failed.push(server),
            }
        }
        if failed.is_empty() {
            return;
        }
        servers = failed;
        sleep(pause).await;
        pause = MAX_PAUSE.min(pause * 2);
    }
}

/// Returns whether the commands had to be registered.
async fn register_if_changed(
    rest: &Rest,
    application: ApplicationId,
    guild: Option<GuildId>,
    wanted: &[CreateCommand],
) -> Result<bool, RestError> {
    let mut values = Vec::new();
    for command in wanted {
        values.push(serde_json::to_value(command).map_err(|_| RestError::Failed)?);
    }
    let registered = rest.commands(application, guild).await?;
    if are_registered(&values, &registered) {
        return Ok(false);
    }
    rest.set_commands(application, guild, wanted).await?;
    Ok(true)
}

/// Returns whether Discord has the wanted commands and no others, in any order. Fields that Discord adds do not count.
fn are_registered(wanted: &[Value], registered: &[Value]) -> bool {
    normalized(wanted) == normalized(registered)
}

fn normalized(commands: &[Value]) -> Vec<Value> {
    let mut normalized: Vec<Value> = commands.iter().map(normalized_command).collect();
    normalized.sort_by_key(Value::to_string);
    normalized
}

/// Returns the fields of a command that we set, with Discord's defaults filled in.
fn normalized_command(command: &Value) -> Value {
    json!({
        "name": command["name"],
        "name_localizations": localizations(&command["name_localizations"]),
        "type": value_or(&command["type"], json!(1)),
        "description": value_or(&command["description"], json!("")),
        "description_localizations": localizations(&command["description_localizations"]),
        "options": normalized_options(&command["options"]),
        "contexts": command["contexts"],
        "integration_types": value_or(&command["integration_types"], json!([0])),
        "default_member_permissions": command["default_member_permissions"],
    })
}

fn normalized_options(options: &Value) -> Vec<Value> {
    let Some(options) = options.as_array() else { return Vec::new() };
    options.iter().map(normalized_option).collect()
}

fn normalized_option(option: &Value) -> Value {
    json!({
        "options": normalized_options(&option["options"]),
        "name": option["name"],
        "name_localizations": localizations(&option["name_localizations"]),
        "type": option["type"],
        "min_value": option["min_value"],
        "description": option["description"],
        "description_localizations": localizations(&option["description_localizations"]),
        "required": value_or(&option["required"], json!(false)),
        "autocomplete": value_or(&option["autocomplete"], json!(false)),
    })
}

/// Returns texts by locale; none where there are none.
fn localizations(texts: &Value) -> Value {
    match texts.as_object() {
        Some(texts) if !texts.is_empty() => json!(texts),
        _ => Value::Null,
    }
}

fn value_or(value: &Value, default: Value) -> Value {
    if value.is_null() { default } else { value.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Vec<Value> {
        let about = "x".repeat(faq::limits::ABOUT);
        let faq = format!("about: {about}\nentries: [{{id: a, question: A?, answer: B.}}]");
        let faq = faq::file::parse(faq.as_bytes()).unwrap().faq;
        crate::asking::definitions(Some(&faq)).iter().map(|command| serde_json::to_value(command).unwrap()).collect()
    }

    #[test]
    fn every_command_fits_discord() {
        for command in wanted() {
            assert!(command["name"].as_str().unwrap().len() <= 32);
            assert!(command["description"].as_str().unwrap_or_default().len() <= 100);
        }
    }

    #[test]
    fn fields_that_discord_adds_are_no_change() {
        let mut registered = wanted();
        registered.reverse();
        for command in &mut registered {
            command["id"] = json!("1");
            command["version"] = json!("2");
            command["nsfw"] = json!(false);
            command["dm_permission"] = json!(true);
            command["description"] = value_or(&command["description"], json!(""));
        }
        assert!(are_registered(&wanted(), &registered));
    }

    #[test]
    fn another_description_or_command_is_a_change() {
        let mut registered = wanted();
        registered[0]["description"] = json!("Ask me");
        assert!(!are_registered(&wanted(), &registered));
        assert!(!are_registered(&wanted(), &wanted()[1..]));
        assert!(!are_registered(&wanted(), &[]));
    }
}
