//! YAML's syntax errors in words that help somebody who does not program.

use saphyr_parser::ScanError;

use super::problem::{Position, Problem};
use super::tree;

const TAB: &str = "a tab stands here, and YAML is indented with spaces; replace it with spaces";

/// Parts of the scanner's messages and what a moderator can do about each; the first that fits is used.
const EXPLANATIONS: [(&str, &str); 14] = [
    ("tab", TAB),
    ("unknown anchor", "text that begins with \"*\" must stand in quotes"),
    ("anchor", "text that begins with \"*\" or \"&\" must stand in quotes"),
    ("found unexpected end of stream", "a text in quotes is not closed; add the missing quote"),
    ("invalid trailing content", "something stands after the closing quote; put the whole text in one pair of quotes"),
    ("escape", "\"\\\" has a meaning of its own in double quotes; write \"\\\\\" or use single quotes"),
    ("hexadecimal", "\"\\\" has a meaning of its own in double quotes; write \"\\\\\" or use single quotes"),
    (
        "mapping values are not allowed",
        "\":\" ends a key, and no key may stand here; put text that has a colon in quotes, and line keys up with their neighbours",
    ),
    ("illegal placement of ':'", "\":\" ends a key, and no key may stand here; put text that has a colon in quotes"),
    ("unexpected character", "text that begins with \"%\", \"@\" or \"`\" must stand in quotes"),
    ("tag", "text that begins with \"!\" must stand in quotes"),
    ("flow", "a list in [ ] or keys in { } are not finished; add the missing comma or bracket"),
    ("bracket", "this bracket closes nothing; remove it, or put text that begins with it in quotes"),
    (
        "simple key expect",
        "this line is no key and belongs to no text above it; end the key with \":\", or indent the line like its neighbours",
    ),
];

/// For everything else, which is nearly always a line that is indented wrongly.
const INDENTATION: &str = "this line does not fit the lines above it; check that it is indented like its neighbours";

/// What a moderator reads for a syntax error in `text`.
pub(super) fn explain(text: &str, error: &ScanError) -> Problem {
    let position = tree::position(error.marker());
    if let Some(tab) = tab_in_indentation(text, position) {
        return Problem::error(tab, TAB);
    }
    let known = EXPLANATIONS.iter().find(|(part, _)| error.info().contains(part));
    let message = known.map_or(INDENTATION, |(_, message)| message);
    Problem::error(position, format!("{message} (YAML: {})", error.info()))
}

/// The first tab before the words of the error's line or, since the scanner may stop at either end of it, the line above.
fn tab_in_indentation(text: &str, error: Position) -> Option<Position> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.skip(error.line.saturating_sub(2)).take(2).find_map(|(line, content)| {
        let indentation = content.len() - content.trim_start().len();
        let column = content[..indentation].find('\t')? + 1;
        Some(Position { line, column })
    })
}
