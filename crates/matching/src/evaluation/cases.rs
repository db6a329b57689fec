//! Cases as people write them: a YAML list, or one JSON object a line.

use std::iter;

use saphyr_parser::{Event, Parser};
use serde::Deserialize;

use faq::{EntryId, Faq};

/// A question with its expected result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The line on which the case begins, from 1.
    pub line: usize,
    /// The question as it is typed.
    pub ask: String,
    pub expect: Expect,
    /// The kind of question, to count it by.
    pub kind: Option<String>,
    /// Whether the case must never fail.
    pub must: bool,
}

/// The expected result of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// An answer with any of these entries. Never empty.
    Entries(Vec<EntryId>),
    /// A referral of any kind.
    Refer,
    /// A referral that is put first as urgent.
    Urgent,
}

impl Expect {
    /// Returns true if an answer with this entry is expected.
    pub fn is_satisfied_by(&self, entry: &EntryId) -> bool {
        matches!(self, Self::Entries(ids) if ids.contains(entry))
    }
}

/// Cases that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: error: {message}")]
pub struct CasesError {
    /// The line, from 1.
    pub line: usize,
    /// The reason, on one line.
    pub message: String,
}

/// A case as it is written. Its entries may not exist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a case such as {ask: does it hurt, expect: [pain]}")]
struct RawCase {
    ask: String,
    expect: RawExpect,
    kind: Option<String>,
    #[serde(default)]
    must: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`expect` is a list of entry ids, `refer` or `urgent`")]
enum RawExpect {
    One(String),
    Several(Vec<String>),
}

/// Reads cases that expect entries of `faq`. A text that begins with `{` is JSON, one object a line; any other is a YAML list.
///
/// # Errors
/// Fails at the first syntax error, unknown key or unknown entry, and if there are no cases.
pub fn parse(text: &str, faq: &Faq) -> Result<Vec<Case>, CasesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw_cases = if text.trim_start().starts_with('{') { json_lines(text)? } else { yaml(text)? };
    if raw_cases.is_empty() {
        return Err(CasesError { line: 1, message: "there is no case here".to_owned() });
    }
    let mut cases = Vec::with_capacity(raw_cases.len());
    for (line, raw) in raw_cases {
        let expect = expect(raw.expect, faq).map_err(|message| CasesError { line, message })?;
        cases.push(Case { line, ask: raw.ask, expect, kind: raw.kind, must: raw.must });
    }
    Ok(cases)
}

fn json_lines(text: &str) -> Result<Vec<(usize, RawCase)>, CasesError> {
    let mut cases = Vec::new();
    for (line, json) in (1..).zip(text.lines()) {
        if !json.trim().is_empty() {
            let case = serde_json::from_str(json)
                .map_err(|error| CasesError { line, message: without_place(&error.to_string()) })?;
            cases.push((line, case));
        }
    }
    Ok(cases)
}

fn yaml(text: &str) -> Result<Vec<(usize, RawCase)>, CasesError> {
    let cases: Option<Vec<RawCase>> = serde_yaml::from_str(text).map_err(|error| yaml_error(&error))?;
    let lines = item_lines(text).into_iter().chain(iter::repeat(1));
    Ok(lines.zip(cases.unwrap_or_default()).collect())
}

fn yaml_error(error: &serde_yaml::Error) -> CasesError {
    let message = error.to_string();
    // The message begins with the number of the item in the list. The line says the same more clearly.
    let message = match message.strip_prefix(".[").and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest.trim_start_matches(['.', ':', ' ']),
        None => &message,
    };
    let line = error.location().map_or(1, |location| location.line());
    CasesError { line, message: without_place(message) }
}

/// Removes the position from a parser's message, which our message has already, and line breaks, which the message may quote.
fn without_place(message: &str) -> String {
    let message = match message.find(" at line ") {
        Some(at) => &message[..at],
        None => message,
    };
    message.replace(char::is_control, " ")
}

/// Returns the lines on which the items of the outermost list begin.
fn item_lines(text: &str) -> Vec<usize> {
    let mut depth = 0;
    let mut lines = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let is_item =
            matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..));
        if is_item && depth == 1 {
            lines.push(span.start.line());
        }
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth -= 1,
            _ => {}
        }
    }
    lines
}

fn expect(raw: RawExpect, faq: &Faq) -> Result<Expect, String> {
    let names = match raw {
        RawExpect::One(word) if word == "refer" => return Ok(Expect::Refer),
        RawExpect::One(word) if word == "urgent" => return Ok(Expect::Urgent),
        RawExpect::One(id) => vec![id],
        RawExpect::Several(ids) if ids.is_empty() => return Err("`expect` names no entry".to_owned()),
        RawExpect::Several(ids) => ids,
    };
    let mut ids = Vec::with_capacity(names.len());
    for name in &names {
        ids.push(existing_entry(name, faq)?);
    }
    Ok(Expect::Entries(ids))
}

fn existing_entry(name: &str, faq: &Faq) -> Result<EntryId, String> {
    if let Ok(id) = name.parse::<EntryId>()
        && faq.entry(&id).is_some()
    {
        return Ok(id);
    }
    Err(match name {
        "refer" | "urgent" => {
            format!("`{name}` is no entry; to expect a referral write `expect: {name}` without brackets")
        }
        _ => format!("the FAQ has no entry with the id {name:?}"),
    })
}
