//! Keys of maps: sets, adds and removes a key of a topic, and the training of a topic.

use std::ops::Range;

use super::document::{Document, Splice, UnsupportedLayout};
use super::list;
use super::scalar::{self, FieldValue, Fields, NewItem, Written};
use crate::file::tree::{Key, Node, Style};
use crate::file::{Section, TRAINING};

/// The keys that stand before a new one.
const FIRST_KEYS: [&str; 4] = ["id", "question", "answer", "source"];

/// Sets the text of a topic's key, which is added if it is missing.
pub(super) fn set_text(
    document: &Document<'_>,
    topic: &Node,
    key: &str,
    text: &str,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let inside = Document::column(topic.position);
    let Some((_, name, node)) = Document::pair(topic, key) else { return insert(document, topic, key, text) };
    let old = document.span(node);
    if topic.style == Style::Flow {
        return Ok(vec![Splice { range: old, text: scalar::on_one_line(text, node.style, true) }]);
    }
    if matches!(node.style, Style::Literal | Style::Folded) {
        return replace_block(document, inside, name, node, text);
    }
    let written = written(document, text, node.style, old.end, inside + 2);
    Ok(replace_line(document, &written, old, inside + 2))
}

/// Adds a key with a list of one item to a topic.
pub(super) fn add_list(
    document: &Document<'_>,
    topic: &Node,
    key: &str,
    item: &str,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let end = match topic.pairs().last() {
        Some((_, last)) => document.span(last).end,
        None => document.span(topic).end,
    };
    let item = NewItem::Text(item);
    if topic.style == Style::Flow {
        return Ok(vec![Splice::insert(end, format!(", {key}: [{}]", item.in_brackets(Style::DoubleQuoted)))]);
    }
    let inside = Document::column(topic.position);
    let mut layout = list::layout(document, inside);
    layout.indentation += layout.list;
    let line_end = layout.line_end;
    let indent = " ".repeat(inside);
    let lines = format!("{line_end}{indent}{key}:{line_end}{}", item.after_dash(Style::Plain, layout));
    Ok(vec![Splice::insert(document.line_stop(end), lines)])
}

/// Adds a key after the others of a map, with a map of texts below it.
pub(super) fn add_map(document: &Document<'_>, map: &Node, key: &str, fields: Fields<'_>) -> Vec<Splice> {
    let value = FieldValue::Map(fields);
    if map.style == Style::Flow {
        let added = format!("{key}: {}", scalar::field_in_braces(&value));
        let inside = document.span(map).start + 1;
        return vec![match map.pairs().last() {
            Some((_, last)) => Splice::insert(document.span(last).end, format!(", {added}")),
            None => Splice::insert(inside, added),
        }];
    }
    let end = map.pairs().last().map_or_else(|| document.span(map).end, |(_, last)| document.span(last).end);
    let inside = Document::column(map.position);
    let layout = list::layout(document, inside);
    let lines = scalar::field(key, &value, inside, layout);
    vec![Splice::insert(document.line_stop(end), format!("{}{}{lines}", layout.line_end, " ".repeat(inside)))]
}

/// Removes an item from the list under a key. A block list is removed with its last item, and its key too.
pub(super) fn remove_item(
    document: &Document<'_>,
    section: Section,
    id: &str,
    key: &str,
    item: &str,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let topic = document.topic_node(section, id)?;
    let (_, name, items) = Document::pair(topic, key).ok_or(UnsupportedLayout::at(topic.position.line))?;
    let index = items.items().iter().position(|node| node.text() == Some(item));
    let index = index.ok_or(UnsupportedLayout::at(items.position.line))?;
    if items.items().len() > 1 || items.style != Style::Block {
        return list::remove(document, items, index);
    }
    let inside = Document::column(topic.position);
    // Without the list, a comment below it would become part of a block scalar above.
    if is_below_block(topic, key) && document.swallows_comment(document.span(items).end, inside + 1) {
        return empty_block(document, name, document.first_dash(items)?, items, "[]");
    }
    remove(document, topic, key)
}

/// Returns whether the value above a key is a block scalar.
fn is_below_block(topic: &Node, key: &str) -> bool {
    let above = topic.pairs().iter().take_while(|(name, _)| name.text != key).last();
    above.is_some_and(|(_, node)| matches!(node.style, Style::Literal | Style::Folded))
}

/// Replaces a block list or map, whose first line holds the byte `first`, with an empty one in brackets.
fn empty_block(
    document: &Document<'_>,
    key: &Key,
    first: usize,
    value: &Node,
    brackets: &str,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let start = document.offset(key.position);
    let colon = document.text[start..first].find(':').ok_or(document.unsupported_at(start))?;
    let lines = document.line_start(first)..document.next_line(document.span(value).end);
    Ok(vec![Splice::insert(start + colon + 1, format!(" {brackets}")), Splice::remove(lines)])
}

/// Removes a key of a topic and its value.
pub(super) fn remove(document: &Document<'_>, topic: &Node, key: &str) -> Result<Vec<Splice>, UnsupportedLayout> {
    let (index, name, node) = Document::pair(topic, key).ok_or(UnsupportedLayout::at(topic.position.line))?;
    let start = document.offset(name.position);
    if topic.style == Style::Flow || !document.begins_line(start) {
        // After the topic's dash, the next key moves up.
        return Ok(vec![list::remove_in_brackets(document, &spans(document, topic), index)]);
    }
    let mut end = document.span(node).end;
    if !node.pairs().is_empty() {
        // Comments that are indented more than the key belong to its map. Left alone, they could become a part of a text above.
        end = document.below_comments(end, Document::column(name.position) + 1);
    }
    let mut lines = document.line_start(start)..document.next_line(end);
    // On the last line, the line end to remove is the one above.
    if lines.end == document.text.len() && !document.text.ends_with('\n') {
        lines.start = document.text[..lines.start].trim_end_matches(['\r', '\n']).len();
    }
    Ok(vec![Splice::remove(lines)])
}

