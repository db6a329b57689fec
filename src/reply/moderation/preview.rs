//! The wording of previews: what a change would do.

use super::{SHOWN_EFFECTS, listed, quoted, sentence};
use crate::storage::Lead;
use faq::file::Problem;
use faq::text::{cut, one_line};

/// How many of the warnings that a change would add are shown: with the rest of a preview they fit a message.
const SHOWN_WARNINGS: usize = 3;
/// How much of such a warning is shown, in characters.
const WARNING_LENGTH: usize = 250;

pub fn preview(difference: &str) -> String {
    format!("**Preview.** If you save this: {difference}.")
}

/// Returns the line that names the phrasings that will lead to their own topic.
pub fn will_lead_here(examples: &[String]) -> Option<String> {
    let named = listed(examples);
    match examples {
        [] => None,
        [_] => Some(format!("✓ {named} will lead here.")),
        _ => Some(format!("✓ These {} will lead here: {named}.", examples.len())),
    }
}

/// Returns a line for each phrasing that will not lead to its own topic, as many as fit.
pub fn will_lead_elsewhere(examples: &[(String, Lead)]) -> Vec<String> {
    effect_lines(examples, |lead| match lead {
        Lead::Own => "will lead here".to_owned(),
        Lead::Entry(id, confidence) => format!("will not lead here, but to *{id}*, {confidence:.2}"),
        Lead::Gap(id) => format!("will not be answered: the bot takes it for the gap *{id}*"),
        Lead::Emergency(id) => format!("will not be answered: the bot takes it for the emergency *{id}*"),
        Lead::Tie => "will not be answered: two entries fit equally well".to_owned(),
        Lead::Nowhere => "will not be answered: nothing is close enough".to_owned(),
    })
}

/// Returns a line for each phrasing that will lead to its own topic and leads somewhere else today, as many as fit.
pub fn led_elsewhere(examples: &[(String, Lead)]) -> Vec<String> {
    effect_lines(examples, |lead| match lead {
        Lead::Own | Lead::Tie | Lead::Nowhere => "is not answered today".to_owned(),
        Lead::Entry(id, confidence) => format!("leads to *{id}* today, {confidence:.2}"),
        Lead::Gap(id) => format!("is taken for the gap *{id}* today"),
        Lead::Emergency(id) => format!("is taken for the emergency *{id}* today"),
    })
}

fn effect_lines(examples: &[(String, Lead)], effect: impl Fn(&Lead) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for (example, lead) in examples.iter().take(SHOWN_EFFECTS) {
        lines.push(format!("⚠ {} {}.", quoted(example), effect(lead)));
    }
    if examples.len() > SHOWN_EFFECTS {
        lines.push(format!("⚠ {} more like these.", examples.len() - SHOWN_EFFECTS));
    }
    lines
}

/// Returns the note that some phrasings were not tried.
pub fn not_tried(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 further phrasing was not tried.".to_owned()),
        _ => Some(format!("{count} further phrasings were not tried.")),
    }
}

/// Returns the warning that a file would lose over half of something.
pub fn would_lose(what: &str, had: usize, has: usize) -> String {
    format!("⚠ This file has only {has} of the current {had} {what}.")
}

/// Returns the question before over half of something is lost.
pub fn confirm_loss(what: &str, had: usize, has: usize) -> String {
    format!("Not saved yet: only {has} of the current {had} {what} would be left. Do you want that?")
}

/// Returns a line for each warning that a change would add, as many as fit.
pub fn new_warnings(warnings: &[Problem]) -> Vec<String> {
    let mut lines = Vec::new();
    for warning in warnings.iter().take(SHOWN_WARNINGS) {
        lines.push(format!("⚠ {}", sentence(&cut(&one_line(&warning.message), WARNING_LENGTH))));
    }
    if warnings.len() > SHOWN_WARNINGS {
        let rest = warnings.len() - SHOWN_WARNINGS;
        lines.push(format!("⚠ {rest} more: `/faq check` will list them."));
    }
    lines
}

/// Returns the note on how a proposal changes the golden cases; `named` are some of those that get worse.
pub fn golden_cases(cases: usize, better: usize, worse: usize, named: &[&str]) -> String {
    let mut text = format!("Of {cases} golden cases {better} would get better and {worse} worse.");
    for question in named {
        text.push_str(&format!("\n- worse: {}", quoted(question)));
    }
    text
}

/// Returns the note that the golden cases do not fit the FAQ, so that none was tried.
pub fn golden_cases_unusable(error: &str) -> String {
    format!("The golden cases were not tried: {}", sentence(error))
}
