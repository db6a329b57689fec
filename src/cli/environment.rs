//! The environment of the process: reads `.env` without ever repeating a value, since one of them is the token, and
//! treats an empty variable as unset.

use std::env;
use std::path::Path;

use super::failure::Failure;

/// Adds the variables in the file to the environment. Variables that are already set keep their values. Without a file,
/// does nothing.
pub(super) fn load_dotenv(path: &Path) -> Result<(), Failure> {
    let name = path.display();
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        Err(dotenvy::Error::LineParse(line, _)) => Err(Failure::Dotenv(malformed(path, &line))),
        Err(dotenvy::Error::Io(error)) => Err(Failure::Dotenv(format!("{name} cannot be read: {error}"))),
        Err(_) => Err(Failure::Dotenv(format!("{name} cannot be read"))),
    }
}

fn malformed(path: &Path, line: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let place = match line_number(line, &text) {
        Some(number) => format!("line {number} of {}", path.display()),
        None => format!("a line of {}", path.display()),
    };
    format!("{place} is not of the form NAME=VALUE: correct it, and put a value with spaces or # in 'single quotes'")
}

/// Returns the number of `line` in `text`, counted from 1. Of a quoted value that spans lines, the first line counts.
fn line_number(line: &str, text: &str) -> Option<usize> {
    let first = line.lines().next()?;
    let index = text.lines().position(|candidate| candidate == first)?;
    Some(index + 1)
}

/// Returns whether a variable is set, and not empty as in `.env.example`.
pub(super) fn is_set(variable: &str) -> bool {
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
pub(super) fn ignore_empty_variables(command: clap::Command) -> clap::Command {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_text() {
        assert_eq!(line_number("B C", "A=1\nB C\n"), Some(2));
        assert_eq!(line_number("B='x\ny", "A=1\nB='x\ny\n"), Some(2));
        assert_eq!(line_number("", "A=1\n"), None);
        assert_eq!(line_number("C", "A=1\n"), None);
    }
}
