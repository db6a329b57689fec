//! The file as a tree of values, each with its position.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::problem::{Position, Problem};
use super::{decode, scalar, syntax};
use crate::limits;

/// How deeply lists and keys may stand in each other; the FAQ needs five levels. It bounds every recursion over a tree.
const DEPTH: usize = 16;

/// A value, where it stands and how it is written.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it begins: a text in a block at its first word, a list of lines at its first dash, or behind it if the list is
    /// indented like its key.
    pub position: Position,
    /// Where the scanner was done with it. White space behind a text in a block belongs to it; a list or map of lines ends
    /// where the next thing begins.
    pub end: Position,
    pub form: Form,
    pub value: Value,
}

/// The ways YAML has to write a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// Text after `|`.
    Literal,
    /// Text after `>`.
    Folded,
    /// A list in `[ ]` or a map in `{ }`.
    Flow,
    /// A list or a map over lines.
    Block,
}

/// What YAML can say, as far as an FAQ uses it.
#[derive(Debug)]
pub(crate) enum Value {
    /// Text, without white space around it.
    Text(String),
    /// A number, as it was written.
    Number(String),
    Flag(bool),
    Nothing,
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key and where it stands.
#[derive(Debug)]
pub(crate) struct Key {
    pub position: Position,
    pub text: String,
}

impl Node {
    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(pairs) = &self.value else { return None };
        pairs.iter().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }

    /// The items of a list; nothing else has any.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The keys of a map and their values; nothing else has any.
    pub fn pairs(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The text, if this is text.
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
    let mut builder = Builder::new(decode::end_of(text.trim_end()));
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax::explain(text, &error))?;
        builder.take(event, position(&span.start), position(&span.end))?;
    }
    match builder.root {
        Some(Node { value: Value::Nothing, .. }) | None => {
            Err(Problem::error(Position::START, "the file is empty; it needs at least one entry under \"entries:\""))
        }
        Some(root) => Ok(root),
    }
}

/// The scanner counts columns from 0.
pub(super) fn position(marker: &Marker) -> Position {
    Position { line: marker.line().max(1), column: marker.col() + 1 }
}

/// A list or map that is not closed yet.
enum Open {
    List(Start, Vec<Node>),
    Map(Start, Vec<(Key, Node)>, Option<Key>),
}

/// Where and how a list or map began.
struct Start {
    position: Position,
    form: Form,
}

struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    /// Where the file's last word ends.
    last: Position,
    /// How many keys, values and their ends there are so far.
    values: usize,
}

impl Builder {
    fn new(last: Position) -> Self {
        Self { open: Vec::new(), root: None, last, values: 0 }
    }

    fn take(&mut self, event: Event<'_>, position: Position, end: Position) -> Result<(), Problem> {
        refuse_extras(&event, position)?;
        self.count(position)?;
        // A bracket is a character; a list or map of lines begins with nothing of its own.
        let start = || Start { position, form: if position == end { Form::Block } else { Form::Flow } };
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(Problem::error(
                position,
                "a second document begins here; the FAQ is one document, so remove the line \"---\"",
            )),
            Event::Scalar(text, style, ..) => self.scalar(text, style, position, end),
            Event::SequenceStart(..) => self.begin(Open::List(start(), Vec::new()), position),
            Event::MappingStart(..) => self.begin(Open::Map(start(), Vec::new(), None), position),
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

    fn begin(&mut self, open: Open, position: Position) -> Result<(), Problem> {
        if self.open.len() == DEPTH {
            let message =
                format!("lists and keys stand more than {DEPTH} levels deep here; the FAQ needs no more than 5");
            return Err(Problem::error(position, message));
        }
        if let Some(Open::Map(_, _, None)) = self.open.last() {
            return Err(Problem::error(
                position,
                "a key must be a word, not a list or another key; if it is text, put it in quotes",
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, end: Position) -> Result<(), Problem> {
        let (Start { position, form }, value) = match self.open.pop() {
            Some(Open::List(start, items)) => (start, Value::List(items)),
            Some(Open::Map(start, pairs, _)) => (start, Value::Map(pairs)),
            None => return Ok(()),
        };
        self.place(Node { position, end, form, value });
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        position: Position,
        end: Position,
    ) -> Result<(), Problem> {
        if let Some(Open::Map(_, _, key @ None)) = self.open.last_mut() {
            // A key that is left empty may be found only behind the last line, where no editor can go.
            *key = Some(Key { position: position.min(self.last), text: text.into_owned() });
        } else {
            self.place(Node { position, end, form: form(style), value: scalar::resolve(&text, style) });
        }
        Ok(())
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, pairs, key)) => pairs.extend(key.take().map(|key| (key, node))),
        }
    }
}

fn form(style: ScalarStyle) -> Form {
    match style {
        ScalarStyle::Plain => Form::Plain,
        ScalarStyle::SingleQuoted => Form::SingleQuoted,
        ScalarStyle::DoubleQuoted => Form::DoubleQuoted,
        ScalarStyle::Literal => Form::Literal,
        ScalarStyle::Folded => Form::Folded,
    }
}

/// Refuses what lets a small file stand for a huge one (aliases), or changes what a value means without being seen.
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
