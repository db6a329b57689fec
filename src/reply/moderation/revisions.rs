//! The wording of revisions: what was saved, the history, and ways back.

use faq::text::{cut, one_line};

/// How much of a revision's summary is listed, in characters.
const SUMMARY_LENGTH: usize = 150;

/// A revision in the list of revisions.
pub struct RevisionLine {
    pub number: u64,
    /// Seconds since 1970.
    pub time: i64,
    /// The moderator's user id, or none if the file was saved by hand.
    pub author: Option<u64>,
    pub summary: String,
}

/// Returns one page of the revisions, of `total`.
pub fn history(revisions: &[RevisionLine], total: usize) -> String {
    let mut text = match total {
        1 => "One revision.".to_owned(),
        _ => format!("{total} revisions, the latest first."),
    };
    text.push_str(" `/faq undo revision:` goes back to one.");
    for RevisionLine { number, time, author, summary } in revisions {
        let author = match author {
            Some(user) => format!("<@{user}>"),
            None => "by hand".to_owned(),
        };
        let summary = cut(&one_line(summary), SUMMARY_LENGTH);
        text.push_str(&format!("\n**{number}** <t:{time}:f> {author}: {summary}"));
    }
    text
}

/// Returns the report of a change; `advice` says how to undo it. The number of its revision is not known if the bot was
/// stopped during the save.
pub fn saved(revision: Option<u64>, summary: &str, advice: &str, in_place: bool) -> String {
    let mut text = match revision {
        Some(revision) => format!("Saved as revision {revision}: {summary}. {advice}"),
        None => format!("Saved: {summary}. {advice}"),
    };
    if in_place {
        text.push_str(
            " The file could not be replaced as a whole and was overwritten; the history has the previous text.",
        );
    }
    text
}

/// Returns how to bring back what an undo reversed, and what the next undo would do.
pub fn after_undo(takes_back: Option<u64>, next: Option<(u64, String)>) -> String {
    let mut sentences = Vec::new();
    if let Some(revision) = takes_back {
        sentences.push(format!("`/faq undo revision:{revision}` brings it back."));
    }
    sentences.push(match next {
        Some((number, summary)) => format!("The next `/faq undo` reverses revision {number}: {}.", short(&summary)),
        None => "There is nothing further to undo.".to_owned(),
    });
    sentences.join(" ")
}

/// Returns the reply to a form whose draft was saved before it was sent.
pub fn saved_before_form(saved: &str) -> String {
    format!(
        "{saved}\nThat was before you sent this form, so what you typed now was not saved. `yours.txt` has it; \
         `/faq edit` changes the entry."
    )
}

/// Returns the question before an undo. `undoes` is the revision that the change was itself an undo of.
pub fn undo(change: &RevisionLine, undoes: Option<u64>, difference: &str) -> String {
    let mut text = format!("**Undo.** This reverses {}\nThe FAQ would then have: {difference}.", revision_line(change));
    if undoes.is_some() {
        text.push_str("\n⚠ That change was itself an undo. Undoing it restores what it undid.");
    }
    text
}

/// Returns the question before a file that cannot be served is replaced.
pub fn undo_file(revision: u64) -> String {
    format!(
        "**Undo.** The file on disk cannot be served. This puts revision {revision}, the last good one, in its place; the \
         text on disk stays in the history."
    )
}

/// Returns the line about the undo after this one.
pub fn next_undo(next: Option<&RevisionLine>) -> String {
    match next {
        Some(change) => format!("The undo after this one would reverse {}", revision_line(change)),
        None => "After this one there is nothing further to undo.".to_owned(),
    }
}

/// Returns the question before the file is given the content of a revision.
pub fn go_back(revision: &RevisionLine, difference: &str) -> String {
    format!("Go back to {}\nThe FAQ would then have: {difference}.", revision_line(revision))
}

pub fn no_revision(number: u64) -> String {
    format!("There is no revision {number} any more; `/faq history` lists those that are kept.")
}

pub fn already_at_revision(number: u64) -> String {
    format!("Nothing would change: the file is as it was at revision {number}.")
}

fn revision_line(revision: &RevisionLine) -> String {
    let RevisionLine { number, time, author, summary } = revision;
    let author = match author {
        Some(user) => format!("<@{user}>"),
        None => "by hand".to_owned(),
    };
    format!("revision **{number}** <t:{time}:f> {author}: {}", short(summary))
}

/// Returns a revision's summary, cut to the length of a line.
fn short(summary: &str) -> String {
    cut(&one_line(summary), SUMMARY_LENGTH)
}
