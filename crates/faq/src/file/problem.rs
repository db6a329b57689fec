//! What is wrong with a file, where, and in a moderator's words.

use std::fmt;

/// How many problems one list holds: enough to see a pattern, short enough to read.
const LISTED: usize = 200;
/// How many characters of the file's own text a message quotes.
const QUOTED: usize = 60;

/// A place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The file's first character.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Whether a file with this problem can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but the bot would answer better without it.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the file can be used nevertheless.
    pub severity: Severity,
    /// Where it stands.
    pub position: Position,
    /// What is wrong and what to do, without a full stop.
    pub message: String,
}

impl Problem {
    /// A problem that makes the file unusable.
    pub fn error(position: Position, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, position, message: message.into() }
    }

    /// A problem that leaves the file usable.
    pub fn warning(position: Position, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, position, message: message.into() }
    }

    /// The problem as `FILE:LINE:COLUMN: error: MESSAGE`, the form that editors make clickable.
    pub fn at(&self, file: impl fmt::Display) -> impl fmt::Display {
        format!("{file}:{}: {}: {}", self.position, self.severity, self.message)
    }
}

/// Sorts problems by position and shortens a long list, warnings first, to [`LISTED`] and a line that counts the rest.
pub(super) fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.severity);
    let rest = problems.split_off(problems.len().min(LISTED));
    problems.sort_by_key(|problem| problem.position);
    if let Some(last) = problems.last()
        && let Some(first) = rest.first()
    {
        let message = format!("{} more problems are not listed; correct these first", rest.len());
        problems.push(Problem { severity: first.severity, position: last.position, message });
    }
    problems
}

/// A piece of the file as a message shows it: in quotes, on one line, cut when long.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
