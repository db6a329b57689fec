//! One question a line.

use std::io::BufRead;

use super::failure::Failure;

/// The lines of `reader`, as they come, without their ends (LF or CRLF; the last may have none). What is not UTF-8 is
/// replaced rather than refused: one odd question must not end the rest.
pub(super) fn questions(reader: impl BufRead) -> impl Iterator<Item = Result<String, Failure>> {
    reader.split(b'\n').map(|line| line.map(text).map_err(Failure::Input))
}

fn text(mut line: Vec<u8>) -> String {
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8_lossy(&line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        questions(bytes).map(Result::unwrap).collect()
    }

    #[test]
    fn every_line_is_a_question_whatever_its_end() {
        assert_eq!(lines(b"one\ntwo\r\n\nlast"), ["one", "two", "", "last"]);
        assert_eq!(lines(b"one\n"), ["one"]);
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn what_is_not_utf8_is_replaced() {
        assert_eq!(lines(b"caf\xe9 au lait"), ["caf\u{fffd} au lait"]);
    }

    #[test]
    fn a_carriage_return_within_a_line_stays() {
        assert_eq!(lines(b"a\rb\r\r\n"), ["a\rb\r"]);
    }
}
