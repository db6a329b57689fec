//! Registers the commands with Discord, unless it already has them: Discord limits how often commands may be created.

use serde_json::{Value, json};
use serenity::builder::CreateCommand;
use serenity::model::id::{ApplicationId, GuildId};

use crate::moderation;
use discord::rest::{Rest, RestError};

/// Registers `everybodys` commands, and the moderators' commands in their server `home`. A failure is only logged, since
/// messages are answered without commands.
pub async fn register(rest: &Rest, application: ApplicationId, everybodys: &[CreateCommand], home: Option<GuildId>) {
    report(register_if_changed(rest, application, None, everybodys).await);
    if let Some(home) = home {
        report(register_if_changed(rest, application, Some(home), &moderation::definitions()).await);
    }
}

fn report(registered: Result<bool, RestError>) {
    match registered {
        Ok(true) => tracing::info!("commands registered"),
        Ok(false) => tracing::debug!("commands unchanged"),
        Err(error) => tracing::error!(%error, "commands could not be registered"),
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
        "type": value_or(&command["type"], json!(1)),
        "description": value_or(&command["description"], json!("")),
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
        "type": option["type"],
        "min_value": option["min_value"],
        "description": option["description"],
        "required": value_or(&option["required"], json!(false)),
        "autocomplete": value_or(&option["autocomplete"], json!(false)),
    })
}

fn value_or(value: &Value, default: Value) -> Value {
    if value.is_null() { default } else { value.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Vec<Value> {
        let about = "x".repeat(faq::limits::ABOUT);
        crate::asking::definitions(Some(&about)).iter().map(|command| serde_json::to_value(command).unwrap()).collect()
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
