//! Checks that no schema can express: ids that are unique and lead somewhere, phrasings that lead to one topic only, words
//! in one group of synonyms only.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use super::shape;
use super::tree::{Node, Value};
use super::{Position, Problem, Section, TRAINING, TopicNode, invisible, quoted};
use crate::text::{self, Language};
use crate::{EntryId, limits};

/// Words that machine-readable output uses in place of a referral's id.
const RESERVED_IDS: [&str; 2] = ["general", "urgent"];
/// The number of unknown ids in the section `training` that get a suggestion. Comparing every unknown id with every known one
/// would take long in a large file.
const SUGGESTIONS: usize = 20;
/// An entry with fewer phrasings is seldom found by people who use other words.
const FEW_PHRASINGS: usize = 3;

/// Finds every problem of ids, phrasings and synonyms. It works on a file with other problems too.
pub(super) fn check(root: &Node, topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    language(root, problems);
    ids(topics, problems);
    related(topics, problems);
    local(topics, problems);
    training(root, topics, problems);
    synonyms(root, problems);
    phrasings(topics, problems);
}

fn language(root: &Node, problems: &mut Vec<Problem>) {
    let Some(node) = root.get("language") else { return };
    let Some(tag) = node.text() else { return };
    if !tag.is_empty()
        && let Err(error) = tag.parse::<Language>()
    {
        problems.push(Problem::error(node.position, format!("\"language\": {} {error}", quoted(tag))));
    }
}

fn ids(topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let mut first: HashMap<(Section, &str), Position> = HashMap::new();
    for topic in topics {
        let Some((id, position)) = topic.id() else { continue };
        if id.is_empty() {
            continue;
        }
        match id.parse::<EntryId>() {
            // The comparison with the schema has reported the length.
            Err(_) if id.chars().count() > limits::ID => {}
            Err(error) => {
                let advice = invisible::first(id).map_or(format!("{error}; change it"), invisible::advice);
                problems.push(Problem::error(position, format!("{}{advice}", topic.subject())));
            }
            Ok(_) if topic.section == Section::Referrals && RESERVED_IDS.contains(&id) => {
                let message = format!("{}this id has a meaning of its own; choose another", topic.subject());
                problems.push(Problem::error(position, message));
            }
            Ok(_) => {}
        }
        let earlier = *first.entry((topic.section, id)).or_insert(position);
        if earlier != position {
            let message = format!("{}the same id stands on line {}; change one", topic.subject(), earlier.line);
            problems.push(Problem::error(position, message));
        }
    }
}

/// An emergency always refers to people who can help, and small talk has its reply: a server answers neither.
fn local(topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    for topic in topics {
        let Some(node) = topic.node.get("local").filter(|node| is_true(node)) else { continue };
        for key in ["urgent", "small_talk"] {
            if topic.node.get(key).is_some_and(is_true) {
                let message = format!(
                    "{}a server cannot answer this, because it is \"{key}\"; remove \"local\"",
                    topic.subject()
                );
                problems.push(Problem::error(node.position, message));
            }
        }
    }
}

fn is_true(node: &Node) -> bool {
    matches!(node.value, Value::Bool(true))
}

fn related(topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let mut entries = HashSet::new();
    for topic in topics {
        if topic.section == Section::Entries
            && let Some((id, _)) = topic.id()
        {
            entries.insert(id);
        }
    }
    for topic in topics {
        let own = topic.id().map(|(id, _)| id);
        let mut seen = HashSet::new();
        for node in topic.node.get("related").map_or(&[][..], Node::items) {
            let Some(id) = node.text() else { continue };
            if id.is_empty() {
                continue;
            }
            if let Some(c) = invisible::first(id) {
                let message = format!("{}\"related\": {}", topic.subject(), invisible::advice(c));
                problems.push(Problem::error(node.position, message));
                continue;
            }
            let wrong = if own == Some(id) {
                "is this entry itself"
            } else if !entries.contains(id) {
                "is no entry's id"
            } else if !seen.insert(id) {
                "stands there twice"
            } else {
                continue;
            };
            let message = format!("{}\"related\": {} {wrong}; correct or remove it", topic.subject(), quoted(id));
            problems.push(Problem::error(node.position, message));
        }
    }
}

