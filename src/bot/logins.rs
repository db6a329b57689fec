//! The login budget. Discord resets the token of a bot that logs in 1,000 times a day, so the bot stops itself long before.
//! The logins are kept in a file, because a bot that is restarted again and again counts too.
//!
//! Discord counts the whole bot, of which several processes may each be a part. They do not ask each other: each has a share
//! in proportion to its shards, and a file of its own, so that it makes no difference whether they share a data folder. A
//! new division of the shards begins a new count, which once a day still leaves the bot within Discord's limit.

use std::fs;
use std::future::ready;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::clock::Clock;
use crate::storage::files;
use discord::{LoginBudget, MAX_LOGINS_PER_DAY, ShardRange};

/// The number of logins that each shard has at least: a large bot must be able to start a few times. Discord allows a bot
/// that needs so many shards more logins too.
const MIN_LOGINS_PER_SHARD: usize = 3;
/// In seconds.
const DAY: i64 = 24 * 60 * 60;
/// The name of the file. It has a line for each login, in seconds since 1970.
const FILE_NAME: &str = "logins";
/// More than a day of logins of the largest bot.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// The longest time that a login waits until it is on the disk. The bot must not hang with its disk.
const WRITE_TIMEOUT: Duration = Duration::from_secs(1);

/// The logins of the last day, kept in a file.
#[derive(Debug)]
pub struct SavedLogins {
    file: PathBuf,
    writer: Option<LoginWriter>,
    clock: Clock,
    times: Vec<i64>,
    limit: usize,
    has_warned: bool,
}

impl SavedLogins {
    /// Reads the logins of a process that has these shards from its file in `data_dir`.
    pub fn open(data_dir: &Path, shards: ShardRange, clock: Clock) -> Self {
        let own = usize::from(shards.count());
        let limit = (MAX_LOGINS_PER_DAY * own / usize::from(shards.total())).max(MIN_LOGINS_PER_SHARD * own);
        let name = if shards.is_whole() {
            FILE_NAME.to_owned()
        } else {
            format!("{FILE_NAME}-{}", shards.to_string().replace('/', "-of-"))
        };
        Self::read(data_dir.join(name), limit, clock)
    }

    fn read(file: PathBuf, limit: usize, clock: Clock) -> Self {
        let times = read_times(&file);
        let read = times.len();
        let mut logins = Self { file, writer: None, clock, times, limit, has_warned: false };
        logins.remove_expired(logins.clock.now());
        if logins.times.len() < read {
            let lines: String = logins.times.iter().map(|time| format!("{time}\n")).collect();
            let outcome = files::write_atomically(&logins.file, lines.as_bytes());
            logins.warn_on_error(outcome);
        }
        logins.writer = LoginWriter::start(logins.file.clone());
        logins
    }

    /// Removes logins that are older than a day. Logins in the future go too: a clock that was set back must not make them
    /// count for longer than a day.
    fn remove_expired(&mut self, now: i64) {
        self.times.retain(|time| (now - DAY..=now).contains(time));
    }

    fn warn_on_error(&mut self, outcome: io::Result<()>) {
        if let Err(error) = outcome
            && !self.has_warned
        {
            self.has_warned = true;
            tracing::warn!(%error, "cannot write {}; logins are counted only until the next start", self.file.display());
        }
    }

    fn spend(&mut self) -> bool {
        let now = self.clock.now();
        self.remove_expired(now);
        if self.times.len() >= self.limit {
            return false;
        }
        self.times.push(now);
        let outcome = match &self.writer {
            Some(writer) => writer.append(now),
            None => Err(io::Error::other("there is no thread to write it")),
        };
        self.warn_on_error(outcome);
        true
    }
}

impl LoginBudget for SavedLogins {
    fn try_spend(&mut self) -> BoxFuture<'_, bool> {
        Box::pin(ready(self.spend()))
    }
}

