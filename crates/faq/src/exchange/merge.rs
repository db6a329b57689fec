//! What a FAQ gains by the content of a file in another format.

use std::collections::{HashMap, HashSet};

use super::{Contents, Row, Skipped};
use crate::edit::{self, Edit, EditError, NewEntry};
use crate::file;
use crate::file::checks::normalized;
use crate::{EntryId, Faq, limits};

/// The entries that a FAQ gains, and what it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub entries: Vec<NewEntry>,
    /// By line.
    pub skipped: Vec<Skipped>,
}

/// Decides on every row: the entry that it becomes, or why it does not. `faq` is the FAQ that gains them, if there is one yet.
pub fn merge(faq: Option<&Faq>, contents: Contents) -> Merged {
    let mut known = Known::of(faq);
    let mut merged = Merged { entries: Vec::new(), skipped: contents.skipped };
    // Questions first, so that a phrasing of one row does not stand in for the question of another.
    let mut rows = Vec::new();
    for row in contents.rows {
        let row = with_plain_line_ends(row);
        match known.add_question(&row) {
            Ok(()) => rows.push(row),
            Err(reason) => merged.skipped.push(Skipped::new(row.line, reason)),
        }
    }
    let mut bytes = 0;
    for row in rows {
        let line = row.line;
        bytes += row.question.len() + row.answer.len() + row.phrasings.iter().map(String::len).sum::<usize>();
        if bytes > limits::FILE_BYTES {
            merged.skipped.push(Skipped::new(line, "from here on nothing is taken: a FAQ file holds 1 MiB"));
            break;
        }
        match known.entry(row, &mut merged.skipped) {
            Ok(entry) => merged.entries.push(entry),
            Err(reason) => merged.skipped.push(Skipped::new(line, reason)),
        }
    }
    merged.skipped.sort_by_key(|skipped| skipped.line);
    merged
}

/// Files of other systems end lines with a carriage return, which a FAQ does not hold.
fn with_plain_line_ends(row: Row) -> Row {
    let plain = |text: String| text.replace("\r\n", "\n").replace('\r', "\n");
    Row {
        line: row.line,
        question: plain(row.question).trim().to_owned(),
        phrasings: row.phrasings.into_iter().map(plain).collect(),
        answer: plain(row.answer).trim().to_owned(),
        category: row.category.map(plain),
    }
}

/// Returns the text of a new FAQ file with these entries, of which there must be at least one.
///
/// # Errors
/// Together they are too large for a file.
pub fn new_file(entries: &[NewEntry]) -> Result<String, EditError> {
    let Some((first, others)) = entries.split_first() else { return Err(EditError::LastEntry) };
    // Any JSON text is a quoted text in YAML.
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut file =
        format!("entries:\n  - id: {}\n    question: {}\n", edit::id_in_yaml(&first.id), text(&first.question));
    file.push_str(&format!("    answer: {}\n", text(&first.answer)));
    if let Some(category) = &first.category {
        file.push_str(&format!("    category: {}\n", text(category)));
    }
    if !first.phrasings.is_empty() {
        file.push_str("    phrasings:\n");
        for phrasing in &first.phrasings {
            file.push_str(&format!("      - {}\n", text(phrasing)));
        }
    }
    if others.is_empty() {
        return file::parse(file.as_bytes()).map(|_| file).map_err(EditError::InvalidResult);
    }
    edit::apply(&file, &Edit::AddEntries(others.to_vec()))
}

/// The questions and ids that are there already.
struct Known {
    /// The title of the topic that each question leads to, by its words.
    titles: HashMap<String, String>,
    ids: HashSet<String>,
    /// The number that the next id with the same beginning gets.
    next_numbers: HashMap<String, u64>,
}

impl Known {
    fn of(faq: Option<&Faq>) -> Self {
        let mut known = Self { titles: HashMap::new(), ids: HashSet::new(), next_numbers: HashMap::new() };
        let Some(faq) = faq else { return known };
        for entry in faq.entries() {
            known.ids.insert(entry.id().to_string());
            known.add(entry.examples(), entry.question());
        }
        for referral in faq.referrals() {
            known.ids.insert(referral.id().to_string());
            known.add(referral.examples(), referral.question());
        }
        known
    }

