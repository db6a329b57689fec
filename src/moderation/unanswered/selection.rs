//! Where a moderator is in the list of unanswered questions, and what was chosen there, as a part of `custom_id`s.

use std::fmt;
use std::str::FromStr;

use crate::storage::journal::Part;

/// How many items a page of the list shows. Their texts fit a message, and their ids a `custom_id`.
pub const PAGE_LENGTH: usize = 5;

/// A page of a part of the list, from 0. Encoded as "none:0".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPage {
    pub part: Part,
    pub page: usize,
}

/// Items of a page, or single questions of items, that were chosen. Encoded as "none:0:345:12.15" or "none:0:345:q12.15", in at most 85
/// characters as long as no id is over 4 billion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub from: ListPage,
    /// The id of the newest question when the page was shown. Questions that joined an item later were not seen.
    pub newest: i64,
    pub chosen: Chosen,
}

/// The ids of 1 to [`PAGE_LENGTH`] items or questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    Items(Vec<i64>),
    Questions(Vec<i64>),
}

/// The text is no page or selection.
#[derive(Debug, PartialEq, Eq)]
pub struct NotASelection;

/// The prefix of the ids of questions.
const QUESTIONS_MARK: &str = "q";
const NO_MATCH: &str = "none";
const NAMED_GAP: &str = "gap";
const NOT_WHAT_I_ASKED: &str = "not";

impl ListPage {
    /// Returns the first page of a part.
    pub fn first(part: Part) -> Self {
        Self { part, page: 0 }
    }
}

impl fmt::Display for ListPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::NoMatch => NO_MATCH,
            Part::NamedGap => NAMED_GAP,
            Part::NotWhatIAsked => NOT_WHAT_I_ASKED,
        };
        write!(f, "{part}:{}", self.page)
    }
}

impl FromStr for ListPage {
    type Err = NotASelection;

    fn from_str(text: &str) -> Result<Self, NotASelection> {
        let (part, page) = text.split_once(':').ok_or(NotASelection)?;
        let part = match part {
            NO_MATCH => Part::NoMatch,
            NAMED_GAP => Part::NamedGap,
            NOT_WHAT_I_ASKED => Part::NotWhatIAsked,
            _ => return Err(NotASelection),
        };
        Ok(Self { part, page: page.parse().map_err(|_| NotASelection)? })
    }
}

impl Selection {
    /// Returns the items whose ids were chosen in a page's menu.
    pub fn items(from: ListPage, newest: i64, chosen: &[String]) -> Self {
        Self { from, newest, chosen: Chosen::Items(chosen_ids(chosen)) }
    }

    /// Returns the questions whose ids were chosen among those of items.
    pub fn questions(from: ListPage, newest: i64, chosen: &[String]) -> Self {
        Self { from, newest, chosen: Chosen::Questions(chosen_ids(chosen)) }
    }
}

fn chosen_ids(chosen: &[String]) -> Vec<i64> {
    chosen.iter().filter_map(|id| id.parse().ok()).take(PAGE_LENGTH).collect()
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, ids) = match &self.chosen {
            Chosen::Items(ids) => ("", ids),
            Chosen::Questions(ids) => (QUESTIONS_MARK, ids),
        };
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        write!(f, "{}:{}:{mark}{}", self.from, self.newest, ids.join("."))
    }
}

impl FromStr for Selection {
    type Err = NotASelection;

    fn from_str(text: &str) -> Result<Self, NotASelection> {
        let (rest, items) = text.rsplit_once(':').ok_or(NotASelection)?;
        let (from, newest) = rest.rsplit_once(':').ok_or(NotASelection)?;
        let newest = newest.parse().map_err(|_| NotASelection)?;
        let chosen = match items.strip_prefix(QUESTIONS_MARK) {
            Some(ids) => Chosen::Questions(parse_ids(ids)?),
            None => Chosen::Items(parse_ids(items)?),
        };
        Ok(Self { from: from.parse()?, newest, chosen })
    }
}

fn parse_ids(text: &str) -> Result<Vec<i64>, NotASelection> {
    let ids: Vec<i64> = text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| NotASelection)?;
    if ids.len() > PAGE_LENGTH { Err(NotASelection) } else { Ok(ids) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_round_trips_and_is_short() {
        let longest = i64::from(u32::MAX);
        for part in [Part::NoMatch, Part::NamedGap, Part::NotWhatIAsked] {
            let from = ListPage { part, page: 999 };
            assert_eq!(from.to_string().parse(), Ok(from));
            for chosen in [Chosen::Items, Chosen::Questions] {
                let selection = Selection { from, newest: longest, chosen: chosen(vec![longest; PAGE_LENGTH]) };
                assert_eq!(selection.to_string().parse(), Ok(selection.clone()));
                assert!(selection.to_string().len() <= 85);
            }
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "none", "none:0", "none:0:1", "none:0:1:", "x:0:1:1", "none:0:1:1.2.3.4.5.6", "none:0:a:1"] {
            assert_eq!(text.parse::<Selection>(), Err(NotASelection), "{text}");
        }
    }
}
