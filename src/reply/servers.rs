//! The wording of servers' own settings: what their managers read, and the first message in a server.

use crate::storage::servers::{LEFT_RETENTION_DAYS, ServerSettings};

/// The reply where there is no server.
pub const ONLY_IN_SERVERS: &str = "This command works only in a server.";
/// The replies to members without the permission.
pub const ONLY_EDITORS: &str = "Only this server's editors can do this: you need a role with Manage Messages or Manage Server, or \
one that was chosen in `/faq setup`. A permission in one channel alone does not count.";
pub const ONLY_MANAGERS: &str = "Only members with a role that has Manage Server can do this.";
pub const CONFLICT: &str =
    "Somebody else changed this in the meantime, so nothing was saved. Please look at it and try again.";
pub const UNAVAILABLE: &str = "I cannot keep what servers choose and write, because my data folder cannot be used. \
Please ask the bot's operator to check `DATA_DIR`.";

/// The descriptions of subcommands in Discord's menus.
pub mod menu {
    pub const SETUP: &str = "Choose this server's channels, editors, log channel and language";
    pub const SERVERS: &str = "For the bot's owner, in the home server: see servers and their own answers";
    pub const FORGET: &str = "Delete this server's settings, own answers and history";
}

/// Returns the first message in a server that the bot joins; `about` is what the guide is about.
pub fn hello(about: Option<&str>) -> String {
    let subject = about.map_or_else(|| "questions".to_owned(), |about| format!("questions about {about}"));
    format!(
        "Hello! I answer {subject} from a short guide, and say so where it has no answer: mention me, or use `/ask` and \
         `/topics`.\n\
         Until you choose channels for me, I answer only when somebody asks me directly. `/privacy` says what I store.\n\
         Next step: somebody with *Manage Server* runs `/faq setup`."
    )
}

pub fn not_checked(error: &str) -> String {
    format!("Nothing was saved, because I could not check this with Discord ({error}). Please try again in a minute.")
}

/// Returns the line about a setting that was saved.
pub fn saved(summary: &str) -> String {
    format!("✓ Saved: {summary}.")
}

/// Returns the report of a draft that was saved.
pub fn saved_as(revision: u64, summary: &str, is_home: bool) -> String {
    let undo = if is_home { "**Undo**" } else { "`/faq undo`" };
    format!("Saved as revision {revision}: {summary}. {undo} reverses it.")
}

/// `/faq setup`.
pub mod setup {
    use super::ServerSettings;

    pub const CHOOSE_CHANNELS: &str = "Channels and forums where every question is answered";
    pub const CHOOSE_ROLES: &str = "Roles that may edit";
    pub const CHOOSE_LOG: &str = "Log channel";
    pub const CHOOSE_LANGUAGE: &str = "Language";
    pub const OWN_LANGUAGE: &str = "Each person's own language";
    pub const MORE: &str = "Language";
    pub const BACK: &str = "Back";
    pub const SHOW_ANSWERS: &str = "Show own answers";
    pub const HIDE_ANSWERS: &str = "Hide own answers";

    /// The names of settings in the history.
    pub const CHANNELS: &str = "the channels where every question is answered";
    pub const ROLES: &str = "the roles that may edit";
    pub const LOG: &str = "the log channel";
    pub const LANGUAGE: &str = "the language";

    pub const NOT_EVERYONE: &str = "Nothing was saved: @everyone is every member. Please choose a role for a few.";
    pub const MISSING_INTENT: &str = "Nothing was saved, because I may not read messages that do not mention me. The bot's operator \
    has to switch on the **Message Content** intent first (developer portal, Bot, Privileged Gateway Intents).";

    /// Returns the summary of a change of a setting.
    pub fn name(setting: &str) -> String {
        format!("changed {setting}")
    }

    pub fn no_channel(channel: u64) -> String {
        format!("- There is no channel {channel} in this server.")
    }

    pub fn missing(channel: u64, permissions: &[&str]) -> String {
        format!("- In <#{channel}> I need: {}.", permissions.join(", "))
    }

    pub fn not_saved(problems: &[String]) -> String {
        format!("Nothing was saved. Please correct this, then choose again:\n{}", problems.join("\n"))
    }

    /// Returns the settings in words.
    pub fn overview(settings: &ServerSettings, switched_off: Option<&str>) -> String {
        let channels = listed(settings.faq_channels.iter().map(|channel| format!("<#{channel}>")), "no channel yet");
        let roles: Vec<String> = settings.editor_roles.iter().map(|role| format!("<@&{role}>")).collect();
        let editors = match roles.as_slice() {
            [] => "members with Manage Messages".to_owned(),
            roles => format!("members with Manage Messages, and {}", roles.join(", ")),
        };
        let one = |id: Option<String>| id.unwrap_or_else(|| "none".to_owned());
        let shown = if settings.shows_own_answers { "shown" } else { "hidden" };
        let mut text = format!(
            "**Settings of this server.** Each choice is saved at once; **Undo** reverses the latest change.\n\
             - Answers every question in: {channels}\n\
             - May edit: {editors}\n\
             - Log channel: {}\n\
             - Language: {}\n\
             - This server's own answers: {shown}",
            one(settings.log_channel.map(|channel| format!("<#{channel}>"))),
            settings.language.as_deref().unwrap_or("each person's own"),
        );
        if let Some(reason) = switched_off {
            text.push_str(&format!("\n\n{}", super::switched_off(reason)));
        }
        text
    }

