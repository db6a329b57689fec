//! The file as a tree of values, each with its position.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Position, Problem, end_of, syntax};
use crate::limits;

/// The number of levels of nested lists and keys; the FAQ needs five. It bounds every recursion over a tree.
const DEPTH: usize = 16;

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
        let (event, span) = event.map_err(|error| syntax::explain(text, &error, &builder.blocks))?;
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
pub(super) fn position(marker: &Marker) -> Position {
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
    /// The lines of the block scalars so far.
    blocks: Vec<Range<usize>>,
}

impl Builder {
    fn new(last: Position) -> Self {
        Self { open: Vec::new(), root: None, last, values: 0, blocks: Vec::new() }
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
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            self.blocks.push(position.line..end.line);
        }
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
