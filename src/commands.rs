//! The moderators' commands, as Discord shows them: pure.

use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InteractionContext, Permissions,
};

use crate::reply::words::menu;

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
