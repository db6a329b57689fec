//! Rasa: the examples of intents in `nlu`, and the texts of `responses`, in one file.

use std::sync::LazyLock;

use regex::Regex;

use super::{Contents, Row, filled};
use crate::file::tree::{self, Node};

/// The beginning of a response's name; the intent's follows.
const RESPONSE_PREFIX: &str = "utter_";

/// A marked entity: `[tomorrow](time)` or `[tomorrow]{"entity": "time"}`.
static ENTITY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})").ok());

/// Returns true if the file has one of Rasa's sections and none of a FAQ's.
pub(super) fn is_rasa(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    (has("nlu:") || has("responses:")) && !has("entries:")
}

/// The text of a response, once an intent has taken it.
struct Response<'n> {
    intent: &'n str,
    line: usize,
    text: Option<&'n str>,
    is_taken: bool,
}

pub(super) fn read(text: &str) -> Contents {
    let root = match tree::read(text) {
        Ok(root) => root,
        Err(problem) => return Contents::only_skipped(problem.position.line, problem.message),
    };
    let mut contents = Contents::default();
    let mut responses = responses(&root);
    for item in root.get("nlu").map_or(&[][..], Node::items) {
        if let Some(intent) = item.get("intent").and_then(Node::text) {
            add(&mut contents, item, intent, &mut responses);
        }
    }
    for response in responses.iter().filter(|response| !response.is_taken) {
        contents
            .skip(response.line, format!("no intent leads to the response \"{RESPONSE_PREFIX}{}\"", response.intent));
    }
    contents
}

fn responses(root: &Node) -> Vec<Response<'_>> {
    let mut responses = Vec::new();
    for (key, variants) in root.get("responses").map_or(&[][..], Node::pairs) {
        let intent = key.text.strip_prefix(RESPONSE_PREFIX).unwrap_or(&key.text);
        let text = variants.items().iter().find_map(|variant| variant.get("text").and_then(Node::text));
        responses.push(Response { intent, line: key.position.line, text, is_taken: false });
    }
    responses
}

fn add(contents: &mut Contents, item: &Node, intent: &str, responses: &mut [Response<'_>]) {
    let line = item.position.line;
    let examples = item.get("examples").and_then(Node::text).unwrap_or_default();
    let mut questions = examples.lines().filter_map(|line| line.trim().strip_prefix('-')).filter_map(without_entities);
    let Some(response) = responses.iter_mut().find(|response| response.intent == intent) else {
        return contents.skip(line, format!("the intent \"{intent}\" has no response \"{RESPONSE_PREFIX}{intent}\""));
    };
    response.is_taken = true;
    let Some(answer) = response.text else {
        return contents.skip(response.line, format!("the response \"{RESPONSE_PREFIX}{intent}\" has no text"));
    };
    let Some(question) = questions.next() else {
        return contents.skip(line, format!("the intent \"{intent}\" has no examples"));
    };
    let answer = answer.to_owned();
    contents.rows.push(Row { line, question, phrasings: questions.collect(), answer, category: None });
}

/// Returns an example with its entities as plain words.
fn without_entities(example: &str) -> Option<String> {
    match &*ENTITY {
        Some(entity) => filled(&entity.replace_all(example, "$1")),
        None => filled(example),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "version: \"3.1\"
nlu:
- intent: faq/pain
  examples: |
    - does it hurt
    - is it sore [afterwards](time)
- intent: greet
  examples: |
    - hi
responses:
  utter_faq/pain:
  - text: \"No.\"
  utter_goodbye:
  - text: Bye.
";

    #[test]
    fn an_intent_is_answered_by_its_response() {
        assert!(is_rasa(FILE) && !is_rasa("entries: []\nresponses: x"));
        let contents = read(FILE);
        assert_eq!(contents.rows.len(), 1);
        let row = &contents.rows[0];
        assert_eq!((row.line, row.question.as_str(), row.answer.as_str()), (3, "does it hurt", "No."));
        assert_eq!(row.phrasings, ["is it sore afterwards"]);
        let skipped: Vec<String> = contents.skipped.iter().map(ToString::to_string).collect();
        assert_eq!(
            skipped,
            [
                "line 7: the intent \"greet\" has no response \"utter_greet\"",
                "line 13: no intent leads to the response \"utter_goodbye\""
            ]
        );
    }

    #[test]
    fn what_is_no_yaml_is_explained() {
        assert_eq!(read("nlu: [").skipped.len(), 1);
    }
}
