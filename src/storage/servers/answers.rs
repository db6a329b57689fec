//! A server's own answers: to gaps of the guide, and to questions of its own.

use faq::{EntryId, ReferralId};
use serde::{Deserialize, Serialize};

use super::items::Item;
use super::layers::stamp;

/// How much a server may write, in characters unless a unit is given.
pub mod limits {
    pub const ANSWER: usize = 2_000;
    pub const LINKS: usize = 3;
    pub const LINK_LABEL: usize = 80;
    pub const LINK_URL: usize = 400;
    pub const QUESTION: usize = 150;
    pub const PHRASING: usize = 200;
    /// The phrasings of one entry.
    pub const PHRASINGS: usize = 20;
    /// The entries of a server.
    pub const ENTRIES: usize = 50;
    /// The bytes of a server's entries, as they are stored.
    pub const ENTRIES_BYTES: usize = 64 << 10;
}

/// A reason why an answer cannot be taken. The message says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAnswer {
    #[error("the answer is empty; write what the bot shall say")]
    Empty,
    #[error("the answer is {0} characters long, and {max} at most fit; shorten it", max = limits::ANSWER)]
    TooLong(usize),
    #[error("an answer has at most {max} links; leave some out", max = limits::LINKS)]
    TooManyLinks,
    #[error("\"{0}\" is no link; write a label and an address on each line: Book https://example.com")]
    NoLink(String),
    #[error("\"{0}\" is not an https address; links begin with https://")]
    NotHttps(String),
    #[error("the link \"{0}\" is too long; its label has at most {label} characters, its address {url}", label = limits::LINK_LABEL, url = limits::LINK_URL)]
    LinkTooLong(String),
    #[error("the question is empty; write it as a person would ask it")]
    NoQuestion,
    #[error("\"{0}\" is too long; a question has at most {question} characters, a phrasing {phrasing}", question = limits::QUESTION, phrasing = limits::PHRASING)]
    QuestionTooLong(String),
    #[error("an entry has at most {max} other ways to ask it; leave some out", max = limits::PHRASINGS)]
    TooManyPhrasings,
    #[error("a server has at most {max} entries of its own; remove one first", max = limits::ENTRIES)]
    TooManyEntries,
    #[error("a server's own entries may take 64 KiB together; shorten some first")]
    TooManyBytes,
}

/// A link below an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub label: String,
    /// An https address.
    pub url: String,
}

/// A server's answer to a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAnswer {
    /// In Markdown.
    pub answer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// A server's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnEntry {
    pub question: String,
    #[serde(default)]
    pub phrasings: Vec<String>,
    pub answer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// All own answers of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnAnswers {
    pub gaps: Vec<(ReferralId, OwnAnswer)>,
    pub entries: Vec<(EntryId, OwnEntry)>,
    /// Changes whenever the entries do.
    pub(super) entries_stamp: String,
}

/// How a choice that is an entry of a server's own is written in a list.
pub mod own_entry_choice {
    use faq::EntryId;

    const PREFIX: &str = "own:";

    pub fn value(id: &EntryId) -> String {
        format!("{PREFIX}{id}")
    }

    /// Returns the entry that was picked; `None` if the text was typed freely.
    pub fn picked(value: &str) -> Option<EntryId> {
        value.strip_prefix(PREFIX)?.parse().ok()
    }
}

impl Link {
    /// Reads links as they are typed into a form: one a line, the label first.
    ///
    /// # Errors
    /// A line that is no link, or more than three of them.
    pub fn parse_lines(typed: &str) -> Result<Vec<Self>, InvalidAnswer> {
        let mut links = Vec::new();
        for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (label, url) = match line.rsplit_once(char::is_whitespace) {
                Some((label, url)) => (label.trim().trim_end_matches(':'), url),
                None => ("", line),
            };
            if !url.contains("://") {
                return Err(InvalidAnswer::NoLink(line.to_owned()));
            }
            let label = if label.is_empty() { url } else { label };
            let link = Self { label: label.to_owned(), url: url.to_owned() };
            link.check()?;
            links.push(link);
        }
        check_links(&links)?;
        Ok(links)
    }

    /// Returns the line that [`Self::parse_lines`] reads.
    pub fn line(&self) -> String {
        format!("{} {}", self.label, self.url)
    }

    fn check(&self) -> Result<(), InvalidAnswer> {
        let host = self.url.strip_prefix("https://").unwrap_or_default();
        if host.is_empty() || host.starts_with('/') || self.url.contains([' ', '\n', '(', ')', '<', '>']) {
            return Err(InvalidAnswer::NotHttps(self.url.clone()));
        }
        let label_length = self.label.chars().count();
        if label_length == 0 || label_length > limits::LINK_LABEL || self.url.chars().count() > limits::LINK_URL {
            return Err(InvalidAnswer::LinkTooLong(self.label.clone()));
        }
        Ok(())
    }
}

fn check_links(links: &[Link]) -> Result<(), InvalidAnswer> {
    if links.len() > limits::LINKS {
        return Err(InvalidAnswer::TooManyLinks);
    }
    links.iter().try_for_each(Link::check)
}

fn check_answer(answer: &str) -> Result<(), InvalidAnswer> {
    let length = answer.chars().count();
    if answer.trim().is_empty() {
        return Err(InvalidAnswer::Empty);
    }
    if length > limits::ANSWER {
        return Err(InvalidAnswer::TooLong(length));
    }
    Ok(())
}

impl OwnAnswer {
    /// Checks an answer that somebody wrote.
    ///
    /// # Errors
    /// It does not fit.
    pub fn check(&self) -> Result<(), InvalidAnswer> {
        check_answer(&self.answer)?;
        check_links(&self.links)
    }
}

