//! Items of lists: one more at the end, one less anywhere.

use std::ops::Range;

use super::document::{Document, Splice, Unsafe};
use super::item::{Fields, Item, Layout};
use crate::file::tree::{Form, Node};
use crate::file::{Section, TRAINING};

/// How long a line in brackets may become, in characters, where the list has no longer one.
const WIDTH: usize = 100;
/// The indentation of what no neighbour shows.
const INDENTATION: usize = 2;

/// Puts an item behind the others of a list.
pub(super) fn add(document: &Document<'_>, list: &Node, item: &Item<'_>) -> Result<Vec<Splice>, Unsafe> {
    let form = list.items().last().map_or(Form::Plain, |last| last.form);
    if list.form == Form::Flow {
        let spans: Vec<Range<usize>> = list.items().iter().map(|item| document.span(item)).collect();
        return Ok(add_in_brackets(document, document.span(list), &spans, &item.in_brackets(form)));
    }
    let layout = layout(document, document.indentation(document.first_dash(list)?));
    let below = document.below_comments(document.span(list).end, layout.indentation + 1);
    let gap = if apart(document, list, item) { layout.line_end } else { "" };
    Ok(vec![Splice::insert(below, format!("{gap}{}{}", layout.line_end, item.behind_dash(form, layout)))])
}

/// Puts a topic behind the others of its section, which is made if need be.
pub(super) fn add_topic(document: &Document<'_>, section: Section, fields: &Fields<'_>) -> Result<Vec<Splice>, Unsafe> {
    let (root, item) = (&document.root, Item::Topic(fields));
    let Some((_, key, list)) = Document::pair(root, section.key()) else {
        return Ok(vec![add_section(document, section, &item)]);
    };
    if list.form != Form::Flow || !list.items().is_empty() || root.form == Form::Flow {
        return add(document, list, &item);
    }
    // "referrals: []" becomes a list of lines.
    let layout = layout(document, Document::column(key.position) + INDENTATION);
    let brackets = document.span(list);
    let before = document.text[..brackets.start].trim_end().len();
    let below = document.line_stop(brackets.end);
    let lines = format!("{}{}", layout.line_end, item.behind_dash(Form::Plain, layout));
    Ok(vec![Splice::remove(before..brackets.end), Splice::insert(below, lines)])
}

fn add_section(document: &Document<'_>, section: Section, item: &Item<'_>) -> Splice {
    let (root, key) = (&document.root, section.key());
    // Training stays the last section of the file.
    let before = root.pairs().iter().rev().find(|(key, _)| key.text != TRAINING);
    let last = before.map_or_else(|| document.span(root).start, |(_, last)| document.span(last).end);
    if root.form == Form::Flow {
        return Splice::insert(last, format!(", {key}: [{}]", item.in_brackets(Form::Plain)));
    }
    let column = Document::column(root.position);
    let layout = layout(document, column + INDENTATION);
    let (end, indent) = (layout.line_end, " ".repeat(column));
    Splice::insert(
        document.line_stop(last),
        format!("{end}{end}{indent}{key}:{end}{}", item.behind_dash(Form::Plain, layout)),
    )
}

/// Takes an item out of a list that has others.
pub(super) fn remove(document: &Document<'_>, list: &Node, index: usize) -> Result<Vec<Splice>, Unsafe> {
    if list.form == Form::Flow {
        let spans: Vec<Range<usize>> = list.items().iter().map(|item| document.span(item)).collect();
        return Ok(vec![match spans.as_slice() {
            [only] => empty(document, document.span(list), only),
            spans => remove_in_brackets(document, spans, index),
        }]);
    }
    let dash = dash(document, list, index)?;
    let end = document.span(&list.items()[index]).end;
    let is_last = index + 1 == list.items().len();
    Ok(vec![remove_lines(document, dash, end, is_last)])
}

/// Removes the lines from one byte's to another's, and of the empty lines around them those that would be left over.
pub(super) fn remove_lines(document: &Document<'_>, from: usize, to: usize, is_last: bool) -> Splice {
    let (mut start, mut end) = (document.line_start(from), document.next_line(to));
    let empty = |line: &str| line.trim().is_empty();
    let above = document.text[..start].split_inclusive('\n').rev().take_while(|line| empty(line));
    let above: usize = above.map(str::len).sum();
    let below = document.text[end..].split_inclusive('\n').take_while(|line| empty(line));
    let below: usize = below.map(str::len).sum();
    let commented = document.text[..start].lines().last().is_some_and(|line| line.trim().starts_with('#'));
    if above > 0 && (below > 0 || is_last) {
        start -= above;
    } else if below > 0 && above == 0 && !is_last && !commented {
        end += below;
    }
    if end == document.text.len() && !document.text.ends_with('\n') {
        start = document.text[..start].trim_end_matches(['\r', '\n']).len();
    }
    Splice::remove(start..end)
}

