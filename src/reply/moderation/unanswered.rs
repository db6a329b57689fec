//! The wording of `/faq unanswered`.

use super::{TOP, escaped, times};
use crate::reply::Reply;
use faq::text::{Language, cut, one_line};

/// How much of the list fits into a card, in characters; the line about left-out questions fits below it.
const LIST_LENGTH: usize = 3_900;

/// The names of the list's parts.
pub mod part {
    pub const NO_MATCH: &str = "No match";
    pub const NAMED_GAPS: &str = "Named gaps";
    pub const NOT_WHAT_I_ASKED: &str = "Not what I asked";
}

/// The labels of buttons.
pub mod button {
    pub const TEACH: &str = "Teach";
    pub const TEACH_ALL: &str = "Teach all";
    pub const NEW_ENTRY: &str = "New entry";
    pub const NAME_GAP: &str = "Name the gap";
    pub const DISMISS: &str = "Dismiss";
    pub const DISMISS_ALL: &str = "Dismiss all";
    pub const SEARCH: &str = "Search";
    pub const BACK: &str = "Back";
}

/// The texts in empty menus, and the form of "Search".
pub const CHOOSE_ITEMS: &str = "Choose one or more items";
pub const CHOOSE_QUESTIONS: &str = "Narrow the choice";
pub const CHOOSE_TOPIC: &str = "Choose an entry or a gap";
pub const SEARCH_TITLE: &str = "Find an entry or a gap";
pub const SEARCH_FIELD: &str = "Words it contains, or its id";
/// The file with questions that do not fit into a card.
pub const QUESTIONS_FILE: &str = "questions.txt";

/// An item of the list.
pub struct ItemLine<'a> {
    /// The id of the gap, if the item is one.
    pub gap: Option<&'a str>,
    /// Its most frequent question.
    pub text: &'a str,
    /// The language of that question, if it is not the FAQ's.
    pub language: Option<Language>,
    pub wordings: usize,
    /// How often it was asked.
    pub asked: u32,
    /// When it was asked last, in seconds since 1970.
    pub last: i64,
    /// The ids of the entries nearest to it, best first.
    pub nearest: Vec<&'a str>,
    /// Whether the first of these was shown as the answer.
    pub first_was_shown: bool,
}

/// Returns the line above the list of a part.
pub fn heading(part: &str, count: usize) -> String {
    match count {
        0 => format!("**{part}**: nothing here."),
        1 => format!("**{part}**: one item."),
        _ => format!("**{part}**: {count} items, the most frequent first."),
    }
}

/// Returns the label of the button that leads to a part of the list.
pub fn part_label(part: &str, count: usize) -> String {
    format!("{part} ({count})")
}

/// Returns a page of the list; `first` is the place of its first item, from 1.
pub fn list(items: &[ItemLine<'_>], first: usize) -> Reply {
    let mut lines = Vec::new();
    for (place, item) in (first..).zip(items) {
        lines.push(item_line(place, item));
    }
    Reply::note(&lines.join("\n"))
}

fn item_line(place: usize, item: &ItemLine<'_>) -> String {
    let mut line = match item.gap {
        Some(gap) => format!("**{place}.** *{gap}*: {}", times(item.asked)),
        None => format!("**{place}.** {}{}: {}", whole(item.text), in_language(item.language), times(item.asked)),
    };
    if item.wordings > 1 {
        line.push_str(&format!(", {} wordings", item.wordings));
    }
    line.push_str(&format!(", last <t:{}:R>", item.last));
    let mut nearest = item.nearest.as_slice();
    if let Some((shown, rest)) = nearest.split_first()
        && item.first_was_shown
    {
        line.push_str(&format!("; shown: {shown}"));
        nearest = rest;
    }
    if item.gap.is_none() && !nearest.is_empty() {
        line.push_str(&format!("; nearest: {}", nearest[..nearest.len().min(TOP)].join(", ")));
    }
    line
}

/// Returns the language of a question in brackets, if it is not the FAQ's.
fn in_language(language: Option<Language>) -> String {
    language.map_or_else(String::new, |language| format!(" ({})", language.name()))
}

/// Returns a whole question on one line, in quotes.
fn whole(text: &str) -> String {
    format!("\"{}\"", escaped(&one_line(text)))
}

/// Returns how an item is named in a menu.
pub fn item_label(place: usize, item: &ItemLine<'_>) -> String {
    format!("{place}. {}", item.gap.unwrap_or(item.text))
}

/// Returns the line above questions that were chosen.
pub fn chosen_heading(questions: usize, asked: u32) -> String {
    match questions {
        1 => format!("One question, asked {}.", times(asked)),
        _ => format!("{questions} questions, asked {} in all.", times(asked)),
    }
}

/// Returns all questions that were chosen, each with how often it was asked, and whether all of them fit.
pub fn chosen(questions: &[(&str, Option<Language>, u32)]) -> (Reply, bool) {
    let mut text = String::new();
    let mut length = 0;
    for (index, (question, language, asked)) in questions.iter().enumerate() {
        let line = format!("- {}{}: {}\n", whole(question), in_language(*language), times(*asked));
        length += line.chars().count();
        if length > LIST_LENGTH {
            text.push_str(&format!("and {} more, in `{QUESTIONS_FILE}`", questions.len() - index));
            return (Reply::note(&text), false);
        }
        text.push_str(&line);
    }
    (Reply::note(text.trim_end()), true)
}

/// Returns the question which entry or gap questions belong to; `first` is the most frequent of them.
pub fn choose_topic(first: &str, questions: usize) -> String {
    match questions {
        1 => format!("What is {} about? The nearest entries and gaps come first; **Search** finds any.", whole(first)),
        _ => format!(
            "What are these {questions} questions about, such as {}? The nearest entries and gaps come first; **Search** \
             finds any.",
            whole(first)
        ),
    }
}

/// Returns the line above what a search found.
pub fn found(typed: &str, count: usize) -> String {
    let typed = cut(&one_line(typed), 100);
    match count {
        0 => format!("Nothing fits {}. Search for another word.", whole(&typed)),
        _ => format!("These fit {}.", whole(&typed)),
    }
}
