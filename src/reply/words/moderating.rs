//! What moderators read.

use crate::storage::journal::{Gap, Statistics, UnansweredQuestion};
use crate::storage::{Author, OpenError, Revision};
use faq::file::{Problem, Severity};
use faq::text::{cut, one_line};
use faq::{Entry, EntryId};
use matching::decide::{Decision, Outcome, Reason};

/// To one who asks in another server or directly.
pub const ONLY_AT_HOME: &str = "The FAQ is edited only in its home server.";
/// To one who may not.
pub const ONLY_MODERATORS: &str =
    "Only moderators may do this: you need Manage Messages, or a role that whoever runs me has named.";
/// To a command or button of another version.
pub const UNKNOWN: &str = "I do not know that any more. Please start again with `/faq`.";
/// Nothing has that name.
pub const NO_SUCH_ENTRY: &str = "There is no such entry; pick one from the list that opens while you type.";
/// A draft that is a day old, saved already, or somebody else's.
pub const DRAFT_GONE: &str =
    "That draft is gone: it was saved or cancelled, is older than a day, or is not yours. Please start again.";
/// Drafts cannot be kept.
pub const NO_DRAFTS: &str =
    "I cannot keep drafts, because my data folder cannot be written. Please tell whoever runs me to check `DATA_DIR`.";
/// An item that is gone.
pub const ITEM_GONE: &str = "That question is no longer in the list; `/faq unanswered` shows what is.";
/// After a cancel.
pub const CANCELLED: &str = "Nothing was changed.";
/// Two people changed the same thing.
pub const CONFLICT: &str = "Somebody changed this while you were at it, so nothing was saved. `now.txt` is what stands there, \
`yours.txt` is what you wrote: start again from the first and take over what is still right.";
/// The file is exported.
pub const EXPORTED: &str = "The FAQ file as it is now.";
/// A file is too large.
pub const TOO_LARGE: &str = "The file is larger than 1 MiB, the most that is read. Please shorten it.";
/// A file that lost much is served.
pub const TAKEN: &str = "The file is served as it is now.";
/// After a file that was refused.
pub const FILE_RESTORED: &str = "The FAQ file is again what is served.";
/// A list of phrasings that is too long for a form.
pub const PHRASINGS_KEPT: &str =
    "The other ways to ask it are too many for a form and stay as they are; `/faq teach` adds to them.";

/// Titles of forms.
pub const FORM_ADD: &str = "New entry";
/// Titles of forms.
pub const FORM_EDIT: &str = "Edit an entry";
/// Titles of forms.
pub const FORM_GAP: &str = "Name what the guide does not answer";
/// Titles of forms.
pub const FORM_AGAIN: &str = "Edit again";
/// Labels of fields.
pub const FIELD_QUESTION: &str = "Question";
/// Labels of fields.
pub const FIELD_PHRASINGS: &str = "Other ways to ask it";
/// Labels of fields.
pub const FIELD_ANSWER: &str = "Answer";
/// Labels of fields.
pub const FIELD_CATEGORY: &str = "Category";
/// Labels of fields.
pub const FIELD_MESSAGE: &str = "What to say (empty: the general text)";

/// Labels of buttons.
pub const SAVE: &str = "Save";
/// Labels of buttons.
pub const EDIT_AGAIN: &str = "Edit again";
/// Labels of buttons.
pub const CANCEL: &str = "Cancel";
/// Labels of buttons.
pub const REMOVE: &str = "Remove";
/// Labels of buttons.
pub const TAKE: &str = "Serve it as it is";
/// Labels of buttons.
pub const PAGE_BEFORE: &str = "Previous";
/// Labels of buttons.
pub const PAGE_AFTER: &str = "Next";
/// Labels of buttons.
pub const BACK: &str = "Back";
/// Labels of buttons.
pub const TEACH: &str = "Teach";
/// Labels of buttons.
pub const NEW_ENTRY: &str = "New entry";
/// Labels of buttons.
pub const NAME_GAP: &str = "Name the gap";
/// Labels of buttons.
pub const DISMISS: &str = "Dismiss";

