//! Values as YAML text, in the style of their neighbours where that is possible.

use super::{NewEntry, NewReferral, PHRASINGS, expected};
use crate::file::tree::{self, Style};

/// The width at which new folded text is wrapped, in characters.
const WRAP_WIDTH: usize = 100;

/// A text in YAML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The part on the line of the key or the dash.
    pub head: String,
    /// The lines below, without indentation.
    pub body: Vec<String>,
}

impl Written {
    pub fn one_line(head: String) -> Self {
        Self { head, body: Vec::new() }
    }

    /// Returns the lines below the head, each with a line end before it. Empty lines are not indented.
    pub fn below(&self, indentation: usize, line_end: &str) -> String {
        let indent = " ".repeat(indentation);
        let mut below = String::new();
        for line in &self.body {
            below.push_str(line_end);
            if !line.is_empty() {
                below.push_str(&indent);
                below.push_str(line);
            }
        }
        below
    }

    /// Returns the head and the lines below it.
    fn whole(&self, indentation: usize, line_end: &str) -> String {
        format!("{}{}", self.head, self.below(indentation, line_end))
    }
}

/// Writes a text outside of brackets in a style, or in the nearest one that can hold it.
pub(super) fn written(text: &str, style: Style) -> Written {
    let has_lines = text.contains('\n');
    match style {
        Style::Literal | Style::Folded if !fits_a_block(text) => Written::one_line(double_quoted(text)),
        Style::Folded if !has_lines && can_fold(text) => folded(text),
        Style::Literal | Style::Folded => literal(text),
        _ if has_lines && fits_a_block(text) => literal(text),
        Style::Plain if text.chars().count() > WRAP_WIDTH && fits_a_block(text) && can_fold(text) => folded(text),
        _ => Written::one_line(on_one_line(text, style, false)),
    }
}

/// Writes a text on one line, quoted only if it must be or its neighbour is. `in_flow` is true in brackets.
pub(super) fn on_one_line(text: &str, style: Style, in_flow: bool) -> String {
    match style {
        _ if !text.chars().all(is_printable) || text.contains(['\n', '\t']) => double_quoted(text),
        Style::SingleQuoted => single_quoted(text),
        Style::DoubleQuoted => double_quoted(text),
        _ if can_be_plain(text, in_flow) => text.to_owned(),
        _ if text.contains(['"', '\\']) => single_quoted(text),
        _ => double_quoted(text),
    }
}

/// Returns whether a text certainly needs no quotes.
fn can_be_plain(text: &str, in_flow: bool) -> bool {
    // A hyphen before a bracket begins a list for the parser.
    let breaks_flow = in_flow && (text.contains([',', '[', ']', '{', '}', ':']) || text.ends_with('-'));
    text.starts_with(char::is_alphanumeric)
        && tree::is_text_unquoted(text)
        && !breaks_flow
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !text.ends_with(char::is_whitespace)
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns whether a character needs no escape in any style.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | '\t')
        || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'))
}

/// Returns whether a block scalar can hold a text. It has no escapes, and its first line sets its indentation.
fn fits_a_block(text: &str) -> bool {
    text.chars().all(is_printable) && !text.starts_with(char::is_whitespace) && !text.is_empty()
}

/// Returns whether a text can be folded. A line break in folded text is a space, unless a line begins with one.
fn can_fold(text: &str) -> bool {
    !text.contains("  ") && !text.contains('\t')
}

fn literal(text: &str) -> Written {
    Written { head: "|".to_owned(), body: text.split('\n').map(str::to_owned).collect() }
}

fn folded(text: &str) -> Written {
    let mut body: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match body.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WRAP_WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => body.push(word.to_owned()),
        }
    }
    Written { head: ">-".to_owned(), body }
}

/// The indentation and line ends of new lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// The spaces before an item's dash.
    pub indentation: usize,
    /// The spaces by which a list is indented from its key.
    pub list: usize,
    pub line_end: &'static str,
}

/// A new item of a list.
pub(super) enum NewItem<'a> {
    Text(&'a str),
    Topic(&'a Fields<'a>),
}

/// A new topic's keys and values, in the order in which they are written.
pub(super) type Fields<'a> = Vec<(&'a str, FieldValue<'a>)>;

pub(super) enum FieldValue<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
    Map(Fields<'a>),
    True,
}

/// Returns the fields of a new entry.
pub(super) fn entry(entry: &NewEntry) -> Fields<'_> {
    let mut fields = vec![
        ("id", FieldValue::Text(entry.id.as_str())),
        ("question", FieldValue::Text(entry.question.trim())),
        ("answer", FieldValue::Text(entry.answer.trim())),
    ];
    push_optional(&mut fields, "category", entry.category.as_deref());
    push_phrasings(&mut fields, &entry.phrasings);
    fields
}

/// Returns the fields of a new referral.
pub(super) fn referral(referral: &NewReferral) -> Fields<'_> {
    let mut fields =
        vec![("id", FieldValue::Text(referral.id.as_str())), ("question", FieldValue::Text(referral.question.trim()))];
    push_optional(&mut fields, "message", referral.message.as_deref());
    if referral.urgent {
        fields.push(("urgent", FieldValue::True));
    }
    if referral.local {
        fields.push(("local", FieldValue::True));
    }
    push_phrasings(&mut fields, &referral.phrasings);
    fields
}

