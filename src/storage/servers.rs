//! Every server by itself: its settings, its own answers, and the history of both.
//!
//! A server's data are *items*: its settings, its answer to a gap of the guide, an entry of its own. A [`Change`] sets items and
//! knows what they were before, so that each can be undone. Settings are in memory, since every message of a server is compared with
//! them; answers are read when a question needs them, and the most recent are cached. What one server wrote is only ever returned
//! for that server's id.

mod answers;
mod cache;
mod database;
mod items;
mod layers;
mod settings;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rusqlite::Connection;
use serenity::model::id::{ChannelId, GuildId};

use super::database::DatabaseError;
use super::journal::Place;
use crate::clock::Clock;
pub use answers::own_entry_choice;
pub use answers::{InvalidAnswer, Link, OwnAnswer, OwnAnswers, OwnEntry, limits};
use cache::AnswerCache;
pub use database::{DraftOutcome, Overview};
pub use items::{Change, Draft, Item, ItemChange, Revision};
use layers::Layers;
pub use settings::ServerSettings;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// How long the data of a server are kept that the bot has left, in days.
pub const LEFT_RETENTION_DAYS: i64 = 30;

/// The reason why a server's data cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ServersError {
    /// There is no database, for this reason.
    #[error("servers' own data cannot be used: {0}")]
    Unavailable(String),
    /// Somebody else changed the same item since the change was prepared.
    #[error("somebody else changed this in the meantime")]
    Conflict,
    #[error("servers' own data cannot be used just now: {0}")]
    Database(#[from] DatabaseError),
    #[error("servers' own data cannot be read: {0}")]
    Damaged(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for ServersError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The data of all servers of this data folder.
pub struct Servers {
    database: Result<Mutex<Connection>, DatabaseError>,
    clock: Clock,
    home: Option<GuildId>,
    /// The settings of the environment: the home server's until it saves its own.
    defaults: Arc<ServerSettings>,
    /// The settings of every other server until it saves its own.
    empty: Arc<ServerSettings>,
    index: RwLock<Index>,
    cache: Mutex<AnswerCache>,
    layers: Layers,
    /// Counts the changes of any server's settings.
    settings_version: AtomicU64,
}

/// What is known of servers without a look into the database.
#[derive(Default)]
struct Index {
    settings: HashMap<GuildId, Arc<ServerSettings>>,
    /// The servers whose own answers the bot's owner has switched off, with the reason.
    switched_off: HashMap<GuildId, Arc<str>>,
    /// The servers with answers of their own.
    with_answers: HashSet<GuildId>,
}

impl Servers {
    /// Opens the servers' data in a folder. A failure is logged; the bot then runs with the settings of the environment alone.
    pub fn open(folder: &Path, home: Option<GuildId>, defaults: ServerSettings, clock: Clock) -> Self {
        let servers = Self::new(database::open(folder), home, defaults, clock);
        if let Err(error) = servers.load() {
            tracing::warn!("{error}; servers have the settings of the environment, and no answers of their own");
        }
        servers
    }

    /// Returns data that are in memory only.
    ///
    /// # Errors
    /// SQLite fails.
    pub fn in_memory(home: Option<GuildId>, defaults: ServerSettings, clock: Clock) -> Result<Self, DatabaseError> {
        Ok(Self::new(Ok(database::in_memory()?), home, defaults, clock))
    }

    /// Returns data that cannot be used, for this reason.
    pub fn unavailable(error: DatabaseError, home: Option<GuildId>, defaults: ServerSettings, clock: Clock) -> Self {
        Self::new(Err(error), home, defaults, clock)
    }

    fn new(
        database: Result<Connection, DatabaseError>,
        home: Option<GuildId>,
        defaults: ServerSettings,
        clock: Clock,
    ) -> Self {
        Self {
            database: database.map(Mutex::new),
            clock,
            home,
            defaults: Arc::new(defaults),
            empty: Arc::default(),
            index: RwLock::default(),
            cache: Mutex::default(),
            layers: Layers::default(),
            settings_version: AtomicU64::new(0),
        }
    }

    fn load(&self) -> Result<(), ServersError> {
        let connection = self.connection()?;
        let mut index = Index::default();
        for (server, item, value) in database::index(&connection)? {
            match item {
                Item::Settings => {
                    index.settings.insert(server, Arc::new(serde_json::from_str(&value)?));
                }
                Item::Gap(_) | Item::Entry(_) => drop(index.with_answers.insert(server)),
            }
        }
        index.switched_off = database::switched_off(&connection)?;
        drop(connection);
        *self.write_index() = index;
        Ok(())
    }

    fn connection(&self) -> Result<MutexGuard<'_, Connection>, ServersError> {
        match &self.database {
            Ok(connection) => Ok(connection.lock().unwrap_or_else(PoisonError::into_inner)),
            Err(error) => Err(ServersError::Unavailable(error.to_string())),
        }
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_index(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn cache(&self) -> MutexGuard<'_, AnswerCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the server whose moderators edit the guide's FAQ.
    pub fn home(&self) -> Option<GuildId> {
        self.home
    }

    /// Returns whose moderators deal with what is asked in a server, or in direct messages.
    pub fn journal_place(&self, server: Option<GuildId>) -> Place {
        match server {
            Some(server) if Some(server) != self.home => Place::Server(server),
            _ => Place::Guide,
        }
    }

    /// Returns a server's settings: its own, or else the defaults.
    pub fn settings(&self, server: GuildId) -> Arc<ServerSettings> {
        match self.index().settings.get(&server) {
            Some(own) => Arc::clone(own),
            None if Some(server) == self.home => Arc::clone(&self.defaults),
            None => Arc::clone(&self.empty),
        }
    }

    /// Returns the log channel of the home server, or that of the environment if there is no home server.
    pub fn home_log_channel(&self) -> Option<ChannelId> {
        match self.home {
            Some(home) => self.settings(home).log_channel,
            None => self.defaults.log_channel,
        }
    }

    /// Returns the channels of the environment, which count wherever a server has not saved settings.
    fn default_channels(&self) -> &[ChannelId] {
        &self.defaults.faq_channels
    }

    /// Returns whether a server has channels where every question is answered.
    pub fn listens_in(&self, server: GuildId) -> bool {
        match self.index().settings.get(&server) {
            Some(own) => !own.faq_channels.is_empty(),
            None => !self.default_channels().is_empty(),
        }
    }

    /// Returns whether every question in a channel of a server is answered.
    pub fn is_faq_channel(&self, server: GuildId, channel: ChannelId) -> bool {
        match self.index().settings.get(&server) {
            Some(own) => own.faq_channels.contains(&channel),
            None => self.default_channels().contains(&channel),
        }
    }

    /// Returns all channels where every question is answered, with their servers where these are known.
    pub fn faq_channels(&self) -> Vec<(ChannelId, Option<GuildId>)> {
        let index = self.index();
        let mut channels = Vec::new();
        for (server, own) in &index.settings {
            channels.extend(own.faq_channels.iter().map(|channel| (*channel, Some(*server))));
        }
        let home_has_own = self.home.is_some_and(|home| index.settings.contains_key(&home));
        if !home_has_own {
            channels.extend(self.default_channels().iter().map(|channel| (*channel, None)));
        }
        channels
    }

    /// Returns the reason why the bot's owner switched a server's own answers off, if so.
    pub fn switched_off(&self, server: GuildId) -> Option<Arc<str>> {
        self.index().switched_off.get(&server).cloned()
    }

    /// Returns a server's own answers, whether or not they are shown.
    ///
    /// # Errors
    /// The database fails.
    pub fn answers(&self, server: GuildId) -> Result<Arc<OwnAnswers>, ServersError> {
        if !self.index().with_answers.contains(&server) {
            return Ok(Arc::default());
        }
        if let Some(cached) = self.cache().get(server) {
            return Ok(cached);
        }
        // The lock of the connection is held until the answers are cached, so that a change does not come in between.
        let connection = self.connection()?;
        let answers = Arc::new(OwnAnswers::from_items(database::items(&connection, server)?)?);
        self.cache().insert(server, Arc::clone(&answers));
        Ok(answers)
    }

    /// Returns the answers that members of a server see; none where they are switched off. A fault is logged, and hides them.
    pub fn shown_answers(&self, server: Option<GuildId>) -> Option<Arc<OwnAnswers>> {
        let server = server?;
        let index = self.index();
        let is_hidden = index.settings.get(&server).is_some_and(|own| !own.shows_own_answers);
        if is_hidden || index.switched_off.contains_key(&server) || !index.with_answers.contains(&server) {
            return None;
        }
        drop(index);
        match self.answers(server) {
            Ok(answers) => Some(answers).filter(|answers| !answers.is_empty()),
            Err(error) => {
                tracing::error!(%server, "a server's own answers are not shown: {error}");
                None
            }
        }
    }

    /// Makes a change in the name of a user, and returns the number of its revision.
    ///
    /// # Errors
    /// [`ServersError::Conflict`] if an item is not as the change says any more, or the database fails. Nothing is changed then.
    pub fn apply(&self, server: GuildId, author: u64, change: &Change) -> Result<u64, ServersError> {
        let mut connection = self.connection()?;
        let number = database::apply(&mut connection, server, author, self.clock.now(), change)?;
        self.reload(&connection, server)?;
        Ok(number)
    }

    /// Reads a server's settings and answers again.
    fn reload(&self, connection: &Connection, server: GuildId) -> Result<(), ServersError> {
        let items = database::items(connection, server)?;
        let settings = items.iter().find(|(item, _)| *item == Item::Settings);
        let settings = settings.map(|(_, value)| serde_json::from_str(value)).transpose()?;
        let answers = OwnAnswers::from_items(items)?;
        let mut index = self.write_index();
        match settings {
            Some(settings) => drop(index.settings.insert(server, Arc::new(settings))),
            None => drop(index.settings.remove(&server)),
        }
        match answers.is_empty() {
            true => index.with_answers.remove(&server),
            false => index.with_answers.insert(server),
        };
        drop(index);
        self.settings_version.fetch_add(1, Ordering::Release);
        self.cache().remove(server);
        Ok(())
    }

    /// Returns a number that changes whenever the settings of any server may have changed.
    pub fn settings_version(&self) -> u64 {
        self.settings_version.load(Ordering::Acquire)
    }

    /// Returns the value of an item as it is stored.
    ///
    /// # Errors
    /// The database fails.
    pub fn item(&self, server: GuildId, item: &Item) -> Result<Option<String>, ServersError> {
        Ok(database::item(&*self.connection()?, server, item)?)
    }

    /// Returns all items of a server except its settings.
    ///
    /// # Errors
    /// The database fails.
    pub fn answer_items(&self, server: GuildId) -> Result<Vec<(Item, String)>, ServersError> {
        let mut items = database::items(&*self.connection()?, server)?;
        items.retain(|(item, _)| *item != Item::Settings);
        Ok(items)
    }

    /// Returns `limit` revisions of a server from the `first`, the newest first, and the number of all.
    ///
    /// # Errors
    /// The database fails.
    pub fn revisions(
        &self,
        server: GuildId,
        first: usize,
        limit: usize,
    ) -> Result<(Vec<Revision>, usize), ServersError> {
        Ok(database::revisions(&*self.connection()?, server, first, limit)?)
    }

    /// Returns the change that takes the newest one back which is not taken back already, with its revision. Changes of settings are
    /// passed over unless they count.
    ///
    /// # Errors
    /// The database fails.
    pub fn undo(
        &self,
        server: GuildId,
        settings_count: bool,
    ) -> Result<Option<(Revision, Vec<ItemChange>)>, ServersError> {
        let connection = self.connection()?;
        let newest = database::newest_to_undo(&connection, server, settings_count)?;
        let Some(revision) = newest else { return Ok(None) };
        let mut items = database::changed_items(&connection, server, revision.number)?;
        for item in &mut items {
            std::mem::swap(&mut item.before, &mut item.after);
        }
        Ok(Some((revision, items)))
    }

    /// Returns the changes that lead back to the state after a revision; `None` if there is no such revision.
    ///
    /// # Errors
    /// The database fails.
    pub fn way_back(&self, server: GuildId, revision: u64) -> Result<Option<Vec<ItemChange>>, ServersError> {
        Ok(database::way_back(&*self.connection()?, server, revision)?)
    }

    /// Stores a change that waits for "Save", and returns its number.
    ///
    /// # Errors
    /// The database fails.
    pub fn add_draft(&self, server: GuildId, author: u64, draft: &Draft) -> Result<i64, ServersError> {
        let json = serde_json::to_string(draft)?;
        Ok(database::add_draft(&*self.connection()?, server, author, self.clock.now(), &json)?)
    }

    /// Returns a user's draft with what became of it; `None` if it is too old or somebody else's.
    ///
    /// # Errors
    /// The database fails.
    pub fn draft(
        &self,
        server: GuildId,
        author: u64,
        id: i64,
    ) -> Result<Option<(Draft, Option<DraftOutcome>)>, ServersError> {
        let found = database::draft(&*self.connection()?, server, author, id)?;
        let Some((json, outcome)) = found else { return Ok(None) };
        Ok(Some((serde_json::from_str(&json)?, outcome)))
    }

    /// Makes the change of an open draft, once. Returns the outcome, of this call or of an earlier one.
    ///
    /// # Errors
    /// As for [`Self::apply`]; the draft stays open then.
    pub fn save_draft(&self, server: GuildId, author: u64, id: i64) -> Result<Option<DraftOutcome>, ServersError> {
        let mut connection = self.connection()?;
        let Some((json, outcome)) = database::draft(&connection, server, author, id)? else { return Ok(None) };
        if outcome.is_some() {
            return Ok(outcome);
        }
        let draft: Draft = serde_json::from_str(&json)?;
        let number = database::save_draft(&mut connection, server, author, self.clock.now(), id, &draft.change)?;
        self.reload(&connection, server)?;
        Ok(Some(DraftOutcome::Saved(number)))
    }

    /// Discards an open draft. Returns the outcome, of this call or of an earlier one.
    ///
    /// # Errors
    /// The database fails.
    pub fn discard_draft(&self, server: GuildId, author: u64, id: i64) -> Result<Option<DraftOutcome>, ServersError> {
        let connection = self.connection()?;
        let Some((_, outcome)) = database::draft(&connection, server, author, id)? else { return Ok(None) };
        if outcome.is_some() {
            return Ok(outcome);
        }
        database::set_outcome(&connection, id, DraftOutcome::Discarded)?;
        Ok(Some(DraftOutcome::Discarded))
    }

    /// Deletes everything that is stored of a server. What the bot's owner switched off stays so.
    ///
    /// # Errors
    /// The database fails.
    pub fn forget(&self, server: GuildId) -> Result<(), ServersError> {
        let mut connection = self.connection()?;
        database::forget(&mut connection, server)?;
        self.reload(&connection, server)
    }

    /// Notes that the bot has left a server, whose data are then deleted after [`LEFT_RETENTION_DAYS`].
    ///
    /// # Errors
    /// The database fails.
    pub fn note_left(&self, server: GuildId) -> Result<(), ServersError> {
        Ok(database::set_left(&*self.connection()?, server, Some(self.clock.now()))?)
    }

    /// Compares the servers that the bot is in now with those it had left or was in, of those that `is_served` here.
    ///
    /// # Errors
    /// The database fails.
    pub fn note_present(
        &self,
        present: &HashSet<GuildId>,
        is_served: impl Fn(GuildId) -> bool,
    ) -> Result<(), ServersError> {
        let connection = self.connection()?;
        for (server, left_at) in database::stored_servers(&connection)? {
            if !is_served(server) {
                continue;
            }
            match (present.contains(&server), left_at) {
                (true, Some(_)) => database::set_left(&connection, server, None)?,
                (false, None) => database::set_left(&connection, server, Some(self.clock.now()))?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Deletes the data of servers that the bot left long ago, and returns these servers.
    ///
    /// # Errors
    /// The database fails.
    pub fn delete_expired(&self) -> Result<Vec<GuildId>, ServersError> {
        let oldest = self.clock.now() - LEFT_RETENTION_DAYS * SECONDS_PER_DAY;
        let mut connection = self.connection()?;
        let mut deleted = Vec::new();
        for (server, left_at) in database::stored_servers(&connection)? {
            if left_at.is_some_and(|left_at| left_at < oldest) {
                database::forget(&mut connection, server)?;
                self.reload(&connection, server)?;
                deleted.push(server);
            }
        }
        Ok(deleted)
    }

    /// Switches a server's own answers off for this reason, or on again.
    ///
    /// # Errors
    /// The database fails.
    pub fn switch_off(&self, server: GuildId, reason: Option<&str>) -> Result<(), ServersError> {
        database::switch_off(&*self.connection()?, server, reason)?;
        let mut index = self.write_index();
        match reason {
            Some(reason) => drop(index.switched_off.insert(server, reason.into())),
            None => drop(index.switched_off.remove(&server)),
        }
        Ok(())
    }

    /// Returns how many answers of its own each server has, and whether they are switched off.
    ///
    /// # Errors
    /// The database fails.
    pub fn overview(&self) -> Result<HashMap<GuildId, Overview>, ServersError> {
        Ok(database::overview(&*self.connection()?)?)
    }
}

#[cfg(test)]
mod tests;
