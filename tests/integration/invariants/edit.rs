//! The invariant of every edit of every file: it is made exactly, or refused.
//!
//! The input is an edit, a line `====` and a file. The edit is a line `KIND ID` and up to four texts, each under a line
//! `--`: a phrasing; or the question, the phrasings, the answer and the category.

use faq::edit::{Edit, EditError, EntryChange, NewEntry, NewReferral, NewTranslation, TopicId, apply};
use faq::file::{self, Parsed, Section};

use super::model::Model;
use super::valid::valid;

/// Makes an edit on a file.
pub fn check(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let Some((edit, text)) = read(&input) else { return };
    let parsed = file::parse(text.as_bytes());
    match (apply(text, &edit), parsed) {
        (Ok(after), Ok(before)) => made(text, &before, &edit, &after),
        (Ok(_), Err(problems)) => panic!("a file with problems was edited: {problems:?}"),
        (Err(EditError::InvalidFile(_)), parsed) => assert!(parsed.is_err(), "a good file was refused"),
        (Err(error), _) => assert!(!error.to_string().is_empty()),
    }
}

/// Parses an input into an edit and a file.
pub fn read(input: &str) -> Option<(Edit, &str)> {
    let (edit, text) = input.split_once("\n====\n")?;
    let mut blocks = edit.split("\n--\n");
    let (kind, id) = blocks.next()?.split_once(' ')?;
    let mut next = || blocks.next().map(str::to_owned);
    let entry = |id: &str| id.parse().ok().map(TopicId::Entry);
    let referral = |id: &str| id.parse().ok().map(TopicId::Referral);
    let edit = match kind {
        "add-phrasing" => Edit::AddPhrasing { topic: entry(id)?, phrasing: next()? },
        "teach-referral" => Edit::AddPhrasing { topic: referral(id)?, phrasing: next()? },
        "remove-phrasing" => Edit::RemovePhrasing { topic: entry(id)?, phrasing: next()? },
        "translate-es" => {
            let (question, text) = (next()?, next()?);
            Edit::Translate(NewTranslation { topic: entry(id)?, language: "es".parse().ok()?, question, text })
        }
        "approve" => Edit::ApproveTranslations,
        "remove-entry" => Edit::RemoveEntry { id: id.parse().ok()? },
        _ => with_fields(kind, id, [next(), next(), next(), next()])?,
    };
    Some((edit, text))
}

fn with_fields(kind: &str, id: &str, fields: [Option<String>; 4]) -> Option<Edit> {
    let [question, phrasings, answer, category] = fields;
    let phrasings = phrasings.map(|lines| lines.lines().map(str::to_owned).collect::<Vec<_>>());
    let (asked, known) = (question.clone().unwrap_or_default(), phrasings.clone().unwrap_or_default());
    Some(match kind {
        "change-entry" => {
            let change = EntryChange { question, phrasings, answer, category };
            Edit::ChangeEntry { id: id.parse().ok()?, change }
        }
        "add-entry" => {
            let answer = answer.unwrap_or_default();
            Edit::AddEntry(NewEntry { id: id.parse().ok()?, question: asked, phrasings: known, answer, category })
        }
        "add-referral" | "add-urgent" => {
            let (id, urgent) = (id.parse().ok()?, kind == "add-urgent");
            Edit::AddReferral(NewReferral {
                id,
                question: asked,
                phrasings: known,
                message: answer,
                urgent,
                local: false,
            })
        }
        _ => return None,
    })
}

fn made(text: &str, before: &Parsed, edit: &Edit, after: &str) {
    let read = file::parse(after.as_bytes()).expect("an edited file can be read");
    valid(&read.faq);
    assert_eq!(Model::of(&read.faq), Model::of(&before.faq).with(edit), "{edit:?}\n{after}");
    match edit {
        Edit::AddEntry(_) | Edit::AddEntries(_) | Edit::AddReferral(_) | Edit::AddPhrasing { .. } => kept(text, after),
        Edit::RemoveEntry { .. } => kept(&after.replace(EMPTY_TRAINING, "training:"), text),
        Edit::RemovePhrasing { .. } => kept(after, text),
        Edit::ChangeEntry { .. } | Edit::Translate(_) | Edit::ApproveTranslations => {}
    }
    if let Some((section, index)) = place(before, edit) {
        neighbours_are_untouched(text, before, after, &read, (section, index));
    }
    if let Edit::AddPhrasing { topic, phrasing } = edit {
        let back = apply(after, &Edit::RemovePhrasing { topic: topic.clone(), phrasing: phrasing.clone() });
        let back = back.expect("what was added can be removed");
        assert!(without_a_trace(text, &back), "{back}\n---\n{text}");
    }
}

/// Returns whether a phrasing that was added and removed has left nothing but an empty list in braces, a comma before a
/// comment, or another line end in a file that has both kinds.
fn without_a_trace(text: &str, back: &str) -> bool {
    let (text, back) = (text.replace(EMPTY, ""), back.replace(EMPTY, ""));
    text == back || (text.len().abs_diff(back.len()) <= 1 && signs(&text).eq(signs(&back)))
}

/// An empty section that is left above comments on its last id.
const EMPTY_TRAINING: &str = "training: {}";

/// An empty list that may be left where there was none.
const EMPTY: &str = ", phrasings: []";

/// Returns all characters but white space and those that come and go with the items of a list.
fn signs(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']' | ','))
}

/// Asserts that every character of `less` stands in `more` too, in order.
fn kept(less: &str, more: &str) {
    let mut there = signs(more);
    assert!(signs(less).all(|c| there.any(|other| other == c)), "something is lost\n{less}\n---\n{more}");
}

/// Returns the topic that an edit is about, if the file had it.
fn place(before: &Parsed, edit: &Edit) -> Option<(Section, usize)> {
    let entry = |id| before.faq.entries().iter().position(|entry| entry.id() == id).map(|at| (Section::Entries, at));
    match edit {
        Edit::ChangeEntry { id, .. } => entry(id),
        Edit::AddPhrasing { topic, .. }
        | Edit::RemovePhrasing { topic, .. }
        | Edit::Translate(NewTranslation { topic, .. }) => match topic {
            TopicId::Entry(id) => entry(id),
            TopicId::Referral(id) => {
                let at = before.faq.referrals().iter().position(|referral| referral.id() == id);
                at.map(|at| (Section::Referrals, at))
            }
        },
        _ => None,
    }
}

/// Asserts that the lines up to the question before, and from the question after, have not changed.
fn neighbours_are_untouched(text: &str, before: &Parsed, after: &str, read: &Parsed, place: (Section, usize)) {
    // A lone carriage return ends lines in YAML, but not those counted here.
    if text.replace("\r\n", "").contains('\r') {
        return;
    }
    let (section, index) = place;
    let topics = match section {
        Section::Entries => before.faq.entries().len(),
        Section::Referrals => before.faq.referrals().len(),
    };
    let line = |parsed: &Parsed, index| parsed.positions.get(section, index, 0).line - 1;
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(text), lines(after));
    if let Some(above) = index.checked_sub(1) {
        let end = line(before, above);
        assert_eq!(old[..end], new[..end], "something above was changed\n{after}");
    }
    if index + 1 < topics {
        let (start, moved) = (line(before, index + 1) + 1, line(read, index + 1) + 1);
        assert_eq!(old[start..], new[moved..], "something below was changed\n{after}");
    }
}
