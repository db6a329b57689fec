//! The SQL of servers' data. All of it is here, and plain: each statement reads or writes one table by its key.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use serenity::model::id::GuildId;

use super::ServersError;
use super::items::{Change, Item, ItemChange, Revision};
use crate::storage::database::{self, DatabaseError};

/// The file in the data folder.
const FILE: &str = "servers.sqlite";
/// The number of revisions of a server that are kept.
const MAX_REVISIONS: u64 = 200;
/// The seconds after which a draft is deleted: a day.
const DRAFT_RETENTION_SECONDS: i64 = 24 * 60 * 60;

/// Servers and users are their ids, in decimal. Times are seconds since 1970. Values are JSON.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE servers (
        server TEXT PRIMARY KEY,
        left_at INTEGER,
        switched_off TEXT
    ) STRICT;
    CREATE TABLE server_items (
        server TEXT NOT NULL,
        item TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (server, item)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE server_changes (
        server TEXT NOT NULL,
        number INTEGER NOT NULL,
        time INTEGER NOT NULL,
        author TEXT NOT NULL,
        summary TEXT NOT NULL,
        takes_back INTEGER,
        is_undone INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (server, number)
    ) STRICT;
    CREATE TABLE server_changed_items (
        server TEXT NOT NULL,
        number INTEGER NOT NULL,
        item TEXT NOT NULL,
        before_value TEXT,
        after_value TEXT,
        PRIMARY KEY (server, number, item)
    ) STRICT;
    CREATE TABLE server_drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        server TEXT NOT NULL,
        author TEXT NOT NULL,
        time INTEGER NOT NULL,
        draft TEXT NOT NULL,
        outcome TEXT
    ) STRICT;
",
    "
    CREATE TABLE server_layers (
        server TEXT PRIMARY KEY,
        stamp TEXT NOT NULL,
        layer BLOB NOT NULL
    ) STRICT;
",
];

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftOutcome {
    /// It was saved as this revision.
    Saved(u64),
    Discarded,
}

/// What the bot's owner sees of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub gaps: usize,
    pub entries: usize,
}

pub(super) fn open(folder: &Path) -> Result<Connection, DatabaseError> {
    let connection = database::open(&folder.join(FILE), &MIGRATIONS)?;
    // What a server has deleted cannot be found in the file any more.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

pub(super) fn in_memory() -> Result<Connection, DatabaseError> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(&MIGRATIONS.concat())?;
    Ok(connection)
}

fn server_of(text: &str) -> Option<GuildId> {
    text.parse().ok().filter(|id| *id != 0).map(GuildId::new)
}

/// Returns every server's settings, and the keys of its other items.
pub(super) fn index(connection: &Connection) -> rusqlite::Result<Vec<(GuildId, Item, String)>> {
    let mut select = connection
        .prepare("SELECT server, item, CASE item WHEN 'settings' THEN value ELSE '' END FROM server_items")?;
    let mut rows = select.query([])?;
    let mut index = Vec::new();
    while let Some(row) = rows.next()? {
        let (server, item) = (server_of(row.get_ref(0)?.as_str()?), row.get_ref(1)?.as_str()?.parse());
        if let (Some(server), Ok(item)) = (server, item) {
            index.push((server, item, row.get(2)?));
        }
    }
    Ok(index)
}

pub(super) fn switched_off(connection: &Connection) -> rusqlite::Result<HashMap<GuildId, Arc<str>>> {
    let mut select = connection.prepare("SELECT server, switched_off FROM servers WHERE switched_off IS NOT NULL")?;
    let mut rows = select.query([])?;
    let mut switched_off = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(server) = server_of(row.get_ref(0)?.as_str()?) {
            switched_off.insert(server, row.get_ref(1)?.as_str()?.into());
        }
    }
    Ok(switched_off)
}

/// Returns the items of a server, in the order of their names. Items of a later version are left out.
pub(super) fn items(connection: &Connection, server: GuildId) -> rusqlite::Result<Vec<(Item, String)>> {
    let query = "SELECT item, value FROM server_items WHERE server = ?1 ORDER BY item";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query([server.to_string()])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        if let Ok(item) = row.get_ref(0)?.as_str()?.parse() {
            items.push((item, row.get(1)?));
        }
    }
    Ok(items)
}

