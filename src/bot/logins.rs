//! The login budget. Discord resets the token of a bot that logs in 1,000 times a day, so the bot stops itself long before.
//! The logins are kept in a file, because a bot that is restarted again and again counts too.
//!
//! Discord counts the whole bot, of which several processes may each be a part. They do not ask each other: each has a share
//! in proportion to its shards, and a file of its own, so that it makes no difference whether they share a data folder. A
//! new division of the shards begins a new count, which once a day still leaves the bot within Discord's limit.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::task;
use tokio::time::timeout;

use crate::clock::Clock;
use crate::storage::files;
use discord::{LoginBudget, MAX_LOGINS_PER_DAY, ShardRange};

/// The number of logins that each shard has at least: a large bot must be able to start a few times. Discord allows a bot
/// that needs so many shards more logins too.
const MIN_LOGINS_PER_SHARD: usize = 3;
/// In seconds.
const DAY: i64 = 24 * 60 * 60;
/// The time that the disk may take. A bot that waited for a hanging disk would never log in.
const DISK_TIMEOUT: Duration = Duration::from_secs(2);
/// The most bytes of the file that are read: far more than a day's logins need.
const MAX_FILE_BYTES: u64 = 1024 * 1024;
/// The name of the file. It has a line for each login, in seconds since 1970.
const FILE_NAME: &str = "logins";

/// The logins of the last day, kept in a file.
#[derive(Debug)]
pub struct SavedLogins {
    file: PathBuf,
    clock: Clock,
    times: Vec<i64>,
    limit: usize,
    has_warned: bool,
}

impl SavedLogins {
    /// Reads the logins of a process that has these shards from its file in `data_dir`.
    pub async fn open(data_dir: &Path, shards: ShardRange, clock: Clock) -> Self {
        let own = usize::from(shards.count());
        let limit = (MAX_LOGINS_PER_DAY * own / usize::from(shards.total())).max(MIN_LOGINS_PER_SHARD * own);
        let name = if shards.is_whole() {
            FILE_NAME.to_owned()
        } else {
            format!("{FILE_NAME}-{}", shards.to_string().replace('/', "-of-"))
        };
        let mut logins = Self { file: data_dir.join(name), clock, times: Vec::new(), limit, has_warned: false };
        logins.read().await;
        logins
    }

    /// Reads the file, and writes it again without what is older than a day.
    async fn read(&mut self) {
        let file = self.file.clone();
        let now = self.clock.now();
        let outcome = in_time(move || {
            let lines = read_lines(&file)?;
            let times: Vec<i64> = lines.lines().filter_map(|line| line.trim().parse().ok()).collect();
            let recent: Vec<i64> = times.iter().copied().filter(|time| is_recent(*time, now)).collect();
            if recent.len() < times.len() {
                let lines: String = recent.iter().map(|time| format!("{time}\n")).collect();
                files::write_atomically(&file, lines.as_bytes())?;
            }
            Ok(recent)
        });
        match outcome.await {
            Ok(recent) => self.times = recent,
            Err(error) => self.warn(&error),
        }
    }

    fn warn(&mut self, error: &io::Error) {
        if !self.has_warned {
            self.has_warned = true;
            tracing::warn!(%error, "cannot use {}; logins are counted only until the next start", self.file.display());
        }
    }

    async fn spend(&mut self) -> bool {
        let now = self.clock.now();
        self.times.retain(|time| is_recent(*time, now));
        if self.times.len() >= self.limit {
            return false;
        }
        self.times.push(now);
        let file = self.file.clone();
        if let Err(error) = in_time(move || append(&file, now)).await {
            self.warn(&error);
        }
        true
    }
}

impl LoginBudget for SavedLogins {
    fn try_spend(&mut self) -> BoxFuture<'_, bool> {
        Box::pin(self.spend())
    }
}

/// Reports whether a login counts. One in the future does not: a clock that was set back must not make it count for longer
/// than a day.
fn is_recent(time: i64, now: i64) -> bool {
    (now - DAY..=now).contains(&time)
}