/// Reads the readable lines of a file. A file that cannot be read counts as empty.
fn read_times(file: &Path) -> Vec<i64> {
    let bytes = match files::read_own(file, MAX_FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(%error, "cannot read {}; earlier logins are not counted", file.display());
            }
            return Vec::new();
        }
    };
    String::from_utf8_lossy(&bytes).lines().filter_map(|line| line.trim().parse().ok()).collect()
}

/// A thread that appends logins to the file.
#[derive(Debug)]
struct LoginWriter {
    times: Sender<i64>,
    outcomes: Receiver<io::Result<()>>,
}

impl LoginWriter {
    fn start(file: PathBuf) -> Option<Self> {
        let (times, received) = mpsc::channel();
        let (sender, outcomes) = mpsc::channel();
        let writing = move || {
            for time in received {
                // Nobody waits any more for a login that took too long.
                let _ = sender.send(append(&file, time));
            }
        };
        thread::Builder::new().name("logins".to_owned()).spawn(writing).ok()?;
        Some(Self { times, outcomes })
    }

    /// Appends a login and waits until it is on the disk, for [`WRITE_TIMEOUT`] at most.
    fn append(&self, time: i64) -> io::Result<()> {
        if self.times.send(time).is_err() {
            return Err(io::Error::other("the thread that writes it has ended"));
        }
        match self.outcomes.recv_timeout(WRITE_TIMEOUT) {
            Ok(outcome) => outcome,
            Err(_) => Err(io::Error::new(ErrorKind::TimedOut, "the disk does not respond")),
        }
    }
}

fn append(file: &Path, time: i64) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    writeln!(files::append_own(file)?, "{time}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_700_000_000;

    fn open_at(data_dir: &Path, now: i64) -> SavedLogins {
        SavedLogins::open(data_dir, ShardRange::all(1), Clock::new(move || now))
    }

    #[test]
    fn the_count_survives_a_restart_and_ends_with_the_day() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..MAX_LOGINS_PER_DAY / 2 {
            assert!(open_at(folder.path(), NOON).spend());
        }
        let mut logins = open_at(folder.path(), NOON);
        for _ in 0..MAX_LOGINS_PER_DAY / 2 {
            assert!(logins.spend());
        }
        assert!(!logins.spend());
        assert!(!open_at(folder.path(), NOON).spend());
        assert!(open_at(folder.path(), NOON + DAY + 1).spend());
        assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), format!("{}\n", NOON + DAY + 1));
    }

    /// Counts the logins that a process with these shards has within a day.
    fn share(data_dir: &Path, shards: &str) -> usize {
        let mut logins = SavedLogins::open(data_dir, shards.parse().unwrap(), Clock::new(|| NOON));
        let mut spent = 0;
        while logins.spend() {
            spent += 1;
        }
        spent
    }

    #[test]
    fn processes_share_the_budget_of_the_whole_bot() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-0/1"), MAX_LOGINS_PER_DAY);
        assert_eq!(share(folder.path(), "0-2/4"), MAX_LOGINS_PER_DAY * 3 / 4);
        assert_eq!(share(folder.path(), "3/4"), MAX_LOGINS_PER_DAY / 4);
        assert_eq!(share(folder.path(), "3/4"), 0, "each counts over its restarts");
    }

    #[test]
    fn every_shard_of_many_can_be_started_a_few_times() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-199/200"), MIN_LOGINS_PER_SHARD * 200);
        assert_eq!(share(folder.path(), "0-9/200"), MIN_LOGINS_PER_SHARD * 10);
    }

    #[test]
    fn the_readable_lines_of_a_damaged_file_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), format!("{NOON}\nnonsense\n\n{}\n9999999999999\n", NOON - 1)).unwrap();
        assert_eq!(open_at(folder.path(), NOON).times, [NOON, NOON - 1]);
    }

    #[test]
    fn without_a_folder_the_count_is_in_memory() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(share(&file.path().join("below a file"), "0/1"), MAX_LOGINS_PER_DAY);
    }
}
