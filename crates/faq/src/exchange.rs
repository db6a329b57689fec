//! FAQs in other formats: read from tables, training data, chat tags and Markdown, and written as CSV, JSON and Markdown.
//!
//! A row that cannot be taken is named with its line and never stops the others. [`merge()`] says what a FAQ would gain;
//! [`crate::edit::Edit::AddEntries`] adds it, all or nothing.

mod json;
mod markdown;
mod merge;
mod rasa;
mod table;

use std::fmt;

pub use merge::{Merged, merge, new_file};

use crate::Faq;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with a row for each question, separated by commas, semicolons or tabs. Exports of QnA Maker and of custom
    /// question answering, which have a row for each phrasing, are such tables.
    Table,
    /// Rasa's training data: `nlu` with the examples of each intent, and `responses`.
    Rasa,
    /// A map of names to texts, as bots export their tags, or a list of questions with their answers.
    Json,
    /// A document whose headings are the questions.
    Markdown,
}

/// A format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Json,
    Markdown,
}

/// A question with its answer, as another format has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line where it begins, from 1.
    pub line: usize,
    pub question: String,
    pub phrasings: Vec<String>,
    pub answer: String,
    pub category: Option<String>,
}

/// A part of a file that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line where it begins, from 1.
    pub line: usize,
    /// In one sentence, without a full stop.
    pub reason: String,
}

impl Skipped {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// The content of a file in another format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub rows: Vec<Row>,
    pub skipped: Vec<Skipped>,
}

impl Contents {
    fn skip(&mut self, line: usize, reason: impl Into<String>) {
        self.skipped.push(Skipped::new(line, reason));
    }

    fn only_skipped(line: usize, reason: impl Into<String>) -> Self {
        Self { rows: Vec::new(), skipped: vec![Skipped::new(line, reason)] }
    }
}

impl Format {
    /// Returns the format of a file by its name, and of YAML by its keys; `None` if it may be a FAQ file, or is unknown.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Self::Table),
            "json" => Some(Self::Json),
            "md" | "markdown" => Some(Self::Markdown),
            "yml" | "yaml" => rasa::is_rasa(text).then_some(Self::Rasa),
            _ => None,
        }
    }

    /// Reads a file. Nothing of it is lost: what is no row is among the skipped parts.
    pub fn read(self, text: &str) -> Contents {
        let text = text.trim_start_matches('\u{feff}');
        match self {
            Self::Table => table::read(text),
            Self::Rasa => rasa::read(text),
            Self::Json => json::read(text),
            Self::Markdown => markdown::read(text),
        }
    }
}

impl ExportFormat {
    /// Returns the end of such a file's name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
        }
    }

    /// Writes the entries of a FAQ: what they are called, their phrasings (but for Markdown), answers and headings.
    pub fn write(self, faq: &Faq) -> String {
        match self {
            Self::Csv => table::write(faq),
            Self::Json => json::write(faq),
            Self::Markdown => markdown::write(faq),
        }
    }
}

/// Counts lines up to bytes that come in rising order.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> LineCounter<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// Returns the line of a byte, from 1, or of the last byte that was asked for if that is later.
    fn at(&mut self, byte: usize) -> usize {
        if let Some(passed) = self.text.as_bytes().get(self.at..byte) {
            self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
            self.at = byte;
        }
        self.line
    }
}

/// Returns a text without white space around it, if anything is left.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::edit::NewEntry;
    use crate::file;

    /// Texts with everything that tables, JSON and Markdown give a meaning to.
    fn text(most: usize) -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "Does it", "hurt", "no", "é", "日本", "\"", ",", ";", "'", "|", "\\", "\\n", "*", "_", "#", "[a](b)", "`",
            "<b>", "&amp;", ": ", "- ", "\t", "1", "{", "}", "!",
        ]);
        prop::collection::vec(piece, 1..most).prop_map(|pieces| format!("w {} w", pieces.join(" ")))
    }

    fn entries() -> impl Strategy<Value = Vec<NewEntry>> {
        let answer = prop::collection::vec(text(6), 1..4).prop_map(|lines| lines.join("\n\n"));
        let entry = (text(5), prop::collection::vec(text(4), 0..4), answer, prop::option::of(text(3)));
        prop::collection::vec(entry, 1..6).prop_map(|entries| {
            let mut merged = Contents::default();
            for (line, (question, phrasings, answer, category)) in entries.into_iter().enumerate() {
                merged.rows.push(Row { line, question, phrasings, answer, category });
            }
            merge(None, merged).entries
        })
    }

    /// Writes a FAQ in a format and reads it again.
    fn again(entries: &[NewEntry], export: ExportFormat, format: Format) -> Vec<NewEntry> {
        let faq = file::parse(new_file(entries).unwrap().as_bytes()).unwrap().faq;
        let merged = merge(None, format.read(&export.write(&faq)));
        assert_eq!(merged.skipped, []);
        merged.entries
    }

    proptest! {
        #[test]
        fn json_brings_back_what_was_written(entries in entries()) {
            prop_assert_eq!(again(&entries, ExportFormat::Json, Format::Json), entries);
        }

        #[test]
        fn a_table_brings_back_what_was_written(mut entries in entries()) {
            for entry in &mut entries {
                // A bar separates phrasings.
                entry.phrasings.retain(|phrasing| !phrasing.contains('|'));
            }
            prop_assert_eq!(again(&entries, ExportFormat::Csv, Format::Table), entries);
        }

        #[test]
        fn markdown_brings_back_questions_and_answers(mut entries in entries()) {
            for entry in &mut entries {
                entry.phrasings.clear();
                entry.category = None;
                entry.question = entry.question.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            let read = again(&entries, ExportFormat::Markdown, Format::Markdown);
            let pairs = |entries: &[NewEntry]| -> Vec<(String, String)> {
                entries.iter().map(|entry| (entry.question.clone(), entry.answer.clone())).collect()
            };
            prop_assert_eq!(pairs(&read), pairs(&entries));
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            for format in [Format::Table, Format::Rasa, Format::Json, Format::Markdown] {
                let contents = format.read(&text);
                prop_assert!(merge(None, contents).skipped.iter().all(|skipped| skipped.line > 0));
            }
        }
    }

    #[test]
    fn formats_are_known_by_the_name_of_the_file() {
        assert_eq!(Format::of("tags.JSON", ""), Some(Format::Json));
        assert_eq!(Format::of("faq.yaml", "entries:\n"), None);
        assert_eq!(Format::of("nlu.yml", "nlu:\n"), Some(Format::Rasa));
        assert_eq!(Format::of("faq", ""), None);
    }
}
