//! What would come of a proposal: the card as users will see it, what leads elsewhere already, the golden cases.

use super::desk::{Desk, Done, Trouble};
use super::press::Press;
use super::proposal::{Proposal, sign};
use super::screen::{Button, Screen};
use crate::reply::words::moderating as words;
use crate::reply::{self, Reply};
use crate::storage::{self, Snapshot};
use faq::EntryId;
use faq::difference::Difference;
use faq::file;
use matching::decide::{Outcome, Reason};
use matching::evaluation::Verdict;

/// How many golden cases that got worse are named.
const NAMED_CASES: usize = 5;

impl Desk {
    /// Keeps a proposal as a draft and shows what would come of it.
    pub fn preview(&self, user: u64, proposal: Proposal) -> Result<Done, Trouble> {
        let snapshot = self.store.current();
        let outcome = proposal.apply(&snapshot.text());
        let draft = self.drafts()?.keep(user, &proposal)?;
        let again = proposal.fields().map(|_| Button::new(words::EDIT_AGAIN, Press::Again(draft)));
        let cancel = Button::new(words::CANCEL, Press::Cancel(draft));
        let text = match outcome {
            Ok(text) => text,
            // What was typed is kept, and can be mended.
            Err(objection) => {
                let rows = vec![again.into_iter().chain([cancel]).collect()];
                let text = words::sentence(&objection.to_string());
                return Ok(Screen { rows, ..Screen::text(text) }.into());
            }
        };
        let save = Button::main(words::SAVE, Press::Save(draft));
        let rows = vec![[save].into_iter().chain(again).chain([cancel]).collect()];
        let tried = storage::preview(&self.store, &text).ok_or_else(|| Trouble::Mistake(words::UNKNOWN.to_owned()))?;
        let notes = self.notes(&snapshot, &proposal, &tried);
        Ok(Screen { rows, card: card(&snapshot, &proposal, &tried), ..Screen::text(notes.join("\n")) }.into())
    }

    fn notes(&self, snapshot: &Snapshot, proposal: &Proposal, tried: &Snapshot) -> Vec<String> {
        let id = proposal.entry(snapshot.faq());
        let mut notes = vec![words::would(&Difference::between(snapshot.faq(), tried.faq()).to_string())];
        if let Some(fields) = proposal.fields() {
            if fields.phrasings.is_none() {
                notes.push(words::PHRASINGS_KEPT.to_owned());
            }
            let phrasings = fields.phrasing_lines().unwrap_or_default();
            let known: Vec<&str> = id
                .as_ref()
                .and_then(|id| snapshot.faq().entry(id))
                .map_or(Vec::new(), |entry| entry.examples().collect());
            let new = phrasings.iter().map(String::as_str).chain(fields.question.as_deref());
            notes.extend(collisions(snapshot, id.as_ref(), new.filter(|example| !known.contains(example))));
        }
        notes.extend(self.golden_note(snapshot, tried));
        notes
    }

    /// What would change in the golden cases, if there are any.
    fn golden_note(&self, snapshot: &Snapshot, tried: &Snapshot) -> Option<String> {
        let cases = self.golden(snapshot.faq());
        if cases.is_empty() {
            return None;
        }
        let verdict = |snapshot: &Snapshot, ask: &str, expect| Verdict::of(expect, &snapshot.decide(ask).outcome);
        let (mut better, mut worse) = (0, Vec::new());
        for case in &cases {
            let before = verdict(snapshot, &case.ask, &case.expect).cost();
            let after = verdict(tried, &case.ask, &case.expect).cost();
            better += usize::from(after < before);
            worse.extend((after > before).then_some(case.ask.as_str()));
        }
        Some(words::golden(cases.len(), better, worse.len(), &worse[..worse.len().min(NAMED_CASES)]))
    }

    /// Checks an uploaded file and shows what it would change.
    pub fn import(&self, user: u64, bytes: Vec<u8>) -> Result<Done, Trouble> {
        let problems = file::parse(&bytes).err();
        if let Some(problems) = problems {
            return Err(Trouble::Mistake(words::problems(&problems)));
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let seen = sign(&self.store.current().text());
        self.preview(user, Proposal::Import { text, seen })
    }
}

/// The entry as people will see it, or what is said to those who ask into a gap.
fn card(snapshot: &Snapshot, proposal: &Proposal, tried: &Snapshot) -> Option<Reply> {
    let faq = tried.faq();
    if let Some(entry) = proposal.entry(snapshot.faq()).and_then(|id| faq.entry(&id)) {
        return Some(reply::entry(faq, entry));
    }
    let gap = proposal.fields()?.question.as_deref()?;
    Some(reply::decision(faq, &tried.decide(gap)))
}

/// Where examples lead that are new to the entry `own`.
pub(super) fn collisions<'a>(
    snapshot: &Snapshot,
    own: Option<&EntryId>,
    examples: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let collision = |example: &str| {
        let decision = snapshot.decide(example);
        match decision.outcome {
            Outcome::Answer(entry) if Some(entry.id()) != own => {
                Some(words::leads_to(example, entry.id().as_str(), Some(decision.confidence())))
            }
            Outcome::Refer { reason: Reason::Named(gap) | Reason::Urgent(gap), .. } => {
                Some(words::leads_to(example, gap.id().as_str(), None))
            }
            _ => None,
        }
    };
    examples.filter_map(collision).collect()
}

/// What an uploaded text would change, in a line.
pub(super) fn difference(snapshot: &Snapshot, text: &str) -> String {
    let parsed = file::parse(text.as_bytes());
    parsed.map(|parsed| Difference::between(snapshot.faq(), &parsed.faq).to_string()).unwrap_or_default()
}
