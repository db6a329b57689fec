//! Compares the file with its schema in one walk: keys, types and lengths.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error};

use super::invisible::is_invisible;
use super::schema;
use super::tree::{Key, Node, Style, Value};
use super::{Problem, Section, quoted, subject};

/// The number of letters by which an unknown name may differ from the one that was meant.
const MISTYPED_LETTERS: usize = 3;

/// The part of the schema that is checked. It is read from the schema itself, so that the two cannot disagree.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum Shape {
    Object {
        #[serde(default)]
        properties: BTreeMap<String, Shape>,
        #[serde(default)]
        required: Vec<String>,
        /// The value of a key that is not listed above, if there may be such keys.
        #[serde(default, deserialize_with = "additional")]
        additional_properties: Option<Box<Shape>>,
    },
    Array {
        items: Box<Shape>,
        #[serde(default)]
        min_items: usize,
        max_items: Option<usize>,
    },
    String {
        max_length: Option<usize>,
    },
    Integer {
        minimum: i64,
        maximum: i64,
    },
    Boolean,
    /// A shape that this walk does not know; deserialization checks it.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Reads `additionalProperties`, which is `false` or the shape of every key that is not listed by name.
fn additional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<Shape>>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    if !value.is_object() {
        return Ok(None);
    }
    serde_json::from_value(value).map(Some).map_err(D::Error::custom)
}

static FILE: LazyLock<Shape> = LazyLock::new(|| serde_json::from_value(schema::value(true)).unwrap_or_default());

/// Finds every difference between the file and its schema.
pub(super) fn check(root: &Node, problems: &mut Vec<Problem>) {
    FILE.check(root, ValueName { subject: "", key: "", item: None }, problems);
}

/// The name of a value in a message: the owner, the key, and the number of the item in the key's list.
#[derive(Clone, Copy)]
struct ValueName<'a> {
    subject: &'a str,
    key: &'a str,
    item: Option<usize>,
}

impl fmt::Display for ValueName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.subject, self.key, self.item) {
            ("", "", _) => f.write_str("the file"),
            (subject, "", _) => write!(f, "{subject}it"),
            (subject, key, None) => write!(f, "{subject}{}", quoted(key)),
            (subject, key, Some(item)) => write!(f, "{subject}item {} of {}", item + 1, quoted(key)),
        }
    }
}

impl Shape {
    fn check(&self, node: &Node, name: ValueName<'_>, problems: &mut Vec<Problem>) {
        match (self, &node.value) {
            (Self::Object { properties, required, additional_properties }, Value::Map(_)) => {
                keys(properties, additional_properties.as_deref(), node, name, problems);
                missing(required, node, name, problems);
            }
            (Self::Array { items, min_items, max_items }, Value::List(nodes)) => {
                problems.extend(count(nodes.len(), *min_items, *max_items, node, name));
                list(items, nodes, name, problems);
            }
            (Self::String { max_length }, Value::Text(text)) => problems.extend(content(text, *max_length, node, name)),
            (Self::Integer { minimum, maximum }, Value::Number(number)) => {
                if !number.parse().is_ok_and(|number| (*minimum..=*maximum).contains(&number)) {
                    let message = format!("{name} must be {minimum}, the only one there is");
                    problems.push(Problem::error(node.position, message));
                }
            }
            (Self::Boolean, Value::Bool(_)) | (Self::Unknown, _) => {}
            _ => problems.push(Problem::error(node.position, format!("{name} {}", self.instead_of(&node.value)))),
        }
    }

    /// Says what to do about a value of another type.
    fn instead_of(&self, found: &Value) -> String {
        match (self, found) {
            (_, Value::Null) => "is empty; fill it in, or remove it if it is optional".to_owned(),
            (Self::String { .. }, Value::Number(word)) => format!("must be text; put it in quotes: \"{word}\""),
            (Self::String { .. }, Value::Bool(word)) => format!("must be text; put it in quotes: \"{word}\""),
            (Self::String { .. }, Value::Map(_)) => {
                "must be text, and a \":\" makes this a key; put the whole text in quotes".to_owned()
            }
            (Self::String { .. }, _) => "must be one text, not a list; if it is text, put it in quotes".to_owned(),
            (Self::Array { .. }, _) => "must be a list: one item a line, each after \"- \"".to_owned(),
            (Self::Object { additional_properties: Some(inside), .. }, _) => match **inside {
                Self::Object { .. } => {
                    "must be made of languages such as es, each with \":\" and its texts below".to_owned()
                }
                Self::Array { .. } => "must be made of ids, each with \":\" and a list after it".to_owned(),
                _ => "must be made of headings, each with \":\" and its translation after it".to_owned(),
            },
            (Self::Object { properties, .. }, _) => {
                format!("must be made of keys, each with \":\" after it ({})", names(properties))
            }
            (Self::Integer { .. }, _) => "must be a number without quotes".to_owned(),
            (Self::Boolean | Self::Unknown, _) => "must be true or false, without quotes".to_owned(),
        }
    }
}

