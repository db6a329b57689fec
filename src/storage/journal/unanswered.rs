//! Unanswered questions: recorded together with similar ones, and listed for moderators.
//!
//! Two questions are similar if they have the same keywords, in any order, with any endings, and with any little words in between.
//! One letter of one keyword may be misspelt.

use std::cmp::Ordering;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use rust_stemmers::{Algorithm, Stemmer};

use super::statistics::{self, Counter};
use super::writer::TimedEvent;
use super::{
    ALERT_THRESHOLD, Gap, JournalEvent, MAX_QUESTIONS, MAX_SERVER_QUESTIONS, MaskedQuestion, Place, RESURFACE_AFTER,
    RETENTION_DAYS, RecordedOutcome, SECONDS_PER_DAY,
};
use faq::text::{self, Language};
use faq::{EntryId, ReferralId};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Words that do not distinguish questions. "Not" does, and so do "how", "when", "where", "who" and "why".
const LITTLE_WORDS: &[&str] = &[
    "a", "about", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "had", "has", "have", "hello", "hey", "hi", "i", "if", "in", "is", "it", "just",
    "may", "me", "my", "of", "on", "or", "please", "should", "so", "that", "the", "there", "this", "to", "was", "we",
    "what", "will", "with", "would", "you", "your", "thanks", "some", "its", "these",
];
/// The characters that a misspelt word has at least: shorter words are often one letter apart and mean something else.
const MIN_MISSPELT_LENGTH: usize = 5;

/// The part of the list that a question is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// No topic was close enough, or none alone.
    NoMatch,
    /// A referral names the subject. A gap that was named stays named, even if the question is later referred without a name.
    NamedGap,
    /// "Not what I asked" was pressed below its answer.
    NotWhatIAsked,
}

/// The values of the column `kind`.
const REFERRED: &str = "referred";
const NOT_MEANT: &str = "not-meant";

/// An unanswered question, together with all similar ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredQuestion {
    /// Never given to another question.
    pub id: i64,
    pub place: Place,
    pub part: Part,
    /// The question as it was first asked, masked; at most 300 characters.
    pub text: String,
    /// Its language as it was first asked, if that was not the FAQ's.
    pub language: Option<Language>,
    /// The entries closest to it when it was last asked, best first; the first of [`Part::NotWhatIAsked`] is the one that was
    /// shown. Some may have been removed from the FAQ since.
    pub nearest: Vec<EntryId>,
    /// The referral of [`Part::NamedGap`]. It may have been removed from the FAQ since.
    pub gap: Option<ReferralId>,
    /// How often it went unanswered.
    pub asked: u32,
    /// When it was first asked, in seconds since 1970.
    pub first: i64,
    /// When it was last asked, in seconds since 1970.
    pub last: i64,
}

impl UnansweredQuestion {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let nearest: String = row.get("nearest")?;
        let gap: Option<String> = row.get("gap")?;
        let gap: Option<ReferralId> = gap.and_then(|id| id.parse().ok());
        let part = match (row.get_ref("kind")?.as_str()?, &gap) {
            (NOT_MEANT, _) => Part::NotWhatIAsked,
            (_, Some(_)) => Part::NamedGap,
            (_, None) => Part::NoMatch,
        };
        Ok(Self {
            id: row.get("id")?,
            place: Place::from_key(row.get_ref("server")?.as_str()?),
            part,
            text: row.get("text")?,
            language: row.get::<_, Option<String>>("language")?.and_then(|tag| tag.parse().ok()),
            nearest: nearest.split(' ').filter_map(|id| id.parse().ok()).collect(),
            gap,
            asked: row.get("asked")?,
            first: row.get("first")?,
            last: row.get("last")?,
        })
    }
}

/// The columns that [`UnansweredQuestion::read`] needs.
const COLUMNS: &str = "id, server, kind, text, language, nearest, gap, asked, first, last";
/// The condition of questions that are not dismissed, or were asked often enough since.
const LISTED: &str = "asked >= shown_from";

/// Returns all questions of a place that are listed, the most frequent first.
pub(super) fn list(connection: &Connection, place: Place) -> rusqlite::Result<Vec<UnansweredQuestion>> {
    let select =
        format!("SELECT {COLUMNS} FROM questions WHERE server = ?1 AND {LISTED} ORDER BY asked DESC, last DESC, id");
    connection.prepare_cached(&select)?.query_map([place.key()], UnansweredQuestion::read)?.collect()
}

/// Deletes everything of a place.
pub(super) fn forget(connection: &mut Connection, place: Place) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for table in ["questions", "counters"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE server = ?1"), [place.key()])?;
    }
    transaction.commit()
}

/// Returns the question with this id, dismissed or not.
pub(super) fn find(connection: &Connection, id: i64) -> rusqlite::Result<Option<UnansweredQuestion>> {
    let select = format!("SELECT {COLUMNS} FROM questions WHERE id = ?1");
    connection.query_row(&select, [id], UnansweredQuestion::read).optional()
}

