//! How often the bot has logged in lately. Discord resets the token of a bot that does so 1,000 times a day, so the
//! bot stops itself long before; the count is kept in a file, since a bot that is started again and again counts too.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many logins there may be within [`DAY`]: under half of what Discord allows.
pub const LOGINS: usize = 400;
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
    may_write: bool,
}

impl Budget {
    /// What is left according to the file in `data_dir`; `clock` tells the seconds since 1970.
    pub fn open(data_dir: &Path, clock: fn() -> i64) -> Self {
        let file = data_dir.join(FILE);
        let known = fs::read_to_string(&file).unwrap_or_default();
        let times: Vec<i64> = known.lines().filter_map(|line| line.trim().parse().ok()).collect();
        let mut budget = Self { file, clock, spent: times, may_write: true };
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
        if self.spent.len() >= LOGINS {
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