/// Checks that every id in the section `training` belongs to exactly one topic.
fn training(root: &Node, topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let mut known: HashMap<&str, HashSet<Section>> = HashMap::new();
    for topic in topics {
        if let Some((id, _)) = topic.id() {
            known.entry(id).or_default().insert(topic.section);
        }
    }
    let mut unknown = 0;
    for (key, _) in root.get(TRAINING).map_or(&[][..], Node::pairs) {
        // An id with an invisible character is reported as that.
        if invisible::first(&key.text).is_some() {
            continue;
        }
        let id = quoted(&key.text);
        let wrong = match known.get(key.text.as_str()).map(HashSet::len) {
            Some(1) => continue,
            Some(_) => "is the id of an entry and of a referral; change one of the two ids".to_owned(),
            None => {
                unknown += 1;
                let mut meant = None;
                if unknown <= SUGGESTIONS {
                    meant = shape::nearest(&key.text, known.keys().copied());
                }
                let advice = match meant {
                    Some(meant) => format!("did you mean \"{meant}\"?"),
                    None => "correct or remove it".to_owned(),
                };
                format!("is no id of an entry or a referral; {advice}")
            }
        };
        problems.push(Problem::error(key.position, format!("\"{TRAINING}\": {id} {wrong}")));
    }
}

fn synonyms(root: &Node, problems: &mut Vec<Problem>) {
    let mut first: HashMap<String, (usize, Position)> = HashMap::new();
    for (group, node) in root.get("synonyms").map_or(&[][..], Node::items).iter().enumerate() {
        for word in node.items() {
            let Some(text) = word.text() else { continue };
            if text.is_empty() {
                continue;
            }
            let (earlier, position) = *first.entry(text.to_lowercase()).or_insert((group, word.position));
            if position == word.position {
                continue;
            }
            let advice = match earlier == group {
                true => "remove one",
                false => "join the two groups, or keep it in one of them",
            };
            let message = format!("\"synonyms\": {} stands on line {} already; {advice}", quoted(text), position.line);
            problems.push(Problem::error(word.position, message));
        }
    }
}

/// Finds phrasings that lead to two topics (errors), and phrasings that help less than they could (warnings).
fn phrasings(topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let mut seen = SeenPhrasings::default();
    for topic in topics {
        problems.extend(too_few(topic));
        problems.extend(too_many(topic));
        for (text, position) in topic.examples() {
            problems.extend(seen.add(topic, text, position));
        }
    }
}

fn too_few(topic: &TopicNode<'_>) -> Option<Problem> {
    if topic.section == Section::Referrals {
        return None;
    }
    let own = match topic.node.get("phrasings").map(|phrasings| &phrasings.value) {
        Some(Value::List(phrasings)) => phrasings.len(),
        None if matches!(topic.node.value, Value::Map(_)) => 0,
        _ => return None,
    };
    let found = match own + topic.training.len() {
        0 => "no phrasings".to_owned(),
        1 => "only 1 phrasing".to_owned(),
        found @ 2..FEW_PHRASINGS => format!("only {found} phrasings"),
        _ => return None,
    };
    let message = format!("{}{found}; with {FEW_PHRASINGS} or more it is found more easily", topic.subject());
    Some(Problem::warning(topic.node.position, message))
}

/// Finds phrasings and training that are each within the limit and exceed it together.
fn too_many(topic: &TopicNode<'_>) -> Option<Problem> {
    let most = limits::PHRASINGS;
    let own = topic.phrasings().len();
    let training = topic.training.len();
    if own > most || training > most || own + training <= most {
        return None;
    }
    let message = format!(
        "{}\"phrasings\" and \"{TRAINING}\" hold {} items together, but at most {most} are allowed; remove some",
        topic.subject(),
        own + training
    );
    Some(Problem::error(topic.training.first()?.position, message))
}

