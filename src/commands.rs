//! The commands Discord shows, when to register them, and what is offered while a question is typed: pure.

use serde_json::{Value, json};
use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InstallationContext, InteractionContext,
    Permissions,
};

use crate::reply::words::menu;
use crate::reply::{cut, one_line};
use ::faq::{Entry, EntryId, Faq};

/// `/ask`.
pub const ASK: &str = "ask";
/// `/ask question`.
pub const QUESTION: &str = "question";
/// `/ask private`.
pub const PRIVATE: &str = "private";
/// `/topics`.
pub const TOPICS: &str = "topics";
/// `/privacy`.
pub const PRIVACY: &str = "privacy";

/// The most choices Discord shows.
const MAX_CHOICES: usize = 25;
/// The longest choice, in characters.
const CHOICE: usize = 100;
/// What a choice's value begins with; the entry's id follows.
const PICKED: &str = "entry:";

/// Every command, as it is registered.
pub fn definitions() -> Vec<CreateCommand> {
    let question = CreateCommandOption::new(CommandOptionType::String, QUESTION, menu::ASK_QUESTION)
        .required(true)
        .set_autocomplete(true);
    let private = CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, menu::ASK_PRIVATE);
    vec![
        everywhere(CreateCommand::new(ASK).description(menu::ASK).add_option(question).add_option(private)),
        everywhere(CreateCommand::new(TOPICS).description(menu::TOPICS)),
        everywhere(CreateCommand::new(PRIVACY).description(menu::PRIVACY)),
        everywhere(CreateCommand::new(menu::ANSWER_FROM_THE_GUIDE).kind(CommandType::Message)),
    ]
}

/// The names of `/faq`, its subcommands and their options.
pub mod faq {
    /// The command.
    pub const NAME: &str = "faq";
    /// A subcommand.
    pub const ADD: &str = "add";
    /// A subcommand.
    pub const EDIT: &str = "edit";
    /// A subcommand.
    pub const REMOVE: &str = "remove";
    /// A subcommand.
    pub const TEACH: &str = "teach";
    /// A subcommand.
    pub const TEST: &str = "test";
    /// A subcommand.
    pub const CHECK: &str = "check";
    /// A subcommand.
    pub const UNANSWERED: &str = "unanswered";
    /// A subcommand.
    pub const HISTORY: &str = "history";
    /// A subcommand.
    pub const UNDO: &str = "undo";
    /// A subcommand.
    pub const EXPORT: &str = "export";
    /// A subcommand.
    pub const IMPORT: &str = "import";
    /// A subcommand.
    pub const STATS: &str = "stats";
    /// An option.
    pub const ENTRY: &str = "entry";
    /// An option.
    pub const PHRASING: &str = "phrasing";
    /// An option.
    pub const QUESTION: &str = "question";
    /// An option.
    pub const REVISION: &str = "revision";
    /// An option.
    pub const FILE: &str = "file";
}

/// The moderators' commands, as they are registered in the home server alone.
pub fn moderators_definitions() -> Vec<CreateCommand> {
    use CommandOptionType::{Attachment, Integer, String};
    let entry = || option(String, faq::ENTRY, menu::OPTION_ENTRY).set_autocomplete(true);
    let subcommands = [
        subcommand(faq::ADD, menu::FAQ_ADD, vec![]),
        subcommand(faq::EDIT, menu::FAQ_EDIT, vec![entry()]),
        subcommand(faq::REMOVE, menu::FAQ_REMOVE, vec![entry()]),
        subcommand(faq::TEACH, menu::FAQ_TEACH, vec![entry(), option(String, faq::PHRASING, menu::OPTION_PHRASING)]),
        subcommand(faq::TEST, menu::FAQ_TEST, vec![option(String, faq::QUESTION, menu::OPTION_QUESTION)]),
        subcommand(faq::CHECK, menu::FAQ_CHECK, vec![]),
        subcommand(faq::UNANSWERED, menu::FAQ_UNANSWERED, vec![]),
        subcommand(faq::HISTORY, menu::FAQ_HISTORY, vec![]),
        subcommand(
            faq::UNDO,
            menu::FAQ_UNDO,
            vec![option(Integer, faq::REVISION, menu::OPTION_REVISION).required(false).min_int_value(1)],
        ),
        subcommand(faq::EXPORT, menu::FAQ_EXPORT, vec![]),
        subcommand(faq::IMPORT, menu::FAQ_IMPORT, vec![option(Attachment, faq::FILE, menu::OPTION_FILE)]),
        subcommand(faq::STATS, menu::FAQ_STATS, vec![]),
    ];
    let moderators = |command: CreateCommand| {
        command.default_member_permissions(Permissions::MANAGE_MESSAGES).contexts(vec![InteractionContext::Guild])
    };
    vec![
        moderators(CreateCommand::new(faq::NAME).description(menu::FAQ).set_options(subcommands.to_vec())),
        moderators(CreateCommand::new(menu::ADD_TO_FAQ).kind(CommandType::Message)),
    ]
}

