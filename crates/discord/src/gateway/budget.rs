//! How often the bot has logged in lately. Discord resets the token of a bot that does so 1,000 times a day, so the
//! bot stops itself long before; the count is kept in a file, since a bot that is started again and again counts too.
//!
//! Discord counts the whole bot, of which several processes may each be a part. They do not ask each other: each has its
//! share, by its shards, and a file of its own, so that it is the same whether they share a data folder. Whoever shares the
//! bot out anew begins a new count, which once a day still leaves the bot within what Discord allows.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::ShardRange;

/// How many logins there may be within [`DAY`]: under half of what Discord allows.
pub const LOGINS: usize = 400;
/// How many logins each shard has at least: a bot of many must be able to start a few times. Discord allows a bot that needs
/// so many shards more logins too.
const STARTS: usize = 3;
/// Seconds.
const DAY: i64 = 24 * 60 * 60;
/// The file's name: a line for each login, in seconds since 1970.
const FILE: &str = "logins";

/// The logins of the last day.
#[derive(Debug)]
pub struct Budget {
    file: PathBuf,
    clock: fn() -> i64,
    spent: Vec<i64>,
    /// How many there may be.
    limit: usize,
    may_write: bool,
}

impl Budget {
    /// What is left according to the file in `data_dir`; `clock` tells the seconds since 1970.
    pub fn open(data_dir: &Path, clock: fn() -> i64) -> Self {
        Self::read(data_dir.join(FILE), LOGINS, clock)
    }

    /// The budget of a process that has these shards.
    pub fn share(self, shards: ShardRange) -> Self {
        let (own, total) = (usize::from(shards.count()), usize::from(shards.total()));
        let limit = (LOGINS * own / total).max(STARTS * own);
        if shards.is_whole() {
            return Self { limit, ..self };
        }
        let name = format!("{FILE}-{}", shards.to_string().replace('/', "-of-"));
        Self::read(self.file.with_file_name(name), limit, self.clock)
    }

    fn read(file: PathBuf, limit: usize, clock: fn() -> i64) -> Self {
        let known = fs::read_to_string(&file).unwrap_or_default();
        let times: Vec<i64> = known.lines().filter_map(|line| line.trim().parse().ok()).collect();
        let mut budget = Self { file, clock, spent: times, limit, may_write: true };
        let read = budget.spent.len();
        budget.forget(clock());
        if budget.spent.len() < read {
            let lines: String = budget.spent.iter().map(|time| format!("{time}\n")).collect();
            let outcome = fs::write(&budget.file, lines);
            budget.note(outcome);
        }
        budget
    }

    /// The clock that it counts by.
    pub fn clock(&self) -> fn() -> i64 {
        self.clock
    }

    /// Takes one login from what is left; false if nothing is.
    pub fn spend(&mut self) -> bool {
        let now = (self.clock)();
        self.forget(now);
        if self.spent.len() >= self.limit {
            return false;
        }
        self.spent.push(now);
        let outcome = self.append(now);
        self.note(outcome);
        true
    }

    /// A clock that was set back must not make a login count for longer than a day.
    fn forget(&mut self, now: i64) {
        self.spent.retain(|time| (now - DAY..=now).contains(time));
    }

    fn append(&self, now: i64) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = private().create(true).append(true).open(&self.file)?;
        writeln!(file, "{now}")
    }

    fn note(&mut self, outcome: io::Result<()>) {
        if let (Err(error), true) = (outcome, self.may_write) {
            self.may_write = false;
            tracing::warn!(%error, "cannot write {}; logins are counted until the next start alone", self.file.display());
        }
    }
}

/// Files that nobody else on the machine can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_700_000_000;

    #[test]
    fn the_count_outlives_a_restart_and_ends_with_the_day() {
        let folder = tempfile::tempdir().unwrap();
        let today: fn() -> i64 = || NOON;
        for _ in 0..LOGINS / 2 {
            assert!(Budget::open(folder.path(), today).spend());
        }
        let mut budget = Budget::open(folder.path(), today);
        for _ in 0..LOGINS / 2 {
            assert!(budget.spend());
        }
        assert!(!budget.spend());
        assert!(!Budget::open(folder.path(), today).spend());
        assert!(Budget::open(folder.path(), || NOON + DAY + 1).spend());
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), format!("{}\n", NOON + DAY + 1));
    }

    /// How many logins a process with these shards has within a day.
    fn share(data_dir: &Path, shards: &str) -> usize {
        let mut budget = Budget::open(data_dir, || NOON).share(shards.parse().unwrap());
        std::iter::from_fn(|| budget.spend().then_some(())).count()
    }

    #[test]
    fn processes_share_what_there_is_for_the_whole_bot() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-0/1"), LOGINS);
        assert_eq!((share(folder.path(), "0-2/4"), share(folder.path(), "3/4")), (LOGINS * 3 / 4, LOGINS / 4));
        assert_eq!(share(folder.path(), "3/4"), 0, "each counts over its restarts");
    }

    #[test]
    fn every_shard_of_many_can_be_started_a_few_times() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(share(folder.path(), "0-199/200"), STARTS * 200);
        assert_eq!(share(folder.path(), "0-9/200"), STARTS * 10);
    }

    #[test]
    fn a_damaged_file_counts_for_what_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), format!("{NOON}\nnonsense\n\n{}\n9999999999999\n", NOON - 1)).unwrap();
        assert_eq!(Budget::open(folder.path(), || NOON).spent, [NOON, NOON - 1]);
    }

    #[test]
    fn without_a_folder_the_count_is_kept_in_memory() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut budget = Budget::open(&file.path().join("below a file"), || NOON);
        assert_eq!((0..=LOGINS).filter(|_| budget.spend()).count(), LOGINS);
    }
}
