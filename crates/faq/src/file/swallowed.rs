//! Text that YAML reads differently than it looks: comments that swallow text, commas that split it, quotes that quote nothing,
//! and invisible characters.

use super::invisible;
use super::locate::{Locator, rest_of_line};
use super::tree::{Key, Node, Style, Value};
use super::{Position, Problem, Severity, quoted};

/// Words that rarely begin a phrasing, so that a comma before one was probably meant as part of a text. They are from languages
/// that put a comma there and whose word means nothing else: English, German, French and Spanish.
const CONJUNCTIONS: [&str; 10] = ["or", "and", "but", "nor", "oder", "und", "aber", "ou", "mais", "pero"];
/// Quotes that word processors write, and what each may be closed by.
const CURLY_QUOTES: [(char, &[char]); 6] = [
    ('“', &['”', '"']),
    ('”', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('‘', &['’', '\'']),
    ('‚', &['‘', '’', '\'']),
];

/// Finds every place where the file says something other than it seems to. `lines` are those of the file.
pub(super) fn check(lines: &[&str], root: &Node, problems: &mut Vec<Problem>) {
    Checker { lines, problems }.visit(root);
}

struct Checker<'a> {
    lines: &'a [&'a str],
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn visit(&mut self, node: &Node) {
        self.tab_before(node);
        match &node.value {
            Value::List(items) => {
                if node.style == Style::Flow {
                    self.problems.extend(items.windows(2).filter_map(split_text));
                }
                for item in items {
                    self.visit(item);
                }
            }
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    self.problems.extend(invisible_in_key(key));
                    self.visit(value);
                }
            }
            Value::Text(text) => {
                self.turned(text, node);
                if node.style == Style::Plain {
                    self.problems.extend(curly_quotes(text, node.position));
                    self.problems.extend(invisible_after_dash(text, node.position));
                    self.comment_after(text, node.end);
                }
            }
            Value::Null => self.comment_after("", node.position),
            Value::Number(_) | Value::Bool(_) => {}
        }
    }

    /// Warns of the first character that turns the direction of a text, with which it can be made to look like another.
    fn turned(&mut self, text: &str, node: &Node) {
        let Some(c) = text.chars().find(|&c| invisible::turns_text(c)) else { return };
        let position = Locator::new(self.lines, node).find(c.encode_utf8(&mut [0; 4]));
        let message = format!(
            "an invisible character (U+{:04X}) turns the direction of the text from here on; delete it",
            u32::from(c)
        );
        self.problems.push(Problem::warning(position, message));
    }

    /// Warns of a comment after an unquoted text that was probably meant as a part of it.
    fn comment_after(&mut self, text: &str, end: Position) {
        let rest = rest_of_line(self.lines, end);
        let comment = rest.trim_start();
        if !comment.starts_with('#') || !is_probably_text(text, comment) {
            return;
        }
        let column = end.column + rest.chars().count() - comment.chars().count();
        let message = format!(
            "\"#\" after a space begins a comment, so {} is left out; put the whole text in quotes, or the comment on a line of its own",
            quoted(comment.trim_end())
        );
        self.problems.push(Problem::warning(Position { column, ..end }, message));
    }

    /// Reports a tab between a key or a dash and its value. After a dash, the second reader of the file refuses it.
    fn tab_before(&mut self, node: &Node) {
        let Some(line) = self.lines.get(node.position.line - 1) else { return };
        let before: String = line.chars().take(node.position.column - 1).collect();
        let Some((column, sign)) = tab_after_sign(&before) else { return };
        let severity = if sign == '-' { Severity::Error } else { Severity::Warning };
        let position = Position { column, ..node.position };
        self.problems.push(Problem { severity, position, message: tab_advice(sign) });
    }
}

/// Finds a tab in the white space at the end of a text, behind a colon or a dash. Returns its column, from 1, and that sign.
fn tab_after_sign(text: &str) -> Option<(usize, char)> {
    let sign = text.trim_end_matches([' ', '\t']);
    let tab = text[sign.len()..].find('\t')?;
    let last = sign.chars().next_back().filter(|c| matches!(c, ':' | '-'))?;
    Some((sign.chars().count() + tab + 1, last))
}

fn tab_advice(sign: char) -> String {
    format!("there is a tab after \"{sign}\", where YAML wants a space; replace it with a space")
}

/// Returns the problem of the first tab behind a colon or a dash in a line that YAML cannot read.
pub(super) fn tab_in_line(line: &str, number: usize) -> Option<Problem> {
    for (tab, _) in line.match_indices('\t') {
        if let Some((column, sign)) = tab_after_sign(&line[..=tab]) {
            return Some(Problem::error(Position { line: number, column }, tab_advice(sign)));
        }
    }
    None
}

/// Returns whether a comment reads like a part of the text before it: it begins like `#help` or `#5`, or it ends a sentence
/// that the text has not ended.
fn is_probably_text(text: &str, comment: &str) -> bool {
    let after_sign = comment.trim_start_matches('#');
    after_sign.starts_with(char::is_alphanumeric) || (!ends_sentence(text) && ends_sentence(comment))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Returns a warning if the second of two neighbours in `[ ]` goes on with the first.
fn split_text(neighbours: &[Node]) -> Option<Problem> {
    let [first, second] = neighbours else { return None };
    if first.style != Style::Plain || second.style != Style::Plain {
        return None;
    }
    let (before, text) = (first.text()?, second.text()?);
    let (word, _) = text.split_once(' ')?;
    if !CONJUNCTIONS.contains(&word) {
        return None;
    }
    let whole = format!("{before}, {text}");
    let message = format!(
        "a comma ends an item in [ ], so {} is an item of its own; if it is part of the one before, write {}",
        quoted(text),
        quoted(&whole)
    );
    Some(Problem::warning(second.position, message))
}

/// Returns a warning for a text in curly quotes, or with one that is not closed. Inside a text they are plain letters.
fn curly_quotes(text: &str, position: Position) -> Option<Problem> {
    let mut letters = text.chars().peekable();
    let opening = letters.next()?;
    let (_, closing) = CURLY_QUOTES.iter().find(|(quote, _)| *quote == opening)?;
    while let Some(letter) = letters.next() {
        // Before a letter it is an apostrophe.
        let is_closing = closing.contains(&letter) && !letters.peek().is_some_and(|next| next.is_alphanumeric());
        if is_closing && letters.peek().is_some() {
            return None;
        }
    }
    let message = format!(
        "\"{opening}\" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (\")"
    );
    Some(Problem::warning(position, message))
}

fn invisible_in_key(key: &Key) -> Option<Problem> {
    let (index, c) = key.text.chars().enumerate().find(|&(_, c)| invisible::is_invisible(c))?;
    // The column of a quoted key may be off by a character or two; its line is right.
    let position = Position { column: key.position.column + index, ..key.position };
    Some(Problem::error(position, invisible::advice(c)))
}

/// Finds the reason why a line that looks like an item of a list is not one.
fn invisible_after_dash(text: &str, position: Position) -> Option<Problem> {
    let c = text.strip_prefix('-')?.chars().next()?;
    if !invisible::is_invisible(c) {
        return None;
    }
    Some(Problem::error(Position { column: position.column + 1, ..position }, invisible::advice(c)))
}