fn subcommand(name: &str, description: &str, options: Vec<CreateCommandOption>) -> CreateCommandOption {
    let subcommand = CreateCommandOption::new(CommandOptionType::SubCommand, name, description);
    options.into_iter().fold(subcommand, CreateCommandOption::add_sub_option)
}

fn option(kind: CommandOptionType, name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(kind, name, description).required(true)
}

/// In servers and in direct conversations with the bot.
fn everywhere(command: CreateCommand) -> CreateCommand {
    command
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .integration_types(vec![InstallationContext::Guild])
}

/// Whether what Discord holds is what is wanted, whatever the order and whatever Discord fills in.
pub fn registered(wanted: &[Value], held: &[Value]) -> bool {
    let sorted = |commands: &[Value]| {
        let mut commands: Vec<Value> = commands.iter().map(command).collect();
        commands.sort_by_key(Value::to_string);
        commands
    };
    sorted(wanted) == sorted(held)
}

/// What matters of a command, with Discord's defaults filled in.
fn command(command: &Value) -> Value {
    json!({
        "name": command["name"],
        "type": or(&command["type"], json!(1)),
        "description": or(&command["description"], json!("")),
        "options": command["options"].as_array().into_iter().flatten().map(meaning_of).collect::<Vec<_>>(),
        "contexts": command["contexts"],
        "integration_types": or(&command["integration_types"], json!([0])),
        "default_member_permissions": command["default_member_permissions"],
    })
}

fn meaning_of(option: &Value) -> Value {
    json!({
        "options": option["options"].as_array().into_iter().flatten().map(meaning_of).collect::<Vec<_>>(),
        "name": option["name"],
        "type": option["type"],
        "min_value": option["min_value"],
        "description": option["description"],
        "required": or(&option["required"], json!(false)),
        "autocomplete": or(&option["autocomplete"], json!(false)),
    })
}

fn or(value: &Value, default: Value) -> Value {
    if value.is_null() { default } else { value.clone() }
}

/// What is offered while a question is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is shown, at most 100 characters.
    pub name: String,
    /// What comes back when it is picked, at most 100 characters.
    pub value: String,
}

/// At most 25 entries: first those that the matcher finds in what was `typed`, best first, then those that hold it letter
/// by letter, since half a word says little to a matcher. All of them in the file's order before anything is typed.
pub fn choices<'a>(faq: &'a Faq, typed: &str, found: impl Iterator<Item = &'a Entry>) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let holds = |entry: &&Entry| entry.examples().any(|example| example.to_lowercase().contains(&typed));
    let mut offered: Vec<&Entry> = Vec::new();
    for entry in found.filter(|_| !typed.is_empty()).chain(faq.entries().iter().filter(holds)) {
        if offered.len() == MAX_CHOICES {
            break;
        }
        if !offered.iter().any(|other| other.id() == entry.id()) {
            offered.push(entry);
        }
    }
    offered.into_iter().map(choice).collect()
}

fn choice(entry: &Entry) -> Choice {
    Choice { name: cut(&one_line(entry.question()), CHOICE), value: format!("{PICKED}{}", entry.id()) }
}

/// The entry that was picked from the choices; `None` if the question was typed freely.
pub fn picked(question: &str) -> Option<EntryId> {
    question.strip_prefix(PICKED)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Vec<Value> {
        definitions().iter().map(|command| serde_json::to_value(command).unwrap()).collect()
    }

    #[test]
    fn every_command_fits_discord() {
        for command in wanted() {
            assert!(command["name"].as_str().unwrap().len() <= 32);
            assert!(command["description"].as_str().unwrap_or_default().len() <= 100);
        }
    }

    #[test]
    fn what_discord_adds_is_no_change() {
        let mut held = wanted();
        held.reverse();
        for command in &mut held {
            command["id"] = json!("1");
            command["version"] = json!("2");
            command["nsfw"] = json!(false);
            command["dm_permission"] = json!(true);
            command["description"] = or(&command["description"], json!(""));
        }
        assert!(registered(&wanted(), &held));
    }

    #[test]
    fn another_description_or_command_is_a_change() {
        let mut held = wanted();
        held[0]["description"] = json!("Ask me");
        assert!(!registered(&wanted(), &held));
        assert!(!registered(&wanted(), &wanted()[1..]));
        assert!(!registered(&wanted(), &[]));
    }

    #[test]
    fn a_pick_is_told_from_a_question() {
        assert_eq!(picked("entry:pain"), Some("pain".parse().unwrap()));
        for question in ["does it hurt?", "entry: pain", "entry:", "entry:does it hurt?"] {
            assert_eq!(picked(question), None, "{question}");
        }
    }
}