pub(super) fn item(connection: &Connection, server: GuildId, item: &Item) -> rusqlite::Result<Option<String>> {
    let query = "SELECT value FROM server_items WHERE server = ?1 AND item = ?2";
    let mut select = connection.prepare_cached(query)?;
    select.query_row([server.to_string(), item.to_string()], |row| row.get(0)).optional()
}

pub(super) fn apply(
    connection: &mut Connection,
    server: GuildId,
    author: u64,
    now: i64,
    change: &Change,
) -> Result<u64, ServersError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = make(&transaction, server, author, now, change)?;
    transaction.commit()?;
    Ok(number)
}

/// Makes the change of a draft, and notes that, in one transaction: what is saved is noted, and the other way round.
pub(super) fn save_draft(
    connection: &mut Connection,
    server: GuildId,
    author: u64,
    now: i64,
    draft: i64,
    change: &Change,
) -> Result<u64, ServersError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = make(&transaction, server, author, now, change)?;
    set_outcome(&transaction, draft, DraftOutcome::Saved(number))?;
    transaction.commit()?;
    Ok(number)
}

fn make(
    transaction: &Transaction<'_>,
    server: GuildId,
    author: u64,
    now: i64,
    change: &Change,
) -> Result<u64, ServersError> {
    let id = server.to_string();
    let newest = "SELECT coalesce(max(number), 0) FROM server_changes WHERE server = ?1";
    let number = transaction.query_row(newest, [&id], |row| row.get::<_, i64>(0))? + 1;
    for changed in &change.items {
        if item(transaction, server, &changed.item)? != changed.before {
            return Err(ServersError::Conflict);
        }
        set_item(transaction, &id, changed)?;
        let insert = "INSERT INTO server_changed_items VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![id, number, changed.item.to_string(), changed.before, changed.after];
        transaction.prepare_cached(insert)?.execute(row)?;
    }
    let takes_back = change.takes_back.map(u64::cast_signed);
    transaction.execute(
        "INSERT INTO server_changes (server, number, time, author, summary, takes_back) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, number, now, author.to_string(), change.summary, takes_back],
    )?;
    if takes_back.is_some() {
        let update = "UPDATE server_changes SET is_undone = 1 WHERE server = ?1 AND number = ?2";
        transaction.execute(update, params![id, takes_back])?;
    }
    let number = number.cast_unsigned();
    if let Some(last_dropped) = number.checked_sub(MAX_REVISIONS) {
        for table in ["server_changed_items", "server_changes"] {
            let delete = format!("DELETE FROM {table} WHERE server = ?1 AND number <= ?2");
            transaction.execute(&delete, params![id, last_dropped.cast_signed()])?;
        }
    }
    Ok(number)
}

fn set_item(transaction: &Transaction<'_>, server: &str, changed: &ItemChange) -> rusqlite::Result<()> {
    let item = changed.item.to_string();
    transaction.execute("DELETE FROM server_items WHERE server = ?1 AND item = ?2", [server, &item])?;
    if let Some(value) = &changed.after {
        transaction.execute("INSERT INTO server_items VALUES (?1, ?2, ?3)", [server, &item, value])?;
    }
    Ok(())
}

fn read_revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    let author: String = row.get("author")?;
    Ok(Revision {
        number: row.get::<_, i64>("number")?.cast_unsigned(),
        time: row.get("time")?,
        author: author.parse().unwrap_or_default(),
        summary: row.get("summary")?,
        is_undone: row.get::<_, i64>("is_undone")? != 0,
    })
}

