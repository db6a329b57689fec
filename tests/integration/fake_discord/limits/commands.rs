//! Registered commands.

use serde_json::Value;

use super::Faults;
use crate::fake_discord::error::Refusal;

const CHAT_INPUT: u64 = 1;
const SUB_COMMAND: u64 = 1;
const SUB_COMMAND_GROUP: u64 = 2;

/// How many commands of each kind an application may have in one place: slash, user, message.
const KINDS: [(u64, usize); 3] = [(CHAT_INPUT, 100), (2, 15), (3, 15)];
/// Discord's languages.
const LOCALES: [&str; 32] = [
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];
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
        localizations(faults, place, body);
    } else {
        faults.text(&format!("{place}.name"), &body["name"], 1, 32);
        for (locale, text) in localized(faults, place, body, "name_localizations") {
            faults.text(&format!("{place}.name_localizations.{locale}"), &text, 1, 32);
        }
        faults.text(&format!("{place}.description"), &body["description"], 0, 0);
    }
    options(faults, place, body);
    if text_of(body) > ALL_TEXT {
        faults.add(place, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
}

fn name(faults: &mut Faults, place: &str, body: &Value) {
    valid_name(faults, &format!("{place}.name"), &body["name"]);
}

fn valid_name(faults: &mut Faults, place: &str, name: &Value) {
    faults.text(place, name, 1, 32);
    let name = name.as_str().unwrap_or_default();
    // Devanagari has marks that are no letters, and so has Thai.
    let is_mark = |c: char| matches!(c, '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}');
    let fits = |c: char| "-_'".contains(c) || c.is_alphanumeric() || is_mark(c);
    if !name.chars().all(fits) || name.to_lowercase() != name {
        faults.add(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

/// The names and descriptions of a command or an option in other languages.
fn localizations(faults: &mut Faults, place: &str, body: &Value) {
    for (locale, text) in localized(faults, place, body, "name_localizations") {
        valid_name(faults, &format!("{place}.name_localizations.{locale}"), &text);
    }
    for (locale, text) in localized(faults, place, body, "description_localizations") {
        faults.text(&format!("{place}.description_localizations.{locale}"), &text, 1, 100);
    }
}

/// The texts under a key by Discord's locales; any other locale is refused.
fn localized(faults: &mut Faults, place: &str, body: &Value, key: &str) -> Vec<(String, Value)> {
    let mut texts = Vec::new();
    for (locale, text) in body[key].as_object().into_iter().flatten() {
        if !LOCALES.contains(&locale.as_str()) {
            faults.add(format!("{place}.{key}"), "BASE_TYPE_CHOICES", format!("{locale} is no locale"));
        }
        texts.push((locale.clone(), text.clone()));
    }
    texts
}

fn options(faults: &mut Faults, place: &str, body: &Value) {
    let options = faults.list(&format!("{place}.options"), &body["options"], 25);
    let mut optional_before = false;
    for (index, option) in options.iter().enumerate() {
        let place = format!("{place}.options.{index}");
        name(faults, &place, option);
        faults.text(&format!("{place}.description"), &option["description"], 1, 100);
        localizations(faults, &place, option);
        let same_in = |other: &&Value, locale: &str| {
            let name = |option: &Value| option["name_localizations"][locale].clone();
            !name(option).is_null() && name(other) == name(option)
        };
        for locale in LOCALES {
            if options[..index].iter().any(|other| same_in(&other, locale)) {
                let message = format!("Option names must be unique in {locale}");
                faults.add(&place, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message);
            }
        }
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
