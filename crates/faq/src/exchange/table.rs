//! Tables: CSV, and the tab-separated files of QnA Maker and custom question answering.

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::{Contents, Row, filled};
use crate::Faq;

/// The characters that may separate columns. The first line has most of the one that does.
const DELIMITERS: [u8; 3] = *b",;\t";
/// Separates phrasings within a cell, beside line ends.
const PHRASING_SEPARATOR: char = '|';

/// The columns of a table. Those that are not named here are ignored.
#[derive(Debug, Default, PartialEq)]
struct Columns {
    question: usize,
    answer: usize,
    /// Each holds phrasings.
    phrasings: Vec<usize>,
    category: Option<usize>,
    /// Rows with the same value here ask the same: the first is the question, the others are phrasings.
    group: Option<usize>,
    /// Line ends are written as `\n`.
    escapes_lines: bool,
}

impl Columns {
    /// Returns the columns that a heading names; `None` if it names no question or no answer.
    fn named(heading: &StringRecord) -> Option<Self> {
        let names: Vec<String> = heading.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let mut columns =
            Self { question: find(&["question", "title"])?, answer: find(&["answer", "response"])?, ..Self::default() };
        for (at, name) in names.iter().enumerate() {
            let is_phrasings =
                ["phrasing", "alternative", "variation", "synonym"].iter().any(|key| name.starts_with(key));
            if is_phrasings {
                columns.phrasings.push(at);
            }
        }
        columns.category = find(&["category", "heading", "section", "topic"]);
        let exports = ["metadata", "suggestedquestions", "iscontextonly", "qnaid"];
        if names.iter().any(|name| exports.contains(&name.as_str())) {
            columns.group = find(&["qnaid", "id"]).or(Some(columns.answer));
            columns.escapes_lines = true;
        }
        Some(columns)
    }

    /// Returns the columns of a table without a heading: question, answer, and phrasings in all others.
    fn by_place(row: &StringRecord) -> Self {
        Self { question: 0, answer: 1, phrasings: (2..row.len()).collect(), ..Self::default() }
    }
}

pub(super) fn read(text: &str) -> Contents {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(text)).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut contents = Contents::default();
    let mut columns: Option<Columns> = None;
    let mut groups: Vec<(String, usize)> = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                contents.skip(line, format!("the row cannot be read: {error}"));
                continue;
            }
        };
        let line = record.position().map_or(1, |position| position.line() as usize);
        let Some(columns) = &columns else {
            let named = Columns::named(&record);
            let is_heading = named.is_some();
            let columns = columns.insert(named.unwrap_or_else(|| Columns::by_place(&record)));
            if !is_heading {
                add(&mut contents, row(&record, columns, line), None, &mut groups);
            }
            continue;
        };
        let group = columns.group.and_then(|group| record.get(group)).and_then(filled);
        add(&mut contents, row(&record, columns, line), group, &mut groups);
    }
    contents
}

/// Adds a row, or its question to the row that asks the same.
fn add(contents: &mut Contents, row: Row, group: Option<String>, groups: &mut Vec<(String, usize)>) {
    let Some(group) = group else { return contents.rows.push(row) };
    match groups.iter().find(|(known, _)| *known == group) {
        Some(&(_, at)) => {
            contents.rows[at].phrasings.push(row.question);
            contents.rows[at].phrasings.extend(row.phrasings);
        }
        None => {
            groups.push((group, contents.rows.len()));
            contents.rows.push(row);
        }
    }
}

fn row(record: &StringRecord, columns: &Columns, line: usize) -> Row {
    let cell = |at: usize| {
        let text = record.get(at).unwrap_or_default().trim();
        if columns.escapes_lines { text.replace("\\n", "\n") } else { text.to_owned() }
    };
    let mut phrasings = Vec::new();
    for &column in &columns.phrasings {
        phrasings.extend(cell(column).split([PHRASING_SEPARATOR, '\n']).filter_map(filled));
    }
    let category = columns.category.map(cell).and_then(|heading| filled(&heading));
    Row { line, question: cell(columns.question), phrasings, answer: cell(columns.answer), category }
}

fn delimiter(text: &str) -> u8 {
    let first_line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| first_line.bytes().filter(|byte| byte == delimiter).count();
    // Of equally many, the first: a comma.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

pub(super) fn write(faq: &Faq) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = writer.write_record(["question", "answer", "phrasings", "category"]);
    for entry in faq.entries() {
        let phrasings = entry.phrasings().join(&PHRASING_SEPARATOR.to_string());
        let category = entry.category().unwrap_or_default();
        let _ = writer.write_record([entry.question(), entry.answer(), &phrasings, category]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize, question: &str, answer: &str, phrasings: &[&str]) -> Row {
        let phrasings = phrasings.iter().map(|&text| text.to_owned()).collect();
        Row { line, question: question.to_owned(), answer: answer.to_owned(), phrasings, category: None }
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let contents = read("Answer;Question;Phrasings\n\"No; not\nmuch\";Does it hurt?;ouch|is it sore\n;;\n");
        assert_eq!(contents.rows[0], row(2, "Does it hurt?", "No; not\nmuch", &["ouch", "is it sore"]));
        assert_eq!(contents.rows[1], row(4, "", "", &[]), "what is missing is said when it is merged");
    }

    #[test]
    fn without_a_heading_the_first_columns_count() {
        let contents = read("Does it hurt?,No.,ouch,is it sore\nIs there a cream?,Yes.\n");
        let rows = [row(1, "Does it hurt?", "No.", &["ouch", "is it sore"]), row(2, "Is there a cream?", "Yes.", &[])];
        assert_eq!(contents.rows, rows);
    }

    #[test]
    fn rows_of_one_answer_in_an_export_are_phrasings() {
        let file = "Question\tAnswer\tSource\tMetadata\tQnaId\nDoes it hurt?\tNo.\\nNot much.\tx\t\t7\nouch\tNo.\\nNot much.\tx\t\t7\n\
                    Does it work?\tYes.\tx\t\t8\n";
        let rows = [row(2, "Does it hurt?", "No.\nNot much.", &["ouch"]), row(4, "Does it work?", "Yes.", &[])];
        assert_eq!(read(file).rows, rows);
        let without_ids = file.replace("\tQnaId", "").replace("\t7", "").replace("\t8", "");
        assert_eq!(read(&without_ids).rows, rows);
    }
}