pub(super) fn revisions(
    connection: &Connection,
    server: GuildId,
    first: usize,
    limit: usize,
) -> rusqlite::Result<(Vec<Revision>, usize)> {
    let id = server.to_string();
    let count = "SELECT count(*) FROM server_changes WHERE server = ?1";
    let total: i64 = connection.query_row(count, [&id], |row| row.get(0))?;
    let query = "
        SELECT number, time, author, summary, is_undone FROM server_changes
        WHERE server = ?1 ORDER BY number DESC LIMIT ?2 OFFSET ?3";
    let mut select = connection.prepare_cached(query)?;
    let rows = select.query_map(params![id, limit as i64, first as i64], read_revision)?;
    Ok((rows.collect::<Result<_, _>>()?, usize::try_from(total).unwrap_or_default()))
}

/// Returns the newest change that no other took back, and that takes none back itself; one of settings only if they count.
pub(super) fn newest_to_undo(
    connection: &Connection,
    server: GuildId,
    settings_count: bool,
) -> rusqlite::Result<Option<Revision>> {
    let query = "
        SELECT number, time, author, summary, is_undone FROM server_changes AS change
        WHERE server = ?1 AND is_undone = 0 AND takes_back IS NULL AND (?2 = 1 OR NOT EXISTS (
            SELECT 1 FROM server_changed_items AS changed
            WHERE changed.server = change.server AND changed.number = change.number AND changed.item = 'settings'))
        ORDER BY number DESC LIMIT 1";
    let row = params![server.to_string(), i64::from(settings_count)];
    connection.prepare_cached(query)?.query_row(row, read_revision).optional()
}

pub(super) fn changed_items(
    connection: &Connection,
    server: GuildId,
    revision: u64,
) -> rusqlite::Result<Vec<ItemChange>> {
    let query = "
        SELECT item, before_value, after_value FROM server_changed_items
        WHERE server = ?1 AND number = ?2 ORDER BY item";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query(params![server.to_string(), revision.cast_signed()])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        if let Ok(item) = row.get_ref(0)?.as_str()?.parse() {
            items.push(ItemChange { item, before: row.get(1)?, after: row.get(2)? });
        }
    }
    Ok(items)
}

/// Returns the changes that lead from the present state to that after a revision.
pub(super) fn way_back(
    connection: &Connection,
    server: GuildId,
    revision: u64,
) -> rusqlite::Result<Option<Vec<ItemChange>>> {
    let id = server.to_string();
    let exists = "SELECT count(*) FROM server_changes WHERE server = ?1 AND number = ?2";
    let found: i64 = connection.query_row(exists, params![id, revision.cast_signed()], |row| row.get(0))?;
    if found == 0 {
        return Ok(None);
    }
    // Of each item, the first change after the revision knows what it was then.
    let query = "
        SELECT item, before_value FROM server_changed_items
        WHERE server = ?1 AND number > ?2 ORDER BY number, item";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query(params![id, revision.cast_signed()])?;
    let mut way: Vec<ItemChange> = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(item) = row.get_ref(0)?.as_str()?.parse::<Item>() else { continue };
        if way.iter().any(|changed| changed.item == item) {
            continue;
        }
        let before = self::item(connection, server, &item)?;
        let after: Option<String> = row.get(1)?;
        way.push(ItemChange { item, before, after });
    }
    way.retain(|changed| changed.before != changed.after);
    Ok(Some(way))
}

pub(super) fn add_draft(
    connection: &Connection,
    server: GuildId,
    author: u64,
    now: i64,
    draft: &str,
) -> rusqlite::Result<i64> {
    connection.execute("DELETE FROM server_drafts WHERE time < ?1", [now - DRAFT_RETENTION_SECONDS])?;
    let insert = "INSERT INTO server_drafts (server, author, time, draft) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(insert, params![server.to_string(), author.to_string(), now, draft])?;
    Ok(connection.last_insert_rowid())
}

/// Returns the JSON of a user's draft and its outcome.
pub(super) fn draft(
    connection: &Connection,
    server: GuildId,
    author: u64,
    id: i64,
) -> Result<Option<(String, Option<DraftOutcome>)>, ServersError> {
    let query = "SELECT draft, outcome FROM server_drafts WHERE id = ?1 AND server = ?2 AND author = ?3";
    let row = params![id, server.to_string(), author.to_string()];
    let found = connection.query_row(query, row, |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)));
    let Some((draft, outcome)) = found.optional()? else { return Ok(None) };
    Ok(Some((draft, outcome.map(|json| serde_json::from_str(&json)).transpose()?)))
}

