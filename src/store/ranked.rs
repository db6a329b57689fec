//! What a matcher says of a question, ready to be decided on, now or when it is asked again.

use std::iter;

use crate::matching::Ranking;
use crate::text;

/// How near a question is to every topic, as a whole and each of its sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub(super) whole: Ranking,
    pub(super) sentences: Vec<Ranking>,
}

impl Ranked {
    /// What of a question is ranked: two questions with one reading get the same ranking from a snapshot.
    pub fn reading(question: &str) -> String {
        let parts = iter::once(question).chain(text::sentences(question));
        parts.map(text::clean).collect::<Vec<_>>().join("\n")
    }
}
