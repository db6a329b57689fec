//! The text and its tree side by side, and how a piece of the text is replaced.

use std::ops::Range;

use crate::file::tree::{self, Form, Key, Node, Value};
use crate::file::{Position, Section};

/// The byte order mark, which some editors put before everything else.
const MARK: char = '\u{FEFF}';

/// The file is written in a way that cannot be edited without touching something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file is written there in a way that I cannot edit without risk; edit it by hand at line {line}")]
pub struct Unsafe {
    line: usize,
}

impl Unsafe {
    /// `line` counts from 1.
    pub(super) fn at(line: usize) -> Self {
        Self { line }
    }
}

/// A piece of the text, in bytes, and what is to stand there instead.
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

/// A valid FAQ file.
pub(super) struct Document<'a> {
    /// Without the byte order mark.
    pub text: &'a str,
    marked: bool,
    pub root: Node,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'a> Document<'a> {
    /// Reads a text that is a valid FAQ, or was one before an edit began.
    pub fn read(text: &'a str) -> Result<Self, Unsafe> {
        let (marked, text) = text.strip_prefix(MARK).map_or((false, text), |text| (true, text));
        let root = tree::read(text).map_err(|problem| Unsafe::at(problem.position.line))?;
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let document = Self { text, marked, root, lines };
        match text.replace("\r\n", "").contains('\r') {
            // Where lines end with it alone, they are not the lines that were counted here.
            true => Err(Unsafe::at(1)),
            false => Ok(document),
        }
    }

    /// The text with the splices made, the last in the text first.
    pub fn with(&self, mut splices: Vec<Splice>) -> String {
        let mut text = self.text.to_owned();
        splices.sort_by_key(|splice| std::cmp::Reverse(splice.range.start));
        for splice in splices {
            text.replace_range(splice.range, &splice.text);
        }
        if self.marked {
            text.insert(0, MARK);
        }
        text
    }

    /// What ends a line in this file.
    pub fn line_end(&self) -> &'static str {
        let first = self.text.split_inclusive('\n').next().unwrap_or_default();
        if first.ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// The byte at which a position lies.
    pub fn offset(&self, position: Position) -> usize {
        let start = self.lines.get(position.line - 1).copied().unwrap_or(self.text.len());
        let line = &self.text[start..];
        start + line.char_indices().nth(position.column - 1).map_or(line.len(), |(at, _)| at)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset)
    }

    /// Where the line of a byte begins.
    pub fn line_start(&self, offset: usize) -> usize {
        self.lines[self.line(offset) - 1]
    }

    /// Where the line of a byte ends, before what ends it.
    pub fn line_stop(&self, offset: usize) -> usize {
        let rest = self.text[offset..].split('\n').next().unwrap_or_default();
        offset + rest.trim_end_matches('\r').len()
    }

    /// Where the line after that of a byte begins; the text's end after the last.
    pub fn next_line(&self, offset: usize) -> usize {
        self.lines.get(self.line(offset)).copied().unwrap_or(self.text.len())
    }

    /// The bytes of a value. What the scanner passed over behind it, white space and a comment, is not part of it.
    pub fn span(&self, node: &Node) -> Range<usize> {
        let start = self.offset(node.position);
        let last = match &node.value {
            Value::List(items) => items.last(),
            Value::Map(pairs) => pairs.last().map(|(_, last)| last),
            _ => None,
        };
        let inside = last.map_or(start, |last| self.span(last).end);
        let end = match node.form {
            Form::Block => inside,
            Form::Flow => self.closing_bracket(inside.max(start + 1)),
            Form::SingleQuoted => self.closing_quote(start, '\''),
            Form::DoubleQuoted => self.closing_quote(start, '"'),
            Form::Plain | Form::Literal | Form::Folded => self.offset(node.end),
        };
        start..self.text[..end.max(start)].trim_end().len().max(start)
    }

    /// Behind the bracket that closes what has no more items from a byte on.
    fn closing_bracket(&self, mut at: usize) -> usize {
        loop {
            match self.text[at..].find([']', '}', '#']) {
                Some(comment) if self.text[at + comment..].starts_with('#') => at = self.next_line(at + comment),
                Some(bracket) => return at + bracket + 1,
                None => return self.text.len(),
            }
        }
    }

    /// Behind the quote that closes the one at a byte.
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

    /// How many characters stand before a position on its line.
    pub fn column(position: Position) -> usize {
        position.column - 1
    }

    /// Where the first dash of a list of lines stands.
    pub fn first_dash(&self, list: &Node) -> Result<usize, Unsafe> {
        let start = self.offset(list.position);
        let dash = if self.begins_line(start) { start } else { self.line_start(start) + self.indentation(start) };
        if self.text[dash..].starts_with('-') { Ok(dash) } else { Err(self.unsafe_at(start)) }
    }

    /// With how many spaces the line of a byte begins.
    pub fn indentation(&self, offset: usize) -> usize {
        self.text[self.line_start(offset)..].bytes().take_while(|&byte| byte == b' ').count()
    }

    /// Whether a comment below the line of a byte would become part of a text in a block with that indentation.
    pub fn swallows_comment(&self, offset: usize, indentation: usize) -> bool {
        self.below_comments(offset, indentation) != self.line_stop(offset)
    }

    /// Where the last line ends, before what ends it, of a byte's own and the comments below it with that indentation.
    pub fn below_comments(&self, offset: usize, indentation: usize) -> usize {
        let (mut stop, mut line) = (self.line_stop(offset), self.next_line(offset));
        while line < self.text.len() {
            let start = line + self.indentation(line);
            let content = self.text[start..self.line_stop(line)].trim();
            match content.starts_with('#') && start - line >= indentation {
                true => stop = self.line_stop(line),
                false if content.is_empty() => {}
                false => break,
            }
            line = self.next_line(line);
        }
        stop
    }

    /// Whether only white space stands before a byte on its line.
    pub fn begins_line(&self, offset: usize) -> bool {
        self.text[self.line_start(offset)..offset].chars().all(|c| c == ' ')
    }

    /// Refuses to edit what stands at a byte.
    pub fn unsafe_at(&self, offset: usize) -> Unsafe {
        Unsafe::at(self.line(offset))
    }

    /// The list under a key, if there is one.
    pub fn list<'n>(&self, map: &'n Node, key: &str) -> Option<&'n Node> {
        map.get(key).filter(|node| matches!(node.value, Value::List(_)))
    }

    /// The list of a section and the place of a topic in it.
    pub fn topic(&self, section: Section, id: &str) -> Result<(&Node, usize), Unsafe> {
        let topics = self.list(&self.root, section.key()).ok_or(Unsafe::at(1))?;
        let has_id = |node: &Node| node.get("id").and_then(Node::text) == Some(id);
        let index = topics.items().iter().position(has_id).ok_or(Unsafe::at(topics.position.line))?;
        Ok((topics, index))
    }

    /// A topic.
    pub fn topic_node(&self, section: Section, id: &str) -> Result<&Node, Unsafe> {
        let (topics, index) = self.topic(section, id)?;
        Ok(&topics.items()[index])
    }

    /// The place of a key among those of a map.
    pub fn pair<'n>(map: &'n Node, key: &str) -> Option<(usize, &'n Key, &'n Node)> {
        let mut pairs = map.pairs().iter().enumerate();
        pairs.find(|(_, (name, _))| name.text == key).map(|(index, (key, node))| (index, key, node))
    }
}

/// The line, from 1, on which two texts part.
pub(super) fn first_difference(before: &str, after: &str) -> usize {
    before.lines().zip(after.lines()).take_while(|(before, after)| before == after).count() + 1
}
