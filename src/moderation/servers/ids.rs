//! The `custom_id`s of buttons, menus and forms of a server's own settings and answers. An id holds all that is needed to handle it,
//! so that it works after a restart. It names no server: what it refers to is looked up in the server where it is used.

use faq::{EntryId, ReferralId};
use serenity::model::id::GuildId;

/// The prefix of all these ids, by which they differ from others.
pub const PREFIX: &str = "server:";

/// Discord's limit for a `custom_id`, in characters. A longer one was not created by this program.
const MAX_LENGTH: usize = 100;

/// A setting that is chosen in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    FaqChannels,
    EditorRoles,
    LogChannel,
    Language,
}

impl Setting {
    pub const ALL: [Self; 4] = [Self::FaqChannels, Self::EditorRoles, Self::LogChannel, Self::Language];

    fn name(self) -> &'static str {
        match self {
            Self::FaqChannels => "channels",
            Self::EditorRoles => "roles",
            Self::LogChannel => "log",
            Self::Language => "language",
        }
    }
}

/// The action of a button or a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentId {
    /// Shows a page of the settings, from 0.
    SetupPage(usize),
    /// Sets what is chosen in a menu.
    Set(Setting),
    /// Shows the server's own answers to members, or not.
    ShowAnswers(bool),
    /// Shows what an undo would take back.
    Undo,
    /// Makes the change that a draft proposes.
    Save(i64),
    /// Opens a draft's form again.
    EditAgain(i64),
    /// Discards a draft.
    Cancel(i64),
    HistoryPage(usize),
    /// Deletes everything of the server.
    Forget,
    /// Deletes nothing.
    KeepAll,
    /// Shows a page of the gaps that the server may answer.
    LocalPage(usize),
    /// Opens the form of the gap that is chosen in the menu.
    ChooseGap,
    UnansweredPage(usize),
    /// Shows a page of the bot's servers, to its owner.
    ListPage(usize),
    /// Shows the server that is chosen in the menu.
    ChooseServer,
    /// Opens the form that asks why a server's own answers are switched off.
    SwitchOff(GuildId),
    SwitchOn(GuildId),
}

impl ComponentId {
    /// Encodes the id in at most 100 characters, Discord's limit.
    pub fn custom_id(&self) -> String {
        let rest = match self {
            Self::SetupPage(page) => format!("setup:{page}"),
            Self::Set(setting) => format!("set:{}", setting.name()),
            Self::ShowAnswers(true) => "answers:show".to_owned(),
            Self::ShowAnswers(false) => "answers:hide".to_owned(),
            Self::Undo => "undo".to_owned(),
            Self::Save(draft) => format!("save:{draft}"),
            Self::EditAgain(draft) => format!("again:{draft}"),
            Self::Cancel(draft) => format!("cancel:{draft}"),
            Self::HistoryPage(page) => format!("history:{page}"),
            Self::Forget => "forget".to_owned(),
            Self::KeepAll => "keep".to_owned(),
            Self::LocalPage(page) => format!("local:{page}"),
            Self::ChooseGap => "gap".to_owned(),
            Self::UnansweredPage(page) => format!("unanswered:{page}"),
            Self::ListPage(page) => format!("list:{page}"),
            Self::ChooseServer => "show".to_owned(),
            Self::SwitchOff(server) => format!("off:{server}"),
            Self::SwitchOn(server) => format!("on:{server}"),
        };
        format!("{PREFIX}{rest}")
    }

