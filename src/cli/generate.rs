//! The commands that print what the program generates from itself: `completions`, `man`, `schema` and `vectors`.

use std::fs;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Cli, Failure, PROGRAM, terminal, unwrap_or_exit};
use crate::settings;
use crate::storage::model::Model;
use crate::storage::{self, vectors};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell that is to run the script.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command to describe. Without it, the page describes the program.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct VectorsArgs {
    /// The FAQ file.
    #[arg(long, value_name = "FILE", default_value = settings::FAQ_PATH)]
    faq: PathBuf,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    write: PathBuf,
    /// Write the vectors by which other languages are understood.
    #[arg(long)]
    multilingual: bool,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    // Into memory first, because `generate` panics if the pipe that it writes to is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), PROGRAM, &mut script);
    terminal::print(script)
}

pub(super) fn man(args: &ManArgs) -> Result<(), Failure> {
    let command = unwrap_or_exit(find_command(args.command.as_deref()));
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Failure::Output)?;
    terminal::print(page)
}

fn find_command(name: Option<&str>) -> Result<clap::Command, clap::Error> {
    let mut program = Cli::command();
    // Until the program is built, its commands do not have its name in theirs.
    program.build();
    let Some(name) = name else { return Ok(program) };
    match program.find_subcommand(name) {
        Some(command) => Ok(command.clone()),
        None => Err(program.error(ErrorKind::InvalidSubcommand, format!("there is no command \"{name}\""))),
    }
}

/// Prints the JSON Schema in `faq.schema.json`.
pub(super) fn schema() -> Result<(), Failure> {
    terminal::print(faq::file::schema())
}

/// Writes the vectors that are built into the program.
pub(super) fn vectors(args: &VectorsArgs) -> Result<(), Failure> {
    let faq = storage::read_faq(&args.faq)?.faq;
    let bytes =
        if args.multilingual { vectors::multilingual_of(&faq)? } else { vectors::of(&faq, &Model::open(None)?)? };
    fs::write(&args.write, &bytes).map_err(Failure::Output)?;
    terminal::print(format!("{}: {} bytes\n", args.write.display(), bytes.len()))
}
