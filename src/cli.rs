//! The command line: what was typed, the one command it names, and the exit code.

mod ask;
mod card;
mod chat;
mod check;
mod completions;
mod dotenv;
mod eval;
mod failure;
mod health;
mod lines;
mod man;
mod progress;
mod run;
mod schema;
mod vectors;
mod watchdog;

use std::io::StdoutLock;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use anstream::AutoStream;
use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand};

use crate::settings::{FaqSettings, Settings};
use crate::storage::{self, Store};
use failure::{Failure, Status};

/// Answers questions about micro-penning from one short guide, and refers the rest to a professional.
///
/// Without a command it is `run` when DISCORD_TOKEN is set, and `chat` when it is not.
#[derive(Debug, Parser)]
#[command(name = "micropen-faq", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 a problem with what was given, 2 wrong usage, 3 cannot reach or log in to Discord, \
4 logged in too often to be started again today, 5 hung and ended itself.
The environment is read from a file named .env too.";

// Parsed once in the life of the process, so that its size does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Subcommand)]
enum Command {
    /// Be the Discord bot.
    Run(Settings),
    /// Ask in the terminal: replies are drawn as Discord would show them.
    Chat(chat::ChatArgs),
    /// Answer one question, or one question a line from standard input.
    Ask(ask::AskArgs),
    /// Report every problem of an FAQ file as FILE:LINE:COLUMN.
    Check(check::CheckArgs),
    /// Measure the answers on questions whose right answer is known.
    Eval(eval::EvalArgs),
    /// Ask the bot that runs here whether it lives: for a container's health check.
    Health(health::HealthArgs),
    /// Print what a shell needs to complete this command line.
    Completions(completions::CompletionsArgs),
    /// Print the manual as man pages: the program's, or a command's.
    Man(man::ManArgs),
    /// Print the JSON Schema of the FAQ file.
    #[command(hide = true)]
    Schema,
    /// Write the vectors that the program carries, those of the FAQ's questions and phrasings.
    #[command(hide = true)]
    Vectors(vectors::VectorsArgs),
}

/// Opens the FAQ and learns from it on a thread of its own: questions wait for that up to [`PATIENCE`].
fn open(settings: &FaqSettings) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::open(&settings.path, settings.options())?);
    let (prepared, ready) = mpsc::channel();
    let learner = Arc::clone(&store);
    thread::spawn(move || {
        storage::prepare(&learner, &progress::bar());
        // Nobody waits any more once the time is over.
        let _ = prepared.send(());
    });
    if ready.recv_timeout(PATIENCE).is_err() {
        failure::say("Still learning the FAQ; until that is done, questions are understood by their words alone.");
    }
    Ok(store)
}

/// How long a question may wait until it is understood by its meaning too.
const PATIENCE: Duration = Duration::from_secs(3);

/// Does what the command line says and tells how it went.
///
/// The exit codes stand in the help.
pub fn main() -> ExitCode {
    let status = obey().unwrap_or_else(|failure| {
        failure.report();
        failure.status()
    });
    ExitCode::from(status)
}

fn obey() -> Result<Status, Failure> {
    dotenv::load(Path::new(".env"))?;
    match parsed(Cli::try_parse()).command.unwrap_or_else(by_default) {
        Command::Run(settings) => run::run(&settings).map(Status::done),
        Command::Chat(args) => chat::run(&args).map(Status::done),
        Command::Ask(args) => ask::run(&args).map(Status::done),
        Command::Check(args) => check::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Health(args) => health::run(&args).map(Status::done),
        Command::Completions(args) => completions::run(&args).map(Status::done),
        Command::Man(args) => man::run(&args).map(Status::done),
        Command::Schema => schema::run().map(Status::done),
        Command::Vectors(args) => vectors::run(&args).map(Status::done),
    }
}

/// The command when none is named: whoever has set a token wants the bot, whoever has not is trying it out.
fn by_default() -> Command {
    if has_token() {
        Command::Run(implied("run"))
    } else {
        failure::say(
            "DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)",
        );
        Command::Chat(implied("chat"))
    }
}

/// An empty value counts as none: that is how `.env.example` leaves it.
fn has_token() -> bool {
    std::env::var_os("DISCORD_TOKEN").is_some_and(|token| !token.is_empty())
}

/// The arguments of `command` as the environment alone gives them.
fn implied<A: Args>(command: &'static str) -> A {
    let mut parser = A::augment_args(clap::Command::new("micropen-faq").bin_name(format!("micropen-faq {command}")));
    let matches = parser.try_get_matches_from_mut([command]);
    let arguments = matches.and_then(|matches| A::from_arg_matches(&matches));
    parsed(arguments.map_err(|error| error.format(&mut parser)))
}

/// What was parsed; wrong usage, help and version are printed and end the program here.
fn parsed<T>(result: Result<T, clap::Error>) -> T {
    result.unwrap_or_else(|mut error| {
        hide_token(&mut error);
        error.exit()
    })
}

/// clap repeats the value that it refuses; a token, however malformed, must not get into logs and screenshots.
fn hide_token(error: &mut clap::Error) {
    let refused = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    if refused.is_some_and(|argument| argument.starts_with(TOKEN_FLAG)) {
        error.insert(ContextKind::InvalidValue, ContextValue::String("(hidden)".to_owned()));
    }
}

/// How clap names the setting that holds the token.
const TOKEN_FLAG: &str = "--discord-token";

/// Standard output: with colours on a terminal alone, and only where `NO_COLOR` is not set.
fn output() -> AutoStream<StdoutLock<'static>> {
    AutoStream::auto(std::io::stdout().lock())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_contradict_each_other_nowhere() {
        Cli::command().debug_assert();
    }
}
