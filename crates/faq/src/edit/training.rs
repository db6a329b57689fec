//! The section `training`: the phrasings under an id go with their topic.

use super::document::{Document, Splice, Unsafe};
use super::list;
use crate::file::TRAINING;
use crate::file::tree::{Form, Key, Node};

/// Removes an id and its phrasings from the section; with the last id the section goes too. Without training there is
/// nothing to remove.
pub(super) fn remove(document: &Document<'_>, id: &str) -> Result<Vec<Splice>, Unsafe> {
    let Some((place, section_key, section)) = Document::pair(&document.root, TRAINING) else { return Ok(Vec::new()) };
    let Some((index, key, list)) = Document::pair(section, id) else { return Ok(Vec::new()) };
    if section.pairs().len() > 1 {
        return remove_pair(document, section, index, key, list);
    }
    let end = document.span(section).end;
    // Without the section, an indented comment below it could become part of the text above.
    if section.form == Form::Flow || document.swallows_comment(end, 1) {
        return empty(document, section_key, section);
    }
    remove_pair(document, &document.root, place, section_key, section)
}

/// Removes one of several keys of a map, and its value.
fn remove_pair(
    document: &Document<'_>,
    map: &Node,
    index: usize,
    key: &Key,
    value: &Node,
) -> Result<Vec<Splice>, Unsafe> {
    let start = document.offset(key.position);
    let end = document.span(value).end;
    if map.form == Form::Flow {
        let mut spans = Vec::with_capacity(map.pairs().len());
        for (key, value) in map.pairs() {
            spans.push(document.offset(key.position)..document.span(value).end);
        }
        return Ok(vec![list::remove_in_brackets(document, &spans, index)]);
    }
    if !document.begins_line(start) {
        return Err(document.unsafe_at(start));
    }
    let is_last = index + 1 == map.pairs().len();
    Ok(vec![list::remove_lines(document, start, end, is_last)])
}

/// Leaves an empty map in braces.
fn empty(document: &Document<'_>, key: &Key, section: &Node) -> Result<Vec<Splice>, Unsafe> {
    let span = document.span(section);
    if section.form == Form::Flow {
        return Ok(vec![Splice { range: span, text: "{}".to_owned() }]);
    }
    let start = document.offset(key.position);
    let colon = document.text[start..span.start].find(':').ok_or(document.unsafe_at(start))?;
    let lines = document.line_start(span.start)..document.next_line(span.end);
    Ok(vec![Splice::insert(start + colon + 1, " {}"), Splice::remove(lines)])
}
