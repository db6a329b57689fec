//! The file as a tree of values, each with its position; and its syntax errors, in words that help somebody who does not
//! program.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::{Position, Problem, end_of};
use crate::limits;

/// The number of levels of nested lists and keys; the FAQ needs five. It bounds every recursion over a tree.
const DEPTH: usize = 16;

const TAB: &str = "a tab stands here, and YAML is indented with spaces; replace it with spaces";

const UNCLOSED: &str = "a text in quotes is not closed here; add the missing quote, and indent its further lines";
const BACKSLASH: &str = "\"\\\" has a meaning of its own in double quotes; write \"\\\\\", or use single quotes";
const PERCENT: &str = "text that begins with \"%\", \"@\" or \"`\" must stand in quotes";

/// Parts of the scanner's messages, and what a moderator can do about each. The first that fits is used.
const EXPLANATIONS: [(&str, &str); 20] = [
    ("tab", TAB),
    ("recursion limit", "lists or keys stand too deeply in each other here; the FAQ needs no more than 5 levels"),
    ("anchor", "text that begins with \"*\" or \"&\" must stand in quotes"),
    ("found unexpected end of stream", UNCLOSED),
    ("indentation in quoted", UNCLOSED),
    ("invalid trailing content", "something stands after the closing quote; put the whole text in one pair of quotes"),
    (
        "block scalar, did not find",
        "text after \"|\" or \">\" begins on the next line; put text that begins with \">\" in quotes",
    ),
    ("escape", BACKSLASH),
    ("hexadecimal", BACKSLASH),
    (
        "mapping values are not allowed",
        "\":\" ends a key, and no key may stand here; put text that has a colon in quotes, and line keys up with their neighbours",
    ),
    (
        "illegal placement of ':'",
        "\":\" ends a key, and no key may stand here; close the \"[\" before it, or put text that has a colon in quotes",
    ),
    ("unexpected character", PERCENT),
    ("directive", PERCENT),
    (
        "expected <document start>",
        "this does not fit what stands above it; check the indentation, and put text that begins with \"%\" in quotes",
    ),
    (
        "expected key",
        "this does not fit what stands before it; check the indentation, and put text that begins with \"[\" or \"{\" in quotes",
    ),
    ("tag", "text that begins with \"!\" must stand in quotes"),
    ("flow", "a list in [ ] or keys in { } are not finished; add the missing comma or bracket"),
    ("expected node content", "something is missing here; finish the list in [ ], or put the text in quotes"),
    ("bracket", "this bracket closes nothing; remove it, or put text that has it in quotes"),
    (
        "simple key expect",
        "this line is no key and belongs to no text above it; end the key with \":\", or indent the line like its neighbours",
    ),
];

/// The message for everything else, which is nearly always a line with wrong indentation.
const INDENTATION: &str = "this line does not fit the lines above it; check that it is indented like its neighbours";

/// A value, its position and the style in which it is written.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where the value begins. A block scalar begins at its first word, a block list at its first dash, or behind it if the
    /// list is indented like its key.
    pub position: Position,
    /// Where the scanner was done with the value. White space after a block scalar belongs to it; a block list or map ends
    /// where the next value begins.
    pub end: Position,
    pub style: Style,
    pub value: Value,
}

/// The styles in which YAML writes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// A block scalar after `|`.
    Literal,
    /// A block scalar after `>`.
    Folded,
    /// A list in `[ ]` or a map in `{ }`.
    Flow,
    /// A list or map over several lines.
    Block,
}

/// A YAML value, as far as an FAQ uses it.
#[derive(Debug)]
pub(crate) enum Value {
    /// Text, without white space around it.
    Text(String),
    /// A number as it is written.
    Number(String),
    Bool(bool),
    Null,
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map and its position.
#[derive(Debug)]
pub(crate) struct Key {
    pub position: Position,
    pub text: String,
}

impl Node {
    /// Returns the value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(pairs) = &self.value else { return None };
        pairs.iter().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }

