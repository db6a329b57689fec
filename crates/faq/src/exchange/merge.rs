//! What a FAQ gains by the content of a file in another format.

use std::collections::HashMap;

use super::{Contents, Row, Skipped};
use crate::edit::{self, Edit, EditError, NewEntry};
use crate::file;
use crate::file::checks::normalized;
use crate::{Faq, limits};

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
    for row in contents.rows {
        let line = row.line;
        match known.entry(row, &mut merged.skipped) {
            Ok(entry) => merged.entries.push(entry),
            Err(reason) => merged.skipped.push(Skipped::new(line, reason)),
        }
    }
    merged.skipped.sort_by_key(|skipped| skipped.line);
    merged
}

/// Returns the text of a new FAQ file with these entries, of which there must be at least one.
///
/// # Errors
/// Together they are too large for a file.
pub fn new_file(entries: &[NewEntry]) -> Result<String, EditError> {
    let Some((first, others)) = entries.split_first() else { return Err(EditError::LastEntry) };
    // Any JSON text is a quoted text in YAML.
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut file = format!("entries:\n  - id: {}\n    question: {}\n", first.id, text(&first.question));
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
    ids: Vec<String>,
}

impl Known {
    fn of(faq: Option<&Faq>) -> Self {
        let mut known = Self { titles: HashMap::new(), ids: Vec::new() };
        let Some(faq) = faq else { return known };
        for entry in faq.entries() {
            known.ids.push(entry.id().to_string());
            known.add(entry.examples(), entry.question());
        }
        for referral in faq.referrals() {
            known.ids.push(referral.id().to_string());
            known.add(referral.examples(), referral.question());
        }
        known
    }

    fn add<'t>(&mut self, questions: impl Iterator<Item = &'t str>, title: &str) {
        for question in questions {
            self.titles.insert(normalized(question), title.to_owned());
        }
    }

    /// Returns the entry that a row becomes, without the phrasings that cannot be taken.
    fn entry(&mut self, row: Row, skipped: &mut Vec<Skipped>) -> Result<NewEntry, String> {
        let question = row.question.trim();
        self.check_question(question)?;
        let answer = row.answer.trim();
        if answer.is_empty() {
            return Err(format!("\"{question}\" has no answer"));
        }
        check_length("answer", answer, limits::ANSWER)?;
        self.add(std::iter::once(question), question);
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
        let id = edit::free_id_among(question, |id| self.ids.iter().any(|taken| taken == id));
        self.ids.push(id.to_string());
        let category = row.category.filter(|heading| heading.chars().count() <= limits::CATEGORY);
        Ok(NewEntry { id, question: question.to_owned(), phrasings, answer: answer.to_owned(), category })
    }

    fn check_question(&self, question: &str) -> Result<(), String> {
        if question.is_empty() {
            return Err("the row has no question".to_owned());
        }
        check_length("question", question, limits::QUESTION)?;
        let words = normalized(question);
        if words.is_empty() {
            return Err(format!("\"{question}\" has no words"));
        }
        match self.titles.get(&words) {
            Some(title) => Err(format!("\"{question}\" already leads to \"{title}\"")),
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

/// Returns the beginning of a text, for a message.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 60;
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
}
