//! Text as YAML writes it, as near to the neighbours' style as is right.

use crate::file::scalar;
use crate::file::tree::Form;

/// Where new folded text is broken, in characters.
const WIDTH: usize = 100;

/// A text as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// What stands behind the key or the dash.
    pub head: String,
    /// The lines below, without indentation; empty ones have none.
    pub body: Vec<String>,
}

impl Written {
    /// All of it behind the key or the dash.
    pub fn line(head: String) -> Self {
        Self { head, body: Vec::new() }
    }

    /// The lines below, each with what begins and ends it, to be put behind a line.
    pub fn below(&self, indentation: usize, line_end: &str) -> String {
        let indent = " ".repeat(indentation);
        let line = |line: &String| match line.is_empty() {
            true => line_end.to_owned(),
            false => format!("{line_end}{indent}{line}"),
        };
        self.body.iter().map(line).collect()
    }
}

/// Writes a text outside of brackets in a form, or in the nearest one that can hold it.
pub(super) fn written(text: &str, form: Form) -> Written {
    let several_lines = text.contains('\n');
    match form {
        Form::Literal | Form::Folded if !fits_a_block(text) => Written::line(double_quoted(text)),
        Form::Folded if !several_lines && can_fold(text) => folded(text),
        Form::Literal | Form::Folded => literal(text),
        _ if several_lines && fits_a_block(text) => literal(text),
        Form::Plain if text.chars().count() > WIDTH && fits_a_block(text) && can_fold(text) => folded(text),
        _ => Written::line(on_one_line(text, form, false)),
    }
}

/// One line, quoted only if it must be or its neighbour is.
pub(super) fn on_one_line(text: &str, form: Form, flow: bool) -> String {
    let single = || format!("'{}'", text.replace('\'', "''"));
    match form {
        _ if !text.chars().all(printable) || text.contains(['\n', '\t']) => double_quoted(text),
        Form::SingleQuoted => single(),
        Form::DoubleQuoted => double_quoted(text),
        _ if is_plain(text, flow) => text.to_owned(),
        _ if text.contains(['"', '\\']) => single(),
        _ => double_quoted(text),
    }
}

/// Whether a text needs no quotes. Some texts that need none get them all the same.
fn is_plain(text: &str, flow: bool) -> bool {
    let in_brackets = flow && text.contains([',', '[', ']', '{', '}', ':']);
    text.starts_with(char::is_alphanumeric)
        && scalar::stays_text(text)
        && !in_brackets
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !text.ends_with(char::is_whitespace)
}

fn double_quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        c if printable(c) => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// What stands for itself in every style.
fn printable(c: char) -> bool {
    matches!(c, '\n' | '\t')
        || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'))
}

/// A block has no escapes, and tells its indentation by its first line.
fn fits_a_block(text: &str) -> bool {
    text.chars().all(printable) && !text.starts_with(char::is_whitespace) && !text.is_empty()
}

/// In folded text a line break is a space, unless a line begins with one.
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
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => body.push(word.to_owned()),
        }
    }
    Written { head: ">-".to_owned(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        on_one_line(text, Form::Plain, false)
    }

    #[test]
    fn quotes_stand_only_where_they_must() {
        assert_eq!(line("Does it hurt?"), "Does it hurt?");
        assert_eq!(line("whats up, doc"), "whats up, doc");
        assert_eq!(on_one_line("whats up, doc", Form::Plain, true), "\"whats up, doc\"");
        assert_eq!(line("true"), "\"true\"");
        assert_eq!(line("12"), "\"12\"");
        assert_eq!(line("- a"), "\"- a\"");
        assert_eq!(line("a: b"), "\"a: b\"");
        assert_eq!(line("a #b"), "\"a #b\"");
        assert_eq!(line("\"so\" he said"), "'\"so\" he said'");
        assert_eq!(line("a\u{2028}b"), "\"a\\U00002028b\"");
    }

    #[test]
    fn neighbours_give_the_style() {
        assert_eq!(on_one_line("it's", Form::SingleQuoted, false), "'it''s'");
        assert_eq!(on_one_line("it's", Form::DoubleQuoted, false), "\"it's\"");
    }

    #[test]
    fn long_text_is_folded_and_lines_are_kept() {
        let long = "word ".repeat(40);
        let written = written(long.trim(), Form::Plain);
        assert_eq!((written.head.as_str(), written.body.len()), (">-", 2));
        let lines = super::written("a\n\n  b", Form::Folded);
        assert_eq!(lines.below(2, "\n"), "\n  a\n\n    b");
    }
}