    fn add<'t>(&mut self, questions: impl Iterator<Item = &'t str>, title: &str) {
        for question in questions {
            self.titles.insert(normalized(question), title.to_owned());
        }
    }

    /// Takes the question of a row, if its words lead nowhere yet and it has an answer.
    fn add_question(&mut self, row: &Row) -> Result<(), String> {
        let question = row.question.as_str();
        self.check_question(question)?;
        if row.answer.is_empty() {
            return Err(format!("\"{}\" has no answer", shortened(question)));
        }
        check_length("answer", &row.answer, limits::ANSWER)?;
        self.add(std::iter::once(question), question);
        Ok(())
    }

    /// Returns the entry that a row becomes, without what cannot be taken of it.
    fn entry(&mut self, row: Row, skipped: &mut Vec<Skipped>) -> Result<NewEntry, String> {
        let question = row.question.as_str();
        let mut phrasings: Vec<String> = Vec::new();
        for phrasing in &row.phrasings {
            match self.check_phrasing(phrasing, question, phrasings.len()) {
                Ok(()) => {
                    self.add(std::iter::once(phrasing.as_str()), question);
                    phrasings.push(phrasing.trim().to_owned());
                }
                Err(reason) => skipped.push(Skipped::new(row.line, reason)),
            }
        }
        let is_fitting = |heading: &String| heading.chars().count() <= limits::CATEGORY && !heading.contains('\n');
        let category = row.category.clone().filter(is_fitting);
        if let (Some(heading), None) = (&row.category, &category) {
            let limit = limits::CATEGORY;
            let reason = format!(
                "the category \"{}\" is left out: it is no line of at most {limit} characters",
                shortened(heading)
            );
            skipped.push(Skipped::new(row.line, reason));
        }
        let entry =
            NewEntry { id: self.free_id(question), question: row.question, phrasings, answer: row.answer, category };
        // What else no FAQ file may hold, such as invisible characters.
        new_file(std::slice::from_ref(&entry)).map(|_| entry).map_err(|error| match error {
            EditError::InvalidResult(problems) => edit::first(&problems),
            error => error.to_string(),
        })
    }

    fn free_id(&mut self, question: &str) -> EntryId {
        let first = edit::free_id_among(question, |_| false);
        let mut id = first.clone();
        let next = self.next_numbers.entry(first.to_string()).or_insert(2);
        while self.ids.contains(id.as_str()) {
            id = edit::numbered_id(&first, *next);
            *next += 1;
        }
        self.ids.insert(id.to_string());
        id
    }

    fn check_question(&self, question: &str) -> Result<(), String> {
        if question.is_empty() {
            return Err("the row has no question".to_owned());
        }
        check_length("question", question, limits::QUESTION)?;
        let words = normalized(question);
        if words.is_empty() {
            return Err(format!("\"{}\" has no words", shortened(question)));
        }
        match self.titles.get(&words) {
            Some(title) => Err(format!("\"{}\" already leads to \"{title}\"", shortened(question))),
            None => Ok(()),
        }
    }

    fn check_phrasing(&self, phrasing: &str, question: &str, count: usize) -> Result<(), String> {
        let words = normalized(phrasing);
        if words.is_empty() {
            return Err(format!("the phrasing \"{}\" is left out: it has no words", phrasing.trim()));
        }
        let reason = match self.titles.get(&words) {
            // The same words twice in one row help nobody, and are no mistake that somebody has to correct.
            Some(title) if title == question => "it is there twice".to_owned(),
            Some(title) => format!("it already leads to \"{title}\""),
            None if phrasing.trim().chars().count() > limits::PHRASING => {
                format!("it is longer than {} characters", limits::PHRASING)
            }
            None if count >= limits::PHRASINGS => format!("an entry has at most {} phrasings", limits::PHRASINGS),
            None => return Ok(()),
        };
        Err(format!("the phrasing \"{}\" is left out: {reason}", shortened(phrasing.trim())))
    }
}

