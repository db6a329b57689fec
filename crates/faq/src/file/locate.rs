//! Finds positions inside a text, whose value no longer says which line of the file each part is on.

use super::Position;
use super::tree::Node;

/// Returns the lines of a file as YAML counts them: a carriage return alone ends a line too.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.extend(line.strip_suffix('\r').unwrap_or(line).split('\r'));
    }
    lines
}

/// Returns the rest of the line from a position on.
pub(super) fn rest_of_line<'a>(lines: &[&'a str], position: Position) -> &'a str {
    let Some(line) = lines.get(position.line - 1) else { return "" };
    let at = line.char_indices().nth(position.column - 1).map_or(line.len(), |(at, _)| at);
    &line[at..]
}

/// Finds parts of a text in the file, one after the other.
pub(super) struct Locator<'a> {
    lines: &'a [&'a str],
    /// Where the search for the next part begins.
    next: Position,
    last_line: usize,
    start: Position,
}

impl<'a> Locator<'a> {
    pub fn new(lines: &'a [&'a str], node: &Node) -> Self {
        Self { lines, next: node.position, last_line: node.end.line, start: node.position }
    }

    /// Returns the position of a part of the text behind the part before. If it is written over several lines or with
    /// escapes, that is the position of its first word, or of the whole text.
    pub fn find(&mut self, part: &str) -> Position {
        let first_word = part.split_whitespace().next().unwrap_or(part);
        let found = self.search(part).or_else(|| self.search(first_word));
        if let Some(position) = found {
            self.next = Position { column: position.column + 1, ..position };
        }
        found.unwrap_or(self.start)
    }

    fn search(&self, part: &str) -> Option<Position> {
        let mut from = self.next;
        while from.line <= self.last_line {
            let rest = rest_of_line(self.lines, from);
            if let Some(at) = rest.find(part) {
                return Some(Position { column: from.column + rest[..at].chars().count(), ..from });
            }
            from = Position { line: from.line + 1, column: 1 };
        }
        None
    }
}
