//! Lists: adds an item at the end, removes an item anywhere.

use std::ops::Range;

use super::document::{Document, Splice, UnsupportedLayout};
use super::scalar::{Fields, Layout, NewItem};
use crate::file::tree::{Node, Style};
use crate::file::{Section, TRAINING};

/// The width in characters up to which a line in brackets is filled, unless the list has a longer one.
const LINE_WIDTH: usize = 100;
/// The indentation of lists where no neighbour shows another.
const INDENTATION: usize = 2;

/// Adds an item after the others of a list.
pub(super) fn add(document: &Document<'_>, list: &Node, item: &NewItem<'_>) -> Result<Vec<Splice>, UnsupportedLayout> {
    let style = list.items().last().map_or(Style::Plain, |last| last.style);
    if list.style == Style::Flow {
        return Ok(add_in_brackets(document, document.span(list), &spans(document, list), &item.in_brackets(style)));
    }
    let layout = layout(document, document.indentation(document.first_dash(list)?));
    let below = document.below_comments(document.span(list).end, layout.indentation + 1);
    let gap = if is_spaced(document, list, item) { layout.line_end } else { "" };
    Ok(vec![Splice::insert(below, format!("{gap}{}{}", layout.line_end, item.after_dash(style, layout)))])
}

/// Adds a topic after the others of its section, which is added too if it is missing.
pub(super) fn add_topic(
    document: &Document<'_>,
    section: Section,
    fields: &Fields<'_>,
) -> Result<Vec<Splice>, UnsupportedLayout> {
    let root = &document.root;
    let item = NewItem::Topic(fields);
    let Some((_, key, list)) = Document::pair(root, section.key()) else {
        return Ok(vec![add_section(document, section, &item)]);
    };
    if list.style != Style::Flow || !list.items().is_empty() || root.style == Style::Flow {
        return add(document, list, &item);
    }
    // "referrals: []" becomes a block list.
    let layout = layout(document, Document::column(key.position) + INDENTATION);
    let brackets = document.span(list);
    let before = document.text[..brackets.start].trim_end().len();
    let below = document.line_stop(brackets.end);
    let lines = format!("{}{}", layout.line_end, item.after_dash(Style::Plain, layout));
    Ok(vec![Splice::remove(before..brackets.end), Splice::insert(below, lines)])
}

fn add_section(document: &Document<'_>, section: Section, item: &NewItem<'_>) -> Splice {
    let root = &document.root;
    let key = section.key();
    // Training stays the last section of the file.
    let before = root.pairs().iter().rev().find(|(key, _)| key.text != TRAINING);
    let end = before.map_or_else(|| document.span(root).start, |(_, last)| document.span(last).end);
    if root.style == Style::Flow {
        return Splice::insert(end, format!(", {key}: [{}]", item.in_brackets(Style::Plain)));
    }
    let column = Document::column(root.position);
    let layout = layout(document, column + INDENTATION);
    let line_end = layout.line_end;
    let indent = " ".repeat(column);
    let item = item.after_dash(Style::Plain, layout);
    Splice::insert(document.line_stop(end), format!("{line_end}{line_end}{indent}{key}:{line_end}{item}"))
}

/// Removes an item from a list.
pub(super) fn remove(document: &Document<'_>, list: &Node, index: usize) -> Result<Vec<Splice>, UnsupportedLayout> {
    if list.style == Style::Flow {
        let spans = spans(document, list);
        return Ok(vec![match spans.as_slice() {
            [only] => empty_brackets(document, document.span(list), only),
            spans => remove_in_brackets(document, spans, index),
        }]);
    }
    let dash = dash(document, list, index)?;
    let end = document.span(&list.items()[index]).end;
    let is_last = index + 1 == list.items().len();
    Ok(vec![remove_lines(document, dash, end, is_last)])
}

/// Returns the bytes of the items of a list.
fn spans(document: &Document<'_>, list: &Node) -> Vec<Range<usize>> {
    list.items().iter().map(|item| document.span(item)).collect()
}

/// Removes the lines from one byte's to another's, and the empty lines around them that would be left over.
pub(super) fn remove_lines(document: &Document<'_>, from: usize, to: usize, is_last: bool) -> Splice {
    let mut start = document.line_start(from);
    let mut end = document.next_line(to);
    let above = empty_length(document.text[..start].split_inclusive('\n').rev());
    let below = empty_length(document.text[end..].split_inclusive('\n'));
    let is_commented = document.text[..start].lines().last().is_some_and(|line| line.trim().starts_with('#'));
    if above > 0 && (below > 0 || is_last) {
        start -= above;
    } else if below > 0 && above == 0 && !is_last && !is_commented {
        end += below;
    }
    if end == document.text.len() && !document.text.ends_with('\n') {
        start = document.text[..start].trim_end_matches(['\r', '\n']).len();
    }
    Splice::remove(start..end)
}

/// Returns the length in bytes of the empty lines that come first.
fn empty_length<'t>(lines: impl Iterator<Item = &'t str>) -> usize {
    lines.take_while(|line| line.trim().is_empty()).map(str::len).sum()
}

