//! How much was asked and answered, as numbers by day.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use super::{DAY, Gap, JournalEvent, RecordedOutcome};
use faq::EntryId;

/// What happened in the last days, today included. Days are those of UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All of it together.
    pub total: QuestionCounts,
    /// By entry: what was answered, helpful, and not meant. The most often answered first.
    pub entries: Vec<(EntryId, QuestionCounts)>,
    /// How often a question had no answer, by the reason. The most frequent first.
    pub gaps: Vec<(Gap, u32)>,
    /// DayCounts by day, oldest first, days on which nothing happened too.
    pub days: Vec<DayCounts>,
}

/// How often it happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuestionCounts {
    /// Questions that were answered.
    pub answered: u32,
    /// Questions that were referred, those without words too.
    pub referred: u32,
    /// Presses of "Helpful".
    pub helpful: u32,
    /// Presses of "Not what I asked".
    pub not_meant: u32,
}

impl QuestionCounts {
    /// Questions, answered and referred.
    pub fn asked(&self) -> u32 {
        self.answered + self.referred
    }

    fn add(&mut self, count: &Counter, times: u32) {
        let field = match count {
            Counter::Answered(_) => &mut self.answered,
            Counter::Referred(_) => &mut self.referred,
            Counter::Helpful(_) => &mut self.helpful,
            Counter::NotMeant(_) => &mut self.not_meant,
        };
        *field += times;
    }
}

/// A day of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCounts {
    /// When it began, in seconds since 1970.
    pub start: i64,
    /// What happened on it.
    pub tally: QuestionCounts,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counter {
    Answered(EntryId),
    Referred(Gap),
    Helpful(EntryId),
    NotMeant(EntryId),
}

impl Counter {
    pub(super) fn of(event: &JournalEvent) -> Self {
        match event {
            JournalEvent::Asked { outcome: RecordedOutcome::Answered(entry), .. } => Self::Answered(entry.clone()),
            JournalEvent::Asked { outcome: RecordedOutcome::Referred(gap), .. } => Self::Referred(gap.clone()),
            JournalEvent::Helpful { entry } => Self::Helpful(entry.clone()),
            JournalEvent::NotWhatIAsked { entry, .. } => Self::NotMeant(entry.clone()),
        }
    }

    /// Its kind and id, as they stand in the file.
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Answered(entry) => ("answered", entry.as_str()),
            Self::Helpful(entry) => ("helpful", entry.as_str()),
            Self::NotMeant(entry) => ("not-meant", entry.as_str()),
            Self::Referred(Gap::Named(referral)) => ("named", referral.as_str()),
            Self::Referred(Gap::Urgent(referral)) => ("urgent", referral.as_str()),
            Self::Referred(Gap::General) => ("general", ""),
            Self::Referred(Gap::Ambiguous) => ("ambiguous", ""),
            Self::Referred(Gap::Foreign) => ("foreign", ""),
            Self::Referred(Gap::NoWords) => ("no-words", ""),
        }
    }

    /// None for what an earlier or later version counted.
    fn from_columns(kind: &str, id: &str) -> Option<Self> {
        Some(match kind {
            "answered" => Self::Answered(id.parse().ok()?),
            "helpful" => Self::Helpful(id.parse().ok()?),
            "not-meant" => Self::NotMeant(id.parse().ok()?),
            "named" => Self::Referred(Gap::Named(id.parse().ok()?)),
            "urgent" => Self::Referred(Gap::Urgent(id.parse().ok()?)),
            "general" => Self::Referred(Gap::General),
            "ambiguous" => Self::Referred(Gap::Ambiguous),
            "foreign" => Self::Referred(Gap::Foreign),
            "no-words" => Self::Referred(Gap::NoWords),
            _ => return None,
        })
    }
}

/// Counts one more on a day, counted from 1970.
pub(super) fn add(transaction: &Transaction<'_>, day: i64, count: &Counter) -> rusqlite::Result<()> {
    let (kind, id) = count.columns();
    let mut insert = transaction
        .prepare_cached("INSERT INTO counters VALUES (?1, ?2, ?3, 1) ON CONFLICT DO UPDATE SET count = count + 1")?;
    insert.execute(params![day, kind, id]).map(drop)
}

/// What happened on the last `days` days, the one of `now` included.
pub(super) fn read(connection: &Connection, now: i64, days: u32) -> rusqlite::Result<Statistics> {
    let first = now.div_euclid(DAY) + 1 - i64::from(days);
    let mut statistics = Statistics {
        days: (0..i64::from(days))
            .map(|day| DayCounts { start: (first + day) * DAY, tally: QuestionCounts::default() })
            .collect(),
        ..Statistics::default()
    };
    let (mut entries, mut gaps) = (BTreeMap::<_, QuestionCounts>::new(), BTreeMap::new());
    let mut select = connection.prepare_cached("SELECT day, kind, id, count FROM counters WHERE day >= ?1")?;
    let mut rows = select.query([first])?;
    while let Some(row) = rows.next()? {
        let (day, times): (i64, u32) = (row.get(0)?, row.get(3)?);
        let Some(count) = Counter::from_columns(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?) else { continue };
        // A clock that was set back leaves days behind that are yet to come.
        let Some(on_day) = usize::try_from(day - first).ok().and_then(|day| statistics.days.get_mut(day)) else {
            continue;
        };
        on_day.tally.add(&count, times);
        statistics.total.add(&count, times);
        match &count {
            Counter::Answered(entry) | Counter::Helpful(entry) | Counter::NotMeant(entry) => {
                entries.entry(entry.clone()).or_default().add(&count, times);
            }
            Counter::Referred(gap) => *gaps.entry(gap.clone()).or_default() += times,
        }
    }
    statistics.entries = entries.into_iter().collect();
    statistics.entries.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.answered));
    statistics.gaps = gaps.into_iter().collect();
    statistics.gaps.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    Ok(statistics)
}