fn check_length(what: &str, text: &str, limit: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length <= limit {
        return Ok(());
    }
    Err(format!("the {what} \"{}\" has {length} characters; {limit} are allowed", shortened(text)))
}

/// Returns the beginning of a text on one line, for a message.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 60;
    let text = &text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    format!("{} ...", text.chars().take(LENGTH).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize, question: &str, answer: &str, phrasings: &[&str]) -> Row {
        let phrasings = phrasings.iter().map(|&text| text.to_owned()).collect();
        Row { line, question: question.to_owned(), answer: answer.to_owned(), phrasings, category: None }
    }

    #[test]
    fn every_row_becomes_an_entry_or_is_named() {
        let faq =
            file::parse(b"entries: [{id: pain, question: Does it hurt?, answer: No., phrasings: [ouch]}]").unwrap().faq;
        let rows = vec![
            row(2, "does it hurt", "No.", &[]),
            row(3, "Is there a cream?", "Yes.", &["numbing", "Ouch!", "is there a cream"]),
            row(4, "", "Yes.", &[]),
            row(5, "Is it safe?", " ", &[]),
            row(6, "Is there a CREAM", "No.", &[]),
            row(7, "Pain", &"x".repeat(4_001), &[]),
        ];
        let merged = merge(Some(&faq), Contents { rows, skipped: vec![Skipped::new(1, "it is empty")] });
        assert_eq!(merged.entries.len(), 1);
        assert_eq!(merged.entries[0].id.as_str(), "is-there-a-cream");
        assert_eq!(merged.entries[0].phrasings, ["numbing"]);
        let skipped: Vec<String> = merged.skipped.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(skipped.join("\n"), @r#"
        line 1: it is empty
        line 2: "does it hurt" already leads to "Does it hurt?"
        line 3: the phrasing "Ouch!" is left out: it already leads to "Does it hurt?"
        line 3: the phrasing "is there a cream" is left out: it is there twice
        line 4: the row has no question
        line 5: "Is it safe?" has no answer
        line 6: "Is there a CREAM" already leads to "Is there a cream?"
        line 7: the answer "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ..." has 4001 characters; 4000 are allowed
        "#);
    }

    #[test]
    fn one_bad_row_spoils_no_other() {
        let rows = vec![
            row(1, "Is it safe?", "Yes.\r\nNo.", &["How long?", "ok\u{7}"]),
            row(2, "How long?", "Days.", &[]),
            row(3, "Odd?", "a\u{7}b", &[]),
            row(4, "Empty?", "\u{200b}", &[]),
            row(5, "What now?", "Nothing.", &[]),
        ];
        let merged = merge(None, Contents { rows, skipped: vec![] });
        let ids: Vec<&str> = merged.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["how-long", "what-now"]);
        let skipped: Vec<String> = merged.skipped.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(skipped.join("\n"), @r#"
        line 1: the phrasing "How long?" is left out: it already leads to "How long?"
        line 1: entry "is-it-safe": item 1 of "phrasings" holds an invisible control character; delete it
        line 3: entry "odd": "answer" holds an invisible control character; delete it
        line 4: entry "empty": "answer" is empty; fill it in, or remove it if it is optional
        "#);
    }

    #[test]
    fn ids_of_many_similar_questions_are_found_fast() {
        let mut rows = Vec::new();
        for number in 0..3_000 {
            rows.push(row(
                number + 1,
                &format!("質問{}{}", "あ".repeat(number % 40), "い".repeat(number / 40)),
                "はい",
                &[],
            ));
        }
        let merged = merge(None, Contents { rows, skipped: vec![] });
        assert_eq!(merged.skipped.first(), None);
        assert_eq!(merged.entries.last().unwrap().id.as_str(), "entry-3000");
    }
}
