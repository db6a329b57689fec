//! The differences between two FAQs, described for a person.

use std::fmt;

use super::{Entry, Faq, Referral};

/// The number of ids of a kind that a description names; the others are counted.
const NAMED_IDS: usize = 3;

/// The changes from one FAQ to another. The order of entries and referrals does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub entries: Changes,
    pub referrals: Changes,
    /// Whether the language, the subject, the disclaimer, the texts of referrals, their translations or the synonyms differ.
    pub texts: bool,
}

/// The ids of what was added, removed and changed, each in its file's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// In both FAQs, with different texts, phrasings or training.
    pub changed: Vec<String>,
}

/// An entry or a referral, as far as it can be compared.
trait Identified: PartialEq {
    fn id(&self) -> &str;
}

impl Identified for Entry {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Identified for Referral {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Difference {
    /// Compares two FAQs.
    pub fn between(before: &Faq, after: &Faq) -> Self {
        let texts = before.language != after.language
            || before.about != after.about
            || before.disclaimer != after.disclaimer
            || before.texts != after.texts
            || before.translations != after.translations
            || before.synonyms != after.synonyms;
        Self {
            entries: Changes::between(&before.entries, &after.entries),
            referrals: Changes::between(&before.referrals, &after.referrals),
            texts,
        }
    }

    /// Returns whether both FAQs have the same content.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Changes {
    fn between<T: Identified>(before: &[T], after: &[T]) -> Self {
        let mut changes = Self::default();
        for topic in before {
            match after.iter().find(|other| other.id() == topic.id()) {
                None => changes.removed.push(topic.id().to_owned()),
                Some(other) if other != topic => changes.changed.push(topic.id().to_owned()),
                Some(_) => {}
            }
        }
        for topic in after {
            if !before.iter().any(|other| other.id() == topic.id()) {
                changes.added.push(topic.id().to_owned());
            }
        }
        changes
    }

    /// Adds a phrase for each kind of change: `2 entries added (pain, cost)`.
    fn describe(&self, singular: &str, plural: &str, phrases: &mut Vec<String>) {
        for (verb, ids) in [("added", &self.added), ("removed", &self.removed), ("changed", &self.changed)] {
            if ids.is_empty() {
                continue;
            }
            let noun = if ids.len() == 1 { singular } else { plural };
            let named = ids[..ids.len().min(NAMED_IDS)].join(", ");
            let more = if ids.len() > NAMED_IDS { ", ..." } else { "" };
            phrases.push(format!("{} {noun} {verb} ({named}{more})", ids.len()));
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut phrases = Vec::new();
        self.entries.describe("entry", "entries", &mut phrases);
        self.referrals.describe("referral", "referrals", &mut phrases);
        if self.texts {
            phrases.push("general texts or synonyms changed".to_owned());
        }
        if phrases.is_empty() {
            return f.write_str("only comments, layout or order changed");
        }
        f.write_str(&phrases.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file;

    fn faq(entries: &[(&str, &str)], disclaimer: &str) -> Faq {
        let mut text = format!("disclaimer: {disclaimer}\nentries:\n");
        for (id, answer) in entries {
            text.push_str(&format!("  - {{id: {id}, question: {id}?, answer: {answer}}}\n"));
        }
        file::parse(text.as_bytes()).unwrap().faq
    }

    #[test]
    fn changes_are_described_by_id() {
        let before = faq(&[("a", "x"), ("b", "x"), ("c", "x")], "d");
        let after = faq(&[("b", "y"), ("c", "x"), ("e", "x"), ("f", "x"), ("g", "x"), ("h", "x")], "other");
        assert_eq!(
            Difference::between(&before, &after).to_string(),
            "4 entries added (e, f, g, ...), 1 entry removed (a), 1 entry changed (b), general texts or synonyms changed"
        );
        assert!(Difference::between(&before, &before).is_empty());
        assert_eq!(Difference::between(&before, &before).to_string(), "only comments, layout or order changed");
    }

    #[test]
    fn other_training_is_a_change() {
        let text = "entries: [{id: a, question: A?, answer: B.}]\ntraining: {a: [x]}";
        let before = file::parse(text.as_bytes()).unwrap().faq;
        let after = file::parse(text.replace("[x]", "[x, y]").as_bytes()).unwrap().faq;
        assert_eq!(Difference::between(&before, &after).to_string(), "1 entry changed (a)");
    }
}
