//! The command line: parses it, runs the command it names and returns the exit code.

mod ask;
mod card;
mod chat;
mod check;
mod dotenv;
mod ending;
mod eval;
mod export;
mod generate;
mod health;
mod import;
mod run;
mod terminal;
mod watchdog;

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use thiserror::Error;
use tracing_subscriber::util::TryInitError;

use crate::monitoring::ListenError;
use crate::settings::{FaqSettings, Settings};
use crate::storage::model::ModelError;
use crate::storage::{FileEditError, MeaningModel, OpenError, Store};
use discord::RunError;
use health::HealthError;
use matching::evaluation::CasesError;
use matching::meaning::EncoderError;

/// Answers questions on Discord from one FAQ file, and refers the rest to a person.
///
/// Without a command, it does `run` if DISCORD_TOKEN is set, and `chat` otherwise.
#[derive(Debug, Parser)]
#[command(name = PROGRAM, version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const PROGRAM: &str = "micropen-faq";

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 a problem with the input, 2 wrong usage, 3 Discord cannot be reached or refuses the bot, \
4 too many logins to start again today, 5 the bot was stuck and ended itself.
Environment variables are also read from a file named .env.";

// Parsed once in the life of the process, so its size does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Subcommand)]
enum Command {
    /// Run the Discord bot.
    Run(Settings),
    /// Ask questions in the terminal. Replies are drawn as Discord would show them.
    Chat(chat::ChatArgs),
    /// Answer one question, or one question per line from standard input.
    Ask(ask::AskArgs),
    /// Report every problem in an FAQ file as FILE:LINE:COLUMN.
    Check(check::CheckArgs),
    /// Measure the answers to questions whose right answer is known.
    Eval(eval::EvalArgs),
    /// Add the questions of a CSV, TSV, Rasa, JSON or Markdown file to the FAQ.
    Import(import::ImportArgs),
    /// Print the FAQ in another format.
    Export(export::ExportArgs),
    /// Check that the bot on this machine is alive, as a container's health check.
    Health(health::HealthArgs),
    /// Print a completion script for a shell.
    Completions(generate::CompletionsArgs),
    /// Print the man page of the program or of one command.
    Man(generate::ManArgs),
    /// Print the JSON Schema of the FAQ file.
    #[command(hide = true)]
    Schema,
    /// Write the built-in vectors of the FAQ's questions and phrasings.
    #[command(hide = true)]
    Vectors(generate::VectorsArgs),
}

/// Runs the command line and returns the exit code, one of those that the help lists.
pub fn main() -> ExitCode {
    let status = match run_command() {
        Ok(status) => status,
        Err(failure) => {
            failure.report();
            failure.status()
        }
    };
    ExitCode::from(status)
}

fn run_command() -> Result<ExitStatus, Failure> {
    // Before parsing, because clap reads the environment.
    dotenv::load()?;
    let cli: Cli = unwrap_or_exit(parse(Cli::command(), env::args_os()));
    match cli.command.unwrap_or_else(default_command) {
        Command::Run(settings) => run::run(&settings)?,
        Command::Chat(args) => chat::run(&args)?,
        Command::Ask(args) => ask::run(&args)?,
        Command::Check(args) => return check::run(&args),
        Command::Eval(args) => return eval::run(&args),
        Command::Import(args) => return import::run(&args),
        Command::Export(args) => export::run(&args)?,
        Command::Health(args) => health::run(&args)?,
        Command::Completions(args) => generate::completions(&args)?,
        Command::Man(args) => generate::man(&args)?,
        Command::Schema => generate::schema()?,
        Command::Vectors(args) => generate::vectors(&args)?,
    }
    Ok(ExitStatus::Done)
}

/// Returns the command that runs if none is named: the bot with a token, the chat without one.
fn default_command() -> Command {
    if is_set("DISCORD_TOKEN") {
        return Command::Run(parse_environment("run"));
    }
    terminal::notice(
        "DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)",
    );
    Command::Chat(parse_environment("chat"))
}

/// Parses the arguments of `command` from the environment alone.
fn parse_environment<A: Args>(command: &'static str) -> A {
    let parser = A::augment_args(clap::Command::new(PROGRAM).bin_name(format!("{PROGRAM} {command}")));
    unwrap_or_exit(parse(parser, [OsString::from(command)]))
}

fn parse<A: FromArgMatches>(
    parser: clap::Command,
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<A, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut parser = ignore_empty_variables(parser);
    let matches = match parser.try_get_matches_from_mut(&arguments) {
        Ok(matches) => matches,
        Err(mut error) => {
            hide_secrets(&mut error);
            name_variable(&mut error, &parser, &arguments);
            return Err(error);
        }
    };
    A::from_arg_matches(&matches).map_err(|error| error.format(&mut parser))
}

/// Returns what was parsed. For wrong usage, help and version, prints clap's message and ends the program.
fn unwrap_or_exit<T>(result: Result<T, clap::Error>) -> T {
    match result {
        Ok(parsed) => parsed,
        Err(error) => error.exit(),
    }
}

