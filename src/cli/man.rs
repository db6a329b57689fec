//! `man`: the manual as man pages, one for the program and one for each command.

use std::io::Write;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::failure::Failure;
use super::{Cli, parsed};

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command whose page is wanted; without one it is the program's.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs) -> Result<(), Failure> {
    let page = Man::new(parsed(wanted(args.command.as_deref())));
    let mut out = super::output();
    page.render(&mut out).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// The command that the page is about.
fn wanted(name: Option<&str>) -> Result<clap::Command, clap::Error> {
    let mut program = Cli::command();
    // Only then the commands know that they are the program's.
    program.build();
    let Some(name) = name else { return Ok(program) };
    match program.find_subcommand(name) {
        Some(command) => Ok(command.clone()),
        None => Err(program.error(ErrorKind::InvalidSubcommand, format!("there is no command \"{name}\""))),
    }
}
