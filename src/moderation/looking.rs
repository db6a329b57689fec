//! Looks at the FAQ that change nothing: a question tried out, problems, revisions, numbers, the file itself.

use super::chart;
use super::desk::{Desk, Done, Trouble};
use super::notices::attached;
use super::press::Press;
use super::screen::{Button, Screen};
use crate::reply;
use crate::reply::words::moderating as words;
use crate::storage::{self, OpenError, Reload};

/// How many problems or revisions a page shows.
const PAGE: usize = 8;
/// The spans of time that numbers are shown for, in days.
const SPANS: [u32; 2] = [7, 30];

impl Desk {
    /// What would be said to a question, and why.
    pub fn test(&self, question: &str) -> Screen {
        let snapshot = self.store.current();
        let decision = snapshot.decide(question);
        let card = Some(reply::decision(snapshot.faq(), &decision));
        Screen { card, ..Screen::text(words::explained(&decision, snapshot.threshold())) }
    }

    /// A page of what is wrong with the file as it is on disk.
    pub fn check(&self, page: usize) -> Screen {
        let problems = match storage::read_faq(self.store.path()) {
            Ok(parsed) => parsed.warnings,
            Err(OpenError::Invalid { problems, .. }) => problems,
            Err(error) => return Screen::text(words::sentence(&error.to_string())),
        };
        let mut rows = vec![pages(page, problems.len(), Press::Check)];
        let refusal = storage::refusal(&self.store);
        if let Some(OpenError::Shrunk { .. }) = refusal {
            rows.push(vec![Button::danger(words::TAKE, Press::Take)]);
        }
        let shown: Vec<_> = problems.iter().skip(page * PAGE).take(PAGE).collect();
        let text = words::checked(&shown, problems.len(), refusal.as_ref());
        Screen { rows: rows.into_iter().filter(|row| !row.is_empty()).collect(), ..Screen::text(text) }
    }

    /// Serves the file as it is.
    pub fn take(&self) -> Screen {
        Screen::text(match storage::accept_file(&self.store) {
            Reload::Refused(error) => words::sentence(&error.to_string()),
            _ => words::TAKEN.to_owned(),
        })
    }

    /// The file as it is on disk.
    pub fn export(&self) -> Result<Done, Trouble> {
        let content = std::fs::read(self.store.path()).map_err(|error| Trouble::Fault(error.to_string()))?;
        Ok(Screen { files: vec![attached("faq.yaml", content)], ..Screen::text(words::EXPORTED) }.into())
    }

    /// A page of the revisions, the latest first.
    pub fn history(&self, page: usize) -> Result<Done, Trouble> {
        let (revisions, total) = storage::revisions(&self.store, page.saturating_mul(PAGE), PAGE)?;
        let row = pages(page, total, Press::History);
        let rows = if row.is_empty() { Vec::new() } else { vec![row] };
        Ok(Screen { rows, ..Screen::text(words::history(&revisions, total)) }.into())
    }

    /// How much was asked and answered, in words and as a picture.
    pub fn stats(&self) -> Result<Done, Trouble> {
        let spans = SPANS.map(|days| self.journal.statistics(days).map(|statistics| (days, statistics)));
        let [week, month] = spans;
        let (week, month) = (week?, month?);
        let picture = chart::by_day(&month.1.days);
        let files = picture.into_iter().map(|png| attached("questions-by-day.png", png)).collect();
        Ok(Screen { files, ..Screen::text(words::statistics(&[week, month])) }.into())
    }
}

/// Buttons to the page before and the page after, where there are any.
pub(super) fn pages(page: usize, total: usize, to: fn(usize) -> Press) -> Vec<Button> {
    turning(page, total, PAGE, to)
}

/// As [`pages`], for pages of another length.
pub(super) fn turning(page: usize, total: usize, length: usize, to: fn(usize) -> Press) -> Vec<Button> {
    let before = page.checked_sub(1).map(|before| Button::new(words::PAGE_BEFORE, to(before)));
    let more = page.saturating_add(1).saturating_mul(length) < total;
    let after = more.then(|| Button::new(words::PAGE_AFTER, to(page + 1)));
    before.into_iter().chain(after).collect()
}
