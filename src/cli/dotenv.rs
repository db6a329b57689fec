//! Reads `.env`, without ever repeating a value: one of them is the token.

use std::io;
use std::path::Path;

use super::failure::Failure;

/// Adds what the file sets to the environment; what is set already stays. Without a file it does nothing.
pub(super) fn load(path: &Path) -> Result<(), Failure> {
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        Err(dotenvy::Error::LineParse(line, _)) => Err(Failure::Dotenv(malformed(path, &line))),
        Err(dotenvy::Error::Io(error)) => Err(Failure::Dotenv(unreadable(path, &error))),
        Err(_) => Err(Failure::Dotenv(format!("{} cannot be read", path.display()))),
    }
}

fn malformed(path: &Path, line: &str) -> String {
    let place = match std::fs::read_to_string(path).ok().and_then(|text| number_of(line, &text)) {
        Some(number) => format!("line {number} of {}", path.display()),
        None => format!("a line of {}", path.display()),
    };
    format!("{place} is not of the form NAME=VALUE: correct it, and put a value with spaces or # in 'single quotes'")
}

/// The number of `line` in `text`, from 1. A quoted value may span lines: then the first of them counts.
fn number_of(line: &str, text: &str) -> Option<usize> {
    let first = line.lines().next()?;
    text.lines().position(|candidate| candidate == first).map(|index| index + 1)
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_text() {
        assert_eq!(number_of("B C", "A=1\nB C\n"), Some(2));
        assert_eq!(number_of("B='x\ny", "A=1\nB='x\ny\n"), Some(2));
        assert_eq!(number_of("", "A=1\n"), None);
        assert_eq!(number_of("C", "A=1\n"), None);
    }
}
