//! The invariants of every file that is parsed.

use faq::file::{self, Position, Problem, Section, Severity};

use super::valid::valid;

/// Parses bytes as a file.
pub fn check(bytes: &[u8]) {
    let problems = match file::parse(bytes) {
        Ok(parsed) => {
            valid(&parsed.faq);
            assert!(parsed.warnings.iter().all(|problem| problem.severity == Severity::Warning));
            let first = parsed.positions.get(Section::Entries, 0, 0);
            assert!(first > Position::START, "the first question stands nowhere");
            same_with_other_line_ends(bytes, &parsed);
            parsed.warnings
        }
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error), "refused without an error");
            problems
        }
    };
    have_positions(bytes, &problems);
}

/// Asserts that the problems are single lines with positions inside the file, in order.
fn have_positions(bytes: &[u8], problems: &[Problem]) {
    let lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r').count();
    for problem in problems {
        let told = problem.at("faq.yaml").to_string();
        assert!((1..=lines).contains(&problem.position.line) && problem.position.column >= 1, "{told}");
        assert!(!problem.message.is_empty() && !problem.message.contains(['\n', '\r']), "{told}");
    }
    assert!(problems.is_sorted_by_key(|problem| problem.position), "{problems:?}");
}

/// Asserts that a file with the line ends of another system means the same.
fn same_with_other_line_ends(bytes: &[u8], parsed: &file::Parsed) {
    if bytes.contains(&b'\r') || bytes.len() + bytes.len() / 2 > faq::limits::FILE_BYTES {
        return;
    }
    let text = std::str::from_utf8(bytes).expect("what is read is text");
    let other = file::parse(text.replace('\n', "\r\n").as_bytes()).expect("line ends break nothing");
    assert_eq!((&other.faq, &other.positions), (&parsed.faq, &parsed.positions));
}
