//! The text and its tree side by side, and the splices that change the text.

use std::ops::Range;

use crate::file::tree::{self, Key, Node, Style, Value};
use crate::file::{Position, Section};

/// The byte order mark, with which some editors begin a file.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The error for a file whose layout cannot be edited without touching something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file is written there in a way that I cannot edit without risk; edit it by hand at line {line}")]
pub struct UnsupportedLayout {
    line: usize,
}

impl UnsupportedLayout {
    /// `line` counts from 1.
    pub(super) fn at(line: usize) -> Self {
        Self { line }
    }
}

/// A range of the text, in bytes, and the text to put in its place.
#[derive(Debug)]
pub(super) struct Splice {
    pub range: Range<usize>,
    pub text: String,
}

impl Splice {
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    pub fn remove(range: Range<usize>) -> Self {
        Self { range, text: String::new() }
    }
}

/// The text of a valid FAQ file and its tree.
pub(super) struct Document<'a> {
    /// Without the byte order mark.
    pub text: &'a str,
    has_mark: bool,
    pub root: Node,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl<'a> Document<'a> {
    /// Reads a text that is a valid FAQ, or was one before an edit began.
    pub fn read(text: &'a str) -> Result<Self, UnsupportedLayout> {
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK);
        let has_mark = unmarked.is_some();
        let text = unmarked.unwrap_or(text);
        let root = tree::read(text).map_err(|problem| UnsupportedLayout::at(problem.position.line))?;
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        // YAML ends a line at a lone carriage return; the lines counted here do not.
        if text.replace("\r\n", "").contains('\r') {
            return Err(UnsupportedLayout::at(1));
        }
        Ok(Self { text, has_mark, root, lines })
    }

    /// Returns the text with the splices made, the last in the text first, so that the ranges of the others stay valid.
    pub fn with(&self, mut splices: Vec<Splice>) -> String {
        let mut text = self.text.to_owned();
        splices.sort_by_key(|splice| std::cmp::Reverse(splice.range.start));
        for splice in splices {
            text.replace_range(splice.range, &splice.text);
        }
        if self.has_mark {
            text.insert(0, BYTE_ORDER_MARK);
        }
        text
    }

    /// Returns the line end of this file.
    pub fn line_end(&self) -> &'static str {
        let first = self.text.split_inclusive('\n').next().unwrap_or_default();
        if first.ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Returns the byte at a position.
    pub fn offset(&self, position: Position) -> usize {
        let start = self.lines.get(position.line - 1).copied().unwrap_or(self.text.len());
        let line = &self.text[start..];
        start + line.char_indices().nth(position.column - 1).map_or(line.len(), |(at, _)| at)
    }

    /// Returns the line of a byte, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset)
    }

    /// Returns the beginning of the line of a byte.
    pub fn line_start(&self, offset: usize) -> usize {
        self.lines[self.line(offset) - 1]
    }

    /// Returns the end of the line of a byte, before its line end.
    pub fn line_stop(&self, offset: usize) -> usize {
        let rest = self.text[offset..].split('\n').next().unwrap_or_default();
        offset + rest.trim_end_matches('\r').len()
    }

    /// Returns the beginning of the next line after a byte; after the last line that is the text's end.
    pub fn next_line(&self, offset: usize) -> usize {
        self.lines.get(self.line(offset)).copied().unwrap_or(self.text.len())
    }

    /// Returns the bytes of a value, without the white space and comments that the scanner skipped after it.
    pub fn span(&self, node: &Node) -> Range<usize> {
        let start = self.offset(node.position);
        let last = match &node.value {
            Value::List(items) => items.last(),
            Value::Map(pairs) => pairs.last().map(|(_, last)| last),
            _ => None,
        };
        let inside = last.map_or(start, |last| self.span(last).end);
        let end = match node.style {
            Style::Block => inside,
            Style::Flow => self.closing_bracket(inside.max(start + 1)),
            Style::SingleQuoted => self.closing_quote(start, '\''),
            Style::DoubleQuoted => self.closing_quote(start, '"'),
            Style::Plain | Style::Literal | Style::Folded => self.offset(node.end),
        };
        start..self.text[..end.max(start)].trim_end().len().max(start)
    }

    /// Returns the end of a flow list or map that has no more items after a byte.
    fn closing_bracket(&self, mut at: usize) -> usize {
        loop {
            match self.text[at..].find([']', '}', '#']) {
                Some(comment) if self.text[at + comment..].starts_with('#') => at = self.next_line(at + comment),
                Some(bracket) => return at + bracket + 1,
                None => return self.text.len(),
            }
        }
    }

    /// Returns the end of the quoted scalar that begins at a byte.
    fn closing_quote(&self, start: usize, quote: char) -> usize {
        let mut escaped = false;
        let mut rest = self.text[start + 1..].char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let doubled = c == '\'' && rest.peek().is_some_and(|&(_, next)| next == '\'');
            match c {
                _ if escaped => escaped = false,
                '\\' if quote == '"' => escaped = true,
                '\'' if quote == '\'' && doubled => escaped = true,
                c if c == quote => return start + 1 + at + 1,
                _ => {}
            }
        }
        self.text.len()
    }

    /// Returns the number of characters before a position on its line.
    pub fn column(position: Position) -> usize {
        position.column - 1
    }

    /// Returns the byte of the first dash of a block list.
    pub fn first_dash(&self, list: &Node) -> Result<usize, UnsupportedLayout> {
        let start = self.offset(list.position);
        let dash = if self.begins_line(start) { start } else { self.line_start(start) + self.indentation(start) };
        if self.text[dash..].starts_with('-') { Ok(dash) } else { Err(self.unsupported_at(start)) }
    }

    /// Returns the number of spaces at the beginning of the line of a byte.
    pub fn indentation(&self, offset: usize) -> usize {
        self.text[self.line_start(offset)..].bytes().take_while(|&byte| byte == b' ').count()
    }

    /// Returns whether a comment below the line of a byte would become part of a block scalar with that indentation.
    pub fn swallows_comment(&self, offset: usize, indentation: usize) -> bool {
        self.below_comments(offset, indentation) != self.line_stop(offset)
    }

    /// Returns the end of the line of a byte and of the comments below it that have at least that indentation.
    pub fn below_comments(&self, offset: usize, indentation: usize) -> usize {
        let mut stop = self.line_stop(offset);
        let mut line = self.next_line(offset);
        while line < self.text.len() {
            let start = line + self.indentation(line);
            let content = self.text[start..self.line_stop(line)].trim();
            if content.starts_with('#') && start - line >= indentation {
                stop = self.line_stop(line);
            } else if !content.is_empty() {
                break;
            }
            line = self.next_line(line);
        }
        stop
    }

    /// Returns whether only spaces stand before a byte on its line.
    pub fn begins_line(&self, offset: usize) -> bool {
        self.text[self.line_start(offset)..offset].chars().all(|c| c == ' ')
    }

    /// Returns the error for a layout at a byte that cannot be edited.
    pub fn unsupported_at(&self, offset: usize) -> UnsupportedLayout {
        UnsupportedLayout::at(self.line(offset))
    }

    /// Returns the list under a key, if there is one.
    pub fn list<'n>(&self, map: &'n Node, key: &str) -> Option<&'n Node> {
        map.get(key).filter(|node| matches!(node.value, Value::List(_)))
    }

    /// Returns the list of a section and the index of a topic in it.
    pub fn topic(&self, section: Section, id: &str) -> Result<(&Node, usize), UnsupportedLayout> {
        let topics = self.list(&self.root, section.key()).ok_or(UnsupportedLayout::at(1))?;
        let index = topics
            .items()
            .iter()
            .position(|node| node.get("id").and_then(Node::text) == Some(id))
            .ok_or(UnsupportedLayout::at(topics.position.line))?;
        Ok((topics, index))
    }

    pub fn topic_node(&self, section: Section, id: &str) -> Result<&Node, UnsupportedLayout> {
        let (topics, index) = self.topic(section, id)?;
        Ok(&topics.items()[index])
    }

    /// Returns the index of a key in a map, the key and its value.
    pub fn pair<'n>(map: &'n Node, key: &str) -> Option<(usize, &'n Key, &'n Node)> {
        let index = map.pairs().iter().position(|(name, _)| name.text == key)?;
        let (name, value) = &map.pairs()[index];
        Some((index, name, value))
    }
}

/// Returns the line, from 1, on which two texts begin to differ.
pub(super) fn first_difference(before: &str, after: &str) -> usize {
    before.lines().zip(after.lines()).take_while(|(before, after)| before == after).count() + 1
}
