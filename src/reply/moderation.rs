//! The wording of moderation: everything that moderators read. Its functions take plain values, and know neither the
//! store nor the journal.

use faq::Entry;
use faq::file::{Problem, Severity};
use faq::text::{cut, one_line};
use matching::decide::{Decision, Outcome, Reason};

/// The reply to a moderator of another server, and in direct messages.
pub const ONLY_AT_HOME: &str = "The FAQ is edited only in its home server.";
/// The reply to a member who is not a moderator.
pub const ONLY_MODERATORS: &str = "Only moderators can do this: you need a role with Manage Messages, or one that the bot's \
operator has chosen. A permission in one channel alone does not count.";
/// The reply while it is not known yet who is a moderator.
pub const ROLES_NOT_KNOWN: &str = "I do not know this server's roles yet. Please try again in a minute.";
/// The reply to a command or button of another version.
pub const UNKNOWN: &str = "I no longer know that command or button. Please start again with `/faq`.";
/// The reply to what needs the FAQ to be learned, where that takes long.
pub const STILL_LEARNING: &str = "I am still learning the FAQ. Please try again in a minute.";
/// The reply when the queue of moderators' work is full.
pub const BUSY: &str = "I am busy with other moderators' requests. Please try again in a minute.";
/// The addition when something was typed into a form.
pub const TYPED_IS_ATTACHED: &str = "What you typed is in `yours.txt`.";
pub const NO_SUCH_ENTRY: &str = "There is no such entry; pick one from the list that opens while you type.";
pub const DRAFT_GONE: &str = "That draft is gone: it is older than a day, or is not yours. Please start again.";
/// The lines that are shown while something is done about a draft. They stay true even if nothing follows them.
pub const SAVING: &str = "Saving ... If this line stays for more than a minute, press **Try again**: it is saved only once, and you see whether it was.";
pub const CANCELLING: &str = "Cancelling ...";
pub const TRYING: &str = "Trying it out ...";
pub const TRYING_TYPED: &str = "Trying it out ... What you typed is in `yours.txt`, in case nothing follows.";
/// The reply to "Edit again" while a draft is being saved.
pub const BEING_SAVED: &str = "This draft is being saved. The preview message will show the result.";
/// The reply where a draft is there, but was written by a version whose drafts this one cannot read.
pub const DRAFT_UNREADABLE: &str = "I cannot read that draft any more. Please start again.";
pub const NO_DRAFTS: &str = "I cannot keep drafts, because my data folder cannot be written. \
Please ask the bot's operator to check `DATA_DIR`.";
/// Returns the reply where the drafts were moved or deleted.
pub fn drafts_gone(error: &str) -> String {
    format!("I cannot keep drafts, so nothing was changed: {error}.")
}
pub const QUESTION_GONE: &str = "That question is no longer in the list. `/faq unanswered` shows the current list.";
pub const NOTHING_CHANGED: &str = "Nothing was changed.";
/// The reply where somebody else changed the same thing between the form and "Save".
pub const CONFLICT: &str = "Somebody else changed this in the meantime, so nothing was saved. `now.txt` has the current text, \
`yours.txt` has yours. **Edit again** starts from the current text: copy over what still applies.";
pub const IMPORT_CONFLICT: &str = "Somebody else changed the FAQ in the meantime, so nothing was saved. `now.txt` has the current \
file, `yours.txt` has yours. Use `/faq import` again to see what yours would change now.";
pub const REMOVAL_CONFLICT: &str = "Somebody else changed this entry in the meantime, so it was not removed. `now.txt` has the \
current text. Do you still want to remove it?";
/// The reply where the file was changed between `/faq undo` and its confirmation.
pub const CHANGED_SINCE: &str = "Somebody else changed the FAQ in the meantime, so nothing was changed back. `/faq undo` shows \
what it would undo now.";
/// Parts of the report of a change that was saved.
pub const UNDO_REVERSES_IT: &str = "`/faq undo` reverses it.";
pub const CHANGED_AGAIN: &str = "The FAQ was changed again since then; `/faq history` lists the revisions.";
pub const SEE_HISTORY: &str = "`/faq history` lists the revisions.";
/// The note on a preview where the changed FAQ takes too long to learn.
pub const NOT_TRIED: &str =
    "Trying this out took more than a minute, so I cannot say where the new phrasings would lead.";