/// Does work on a thread that may wait for the disk, and gives up after [`DISK_TIMEOUT`].
async fn in_time<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    match timeout(DISK_TIMEOUT, task::spawn_blocking(work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Err(io::Error::other(error)),
        Err(_) => Err(io::Error::new(ErrorKind::TimedOut, "the disk does not answer")),
    }
}

/// Reads the file; a missing one is empty.
fn read_lines(path: &Path) -> io::Result<String> {
    match files::read_own(path, MAX_FILE_BYTES) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn append(path: &Path, now: i64) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    writeln!(files::append_own(path)?, "{now}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_700_000_000;

    async fn open_at(data_dir: &Path, now: i64) -> SavedLogins {
        SavedLogins::open(data_dir, ShardRange::all(1), Clock::new(move || now)).await
    }

    #[tokio::test]
    async fn the_count_survives_a_restart_and_ends_with_the_day() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..MAX_LOGINS_PER_DAY / 2 {
            assert!(open_at(folder.path(), NOON).await.try_spend().await);
        }
        let mut logins = open_at(folder.path(), NOON).await;
        for _ in 0..MAX_LOGINS_PER_DAY / 2 {
            assert!(logins.try_spend().await);
        }
        assert!(!logins.try_spend().await);
        assert!(!open_at(folder.path(), NOON).await.try_spend().await);
        assert!(open_at(folder.path(), NOON + DAY + 1).await.try_spend().await);
        assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), format!("{}\n", NOON + DAY + 1));
    }

    /// Counts the logins that a process with these shards has within a day.
    async fn share(data_dir: &Path, shards: &str) -> usize {
        let mut logins = SavedLogins::open(data_dir, shards.parse().unwrap(), Clock::new(|| NOON)).await;
        let mut spent = 0;
        while logins.try_spend().await {
            spent += 1;
        }
        spent
    }

    #[tokio::test]
    async fn processes_share_the_budget_of_the_whole_bot() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-0/1").await, MAX_LOGINS_PER_DAY);
        assert_eq!(share(folder.path(), "0-2/4").await, MAX_LOGINS_PER_DAY * 3 / 4);
        assert_eq!(share(folder.path(), "3/4").await, MAX_LOGINS_PER_DAY / 4);
        assert_eq!(share(folder.path(), "3/4").await, 0, "each counts over its restarts");
    }

    #[tokio::test]
    async fn every_shard_of_many_can_be_started_a_few_times() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-199/200").await, MIN_LOGINS_PER_SHARD * 200);
        assert_eq!(share(folder.path(), "0-9/200").await, MIN_LOGINS_PER_SHARD * 10);
    }

    #[tokio::test]
    async fn the_readable_lines_of_a_damaged_file_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), format!("{NOON}\nnonsense\n\n{}\n9999999999999\n", NOON - 1)).unwrap();
        assert_eq!(open_at(folder.path(), NOON).await.times, [NOON, NOON - 1]);
    }

    #[tokio::test]
    async fn without_a_folder_the_count_is_in_memory() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(share(&file.path().join("below a file"), "0/1").await, MAX_LOGINS_PER_DAY);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_has_the_name_of_the_file_is_neither_waited_for_nor_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("theirs");
        fs::write(&theirs, format!("{NOON}\n")).unwrap();
        std::os::unix::fs::symlink(&theirs, folder.path().join(FILE_NAME)).unwrap();
        let pipe = folder.path().join(format!("{FILE_NAME}-0-0-of-2"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(share(folder.path(), "0-0/1").await, MAX_LOGINS_PER_DAY, "counted in memory");
        assert_eq!(share(folder.path(), "0-0/2").await, MAX_LOGINS_PER_DAY / 2);
        assert_eq!(fs::read_to_string(&theirs).unwrap(), format!("{NOON}\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_disk_that_hangs_is_given_up() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let hanging = in_time(move || Ok(held.recv().is_err()));
        // The clock of the runtime stands still while a thread works, so it is moved by hand.
        let moving = async {
            tokio::task::yield_now().await;
            tokio::time::advance(DISK_TIMEOUT).await;
        };
        let (outcome, ()) = tokio::join!(hanging, moving);
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::TimedOut);
        drop(release);
    }
}
