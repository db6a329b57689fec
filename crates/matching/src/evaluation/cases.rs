//! Cases as people write them: a YAML list, or a JSON object a line.

use saphyr_parser::{Event, Parser};
use serde::Deserialize;

use faq::{EntryId, Faq};

/// A question with what should come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The line it begins on, from 1.
    pub line: usize,
    /// The question as it is typed.
    pub ask: String,
    /// What should come of it.
    pub expect: Expect,
    /// What sort of question it is, to count it by.
    pub kind: Option<String>,
    /// Whether it may never fail.
    pub must: bool,
}

/// What should come of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// An answer: any of these entries serves. Never empty.
    Entries(Vec<EntryId>),
    /// A referral of any sort.
    Refer,
    /// A referral that is put first as urgent.
    Urgent,
}

impl Expect {
    /// Whether an answer with this entry is what was expected.
    pub fn satisfied_by(&self, entry: &EntryId) -> bool {
        matches!(self, Self::Entries(ids) if ids.contains(entry))
    }
}

/// Why cases cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: error: {message}")]
pub struct CasesError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, on one line.
    pub message: String,
}

/// A case as it is written; `expect` is not looked up yet.
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

/// Reads cases that expect entries of `faq`. Text that begins with `{` is JSON, an object a line; any other is a YAML list.
///
/// # Errors
/// The first thing that is wrong: no such form, a key or an entry that does not exist, no case at all.
pub fn parse(text: &str, faq: &Faq) -> Result<Vec<Case>, CasesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw = if text.trim_start().starts_with('{') { json_lines(text)? } else { yaml(text)? };
    if raw.is_empty() {
        return Err(CasesError { line: 1, message: "there is no case here".to_owned() });
    }
    raw.into_iter().map(|(line, raw)| case(line, raw, faq)).collect()
}

fn json_lines(text: &str) -> Result<Vec<(usize, RawCase)>, CasesError> {
    let lines = (1..).zip(text.lines()).filter(|(_, json)| !json.trim().is_empty());
    let read = |(line, json)| match serde_json::from_str(json) {
        Ok(raw) => Ok((line, raw)),
        Err(error) => Err(CasesError { line, message: without_place(&error.to_string()) }),
    };
    lines.map(read).collect()
}

fn yaml(text: &str) -> Result<Vec<(usize, RawCase)>, CasesError> {
    let raw: Option<Vec<RawCase>> = serde_yaml::from_str(text).map_err(|error| unreadable(&error))?;
    let lines = item_lines(text).into_iter().chain(std::iter::repeat(1));
    Ok(lines.zip(raw.unwrap_or_default()).collect())
}

fn unreadable(error: &serde_yaml::Error) -> CasesError {
    let message = error.to_string();
    // Which item of the list it is, the line tells better.
    let inside = message.strip_prefix(".[").and_then(|rest| rest.split_once(']'));
    let message = inside.map_or(message.as_str(), |(_, rest)| rest.trim_start_matches(['.', ':', ' ']));
    let line = error.location().map_or(1, |place| place.line());
    CasesError { line, message: without_place(message) }
}

/// The readers say where they were in the midst of a message; the line is told before it. What they quote of the text may
/// have line breaks.
fn without_place(message: &str) -> String {
    let message = message.find(" at line ").map_or(message, |at| &message[..at]);
    message.replace(char::is_control, " ")
}

/// The lines on which the items of the outermost list begin.
fn item_lines(text: &str) -> Vec<usize> {
    let mut depth = 0;
    let mut lines = Vec::new();
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let begins =
            matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..));
        if begins && depth == 1 {
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

fn case(line: usize, raw: RawCase, faq: &Faq) -> Result<Case, CasesError> {
    let expect = expect(raw.expect, faq).map_err(|message| CasesError { line, message })?;
    Ok(Case { line, ask: raw.ask, expect, kind: raw.kind, must: raw.must })
}

fn expect(raw: RawExpect, faq: &Faq) -> Result<Expect, String> {
    let ids = match raw {
        RawExpect::One(word) if word == "refer" => return Ok(Expect::Refer),
        RawExpect::One(word) if word == "urgent" => return Ok(Expect::Urgent),
        RawExpect::One(id) => vec![id],
        RawExpect::Several(ids) if ids.is_empty() => return Err("`expect` names no entry".to_owned()),
        RawExpect::Several(ids) => ids,
    };
    ids.iter().map(|id| known(id, faq)).collect::<Result<_, _>>().map(Expect::Entries)
}

fn known(text: &str, faq: &Faq) -> Result<EntryId, String> {
    let id = text.parse::<EntryId>().ok().filter(|id| faq.entry(id).is_some());
    id.ok_or_else(|| match text {
        "refer" | "urgent" => {
            format!("`{text}` is no entry; to expect a referral write `expect: {text}` without brackets")
        }
        _ => format!("the FAQ has no entry with the id {text:?}"),
    })
}
