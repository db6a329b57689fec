//! Keys, types and lengths: every way in which a tree differs from the schema, found in one walk.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error};

use super::problem::{Problem, quoted};
use super::schema;
use super::topic::{self, Section};
use super::tree::{Key, Node, Value};

/// How many letters may differ between an unknown key and the one it was meant to be.
const MISTYPED: usize = 3;

/// The part of the schema that is checked; read from the schema itself, so that the two cannot disagree.
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
    /// A form that this walk does not know: deserialization has the last word on it.
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

/// Every difference between the file and its form.
pub(super) fn check(root: &Node, problems: &mut Vec<Problem>) {
    FILE.check(root, Place { subject: "", key: "", item: None }, problems);
}

/// What a message calls a value: whose it is, its key, and which item of the key's list.
#[derive(Clone, Copy)]
struct Place<'a> {
    subject: &'a str,
    key: &'a str,
    item: Option<usize>,
}

impl fmt::Display for Place<'_> {
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
    fn check(&self, node: &Node, place: Place<'_>, problems: &mut Vec<Problem>) {
        match (self, &node.value) {
            (Self::Object { properties, required, additional_properties }, Value::Map(pairs)) => {
                keys(properties, additional_properties.as_deref(), pairs, place, problems);
                missing(required, node, place, problems);
            }
            (Self::Array { items, min_items, max_items }, Value::List(nodes)) => {
                problems.extend(count(nodes.len(), *min_items, *max_items, node, place));
                list(items, nodes, place, problems);
            }
            (Self::String { max_length }, Value::Text(text)) => {
                problems.extend(content(text, *max_length, node, place))
            }
            (Self::Integer { minimum, maximum }, Value::Number(number)) => {
                let known = number.parse().is_ok_and(|number| (*minimum..=*maximum).contains(&number));
                problems.extend((!known).then(|| {
                    Problem::error(node.position, format!("{place} must be {minimum}, the only one there is"))
                }));
            }
            (Self::Boolean, Value::Flag(_)) | (Self::Unknown, _) => {}
            _ => problems.push(Problem::error(node.position, format!("{place} {}", self.instead_of(&node.value)))),
        }
    }

    /// What to do about a value of another type.
    fn instead_of(&self, found: &Value) -> String {
        match (self, found) {
            (_, Value::Nothing) => "is empty; fill it in, or remove it if it is optional".to_owned(),
            (Self::String { .. }, Value::Number(word)) => format!("must be text; put it in quotes: \"{word}\""),
            (Self::String { .. }, Value::Flag(word)) => format!("must be text; put it in quotes: \"{word}\""),
            (Self::String { .. }, Value::Map(_)) => {
                "must be text, and a \":\" makes this a key; put the whole text in quotes".to_owned()
            }
            (Self::String { .. }, _) => "must be one text, not a list; if it is text, put it in quotes".to_owned(),
            (Self::Array { .. }, _) => "must be a list: one item a line, each after \"- \"".to_owned(),
            (Self::Object { additional_properties: Some(_), .. }, _) => {
                "must be made of ids, each with \":\" and a list after it".to_owned()
            }
            (Self::Object { properties, .. }, _) => {
                let keys: Vec<_> = properties.keys().map(String::as_str).collect();
                format!("must be made of keys, each with \":\" after it ({})", keys.join(", "))
            }
            (Self::Integer { .. }, _) => "must be a number without quotes".to_owned(),
            (Self::Boolean | Self::Unknown, _) => "must be true or false, without quotes".to_owned(),
        }
    }
}

fn keys(
    properties: &BTreeMap<String, Shape>,
    others: Option<&Shape>,
    pairs: &[(Key, Node)],
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut seen = HashSet::new();
    for (key, node) in pairs {
        match properties.get(&key.text).or(others) {
            None => problems.push(unknown(key, properties, place)),
            Some(_) if !seen.insert(&key.text) => problems.push(Problem::error(
                key.position,
                format!("{}{} stands here twice; keep one of them", place.subject, quoted(&key.text)),
            )),
            Some(shape @ Shape::Object { .. }) => {
                let subject = format!("{}: ", key.text);
                shape.check(node, Place { subject: &subject, key: "", item: None }, problems);
            }
            Some(shape) => shape.check(node, Place { key: &key.text, ..place }, problems),
        }
    }
}

fn list(shape: &Shape, nodes: &[Node], place: Place<'_>, problems: &mut Vec<Problem>) {
    let section = Section::named(place.key).filter(|_| place.subject.is_empty());
    for (index, node) in nodes.iter().enumerate() {
        match section {
            Some(section) => {
                let subject = topic::subject(section, index, node);
                shape.check(node, Place { subject: &subject, key: "", item: None }, problems);
            }
            None => shape.check(node, Place { item: Some(index), ..place }, problems),
        }
    }
}

fn missing(required: &[String], node: &Node, place: Place<'_>, problems: &mut Vec<Problem>) {
    for key in required.iter().filter(|key| node.get(key).is_none()) {
        let message = format!("{}\"{key}\" is missing; add a line that begins with \"{key}:\"", place.subject);
        problems.push(Problem::error(node.position, message));
    }
}

fn unknown(key: &Key, properties: &BTreeMap<String, Shape>, place: Place<'_>) -> Problem {
    let name = quoted(&key.text);
    let advice = match (key.text.as_str(), nearest(&key.text, properties.keys().map(String::as_str))) {
        ("<<", _) => "merging is not allowed here; write the keys out".to_owned(),
        ("", _) => "write a key before the \":\", or put the text in quotes".to_owned(),
        (_, Some(known)) => format!("did you mean \"{known}\"?"),
        (_, None) => {
            let known: Vec<_> = properties.keys().map(String::as_str).collect();
            format!("the keys here are {}", known.join(", "))
        }
    };
    Problem::error(key.position, format!("{}unknown key {name}; {advice}", place.subject))
}

/// The known name that an unknown one was probably meant to be, if any is near.
pub(super) fn nearest<'a>(unknown: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let unknown = unknown.to_lowercase();
    let mut nearest = None;
    for name in names.filter(|name| unknown.len().abs_diff(name.len()) <= MISTYPED) {
        let distance = strsim::damerau_levenshtein(&unknown, name);
        if nearest.is_none_or(|best| (distance, name) < best) {
            nearest = Some((distance, name));
        }
    }
    let (distance, name) = nearest?;
    (distance <= MISTYPED.min(name.len() / 2)).then_some(name)
}

fn count(found: usize, min: usize, max: Option<usize>, node: &Node, place: Place<'_>) -> Option<Problem> {
    let message = match max {
        Some(max) if found > max => {
            format!("{place} holds {found} items, and {max} at most may stand there; remove some")
        }
        _ if found < min => format!("{place} needs at least {min} and has {found}; add what is missing"),
        _ => return None,
    };
    Some(Problem::error(node.position, message))
}

fn content(text: &str, max: Option<usize>, node: &Node, place: Place<'_>) -> Option<Problem> {
    let length = text.chars().count();
    let message = match max {
        _ if text.chars().all(invisible) => format!("{place} is empty; fill it in, or remove it if it is optional"),
        _ if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') => {
            format!("{place} holds an invisible control character; delete it")
        }
        Some(max) if length > max => {
            format!("{place} is {length} characters long, and {max} at most fit; shorten it")
        }
        _ => return None,
    };
    Some(Problem::error(node.position, message))
}

/// White space, and what has no width: Discord refuses a text of nothing else.
fn invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_understood_throughout() {
        let shape = format!("{:?}", *FILE);
        assert!(shape.starts_with("Object") && !shape.contains("Unknown"), "{shape}");
    }
}
