//! What a moderators' button does, kept in its `custom_id`, so that it works after a restart.

use faq::EntryId;

/// What every `custom_id` of the moderators' buttons and forms begins with.
pub const SPACE: &str = "faq:";

/// What pressing a button, or choosing from a list, does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Make the change that a draft proposes.
    Save(i64),
    /// Open a draft's form again.
    Again(i64),
    /// Throw a draft away.
    Cancel(i64),
    /// Remove an entry.
    Remove(EntryId),
    /// Leave it.
    Keep,
    /// Serve the file as it is, however much it lost.
    Take,
    /// Show a page of the file's problems, from 0.
    Check(usize),
    /// Show a page of the revisions, from 0.
    History(usize),
    /// Show a page of what is asked in vain, from 0.
    Unanswered(usize),
    /// Offer entries that an item may become a phrasing of.
    Teach(i64),
    /// Make an item a phrasing of the entry that is chosen.
    TeachTo(i64),
    /// Open a form for a new entry.
    NewEntry(i64),
    /// Open a form for a new referral.
    NameGap(i64),
    /// Hide an item, and show the page again.
    Dismiss(i64, usize),
}

impl Press {
    /// At most 100 characters.
    pub fn custom_id(&self) -> String {
        let rest = match self {
            Self::Save(draft) => format!("save:{draft}"),
            Self::Again(draft) => format!("again:{draft}"),
            Self::Cancel(draft) => format!("cancel:{draft}"),
            Self::Remove(entry) => format!("remove:{entry}"),
            Self::Keep => "keep".to_owned(),
            Self::Take => "take".to_owned(),
            Self::Check(page) => format!("check:{page}"),
            Self::History(page) => format!("history:{page}"),
            Self::Unanswered(page) => format!("unanswered:{page}"),
            Self::Teach(item) => format!("teach:{item}"),
            Self::TeachTo(item) => format!("teach-to:{item}"),
            Self::NewEntry(item) => format!("new:{item}"),
            Self::NameGap(item) => format!("gap:{item}"),
            Self::Dismiss(item, page) => format!("dismiss:{item}:{page}"),
        };
        format!("{SPACE}{rest}")
    }

    /// What a `custom_id` stands for; `None` if it was not made by [`Self::custom_id`].
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(SPACE)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let press = match kind {
            "save" => Self::Save(value.parse().ok()?),
            "again" => Self::Again(value.parse().ok()?),
            "cancel" => Self::Cancel(value.parse().ok()?),
            "remove" => Self::Remove(value.parse().ok()?),
            "keep" => Self::Keep,
            "take" => Self::Take,
            "check" => Self::Check(value.parse().ok()?),
            "history" => Self::History(value.parse().ok()?),
            "unanswered" => Self::Unanswered(value.parse().ok()?),
            "teach" => Self::Teach(value.parse().ok()?),
            "teach-to" => Self::TeachTo(value.parse().ok()?),
            "new" => Self::NewEntry(value.parse().ok()?),
            "gap" => Self::NameGap(value.parse().ok()?),
            "dismiss" => {
                let (item, page) = value.split_once(':')?;
                Self::Dismiss(item.parse().ok()?, page.parse().ok()?)
            }
            _ => return None,
        };
        // One way to write each: "+1", "01" and what follows a word are refused.
        (press.custom_id() == custom_id).then_some(press)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn custom_ids_are_read_back() {
        let longest = "x".repeat(64).parse().unwrap();
        let presses = [Press::Remove(longest), Press::Dismiss(i64::MIN, usize::MAX), Press::Keep, Press::TeachTo(7)];
        for press in presses {
            let id = press.custom_id();
            assert!(id.len() <= 100, "{id}");
            assert_eq!(Press::parse(&id), Some(press));
        }
    }

    proptest! {
        #[test]
        fn forged_ids_are_refused_or_mean_one_thing(id in "(faq:)?(save|keep|take|remove|dismiss|check|teach-to|x)?:?[a-z0-9:+-]{0,20}") {
            if let Some(press) = Press::parse(&id) {
                prop_assert_eq!(press.custom_id(), id);
            }
        }
    }
}
