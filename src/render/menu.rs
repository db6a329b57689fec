//! Commands and options as Discord's menus show them, in each language that Discord has and the bot too.

use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption};

use crate::reply::words::{DISCORD_LOCALES, Words};
use faq::Faq;

/// Returns a command of this name, with its description in every language.
pub fn command(
    name: &str,
    localized_name: fn(&Words) -> String,
    description: impl Fn(&Words) -> String,
) -> CreateCommand {
    let mut command = localized(CreateCommand::new(name), localized_name).description(description(Words::english()));
    for tag in DISCORD_LOCALES {
        command = command.description_localized(tag, description(Words::of_menu(tag)));
    }
    command
}

/// Adds the name of a command in every language.
pub fn localized(mut command: CreateCommand, name: fn(&Words) -> String) -> CreateCommand {
    for tag in DISCORD_LOCALES {
        command = command.name_localized(tag, name(Words::of_menu(tag)));
    }
    command
}

/// Returns an option of this name, with its description in every language.
pub fn option(
    kind: CommandOptionType,
    name: &str,
    localized_name: fn(&Words) -> String,
    description: fn(&Words) -> String,
) -> CreateCommandOption {
    let mut option = CreateCommandOption::new(kind, name, description(Words::english()));
    for tag in DISCORD_LOCALES {
        let words = Words::of_menu(tag);
        option = option.name_localized(tag, localized_name(words)).description_localized(tag, description(words));
    }
    option
}

/// Returns the description of `/ask`. What the FAQ is about is named in its own language, and in those that it is translated into.
pub fn ask(words: &Words, faq: Option<&Faq>) -> String {
    match faq.and_then(|faq| about(words, faq)) {
        Some(about) => words.describe_ask_about(about),
        None => words.describe_ask(),
    }
}

fn about<'a>(words: &Words, faq: &'a Faq) -> Option<&'a str> {
    let own = faq.about()?;
    if words.language().is_english() || words.language() == faq.language() {
        return Some(own);
    }
    faq.general_translation(words.language())?.about()
}
