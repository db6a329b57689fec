//! Why an edit cannot be made: one sentence for the moderator who wants it.

use super::document::Unsafe;
use crate::file::{Problem, Severity};

/// Why an edit was not made. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Nothing has this id.
    #[error("there is no \"{0}\" in the FAQ any more; pick one from the list")]
    NoTopic(String),
    /// Something else has this id.
    #[error("\"{0}\" is there already; choose another name")]
    IdTaken(String),
    /// The words lead somewhere already.
    #[error("\"{example}\" already leads to \"{question}\"; leave it out, or remove it there first")]
    Known {
        /// The question or phrasing.
        example: String,
        /// The question of the entry or referral that has it.
        question: String,
    },
    /// The words lead somewhere already, by the section `training`.
    #[error("\"{example}\" already leads to \"{question}\": it stands in the section \"training\" of the FAQ file")]
    InTraining {
        /// The question or phrasing.
        example: String,
        /// The question of the entry or referral that has it.
        question: String,
    },
    /// The phrasing is not there.
    #[error("\"{0}\" is not among the phrasings; perhaps somebody removed it just now")]
    NoPhrasing(String),
    /// A FAQ needs an entry.
    #[error("this is the only entry, and a FAQ needs one; add another first")]
    LastEntry,
    /// All is as it is wished.
    #[error("nothing would change: the FAQ says so already")]
    Unchanged,
    /// The file that is to be edited has mistakes.
    #[error("the FAQ file has mistakes, and must be mended before it is edited: {}", first(.0))]
    InvalidFile(Vec<Problem>),
    /// With the edit it would have.
    #[error("the FAQ would not be valid any more: {}", message(.0))]
    InvalidResult(Vec<Problem>),
    /// The edit would touch more than it is about.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
}

fn errors(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    problems.iter().filter(|problem| problem.severity == Severity::Error)
}

fn first(problems: &[Problem]) -> String {
    let told = |problem: &Problem| format!("line {}: {}", problem.position.line, problem.message);
    errors(problems).next().map(told).unwrap_or_default()
}

/// Positions in a text that nobody will see say nothing.
fn message(problems: &[Problem]) -> String {
    errors(problems).next().map(|problem| problem.message.clone()).unwrap_or_default()
}