impl OwnEntry {
    /// Checks an entry that somebody wrote.
    ///
    /// # Errors
    /// It does not fit.
    pub fn check(&self) -> Result<(), InvalidAnswer> {
        if self.question.trim().is_empty() {
            return Err(InvalidAnswer::NoQuestion);
        }
        if self.question.chars().count() > limits::QUESTION {
            return Err(InvalidAnswer::QuestionTooLong(self.question.clone()));
        }
        if self.phrasings.len() > limits::PHRASINGS {
            return Err(InvalidAnswer::TooManyPhrasings);
        }
        if let Some(long) = self.phrasings.iter().find(|phrasing| phrasing.chars().count() > limits::PHRASING) {
            return Err(InvalidAnswer::QuestionTooLong(long.clone()));
        }
        check_answer(&self.answer)?;
        check_links(&self.links)
    }

    /// Returns the question and the other ways to ask it.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.question.as_str()).chain(self.phrasings.iter().map(String::as_str))
    }
}

impl OwnAnswers {
    /// Reads the items of a server; its settings are left out.
    ///
    /// # Errors
    /// An item was not written by this program.
    pub fn from_items(items: Vec<(Item, String)>) -> Result<Self, serde_json::Error> {
        let mut answers = Self::default();
        let mut entries = String::new();
        for (item, value) in items {
            match item {
                Item::Settings => {}
                Item::Gap(id) => answers.gaps.push((id, serde_json::from_str(&value)?)),
                Item::Entry(id) => {
                    answers.entries.push((id, serde_json::from_str(&value)?));
                    entries.push_str(&value);
                    entries.push('\n');
                }
            }
        }
        if !entries.is_empty() {
            answers.entries_stamp = stamp(entries.as_bytes());
        }
        Ok(answers)
    }

    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty() && self.entries.is_empty()
    }

    /// Returns the answer to a gap.
    pub fn gap(&self, id: &ReferralId) -> Option<&OwnAnswer> {
        self.gaps.iter().find(|(other, _)| other == id).map(|(_, answer)| answer)
    }

    pub fn entry(&self, id: &EntryId) -> Option<&OwnEntry> {
        self.entries.iter().find(|(other, _)| other == id).map(|(_, entry)| entry)
    }

    /// Checks that the entries are few and short enough together.
    ///
    /// # Errors
    /// They are not.
    pub fn check(&self) -> Result<(), InvalidAnswer> {
        if self.entries.len() > limits::ENTRIES {
            return Err(InvalidAnswer::TooManyEntries);
        }
        let bytes: usize = self.entries.iter().map(|(_, entry)| entry_bytes(entry)).sum();
        if bytes > limits::ENTRIES_BYTES {
            return Err(InvalidAnswer::TooManyBytes);
        }
        Ok(())
    }

    /// Returns about how much memory they take.
    pub(super) fn bytes(&self) -> usize {
        let gaps: usize =
            self.gaps.iter().map(|(_, answer)| ITEM_BYTES + answer.answer.len() + link_bytes(&answer.links)).sum();
        let entries: usize = self.entries.iter().map(|(_, entry)| ITEM_BYTES + entry_bytes(entry)).sum();
        ITEM_BYTES + gaps + entries
    }
}

/// About what an item takes beside its texts.
const ITEM_BYTES: usize = 150;

fn link_bytes(links: &[Link]) -> usize {
    links.iter().map(|link| 48 + link.label.len() + link.url.len()).sum()
}

fn entry_bytes(entry: &OwnEntry) -> usize {
    let examples: usize = entry.examples().map(|example| 24 + example.len()).sum();
    examples + entry.answer.len() + link_bytes(&entry.links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_line_by_line() {
        let links = Link::parse_lines("Book: https://example.com/book\n\n https://example.com \n").unwrap();
        let lines: Vec<String> = links.iter().map(Link::line).collect();
        assert_eq!(lines, ["Book https://example.com/book", "https://example.com https://example.com"]);
        assert_eq!(Link::parse_lines("Book us"), Err(InvalidAnswer::NoLink("Book us".to_owned())));
        let insecure = "http://example.com";
        assert_eq!(Link::parse_lines(insecure), Err(InvalidAnswer::NotHttps(insecure.to_owned())));
        assert_eq!(Link::parse_lines(&"a https://b.c\n".repeat(4)), Err(InvalidAnswer::TooManyLinks));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let entry = |phrasings: usize, answer: &str| OwnEntry {
            question: "Where can I park?".to_owned(),
            phrasings: vec!["parking".to_owned(); phrasings],
            answer: answer.to_owned(),
            links: Vec::new(),
        };
        assert_eq!(entry(20, "Behind the house.").check(), Ok(()));
        assert_eq!(entry(21, "Behind the house.").check(), Err(InvalidAnswer::TooManyPhrasings));
        assert_eq!(entry(0, " ").check(), Err(InvalidAnswer::Empty));
        assert_eq!(entry(0, &"x".repeat(2_001)).check(), Err(InvalidAnswer::TooLong(2_001)));
        let many = |count: usize, length: usize| {
            let id = |at: usize| format!("e{at}").parse().unwrap();
            OwnAnswers {
                entries: (0..count).map(|at| (id(at), entry(0, &"x".repeat(length)))).collect(),
                ..OwnAnswers::default()
            }
        };
        assert_eq!(many(50, 1_000).check(), Ok(()));
        assert_eq!(many(51, 1).check(), Err(InvalidAnswer::TooManyEntries));
        assert_eq!(many(50, 2_000).check(), Err(InvalidAnswer::TooManyBytes));
    }
}
