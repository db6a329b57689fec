//! The FAQ file: parses YAML into a [`Faq`], or reports everything that is wrong with it.
//!
//! Every check goes on after a problem, so that one reading shows them all. See the crate's documentation for the modules
//! that the file passes through.

pub(crate) mod checks;
mod decoding;
mod discord;
mod invisible;
mod locate;
mod schema;
mod shape;
mod swallowed;
mod syntax;
pub(crate) mod translations;
pub(crate) mod tree;

pub use schema::schema;

use std::collections::HashSet;
use std::fmt;

use self::locate::lines;
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
    let text = decoding::decode(bytes).map_err(sorted_and_limited)?;
    let root = tree::read(text).map_err(|problem| vec![problem])?;
    let topics = TopicNode::all(&root);
    let problems = sorted_and_limited(check(text, &root, &topics));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems);
    }
    let faq = build(text).map_err(|problem| vec![problem])?;
    Ok(Parsed { faq, warnings: problems, positions: ExamplePositions::of(&topics) })
}

fn check(text: &str, root: &Node, topics: &[TopicNode<'_>]) -> Vec<Problem> {
    let lines = lines(text);
    let mut problems = Vec::new();
    shape::check(root, &mut problems);
    checks::check(root, topics, &mut problems);
    translations::check(root, topics, &mut problems);
    swallowed::check(&lines, root, &mut problems);
    discord::check(&lines, root, topics, &mut problems);
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

/// Returns the position of the next character after `text`.
fn end_of(text: &str) -> Position {
    let line_start = text.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: text.matches('\n').count() + 1, column: text[line_start..].chars().count() + 1 }
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

/// The two lists of topics in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Questions that the guide answers.
    Entries,
    /// Questions that it does not answer.
    Referrals,
}

impl Section {
    /// Both sections, in the file's usual order.
    pub(crate) const ALL: [Self; 2] = [Self::Entries, Self::Referrals];

    /// Returns the section under `key`.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.key() == key)
    }

    /// Returns the section's key in the file.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Referrals => "referrals",
        }
    }

    /// Returns the noun for one of its topics.
    fn noun(self) -> &'static str {
        match self {
            Self::Entries => "entry",
            Self::Referrals => "referral",
        }
    }
}

/// The key of the section with further phrasings to learn from, by the id of a topic.
pub(crate) const TRAINING: &str = "training";

/// Returns the beginning of a message about a topic: `entry "pain": `, or `entry 3: ` if it has no id.
fn subject(section: Section, index: usize, node: &Node) -> String {
    match node.get("id").and_then(Node::text) {
        Some(id) if !id.is_empty() => format!("{} {}: ", section.noun(), quoted(id)),
        _ => format!("{} {}: ", section.noun(), index + 1),
    }
}

/// An entry or a referral in the tree.
pub(crate) struct TopicNode<'a> {
    pub section: Section,
    pub index: usize,
    pub node: &'a Node,
    /// The phrasings under its id in the section `training`.
    pub training: &'a [Node],
}

impl<'a> TopicNode<'a> {
    /// Returns every topic of the file, entries first.
    pub fn all(root: &'a Node) -> Vec<Self> {
        let mut topics = Vec::new();
        let mut ids = HashSet::new();
        for section in Section::ALL {
            for (index, node) in root.get(section.key()).map_or(&[][..], Node::items).iter().enumerate() {
                let mut topic = Self { section, index, node, training: &[] };
                // Training under an id that several topics have is an error of its own, and reported only as that.
                if let Some((id, _)) = topic.id()
                    && ids.insert(id)
                {
                    let list = root.get(TRAINING).and_then(|training| training.get(id));
                    topic.training = list.map_or(&[], Node::items);
                }
                topics.push(topic);
            }
        }
        topics
    }

    /// Returns the beginning of a message about the topic.
    pub fn subject(&self) -> String {
        subject(self.section, self.index, self.node)
    }

    /// Returns the name of the topic in messages about other topics: `entry "pain"`.
    pub fn name(&self) -> String {
        self.subject().trim_end_matches(": ").to_owned()
    }

    /// Returns the id and its position, if the topic has an id.
    pub fn id(&self) -> Option<(&'a str, Position)> {
        text(self.node.get("id")?)
    }

    /// Returns the question and its position, if the topic has one.
    pub fn question(&self) -> Option<(&'a str, Position)> {
        text(self.node.get("question")?)
    }

    /// Returns the phrasings as they stand in the file.
    pub fn phrasings(&self) -> &'a [Node] {
        self.node.get("phrasings").map_or(&[], Node::items)
    }

    /// Returns the question, phrasings and training with their positions, as far as they are text.
    pub fn examples(&self) -> impl Iterator<Item = (&'a str, Position)> {
        self.node.get("question").into_iter().chain(self.phrasings()).chain(self.training).filter_map(text)
    }

    pub fn is_same(&self, other: &Self) -> bool {
        (self.section, self.index) == (other.section, other.index)
    }
}

fn text(node: &Node) -> Option<(&str, Position)> {
    Some((node.text()?, node.position))
}
