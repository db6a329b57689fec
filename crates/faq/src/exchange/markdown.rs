//! Markdown: headings are questions, and what stands below them is the answer.
//!
//! The highest level at which several headings have text is that of questions. Headings above that level are categories; those below
//! it are parts of an answer.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Contents, LineCounter, Row, filled};
use crate::Faq;

/// A heading in the text.
struct Heading {
    level: HeadingLevel,
    title: String,
    /// Its bytes.
    span: Range<usize>,
}

pub(super) fn read(text: &str) -> Contents {
    let headings = headings(text);
    let mut contents = Contents::default();
    let Some(level) = question_level(text, &headings) else {
        contents.skip(1, "no heading has text below it, so there are no questions");
        return contents;
    };
    let before = &text[..headings.first().map_or(text.len(), |heading| heading.span.start)];
    if !before.trim().is_empty() {
        contents.skip(1, "the text above the first heading answers no question");
    }
    let mut lines = LineCounter::new(text);
    let relevant: Vec<&Heading> = headings.iter().filter(|heading| heading.level <= level).collect();
    let mut category: Option<&str> = None;
    for (at, heading) in relevant.iter().enumerate() {
        let end = relevant.get(at + 1).map_or(text.len(), |next| next.span.start);
        let below = text[heading.span.end..end].trim();
        let line = lines.at(heading.span.start);
        if heading.level < level {
            category = Some(&heading.title);
            if !below.is_empty() {
                contents.skip(line, format!("the text below the heading \"{}\" answers no question", heading.title));
            }
            continue;
        }
        let category = category.map(str::to_owned);
        contents.rows.push(Row {
            line,
            question: heading.title.clone(),
            phrasings: Vec::new(),
            answer: below.to_owned(),
            category,
        });
    }
    contents
}

fn headings(text: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open: Option<Heading> = None;
    for (event, span) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some(Heading { level, title: String::new(), span }),
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut open {
                    heading.title.push(' ');
                }
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(&part);
                }
            }
            _ => {}
        }
    }
    headings
}

/// Returns the highest level at which several headings have text of their own: one alone is a title with an introduction. If there is
/// none, the level of the first heading with text.
fn question_level(text: &str, headings: &[Heading]) -> Option<HeadingLevel> {
    let mut levels: Vec<HeadingLevel> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let end = headings.get(at + 1).map_or(text.len(), |next| next.span.start);
        if filled(&text[heading.span.end..end]).is_some() {
            levels.push(heading.level);
        }
    }
    let repeated = levels.iter().filter(|level| levels.iter().filter(|other| other == level).count() > 1).min();
    repeated.or(levels.first()).copied()
}

/// Writes questions as headings of the second level, below their categories. Headings within answers become smaller, so that
/// they are not taken for questions.
pub(super) fn write(faq: &Faq) -> String {
    let mut text = String::new();
    let mut category: Option<&str> = None;
    for entry in faq.entries() {
        if entry.category() != category {
            category = entry.category();
            let _ = writeln!(text, "# {}\n", category.unwrap_or("Questions"));
        }
        let _ = writeln!(text, "## {}\n\n{}\n", escaped(entry.question()), with_smaller_headings(entry.answer()));
    }
    text
}

/// Returns a title whose characters mean themselves.
fn escaped(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len());
    for c in title.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '&' | '!' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn with_smaller_headings(answer: &str) -> String {
    let mut lines = Vec::new();
    for line in answer.lines() {
        let is_large = line.starts_with("# ") || line.starts_with("## ");
        lines.push(if is_large {
            format!("### {}", line.trim_start_matches('#').trim_start())
        } else {
            line.to_owned()
        });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_questions_and_those_above_are_categories() {
        let contents = read(
            "Hello.\n\n# Treatment\n\n## Does it *hurt*?\n\nNo.\n\n```\n# no heading\n```\n\n### Details\nNone.\n\nIs it safe?\n---\nYes.\n",
        );
        let rows: Vec<_> =
            contents.rows.iter().map(|row| (row.line, row.question.as_str(), row.answer.as_str())).collect();
        assert_eq!(
            rows,
            [(5, "Does it hurt?", "No.\n\n```\n# no heading\n```\n\n### Details\nNone."), (16, "Is it safe?", "Yes.")]
        );
        assert!(contents.rows.iter().all(|row| row.category.as_deref() == Some("Treatment")));
        assert_eq!(contents.skipped[0].to_string(), "line 1: the text above the first heading answers no question");
    }

    #[test]
    fn a_document_without_answers_has_no_questions() {
        assert!(read("# A\n## B\n").skipped[0].reason.starts_with("no heading has text"));
        assert!(read("").rows.is_empty());
    }

    #[test]
    fn an_introduction_under_the_title_is_no_answer() {
        let contents = read("# My FAQ\n\nWelcome.\n\n## Is it safe?\n\nYes.\n\n## How long?\n\nDays.\n");
        let rows: Vec<_> = contents.rows.iter().map(|row| (row.question.as_str(), row.answer.as_str())).collect();
        assert_eq!(rows, [("Is it safe?", "Yes."), ("How long?", "Days.")]);
        let skipped = "line 1: the text below the heading \"My FAQ\" answers no question";
        assert_eq!(contents.skipped[0].to_string(), skipped);
    }
}