    fn listed(items: impl Iterator<Item = String>, none: &str) -> String {
        let items: Vec<String> = items.collect();
        if items.is_empty() { none.to_owned() } else { items.join(", ") }
    }
}

/// Returns the line that a server's own answers are switched off.
pub fn switched_off(reason: &str) -> String {
    format!("⚠ The bot's owner has switched this server's own answers off: {reason}")
}

/// `/faq forget`.
pub mod forget {
    use super::super::counted;
    use super::LEFT_RETENTION_DAYS;

    pub const DELETE: &str = "Delete everything";
    pub const SUMMARY: &str = "deleted this server's settings, own answers and history";
    pub const DONE: &str = "This server's settings, own answers and history are deleted. If the bot's owner has switched its own \
answers off, that and the reason for it stay.";

    /// Returns the question before everything is deleted. The questions of the home server are the guide's, and stay.
    pub fn confirm(answers: usize, revisions: usize, is_home: bool) -> String {
        let questions = if is_home { "" } else { ", and its unanswered questions and counts" };
        let answers = counted(answers as u64, "answer", "answers");
        let revisions = counted(revisions as u64, "revision", "revisions");
        format!(
            "This deletes at once what I store of this server: its settings, {answers} of its own, {revisions}{questions}. It \
             cannot be undone. If the bot's owner has switched its own answers off, that and the reason for it stay.\n\
             If you remove me from the server instead, all of it is deleted after {LEFT_RETENTION_DAYS} days."
        )
    }
}

/// `/faq history` and `/faq undo`.
pub mod history {
    pub const NOTHING_TO_UNDO: &str = "There is nothing to undo in this server.";

    pub fn undone(summary: &str) -> String {
        format!("{summary} (undone)")
    }

    pub fn took_back(revision: u64, summary: &str) -> String {
        format!("undid revision {revision}: {summary}")
    }

    pub fn already_at(revision: u64) -> String {
        format!("Nothing would change: everything is as it was at revision {revision}.")
    }

    pub fn went_back(revision: u64) -> String {
        format!("went back to revision {revision}")
    }

    /// Returns the question before an undo; `summary` is the line that the history will have.
    pub fn confirm(summary: &str) -> String {
        format!("If you confirm this, the history will say: {summary}.")
    }
}

/// A server in the list of `/faq servers`.
pub struct ServerLine<'a> {
    pub name: &'a str,
    pub members: u64,
    /// Its answers to gaps and its own entries.
    pub answers: usize,
    /// Its questions in a week.
    pub asked: u32,
    pub is_switched_off: bool,
}

/// `/faq servers`.
pub mod overview {
    use super::super::{counted, cut, one_line};
    use super::ServerLine;

    /// How much of a server's name is shown, in characters.
    const NAME_LENGTH: usize = 60;

    pub const ONLY_AT_HOME: &str = "The list of servers is for the bot's owner, in the home server.";
    pub const ONLY_THE_OWNER: &str = "Only the owner of the bot can do this: whoever owns the application in the developer portal, or is in its team.";
    pub const CHOOSE: &str = "Choose a server to see its own answers";
    pub const SWITCH_OFF: &str = "Switch its own answers off";
    pub const SWITCH_ON: &str = "Switch its own answers on";
    pub const SWITCHED_ON: &str = "The bot's owner has switched this server's own answers on again.";
    pub const BACK: &str = "Back to the list";
    pub const REASON: &str = "The reason, which its moderators will read";
    pub const NO_REASON: &str = "Please give a reason: the server's moderators will want to know it.";

    fn name(name: &str) -> String {
        let name = cut(&one_line(name), NAME_LENGTH);
        if name.is_empty() { "(not known yet)".to_owned() } else { name.replace(['*', '_', '`', '~', '|'], "") }
    }

    pub fn option(server: &str) -> String {
        name(server)
    }

    pub fn list(lines: &[ServerLine<'_>], total: usize) -> String {
        let mut text = match total {
            1 => "The bot is in one server.".to_owned(),
            _ => format!("The bot is in {total} servers, those with the most members first."),
        };
        for line in lines {
            let off = if line.is_switched_off { ", ⚠ own answers switched off" } else { "" };
            text.push_str(&format!(
                "\n- **{}**: {}, {}, {} in 7 days{off}",
                name(line.name),
                counted(line.members, "member", "members"),
                counted(line.answers as u64, "own answer", "own answers"),
                counted(line.asked, "question", "questions")
            ));
        }
        text
    }

    pub fn server(server: &str, gaps: usize, entries: usize, switched_off: Option<&str>) -> String {
        let mut text = format!(
            "**{}** answers {} of the guide and has {} of its own.",
            name(server),
            counted(gaps as u64, "gap", "gaps"),
            counted(entries as u64, "entry", "entries")
        );
        if let Some(reason) = switched_off {
            text.push_str(&format!("\n{}", super::switched_off(reason)));
        }
        text
    }
}
