//! Decodes the file's bytes. Refuses characters that the two readers of the text understand differently, and merge conflicts.

use super::{Position, Problem, end_of};
use crate::limits;

/// Put before a text in UTF-8 by editors on Windows.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// The lines that Git puts around two versions which it cannot merge, each at the beginning of a line.
const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Decodes the file's text and strips a byte order mark.
///
/// Refuses more than [`limits::FILE_BYTES`], bytes that are not UTF-8, and control characters: the YAML scanner takes
/// U+0000 for the end of the file and would silently drop what follows. Line ends of YAML 1.1 that YAML 1.2 does not know
/// are refused too, since the two readers of the file would count its lines differently.
///
/// # Errors
/// At least one problem.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Vec<Problem>> {
    let text = characters(bytes).map_err(|problem| vec![problem])?;
    let conflicts = conflicts(text);
    if conflicts.is_empty() { Ok(text) } else { Err(conflicts) }
}

fn characters(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > limits::FILE_BYTES {
        let limit = limits::FILE_BYTES / 1024;
        let message = format!("the file is larger than {limit} KiB, the most that is read; shorten it");
        return Err(Problem::error(Position::START, message));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if bytes.starts_with(BYTE_ORDER_MARK) {
        let message = "the file begins with two byte order marks (U+FEFF), which no editor shows; \
                       save it with the encoding UTF-8, without a byte order mark";
        return Err(Problem::error(Position::START, message));
    }
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
    Problem::error(end_of(before), format!("there is an invisible control character (U+{code:04X}) here; delete it"))
}

fn yaml11_line_end(before: &str, c: char) -> Problem {
    let code = u32::from(c);
    let message = format!("there is an invisible line separator (U+{code:04X}) here; delete it, or begin a new line");
    Problem::error(end_of(before), message)
}

/// Returns whether YAML forbids a character, or its versions disagree on it.
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        || is_yaml11_line_end(c)
}

fn is_yaml11_line_end(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Finds the lines of a merge conflict. A marker in an answer is indented, so it is not taken for one.
fn conflicts(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(marker) = conflict_marker(line) {
            let message = format!(
                "\"{marker}\" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line"
            );
            problems.push(Problem::error(Position { line: index + 1, column: 1 }, message));
        }
    }
    problems
}

fn conflict_marker(line: &str) -> Option<&'static str> {
    let marker = CONFLICT_MARKERS.into_iter().find(|marker| line.starts_with(marker))?;
    let rest = &line[marker.len()..];
    (rest.is_empty() || rest.starts_with(' ')).then_some(marker)
}
