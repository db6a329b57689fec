//! Questions that were asked in vain, as moderators look at them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::RESURFACE_AFTER;
use faq::{EntryId, ReferralId};

/// A question that was asked in vain, with all that are like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredQuestion {
    /// Names it as long as it is kept; never given to another one.
    pub id: i64,
    /// How it was asked first, with what tells of people blanked out; at most 300 characters.
    pub text: String,
    /// The entries nearest to it when it was asked last, best first. Some may be gone from the FAQ since.
    pub nearest: Vec<EntryId>,
    /// The named gap that it was referred to last, if it was one.
    pub gap: Option<ReferralId>,
    /// How often it was referred.
    pub referred: u32,
    /// How often somebody said that the answer was to another question.
    pub not_meant: u32,
    /// When it was asked first, in seconds since 1970.
    pub first: i64,
    /// When it was asked last, in seconds since 1970.
    pub last: i64,
}

/// Some of the items, most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnansweredPage {
    /// They.
    pub questions: Vec<UnansweredQuestion>,
    /// How many there are in all.
    pub total: usize,
}

/// The columns that [`UnansweredQuestion::read`] needs.
pub(super) const COLUMNS: &str = "id, text, nearest, gap, referred, not_meant, first, last";
/// Those that were dismissed are not shown until they were asked again.
const SHOWN: &str = "referred + not_meant >= shown_from";

impl UnansweredQuestion {
    /// How often it was asked in vain.
    pub fn asked(&self) -> u32 {
        self.referred + self.not_meant
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let nearest: String = row.get("nearest")?;
        let gap: Option<String> = row.get("gap")?;
        Ok(Self {
            id: row.get("id")?,
            text: row.get("text")?,
            nearest: nearest.split(' ').filter_map(|id| id.parse().ok()).collect(),
            gap: gap.and_then(|id| id.parse().ok()),
            referred: row.get("referred")?,
            not_meant: row.get("not_meant")?,
            first: row.get("first")?,
            last: row.get("last")?,
        })
    }
}

/// `limit` items after the first `offset`.
pub(super) fn page(connection: &Connection, offset: usize, limit: usize) -> rusqlite::Result<UnansweredPage> {
    let total = format!("SELECT count(*) FROM questions WHERE {SHOWN}");
    let total: i64 = connection.query_row(&total, [], |row| row.get(0))?;
    let select = format!(
        "SELECT {COLUMNS} FROM questions WHERE {SHOWN} ORDER BY referred + not_meant DESC, last DESC, id LIMIT ?1 OFFSET ?2"
    );
    let items = connection
        .prepare_cached(&select)?
        .query_map(params![limit as i64, offset as i64], UnansweredQuestion::read)?
        .collect::<Result<_, _>>()?;
    Ok(UnansweredPage { questions: items, total: usize::try_from(total).unwrap_or(0) })
}

/// The item of this id, dismissed or not.
pub(super) fn find(connection: &Connection, id: i64) -> rusqlite::Result<Option<UnansweredQuestion>> {
    let select = format!("SELECT {COLUMNS} FROM questions WHERE id = ?1");
    connection.query_row(&select, [id], UnansweredQuestion::read).optional()
}

/// Hides an item until it was asked again; `false` if there is none.
pub(super) fn dismiss(connection: &Connection, id: i64) -> rusqlite::Result<bool> {
    let update = "UPDATE questions SET shown_from = referred + not_meant + ?2 WHERE id = ?1";
    Ok(connection.execute(update, params![id, RESURFACE_AFTER])? == 1)
}
