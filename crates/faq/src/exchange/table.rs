//! Tables: CSV, and the tab-separated files of QnA Maker and custom question answering.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::{Contents, Row, filled};
use crate::Faq;

/// The characters that may separate columns.
const DELIMITERS: [u8; 3] = *b",;\t";
/// Separates phrasings within a cell, beside line ends.
const PHRASING_SEPARATOR: char = '|';

/// The rows among which the heading is looked for: titles often stand above it.
const HEADING_ROWS: usize = 4;
/// The rows by which the delimiter is found.
const SAMPLE_ROWS: usize = 20;
/// The first line of a table in which Excel names the delimiter.
const SEPARATOR_LINE: &str = "sep=";

/// The columns of a table. Those that are not named here are ignored.
#[derive(Debug, Default, PartialEq)]
struct Columns {
    /// The number of columns; 0 if there is no heading.
    count: usize,
    question: usize,
    answer: usize,
    /// Each holds phrasings. Without a heading all others do.
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
        // A better name wins over one further left.
        let find = |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
        let mut columns = Self {
            count: names.len(),
            question: find(&["question", "questions", "q", "title"])?,
            answer: find(&["answer", "answers", "a", "response"])?,
            ..Self::default()
        };
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

    /// Returns the columns of a row of a table without a heading.
    fn by_place(row: &StringRecord) -> Self {
        Self { question: 0, answer: 1, phrasings: (2..row.len()).collect(), ..Self::default() }
    }

    /// Returns true if a row has texts beyond the columns of the heading: a text with commas that is not in quotes.
    fn are_exceeded_by(&self, row: &StringRecord) -> bool {
        self.count > 0 && row.iter().skip(self.count).any(|cell| !cell.trim().is_empty())
    }
}

pub(super) fn read(text: &str) -> Contents {
    let (named_delimiter, text, skipped_lines) = without_separator_line(text);
    let delimiter = named_delimiter.unwrap_or_else(|| delimiter(text));
    let mut contents = Contents::default();
    let records = records(text, delimiter, skipped_lines, &mut contents);
    let heading = records.iter().take(HEADING_ROWS).position(|(_, record)| Columns::named(record).is_some());
    let columns = heading.and_then(|at| Columns::named(&records[at].1));
    let mut groups: HashMap<String, usize> = HashMap::new();
    for (at, (line, record)) in records.iter().enumerate() {
        let Some(columns) = &columns else {
            add(&mut contents, row(record, &Columns::by_place(record), *line), None, &mut groups);
            continue;
        };
        match heading {
            Some(heading) if at < heading => contents.skip(*line, "the row stands above the heading"),
            Some(heading) if at == heading => {}
            _ if columns.are_exceeded_by(record) => {
                contents.skip(*line, "the row has more cells than the heading; put a text with commas in quotes");
            }
            _ => {
                let group = columns.group.and_then(|group| record.get(group)).and_then(filled);
                add(&mut contents, row(record, columns, *line), group, &mut groups);
            }
        }
    }
    contents
}

/// Returns the delimiter that Excel names in a line of its own, the text below it, and the number of lines above that.
fn without_separator_line(text: &str) -> (Option<u8>, &str, usize) {
    let Some((first, rest)) = text.split_once('\n') else { return (None, text, 0) };
    match first.trim().strip_prefix(SEPARATOR_LINE).map(str::as_bytes) {
        Some(&[delimiter]) => (Some(delimiter), rest, 1),
        _ => (None, text, 0),
    }
}

/// Returns the rows, each with its line. Those that cannot be read, or hold other rows because of a quote that is not closed, are
/// skipped.
fn records(text: &str, delimiter: u8, lines_above: usize, contents: &mut Contents) -> Vec<(usize, StringRecord)> {
    let mut records = Vec::new();
    for record in reader(text, delimiter).records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(1, |position| position.line() as usize);
                records.push((lines_above + line, record));
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                contents.skip(lines_above + line, format!("the row cannot be read: {error}"));
            }
        }
    }
    if !text.matches('"').count().is_multiple_of(2)
        && let Some((line, _)) = records.pop_if(|(_, record)| record.iter().any(|cell| cell.contains('\n')))
    {
        contents.skip(line, "a quote is opened here and never closed, so that the rows below are a part of it");
    }
    records
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// Adds a row, or its question to the row that asks the same.
fn add(contents: &mut Contents, row: Row, group: Option<String>, groups: &mut HashMap<String, usize>) {
    let Some(group) = group else { return contents.rows.push(row) };
    match groups.get(&group) {
        Some(&at) => {
            contents.rows[at].phrasings.push(row.question);
            contents.rows[at].phrasings.extend(row.phrasings);
        }
        None => {
            groups.insert(group, contents.rows.len());
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

/// Returns the delimiter that cuts most of the first rows into equally many cells; of equally good ones, the first.
fn delimiter(text: &str) -> u8 {
    let even_rows = |delimiter: &u8| {
        let mut widths = reader(text, *delimiter).into_records().take(SAMPLE_ROWS).flatten().map(|record| record.len());
        let first = widths.next().unwrap_or_default();
        if first < 2 { 0 } else { 1 + widths.filter(|&width| width == first).count() }
    };
    DELIMITERS.into_iter().rev().max_by_key(even_rows).unwrap_or(b',')
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

    #[test]
    fn a_row_that_would_lose_a_part_of_its_answer_is_left_out() {
        let contents = read("question,answer\nDoes it work?,No, not for everyone.\nIs it safe?,Yes.,\n");
        assert_eq!(contents.rows, [row(3, "Is it safe?", "Yes.", &[])]);
        let reason = "line 2: the row has more cells than the heading; put a text with commas in quotes";
        assert_eq!(contents.skipped[0].to_string(), reason);
        let ragged = read("How long?,Days.\nIs it safe?,Yes.,is it dangerous,any danger\n");
        assert_eq!(ragged.rows[1], row(2, "Is it safe?", "Yes.", &["is it dangerous", "any danger"]));
    }

    #[test]
    fn headings_are_found_below_titles_and_by_the_better_name() {
        let contents = read("sep=;\nOur FAQ;;\nTitle;Question;Answer\nSafety;Is it safe?;Yes, it is.\n");
        assert_eq!(contents.rows, [row(4, "Is it safe?", "Yes, it is.", &[])]);
        assert_eq!(contents.skipped[0].to_string(), "line 2: the row stands above the heading");
        assert_eq!(read("Questions,Answers\na b,c\n").rows, [row(2, "a b", "c", &[])]);
    }

    #[test]
    fn delimiters_within_texts_do_not_count() {
        let contents = read("How long, really, tell me?;Days\nIs it safe?;Yes\n");
        assert_eq!(contents.rows[0], row(1, "How long, really, tell me?", "Days", &[]));
        assert_eq!(read("\"Is it; really; safe?\",Yes\nOk?,No\n").rows.len(), 2);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named() {
        let contents = read("question,answer\nHow long?,Days.\nIs it safe?,\"Yes\nWhat now?,Nothing.\n");
        assert_eq!(contents.rows.len(), 1);
        assert!(contents.skipped[0].to_string().starts_with("line 3: a quote is opened here and never closed"));
    }
}
