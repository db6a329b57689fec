//! YAML's syntax errors in words that help somebody who does not program.

use saphyr_parser::ScanError;

use super::problem::{Position, Problem};
use super::{decode, tree};

const TAB: &str = "a tab stands here, and YAML is indented with spaces; replace it with spaces";

const UNCLOSED: &str = "a text in quotes is not closed here; add the missing quote, and indent its further lines";
const BACKSLASH: &str = "\"\\\" has a meaning of its own in double quotes; write \"\\\\\", or use single quotes";
const PERCENT: &str = "text that begins with \"%\", \"@\" or \"`\" must stand in quotes";

/// Parts of the scanner's messages and what a moderator can do about each; the first that fits is used.
const EXPLANATIONS: [(&str, &str); 20] = [
    ("tab", TAB),
    ("recursion limit", "lists or keys stand too deeply in each other here; the FAQ needs no more than 5 levels"),
    ("anchor", "text that begins with \"*\" or \"&\" must stand in quotes"),
    ("found unexpected end of stream", UNCLOSED),
    ("indentation in quoted", UNCLOSED),
    ("invalid trailing content", "something stands after the closing quote; put the whole text in one pair of quotes"),
    (
        "block scalar, did not find",
        "text after \"|\" or \">\" begins on the next line; put text that begins with \">\" in quotes",
    ),
    ("escape", BACKSLASH),
    ("hexadecimal", BACKSLASH),
    (
        "mapping values are not allowed",
        "\":\" ends a key, and no key may stand here; put text that has a colon in quotes, and line keys up with their neighbours",
    ),
    (
        "illegal placement of ':'",
        "\":\" ends a key, and no key may stand here; close the \"[\" before it, or put text that has a colon in quotes",
    ),
    ("unexpected character", PERCENT),
    ("directive", PERCENT),
    (
        "expected <document start>",
        "this does not fit what stands above it; check the indentation, and put text that begins with \"%\" in quotes",
    ),
    (
        "expected key",
        "this does not fit what stands before it; check the indentation, and put text that begins with \"[\" or \"{\" in quotes",
    ),
    ("tag", "text that begins with \"!\" must stand in quotes"),
    ("flow", "a list in [ ] or keys in { } are not finished; add the missing comma or bracket"),
    ("expected node content", "something is missing here; finish the list in [ ], or put the text in quotes"),
    ("bracket", "this bracket closes nothing; remove it, or put text that has it in quotes"),
    (
        "simple key expect",
        "this line is no key and belongs to no text above it; end the key with \":\", or indent the line like its neighbours",
    ),
];

/// For everything else, which is nearly always a line that is indented wrongly.
const INDENTATION: &str = "this line does not fit the lines above it; check that it is indented like its neighbours";

/// What a moderator reads for a syntax error in `text`.
pub(super) fn explain(text: &str, error: &ScanError) -> Problem {
    // The scanner notices what is missing only behind the last line, where no editor can go.
    let position = tree::position(error.marker()).min(decode::end_of(text.trim_end()));
    if let Some(tab) = tab_in_indentation(text, position, error.info().contains("tab")) {
        return Problem::error(tab, TAB);
    }
    match EXPLANATIONS.iter().find(|(part, _)| error.info().contains(part)) {
        Some((_, message)) => Problem::error(position, *message),
        None => Problem::error(position, format!("{INDENTATION} (YAML: {})", error.info())),
    }
}

/// The first tab before the words of the error's line or the line above, where it often begins; if the error is `about`
/// a tab, also of the line below, since the scanner names the text's first line.
fn tab_in_indentation(text: &str, error: Position, about: bool) -> Option<Position> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.skip(error.line.saturating_sub(2)).take(2 + usize::from(about)).find_map(|(line, content)| {
        let indentation = content.len() - content.trim_start().len();
        let column = content[..indentation].find('\t')? + 1;
        Some(Position { line, column })
    })
}
