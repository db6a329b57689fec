//! The difference of two states of the FAQ file as a unified diff, which shows every text that changes.

use std::time::Duration;

use similar::TextDiff;

use super::log_channel::attached as file;
use discord::rest::FileUpload;

const FILE_NAME: &str = "changes.diff";
/// How many lines around a change are shown, as `diff -u` does.
const CONTEXT_LINES: usize = 3;
/// After this time the search for the shortest diff ends, and a longer one is taken: two files of 1 MiB with nothing in common
/// would take minutes.
const DIFF_TIMEOUT: Duration = Duration::from_millis(500);

/// Returns the diff as a file, or no file if the texts are the same.
pub fn attached(before: &str, after: &str) -> Vec<FileUpload> {
    let diff = unified(before, after);
    if diff.is_empty() { Vec::new() } else { vec![file(FILE_NAME, diff)] }
}

fn unified(before: &str, after: &str) -> String {
    let diff = TextDiff::configure().timeout(DIFF_TIMEOUT).diff_lines(before, after);
    diff.unified_diff().context_radius(CONTEXT_LINES).header("before", "after").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_diff_shows_the_lines_that_change() {
        insta::assert_snapshot!(unified("a\nb\nc\n", "a\nx\nc\nd"), @r"
        --- before
        +++ after
        @@ -1,3 +1,4 @@
         a
        -b
        +x
         c
        +d
        \ No newline at end of file
        ");
        assert!(attached("a\n", "a\n").is_empty());
    }

    #[test]
    fn two_long_texts_with_nothing_in_common_take_bounded_time() {
        let lines = |word: &str| (0..50_000).map(|number| format!("{word} {number}\n")).collect::<String>();
        let begin = Instant::now();
        let diff = unified(&lines("before"), &lines("after"));
        assert_eq!(diff.lines().filter(|line| line.starts_with("+after ")).count(), 50_000);
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    }
}