/// Puts a text behind the others in brackets. `spans` are those of the items.
pub(super) fn add_in_brackets(
    document: &Document<'_>,
    brackets: Range<usize>,
    spans: &[Range<usize>],
    text: &str,
) -> Vec<Splice> {
    let Some(last) = spans.last() else { return vec![Splice::insert(brackets.start + 1, text)] };
    let rest = &document.text[last.end..];
    let comma = rest.trim_start().starts_with(',').then(|| last.end + rest.find(',').unwrap_or_default() + 1);
    let at = comma.unwrap_or(last.end);
    let indent = |offset: usize| " ".repeat(document.text[document.line_start(offset)..offset].chars().count());
    let (before, after) = if comma.is_some() { ("", ",") } else { (",", "") };
    if spans.iter().all(|span| document.begins_line(span.start)) {
        let line = format!("{}{}{text}{after}", document.line_end(), indent(last.start));
        let stop = document.line_stop(at);
        if stop == at {
            return vec![Splice::insert(at, format!("{before}{line}"))];
        }
        return vec![Splice::insert(at, before), Splice::insert(stop, line)];
    }
    let line = document.line_start(last.start);
    let length = document.text[line..at].chars().count() + text.chars().count() + 2;
    let gap = if length <= width(document, &brackets) {
        " ".to_owned()
    } else {
        let wrapped = document.line(brackets.start) < document.line(last.start);
        let indent = if wrapped { " ".repeat(document.indentation(line)) } else { indent(spans[0].start) };
        format!("{}{indent}", document.line_end())
    };
    vec![Splice::insert(at, format!("{before}{gap}{text}{after}"))]
}

/// Takes the only item out from between brackets.
fn empty(document: &Document<'_>, brackets: Range<usize>, item: &Range<usize>) -> Splice {
    let (before, after) = (&document.text[brackets.start + 1..item.start], &document.text[item.end..brackets.end - 1]);
    let after = after.trim_start().strip_prefix(',').unwrap_or(after);
    if !before.contains('#') && !after.contains('#') {
        return Splice::remove(brackets.start + 1..brackets.end - 1);
    }
    // Below nothing but comments the closing bracket must stand farther to the right than the key.
    let indent = " ".repeat(document.indentation(item.start).max(document.indentation(brackets.start) + INDENTATION));
    let text = format!("{before}{}{}{indent}", after.trim(), document.line_end());
    Splice { range: brackets.start + 1..brackets.end - 1, text }
}

/// Takes one of several things out from between brackets, with a comma. `spans` are those of all of them.
pub(super) fn remove_in_brackets(document: &Document<'_>, spans: &[Range<usize>], index: usize) -> Splice {
    let this = &spans[index];
    let commented = |range: &Range<usize>| document.text[range.clone()].contains('#');
    let before = index.checked_sub(1).map(|before| spans[before].end..this.start);
    let after = spans.get(index + 1).map(|after| this.end..after.start);
    match (before, after) {
        (Some(before), _) if !commented(&before) => Splice::remove(before.start..this.end),
        (None, Some(after)) if !commented(&after) => Splice::remove(this.start..after.end),
        // A comma before what is last does no harm, and comments stay.
        _ => Splice::remove(alone(document, this.start..comma(document, this.end))),
    }
}

/// Where the comma behind a thing ends; where the thing ends if there is none on its line.
fn comma(document: &Document<'_>, end: usize) -> usize {
    let rest = &document.text[end..document.line_stop(end)];
    match rest.trim_start().starts_with(',') {
        true => end + rest.find(',').map_or(0, |at| at + 1),
        false => end,
    }
}

/// The whole line if nothing else stands on it.
fn alone(document: &Document<'_>, range: Range<usize>) -> Range<usize> {
    let rest = &document.text[range.end..document.line_stop(range.end)];
    match document.begins_line(range.start) && rest.trim().is_empty() {
        true => document.line_start(range.start)..document.next_line(range.end),
        false => range,
    }
}

/// How the lines of a new item are written whose dash stands in a column, counted from 0.
pub(super) fn layout(document: &Document<'_>, indentation: usize) -> Layout {
    let lists = Section::ALL.iter().filter_map(|section| Document::pair(&document.root, section.key()));
    let dash = lists.filter(|(_, _, list)| list.form == Form::Block).find_map(|(_, key, list)| {
        let dash = document.first_dash(list).ok()?;
        Some(document.indentation(dash).saturating_sub(Document::column(key.position)))
    });
    Layout { indentation, list: dash.unwrap_or(INDENTATION), line_end: document.line_end() }
}

/// Whether an empty line parts a new item from the one above, as it does the others.
fn apart(document: &Document<'_>, list: &Node, item: &Item<'_>) -> bool {
    match list.items() {
        [.., before, last] => {
            let between = &document.text[document.span(before).end..document.span(last).start];
            let lines: Vec<&str> = between.split('\n').collect();
            lines[1..lines.len().max(2) - 1].iter().any(|line| line.trim().is_empty())
        }
        _ => matches!(item, Item::Topic(_)),
    }
}

/// Where the dash of an item stands.
fn dash(document: &Document<'_>, list: &Node, index: usize) -> Result<usize, Unsafe> {
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
    Err(document.unsafe_at(first))
}

/// The longest line of a list in brackets, or what a line may hold.
fn width(document: &Document<'_>, brackets: &Range<usize>) -> usize {
    let lines = document.text[document.line_start(brackets.start)..document.line_stop(brackets.end)].lines();
    lines.map(|line| line.chars().count()).max().unwrap_or_default().max(WIDTH)
}
