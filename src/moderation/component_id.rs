//! The `custom_id`s of moderators' buttons, menus and forms. An id holds all that is needed to handle it, so that it works
//! after a restart.
//!
//! Each id is written in one way only: parsing refuses "+1", "01", and anything behind the last part.

use super::stamp::TextStamp;
use super::unanswered::{ListPage, Selection};
use faq::EntryId;
use faq::text::Language;

/// The prefix of all these ids, by which they differ from those of replies.
pub const PREFIX: &str = "faq:";

/// Discord's limit for a `custom_id`, in characters. A longer one was not created by this program.
const MAX_LENGTH: usize = 100;

/// The action of a button or a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentId {
    /// Makes the change that a draft proposes.
    Save(i64),
    /// Makes the change of a draft, although the moderator was warned about it.
    SaveAnyway(i64),
    /// Opens a draft's form again.
    EditAgain(i64),
    /// Discards a draft.
    Cancel(i64),
    /// Serves the file of this stamp as it is, however much it lost.
    ServeFile(TextStamp),
    /// Shows a page of the file's problems, from 0.
    CheckPage(usize),
    /// Shows a page of the revisions, from 0.
    HistoryPage(usize),
    /// Shows a page of the unanswered questions.
    UnansweredPage(ListPage),
    /// Shows the translations of the topic with this id.
    Translations(String),
    /// Opens the form of a translation of this topic into the language that is chosen in a menu.
    ChooseLanguage(String),
    /// Shows the items of a page that are chosen in a menu; `newest` is the id of the newest question then.
    ChooseQuestions { from: ListPage, newest: i64 },
    /// Shows single questions of items that are chosen in a menu.
    NarrowQuestions { from: ListPage, newest: i64 },
    /// Shows unanswered questions that were chosen.
    ShowQuestions(Selection),
    /// Offers entries and gaps that they may be taught to.
    ChooseTopic(Selection),
    /// Opens a form to find an entry or a gap.
    Search(Selection),
    /// Teaches them to the entry or gap that is chosen in a menu.
    TeachQuestions(Selection),
    /// Opens a form for a new entry that answers them.
    NewEntry(Selection),
    /// Opens a form for a new referral of them.
    NameGap(Selection),
    /// Hides them, and shows the page again.
    Dismiss(Selection),
}

impl ComponentId {
    /// Encodes the id in at most 100 characters, Discord's limit.
    pub fn custom_id(&self) -> String {
        let rest = match self {
            Self::Save(draft) => format!("save:{draft}"),
            Self::SaveAnyway(draft) => format!("anyway:{draft}"),
            Self::EditAgain(draft) => format!("again:{draft}"),
            Self::Cancel(draft) => format!("cancel:{draft}"),
            Self::ServeFile(stamp) => format!("take:{stamp}"),
            Self::CheckPage(page) => format!("check:{page}"),
            Self::HistoryPage(page) => format!("history:{page}"),
            Self::UnansweredPage(page) => format!("unanswered:{page}"),
            Self::Translations(topic) => format!("translations:{topic}"),
            Self::ChooseLanguage(topic) => format!("language:{topic}"),
            Self::ChooseQuestions { from, newest } => format!("choose:{from}:{newest}"),
            Self::NarrowQuestions { from, newest } => format!("only:{from}:{newest}"),
            Self::ShowQuestions(selection) => format!("chosen:{selection}"),
            Self::ChooseTopic(selection) => format!("teach:{selection}"),
            Self::Search(selection) => format!("search:{selection}"),
            Self::TeachQuestions(selection) => format!("teach-to:{selection}"),
            Self::NewEntry(selection) => format!("new:{selection}"),
            Self::NameGap(selection) => format!("gap:{selection}"),
            Self::Dismiss(selection) => format!("dismiss:{selection}"),
        };
        format!("{PREFIX}{rest}")
    }

    /// Decodes a `custom_id`; returns `None` for one that [`Self::custom_id`] does not make.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(PREFIX)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let id = match kind {
            "save" => Self::Save(value.parse().ok()?),
            "anyway" => Self::SaveAnyway(value.parse().ok()?),
            "again" => Self::EditAgain(value.parse().ok()?),
            "cancel" => Self::Cancel(value.parse().ok()?),
            "take" => Self::ServeFile(value.parse().ok()?),
            "check" => Self::CheckPage(value.parse().ok()?),
            "history" => Self::HistoryPage(value.parse().ok()?),
            "unanswered" => Self::UnansweredPage(value.parse().ok()?),
            "translations" => Self::Translations(topic_id(value)?),
            "language" => Self::ChooseLanguage(topic_id(value)?),
            "choose" => {
                let (from, newest) = value.rsplit_once(':')?;
                Self::ChooseQuestions { from: from.parse().ok()?, newest: newest.parse().ok()? }
            }
            "only" => {
                let (from, newest) = value.rsplit_once(':')?;
                Self::NarrowQuestions { from: from.parse().ok()?, newest: newest.parse().ok()? }
            }
            "chosen" => Self::ShowQuestions(value.parse().ok()?),
            "teach" => Self::ChooseTopic(value.parse().ok()?),
            "search" => Self::Search(value.parse().ok()?),
            "teach-to" => Self::TeachQuestions(value.parse().ok()?),
            "new" => Self::NewEntry(value.parse().ok()?),
            "gap" => Self::NameGap(value.parse().ok()?),
            "dismiss" => Self::Dismiss(value.parse().ok()?),
            _ => return None,
        };
        if custom_id.len() <= MAX_LENGTH && id.custom_id() == custom_id { Some(id) } else { None }
    }
}

