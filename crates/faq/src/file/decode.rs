//! From bytes to characters: what must hold before YAML comes into it.

use super::problem::{Position, Problem};
use crate::limits;

/// The file's text, without a byte order mark.
///
/// Refuses more than [`limits::FILE_BYTES`], bytes that are no UTF-8, and control characters: the YAML scanner takes
/// U+0000 for the end of the file and would drop what follows without a word. Line ends that YAML 1.1 knows and YAML 1.2 does
/// not are refused too: the two readers of the file would part its lines in two ways.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > limits::FILE_BYTES {
        let limit = limits::FILE_BYTES / 1024;
        let message = format!("the file is larger than {limit} KiB, the most that is read; shorten it");
        return Err(Problem::error(Position::START, message));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    match text.char_indices().find(|&(_, c)| unprintable(c)) {
        None => Ok(text),
        Some((at, c)) if is_old_line_end(c) => Err(old_line_end(&text[..at], c)),
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

fn old_line_end(before: &str, c: char) -> Problem {
    let code = u32::from(c);
    let message = format!("an invisible line separator (U+{code:04X}) stands here; delete it, or begin a new line");
    Problem::error(end_of(before), message)
}

/// What YAML forbids in a file, or reads in two ways.
fn unprintable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}') || is_old_line_end(c)
}

fn is_old_line_end(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Where the next character after `text` stands.
pub(super) fn end_of(text: &str) -> Position {
    let line_start = text.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: text.matches('\n').count() + 1, column: text[line_start..].chars().count() + 1 }
}
