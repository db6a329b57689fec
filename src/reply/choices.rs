//! The entries that Discord offers while somebody types a question or an entry's name.

use super::{cut, one_line};
use faq::{Entry, EntryId, Faq};

/// The most choices that Discord shows.
const MAX_CHOICES: usize = 25;
/// The longest name of a choice, in characters.
const MAX_CHOICE_LENGTH: usize = 100;
/// The prefix of a choice's value; the entry's id follows.
const ENTRY_PREFIX: &str = "entry:";

/// One choice below an option with autocomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The text in the list, at most 100 characters.
    pub name: String,
    /// The option's value once the choice is picked, at most 100 characters.
    pub value: String,
}

/// Returns at most 25 entries: first those that the matcher `found` for what was `typed`, best first, then those that
/// contain it literally, since half a word means little to the matcher. Before anything is typed, all entries are offered
/// in the order of the file.
pub fn choices<'a>(faq: &'a Faq, typed: &str, found: impl IntoIterator<Item = &'a Entry>) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let mut offered: Vec<&Entry> = Vec::new();
    if !typed.is_empty() {
        for entry in found {
            offer(entry, &mut offered);
        }
    }
    for entry in faq.entries() {
        if offered.len() == MAX_CHOICES {
            break;
        }
        if contains(entry, &typed) {
            offer(entry, &mut offered);
        }
    }
    offered.into_iter().map(choice).collect()
}

fn offer<'a>(entry: &'a Entry, offered: &mut Vec<&'a Entry>) {
    if offered.len() < MAX_CHOICES && !offered.iter().any(|other| other.id() == entry.id()) {
        offered.push(entry);
    }
}

fn contains(entry: &Entry, typed: &str) -> bool {
    entry.examples().any(|example| example.to_lowercase().contains(typed))
}

fn choice(entry: &Entry) -> Choice {
    Choice { name: cut(&one_line(entry.question()), MAX_CHOICE_LENGTH), value: format!("{ENTRY_PREFIX}{}", entry.id()) }
}

/// Returns the entry that was picked from the choices; `None` if the text was typed freely.
pub fn picked(value: &str) -> Option<EntryId> {
    value.strip_prefix(ENTRY_PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picked_choice_is_distinguished_from_a_question() {
        assert_eq!(picked("entry:pain"), Some("pain".parse().unwrap()));
        for question in ["does it hurt?", "entry: pain", "entry:", "entry:does it hurt?"] {
            assert_eq!(picked(question), None, "{question}");
        }
    }
}
