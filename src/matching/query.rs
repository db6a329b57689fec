//! What of a question is ranked.

use crate::text;

/// A shorter sentence says too little by itself.
const FEWEST_WORDS: usize = 3;
/// More sentences than this are not ranked one by one: they would take longer than an answer should.
const MOST_SENTENCES: usize = 8;

/// A question as it is ranked: cleaned, the whole of it and, if it has several sentences, each that says enough. What
/// frightens people stands in one sentence of many. Equal queries are ranked alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    whole: String,
    sentences: Vec<String>,
}

impl Query {
    /// The query in a text as it was typed; any text will do.
    pub fn new(typed: &str) -> Self {
        let sentences: Vec<&str> = text::sentences(typed).collect();
        let cleaned = sentences.iter().filter(|_| sentences.len() > 1).map(|sentence| text::clean(sentence));
        let telling = cleaned.filter(|sentence| sentence.split(' ').count() >= FEWEST_WORDS);
        Self { whole: text::clean(typed), sentences: telling.take(MOST_SENTENCES).collect() }
    }

    /// All of it.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Its sentences, as far as they are ranked by themselves.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(typed: &str) -> Vec<String> {
        Query::new(typed).sentences
    }

    #[test]
    fn sentences_that_say_enough_are_ranked_by_themselves() {
        assert_eq!(
            sentences("Hi! I had it *done*. It will not stop bleeding"),
            ["i had it done", "it will not stop bleeding"]
        );
        assert!(sentences("It will not stop bleeding!").is_empty(), "that is the whole of it");
        assert_eq!(sentences("does it hurt? ".repeat(20).as_str()).len(), MOST_SENTENCES);
    }

    #[test]
    fn what_is_typed_otherwise_and_reads_alike_is_one_query() {
        assert_eq!(Query::new("<@12> does *it* hurt?  I wonder."), Query::new("Does it HURT? I wonder."));
        assert_ne!(Query::new("does it hurt? I wonder."), Query::new("does it hurt, I wonder."));
    }
}