/// Hides a value that may contain a secret, which must not appear in logs and screenshots, however malformed it is. clap
/// repeats the value that it refuses.
fn hide_secrets(error: &mut clap::Error) {
    let Some(argument) = error.get(ContextKind::InvalidArg).map(ToString::to_string) else { return };
    let value = error.get(ContextKind::InvalidValue).map(ToString::to_string).unwrap_or_default();
    // A user name and a password in an address end with "@".
    if argument.starts_with(TOKEN_FLAG) || value.contains('@') {
        error.insert(ContextKind::InvalidValue, ContextValue::String("(hidden)".to_owned()));
    }
}

/// The name that clap gives the token's setting.
const TOKEN_FLAG: &str = "--discord-token";

/// Names the variable in an error about a value that came from one. clap names the flag that nobody used.
fn name_variable(error: &mut clap::Error, parser: &clap::Command, arguments: &[OsString]) {
    let Some(argument) = error.get(ContextKind::InvalidArg).map(ToString::to_string) else { return };
    let Some(flag) = argument.split_whitespace().next() else { return };
    let is_given = arguments.iter().any(|given| given.to_string_lossy().split('=').next() == Some(flag));
    if !is_given && let Some(variable) = variable_of(parser, flag) {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable));
    }
}

/// Returns the variable that has the same meaning as a flag.
fn variable_of(command: &clap::Command, flag: &str) -> Option<String> {
    let name = flag.strip_prefix("--")?;
    let own = command.get_arguments().find(|argument| argument.get_long() == Some(name));
    match own.and_then(clap::Arg::get_env) {
        Some(variable) => Some(variable.to_string_lossy().into_owned()),
        None => command.get_subcommands().find_map(|subcommand| variable_of(subcommand, flag)),
    }
}

/// Returns the names of all variables that the program reads.
fn variables() -> Vec<String> {
    let mut names = vec![LOG_FILTER.to_owned()];
    for command in Cli::command().get_subcommands() {
        for argument in command.get_arguments() {
            names.extend(argument.get_env().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names
}

/// The variable with the level of the log, which has no flag.
const LOG_FILTER: &str = "RUST_LOG";

/// Returns whether a variable is set, and not empty as in `.env.example`.
fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some() && !is_empty(variable)
}

fn is_empty(variable: &str) -> bool {
    match env::var_os(variable) {
        Some(value) => value.to_string_lossy().trim().is_empty(),
        None => false,
    }
}

/// Stops `command` and its subcommands from reading variables that are empty: clap would parse the empty text instead of
/// taking the default.
fn ignore_empty_variables(command: clap::Command) -> clap::Command {
    command.mut_args(ignore_empty_variable).mut_subcommands(ignore_empty_variables)
}

fn ignore_empty_variable(argument: clap::Arg) -> clap::Arg {
    let Some(variable) = argument.get_env().and_then(|name| name.to_str()) else { return argument };
    if !is_empty(variable) {
        return argument;
    }
    // clap names only variables that it reads, but the help names all of them.
    let help = format!("{} [env: {variable}=]", argument.get_help().cloned().unwrap_or_default());
    argument.env(None::<&'static str>).help(help)
}

/// Opens the FAQ that a command in the terminal answers from.
fn open_store(settings: &FaqSettings, words: WordsOnly) -> Result<Store, Failure> {
    let mut options = settings.options();
    if words.words_only {
        options.meaning = MeaningModel::Off;
    }
    Ok(Store::open(&settings.path, options)?)
}

/// The flag of the commands that answer questions in the terminal.
#[derive(Debug, Clone, Copy, Args)]
struct WordsOnly {
    /// Answer sooner, by the words of a question alone, as a bot with MEANING=off does.
    #[arg(long)]
    words_only: bool,
}

/// The exit code of a command. For most wrong usage, clap ends the program itself, with 2 too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    Done = 0,
    /// Something is wrong with the input: a file, its content, a stream.
    Problem = 1,
    /// A setting that the command needs is missing.
    Usage = 2,
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
enum Failure {
    #[error("{0}")]
    Dotenv(String),
    #[error(transparent)]
    Faq(#[from] OpenError),
    #[error(transparent)]
    FileEdit(#[from] FileEditError),
    #[error("cannot read {}: {error}", file.display())]
    Import { file: PathBuf, error: io::Error },
    #[error("{}: {reason}", file.display())]
    NotImported { file: PathBuf, reason: &'static str },
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
    #[error(
        "another process already uses the data folder {}: stop it first, or give this one a folder of its own (DATA_DIR)", .0.display()
    )]
    FolderTaken(PathBuf),
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
    fn status(&self) -> ExitStatus {
        match self {
            Failure::Output(_) if self.is_closed_pipe() => ExitStatus::Done,
            Failure::Discord(RunError::NoToken) => ExitStatus::Usage,
            Failure::Discord(RunError::TooManyLogins | RunError::FewLoginsLeft { .. }) => ExitStatus::TooManyLogins,
            Failure::Discord(_) => ExitStatus::Discord,
            _ => ExitStatus::Problem,
        }
    }

    /// Prints the message to standard error.
    fn report(&self) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