    /// Returns the items of a list; other values have none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the keys of a map and their values; other values have none.
    pub fn pairs(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// Returns the text, if this is text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads one YAML document.
pub(crate) fn read(text: &str) -> Result<Node, Problem> {
    let mut parser = Parser::new_from_str(text);
    let mut builder = Builder::new(end_of(text.trim_end()));
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| explain(text, &error))?;
        builder.handle(event, position(&span.start), position(&span.end))?;
    }
    match builder.root {
        Some(Node { value: Value::Null, .. }) | None => {
            Err(Problem::error(Position::START, "the file is empty; it needs at least one entry under \"entries:\""))
        }
        Some(root) => Ok(root),
    }
}

/// Converts a position of the scanner, which counts columns from 0.
fn position(marker: &Marker) -> Position {
    Position { line: marker.line().max(1), column: marker.col() + 1 }
}

/// A list or map that is not complete yet.
enum OpenCollection {
    List(Start, Vec<Node>),
    Map(Start, Vec<(Key, Node)>, Option<Key>),
}

/// The beginning of a list or map.
struct Start {
    position: Position,
    style: Style,
}

struct Builder {
    open: Vec<OpenCollection>,
    root: Option<Node>,
    /// The end of the file's last word.
    last: Position,
    /// The number of keys, values and their ends so far.
    values: usize,
}

impl Builder {
    fn new(last: Position) -> Self {
        Self { open: Vec::new(), root: None, last, values: 0 }
    }

    fn handle(&mut self, event: Event<'_>, position: Position, end: Position) -> Result<(), Problem> {
        refuse_extras(&event, position)?;
        self.count(position)?;
        // A bracket is a character; a block list or map begins with nothing of its own.
        let style = if position == end { Style::Block } else { Style::Flow };
        let start = Start { position, style };
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(Problem::error(
                position,
                "a second document begins here; the FAQ is one document, so remove the line \"---\"",
            )),
            Event::Scalar(text, style, ..) => self.scalar(text, style, position, end),
            Event::SequenceStart(..) => self.begin(OpenCollection::List(start, Vec::new()), position),
            Event::MappingStart(..) => self.begin(OpenCollection::Map(start, Vec::new(), None), position),
            Event::SequenceEnd | Event::MappingEnd => self.end(end),
            _ => Ok(()),
        }
    }

    fn count(&mut self, position: Position) -> Result<(), Problem> {
        self.values += 1;
        if self.values <= limits::VALUES {
            return Ok(());
        }
        let most = limits::VALUES;
        let message = format!("the file holds more than {most} keys and values, the most that are read; shorten it");
        Err(Problem::error(position.min(self.last), message))
    }

    fn begin(&mut self, open: OpenCollection, position: Position) -> Result<(), Problem> {
        if self.open.len() == DEPTH {
            let message =
                format!("lists and keys stand more than {DEPTH} levels deep here; the FAQ needs no more than 5");
            return Err(Problem::error(position, message));
        }
        if let Some(OpenCollection::Map(_, _, None)) = self.open.last() {
            return Err(Problem::error(
                position,
                "a key must be a word, not a list or another key; if it is text, put it in quotes",
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, end: Position) -> Result<(), Problem> {
        let (Start { position, style }, value) = match self.open.pop() {
            Some(OpenCollection::List(start, items)) => (start, Value::List(items)),
            Some(OpenCollection::Map(start, pairs, _)) => (start, Value::Map(pairs)),
            None => return Ok(()),
        };
        self.push(Node { position, end, style, value });
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        position: Position,
        end: Position,
    ) -> Result<(), Problem> {
        if let Some(OpenCollection::Map(_, _, key @ None)) = self.open.last_mut() {
            // An empty key may be found only behind the last line, where no editor can go.
            *key = Some(Key { position: position.min(self.last), text: text.into_owned() });
        } else {
            self.push(Node { position, end, style: scalar_style(style), value: resolve(&text, style) });
        }
        Ok(())
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(OpenCollection::List(_, items)) => items.push(node),
            Some(OpenCollection::Map(_, pairs, key)) => pairs.extend(key.take().map(|key| (key, node))),
        }
    }
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

/// Refuses aliases, with which a small file could expand to a huge one, and tags, which change the meaning of a value.
fn refuse_extras(event: &Event<'_>, position: Position) -> Result<(), Problem> {
    let (sign, does) = match event {
        Event::Alias(_) => ("*", "repeats another part of the file"),
        Event::Scalar(_, _, 1.., _) | Event::SequenceStart(1.., _) | Event::MappingStart(1.., _) => {
            ("&", "gives a part of the file a name")
        }
        Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
            ("!", "gives a value a type")
        }
        _ => return Ok(()),
    };
    let advice = format!("write it without, or put text that begins with \"{sign}\" in quotes");
    Err(Problem::error(position, format!("\"{sign}\" {does}, which the FAQ does not allow; {advice}")))
}

/// Returns whether unquoted text is read as text.
pub(crate) fn is_text_unquoted(text: &str) -> bool {
    matches!(resolve(text, ScalarStyle::Plain), Value::Text(_))
}

/// Returns the value of a scalar: text if it is quoted or a block, else what YAML 1.2's core schema makes of it.
fn resolve(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.trim().to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        number if is_number(number) => Value::Number(number.to_owned()),
        text => Value::Text(text.trim().to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0x") {
        return is_digits(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return is_digits(digits, 8);
    }
    // Rust's own "inf" and "nan" are words here.
    text.parse::<f64>().is_ok() && text.contains(|c: char| c.is_ascii_digit())
}

fn is_digits(text: &str, radix: u32) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_digit(radix))
}