pub(super) fn set_outcome(connection: &Connection, id: i64, outcome: DraftOutcome) -> Result<(), ServersError> {
    let json = serde_json::to_string(&outcome)?;
    connection.execute("UPDATE server_drafts SET outcome = ?2 WHERE id = ?1", params![id, json])?;
    Ok(())
}

/// Returns the layer of a server's entries, if it was made of these entries with this model.
pub(super) fn layer(connection: &Connection, server: GuildId, stamp: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    let query = "SELECT layer FROM server_layers WHERE server = ?1 AND stamp = ?2";
    let mut select = connection.prepare_cached(query)?;
    select.query_row(params![server.to_string(), stamp], |row| row.get(0)).optional()
}

pub(super) fn set_layer(connection: &Connection, server: GuildId, stamp: &str, layer: &[u8]) -> rusqlite::Result<()> {
    let server = server.to_string();
    connection.execute("DELETE FROM server_layers WHERE server = ?1", [&server])?;
    connection.execute("INSERT INTO server_layers VALUES (?1, ?2, ?3)", params![server, stamp, layer])?;
    Ok(())
}

/// Deletes everything of a server but that its own answers are switched off.
pub(super) fn forget(connection: &mut Connection, server: GuildId) -> rusqlite::Result<()> {
    let id = server.to_string();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for table in ["server_items", "server_changes", "server_changed_items", "server_drafts", "server_layers"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE server = ?1"), [&id])?;
    }
    transaction.execute("UPDATE servers SET left_at = NULL WHERE server = ?1", [&id])?;
    transaction.execute("DELETE FROM servers WHERE server = ?1 AND switched_off IS NULL", [&id])?;
    transaction.commit()
}

pub(super) fn set_left(connection: &Connection, server: GuildId, left_at: Option<i64>) -> rusqlite::Result<()> {
    let id = server.to_string();
    connection.execute("INSERT INTO servers (server) VALUES (?1) ON CONFLICT DO NOTHING", [&id])?;
    connection.execute("UPDATE servers SET left_at = ?2 WHERE server = ?1", params![id, left_at])?;
    Ok(())
}

/// Returns every server of which something is stored, and when the bot left it.
pub(super) fn stored_servers(connection: &Connection) -> rusqlite::Result<Vec<(GuildId, Option<i64>)>> {
    let query = "
        SELECT stored.server, servers.left_at FROM
            (SELECT server FROM server_items UNION SELECT server FROM server_changes UNION SELECT server FROM servers)
            AS stored
        LEFT JOIN servers ON servers.server = stored.server";
    let mut select = connection.prepare_cached(query)?;
    let mut rows = select.query([])?;
    let mut servers = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(server) = server_of(row.get_ref(0)?.as_str()?) {
            servers.push((server, row.get(1)?));
        }
    }
    Ok(servers)
}

pub(super) fn switch_off(connection: &Connection, server: GuildId, reason: Option<&str>) -> rusqlite::Result<()> {
    let id = server.to_string();
    connection.execute("INSERT INTO servers (server) VALUES (?1) ON CONFLICT DO NOTHING", [&id])?;
    connection.execute("UPDATE servers SET switched_off = ?2 WHERE server = ?1", params![id, reason])?;
    Ok(())
}

pub(super) fn overview(connection: &Connection) -> rusqlite::Result<HashMap<GuildId, Overview>> {
    let mut select = connection.prepare_cached("SELECT server, item FROM server_items WHERE item <> 'settings'")?;
    let mut rows = select.query([])?;
    let mut overview: HashMap<GuildId, Overview> = HashMap::new();
    while let Some(row) = rows.next()? {
        let Some(server) = server_of(row.get_ref(0)?.as_str()?) else { continue };
        let counts = overview.entry(server).or_default();
        match row.get_ref(1)?.as_str()?.split_once(':') {
            Some(("gap", _)) => counts.gaps += 1,
            Some(("entry", _)) => counts.entries += 1,
            _ => {}
        }
    }
    Ok(overview)
}
