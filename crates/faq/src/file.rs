//! The FAQ file: YAML in, a [`Faq`] or everything that is wrong with it out.
//!
//! The way of a file: `decode` makes characters of bytes, `tree` reads them into values that know where they
//! stand, `shape` holds these against the schema, `meaning` and `phrasing` check what no schema says, and
//! `serde_yaml` reads the values into `raw`, which becomes the FAQ. Each check goes on after a problem, so that one
//! reading shows them all.

mod decode;
mod meaning;
mod phrasing;
mod problem;
mod raw;
pub(crate) mod scalar;
mod schema;
mod shape;
mod syntax;
mod topic;
pub(crate) mod tree;

pub use problem::{Position, Problem, Severity};
pub use schema::schema;
pub use topic::Section;
pub(crate) use topic::TRAINING;

use self::topic::Topic;
use self::tree::Node;
use super::Faq;

/// What a usable file holds.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The FAQ.
    pub faq: Faq,
    /// What would make it better, in order of position; at most 200 and a line that counts the rest.
    pub warnings: Vec<Problem>,
    /// Where its questions and phrasings stand.
    pub places: Places,
}

/// Where every question and phrasing stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    entries: Vec<Vec<Position>>,
    referrals: Vec<Vec<Position>>,
}

impl Places {
    /// Where an example of the topic at `index` of its section stands: 0 is its question, 1 its first phrasing.
    /// The file's start if there is no such example.
    pub fn example(&self, section: Section, index: usize, example: usize) -> Position {
        let topics = match section {
            Section::Entries => &self.entries,
            Section::Referrals => &self.referrals,
        };
        let position = topics.get(index).and_then(|examples| examples.get(example));
        position.copied().unwrap_or(Position::START)
    }

    fn of(topics: &[Topic<'_>]) -> Self {
        let of = |section| {
            let topics = topics.iter().filter(|topic| topic.section == section);
            topics.map(|topic| topic.examples().map(|(_, position)| position).collect()).collect()
        };
        Self { entries: of(Section::Entries), referrals: of(Section::Referrals) }
    }
}

/// Reads an FAQ file.
///
/// # Errors
/// The problems, at least one of them an error, in order of position: at most 200 and a line that counts the rest.
/// When the bytes are no text or the text is no YAML, that is the only one.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Vec<Problem>> {
    let text = decode::decode(bytes).map_err(|problem| vec![problem])?;
    let root = tree::read(text).map_err(|problem| vec![problem])?;
    let topics = Topic::all(&root);
    let problems = problem::listed(check(&root, &topics));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems);
    }
    let faq = build(text).map_err(|problem| vec![problem])?;
    Ok(Parsed { faq, warnings: problems, places: Places::of(&topics) })
}

fn check(root: &Node, topics: &[Topic<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    shape::check(root, &mut problems);
    meaning::check(root, topics, &mut problems);
    phrasing::check(topics, &mut problems);
    problems
}

/// The FAQ of a text without errors. Should a check have let something through, it is reported here.
fn build(text: &str) -> Result<Faq, Problem> {
    let raw: raw::RawFaq = serde_yaml::from_str(text).map_err(unreadable)?;
    raw.into_faq().map_err(|error| Problem::error(Position::START, error.to_string()))
}

fn unreadable(error: serde_yaml::Error) -> Problem {
    let at = error.location().map(|at| Position { line: at.line(), column: at.column() });
    Problem::error(at.unwrap_or(Position::START), error.to_string())
}