/// Explains a syntax error in `text` to a moderator.
fn explain(text: &str, error: &ScanError) -> Problem {
    // The scanner may notice what is missing only behind the last line, where no editor can go.
    let position = position(error.marker()).min(end_of(text.trim_end()));
    if let Some(tab) = tab_in_indentation(text, position, error.info().contains("tab")) {
        return Problem::error(tab, TAB);
    }
    match EXPLANATIONS.iter().find(|(part, _)| error.info().contains(part)) {
        Some((_, message)) => Problem::error(position, *message),
        None => Problem::error(position, format!("{INDENTATION} (YAML: {})", error.info())),
    }
}

/// Finds the first tab in the indentation of the error's line or of the line above, where the mistake often begins. If the
/// error is about a tab, the line below is searched too, since the scanner names the text's first line.
fn tab_in_indentation(text: &str, error: Position, is_about_tab: bool) -> Option<Position> {
    let first = error.line.saturating_sub(2);
    let count = if is_about_tab { 3 } else { 2 };
    for (index, line) in text.lines().enumerate().skip(first).take(count) {
        let indentation = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indentation].find('\t') {
            return Some(Position { line: index + 1, column: tab + 1 });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        match resolve(text, ScalarStyle::Plain) {
            Value::Text(_) => "text",
            Value::Number(_) => "number",
            Value::Bool(_) => "bool",
            Value::Null => "null",
            Value::List(_) | Value::Map(_) => "collection",
        }
    }

    #[test]
    fn plain_words_mean_what_they_look_like() {
        let cases = ["yes", "no", "inf", "nan", "1.2.3", "2024-05-01", "-", "0x", "1_000"];
        assert_eq!(cases.map(kind), ["text"; 9]);
        assert_eq!(["12", "-3", "1.5", ".5", "1e9", "0x1F", "0o17"].map(kind), ["number"; 7]);
        assert_eq!(["true", "FALSE"].map(kind), ["bool"; 2]);
        assert_eq!(["", "~", "null"].map(kind), ["null"; 3]);
    }

    #[test]
    fn quotes_make_text() {
        assert!(matches!(resolve(" 12 ", ScalarStyle::DoubleQuoted), Value::Text(text) if text == "12"));
    }
}
