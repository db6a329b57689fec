//! Registered commands.

use serde_json::Value;

use super::Faults;
use crate::fake_discord::error::Refusal;

const CHAT_INPUT: u64 = 1;
const SUB_COMMAND: u64 = 1;
const SUB_COMMAND_GROUP: u64 = 2;

/// How many commands of each kind an application may have in one place: slash, user, message.
const KINDS: [(u64, usize); 3] = [(CHAT_INPUT, 100), (2, 15), (3, 15)];
/// All names, descriptions and choices of one command together, in characters.
const ALL_TEXT: usize = 8_000;

/// All commands of one place, as they will stand.
///
/// # Errors
/// Discord's refusal.
pub fn commands(commands: &[Value]) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    for (index, body) in commands.iter().enumerate() {
        command(&mut faults, &index.to_string(), body);
        let same = |other: &&Value| other["name"] == body["name"] && kind(other) == kind(body);
        if commands[..index].iter().any(|other| same(&other)) {
            let message = "Application command names must be unique";
            faults.add(index.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
    }
    for (of_kind, most) in KINDS {
        if commands.iter().filter(|body| kind(body) == of_kind).count() > most {
            faults.add("0", "MAX_APPLICATION_COMMANDS", format!("At most {most} commands of type {of_kind}"));
        }
    }
    faults.refuse()
}

fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(CHAT_INPUT)
}

fn command(faults: &mut Faults, place: &str, body: &Value) {
    if kind(body) == CHAT_INPUT {
        name(faults, place, body);
        faults.text(&format!("{place}.description"), &body["description"], 1, 100);
    } else {
        faults.text(&format!("{place}.name"), &body["name"], 1, 32);
        faults.text(&format!("{place}.description"), &body["description"], 0, 0);
    }
    options(faults, place, body);
    if text_of(body) > ALL_TEXT {
        faults.add(place, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
}

fn name(faults: &mut Faults, place: &str, body: &Value) {
    let place = format!("{place}.name");
    faults.text(&place, &body["name"], 1, 32);
    let name = body["name"].as_str().unwrap_or_default();
    let fits = |c: char| "-_'".contains(c) || (c.is_alphanumeric() && !c.is_uppercase());
    if !name.chars().all(fits) {
        faults.add(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn options(faults: &mut Faults, place: &str, body: &Value) {
    let options = faults.list(&format!("{place}.options"), &body["options"], 25);
    let mut optional_before = false;
    for (index, option) in options.iter().enumerate() {
        let place = format!("{place}.options.{index}");
        name(faults, &place, option);
        faults.text(&format!("{place}.description"), &option["description"], 1, 100);
        let required = option["required"] == true;
        let nested = matches!(option["type"].as_u64(), Some(SUB_COMMAND | SUB_COMMAND_GROUP));
        if required && optional_before {
            let message = "Required options must be placed before non-required options";
            faults.add(&place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_before |= !required && !nested;
        if options[..index].iter().any(|other| other["name"] == option["name"]) {
            faults.add(&place, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique");
        }
        choices(faults, &place, option);
        if nested {
            self::options(faults, &place, option);
        }
    }
}

fn choices(faults: &mut Faults, place: &str, option: &Value) {
    let choices = faults.list(&format!("{place}.choices"), &option["choices"], 25);
    if !choices.is_empty() && option["autocomplete"] == true {
        let message = "Choices and autocomplete are mutually exclusive";
        faults.add(place, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message);
    }
    for (index, choice) in choices.iter().enumerate() {
        faults.text(&format!("{place}.choices.{index}.name"), &choice["name"], 1, 100);
        if !choice["value"].is_number() {
            faults.text(&format!("{place}.choices.{index}.value"), &choice["value"], 1, 100);
        }
    }
}

fn text_of(body: &Value) -> usize {
    let own: usize = ["name", "description", "value"].map(|key| super::characters(&body[key])).iter().sum();
    let inner = ["options", "choices"].into_iter().filter_map(|key| body[key].as_array()).flatten();
    own + inner.map(text_of).sum::<usize>()
}