/// The line above phrasings that would not lead to the entry or gap that they are taught to.
pub const DOES_NOT_WORK: &str = "Not saved yet. These phrasings would not lead where you want:";
pub const SEE_DIFF: &str = "`changes.diff` has every line that changes.";
pub const FILE_SAVED_AGAIN: &str =
    "The file was saved again after this was shown, so it was not accepted. This is the newest text.";
pub const EXPORTED: &str = "The FAQ file as it is now.";
pub const EXPORTED_ENTRIES: &str =
    "The entries of the FAQ as they are now. Gaps and settings are in the FAQ file only.";
pub const TOO_LARGE: &str = "The file is larger than 1 MiB, the limit for a FAQ. Please shorten it.";
pub const TOO_LARGE_TO_EXPORT: &str = "The FAQ file on disk is larger than 1 MiB, the limit for a FAQ, so I do not send it. \
The last good FAQ is still served. Please ask the bot's operator to look at the file.";
/// The reply after a file was accepted although it lost over half of its entries.
pub const FILE_ACCEPTED: &str = "The file is now served as it is.";
/// The line below a message in the log channel that Discord did not take with its files.
pub const FILES_MISSING: &str =
    "(The file with the changed lines is missing. I may need the permission *Attach Files* in this channel.)";
pub const FILE_RESTORED: &str = "The FAQ file is back to the version that is served.";
/// The note in a form's preview where the list of phrasings is too long for the form.
pub const PHRASINGS_NOT_SHOWN: &str =
    "The other ways to ask it do not fit into a form and stay as they are; `/faq teach` adds to them.";

mod preview;
mod revisions;
mod statistics;
pub mod translations;
pub mod unanswered;

pub use preview::*;
pub use revisions::*;
pub use statistics::*;

/// The titles of forms, and the labels of their fields.
pub mod form {
    pub const ADD: &str = "New entry";
    pub const EDIT: &str = "Edit an entry";
    pub const GAP: &str = "Name what the guide does not answer";
    pub const EDIT_AGAIN: &str = "Edit again";
    pub const TRANSLATE: &str = "Translate";
    pub const QUESTION: &str = "Question";
    pub const PHRASINGS: &str = "Other ways to ask it";
    pub const ANSWER: &str = "Answer";
    pub const CATEGORY: &str = "Category";
    pub const MESSAGE: &str = "What to say (empty: the general text)";
}

/// The labels of buttons.
pub mod button {
    pub const SAVE: &str = "Save";
    pub const EDIT_AGAIN: &str = "Edit again";
    pub const CANCEL: &str = "Cancel";
    pub const REMOVE: &str = "Remove";
    pub const SAVE_ANYWAY: &str = "Save anyway";
    pub const TRY_AGAIN: &str = "Try again";
    pub const UNDO: &str = "Undo";
    pub const GO_BACK: &str = "Go back";
    pub const SERVE_FILE: &str = "Serve it as it is";
    pub const TRANSLATIONS: &str = "Translations";
    pub const PREVIOUS: &str = "Previous";
    pub const NEXT: &str = "Next";
}