fn keys(
    properties: &BTreeMap<String, Shape>,
    others: Option<&Shape>,
    map: &Node,
    name: ValueName<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut seen = HashSet::new();
    for (key, node) in map.pairs() {
        let Some(shape) = properties.get(&key.text).or(others) else {
            // A key with an invisible character is reported as that.
            if !key.text.contains(is_invisible) {
                let is_split = map.style == Style::Flow && matches!(node.value, Value::Null);
                problems.push(unknown(key, is_split, properties, name));
            }
            continue;
        };
        if !seen.insert(&key.text) {
            let message = format!("{}{} appears twice here; keep one of them", name.subject, quoted(&key.text));
            problems.push(Problem::error(key.position, message));
        } else if matches!(shape, Shape::Object { .. }) {
            let subject = format!("{}{}: ", name.subject, key.text);
            shape.check(node, ValueName { subject: &subject, key: "", item: None }, problems);
        } else {
            shape.check(node, ValueName { key: &key.text, ..name }, problems);
        }
    }
}

fn list(shape: &Shape, nodes: &[Node], name: ValueName<'_>, problems: &mut Vec<Problem>) {
    let section = Section::from_key(name.key).filter(|_| name.subject.is_empty());
    for (index, node) in nodes.iter().enumerate() {
        match section {
            Some(section) => {
                let subject = subject(section, index, node);
                shape.check(node, ValueName { subject: &subject, key: "", item: None }, problems);
            }
            None => shape.check(node, ValueName { item: Some(index), ..name }, problems),
        }
    }
}

fn missing(required: &[String], node: &Node, name: ValueName<'_>, problems: &mut Vec<Problem>) {
    for key in required.iter().filter(|key| node.get(key).is_none()) {
        let message = format!("{}\"{key}\" is missing; add a line that begins with \"{key}:\"", name.subject);
        problems.push(Problem::error(node.position, message));
    }
}

/// `is_split` says whether the key may be a part of a text that a comma has cut off.
fn unknown(key: &Key, is_split: bool, properties: &BTreeMap<String, Shape>, name: ValueName<'_>) -> Problem {
    let advice = if key.text == "<<" {
        "merging is not allowed here; write the keys out".to_owned()
    } else if key.text.is_empty() {
        "write a key before the \":\", or put the text in quotes".to_owned()
    } else if let Some(meant) = nearest(&key.text, properties.keys().map(String::as_str)) {
        format!("did you mean \"{meant}\"?")
    } else if is_split {
        "a comma ends a text in { }, so put text that has one in quotes".to_owned()
    } else {
        format!("the keys here are {}", names(properties))
    };
    Problem::error(key.position, format!("{}unknown key {}; {advice}", name.subject, quoted(&key.text)))
}

fn names(properties: &BTreeMap<String, Shape>) -> String {
    properties.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Returns the known name that an unknown one was probably meant to be.
pub(super) fn nearest<'a>(unknown: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let unknown = unknown.to_lowercase();
    let mut nearest = None;
    for name in names.filter(|name| unknown.len().abs_diff(name.len()) <= MISTYPED_LETTERS) {
        let distance = strsim::damerau_levenshtein(&unknown, name);
        if nearest.is_none_or(|best| (distance, name) < best) {
            nearest = Some((distance, name));
        }
    }
    let (distance, name) = nearest?;
    (distance <= MISTYPED_LETTERS.min(name.len() / 2)).then_some(name)
}

fn count(found: usize, min: usize, max: Option<usize>, node: &Node, name: ValueName<'_>) -> Option<Problem> {
    let message = match max {
        Some(max) if found > max => {
            format!("{name} holds {found} items, but at most {max} are allowed; remove some")
        }
        _ if found < min => format!("{name} needs at least {min} and has {found}; add what is missing"),
        _ => return None,
    };
    Some(Problem::error(node.position, message))
}

fn content(text: &str, max: Option<usize>, node: &Node, name: ValueName<'_>) -> Option<Problem> {
    let length = text.chars().count();
    let message = match max {
        _ if text.chars().all(is_blank) => format!("{name} is empty; fill it in, or remove it if it is optional"),
        _ if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') => {
            format!("{name} holds an invisible control character; delete it")
        }
        Some(max) if length > max => {
            format!("{name} is {length} characters long, and {max} at most fit; shorten it")
        }
        _ => return None,
    };
    Some(Problem::error(node.position, message))
}

/// Returns whether the character is white space or has no width. Discord refuses a text of nothing else.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_schema_is_understood() {
        let shape = format!("{:?}", *FILE);
        assert!(shape.starts_with("Object") && !shape.contains("Unknown"), "{shape}");
    }
}
