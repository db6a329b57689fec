//! What people ask in vain, as a list of things to do.

use super::desk::{Desk, Done, Trouble};
use super::looking::turning;
use super::press::Press;
use super::screen::{Button, Screen};
use crate::reply::words::moderating as words;

/// How many items a page shows: each takes a row of buttons, and the last of five turns the page.
const PAGE: usize = 4;
/// How many entries can be chosen from.
const CHOICES: usize = 25;

impl Desk {
    /// A page of it, the most frequent first.
    pub fn unanswered(&self, page: usize) -> Result<Done, Trouble> {
        let found = self.journal.unanswered(page.saturating_mul(PAGE), PAGE)?;
        let first = page.saturating_mul(PAGE) + 1;
        let row = |(place, id): (usize, i64)| {
            let label = |word: &str| format!("{place}: {word}");
            vec![
                Button::main(label(words::TEACH), Press::Teach(id)),
                Button::new(label(words::NEW_ENTRY), Press::NewEntry(id)),
                Button::new(label(words::NAME_GAP), Press::NameGap(id)),
                Button::new(label(words::DISMISS), Press::Dismiss(id, page)),
            ]
        };
        let mut rows: Vec<Vec<Button>> = (first..).zip(found.questions.iter().map(|item| item.id)).map(row).collect();
        rows.extend(Some(turning(page, found.total, PAGE, Press::Unanswered)).filter(|row| !row.is_empty()));
        Ok(Screen { rows, ..Screen::text(words::unanswered(&found.questions, first, found.total)) }.into())
    }

    /// The entries that an item may become a phrasing of, the nearest first.
    pub fn offer_entries(&self, id: i64) -> Result<Done, Trouble> {
        let item = self.item(id)?;
        let snapshot = self.store.current();
        let decision = snapshot.decide(&item.text);
        let near = decision.candidates.iter().map(|candidate| candidate.entry);
        let mut options: Vec<(String, String)> = Vec::new();
        for entry in near.chain(snapshot.faq().entries()) {
            if options.len() < CHOICES && !options.iter().any(|(_, known)| known == entry.id().as_str()) {
                options.push((entry.question().to_owned(), entry.id().to_string()));
            }
        }
        let rows = vec![vec![Button::new(words::BACK, Press::Unanswered(0))]];
        let choice = Some((Press::TeachTo(id), options));
        Ok(Screen { rows, choice, ..Screen::text(words::choose_entry(&item.text)) }.into())
    }
}
