//! Syntax errors of YAML, in words that help somebody who does not program.

use std::ops::Range;

use saphyr_parser::ScanError;

use super::invisible;
use super::locate::lines;
use super::tree::position;
use super::{Position, Problem, end_of, swallowed};

const TAB: &str = "there is a tab here, but YAML is indented with spaces; replace it with spaces";

const UNCLOSED: &str = "a text in quotes is not closed here; add the missing quote, and indent its further lines";
const BACKSLASH: &str = "\"\\\" has a meaning of its own in double quotes; write \"\\\\\", or use single quotes";
const PERCENT: &str = "text that begins with \"%\", \"@\" or \"`\" must be in quotes";

/// Parts of the scanner's messages, and what a moderator can do about each. The first that fits is used.
const EXPLANATIONS: [(&str, &str); 20] = [
    ("tab", TAB),
    ("recursion limit", "lists or keys are nested too deeply here; the FAQ needs no more than 5 levels"),
    ("anchor", "text that begins with \"*\" or \"&\" must be in quotes"),
    ("found unexpected end of stream", UNCLOSED),
    ("indentation in quoted", UNCLOSED),
    (
        "invalid trailing content",
        "there is something after the closing quote; put the whole text in one pair of quotes",
    ),
    (
        "block scalar, did not find",
        "text after \"|\" or \">\" begins on the next line; put text that begins with \">\" in quotes",
    ),
    ("escape", BACKSLASH),
    ("hexadecimal", BACKSLASH),
    (
        "mapping values are not allowed",
        "\":\" ends a key, and there cannot be a key here; put text that has a colon in quotes, and line keys up with their neighbours",
    ),
    (
        "illegal placement of ':'",
        "\":\" ends a key, and there cannot be a key here; close the \"[\" before it, or put text that has a colon in quotes",
    ),
    ("unexpected character", PERCENT),
    ("directive", PERCENT),
    (
        "expected <document start>",
        "this does not fit what is above it; check the indentation, and put text that begins with \"%\" in quotes",
    ),
    (
        "expected key",
        "this does not fit what is before it; check the indentation, and put text that begins with \"[\" or \"{\" in quotes",
    ),
    ("tag", "text that begins with \"!\" must be in quotes"),
    ("flow", "a list in [ ] or keys in { } are not finished; add the missing comma or bracket"),
    ("expected node content", "something is missing here; finish the list in [ ], or put the text in quotes"),
    ("bracket", "this bracket closes nothing; remove it, or put text that has it in quotes"),
    (
        "simple key expect",
        "this line is not a key and does not belong to a text above it; end the key with \":\", or indent the line like its neighbours",
    ),
];

/// The message for everything else, which is nearly always a line with wrong indentation.
const INDENTATION: &str = "this line does not fit the lines above it; check that it is indented like its neighbours";

/// Explains a syntax error in `text` to a moderator. `blocks` are the lines of the block scalars before it, in order.
pub(super) fn explain(text: &str, error: &ScanError, blocks: &[Range<usize>]) -> Problem {
    // The scanner may notice what is missing only behind the last line, where no editor can go.
    let position = position(error.marker()).min(end_of(text.trim_end()));
    let lines = lines(text);
    if let Some(tab) = tab_in_indentation(&lines, position, error.info().contains("tab")) {
        return Problem::error(tab, TAB);
    }
    if let Some(problem) = lines.get(position.line - 1).and_then(|line| swallowed::tab_in_line(line, position.line)) {
        return problem;
    }
    if let Some((invisible, c)) = invisible::near(&lines, position.line, blocks) {
        return Problem::error(invisible, invisible::advice(c));
    }
    match EXPLANATIONS.iter().find(|(part, _)| error.info().contains(part)) {
        Some((_, message)) => Problem::error(position, *message),
        None => Problem::error(position, format!("{INDENTATION} (YAML: {})", error.info())),
    }
}

/// Finds the first tab in the indentation of the error's line or of the line above, where the mistake often begins. If the
/// error is about a tab, the line below is searched too, since the scanner names the text's first line.
fn tab_in_indentation(lines: &[&str], error: Position, is_about_tab: bool) -> Option<Position> {
    let first = error.line.saturating_sub(2);
    let count = if is_about_tab { 3 } else { 2 };
    for (index, line) in lines.iter().enumerate().skip(first).take(count) {
        let indentation = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indentation].find('\t') {
            return Some(Position { line: index + 1, column: tab + 1 });
        }
    }
    None
}