/// The subject of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormId {
    /// A new entry; for unanswered questions, if it was opened there.
    Add(Option<Selection>),
    /// Changes of an entry, whose text had this stamp when the form was opened.
    Edit(EntryId, TextStamp),
    /// A translation of the topic with this id, which had this stamp when the form was opened.
    Translate { topic: String, language: Language, seen: TextStamp },
    /// A new referral for unanswered questions.
    Gap(Selection),
    /// Words of an entry or a gap, which unanswered questions may be taught to.
    Search(Selection),
    /// Corrections of a draft.
    EditAgain(i64),
}

impl FormId {
    /// Encodes the id in at most 100 characters, Discord's limit.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Add(None) => format!("{PREFIX}add"),
            Self::Add(Some(selection)) => format!("{PREFIX}add:{selection}"),
            Self::Edit(entry, seen) => format!("{PREFIX}edit:{entry}:{seen}"),
            Self::Translate { topic, language, seen } => format!("{PREFIX}translate:{topic}:{language}:{seen}"),
            Self::Gap(selection) => format!("{PREFIX}gap:{selection}"),
            Self::Search(selection) => format!("{PREFIX}search:{selection}"),
            Self::EditAgain(draft) => format!("{PREFIX}again:{draft}"),
        }
    }

    /// Decodes a `custom_id`; returns `None` for one that [`Self::custom_id`] does not make.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(PREFIX)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let id = match kind {
            "add" if value.is_empty() => Self::Add(None),
            "add" => Self::Add(Some(value.parse().ok()?)),
            "gap" => Self::Gap(value.parse().ok()?),
            "search" => Self::Search(value.parse().ok()?),
            "again" => Self::EditAgain(value.parse().ok()?),
            "translate" => {
                let (rest, seen) = value.rsplit_once(':')?;
                let (topic, language) = rest.split_once(':')?;
                let (topic, language) = (topic_id(topic)?, language.parse().ok()?);
                Self::Translate { topic, language, seen: seen.parse().ok()? }
            }
            "edit" => {
                let (entry, seen) = value.split_once(':')?;
                Self::Edit(entry.parse().ok()?, seen.parse().ok()?)
            }
            _ => return None,
        };
        if custom_id.len() <= MAX_LENGTH && id.custom_id() == custom_id { Some(id) } else { None }
    }
}

/// Returns the text if it can be the id of an entry or a referral.
fn topic_id(text: &str) -> Option<String> {
    text.parse::<EntryId>().ok().map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn longest_entry() -> EntryId {
        "x".repeat(64).parse().unwrap()
    }

    fn longest_selection() -> Selection {
        "none:999:4294967295:q4294967291.4294967292.4294967293.4294967294.4294967295".parse().unwrap()
    }

    #[test]
    fn component_ids_round_trip() {
        let ids = [
            ComponentId::Save(1),
            ComponentId::SaveAnyway(4),
            ComponentId::EditAgain(2),
            ComponentId::Cancel(3),
            ComponentId::ServeFile(TextStamp::of("a text")),
            ComponentId::Translations(longest_entry().to_string()),
            ComponentId::ChooseLanguage(longest_entry().to_string()),
            ComponentId::CheckPage(0),
            ComponentId::HistoryPage(1),
            ComponentId::UnansweredPage(longest_selection().from),
            ComponentId::ChooseQuestions { from: longest_selection().from, newest: 7 },
            ComponentId::NarrowQuestions { from: longest_selection().from, newest: 7 },
            ComponentId::ShowQuestions(longest_selection()),
            ComponentId::ChooseTopic(longest_selection()),
            ComponentId::Search(longest_selection()),
            ComponentId::TeachQuestions(longest_selection()),
            ComponentId::NewEntry(longest_selection()),
            ComponentId::NameGap(longest_selection()),
            ComponentId::Dismiss(longest_selection()),
        ];
        for id in ids {
            let custom_id = id.custom_id();
            assert!(custom_id.len() <= 100, "{custom_id}");
            assert_eq!(ComponentId::parse(&custom_id), Some(id));
        }
    }

    #[test]
    fn form_ids_round_trip() {
        let edit = FormId::Edit(longest_entry(), TextStamp::of("a text"));
        let (add, gap) = (FormId::Add(Some(longest_selection())), FormId::Gap(longest_selection()));
        let search = FormId::Search(longest_selection());
        let (topic, language) = (longest_entry().to_string(), "gsw".parse().unwrap());
        let translate = FormId::Translate { topic, language, seen: TextStamp::of("a text") };
        for id in [FormId::Add(None), add, gap, search, FormId::EditAgain(1), edit, translate] {
            let custom_id = id.custom_id();
            assert!(custom_id.len() <= 100, "{custom_id}");
            assert_eq!(FormId::parse(&custom_id), Some(id));
        }
    }

    #[test]
    fn forged_form_ids_are_refused() {
        for id in
            ["faq:add:", "faq:add:+7", "faq:gap:07", "faq:again:", "faq:edit:pain", "faq:edit:pain:a:b", "faq:save:1"]
        {
            assert_eq!(FormId::parse(id), None, "{id}");
        }
        assert_eq!(FormId::parse(&format!("faq:edit:pain:{}", "a".repeat(90))), None);
    }

    proptest! {
        #[test]
        fn forged_component_ids_are_refused_or_mean_one_thing(id in "(faq:)?(save|anyway|take|dismiss|check|teach-to|x)?:?[a-z0-9:+-]{0,20}") {
            if let Some(parsed) = ComponentId::parse(&id) {
                prop_assert_eq!(parsed.custom_id(), id);
            }
        }
    }
}
