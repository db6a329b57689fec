//! The `custom_id`s of moderators' buttons, menus and forms. An id holds all that is needed to handle it, so that it works
//! after a restart.
//!
//! Each id is written in one way only: parsing refuses "+1", "01", and anything behind the last part.

use super::proposal::TextStamp;
use faq::EntryId;

/// The prefix of all these ids, by which they differ from those of replies.
pub const PREFIX: &str = "faq:";

/// The action of a button or a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentId {
    /// Makes the change that a draft proposes.
    Save(i64),
    /// Makes it although it was said what speaks against it.
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
    /// Shows a page of the unanswered questions, from 0.
    UnansweredPage(usize),
    /// Offers entries that an unanswered question may be taught to.
    ChooseEntry(i64),
    /// Teaches an unanswered question to the entry that is chosen.
    TeachQuestion(i64),
    /// Opens a form for a new entry that answers an unanswered question.
    NewEntry(i64),
    /// Opens a form for a new referral of an unanswered question.
    NameGap(i64),
    /// Hides an unanswered question, and shows the page again.
    Dismiss { question: i64, page: usize },
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
            Self::ChooseEntry(question) => format!("teach:{question}"),
            Self::TeachQuestion(question) => format!("teach-to:{question}"),
            Self::NewEntry(question) => format!("new:{question}"),
            Self::NameGap(question) => format!("gap:{question}"),
            Self::Dismiss { question, page } => format!("dismiss:{question}:{page}"),
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
            "teach" => Self::ChooseEntry(value.parse().ok()?),
            "teach-to" => Self::TeachQuestion(value.parse().ok()?),
            "new" => Self::NewEntry(value.parse().ok()?),
            "gap" => Self::NameGap(value.parse().ok()?),
            "dismiss" => {
                let (question, page) = value.split_once(':')?;
                Self::Dismiss { question: question.parse().ok()?, page: page.parse().ok()? }
            }
            _ => return None,
        };
        if id.custom_id() == custom_id { Some(id) } else { None }
    }
}

/// The subject of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormId {
    /// A new entry; for an unanswered question, if it was opened there.
    Add(Option<i64>),
    /// Changes of an entry, whose text had this stamp when the form was opened.
    Edit(EntryId, TextStamp),
    /// A new referral for an unanswered question.
    Gap(i64),
    /// Corrections of a draft.
    EditAgain(i64),
}

impl FormId {
    /// Encodes the id in at most 100 characters, Discord's limit.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Add(None) => format!("{PREFIX}add"),
            Self::Add(Some(question)) => format!("{PREFIX}add:{question}"),
            Self::Edit(entry, seen) => format!("{PREFIX}edit:{entry}:{seen}"),
            Self::Gap(question) => format!("{PREFIX}gap:{question}"),
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
            "again" => Self::EditAgain(value.parse().ok()?),
            "edit" => {
                let (entry, seen) = value.split_once(':')?;
                Self::Edit(entry.parse().ok()?, seen.parse().ok()?)
            }
            _ => return None,
        };
        if id.custom_id() == custom_id { Some(id) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn longest_entry() -> EntryId {
        "x".repeat(64).parse().unwrap()
    }

    #[test]
    fn component_ids_round_trip() {
        let ids = [
            ComponentId::Save(1),
            ComponentId::SaveAnyway(4),
            ComponentId::EditAgain(2),
            ComponentId::Cancel(3),
            ComponentId::ServeFile(TextStamp::of("a text")),
            ComponentId::CheckPage(0),
            ComponentId::HistoryPage(1),
            ComponentId::UnansweredPage(2),
            ComponentId::ChooseEntry(7),
            ComponentId::TeachQuestion(7),
            ComponentId::NewEntry(7),
            ComponentId::NameGap(7),
            ComponentId::Dismiss { question: i64::MIN, page: usize::MAX },
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
        for id in [FormId::Add(None), FormId::Add(Some(7)), FormId::Gap(i64::MIN), FormId::EditAgain(1), edit] {
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
