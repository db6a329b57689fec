//! What parts two FAQs, as a person would tell it.

use std::fmt;

use super::Faq;

/// How many ids of a kind are named; the others are counted.
const NAMED: usize = 3;

/// What is in one FAQ and not, or otherwise, in another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Entries.
    pub entries: Changes,
    /// Referrals.
    pub referrals: Changes,
    /// Whether the texts around them differ: disclaimer, texts of referrals, synonyms.
    pub surroundings: bool,
}

/// The ids of what came, went and changed, each in its file's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the later FAQ alone.
    pub added: Vec<String>,
    /// In the earlier FAQ alone.
    pub removed: Vec<String>,
    /// In both, and not the same.
    pub changed: Vec<String>,
}

impl Difference {
    /// What became of `before` in `after`.
    pub fn between(before: &Faq, after: &Faq) -> Self {
        let surroundings = |faq: &Faq| (faq.disclaimer.clone(), faq.texts.clone(), faq.synonyms.clone());
        Self {
            entries: Changes::between(&before.entries, &after.entries, |entry| entry.id.as_str()),
            referrals: Changes::between(&before.referrals, &after.referrals, |referral| referral.id.as_str()),
            surroundings: surroundings(before) != surroundings(after),
        }
    }

    /// Whether the two say the same in the same words; their order may differ.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Changes {
    fn between<T: PartialEq>(before: &[T], after: &[T], id: impl Fn(&T) -> &str) -> Self {
        let lacks = |others: &[T], topic: &T| !others.iter().any(|other| id(other) == id(topic));
        let differs = |topic: &&T| after.iter().any(|other| id(other) == id(topic) && other != *topic);
        let ids = |topics: Vec<&T>| topics.into_iter().map(|topic| id(topic).to_owned()).collect();
        Self {
            added: ids(after.iter().filter(|topic| lacks(before, topic)).collect()),
            removed: ids(before.iter().filter(|topic| lacks(after, topic)).collect()),
            changed: ids(before.iter().filter(differs).collect()),
        }
    }

    fn told(&self, one: &str, many: &str) -> impl Iterator<Item = String> {
        [("added", &self.added), ("removed", &self.removed), ("changed", &self.changed)]
            .into_iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(move |(what, ids)| {
                let noun = if ids.len() == 1 { one } else { many };
                let more = if ids.len() > NAMED { ", ..." } else { "" };
                let named = ids.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("{} {noun} {what} ({named}{more})", ids.len())
            })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let surroundings = self.surroundings.then(|| "general texts or synonyms changed".to_owned());
        let entries = self.entries.told("entry", "entries");
        let told: Vec<String> =
            entries.chain(self.referrals.told("referral", "referrals")).chain(surroundings).collect();
        match told.is_empty() {
            true => f.write_str("only comments, layout or order changed"),
            false => f.write_str(&told.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file;

    fn faq(entries: &[(&str, &str)], disclaimer: &str) -> Faq {
        let entry = |(id, answer): &(&str, &str)| format!("  - {{id: {id}, question: {id}?, answer: {answer}}}\n");
        let entries: String = entries.iter().map(entry).collect();
        file::parse(format!("disclaimer: {disclaimer}\nentries:\n{entries}").as_bytes()).unwrap().faq
    }

    #[test]
    fn changes_are_told_by_name() {
        let before = faq(&[("a", "x"), ("b", "x"), ("c", "x")], "d");
        let after = faq(&[("b", "y"), ("c", "x"), ("e", "x"), ("f", "x"), ("g", "x"), ("h", "x")], "other");
        assert_eq!(
            Difference::between(&before, &after).to_string(),
            "4 entries added (e, f, g, ...), 1 entry removed (a), 1 entry changed (b), general texts or synonyms changed"
        );
        assert!(Difference::between(&before, &before).is_empty());
        assert_eq!(Difference::between(&before, &before).to_string(), "only comments, layout or order changed");
    }
}
