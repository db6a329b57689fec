//! Reading the FAQ file, and the reasons to serve it or not.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use faq::file::{self, Parsed, Problem, Severity};
use faq::{Faq, limits};

/// A reason why a file cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("there is no FAQ file at {}; name one with --faq or FAQ_PATH", .0.display())]
    Missing(PathBuf),
    #[error("{} is a folder; name the FAQ file in it with --faq or FAQ_PATH", .0.display())]
    Folder(PathBuf),
    #[error("cannot read the FAQ file {}: {error}; check its permissions", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    /// The problems are in order of position; some may be warnings.
    #[error("{}", error_lines(path, problems))]
    Invalid { path: PathBuf, problems: Vec<Problem> },
    /// The file lost over half of its content, probably by accident.
    #[error(
        "{} holds only {has} of the {had} {what} that are served; if that is meant, take it with /faq check or start the bot again",
        path.display()
    )]
    Shrunk {
        path: PathBuf,
        /// "entries", "referrals" or "urgent referrals".
        what: &'static str,
        /// The number that is served.
        had: usize,
        /// The number in the file.
        has: usize,
    },
}

impl OpenError {
    /// Returns whether the file could not be read at all, as opposed to having content that cannot be served.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::Missing(_) | Self::Folder(_) | Self::Unreadable { .. } => true,
            Self::Invalid { .. } | Self::Shrunk { .. } => false,
        }
    }
}

/// Returns a line for each error among the problems.
fn error_lines(path: &Path, problems: &[Problem]) -> String {
    let mut lines = Vec::new();
    for problem in problems {
        if problem.severity == Severity::Error {
            lines.push(problem.at(path.display()).to_string());
        }
    }
    lines.join("\n")
}

/// Reads and validates an FAQ file.
///
/// # Errors
/// Every [`OpenError`] but `Shrunk`.
pub fn read_faq(path: &Path) -> Result<Parsed, OpenError> {
    parse(path, &read_bytes(path)?)
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Parsed, OpenError> {
    file::parse(bytes).map_err(|problems| OpenError::Invalid { path: path.to_owned(), problems })
}

/// Reads the file's bytes: at most one more than it may hold, so that a huge file is refused without being read whole.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limits::FILE_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| read_error(path, error))?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn read_error(path: &Path, error: io::Error) -> OpenError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path),
        io::ErrorKind::IsADirectory => OpenError::Folder(path),
        _ => OpenError::Unreadable { path, error },
    }
}

/// Checks that a new FAQ has at least half of the entries and referrals of the one before it. A slip in an editor can remove
/// half a file, and the rest is still valid; without its referrals, the FAQ would answer questions that it must not.
///
/// # Errors
/// [`OpenError::Shrunk`].
pub(super) fn check_shrinkage(path: &Path, before: &Faq, now: &Faq) -> Result<(), OpenError> {
    let pairs = [
        ("entries", before.entries().len(), now.entries().len()),
        ("referrals", before.referrals().len(), now.referrals().len()),
        ("urgent referrals", urgent_referrals(before), urgent_referrals(now)),
    ];
    for (what, had, has) in pairs {
        if has * 2 < had {
            return Err(OpenError::Shrunk { path: path.to_owned(), what, had, has });
        }
    }
    Ok(())
}

fn urgent_referrals(faq: &Faq) -> usize {
    faq.referrals().iter().filter(|referral| referral.is_urgent()).count()
}