/// The first use of a phrasing.
#[derive(Clone, Copy)]
struct FirstUse<'t> {
    topic: &'t TopicNode<'t>,
    line: usize,
}

/// The phrasings so far. They are hashed, so that the time for a line does not grow with the file.
#[derive(Default)]
struct SeenPhrasings<'t> {
    by_words: HashMap<String, FirstUse<'t>>,
    by_sorted_words: HashMap<String, FirstUse<'t>>,
}

impl<'t> SeenPhrasings<'t> {
    fn add(&mut self, topic: &'t TopicNode<'t>, text: &str, position: Position) -> Option<Problem> {
        let words = normalized(text);
        if words.is_empty() {
            if text.is_empty() {
                return None;
            }
            let message = format!("{}{} has no words, so no question leads here by it", topic.subject(), quoted(text));
            return Some(Problem::warning(position, message));
        }
        let new = FirstUse { topic, line: position.line };
        let same_words = first_use(&mut self.by_sorted_words, sorted(&words), new);
        if let Some(first) = first_use(&mut self.by_words, words, new) {
            return (!are_twins(topic, first.topic)).then(|| repeated(topic, text, position, first));
        }
        match same_words {
            Some(first) if !first.topic.is_same(topic) && !are_twins(topic, first.topic) => {
                Some(reordered(topic, text, position, first))
            }
            _ => None,
        }
    }
}

/// Returns the earlier use of a phrasing, or remembers this one as the first.
fn first_use<'t>(seen: &mut HashMap<String, FirstUse<'t>>, words: String, new: FirstUse<'t>) -> Option<FirstUse<'t>> {
    match seen.entry(words) {
        Slot::Occupied(slot) => Some(*slot.get()),
        Slot::Vacant(slot) => {
            slot.insert(new);
            None
        }
    }
}

/// Returns whether two entries ask the same question under two headings: "How long does it take?" of two treatments.
fn are_twins(topic: &TopicNode<'_>, other: &TopicNode<'_>) -> bool {
    let of = |topic: &TopicNode<'_>, key| topic.node.get(key).and_then(Node::text).map(normalized);
    let are_entries = topic.section == Section::Entries && other.section == Section::Entries;
    are_entries
        && of(topic, "question") == of(other, "question")
        && of(topic, "category").is_some()
        && of(other, "category").is_some()
        && of(topic, "category") != of(other, "category")
}

fn repeated(topic: &TopicNode<'_>, text: &str, position: Position, first: FirstUse<'_>) -> Problem {
    let subject = topic.subject();
    let text = quoted(text);
    let line = first.line;
    if first.topic.is_same(topic) {
        return Problem::warning(position, format!("{subject}{text} appears twice here (line {line}); remove one"));
    }
    let other = first.topic.name();
    let message = format!("{subject}{text} leads to {other} already (line {line}); keep it under one of them");
    Problem::error(position, message)
}

fn reordered(topic: &TopicNode<'_>, text: &str, position: Position, first: FirstUse<'_>) -> Problem {
    let message = format!(
        "{}{} has the same words as a phrasing of {} (line {}); make them differ",
        topic.subject(),
        quoted(text),
        first.topic.name(),
        first.line
    );
    Problem::warning(position, message)
}

/// Returns a phrasing as it is compared: without case, punctuation and different encodings of accents. Signs that make a
/// difference stay: "C" is not "C#".
pub(crate) fn normalized(text: &str) -> String {
    let plain = text::strip_markup(&text::visible(text)).to_lowercase().replace('’', "'");
    text::pieces(&plain).join(" ").replace('\'', "")
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
    fn case_punctuation_and_encodings_of_accents_do_not_count() {
        assert_eq!(normalized("  Does it HURT?! "), "does it hurt");
        assert_eq!(normalized("micro-penning… won’t"), "micro penning wont");
        assert_eq!(normalized("cafe\u{301}"), normalized("CAFÉ"));
        assert_eq!(normalized("?!"), "");
        assert_eq!(normalized("What is **C#**, or C++?"), "what is c # or c ++");
    }
}
