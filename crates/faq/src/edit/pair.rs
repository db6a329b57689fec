//! Keys of a topic and their values: set, added, removed.

use std::ops::Range;

use super::document::{Document, Splice, Unsafe};
use super::item::Item;
use super::list;
use super::text::{self, Written};
use crate::file::Section;
use crate::file::tree::{Form, Key, Node};

/// The keys that stand before a new one.
const FIRST: [&str; 4] = ["id", "question", "answer", "source"];

/// Gives a key of a topic another text, or the key to the topic.
pub(super) fn set(document: &Document<'_>, topic: &Node, key: &str, text: &str) -> Result<Vec<Splice>, Unsafe> {
    let inside = Document::column(topic.position);
    match Document::pair(topic, key) {
        None => insert(document, topic, key, text),
        Some((_, _, node)) if topic.form == Form::Flow => {
            let text = text::on_one_line(text, node.form, true);
            Ok(vec![Splice { range: document.span(node), text }])
        }
        Some((_, key, node)) if matches!(node.form, Form::Literal | Form::Folded) => {
            replace_block(document, inside, key, node, text)
        }
        Some((_, _, node)) => {
            let written = written(document, text, node.form, document.span(node).end, inside + 2);
            Ok(replace_line(document, &written, document.span(node), inside + 2))
        }
    }
}

/// Gives a topic a key with a list of one item.
pub(super) fn add_list(document: &Document<'_>, topic: &Node, key: &str, item: &str) -> Result<Vec<Splice>, Unsafe> {
    let last = topic.pairs().last().map_or_else(|| document.span(topic).end, |(_, last)| document.span(last).end);
    let item = Item::Text(item);
    if topic.form == Form::Flow {
        return Ok(vec![Splice::insert(last, format!(", {key}: [{}]", item.in_brackets(Form::DoubleQuoted)))]);
    }
    let inside = Document::column(topic.position);
    let mut layout = list::layout(document, inside);
    layout.indentation += layout.list;
    let (end, indent) = (layout.line_end, " ".repeat(inside));
    let lines = format!("{end}{indent}{key}:{end}{}", item.behind_dash(Form::Plain, layout));
    Ok(vec![Splice::insert(document.line_stop(last), lines)])
}

/// Takes an item out of the list under a key; a list of lines that would be left empty goes with its key.
pub(super) fn remove_item(
    document: &Document<'_>,
    section: Section,
    id: &str,
    key: &str,
    item: &str,
) -> Result<Vec<Splice>, Unsafe> {
    let topic = document.topic_node(section, id)?;
    let items = document.list(topic, key).ok_or(Unsafe::at(topic.position.line))?;
    let index = items.items().iter().position(|node| node.text() == Some(item));
    let index = index.ok_or(Unsafe::at(items.position.line))?;
    let (inside, end) = (Document::column(topic.position), document.span(items).end);
    match items.items().len() {
        // The comment would become part of a block above.
        1 if items.form == Form::Block && below_block(topic, key) && document.swallows_comment(end, inside + 1) => {
            emptied(document, topic, key, items)
        }
        1 if items.form == Form::Block => remove(document, topic, key),
        _ => list::remove(document, items, index),
    }
}

/// Whether the value above a key is a text in a block.
fn below_block(topic: &Node, key: &str) -> bool {
    let above = topic.pairs().iter().take_while(|(name, _)| name.text != key).last();
    above.is_some_and(|(_, node)| matches!(node.form, Form::Literal | Form::Folded))
}

/// Makes a list of lines an empty one in brackets.
fn emptied(document: &Document<'_>, topic: &Node, key: &str, items: &Node) -> Result<Vec<Splice>, Unsafe> {
    let (dash, end) = (document.first_dash(items)?, document.span(items).end);
    let (_, name, _) = Document::pair(topic, key).ok_or(document.unsafe_at(dash))?;
    let start = document.offset(name.position);
    let colon = document.text[start..dash].find(':').ok_or(document.unsafe_at(start))?;
    let lines = document.line_start(dash)..document.next_line(end);
    Ok(vec![Splice::insert(start + colon + 1, " []"), Splice::remove(lines)])
}

