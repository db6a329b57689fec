//! JSON: a map of names to texts, or a list of questions with their answers.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Contents, LineCounter, Row, filled};
use crate::Faq;

/// The keys that hold a text where a name leads to an object.
const TEXT_KEYS: [&str; 5] = ["answer", "content", "text", "response", "value"];
/// The keys that hold a question where there is a list of objects.
const QUESTION_KEYS: [&str; 4] = ["question", "name", "title", "trigger"];

/// A map in the order of the file.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of names to texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    List(Vec<Value>),
    Map(Pairs),
}

pub(super) fn read(text: &str) -> Contents {
    let document = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(_) => return unreadable(text),
    };
    let mut contents = Contents::default();
    let mut lines = Lines { text, from: 0, counter: LineCounter::new(text) };
    match document {
        Document::Map(Pairs(pairs)) => {
            for (name, value) in pairs {
                let line = lines.next(&name);
                add(&mut contents, line, question_of(&name), &value);
            }
        }
        Document::List(items) => {
            for item in items {
                let name = text_at(&item, &QUESTION_KEYS);
                let line = lines.next(name.as_deref().unwrap_or_default());
                add(&mut contents, line, name.unwrap_or_default(), &item);
            }
        }
    }
    contents
}

/// Reports what is wrong. An untagged enum says nothing about it.
fn unreadable(text: &str) -> Contents {
    match serde_json::from_str::<Value>(text) {
        Err(error) => Contents::only_skipped(error.line().max(1), format!("this is not JSON: {error}")),
        Ok(_) => Contents::only_skipped(1, "the file is neither a map of names to texts nor a list of questions"),
    }
}

fn add(contents: &mut Contents, line: usize, question: String, value: &Value) {
    let answer = value.as_str().map(str::to_owned).or_else(|| text_at(value, &TEXT_KEYS));
    let Some(answer) = answer else {
        return contents.skip(line, format!("\"{question}\" has no text"));
    };
    let mut phrasings = Vec::new();
    for key in ["phrasings", "aliases", "alternatives"] {
        match value.get(key) {
            Some(Value::String(text)) => phrasings.extend(text.split(['|', '\n']).filter_map(filled)),
            Some(Value::Array(items)) => phrasings.extend(items.iter().filter_map(Value::as_str).filter_map(filled)),
            _ => {}
        }
    }
    let category = text_at(value, &["category"]);
    contents.rows.push(Row { line, question, phrasings, answer, category });
}

fn text_at(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| value.get(key)?.as_str()).and_then(filled)
}

/// Returns the question of a tag: its name, whose words may be joined by hyphens or underscores.
fn question_of(name: &str) -> String {
    if name.contains(' ') { name.to_owned() } else { name.replace(['-', '_'], " ") }
}

/// Finds the lines of names, which come in the order of the file.
struct Lines<'t> {
    text: &'t str,
    from: usize,
    counter: LineCounter<'t>,
}

impl Lines<'_> {
    fn next(&mut self, name: &str) -> usize {
        let quoted = serde_json::to_string(name).unwrap_or_default();
        let mut at = self.from;
        if let Some(found) = self.text[self.from..].find(&quoted) {
            at += found;
            self.from = at + quoted.len();
        }
        self.counter.at(at)
    }
}

/// An entry as it is written.
#[derive(Serialize)]
struct WrittenEntry<'f> {
    question: &'f str,
    answer: &'f str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    phrasings: &'f [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'f str>,
}

pub(super) fn write(faq: &Faq) -> String {
    let mut entries = Vec::new();
    for entry in faq.entries() {
        entries.push(WrittenEntry {
            question: entry.question(),
            answer: entry.answer(),
            phrasings: entry.phrasings(),
            category: entry.category(),
        });
    }
    // Texts are always JSON.
    let mut text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_questions() {
        let contents = read(
            "{\n  \"does-it-hurt\": \"No.\",\n  \"aftercare\": {\"content\": \"Ask.\", \"aliases\": [\"after\"]},\n  \"x\": 3\n}",
        );
        let lines: Vec<_> =
            contents.rows.iter().map(|row| (row.line, row.question.as_str(), row.answer.as_str())).collect();
        assert_eq!(lines, [(2, "does it hurt", "No."), (3, "aftercare", "Ask.")]);
        assert_eq!(contents.rows[1].phrasings, ["after"]);
        assert_eq!(contents.skipped[0].to_string(), "line 4: \"x\" has no text");
    }

    #[test]
    fn what_is_no_map_and_no_list_is_named() {
        assert_eq!(read("{\"a\": \"b\",}").skipped[0].line, 1);
        assert!(read("{\"a\": \"b\",}").skipped[0].reason.starts_with("this is not JSON"));
        assert!(read("3").skipped[0].reason.starts_with("the file is neither"));
    }
}