/// Hides questions of the home server until each has been asked [`RESURFACE_AFTER`] more times. Returns how many of them there are.
pub(super) fn dismiss(connection: &mut Connection, ids: &[i64]) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut dismissed = 0;
    for id in ids {
        let update = "UPDATE questions SET shown_from = asked + ?2 WHERE id = ?1 AND server = ''";
        dismissed += transaction.prepare_cached(update)?.execute(params![id, RESURFACE_AFTER])?;
    }
    transaction.commit()?;
    Ok(dismissed)
}

/// An occurrence of an unanswered question.
struct Occurrence<'a> {
    question: &'a MaskedQuestion,
    nearest: &'a [EntryId],
    /// The reason why it was referred; `None` if "Not what I asked" was pressed.
    gap: Option<&'a Gap>,
}

/// Returns the unanswered question in an event, if it has one and its text is known.
fn unanswered(event: &JournalEvent) -> Option<Occurrence<'_>> {
    let (question, nearest, gap) = match event {
        JournalEvent::Asked { outcome: RecordedOutcome::Referred(gap), question, nearest } => {
            (question, nearest, Some(gap))
        }
        JournalEvent::NotWhatIAsked { question, nearest, .. } => (question, nearest, None),
        JournalEvent::Asked { .. } | JournalEvent::Helpful { .. } => return None,
    };
    Some(Occurrence { question: question.as_ref()?, nearest, gap })
}

/// Writes all of the events or none. Returns the questions that moderators are to be alerted to.
pub(super) fn write(connection: &mut Connection, events: &[TimedEvent]) -> rusqlite::Result<Vec<UnansweredQuestion>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut alerts = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    for TimedEvent { event, place, time } in events {
        statistics::add(&transaction, time.div_euclid(SECONDS_PER_DAY), *place, &Counter::of(event))?;
        if let Some(occurrence) = unanswered(event) {
            alerts.extend(record(&transaction, *place, &occurrence, *time)?);
            if !places.contains(place) {
                places.push(*place);
            }
        }
    }
    for place in places {
        drop_rarest(&transaction, place)?;
    }
    transaction.commit()?;
    Ok(alerts)
}

/// Records an occurrence. Returns the question if moderators are to be alerted to it now.
fn record(
    transaction: &Transaction<'_>,
    place: Place,
    occurrence: &Occurrence<'_>,
    time: i64,
) -> rusqlite::Result<Option<UnansweredQuestion>> {
    let kind = if occurrence.gap.is_some() { REFERRED } else { NOT_MEANT };
    let keywords = keywords(occurrence.question.as_str());
    let id = match find_similar(transaction, place, kind, &keywords)? {
        Some(id) => id,
        None => insert(transaction, place, kind, occurrence.question, &keywords, time)?,
    };
    let nearest = occurrence.nearest.iter().map(EntryId::as_str).collect::<Vec<_>>().join(" ");
    let gap = occurrence.gap.and_then(Gap::referral).map(ReferralId::as_str);
    transaction
        .prepare_cached(
            "UPDATE questions SET asked = asked + 1, nearest = ?2, gap = coalesce(?3, gap), last = max(last, ?4)
             WHERE id = ?1",
        )?
        .execute(params![id, nearest, gap, time])?;
    // A statement of its own: RETURNING would create a temporary table each time.
    let (question, shown_from) = transaction
        .prepare_cached(&format!("SELECT {COLUMNS}, shown_from FROM questions WHERE id = ?1"))?
        .query_row([id], |row| Ok((UnansweredQuestion::read(row)?, row.get::<_, u32>("shown_from")?)))?;
    Ok((question.asked == shown_from.max(ALERT_THRESHOLD)).then_some(question))
}

/// Finds the stored question of a place and a kind with these keywords, or with one of them misspelt.
fn find_similar(
    transaction: &Transaction<'_>,
    place: Place,
    kind: &str,
    keywords: &[String],
) -> rusqlite::Result<Option<i64>> {
    let server = place.key();
    let query = "SELECT id FROM questions WHERE server = ?1 AND kind = ?2 AND telling = ?3";
    let mut same = transaction.prepare_cached(query)?;
    if let Some(id) = same.query_row([&server, kind, &keywords.join(" ")], |row| row.get(0)).optional()? {
        return Ok(Some(id));
    }
    let query = "SELECT id, telling FROM questions WHERE server = ?1 AND kind = ?2 AND tellings = ?3";
    let mut others = transaction.prepare_cached(query)?;
    let mut rows = others.query(params![server, kind, keywords.len() as i64])?;
    while let Some(row) = rows.next()? {
        let other = row.get_ref(1)?.as_str()?;
        if is_misspelling(keywords.iter().map(String::as_str), other.split(' ')) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

fn insert(
    transaction: &Transaction<'_>,
    place: Place,
    kind: &str,
    question: &MaskedQuestion,
    keywords: &[String],
    time: i64,
) -> rusqlite::Result<i64> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO questions (server, kind, telling, tellings, text, nearest, asked, first, last, language)
         VALUES (?6, ?1, ?2, ?3, ?4, '', 0, ?5, ?5, ?7)",
    )?;
    let language = question.language().map(|language| language.code().to_owned());
    let server = place.key();
    let words = keywords.len() as i64;
    insert.insert(params![kind, keywords.join(" "), words, question.as_str(), time, server, language])
}

