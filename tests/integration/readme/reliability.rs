//! The tests named by docs/reliability.md exist.

use std::fs;
use std::path::PathBuf;

use super::document::{Document, at_root, rows};

/// Returns the file of a test module of this binary, or of a source file with tests.
fn file_of(name: &str) -> PathBuf {
    if name.ends_with(".rs") {
        at_root(name)
    } else {
        at_root(&format!("tests/integration/{}.rs", name.replace("::", "/")))
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let page = Document::read("docs/reliability.md");
    let mut named = 0;
    for row in rows(page.section("Faults")).into_iter().chain(rows(page.section("Threats"))) {
        let is_example = row[4].starts_with("example");
        for name in row[4].split('`').skip(1).step_by(2).filter(|_| !is_example) {
            let file = file_of(name);
            let code = fs::read_to_string(&file).unwrap_or_else(|_| panic!("there is no {}", file.display()));
            let has_tests = code.contains("#[test]") || code.contains("#[tokio::test") || code.contains("proptest!");
            assert!(has_tests || code.contains("mod tests;") || code.contains("\nmod "), "{name} has no test");
            named += 1;
        }
    }
    assert!(named > 40, "only {named} tests are named");
}

#[test]
fn rows_take_two_lines_at_most() {
    let page = Document::read("docs/reliability.md");
    for line in page.text().lines().filter(|line| line.starts_with('|')) {
        assert!(line.chars().count() <= 264, "over two lines of 132 characters: {line}");
    }
}
