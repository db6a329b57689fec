//! Encoding and YAML syntax: errors in words that help somebody who does not program.

use saphyr_parser::ScanError;

use super::tree;
use super::{Position, Problem};
use crate::limits;

const TAB: &str = "a tab stands here, and YAML is indented with spaces; replace it with spaces";

const UNCLOSED: &str = "a text in quotes is not closed here; add the missing quote, and indent its further lines";
const BACKSLASH: &str = "\"\\\" has a meaning of its own in double quotes; write \"\\\\\", or use single quotes";
const PERCENT: &str = "text that begins with \"%\", \"@\" or \"`\" must stand in quotes";

/// Parts of the scanner's messages, and what a moderator can do about each. The first that fits is used.
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

/// The message for everything else, which is nearly always a line with wrong indentation.
const INDENTATION: &str = "this line does not fit the lines above it; check that it is indented like its neighbours";

/// Explains a syntax error in `text` to a moderator.
pub(super) fn explain(text: &str, error: &ScanError) -> Problem {
    // The scanner may notice what is missing only behind the last line, where no editor can go.
    let position = tree::position(error.marker()).min(end_of(text.trim_end()));
    if let Some(tab) = tab_in_indentation(text, position, error.info().contains("tab")) {
        return Problem::error(tab, TAB);
    }
    match EXPLANATIONS.iter().find(|(part, _)| error.info().contains(part)) {
        Some((_, message)) => Problem::error(position, *message),
        None => Problem::error(position, format!("{INDENTATION} (YAML: {})", error.info())),
    }
}

/// Finds the first tab in the indentation of the error's line or of the line above, where the mistake often begins. If the
/// error is about a tab, the line below is searched too, since the scanner names the text's first line.
fn tab_in_indentation(text: &str, error: Position, is_about_tab: bool) -> Option<Position> {
    let first = error.line.saturating_sub(2);
    let count = if is_about_tab { 3 } else { 2 };
    for (index, line) in text.lines().enumerate().skip(first).take(count) {
        let indentation = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indentation].find('\t') {
            return Some(Position { line: index + 1, column: tab + 1 });
        }
    }
    None
}

/// Decodes the file's text and strips a byte order mark.
///
/// Refuses more than [`limits::FILE_BYTES`], bytes that are not UTF-8, and control characters: the YAML scanner takes
/// U+0000 for the end of the file and would silently drop what follows. Line ends of YAML 1.1 that YAML 1.2 does not know
/// are refused too, since the two readers of the file would count its lines differently.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > limits::FILE_BYTES {
        let limit = limits::FILE_BYTES / 1024;
        let message = format!("the file is larger than {limit} KiB, the most that is read; shorten it");
        return Err(Problem::error(Position::START, message));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    match text.char_indices().find(|&(_, c)| is_refused(c)) {
        None => Ok(text),
        Some((at, c)) if is_yaml11_line_end(c) => Err(yaml11_line_end(&text[..at], c)),
        Some((at, c)) => Err(control_character(&text[..at], c)),
    }
}

fn not_utf8(bytes: &[u8], valid: usize) -> Problem {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    Problem::error(end_of(&before), "this character is not valid UTF-8; save the file with the encoding UTF-8")
}

fn control_character(before: &str, c: char) -> Problem {
    let code = u32::from(c);
    Problem::error(end_of(before), format!("an invisible control character (U+{code:04X}) stands here; delete it"))
}

fn yaml11_line_end(before: &str, c: char) -> Problem {
    let code = u32::from(c);
    let message = format!("an invisible line separator (U+{code:04X}) stands here; delete it, or begin a new line");
    Problem::error(end_of(before), message)
}

/// Returns whether YAML forbids a character, or reads it in two ways.
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        || is_yaml11_line_end(c)
}

fn is_yaml11_line_end(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns the position of the next character after `text`.
pub(super) fn end_of(text: &str) -> Position {
    let line_start = text.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: text.matches('\n').count() + 1, column: text[line_start..].chars().count() + 1 }
}
