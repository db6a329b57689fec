//! Tells Discord of the commands, if it does not know them already: it limits how often they may be created.

use serde_json::Value;
use serenity::http::{Http, LightMethod, Request, Route};
use serenity::model::id::ApplicationId;

use super::commands;
use super::rest::{RestError, within};

/// Registers the commands if Discord holds others. A failure is logged: messages are answered without commands.
pub async fn register(http: &Http, application: ApplicationId) {
    match register_if_changed(http, application).await {
        Ok(true) => tracing::info!("commands registered"),
        Ok(false) => tracing::debug!("commands unchanged"),
        Err(error) => tracing::error!(%error, "commands could not be registered"),
    }
}

/// Whether they had to be registered.
async fn register_if_changed(http: &Http, application_id: ApplicationId) -> Result<bool, RestError> {
    let wanted = commands::definitions();
    let values: Vec<Value> =
        wanted.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(|_| RestError::Failed)?;
    // As JSON, since serenity's type drops what it does not know.
    let held: Vec<Value> =
        within(http.fire(Request::new(Route::Commands { application_id }, LightMethod::Get))).await?;
    if commands::registered(&values, &held) {
        return Ok(false);
    }
    within(http.create_global_commands(&wanted)).await?;
    Ok(true)
}
