//! What is added to a list: a text, or a topic with its keys.

use super::text::{self, Written};
use super::{NewEntry, NewReferral};
use crate::file::tree::Form;

/// A new topic's keys, in the order in which they are written.
pub(super) type Fields<'a> = Vec<(&'static str, Field<'a>)>;

/// The value of a key.
pub(super) enum Field<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
    True,
}

/// A new item of a list.
pub(super) enum Item<'a> {
    Text(&'a str),
    Topic(&'a Fields<'a>),
}

/// How the lines of a file are indented and ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// The spaces before a topic's dash.
    pub indentation: usize,
    /// The spaces by which a list stands to the right of its key.
    pub list: usize,
    pub line_end: &'static str,
}

/// The keys of a new entry.
pub(super) fn entry(entry: &NewEntry) -> Fields<'_> {
    let mut fields = vec![
        ("id", Field::Text(entry.id.as_str())),
        ("question", Field::Text(entry.question.trim())),
        ("answer", Field::Text(entry.answer.trim())),
    ];
    let category = entry.category.as_deref().map(str::trim).filter(|category| !category.is_empty());
    fields.extend(category.map(|category| ("category", Field::Text(category))));
    fields.extend(phrasings(&entry.phrasings));
    fields
}

/// The keys of a new referral.
pub(super) fn referral(referral: &NewReferral) -> Fields<'_> {
    let mut fields =
        vec![("id", Field::Text(referral.id.as_str())), ("question", Field::Text(referral.question.trim()))];
    let message = referral.message.as_deref().map(str::trim).filter(|message| !message.is_empty());
    fields.extend(message.map(|message| ("message", Field::Text(message))));
    fields.extend(referral.urgent.then_some(("urgent", Field::True)));
    fields.extend(phrasings(&referral.phrasings));
    fields
}

fn phrasings(phrasings: &[String]) -> Option<(&'static str, Field<'_>)> {
    let phrasings = super::intended::phrasings(&[], phrasings);
    (!phrasings.is_empty()).then_some((super::PHRASINGS, Field::List(phrasings)))
}

impl Item<'_> {
    /// The item between brackets, written like its neighbour.
    pub fn in_brackets(&self, form: Form) -> String {
        match self {
            Self::Text(text) => text::on_one_line(text, form, true),
            Self::Topic(fields) => in_braces(fields),
        }
    }

    /// The item behind a dash, with all its lines, written like its neighbour.
    pub fn behind_dash(&self, form: Form, layout: Layout) -> String {
        let inside = layout.indentation + 2;
        let item = match self {
            Self::Text(text) if text.contains('\n') => whole(&text::written(text, form), inside, layout),
            // A phrasing is a line however long it is, so that a list of them reads as one.
            Self::Text(text) => text::on_one_line(text, form, false),
            Self::Topic(fields) => {
                let gap = format!("{}{}", layout.line_end, " ".repeat(inside));
                let lines: Vec<String> = fields.iter().map(|(key, field)| line(key, field, inside, layout)).collect();
                lines.join(&gap)
            }
        };
        format!("{}- {item}", " ".repeat(layout.indentation))
    }
}

fn whole(written: &Written, indentation: usize, layout: Layout) -> String {
    format!("{}{}", written.head, written.below(indentation, layout.line_end))
}

fn line(key: &str, field: &Field<'_>, indentation: usize, layout: Layout) -> String {
    match field {
        Field::Text(text) => {
            let written = text::written(text, Form::Plain);
            format!("{key}: {}", whole(&written, indentation + 2, layout))
        }
        Field::True => format!("{key}: true"),
        Field::List(items) => {
            let layout = Layout { indentation: indentation + layout.list, ..layout };
            let lines = items.iter().map(|item| Item::Text(item).behind_dash(Form::Plain, layout));
            format!("{key}:{}{}", layout.line_end, lines.collect::<Vec<_>>().join(layout.line_end))
        }
    }
}

fn in_braces(fields: &Fields<'_>) -> String {
    let pair = |(key, field): &(&str, Field<'_>)| match field {
        Field::Text(text) => format!("{key}: {}", text::on_one_line(text, Form::DoubleQuoted, true)),
        Field::True => format!("{key}: true"),
        Field::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| text::on_one_line(item, Form::DoubleQuoted, true)).collect();
            format!("{key}: [{}]", items.join(", "))
        }
    };
    format!("{{{}}}", fields.iter().map(pair).collect::<Vec<_>>().join(", "))
}
