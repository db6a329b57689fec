//! What a button does, kept in its `custom_id`: nothing has to be remembered, so buttons outlive a restart.

use super::question_key::{self, QuestionKey};
use faq::EntryId;

/// The longest `custom_id` Discord takes, in characters.
const CUSTOM_ID: usize = 100;

/// What pressing a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The answer helped.
    Helpful(EntryId),
    /// The answer was to another question.
    NotWhatIAsked {
        /// The entry that was shown.
        shown: EntryId,
        /// Entries that may have been meant, best first.
        instead: Vec<EntryId>,
        /// The question, where there is one.
        question: Option<QuestionKey>,
    },
    /// Show this entry.
    Show(EntryId),
    /// None of the suggested entries was meant.
    NoneOfThese,
}

impl Action {
    /// The action as a `custom_id` of at most 100 characters. Of [`Action::NotWhatIAsked`]'s alternatives it holds the
    /// first ones that fit: with ids of usual length that is all three.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Helpful(id) => format!("helpful:{id}"),
            Self::Show(id) => format!("show:{id}"),
            Self::NoneOfThese => "none".to_owned(),
            Self::NotWhatIAsked { shown, instead, question } => not_what_i_asked(shown, instead, *question),
        }
    }

    /// The action a `custom_id` stands for; `None` if it was not made by [`Action::custom_id`].
    ///
    /// Whoever presses a button may have forged its `custom_id`, so the ids in it may lead to no entry.
    pub fn parse(custom_id: &str) -> Option<Self> {
        if custom_id.len() > CUSTOM_ID {
            return None;
        }
        if custom_id == "none" {
            return Some(Self::NoneOfThese);
        }
        let (kind, ids) = custom_id.split_once(':')?;
        match kind {
            "helpful" => ids.parse().ok().map(Self::Helpful),
            "show" => ids.parse().ok().map(Self::Show),
            "not" => parse_not_what_i_asked(ids),
            _ => None,
        }
    }
}

/// What stands before a question's key; no id holds it.
const KEY: char = '#';

fn not_what_i_asked(shown: &EntryId, instead: &[EntryId], question: Option<QuestionKey>) -> String {
    let room = CUSTOM_ID - question.map_or(0, |_| 1 + question_key::LENGTH);
    let mut custom_id = format!("not:{shown}");
    for id in instead {
        if custom_id.len() + 1 + id.as_str().len() > room {
            break;
        }
        custom_id.push(':');
        custom_id.push_str(id.as_str());
    }
    if let Some(key) = question {
        custom_id.push(KEY);
        custom_id.push_str(&key.to_string());
    }
    custom_id
}

/// Buttons of replies by earlier versions have no key.
fn parse_not_what_i_asked(text: &str) -> Option<Action> {
    let (ids, question) = match text.split_once(KEY) {
        Some((ids, key)) => (ids, Some(key.parse().ok()?)),
        None => (text, None),
    };
    let mut ids = ids.split(':').map(str::parse);
    let shown = ids.next()?.ok()?;
    let instead = ids.collect::<Result<_, _>>().ok()?;
    Some(Action::NotWhatIAsked { shown, instead, question })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(text: &str) -> EntryId {
        text.parse().unwrap()
    }

    fn key(text: &str) -> Option<QuestionKey> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn custom_ids_are_read_back() {
        let actions = [
            (Action::Helpful(id("pain")), "helpful:pain"),
            (Action::Show(id("skin-types")), "show:skin-types"),
            (Action::NoneOfThese, "none"),
            (Action::NotWhatIAsked { shown: id("pain"), instead: vec![], question: None }, "not:pain"),
            (
                Action::NotWhatIAsked { shown: id("pain"), instead: vec![], question: key("abcdefgh") },
                "not:pain#abcdefgh",
            ),
            (
                Action::NotWhatIAsked {
                    shown: id("pain"),
                    instead: vec![id("numbing"), id("redness")],
                    question: key("234567za"),
                },
                "not:pain:numbing:redness#234567za",
            ),
        ];
        for (action, custom_id) in actions {
            assert_eq!(action.custom_id(), custom_id);
            assert_eq!(Action::parse(custom_id), Some(action));
        }
    }

    #[test]
    fn alternatives_that_do_not_fit_are_left_out() {
        let long = id(&"x".repeat(64));
        let instead = vec![id("pain"), long.clone(), id("sun")];
        let action = Action::NotWhatIAsked { shown: long.clone(), instead, question: None };
        assert_eq!(action.custom_id(), format!("not:{long}:pain"));
        let instead = vec![id(&"y".repeat(26)), id("sun")];
        let action = Action::NotWhatIAsked { shown: long.clone(), instead, question: key("abcdefgh") };
        assert_eq!(action.custom_id(), format!("not:{long}#abcdefgh"));
    }

    #[test]
    fn foreign_custom_ids_are_refused() {
        for custom_id in [
            "",
            "none:",
            "helpful",
            "helpful:",
            "show:Pain",
            "show:a:b",
            "not:",
            "not:a:",
            "delete:pain",
            "🙂",
            "not:a#",
            "not:a#abc",
            "not:#abcdefgh",
            "helpful:a#abcdefgh",
        ] {
            assert_eq!(Action::parse(custom_id), None, "{custom_id:?}");
        }
        assert_eq!(Action::parse(&format!("not{}", ":a".repeat(60))), None);
    }

    proptest! {
        #[test]
        fn whatever_is_read_writes_the_same(custom_id in "(helpful|show|not|none)?(:[a-z0-9:-]{0,90})?(#[a-z2-7]{8})?") {
            if let Some(action) = Action::parse(&custom_id) {
                prop_assert_eq!(action.custom_id(), custom_id);
            }
        }

        #[test]
        fn custom_ids_fit(shown in "[a-z0-9-]{1,64}", instead in prop::collection::vec("[a-z0-9-]{1,64}", 0..6), question: bool) {
            let question = question.then(|| QuestionKey::of(&shown));
            let action = Action::NotWhatIAsked { shown: id(&shown), instead: instead.iter().map(|text| id(text)).collect(), question };
            prop_assert!(action.custom_id().len() <= CUSTOM_ID);
            prop_assert!(Action::parse(&action.custom_id()).is_some());
        }
    }
}