/// Deletes the least frequent questions of a place that has too many, the oldest of them first.
fn drop_rarest(transaction: &Transaction<'_>, place: Place) -> rusqlite::Result<()> {
    let server = place.key();
    let limit = if place == Place::Guide { MAX_QUESTIONS } else { MAX_SERVER_QUESTIONS };
    let count = "SELECT count(*) FROM questions WHERE server = ?1";
    let questions: i64 = transaction.prepare_cached(count)?.query_row([&server], |row| row.get(0))?;
    if questions > limit {
        transaction.execute(
            "DELETE FROM questions WHERE id IN
             (SELECT id FROM questions WHERE server = ?1 ORDER BY asked, last, id LIMIT ?2)",
            params![server, questions - limit],
        )?;
    }
    Ok(())
}

/// Deletes the questions that were not asked in the [`RETENTION_DAYS`] days before `now`, and the counts of earlier days.
pub(super) fn delete_expired(connection: &mut Connection, now: i64) -> rusqlite::Result<()> {
    let oldest = now - RETENTION_DAYS * SECONDS_PER_DAY;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let questions = transaction.execute("DELETE FROM questions WHERE last < ?1", [oldest])?;
    let counters = transaction.execute("DELETE FROM counters WHERE day < ?1", [oldest.div_euclid(SECONDS_PER_DAY)])?;
    transaction.commit()?;
    if questions + counters > 0 {
        tracing::debug!(questions, counters, "deleted expired parts of the journal");
    }
    Ok(())
}

/// Returns the keywords of a question, stemmed, sorted and without duplicates. If all of its words are little, all are keywords.
fn keywords(question: &str) -> Vec<String> {
    let words = text::words(&text::clean(question));
    let mut stems = Vec::new();
    for word in &words {
        if !LITTLE_WORDS.contains(&word.as_str()) {
            stems.push(STEMMER.stem(word).into_owned());
        }
    }
    if stems.is_empty() {
        stems = words.iter().map(|word| STEMMER.stem(word).into_owned()).collect();
    }
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Returns whether two sorted lists of keywords differ by one letter of one word.
fn is_misspelling<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> bool {
    let mut one = one.peekable();
    let mut other = other.peekable();
    let mut only_in_one = None;
    let mut only_in_other = None;
    loop {
        let order = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Equal => {
                one.next();
                other.next();
            }
            Ordering::Less if only_in_one.is_none() => only_in_one = one.next(),
            Ordering::Greater if only_in_other.is_none() => only_in_other = other.next(),
            Ordering::Less | Ordering::Greater => return false,
        }
    }
    match (only_in_one, only_in_other) {
        (Some(a), Some(b)) => can_be_misspelt(a) && can_be_misspelt(b) && strsim::osa_distance(a, b) == 1,
        _ => false,
    }
}

fn can_be_misspelt(word: &str) -> bool {
    word.chars().count() >= MIN_MISSPELT_LENGTH && !word.contains(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_similar(question: &str, other: &str) -> bool {
        let (question, other) = (keywords(question), keywords(other));
        question == other || is_misspelling(question.iter().map(String::as_str), other.iter().map(String::as_str))
    }

    #[test]
    fn the_same_question_in_other_forms() {
        for other in [
            "DOES INSURANCE COVER IT??",
            "is it covered by my insurance",
            "insurance, covered?",
            "does insurence cover it",
            "does inssurance cover it",
        ] {
            assert!(is_similar("does insurance cover it?", other), "{other}");
        }
    }

    #[test]
    fn other_questions() {
        for (question, other) in [
            ("is it safe", "is it not safe"),
            ("how is it cleaned", "who cleans it"),
            ("can I fly", "can I cry"),
            ("is 10000 too much", "is 20000 too much"),
            ("does insurance cover it", "does insurance cover parking"),
            ("does inssurance covor it", "does insurance cover it"),
        ] {
            assert!(!is_similar(question, other), "{question} / {other}");
        }
    }

    #[test]
    fn a_question_of_little_words_has_keywords() {
        assert!(is_similar("what is it", "What is it?"));
        assert!(!is_similar("what is it", "what was that"));
        assert!(keywords("???").is_empty());
    }
}