/// Returns the bytes of the pairs of a map.
fn spans(document: &Document<'_>, map: &Node) -> Vec<Range<usize>> {
    let mut spans = Vec::with_capacity(map.pairs().len());
    for (key, value) in map.pairs() {
        spans.push(document.offset(key.position)..document.span(value).end);
    }
    spans
}

/// Removes an id and its phrasings from the section `training`; the section is removed with its last id. Without training
/// under the id nothing changes.
pub(super) fn remove_training(document: &Document<'_>, id: &str) -> Result<Vec<Splice>, UnsupportedLayout> {
    let Some((place, name, section)) = Document::pair(&document.root, TRAINING) else { return Ok(Vec::new()) };
    let Some((index, _, _)) = Document::pair(section, id) else { return Ok(Vec::new()) };
    if section.pairs().len() > 1 {
        return remove_pair(document, section, index);
    }
    let span = document.span(section);
    if section.style == Style::Flow {
        return Ok(vec![Splice { range: span, text: "{}".to_owned() }]);
    }
    // Without the section, an indented comment below it could become part of a block scalar above.
    if document.swallows_comment(span.end, 1) {
        return empty_block(document, name, span.start, section, "{}");
    }
    remove_pair(document, &document.root, place)
}

/// Removes one of several pairs of a map, and the empty lines that would be left over.
fn remove_pair(document: &Document<'_>, map: &Node, index: usize) -> Result<Vec<Splice>, UnsupportedLayout> {
    let spans = spans(document, map);
    if map.style == Style::Flow {
        return Ok(vec![list::remove_in_brackets(document, &spans, index)]);
    }
    let span = &spans[index];
    if !document.begins_line(span.start) {
        return Err(document.unsupported_at(span.start));
    }
    let is_last = index + 1 == spans.len();
    Ok(vec![list::remove_lines(document, span.start, span.end, is_last)])
}

/// Adds a key with a text to a topic or a translation.
fn insert(document: &Document<'_>, topic: &Node, key: &str, text: &str) -> Result<Vec<Splice>, UnsupportedLayout> {
    let mut end = None;
    for (key, node) in topic.pairs() {
        if FIRST_KEYS.contains(&key.text.as_str()) {
            end = end.max(Some(document.span(node).end));
        }
    }
    let last = topic.pairs().last().map(|(_, last)| document.span(last).end);
    let end = end.or(last).ok_or(UnsupportedLayout::at(topic.position.line))?;
    if topic.style == Style::Flow {
        let text = scalar::on_one_line(text, Style::DoubleQuoted, true);
        return Ok(vec![Splice::insert(end, format!(", {key}: {text}"))]);
    }
    let inside = Document::column(topic.position);
    let line_end = document.line_end();
    let written = written(document, text, Style::Plain, end, inside + 2);
    let line = format!("{line_end}{}{key}: {}", " ".repeat(inside), written.head);
    Ok(vec![Splice::insert(document.line_stop(end), format!("{line}{}", written.below(inside + 2, line_end)))])
}

/// Writes a text that ends on the line of a byte. It is quoted if a comment below would become part of its indented lines.
fn written(document: &Document<'_>, text: &str, style: Style, end: usize, indentation: usize) -> Written {
    let written = scalar::written(text, style);
    if written.body.is_empty() || !document.swallows_comment(end, indentation) {
        return written;
    }
    Written::one_line(scalar::on_one_line(text, Style::DoubleQuoted, false))
}

/// Replaces a text on the line of its key. Further lines go below a comment on that line.
fn replace_line(document: &Document<'_>, written: &Written, old: Range<usize>, indentation: usize) -> Vec<Splice> {
    let below = written.below(indentation, document.line_end());
    let stop = document.line_stop(old.end);
    if stop == old.end || below.is_empty() {
        return vec![Splice { range: old, text: format!("{}{below}", written.head) }];
    }
    vec![Splice { range: old, text: written.head.clone() }, Splice::insert(stop, below)]
}

/// Replaces a block scalar. Its header and the comment after it stay where they can.
fn replace_block(
    document: &Document<'_>,
    inside: usize,
    key: &Key,
    node: &Node,
    text: &str,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let old = document.span(node);
    let start = document.offset(key.position);
    let header = header_start(&document.text[start..old.start]).ok_or(document.unsupported_at(old.start))?;
    let header = start + header;
    let line = &document.text[header..document.line_stop(header)];
    let (signs, comment) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
    let sets_indentation = signs.contains(|c: char| c.is_ascii_digit());
    let indentation = if sets_indentation { inside + 2 } else { Document::column(node.position) };
    let written = written(document, text, node.style, old.end, indentation);
    // "|" and ">" may change. What the header says about line ends stays; an indentation that it sets does not.
    let head = match written.body.is_empty() || sets_indentation {
        true => written.head.clone(),
        false => format!("{}{}", &written.head[..1], &signs[1..]),
    };
    let text = format!("{head}{comment}{}", written.below(indentation, document.line_end()));
    Ok(vec![Splice { range: header..old.end, text }])
}

/// Returns the byte of the "|" or ">" of a block scalar in the text from its key on.
fn header_start(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    Some(colon + text[colon..].find(['|', '>'])?)
}