fn push_optional<'a>(fields: &mut Fields<'a>, key: &'a str, text: Option<&'a str>) {
    let text = text.unwrap_or_default().trim();
    if !text.is_empty() {
        fields.push((key, FieldValue::Text(text)));
    }
}

fn push_phrasings<'a>(fields: &mut Fields<'a>, phrasings: &'a [String]) {
    let phrasings = expected::phrasings(&[], phrasings);
    if !phrasings.is_empty() {
        fields.push((PHRASINGS, FieldValue::List(phrasings)));
    }
}

impl NewItem<'_> {
    /// Writes the item between brackets in the style of its neighbour.
    pub fn in_brackets(&self, style: Style) -> String {
        match self {
            Self::Text(text) => on_one_line(text, style, true),
            Self::Topic(fields) => in_braces(fields),
        }
    }

    /// Writes the item after a dash, with all its lines, in the style of its neighbour.
    pub fn after_dash(&self, style: Style, layout: Layout) -> String {
        let inside = layout.indentation + 2;
        let item = match self {
            Self::Text(text) if text.contains('\n') => written(text, style).whole(inside, layout.line_end),
            // A phrasing stays on one line however long it is, so that a list of them is easy to read.
            Self::Text(text) => on_one_line(text, style, false),
            Self::Topic(fields) => {
                let mut lines = Vec::with_capacity(fields.len());
                for (key, value) in fields.iter() {
                    lines.push(field(key, value, inside, layout));
                }
                lines.join(&format!("{}{}", layout.line_end, " ".repeat(inside)))
            }
        };
        format!("{}- {item}", " ".repeat(layout.indentation))
    }
}

/// Writes a field of a new topic, with all its lines.
pub(super) fn field(key: &str, value: &FieldValue<'_>, indentation: usize, layout: Layout) -> String {
    match value {
        FieldValue::Text(text) => {
            format!("{key}: {}", written(text, Style::Plain).whole(indentation + 2, layout.line_end))
        }
        FieldValue::True => format!("{key}: true"),
        FieldValue::Map(fields) => {
            let inside = indentation + 2;
            let mut lines = format!("{key}:");
            for (key, value) in fields {
                lines.push_str(layout.line_end);
                lines.push_str(&" ".repeat(inside));
                lines.push_str(&field(key, value, inside, layout));
            }
            lines
        }
        FieldValue::List(items) => {
            let layout = Layout { indentation: indentation + layout.list, ..layout };
            let mut lines = format!("{key}:");
            for item in items {
                lines.push_str(layout.line_end);
                lines.push_str(&NewItem::Text(item).after_dash(Style::Plain, layout));
            }
            lines
        }
    }
}

fn in_braces(fields: &Fields<'_>) -> String {
    let mut pairs = Vec::with_capacity(fields.len());
    for (key, value) in fields {
        pairs.push(format!("{key}: {}", field_in_braces(value)));
    }
    format!("{{{}}}", pairs.join(", "))
}

/// Writes the value of a field between brackets.
pub(super) fn field_in_braces(value: &FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) => on_one_line(text, Style::DoubleQuoted, true),
        FieldValue::Map(fields) => in_braces(fields),
        FieldValue::True => "true".to_owned(),
        FieldValue::List(items) => {
            let items: Vec<_> = items.iter().map(|item| on_one_line(item, Style::DoubleQuoted, true)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        on_one_line(text, Style::Plain, false)
    }

    #[test]
    fn texts_are_quoted_only_where_they_must_be() {
        assert_eq!(plain("Does it hurt?"), "Does it hurt?");
        assert_eq!(plain("whats up, doc"), "whats up, doc");
        assert_eq!(on_one_line("whats up, doc", Style::Plain, true), "\"whats up, doc\"");
        assert_eq!(plain("true"), "\"true\"");
        assert_eq!(plain("12"), "\"12\"");
        assert_eq!(plain("- a"), "\"- a\"");
        assert_eq!(plain("a: b"), "\"a: b\"");
        assert_eq!(plain("a #b"), "\"a #b\"");
        assert_eq!(plain("\"so\" he said"), "'\"so\" he said'");
        assert_eq!(plain("a\u{2028}b"), "\"a\\U00002028b\"");
    }

    #[test]
    fn neighbours_set_the_style() {
        assert_eq!(on_one_line("it's", Style::SingleQuoted, false), "'it''s'");
        assert_eq!(on_one_line("it's", Style::DoubleQuoted, false), "\"it's\"");
    }

    #[test]
    fn long_text_is_folded_and_lines_are_kept() {
        let long = "word ".repeat(40);
        let folded = written(long.trim(), Style::Plain);
        assert_eq!((folded.head.as_str(), folded.body.len()), (">-", 2));
        let lines = written("a\n\n  b", Style::Folded);
        assert_eq!(lines.below(2, "\n"), "\n  a\n\n    b");
    }
}