/// The descriptions of `/faq`, its subcommands and their options in Discord's menus.
pub mod menu {
    /// The name of the message command.
    pub const ADD_TO_FAQ: &str = "Add to FAQ";
    pub const FAQ: &str = "Manage the FAQ";
    pub const ADD: &str = "Add an entry";
    pub const EDIT: &str = "Change an entry's question, answer or category";
    pub const REMOVE: &str = "Remove an entry";
    pub const TEACH: &str = "Add another way to ask about an entry or a gap";
    pub const TRANSLATE: &str = "Translate an entry or a gap, and see which translations are out of date";
    pub const TEST: &str = "Try out a question, and see the reasons for the reply";
    pub const CHECK: &str = "See what is wrong with the FAQ file";
    pub const UNANSWERED: &str = "See unanswered questions, and deal with them";
    pub const HISTORY: &str = "See who changed what, and when";
    pub const UNDO: &str = "Undo the latest change, or go back to a revision";
    pub const EXPORT: &str = "Get the FAQ file";
    pub const IMPORT: &str = "Replace the FAQ file, or add the questions of a CSV, TSV, JSON, Rasa or Markdown file";
    pub const STATS: &str = "See how much is asked and answered";
    pub const ENTRY_OPTION: &str = "The entry: type a word of it";
    pub const TOPIC_OPTION: &str = "The entry or gap: type a word of it";
    pub const PHRASING_OPTION: &str = "The question as people ask it";
    pub const QUESTION_OPTION: &str = "The question to try";
    pub const REVISION_OPTION: &str = "The revision's number in the history";
    pub const FILE_OPTION: &str = "The file: a FAQ file, or .csv, .tsv, .json, .md or Rasa's .yml; at most 1 MiB";
    pub const FORMAT_OPTION: &str = "Another format; without it you get the FAQ file itself";
}

/// How much of a question is quoted in a line, in characters.
const QUOTE_LENGTH: usize = 100;
/// How much of a refused file's problems is shown, in characters: with the sentence before it fits a message.
const PROBLEMS_LENGTH: usize = 1_800;
/// How many phrasings of one kind are named in a preview, for the same reason.
const SHOWN_EFFECTS: usize = 4;
/// How many entries or gaps are named beside a number.
const TOP: usize = 3;

/// Returns a user's text on one line, cut and in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(&cut(&one_line(text), QUOTE_LENGTH)))
}

/// Returns texts in quotes, as many as fit.
fn listed(texts: &[String]) -> String {
    let mut quotes: Vec<String> = texts.iter().take(SHOWN_EFFECTS).map(|text| quoted(text)).collect();
    if texts.len() > SHOWN_EFFECTS {
        quotes.push("...".to_owned());
    }
    quotes.join(", ")
}

/// Escapes a text that may hold a user's words, so that it cannot look like Markdown, link or ping.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_markup(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
        if letter == '@' {
            escaped.push('\u{200b}');
        }
    }
    escaped.replace("://", ":\u{200b}//")
}

fn is_markup(letter: char) -> bool {
    matches!(letter, '*' | '_' | '~' | '`' | '|' | '>' | '[' | ']' | '(' | ')' | '#' | '<' | '\\')
}

