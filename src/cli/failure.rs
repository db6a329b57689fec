//! What can end a command early, what is said of it, and the exit code.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;
use tracing_subscriber::util::TryInitError;

use super::health::Unwell;
use crate::monitoring::ListenError;
use crate::storage::OpenError;
use crate::storage::model::ModelError;
use discord::RunError;
use matching::evaluation::CasesError;
use matching::meaning::EncoderError;

/// How a command ended: the exit code. 2 is wrong usage, with which clap ends the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Status {
    /// All is done.
    Done = 0,
    /// Something is wrong with what was given: a file, its content, a stream.
    Problem = 1,
    /// Discord cannot be reached, or refuses the bot.
    Discord = 3,
    /// The bot must not log in again today.
    TooManyLogins = 4,
    /// The program did nothing any more.
    Hung = 5,
}

impl Status {
    pub(in crate::cli) fn done((): ()) -> Self {
        Status::Done
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// Why a command ended early. Its display is what the person reads.
#[derive(Debug, Error)]
pub(in crate::cli) enum Failure {
    #[error("{0}")]
    Dotenv(String),
    #[error(transparent)]
    Faq(#[from] OpenError),
    #[error("cannot read the cases in {}: {error}", file.display())]
    Cases { file: PathBuf, error: io::Error },
    #[error("{}:{error}", file.display())]
    Case { file: PathBuf, error: CasesError },
    #[error("cannot write the report {}: {error}", file.display())]
    Report { file: PathBuf, error: io::Error },
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    #[error(transparent)]
    Discord(#[from] RunError),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error(transparent)]
    Unwell(#[from] Unwell),
    #[error("the log cannot be started: {0}")]
    Log(#[source] TryInitError),
    #[error("standard input cannot be read: {0}")]
    Input(#[source] io::Error),
    #[error("the output cannot be written: {0}")]
    Output(#[source] io::Error),
    #[error("the program cannot start its threads or catch its signals: {0}")]
    Runtime(#[source] io::Error),
}

impl Failure {
    /// The exit code it ends with.
    pub(in crate::cli) fn status(&self) -> Status {
        match self {
            Failure::Output(_) if self.reader_has_gone() => Status::Done,
            Failure::Discord(RunError::TooManyLogins | RunError::FewLoginsLeft { .. }) => Status::TooManyLogins,
            Failure::Discord(_) => Status::Discord,
            _ => Status::Problem,
        }
    }

    /// Says it on standard error.
    pub(in crate::cli) fn report(&self) {
        match self {
            _ if self.reader_has_gone() => {}
            // Lines that each say where in the file and that it is an error.
            Failure::Faq(OpenError::Invalid { .. }) | Failure::Case { .. } => say(&self.to_string()),
            _ => say(&format!("error: {self}")),
        }
    }

    /// Whoever read the output has seen enough (`micropen-faq ask | head`): that is no error.
    fn reader_has_gone(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe)
    }
}

/// Writes a line to standard error; when even that is closed, nobody is left to tell.
pub(in crate::cli) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
