//! What of a question is ranked.

use faq::text;

/// A question as it is ranked: cleaned, and parted into its sentences, since what frightens people stands in one sentence of
/// many. Equal queries are ranked alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    sentences: Vec<String>,
}

impl Query {
    /// The query in a text as it was typed; any text will do.
    pub fn new(typed: &str) -> Self {
        Self { sentences: text::sentences(typed) }
    }

    /// All of it, on one line.
    pub fn whole(&self) -> String {
        self.sentences.join(". ")
    }

    /// Its sentences, cleaned.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_otherwise_and_reads_alike_is_one_query() {
        assert_eq!(Query::new("<@12> does *it* hurt?  I wonder."), Query::new("Does it HURT? I wonder."));
        assert_ne!(Query::new("does it hurt? I wonder."), Query::new("does it hurt, I wonder."));
    }
}