/// Returns an error as a sentence: with a capital letter and a full stop.
pub fn sentence(error: &str) -> String {
    let error = escaped(error);
    let mut letters = error.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if error.ends_with(['.', '!', '?', '"']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// Returns the reply after a fault; the log has the same id.
pub fn fault(id: u64) -> String {
    format!("Something went wrong on my side. Please ask the bot's operator to look for `{id}` in the log.")
}

pub fn download_failed(error: &str) -> String {
    format!("I could not fetch that file from Discord ({error}). Please try again.")
}

/// Returns the note above the text of a reply that Discord refused with its files, cards and buttons.
pub fn not_shown_whole(error: &str) -> String {
    format!(
        "Discord did not take all of this reply ({error}), so files or buttons may be missing. \
         If you need them, try again in a minute."
    )
}

/// The summaries of changes, for the history and the log channel.
pub mod summary {
    use super::{listed, quoted};

    pub fn added(question: &str) -> String {
        format!("added {}", quoted(question))
    }

    pub fn changed(entry: &str) -> String {
        format!("changed {entry}")
    }

    pub fn gap_named(question: &str) -> String {
        format!("named the gap {}", quoted(question))
    }

    pub fn imported(difference: &str) -> String {
        format!("imported a file: {difference}")
    }

    pub fn taught(entry: &str, phrasings: &[String]) -> String {
        format!("taught {entry}: {}", listed(phrasings))
    }

    pub fn removed(entry: &str) -> String {
        format!("removed {entry}")
    }

    pub fn undone(revision: u64, difference: &str) -> String {
        format!("undid revision {revision}: {difference}")
    }

    pub fn file_undone(revision: u64) -> String {
        format!("put revision {revision} in the place of a file that cannot be served")
    }

    pub fn restored(revision: u64, difference: &str) -> String {
        format!("went back to revision {revision}: {difference}")
    }
}

/// Returns the message about a change in the log channel.
pub fn change_by(user: u64, summary: &str) -> String {
    format!("<@{user}> {summary}.")
}

/// Returns the question before an entry is removed; `linked_from` are the ids of entries that name it as related.
pub fn confirm_removal(entry: &Entry, linked_from: &[&str]) -> String {
    let mut text = format!("Remove *{}*, {}?", entry.id(), quoted(entry.question()));
    if !linked_from.is_empty() {
        text.push_str(&format!(" These name it as related, and will no longer do so: {}.", linked_from.join(", ")));
    }
    text
}

/// Returns the refusal of an uploaded file.
pub fn invalid_upload(problems: &[Problem]) -> String {
    let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    format!("That is not a valid FAQ, so nothing was changed:{}", problem_lines(&errors))
}

/// Returns the answer to an imported file of which nothing can be taken.
pub fn nothing_to_add(skipped: &[String]) -> String {
    let lines: String = skipped.iter().map(|line| format!("\n- {}", escaped(&one_line(line)))).collect();
    format!("Nothing in this file can be added:{}", cut(&lines, PROBLEMS_LENGTH))
}

/// Returns the line above the preview of an imported file.
pub fn left_out(count: usize) -> String {
    let parts = if count == 1 { "1 part of the file is" } else { &format!("{count} parts of the file are") };
    format!("⚠ {parts} left out: `left-out.txt` says why, with the line.")
}

fn problem_lines(problems: &[&Problem]) -> String {
    let mut lines = String::new();
    for Problem { position, severity, message, .. } in problems {
        let message = escaped(&one_line(message));
        lines.push_str(&format!("\n- line {}, column {}: {severity}: {message}", position.line, position.column));
    }
    lines
}

/// Whether the FAQ file on disk is the one that is served.
pub enum FileState {
    Served,
    Invalid,
    /// It is valid, but not served for this reason.
    HeldBack(String),
}

/// Returns one page of the problems of the FAQ file, of `total`.
pub fn file_checked(problems: &[&Problem], total: usize, state: FileState) -> String {
    let served = match state {
        FileState::Served => "The file on disk is served.".to_owned(),
        FileState::Invalid => "The file on disk has mistakes, and the last good FAQ is served.".to_owned(),
        FileState::HeldBack(reason) => sentence(&format!("the file is held back: {reason}")),
    };
    match total {
        0 => format!("{served} There is nothing to correct."),
        1 => format!("{served} One thing to correct:{}", problem_lines(problems)),
        _ => format!("{served} {total} things to correct:{}", problem_lines(problems)),
    }
}

/// Returns the reasons for the reply to a question.
pub fn explained(decision: &Decision<'_>, threshold: f32) -> String {
    let outcome = match &decision.outcome {
        Outcome::Answer(entry) => format!("Answered with *{}*", entry.id()),
        Outcome::Refer { reason, .. } => match reason {
            Reason::General => "Referred: nothing is close enough".to_owned(),
            Reason::NoWords => "Referred: there are no words in it".to_owned(),
            Reason::Foreign(_) => "Referred: it is in another language".to_owned(),
            Reason::Ambiguous => "Referred: two entries fit equally well".to_owned(),
            Reason::Named(gap) => format!("Referred as the gap *{}*", gap.id()),
            Reason::Urgent(gap) => format!("Referred as the emergency *{}*", gap.id()),
        },
    };
    let also: Vec<String> = decision.others.also.iter().map(|entry| format!("*{}*", entry.id())).collect();
    let mut unanswered: Vec<String> = Vec::new();
    for gap in &decision.others.unanswered {
        unanswered.push(format!("*{}*", gap.id()));
    }
    if decision.others.unclear {
        unanswered.push("a part that no topic is close to".to_owned());
    }
    let mut closest = Vec::new();
    for candidate in &decision.candidates {
        closest.push(format!("*{}* {:.2}", candidate.entry.id(), candidate.confidence));
    }
    let explanation = &decision.explanation;
    let mut corrected = Vec::new();
    for (typed, read) in &explanation.corrected {
        corrected.push(format!("{} → {}", quoted(typed), quoted(read)));
    }
    let matched: Vec<String> = explanation.matched.as_deref().map(quoted).into_iter().collect();
    let unknown: Vec<String> = explanation.unknown.iter().map(|word| quoted(word)).collect();
    let mut text = format!("{outcome} (an answer needs more than {threshold:.2}).");
    push_list(&mut text, "Also answered with", &also);
    push_list(&mut text, "Not answered", &unanswered);
    push_list(&mut text, "Closest entries", &closest);
    push_list(&mut text, "Matched phrasing", &matched);
    push_list(&mut text, "Corrected words", &corrected);
    push_list(&mut text, "Unknown words", &unknown);
    text
}

/// Appends a line with a list, if there is anything in it.
fn push_list(text: &mut String, name: &str, items: &[String]) {
    if !items.is_empty() {
        text.push_str(&format!("\n{name}: {}", items.join(", ")));
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// Returns the alert in the log channel that a question keeps coming without an answer.
pub fn frequently_unanswered(count: u32, question: &str) -> String {
    format!(
        "{} was asked {} without an answer. `/faq unanswered` shows what can be done.",
        quoted(question),
        times(count)
    )
}

/// Returns the message in the log channel about a file that was saved by hand and is refused.
pub fn file_refused(problems: &str) -> String {
    let problems = cut(&problems.replace("```", "'''"), PROBLEMS_LENGTH);
    format!(
        "The FAQ file was saved, but cannot be served as it is. The last good version is still served:\n```\n{problems}\n```"
    )
}

/// Returns the message in the log channel about a file that a moderator accepted although it had lost over half of its content.
pub fn file_accepted(user: u64, summary: &str) -> String {
    format!("<@{user}> accepted the FAQ file that was saved by hand: {summary}.")
}

/// Returns the message in the log channel about a file that was saved by hand; `corrected` if the file before it was refused.
pub fn file_changed(summary: &str, corrected: bool) -> String {
    let corrected = if corrected { " Its mistakes are corrected." } else { "" };
    format!("The FAQ file was changed by hand: {summary}.{corrected}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quoted_words_never_look_like_markdown_or_ping(text in "(\\PC|[*_~`|>@<(\\[\\]):/\\\\#\n]){0,200}") {
            for said in [quoted(&text), sentence(&text)] {
                let mut letters = said.chars();
                while let Some(letter) = letters.next() {
                    prop_assert!(!is_markup(letter) || (letter == '\\' && letters.next().is_some_and(is_markup)), "{}", said);
                }
                prop_assert!(said.split('@').skip(1).all(|after| after.starts_with('\u{200b}')), "{}", said);
                prop_assert!(!said.contains("://"), "{}", said);
            }
            prop_assert!(quoted(&text).chars().count() <= 3 * QUOTE_LENGTH + 2);
        }
    }
}
