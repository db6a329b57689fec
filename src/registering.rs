//! Tells Discord of the commands, if it does not know them already: it limits how often they may be created.

use serde_json::Value;
use serenity::builder::CreateCommand;
use serenity::model::id::{ApplicationId, GuildId};

use crate::commands;
use discord::rest::{Rest, RestError};

/// Registers the commands if Discord holds others, and those of the moderators in their server. A failure is logged:
/// messages are answered without commands.
pub async fn register(rest: &Rest, application: ApplicationId, home: Option<GuildId>) {
    report(register_if_changed(rest, application, None, &commands::definitions()).await);
    if let Some(home) = home {
        report(register_if_changed(rest, application, Some(home), &commands::moderators_definitions()).await);
    }
}

fn report(registered: Result<bool, RestError>) {
    match registered {
        Ok(true) => tracing::info!("commands registered"),
        Ok(false) => tracing::debug!("commands unchanged"),
        Err(error) => tracing::error!(%error, "commands could not be registered"),
    }
}

/// Whether they had to be registered.
async fn register_if_changed(
    rest: &Rest,
    application: ApplicationId,
    guild: Option<GuildId>,
    wanted: &[CreateCommand],
) -> Result<bool, RestError> {
    let values: Vec<Value> =
        wanted.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(|_| RestError::Failed)?;
    let held = rest.commands(application, guild).await?;
    if commands::registered(&values, &held) {
        return Ok(false);
    }
    rest.set_commands(application, guild, wanted).await?;
    Ok(true)
}
