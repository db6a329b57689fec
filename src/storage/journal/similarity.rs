//! Which questions are noted as one.
//!
//! Two questions are one when they have the same telling words, whatever the words' order and endings, and whatever little
//! words stand between them. One telling word may be misspelt by a letter.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use faq::text;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Words that do not tell one question from another. "Not" does, and so do "how", "when", "where", "who" and "why".
const LITTLE: &[&str] = &[
    "a", "about", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "had", "has", "have", "hello", "hey", "hi", "i", "if", "in", "is", "it", "just",
    "may", "me", "my", "of", "on", "or", "please", "should", "so", "that", "the", "there", "this", "to", "was", "we",
    "what", "will", "with", "would", "you", "your", "thanks", "some", "its", "these",
];
/// Shorter words are too often one letter apart and mean something else.
const SHORTEST_MISSPELT: usize = 5;

/// The telling words of a question, stemmed, sorted, each once. All of its words where none is telling.
pub(super) fn telling(question: &str) -> Vec<String> {
    let words = text::words(&text::clean(question));
    let stems = |words: &mut dyn Iterator<Item = &String>| {
        let mut stems: Vec<String> = words.map(|word| STEMMER.stem(word).into_owned()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    };
    let telling = stems(&mut words.iter().filter(|word| !LITTLE.contains(&word.as_str())));
    if telling.is_empty() { stems(&mut words.iter()) } else { telling }
}

/// Whether two lists of telling words, sorted, are the same but for one letter of one word.
pub(super) fn misspelt<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> bool {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    let (mut only_one, mut only_other) = (None, None);
    loop {
        let (odd, word) = match (one.peek(), other.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a == b => {
                one.next();
                other.next();
                continue;
            }
            (Some(a), b) if b.is_none_or(|b| a < b) => (&mut only_one, one.next()),
            _ => (&mut only_other, other.next()),
        };
        if odd.is_some() {
            return false;
        }
        *odd = word;
    }
    only_one.zip(only_other).is_some_and(|(a, b)| one_slip(a, b))
}

fn one_slip(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= SHORTEST_MISSPELT && !word.contains(char::is_numeric);
    long(one) && long(other) && strsim::osa_distance(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(question: &str, other: &str) -> bool {
        let (question, other) = (telling(question), telling(other));
        question == other || misspelt(question.iter().map(String::as_str), other.iter().map(String::as_str))
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
            assert!(one("does insurance cover it?", other), "{other}");
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
            assert!(!one(question, other), "{question} / {other}");
        }
    }

    #[test]
    fn little_words_alone_are_all_there_is() {
        assert!(one("what is it", "What is it?"));
        assert!(!one("what is it", "what was that"));
        assert!(telling("???").is_empty());
    }
}