/// Adds a text after the other items in brackets, whose bytes are `spans`.
fn add_in_brackets(document: &Document<'_>, brackets: Range<usize>, spans: &[Range<usize>], text: &str) -> Vec<Splice> {
    let Some(last) = spans.last() else { return vec![Splice::insert(brackets.start + 1, text)] };
    let comma = comma_end(&document.text[last.end..]);
    let at = last.end + comma.unwrap_or(0);
    // A list that ends with a comma gets another at its end; else the comma separates the items.
    let before = if comma.is_some() { "" } else { "," };
    let after = if comma.is_some() { "," } else { "" };
    if spans.iter().all(|span| document.begins_line(span.start)) {
        let line = format!("{}{}{text}{after}", document.line_end(), indent_to(document, last.start));
        let stop = document.line_stop(at);
        if stop == at {
            return vec![Splice::insert(at, format!("{before}{line}"))];
        }
        return vec![Splice::insert(at, before), Splice::insert(stop, line)];
    }
    let gap = gap(document, &brackets, spans, at, text);
    vec![Splice::insert(at, format!("{before}{gap}{text}{after}"))]
}

/// Returns the end of the comma that a text begins with, after white space.
fn comma_end(text: &str) -> Option<usize> {
    let comma = text.len() - text.trim_start().len();
    text[comma..].starts_with(',').then_some(comma + 1)
}

/// Returns as many spaces as there are characters before a byte on its line.
fn indent_to(document: &Document<'_>, offset: usize) -> String {
    " ".repeat(document.text[document.line_start(offset)..offset].chars().count())
}

/// Returns the white space before a text that is added at a byte: a space if it fits the line, else a new line.
fn gap(document: &Document<'_>, brackets: &Range<usize>, spans: &[Range<usize>], at: usize, text: &str) -> String {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return String::new() };
    let line = document.line_start(last.start);
    let length = document.text[line..at].chars().count() + text.chars().count() + 2;
    if length <= line_width(document, brackets) {
        return " ".to_owned();
    }
    let is_wrapped = document.line(brackets.start) < document.line(last.start);
    let indent = match is_wrapped {
        true => " ".repeat(document.indentation(line)),
        false => indent_to(document, first.start),
    };
    format!("{}{indent}", document.line_end())
}

/// Returns the width of the longest line of a list in brackets, at least [`LINE_WIDTH`].
fn line_width(document: &Document<'_>, brackets: &Range<usize>) -> usize {
    let lines = document.text[document.line_start(brackets.start)..document.line_stop(brackets.end)].lines();
    lines.map(|line| line.chars().count()).fold(LINE_WIDTH, usize::max)
}

/// Removes the only item between brackets.
fn empty_brackets(document: &Document<'_>, brackets: Range<usize>, item: &Range<usize>) -> Splice {
    let inside = brackets.start + 1..brackets.end - 1;
    let before = &document.text[inside.start..item.start];
    let after = document.text[item.end..inside.end].trim_start();
    let after = after.strip_prefix(',').unwrap_or(&document.text[item.end..inside.end]);
    if !before.contains('#') && !after.contains('#') {
        return Splice::remove(inside);
    }
    // Below comments alone, the closing bracket must be indented deeper than the key.
    let indentation = document.indentation(item.start).max(document.indentation(brackets.start) + INDENTATION);
    let text = format!("{before}{}{}{}", after.trim(), document.line_end(), " ".repeat(indentation));
    Splice { range: inside, text }
}

/// Removes one of several things between brackets, and a comma. The bytes of all of them are `spans`.
pub(super) fn remove_in_brackets(document: &Document<'_>, spans: &[Range<usize>], index: usize) -> Splice {
    let this = &spans[index];
    if let Some(before) = index.checked_sub(1) {
        let before = spans[before].end;
        if !document.text[before..this.start].contains('#') {
            return Splice::remove(before..this.end);
        }
    } else if let Some(after) = spans.get(index + 1)
        && !document.text[this.end..after.start].contains('#')
    {
        return Splice::remove(this.start..after.start);
    }
    // Comments stay, and a comma before the end of a list does no harm.
    let line = document.line_stop(this.end);
    let end = this.end + comma_end(&document.text[this.end..line]).unwrap_or(0);
    if document.begins_line(this.start) && document.text[end..line].trim().is_empty() {
        return Splice::remove(document.line_start(this.start)..document.next_line(end));
    }
    Splice::remove(this.start..end)
}

/// Returns the layout of a new item whose dash stands after `indentation` spaces, in the manner of the lists of topics.
pub(super) fn layout(document: &Document<'_>, indentation: usize) -> Layout {
    let mut list_indentation = INDENTATION;
    for section in Section::ALL {
        if let Some((_, key, list)) = Document::pair(&document.root, section.key())
            && list.style == Style::Block
            && let Ok(dash) = document.first_dash(list)
        {
            list_indentation = document.indentation(dash).saturating_sub(Document::column(key.position));
            break;
        }
    }
    Layout { indentation, list: list_indentation, line_end: document.line_end() }
}

/// Returns whether an empty line separates a new item from the one above, as it does the others.
fn is_spaced(document: &Document<'_>, list: &Node, item: &NewItem<'_>) -> bool {
    let [.., before, last] = list.items() else { return matches!(item, NewItem::Topic(_)) };
    let between = &document.text[document.span(before).end..document.span(last).start];
    let lines: Vec<&str> = between.split('\n').collect();
    // The first and the last piece belong to the lines of the two items.
    lines[1..lines.len().max(2) - 1].iter().any(|line| line.trim().is_empty())
}

/// Returns the byte of an item's dash.
fn dash(document: &Document<'_>, list: &Node, index: usize) -> Result<usize, UnsupportedLayout> {
    let first = document.first_dash(list)?;
    let Some(before) = index.checked_sub(1) else { return Ok(first) };
    let column = document.indentation(first);
    let mut line = document.next_line(document.span(&list.items()[before]).end);
    while line < document.text.len() {
        let at = line + column;
        if document.text.as_bytes().get(at) == Some(&b'-') && document.begins_line(at) {
            return Ok(at);
        }
        line = document.next_line(line);
    }
    Err(document.unsupported_at(first))
}
