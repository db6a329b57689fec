//! Tells Discord of the commands, if it does not know them already: it limits how often they may be created.

use serde_json::Value;
use serenity::model::id::ApplicationId;

use super::commands;
use super::rest::{Rest, RestError};

/// Registers the commands if Discord holds others. A failure is logged: messages are answered without commands.
pub async fn register(rest: &Rest, application: ApplicationId) {
    match register_if_changed(rest, application).await {
        Ok(true) => tracing::info!("commands registered"),
        Ok(false) => tracing::debug!("commands unchanged"),
        Err(error) => tracing::error!(%error, "commands could not be registered"),
    }
}

/// Whether they had to be registered.
async fn register_if_changed(rest: &Rest, application: ApplicationId) -> Result<bool, RestError> {
    let wanted = commands::definitions();
    let values: Vec<Value> =
        wanted.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(|_| RestError::Failed)?;
    let held = rest.commands(application).await?;
    if commands::registered(&values, &held) {
        return Ok(false);
    }
    rest.set_commands(application, &wanted).await?;
    Ok(true)
}
