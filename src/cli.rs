//! The command line: parses it, runs the command it names and returns the exit code.

mod ask;
mod card;
mod chat;
mod check;
mod environment;
mod eval;
mod failure;
mod generate;
mod health;
mod run;
mod terminal;
mod watchdog;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::settings::{FaqSettings, Settings};
use crate::storage::{self, Store};
use failure::{ExitStatus, Failure};

/// Answers questions about micro-penning from one short guide, and refers the rest to a professional.
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
    environment::load_dotenv(Path::new(".env"))?;
    let cli: Cli = unwrap_or_exit(parse(Cli::command(), std::env::args_os()));
    match cli.command.unwrap_or_else(default_command) {
        Command::Run(settings) => run::run(&settings)?,
        Command::Chat(args) => chat::run(&args)?,
        Command::Ask(args) => ask::run(&args)?,
        Command::Check(args) => return check::run(&args),
        Command::Eval(args) => return eval::run(&args),
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
    if environment::is_set("DISCORD_TOKEN") {
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
    let mut parser = environment::ignore_empty_variables(parser);
    let matches = parser.try_get_matches_from_mut(arguments)?;
    A::from_arg_matches(&matches).map_err(|error| error.format(&mut parser))
}

/// Returns what was parsed. For wrong usage, help and version, prints clap's message and ends the program.
fn unwrap_or_exit<T>(result: Result<T, clap::Error>) -> T {
    match result {
        Ok(parsed) => parsed,
        Err(mut error) => {
            hide_token(&mut error);
            error.exit()
        }
    }
}

/// Hides the value in an error about the token. clap repeats the value that it refuses, and a token must not appear in
/// logs and screenshots, however malformed it is.
fn hide_token(error: &mut clap::Error) {
    let Some(argument) = error.get(ContextKind::InvalidArg) else { return };
    if argument.to_string().starts_with(TOKEN_FLAG) {
        error.insert(ContextKind::InvalidValue, ContextValue::String("(hidden)".to_owned()));
    }
}

/// The name that clap gives the token's setting.
const TOKEN_FLAG: &str = "--discord-token";

/// Opens the FAQ and learns it on a thread of its own. Waits for that, but no longer than [`LEARNING_TIMEOUT`].
fn open_store(settings: &FaqSettings) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::open(&settings.path, settings.options())?);
    let (learned, is_learned) = mpsc::channel();
    let learner = Arc::clone(&store);
    thread::spawn(move || {
        storage::prepare(&learner, &terminal::progress_bar());
        // Fails if the time is over and the receiver is gone.
        let _ = learned.send(());
    });
    if is_learned.recv_timeout(LEARNING_TIMEOUT).is_err() {
        terminal::notice("Still learning the FAQ. Until that is done, questions are understood by their words alone.");
    }
    Ok(store)
}

/// The longest time that a question waits to be understood by its meaning too.
const LEARNING_TIMEOUT: Duration = Duration::from_secs(3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
