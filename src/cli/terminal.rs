//! The standard streams: output, notices, questions line by line, and a progress bar.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Arc, Once};
use std::time::Duration;

use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::storage::{self, Engine, LearningStep, Store};

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

/// Learns the FAQ, and shows on standard error that this takes a while: with a progress bar if that is a terminal, otherwise with
/// one line. Shows nothing if an earlier start has learned it.
pub(super) fn learn(store: &Store) -> Arc<Engine> {
    with_progress(store, storage::learn)
}

/// Does work that learns the FAQ, and shows how far it is.
pub(super) fn with_progress<T>(store: &Store, work: impl FnOnce(&Store) -> T) -> T {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let needs_line = !io::stderr().is_terminal() && takes_long(store);
    let has_line = Once::new();
    let drawn = bar.clone();
    store.on_learning(move |step| {
        if needs_line {
            has_line.call_once(|| notice(LEARNING));
        }
        // What is learned later, after a change of the file, must not disturb what is on the terminal by then.
        if !drawn.is_finished() {
            draw(&drawn, step);
        }
    });
    let outcome = work(store);
    bar.finish_and_clear();
    outcome
}

const LEARNING: &str = "Learning the FAQ, which takes a few seconds the first time and after a change.";
/// Fewer examples than this are learned in about a second.
const MIN_SLOW_EXAMPLES: usize = 300;

/// Returns whether learning the FAQ takes long enough to tell people about it.
pub(super) fn takes_long(store: &Store) -> bool {
    matching::examples(store.current().faq()).count() >= MIN_SLOW_EXAMPLES
}

fn draw(bar: &ProgressBar, step: LearningStep) {
    bar.enable_steady_tick(TICK);
    match step {
        LearningStep::Encoding { done, total } => {
            bar.set_message("Learning what the FAQ means");
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
        LearningStep::Training => bar.set_message("Learning to tell the questions apart"),
        LearningStep::Calibrating => bar.set_message("Learning when to answer"),
    }
}

/// The time between two drawings of the progress bar.
const TICK: Duration = Duration::from_millis(200);

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
