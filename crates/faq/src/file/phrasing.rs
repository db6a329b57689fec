//! The ways to ask: each may lead to one topic only.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use unicode_normalization::UnicodeNormalization;

use super::problem::{Position, Problem, quoted};
use super::topic::{Section, TRAINING, Topic};
use super::tree::Value;
use crate::limits;

/// With fewer phrasings than this an entry is seldom found by those who ask in other words.
const FEW: usize = 3;

/// Finds phrasings that lead to two topics (errors) or that help less than they could (warnings).
pub(super) fn check(topics: &[Topic<'_>], problems: &mut Vec<Problem>) {
    let mut seen = Seen::default();
    for topic in topics {
        problems.extend(too_few(topic));
        problems.extend(too_many(topic));
        for (text, position) in topic.examples() {
            problems.extend(seen.add(topic, text, position));
        }
    }
}

/// A phrasing as it is compared: without case, accents' ways of being written, and punctuation.
pub(super) fn normalized(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let shown = text.nfkc().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’'));
    for c in shown {
        match c.is_alphanumeric() {
            true => words.push(c),
            false if words.is_empty() || words.ends_with(' ') => {}
            false => words.push(' '),
        }
    }
    words.truncate(words.trim_end().len());
    words
}

fn too_few(topic: &Topic<'_>) -> Option<Problem> {
    let found = match topic.node.get("phrasings").map(|phrasings| &phrasings.value) {
        Some(Value::List(phrasings)) => phrasings.len() + topic.training().len(),
        None if matches!(topic.node.value, Value::Map(_)) => topic.training().len(),
        _ => return None,
    };
    let found = match found {
        _ if topic.section == Section::Referrals => return None,
        0 => "no phrasings".to_owned(),
        1 => "only 1 phrasing".to_owned(),
        2..FEW => format!("only {found} phrasings"),
        _ => return None,
    };
    let message = format!("{}{found}; with {FEW} or more it is found more easily", topic.subject());
    Some(Problem::warning(topic.node.position, message))
}

/// Phrasings and training that are within the limit each, and exceed it together.
fn too_many(topic: &Topic<'_>) -> Option<Problem> {
    let (own, more) = (topic.phrasings().len(), topic.training().len());
    if own.max(more) > limits::PHRASINGS || own + more <= limits::PHRASINGS {
        return None;
    }
    let (most, first) = (limits::PHRASINGS, topic.training().first()?);
    let message = format!(
        "{}\"phrasings\" and \"{TRAINING}\" hold {} items together, and {most} at most may stand there; remove some",
        topic.subject(),
        own + more
    );
    Some(Problem::error(first.position, message))
}

/// Where a phrasing was met first.
#[derive(Clone, Copy)]
struct First<'t> {
    topic: &'t Topic<'t>,
    line: usize,
}

/// The phrasings so far: hashed, so that a large file takes no longer a line than a small one.
#[derive(Default)]
struct Seen<'t> {
    whole: HashMap<String, First<'t>>,
    sorted: HashMap<String, First<'t>>,
}

impl<'t> Seen<'t> {
    fn add(&mut self, topic: &'t Topic<'t>, text: &str, position: Position) -> Option<Problem> {
        let words = normalized(text);
        if words.is_empty() {
            let message = format!("{}{} has no words, so nobody is led here by it", topic.subject(), quoted(text));
            return (!text.is_empty()).then(|| Problem::warning(position, message));
        }
        let new = First { topic, line: position.line };
        let same_words = first(&mut self.sorted, sorted(&words), new);
        match (first(&mut self.whole, words, new), same_words) {
            (Some(first), _) => Some(repeated(topic, text, position, first)),
            (None, Some(first)) if !same(first.topic, topic) => Some(reordered(topic, text, position, first)),
            _ => None,
        }
    }
}

fn first<'t>(seen: &mut HashMap<String, First<'t>>, key: String, new: First<'t>) -> Option<First<'t>> {
    match seen.entry(key) {
        Slot::Occupied(slot) => Some(*slot.get()),
        Slot::Vacant(slot) => {
            slot.insert(new);
            None
        }
    }
}

fn same(one: &Topic<'_>, other: &Topic<'_>) -> bool {
    (one.section, one.index) == (other.section, other.index)
}

fn repeated(topic: &Topic<'_>, text: &str, position: Position, first: First<'_>) -> Problem {
    let (subject, text, line) = (topic.subject(), quoted(text), first.line);
    if same(first.topic, topic) {
        return Problem::warning(position, format!("{subject}{text} stands here twice (line {line}); remove one"));
    }
    let other = first.topic.name();
    let message = format!("{subject}{text} leads to {other} already (line {line}); keep it under one of them");
    Problem::error(position, message)
}

fn reordered(topic: &Topic<'_>, text: &str, position: Position, first: First<'_>) -> Problem {
    let (subject, text, other, line) = (topic.subject(), quoted(text), first.topic.name(), first.line);
    let message =
        format!("{subject}{text} has the same words as a phrasing of {other} (line {line}); make them differ");
    Problem::warning(position, message)
}

fn sorted(words: &str) -> String {
    let mut words: Vec<&str> = words.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_punctuation_and_forms_of_accents_do_not_count() {
        assert_eq!(normalized("  Does it HURT?! "), "does it hurt");
        assert_eq!(normalized("micro-penning… won’t"), "micro penning wont");
        assert_eq!(normalized("cafe\u{301}"), normalized("CAFÉ"));
        assert_eq!(normalized("?!"), "");
    }
}