    /// Decodes a `custom_id`; returns `None` for one that [`Self::custom_id`] does not make.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(PREFIX)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let id = match kind {
            "setup" => Self::SetupPage(value.parse().ok()?),
            "set" => Self::Set(Setting::ALL.into_iter().find(|setting| setting.name() == value)?),
            "answers" => Self::ShowAnswers(value == "show"),
            "undo" => Self::Undo,
            "save" => Self::Save(value.parse().ok()?),
            "again" => Self::EditAgain(value.parse().ok()?),
            "cancel" => Self::Cancel(value.parse().ok()?),
            "history" => Self::HistoryPage(value.parse().ok()?),
            "forget" => Self::Forget,
            "keep" => Self::KeepAll,
            "local" => Self::LocalPage(value.parse().ok()?),
            "gap" => Self::ChooseGap,
            "unanswered" => Self::UnansweredPage(value.parse().ok()?),
            "list" => Self::ListPage(value.parse().ok()?),
            "show" => Self::ChooseServer,
            "off" => Self::SwitchOff(server(value)?),
            "on" => Self::SwitchOn(server(value)?),
            _ => return None,
        };
        if custom_id.len() <= MAX_LENGTH && id.custom_id() == custom_id { Some(id) } else { None }
    }
}

/// The subject of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormId {
    /// The server's answer to a gap.
    Gap(ReferralId),
    /// A new entry.
    Add,
    /// Changes of an entry.
    Edit(EntryId),
    /// The reason why a server's own answers are switched off.
    SwitchOff(GuildId),
}

impl FormId {
    /// Encodes the id in at most 100 characters, Discord's limit.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Gap(gap) => format!("{PREFIX}gap:{gap}"),
            Self::Add => format!("{PREFIX}add"),
            Self::Edit(entry) => format!("{PREFIX}edit:{entry}"),
            Self::SwitchOff(server) => format!("{PREFIX}off:{server}"),
        }
    }

    /// Decodes a `custom_id`; returns `None` for one that [`Self::custom_id`] does not make.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(PREFIX)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let id = match kind {
            "gap" => Self::Gap(value.parse().ok()?),
            "add" => Self::Add,
            "edit" => Self::Edit(value.parse().ok()?),
            "off" => Self::SwitchOff(server(value)?),
            _ => return None,
        };
        if custom_id.len() <= MAX_LENGTH && id.custom_id() == custom_id { Some(id) } else { None }
    }
}

fn server(text: &str) -> Option<GuildId> {
    text.parse().ok().filter(|id| *id != 0).map(GuildId::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn component_ids_round_trip() {
        let server = GuildId::new(u64::MAX);
        let mut ids = vec![
            ComponentId::SetupPage(1),
            ComponentId::ShowAnswers(true),
            ComponentId::ShowAnswers(false),
            ComponentId::Undo,
            ComponentId::Save(1),
            ComponentId::EditAgain(2),
            ComponentId::Cancel(3),
            ComponentId::HistoryPage(4),
            ComponentId::Forget,
            ComponentId::KeepAll,
            ComponentId::LocalPage(5),
            ComponentId::ChooseGap,
            ComponentId::UnansweredPage(6),
            ComponentId::ListPage(7),
            ComponentId::ChooseServer,
            ComponentId::SwitchOff(server),
            ComponentId::SwitchOn(server),
        ];
        ids.extend(Setting::ALL.map(ComponentId::Set));
        for id in ids {
            let custom_id = id.custom_id();
            assert!(custom_id.len() <= 100, "{custom_id}");
            assert_eq!(ComponentId::parse(&custom_id), Some(id));
        }
    }

    #[test]
    fn form_ids_round_trip() {
        let longest = "x".repeat(64);
        for id in [
            FormId::Gap(longest.parse().unwrap()),
            FormId::Add,
            FormId::Edit(longest.parse().unwrap()),
            FormId::SwitchOff(GuildId::new(u64::MAX)),
        ] {
            let custom_id = id.custom_id();
            assert!(custom_id.len() <= 100, "{custom_id}");
            assert_eq!(FormId::parse(&custom_id), Some(id));
        }
    }

    proptest! {
        #[test]
        fn forged_ids_are_refused_or_mean_one_thing(id in "(server:)?(save|set|undo|off|gap|x)?:?[a-z0-9:+-]{0,20}") {
            if let Some(parsed) = ComponentId::parse(&id) {
                prop_assert_eq!(parsed.custom_id(), id.clone());
            }
            if let Some(parsed) = FormId::parse(&id) {
                prop_assert_eq!(parsed.custom_id(), id);
            }
        }
    }
}
