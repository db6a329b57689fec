//! Counts of questions by day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Transaction, params};

use super::{Gap, JournalEvent, Place, RecordedOutcome, SECONDS_PER_DAY};
use faq::{EntryId, ReferralId};

/// The counts of the last days, including today. Days are UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    pub total: QuestionCounts,
    /// The counts of each entry, which has no `referred`; the most often answered first.
    pub entries: Vec<(EntryId, QuestionCounts)>,
    /// How often a question had no answer for each reason; the most frequent first.
    pub gaps: Vec<(Gap, u32)>,
    /// Every day, the oldest first.
    pub days: Vec<DayCounts>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuestionCounts {
    /// Questions that were answered.
    pub answered: u32,
    /// Questions that were referred, including those without words.
    pub referred: u32,
    /// Presses of "Helpful".
    pub helpful: u32,
    /// Presses of "Not what I asked".
    pub not_meant: u32,
}

impl QuestionCounts {
    /// Returns the number of questions, answered or referred.
    pub fn asked(&self) -> u32 {
        self.answered + self.referred
    }

    fn add(&mut self, counter: &Counter, times: u32) {
        let count = match counter {
            Counter::Answered(_) | Counter::AnsweredByServer(_) => &mut self.answered,
            Counter::Referred(_) => &mut self.referred,
            Counter::Helpful(_) => &mut self.helpful,
            Counter::NotMeant(_) => &mut self.not_meant,
        };
        *count += times;
    }
}

/// The counts of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCounts {
    /// The beginning of the day, in seconds since 1970.
    pub start: i64,
    pub counts: QuestionCounts,
}

/// A counter of the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counter {
    Answered(EntryId),
    AnsweredByServer(String),
    Referred(Gap),
    Helpful(EntryId),
    NotMeant(EntryId),
}

impl Counter {
    /// Returns the counter that an event increments.
    pub(super) fn of(event: &JournalEvent) -> Self {
        match event {
            JournalEvent::Asked { outcome: RecordedOutcome::Answered(entry), .. } => Self::Answered(entry.clone()),
            JournalEvent::Asked { outcome: RecordedOutcome::AnsweredByServer(id), .. } => {
                Self::AnsweredByServer(id.clone())
            }
            JournalEvent::Asked { outcome: RecordedOutcome::Referred(gap), .. } => Self::Referred(gap.clone()),
            JournalEvent::Helpful { entry } => Self::Helpful(entry.clone()),
            JournalEvent::NotWhatIAsked { entry, .. } => Self::NotMeant(entry.clone()),
        }
    }

    /// Returns its values of the columns `kind` and `id`.
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Answered(entry) => ("answered", entry.as_str()),
            Self::AnsweredByServer(id) => ("own", id),
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

    /// Returns `None` for a counter of another version.
    fn from_columns(kind: &str, id: &str) -> Option<Self> {
        Some(match kind {
            "answered" => Self::Answered(id.parse().ok()?),
            "own" => Self::AnsweredByServer(id.to_owned()),
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

/// Increments a counter of a day, which is counted from 1970.
pub(super) fn add(transaction: &Transaction<'_>, day: i64, place: Place, counter: &Counter) -> rusqlite::Result<()> {
    let (kind, id) = counter.columns();
    let insert = "INSERT INTO counters VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET count = count + 1";
    transaction.prepare_cached(insert)?.execute(params![day, place.key(), kind, id]).map(drop)
}

/// Returns the first of the last `days` days, including the day of `now`, which is in seconds since 1970.
fn first_day(now: i64, days: u32) -> i64 {
    now.div_euclid(SECONDS_PER_DAY) + 1 - i64::from(days)
}

/// Returns how often each gap was asked about in a place.
pub(super) fn gaps_asked(connection: &Connection, place: Place) -> rusqlite::Result<HashMap<ReferralId, u32>> {
    let query = "SELECT id, count FROM counters WHERE server = ?1 AND kind IN ('named', 'own')";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query([place.key()])?;
    let mut asked: HashMap<ReferralId, u32> = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Ok(gap) = row.get_ref(0)?.as_str()?.parse() {
            *asked.entry(gap).or_default() += row.get::<_, u32>(1)?;
        }
    }
    Ok(asked)
}

/// Returns the number of questions in each place in the last `days` days.
pub(super) fn by_place(connection: &Connection, now: i64, days: u32) -> rusqlite::Result<HashMap<Place, u32>> {
    let query = "
        SELECT server, sum(count) FROM counters
        WHERE day >= ?1 AND kind NOT IN ('helpful', 'not-meant') GROUP BY server";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query([first_day(now, days)])?;
    let mut by_place = HashMap::new();
    while let Some(row) = rows.next()? {
        by_place.insert(Place::from_key(row.get_ref(0)?.as_str()?), row.get(1)?);
    }
    Ok(by_place)
}

/// Returns the counts of the last `days` days, including the day of `now`, in one place or in all together.
pub(super) fn read(connection: &Connection, now: i64, days: u32, place: Option<Place>) -> rusqlite::Result<Statistics> {
    let first = first_day(now, days);
    let mut statistics = Statistics::default();
    for day in first..first + i64::from(days) {
        statistics.days.push(DayCounts { start: day * SECONDS_PER_DAY, counts: QuestionCounts::default() });
    }
    let mut entries = BTreeMap::<EntryId, QuestionCounts>::new();
    let mut gaps = BTreeMap::<Gap, u32>::new();
    let query = "SELECT day, kind, id, count FROM counters WHERE day >= ?1 AND (?2 IS NULL OR server = ?2)";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query(params![first, place.map(Place::key)])?;
    while let Some(row) = rows.next()? {
        let day: i64 = row.get(0)?;
        let times: u32 = row.get(3)?;
        let Some(counter) = Counter::from_columns(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?) else {
            continue;
        };
        // A clock that was set back leaves days in the future behind.
        let index = usize::try_from(day - first).unwrap_or(usize::MAX);
        let Some(on_day) = statistics.days.get_mut(index) else { continue };
        on_day.counts.add(&counter, times);
        statistics.total.add(&counter, times);
        match &counter {
            Counter::Answered(entry) | Counter::Helpful(entry) | Counter::NotMeant(entry) => {
                entries.entry(entry.clone()).or_default().add(&counter, times);
            }
            Counter::AnsweredByServer(_) => {}
            Counter::Referred(gap) => *gaps.entry(gap.clone()).or_default() += times,
        }
    }
    statistics.entries = entries.into_iter().collect();
    statistics.entries.sort_by_key(|(_, counts)| Reverse(counts.answered));
    statistics.gaps = gaps.into_iter().collect();
    statistics.gaps.sort_by_key(|(_, times)| Reverse(*times));
    Ok(statistics)
}