/// Takes a key and its value away.
pub(super) fn remove(document: &Document<'_>, topic: &Node, key: &str) -> Result<Vec<Splice>, Unsafe> {
    let (index, name, node) = Document::pair(topic, key).ok_or(Unsafe::at(topic.position.line))?;
    let spans: Vec<Range<usize>> =
        topic.pairs().iter().map(|(key, node)| document.offset(key.position)..document.span(node).end).collect();
    let start = document.offset(name.position);
    if topic.form == Form::Flow || !document.begins_line(start) {
        // Behind the topic's dash it is the next key that moves up.
        return Ok(vec![list::remove_in_brackets(document, &spans, index)]);
    }
    let end = document.span(node).end;
    let lines = document.line_start(start)..document.next_line(end);
    // Without a line below, the line end above is what was between them.
    let at_the_end = lines.end == document.text.len() && !document.text.ends_with('\n');
    let above = document.text[..lines.start].trim_end_matches(['\r', '\n']).len();
    Ok(vec![Splice::remove(if at_the_end { above..lines.end } else { lines })])
}

fn insert(document: &Document<'_>, topic: &Node, key: &str, text: &str) -> Result<Vec<Splice>, Unsafe> {
    let before = topic.pairs().iter().filter(|(key, _)| FIRST.contains(&key.text.as_str()));
    let end = before.map(|(_, node)| document.span(node).end).max().ok_or(Unsafe::at(topic.position.line))?;
    if topic.form == Form::Flow {
        return Ok(vec![Splice::insert(
            end,
            format!(", {key}: {}", text::on_one_line(text, Form::DoubleQuoted, true)),
        )]);
    }
    let inside = Document::column(topic.position);
    let (line_end, written) = (document.line_end(), written(document, text, Form::Plain, end, inside + 2));
    let line = format!("{line_end}{}{key}: {}", " ".repeat(inside), written.head);
    Ok(vec![Splice::insert(document.line_stop(end), format!("{line}{}", written.below(inside + 2, line_end)))])
}

/// A text that is to end on the line of a byte, its further lines indented; in quotes if a comment below would join them.
fn written(document: &Document<'_>, text: &str, form: Form, end: usize, indentation: usize) -> Written {
    match text::written(text, form) {
        written if written.body.is_empty() || !document.swallows_comment(end, indentation) => written,
        _ => Written::line(text::on_one_line(text, Form::DoubleQuoted, false)),
    }
}

/// A text behind its key; further lines go below whatever comment stands behind it.
fn replace_line(document: &Document<'_>, written: &Written, old: Range<usize>, indentation: usize) -> Vec<Splice> {
    let below = written.below(indentation, document.line_end());
    let stop = document.line_stop(old.end);
    if stop == old.end {
        return vec![Splice { range: old, text: format!("{}{below}", written.head) }];
    }
    let rest = if below.is_empty() { None } else { Some(Splice::insert(stop, below)) };
    std::iter::once(Splice { range: old, text: written.head.clone() }).chain(rest).collect()
}

/// A text in a block: its header, with the comment behind it, stays where it can.
fn replace_block(
    document: &Document<'_>,
    inside: usize,
    key: &Key,
    node: &Node,
    text: &str,
) -> Result<Vec<Splice>, Unsafe> {
    let old = document.span(node);
    let before = &document.text[document.offset(key.position)..old.start];
    let header = before.find(':').and_then(|colon| Some(colon + before[colon..].find(['|', '>'])?));
    let header = document.offset(key.position) + header.ok_or_else(|| document.unsafe_at(old.start))?;
    let stop = document.line_stop(header);
    let (signs, comment) = document.text[header..stop]
        .split_at(document.text[header..stop].find(char::is_whitespace).unwrap_or(stop - header));
    let told = signs.contains(|c: char| c.is_ascii_digit());
    let indentation = if told { inside + 2 } else { Document::column(node.position) };
    let written = written(document, text, node.form, old.end, indentation);
    // "|" and ">" may change; what else the header says of the line ends stays, save an indentation that is another now.
    let head = match written.body.is_empty() || told {
        true => written.head.clone(),
        false => format!("{}{}", &written.head[..1], &signs[1..]),
    };
    let indentation = if told { inside + 2 } else { Document::column(node.position) };
    Ok(vec![Splice {
        range: header..old.end,
        text: format!("{head}{comment}{}", written.below(indentation, document.line_end())),
    }])
}
