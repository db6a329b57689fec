//! The similarity of questions that are stored as one.
//!
//! Two questions are similar if they have the same keywords, in any order, with any endings, and with any little words in between.
//! One letter of one keyword may be misspelt.

use std::cmp::Ordering;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use faq::text;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Words that do not distinguish questions. "Not" does, and so do "how", "when", "where", "who" and "why".
const LITTLE_WORDS: &[&str] = &[
    "a", "about", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "had", "has", "have", "hello", "hey", "hi", "i", "if", "in", "is", "it", "just",
    "may", "me", "my", "of", "on", "or", "please", "should", "so", "that", "the", "there", "this", "to", "was", "we",
    "what", "will", "with", "would", "you", "your", "thanks", "some", "its", "these",
];
/// The characters that a misspelt word has at least: shorter words are often one letter apart and mean something else.
const MIN_MISSPELT_LENGTH: usize = 5;

/// Returns the keywords of a question, stemmed, sorted and without duplicates. If all of its words are little, all are keywords.
pub(super) fn keywords(question: &str) -> Vec<String> {
    let words = text::words(&text::clean(question));
    let mut stems = Vec::new();
    for word in &words {
        if !LITTLE_WORDS.contains(&word.as_str()) {
            stems.push(STEMMER.stem(word).into_owned());
        }
    }
    if stems.is_empty() {
        stems = words.iter().map(|word| STEMMER.stem(word).into_owned()).collect();
    }
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Returns whether two sorted lists of keywords differ by one letter of one word.
pub(super) fn is_misspelling<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> bool {
    let mut one = one.peekable();
    let mut other = other.peekable();
    let mut only_in_one = None;
    let mut only_in_other = None;
    loop {
        let order = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Equal => {
                one.next();
                other.next();
            }
            Ordering::Less if only_in_one.is_none() => only_in_one = one.next(),
            Ordering::Greater if only_in_other.is_none() => only_in_other = other.next(),
            Ordering::Less | Ordering::Greater => return false,
        }
    }
    match (only_in_one, only_in_other) {
        (Some(a), Some(b)) => can_be_misspelt(a) && can_be_misspelt(b) && strsim::osa_distance(a, b) == 1,
        _ => false,
    }
}

fn can_be_misspelt(word: &str) -> bool {
    word.chars().count() >= MIN_MISSPELT_LENGTH && !word.contains(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_similar(question: &str, other: &str) -> bool {
        let (question, other) = (keywords(question), keywords(other));
        question == other || is_misspelling(question.iter().map(String::as_str), other.iter().map(String::as_str))
    }

    #[test]
    fn the_same_question_in_other_forms() {
        for other in [
            "DOES INSURANCE COVER IT??",
            "is it covered by my insurance",
            "insurance, covered?",
            "does insurence cover it",
            "does inssurance cover it",
        ] {
            assert!(is_similar("does insurance cover it?", other), "{other}");
        }
    }

    #[test]
    fn other_questions() {
        for (question, other) in [
            ("is it safe", "is it not safe"),
            ("how is it cleaned", "who cleans it"),
            ("can I fly", "can I cry"),
            ("is 10000 too much", "is 20000 too much"),
            ("does insurance cover it", "does insurance cover parking"),
            ("does inssurance covor it", "does insurance cover it"),
        ] {
            assert!(!is_similar(question, other), "{question} / {other}");
        }
    }

    #[test]
    fn a_question_of_little_words_has_keywords() {
        assert!(is_similar("what is it", "What is it?"));
        assert!(!is_similar("what is it", "what was that"));
        assert!(keywords("???").is_empty());
    }
}
