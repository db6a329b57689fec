//! What the schema cannot say: ids that are unique and lead somewhere, words that stand in one group of synonyms.

use std::collections::{HashMap, HashSet};

use super::problem::{Position, Problem, quoted};
use super::shape;
use super::topic::{Section, TRAINING, Topic};
use super::tree::Node;
use crate::{EntryId, limits};

/// Words that machine-readable output uses where a referral's id could stand.
const RESERVED: [&str; 2] = ["general", "urgent"];

/// How many unknown ids in the section `training` get a suggestion.
const SUGGESTIONS: usize = 20;

/// Every id and synonym that cannot stay as it is. Works on a file with other problems too.
pub(super) fn check(root: &Node, topics: &[Topic<'_>], problems: &mut Vec<Problem>) {
    ids(topics, problems);
    related(topics, problems);
    training(root, topics, problems);
    synonyms(root, problems);
}

fn ids(topics: &[Topic<'_>], problems: &mut Vec<Problem>) {
    let mut first: HashMap<(Section, &str), Position> = HashMap::new();
    for topic in topics {
        let Some((id, position)) = topic.id().filter(|(id, _)| !id.is_empty()) else { continue };
        match id.parse::<EntryId>() {
            // The walk over the form has told of the length.
            Err(_) if id.chars().count() > limits::ID => {}
            Err(error) => problems.push(Problem::error(position, format!("{}{error}; change it", topic.subject()))),
            Ok(_) if topic.section == Section::Referrals && RESERVED.contains(&id) => {
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

fn related(topics: &[Topic<'_>], problems: &mut Vec<Problem>) {
    let entries: HashSet<&str> = topics
        .iter()
        .filter(|topic| topic.section == Section::Entries)
        .filter_map(|topic| topic.id())
        .map(|(id, _)| id)
        .collect();
    for topic in topics {
        let mut seen = HashSet::new();
        for node in topic.node.get("related").map_or(&[][..], Node::items) {
            let Some(id) = node.text().filter(|id| !id.is_empty()) else { continue };
            let wrong = match id {
                id if topic.id().is_some_and(|(own, _)| own == id) => "is this entry itself",
                id if !entries.contains(id) => "is no entry's id",
                id if !seen.insert(id) => "stands there twice",
                _ => continue,
            };
            let message = format!("{}\"related\": {} {wrong}; correct or remove it", topic.subject(), quoted(id));
            problems.push(Problem::error(node.position, message));
        }
    }
}

/// Every id in the section `training` must be that of one topic.
fn training(root: &Node, topics: &[Topic<'_>], problems: &mut Vec<Problem>) {
    let mut known: HashMap<&str, HashSet<Section>> = HashMap::new();
    for topic in topics {
        if let Some((id, _)) = topic.id() {
            known.entry(id).or_default().insert(topic.section);
        }
    }
    let mut unknown = 0;
    for (key, _) in root.get(TRAINING).map_or(&[][..], Node::pairs) {
        let id = quoted(&key.text);
        let message = match known.get(key.text.as_str()).map(HashSet::len) {
            Some(1) => continue,
            Some(_) => {
                format!("\"{TRAINING}\": {id} is the id of an entry and of a referral; change one of the two ids")
            }
            None => {
                // Comparing every unknown id with every known one would take long in a large file.
                unknown += 1;
                let names = known.keys().copied().filter(|_| unknown <= SUGGESTIONS);
                let advice = match shape::nearest(&key.text, names) {
                    Some(meant) => format!("did you mean \"{meant}\"?"),
                    None => "correct or remove it".to_owned(),
                };
                format!("\"{TRAINING}\": {id} is no id of an entry or a referral; {advice}")
            }
        };
        problems.push(Problem::error(key.position, message));
    }
}

fn synonyms(root: &Node, problems: &mut Vec<Problem>) {
    let mut first: HashMap<String, (usize, Position)> = HashMap::new();
    let groups = root.get("synonyms").map_or(&[][..], Node::items).iter().enumerate();
    for (group, word) in groups.flat_map(|(group, node)| node.items().iter().map(move |word| (group, word))) {
        let Some(text) = word.text().filter(|text| !text.is_empty()) else { continue };
        let (earlier, position) = *first.entry(text.to_lowercase()).or_insert((group, word.position));
        let advice = match position {
            position if position == word.position => continue,
            _ if earlier == group => "remove one",
            _ => "join the two groups, or keep it in one of them",
        };
        let message = format!("\"synonyms\": {} stands on line {} already; {advice}", quoted(text), position.line);
        problems.push(Problem::error(word.position, message));
    }
}
