//! The FAQ file: parses YAML into a [`Faq`], or reports everything that is wrong with it.
//!
//! Every check goes on after a problem, so that one reading shows them all. See the crate's documentation for the modules
//! that the file passes through.

mod checks;
mod schema;
mod shape;
mod syntax;
mod topics;
pub(crate) mod tree;

pub use schema::schema;
pub use topics::Section;
pub(crate) use topics::TRAINING;

use std::fmt;

use self::topics::TopicNode;
use self::tree::Node;
use super::Faq;

/// The number of problems in one list: enough to see a pattern, short enough to read.
const LISTED: usize = 200;
/// The number of characters of the file's own text that a message quotes.
const QUOTED_LENGTH: usize = 60;

/// A usable file.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub faq: Faq,
    /// Suggestions in order of position: at most 200, and a line that counts the rest.
    pub warnings: Vec<Problem>,
    pub positions: ExamplePositions,
}

/// The positions of every question, phrasing and training phrasing in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamplePositions {
    entries: Vec<Vec<Position>>,
    referrals: Vec<Vec<Position>>,
}

impl ExamplePositions {
    /// Returns the position of an example of the topic at `index` of its section: 0 is its question, 1 its first phrasing.
    /// Without such an example it is the start of the file.
    pub fn get(&self, section: Section, index: usize, example: usize) -> Position {
        let topics = match section {
            Section::Entries => &self.entries,
            Section::Referrals => &self.referrals,
        };
        let position = topics.get(index).and_then(|examples| examples.get(example));
        position.copied().unwrap_or(Position::START)
    }

    fn of(topics: &[TopicNode<'_>]) -> Self {
        let mut positions = Self { entries: Vec::new(), referrals: Vec::new() };
        for topic in topics {
            let examples = topic.examples().map(|(_, position)| position).collect();
            match topic.section {
                Section::Entries => positions.entries.push(examples),
                Section::Referrals => positions.referrals.push(examples),
            }
        }
        positions
    }
}

/// Parses an FAQ file.
///
/// # Errors
/// The problems in order of position, at least one of them an error: at most 200, and a line that counts the rest. Bytes
/// that are not text and text that is not YAML give one problem.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Vec<Problem>> {
    let text = syntax::decode(bytes).map_err(|problem| vec![problem])?;
    let root = tree::read(text).map_err(|problem| vec![problem])?;
    let topics = TopicNode::all(&root);
    let problems = sorted_and_limited(check(&root, &topics));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems);
    }
    let faq = build(text).map_err(|problem| vec![problem])?;
    Ok(Parsed { faq, warnings: problems, positions: ExamplePositions::of(&topics) })
}

fn check(root: &Node, topics: &[TopicNode<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    shape::check(root, &mut problems);
    checks::check(root, topics, &mut problems);
    problems
}

/// Builds the FAQ from a text without errors. If a check has missed something, it is reported here.
fn build(text: &str) -> Result<Faq, Problem> {
    let raw: schema::RawFaq = serde_yaml::from_str(text).map_err(|error| {
        let position = error.location().map(|at| Position { line: at.line(), column: at.column() });
        Problem::error(position.unwrap_or(Position::START), error.to_string())
    })?;
    raw.into_faq().map_err(|error| Problem::error(Position::START, error.to_string()))
}

/// A position in the file.
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

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but the bot would answer better without the problem.
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

/// Something to correct in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub position: Position,
    /// Says what is wrong and what to do, without a full stop.
    pub message: String,
}

impl Problem {
    /// Creates a problem that makes the file unusable.
    pub fn error(position: Position, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, position, message: message.into() }
    }

    /// Creates a problem that leaves the file usable.
    pub fn warning(position: Position, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, position, message: message.into() }
    }

    /// Formats the problem as `FILE:LINE:COLUMN: error: MESSAGE`, which editors make clickable.
    pub fn at(&self, file: impl fmt::Display) -> impl fmt::Display {
        format!("{file}:{}: {}: {}", self.position, self.severity, self.message)
    }
}

/// Sorts problems by position and shortens a long list, warnings first, to [`LISTED`] and a line that counts the rest.
fn sorted_and_limited(mut problems: Vec<Problem>) -> Vec<Problem> {
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

/// Quotes a piece of the file for a message: on one line, cut when long.
fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED_LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED_LENGTH).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
