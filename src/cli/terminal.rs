//! The standard streams: output, notices, questions line by line, and a progress bar.

use std::io::{self, BufRead, Write};

use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::storage::EncodingProgress;

/// Writes to standard output. Colours remain only on a terminal, and only if `NO_COLOR` is not set.
pub(super) fn print(content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut output = AutoStream::auto(io::stdout().lock());
    output.write_all(content.as_ref()).and_then(|()| output.flush()).map_err(Failure::Output)
}

/// Writes a line to standard error. If that fails too, nothing is left to report it to.
pub(super) fn notice(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Returns the lines of `reader` as they arrive, without their ends (LF or CRLF). Bytes that are not UTF-8 are replaced
/// instead of refused, so that one odd question does not end the rest.
pub(super) fn questions(reader: impl BufRead) -> impl Iterator<Item = Result<String, Failure>> {
    reader.split(b'\n').map(|line| match line {
        Ok(bytes) => Ok(question(&bytes)),
        Err(error) => Err(Failure::Input(error)),
    })
}

fn question(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    String::from_utf8_lossy(line).into_owned()
}

/// Returns a listener that draws a progress bar on standard error while the FAQ is learned, if that is a terminal.
pub(super) fn progress_bar() -> impl Fn(EncodingProgress) {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("Learning what the FAQ means {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        if progress.done == progress.total {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        questions(bytes).map(Result::unwrap).collect()
    }

    #[test]
    fn every_line_is_a_question_with_any_line_end() {
        assert_eq!(lines(b"one\ntwo\r\n\nlast"), ["one", "two", "", "last"]);
        assert_eq!(lines(b"one\n"), ["one"]);
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_replaced() {
        assert_eq!(lines(b"caf\xe9 au lait"), ["caf\u{fffd} au lait"]);
    }

    #[test]
    fn a_carriage_return_within_a_line_stays() {
        assert_eq!(lines(b"a\rb\r\r\n"), ["a\rb\r"]);
    }
}