/// How much of a question is quoted in a line, in characters.
const QUOTED: usize = 100;
/// How many entries or gaps are named in numbers.
const TOP: usize = 3;

/// Somebody's words on one line, cut, in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(&cut(&one_line(text), QUOTED)))
}

/// A text that may hold somebody's words, unable to look like Markdown or to ping.
fn plain(text: &str) -> String {
    let escaped: String = text.chars().flat_map(|c| ['\\', c].into_iter().skip(usize::from(!is_markup(c)))).collect();
    escaped.replace('@', "@\u{200b}").replace("://", ":\u{200b}//")
}

fn is_markup(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`' | '|' | '>' | '[' | ']' | '(' | ')' | '#' | '<' | '\\')
}

/// An error as a sentence: with a capital and a full stop.
pub fn sentence(error: &str) -> String {
    let error = plain(error);
    let mut letters = error.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if error.ends_with(['.', '!', '?', '"']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// When something failed through a fault of ours; the log has the same id.
pub fn fault(id: u64) -> String {
    format!("Something went wrong on my side. Please tell whoever runs me to look into the log for `{id}`.")
}

/// A file that could not be fetched.
pub fn not_fetched(why: &str) -> String {
    format!("I could not fetch that file from Discord ({why}). Please try again.")
}

/// What would change.
pub fn would(difference: &str) -> String {
    format!("**Preview.** If you save this: {difference}.")
}

/// An example that leads somewhere already.
pub fn leads_to(example: &str, id: &str, confidence: Option<f32>) -> String {
    match confidence {
        Some(confidence) => format!("⚠ {} already leads to *{id}*, {confidence:.2}.", quoted(example)),
        None => format!("⚠ {} is taken for *{id}*, which the guide does not answer.", quoted(example)),
    }
}

/// What would become of the golden cases.
pub fn golden(cases: usize, better: usize, worse: usize, named: &[&str]) -> String {
    let mut text = format!("Of {cases} golden cases {better} would get better and {worse} worse.");
    text.extend(named.iter().map(|ask| format!("\n- worse: {}", quoted(ask))));
    text
}

/// A change, for the history.
pub fn added(question: &str) -> String {
    format!("added {}", quoted(question))
}
/// A change, for the history.
pub fn changed(entry: &str) -> String {
    format!("changed {entry}")
}
/// A change, for the history.
pub fn named(question: &str) -> String {
    format!("named the gap {}", quoted(question))
}
/// A change, for the history.
pub fn imported(difference: &str) -> String {
    format!("imported a file: {difference}")
}
/// A change, for the history.
pub fn taught(entry: &EntryId, phrasing: &str) -> String {
    format!("taught {entry}: {}", quoted(phrasing))
}
/// A change, for the history.
pub fn removed(entry: &EntryId) -> String {
    format!("removed {entry}")
}
/// A change, for the moderators.
pub fn undone(revision: Option<i64>, difference: &str) -> String {
    match revision {
        None => format!("took the latest change back: {difference}"),
        Some(number) => format!("went back to revision {number}: {difference}"),
    }
}

/// After a change.
pub fn saved(summary: &str, revision: u64, in_place: bool) -> String {
    let note = if in_place {
        " The file could not be replaced as a whole and was written in place; what it was before is in the history."
    } else {
        ""
    };
    format!("Saved as revision {revision}: {summary}. `/faq undo` takes it back.{note}")
}

/// A change, for the log channel.
pub fn report(user: u64, summary: &str) -> String {
    format!("<@{user}> {summary}.")
}

/// Before an entry goes.
pub fn confirm_removal(entry: &Entry, named_by: &[String]) -> String {
    let mut text = format!("Remove *{}*, {}?", entry.id(), quoted(entry.question()));
    if !named_by.is_empty() {
        text.push_str(&format!(" These name it as related, and will no longer: {}.", named_by.join(", ")));
    }
    text
}

/// Why a file cannot be taken.
pub fn problems(problems: &[Problem]) -> String {
    let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    format!("That is no valid FAQ, so nothing was changed:\n{}", lines(&errors))
}

fn lines(problems: &[&Problem]) -> String {
    let line = |problem: &&Problem| {
        let (position, message) = (problem.position, plain(&one_line(&problem.message)));
        format!("- line {}, column {}: {}: {message}", position.line, position.column, problem.severity)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is wrong with the file.
pub fn checked(shown: &[&Problem], total: usize, refusal: Option<&OpenError>) -> String {
    let served = match refusal {
        None => "The file on disk is served.".to_owned(),
        Some(error @ OpenError::Shrunk { .. }) => sentence(&format!("the file is held back: {error}")),
        Some(_) => "The file on disk has mistakes, and the last good FAQ is served.".to_owned(),
    };
    match total {
        0 => format!("{served} There is nothing to correct."),
        1 => format!("{served} One thing to correct:\n{}", lines(shown)),
        _ => format!("{served} {total} things to correct:\n{}", lines(shown)),
    }
}

/// The revisions.
pub fn history(revisions: &[Revision], total: usize) -> String {
    let line = |revision: &Revision| {
        let author = match revision.author {
            Author::User(id) => format!("<@{id}>"),
            Author::File => "by hand".to_owned(),
        };
        let summary = cut(&one_line(&revision.summary), 150);
        format!("**{}** <t:{}:f> {author}: {summary}", revision.number, revision.time)
    };
    let lines: Vec<String> = revisions.iter().map(line).collect();
    let head = match total {
        1 => "One revision.".to_owned(),
        _ => format!("{total} revisions, the latest first."),
    };
    format!("{head} `/faq undo revision:` goes back to one.\n{}", lines.join("\n"))
}

/// Why a question would be answered as it would.
pub fn explained(decision: &Decision<'_>, threshold: f32) -> String {
    let outcome = match &decision.outcome {
        Outcome::Answer(entry) => format!("Answered with *{}*", entry.id()),
        Outcome::Refer { reason, .. } => match reason {
            Reason::General => "Referred: nothing is close enough".to_owned(),
            Reason::NoWords => "Referred: there are no words in it".to_owned(),
            Reason::Foreign(_) => "Referred: it is not in English".to_owned(),
            Reason::Ambiguous => "Referred: two entries fit as well as each other".to_owned(),
            Reason::Named(gap) => format!("Referred as the gap *{}*", gap.id()),
            Reason::Urgent(gap) => format!("Referred as the emergency *{}*", gap.id()),
        },
    };
    let candidates = decision.candidates.iter().map(|c| format!("*{}* {:.2}", c.entry.id(), c.confidence));
    let explanation = &decision.explanation;
    let corrected = explanation.corrected.iter().map(|(typed, read)| format!("{} → {}", quoted(typed), quoted(read)));
    let reasons = [
        ("Closest entries", candidates.collect::<Vec<_>>().join(", ")),
        ("Matched phrasing", explanation.matched.as_deref().map(quoted).unwrap_or_default()),
        ("Corrected words", corrected.collect::<Vec<_>>().join(", ")),
        ("Unknown words", explanation.unknown.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")),
    ];
    let mut text = format!("{outcome} (an answer needs more than {threshold:.2}).");
    for (name, reason) in reasons.iter().filter(|(_, reason)| !reason.is_empty()) {
        text.push_str(&format!("\n{name}: {reason}"));
    }
    text
}

/// How often, in words.
fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// What people ask in vain.
pub fn unanswered(items: &[UnansweredQuestion], first: usize, total: usize) -> String {
    if items.is_empty() {
        return "Nothing here: every question that was asked had an answer, or was dealt with.".to_owned();
    }
    let line = |(place, item): (usize, &UnansweredQuestion)| {
        let near: Vec<&str> = item.nearest.iter().take(TOP).map(EntryId::as_str).collect();
        let near = if near.is_empty() { String::new() } else { format!("; nearest: {}", near.join(", ")) };
        let text = quoted(&item.text);
        format!("**{place}.** {text} - {}, last <t:{}:R>{near}", times(item.asked()), item.last)
    };
    let lines: Vec<String> = (first..).zip(items).map(line).collect();
    let head = match total {
        1 => "One question was asked in vain.".to_owned(),
        _ => format!("{total} questions were asked in vain, the most frequent first."),
    };
    format!("{head}\n{}", lines.join("\n"))
}

/// Before an entry is chosen.
pub fn choose_entry(text: &str) -> String {
    format!("Which entry answers {}? The nearest stand first.", quoted(text))
}

/// Numbers for spans of days.
pub fn statistics(spans: &[(u32, Statistics)]) -> String {
    let span = |(days, statistics): &(u32, Statistics)| {
        let total = statistics.total;
        let entries = statistics.entries.iter().filter(|(_, tally)| tally.answered > 0).take(TOP);
        let entries: Vec<String> = entries.map(|(id, tally)| format!("{id} {}", tally.answered)).collect();
        let gaps: Vec<String> =
            statistics.gaps.iter().take(TOP).map(|(gap, count)| format!("{} {count}", gap_name(gap))).collect();
        let list = |name: &str, items: Vec<String>| {
            if items.is_empty() { String::new() } else { format!("\n{name}: {}", items.join(", ")) }
        };
        format!(
            "**Last {days} days:** {} asked, {} answered, {} referred; {} helpful, {} not what was asked.{}{}",
            total.asked(),
            total.answered,
            total.referred,
            total.helpful,
            total.not_meant,
            list("Most answered", entries),
            list("Most referred", gaps),
        )
    };
    spans.iter().map(span).collect::<Vec<_>>().join("\n")
}

fn gap_name(gap: &Gap) -> String {
    match gap {
        Gap::Named(id) | Gap::Urgent(id) => id.to_string(),
        Gap::General => "not in the guide".to_owned(),
        Gap::Ambiguous => "ambiguous".to_owned(),
        Gap::Foreign => "not in English".to_owned(),
        Gap::NoWords => "no words".to_owned(),
    }
}

/// A question that gathers, for the log channel.
pub fn asked_again_and_again(count: u32, question: &str) -> String {
    format!("{} was asked in vain {}. `/faq unanswered` shows what can be done.", quoted(question), times(count))
}

/// A file that was saved by hand and is refused.
pub fn file_refused(problems: &str) -> String {
    let problems = problems.replace("```", "'''");
    format!(
        "The FAQ file was saved, but cannot be served as it is; the last good one still is:\n```\n{}\n```",
        cut(&problems, 1_800)
    )
}

/// A file that was saved by hand.
pub fn file_changed(summary: &str, mended: bool) -> String {
    let mended = if mended { " Its mistakes are mended." } else { "" };
    format!("The FAQ file was changed by hand: {summary}.{mended}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nobodys_words_look_like_markdown_or_ping(text in "(\\PC|[*_~`|>@<(\\[\\]):/\\\\#\n]){0,200}") {
            for said in [quoted(&text), sentence(&text)] {
                let mut letters = said.chars();
                while let Some(letter) = letters.next() {
                    prop_assert!(!is_markup(letter) || (letter == '\\' && letters.next().is_some_and(is_markup)), "{}", said);
                }
                prop_assert!(said.split('@').skip(1).all(|after| after.starts_with('\u{200b}')), "{}", said);
                prop_assert!(!said.contains("://"), "{}", said);
            }
            prop_assert!(quoted(&text).chars().count() <= 3 * QUOTED + 2);
        }
    }
}
