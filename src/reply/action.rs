//! The action of a button, encoded in its `custom_id`. The bot remembers nothing about a button, so it works after a
//! restart.

use std::str::FromStr;

use sha2::{Digest, Sha256};

use faq::EntryId;

/// The longest `custom_id` that Discord accepts, in characters.
const MAX_CUSTOM_ID_LENGTH: usize = 100;
/// Separates a question's key from the ids before it; no id contains it.
const KEY_SEPARATOR: char = '#';
/// The letters of a key: base 32.
const KEY_LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The length of a key in letters of five bits each, which makes it unlikely that two of 10,000 questions share one.
const KEY_LENGTH: usize = 8;

/// The result of pressing a button.
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
        /// The question, unless the entry was picked by name.
        question: Option<QuestionKey>,
    },
    /// Show this entry.
    Show(EntryId),
    /// The question was about another entry than those suggested.
    NoneOfThese,
}

impl Action {
    /// Encodes the action as a `custom_id` of at most 100 characters. It holds as many alternatives of
    /// [`Action::NotWhatIAsked`] as fit; with ids of usual length, all three do.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Helpful(id) => format!("helpful:{id}"),
            Self::Show(id) => format!("show:{id}"),
            Self::NoneOfThese => "none".to_owned(),
            Self::NotWhatIAsked { shown, instead, question } => not_what_i_asked(shown, instead, *question),
        }
    }

    /// Decodes a `custom_id`. Returns `None` if [`Action::custom_id`] did not make it.
    ///
    /// A `custom_id` may be forged, so its ids may name no entry.
    pub fn parse(custom_id: &str) -> Option<Self> {
        if custom_id.len() > MAX_CUSTOM_ID_LENGTH {
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

fn not_what_i_asked(shown: &EntryId, instead: &[EntryId], question: Option<QuestionKey>) -> String {
    let reserved = if question.is_some() { 1 + KEY_LENGTH } else { 0 };
    let mut custom_id = format!("not:{shown}");
    for id in instead {
        if custom_id.len() + 1 + id.as_str().len() > MAX_CUSTOM_ID_LENGTH - reserved {
            break;
        }
        custom_id.push(':');
        custom_id.push_str(id.as_str());
    }
    if let Some(key) = question {
        custom_id.push(KEY_SEPARATOR);
        custom_id.push_str(&key.to_string());
    }
    custom_id
}

/// Parses the part after `not:`. Buttons of earlier versions have no key.
fn parse_not_what_i_asked(text: &str) -> Option<Action> {
    let (ids, question) = match text.split_once(KEY_SEPARATOR) {
        Some((ids, key)) => (ids, Some(key.parse().ok()?)),
        None => (text, None),
    };
    let mut ids = ids.split(':').map(str::parse);
    let shown = ids.next()?.ok()?;
    let instead = ids.collect::<Result<_, _>>().ok()?;
    Some(Action::NotWhatIAsked { shown, instead, question })
}

/// A key of eight letters by which a button leads back to a question. The question cannot be read from it, only recognized
/// if it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionKey([u8; KEY_LENGTH]);

impl QuestionKey {
    /// Returns the key of a question, which is the same for the same text.
    pub fn of(question: &str) -> Self {
        let digest = Sha256::digest(question);
        let mut bits = 0_u64;
        for byte in digest.iter().take(KEY_LENGTH) {
            bits = bits << 8 | u64::from(*byte);
        }
        let mut letters = [0; KEY_LENGTH];
        for letter in &mut letters {
            *letter = KEY_LETTERS[(bits % 32) as usize];
            bits /= 32;
        }
        Self(letters)
    }
}

impl std::fmt::Display for QuestionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0 {
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

impl FromStr for QuestionKey {
    /// The text is not a key.
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let letters: [u8; KEY_LENGTH] = text.as_bytes().try_into().map_err(|_| ())?;
        if letters.iter().all(|letter| KEY_LETTERS.contains(letter)) { Ok(Self(letters)) } else { Err(()) }
    }
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
    fn custom_ids_are_decoded() {
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
    fn foreign_custom_ids_are_rejected() {
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

    #[test]
    fn keys_are_parsed() {
        let key = QuestionKey::of("does it hurt?");
        assert_eq!(key, QuestionKey::of("does it hurt?"));
        assert_ne!(key, QuestionKey::of("does it hurt"));
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in ["", "abcdefg", "abcdefghi", "abcdefg1", "ABCDEFGH", "abcdéfg"] {
            assert_eq!(text.parse::<QuestionKey>(), Err(()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_decoded_custom_id_encodes_the_same(custom_id in "(helpful|show|not|none)?(:[a-z0-9:-]{0,90})?(#[a-z2-7]{8})?") {
            if let Some(action) = Action::parse(&custom_id) {
                prop_assert_eq!(action.custom_id(), custom_id);
            }
        }

        #[test]
        fn custom_ids_fit(shown in "[a-z0-9-]{1,64}", instead in prop::collection::vec("[a-z0-9-]{1,64}", 0..6), question: bool) {
            let question = question.then(|| QuestionKey::of(&shown));
            let action = Action::NotWhatIAsked { shown: id(&shown), instead: instead.iter().map(|text| id(text)).collect(), question };
            prop_assert!(action.custom_id().len() <= MAX_CUSTOM_ID_LENGTH);
            prop_assert!(Action::parse(&action.custom_id()).is_some());
        }
    }
}
