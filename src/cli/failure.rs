//! The reasons for a command to end early, their messages and exit codes.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;
use tracing_subscriber::util::TryInitError;

use super::health::HealthError;
use super::terminal;
use crate::monitoring::ListenError;
use crate::storage::OpenError;
use crate::storage::model::ModelError;
use discord::RunError;
use matching::evaluation::CasesError;
use matching::meaning::EncoderError;

/// The exit code of a command. For wrong usage, clap ends the program with 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum ExitStatus {
    Done = 0,
    /// Something is wrong with the input: a file, its content, a stream.
    Problem = 1,
    /// Discord cannot be reached, or refuses the bot.
    Discord = 3,
    /// The bot must not log in again today.
    TooManyLogins = 4,
    /// The bot was stuck, and the watchdog ended it.
    Stalled = 5,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(status as u8)
    }
}

/// The reason for a command to end early. Its display is the message to the user.
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
    Health(#[from] HealthError),
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
    pub(in crate::cli) fn status(&self) -> ExitStatus {
        match self {
            Failure::Output(_) if self.is_closed_pipe() => ExitStatus::Done,
            Failure::Discord(RunError::TooManyLogins | RunError::FewLoginsLeft { .. }) => ExitStatus::TooManyLogins,
            Failure::Discord(_) => ExitStatus::Discord,
            _ => ExitStatus::Problem,
        }
    }

    /// Prints the message to standard error.
    pub(in crate::cli) fn report(&self) {
        match self {
            _ if self.is_closed_pipe() => {}
            // Each line already gives its place in the file and says that it is an error.
            Failure::Faq(OpenError::Invalid { .. }) | Failure::Case { .. } => terminal::notice(&self.to_string()),
            _ => terminal::notice(&format!("error: {self}")),
        }
    }

    /// Returns whether the reader of the output has closed it, as in `micropen-faq ask | head`. That is no error.
    fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe)
    }
}
