//! Events as rows: counters by day, and questions merged with those that are like them.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::event::TimedEvent;
use super::item::{COLUMNS, UnansweredQuestion};
use super::similarity;
use super::statistics::{self, Counter};
use super::{ALERT_THRESHOLD, DAY, Gap, JournalEvent, MAX_QUESTIONS, MaskedQuestion, RETENTION_DAYS, RecordedOutcome};
use faq::{EntryId, ReferralId};

/// A question that was asked in vain.
struct InVain<'a> {
    question: &'a MaskedQuestion,
    nearest: &'a [EntryId],
    /// Why it was referred; none if somebody said that the answer was to another question.
    gap: Option<&'a Gap>,
}

impl JournalEvent {
    fn in_vain(&self) -> Option<InVain<'_>> {
        match self {
            Self::Asked { outcome: RecordedOutcome::Referred(gap), question, nearest } => {
                Some(InVain { question: question.as_ref()?, nearest, gap: Some(gap) })
            }
            Self::NotWhatIAsked { question, nearest, .. } => {
                Some(InVain { question: question.as_ref()?, nearest, gap: None })
            }
            Self::Asked { .. } | Self::Helpful { .. } => None,
        }
    }
}

/// Writes all of the events or none of them. The questions that gathered: see [`ALERT_THRESHOLD`].
pub(super) fn write(connection: &mut Connection, events: &[TimedEvent]) -> rusqlite::Result<Vec<UnansweredQuestion>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut gathered = Vec::new();
    for TimedEvent { event, time } in events {
        statistics::add(&transaction, time.div_euclid(DAY), &Counter::of(event))?;
        if let Some(in_vain) = event.in_vain() {
            gathered.extend(note(&transaction, &in_vain, *time)?);
        }
    }
    drop_rarest(&transaction)?;
    transaction.commit()?;
    Ok(gathered)
}

/// Notes a question; the item if this made it one that gathered.
fn note(
    transaction: &Transaction<'_>,
    in_vain: &InVain<'_>,
    time: i64,
) -> rusqlite::Result<Option<UnansweredQuestion>> {
    let telling = similarity::telling(in_vain.question.as_str());
    let id = match like(transaction, &telling)? {
        Some(id) => id,
        None => insert(transaction, in_vain.question, &telling, time)?,
    };
    let nearest = in_vain.nearest.iter().map(EntryId::as_str).collect::<Vec<_>>().join(" ");
    let referred = in_vain.gap.is_some();
    let gap = in_vain.gap.and_then(Gap::referral).map(ReferralId::as_str);
    transaction
        .prepare_cached(
            "UPDATE questions SET referred = referred + ?2, not_meant = not_meant + ?3, nearest = ?4,
             gap = coalesce(?5, gap), last = max(last, ?6) WHERE id = ?1",
        )?
        .execute(params![id, referred, !referred, nearest, gap, time])?;
    // Asked for by itself: RETURNING would make a table for it each time.
    let (item, shown_from) = transaction
        .prepare_cached(&format!("SELECT {COLUMNS}, shown_from FROM questions WHERE id = ?1"))?
        .query_row([id], |row| Ok((UnansweredQuestion::read(row)?, row.get::<_, u32>("shown_from")?)))?;
    Ok((item.asked() == shown_from.max(ALERT_THRESHOLD)).then_some(item))
}

/// The noted question that this one is like, if there is one.
fn like(transaction: &Transaction<'_>, telling: &[String]) -> rusqlite::Result<Option<i64>> {
    let mut same = transaction.prepare_cached("SELECT id FROM questions WHERE telling = ?1")?;
    if let Some(id) = same.query_row([telling.join(" ")], |row| row.get(0)).optional()? {
        return Ok(Some(id));
    }
    let mut others = transaction.prepare_cached("SELECT id, telling FROM questions WHERE tellings = ?1")?;
    let mut rows = others.query([telling.len() as i64])?;
    while let Some(row) = rows.next()? {
        let other = row.get_ref(1)?.as_str()?;
        if similarity::misspelt(telling.iter().map(String::as_str), other.split(' ')) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

fn insert(
    transaction: &Transaction<'_>,
    question: &MaskedQuestion,
    telling: &[String],
    time: i64,
) -> rusqlite::Result<i64> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO questions (telling, tellings, text, nearest, referred, not_meant, first, last)
         VALUES (?1, ?2, ?3, '', 0, 0, ?4, ?4)",
    )?;
    insert.insert(params![telling.join(" "), telling.len() as i64, question.as_str(), time])
}

/// Of too many questions the least frequent are dropped, the oldest of them first.
fn drop_rarest(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let questions: i64 = transaction.query_row("SELECT count(*) FROM questions", [], |row| row.get(0))?;
    if questions > MAX_QUESTIONS {
        transaction.execute(
            "DELETE FROM questions WHERE id IN
             (SELECT id FROM questions ORDER BY referred + not_meant, last, id LIMIT ?1)",
            [questions - MAX_QUESTIONS],
        )?;
    }
    Ok(())
}

/// Deletes what was not asked for [`RETENTION_DAYS`] days before `now`, and the counters of days before that.
pub(super) fn expire(connection: &mut Connection, now: i64) -> rusqlite::Result<()> {
    let oldest = now - RETENTION_DAYS * DAY;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let questions = transaction.execute("DELETE FROM questions WHERE last < ?1", [oldest])?;
    let counters = transaction.execute("DELETE FROM counters WHERE day < ?1", [oldest.div_euclid(DAY)])?;
    transaction.commit()?;
    if questions + counters > 0 {
        tracing::debug!(questions, counters, "deleted what the journal kept long enough");
        // Until then the log beside the file still holds what was deleted.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(())
}
