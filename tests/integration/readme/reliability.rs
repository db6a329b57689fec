//! The tests that docs/reliability.md names exist.

use std::fs;
use std::path::PathBuf;

use super::document::{Document, at_root};

/// The file that a test is named to stand in, and its function.
fn place(name: &str) -> Option<(PathBuf, &str)> {
    if let Some((file, function)) = name.split_once(' ') {
        let in_source = file.starts_with("src/") || file.starts_with("crates/");
        return in_source.then(|| (at_root(file), function));
    }
    let (module, function) = name.rsplit_once("::")?;
    Some((at_root(&format!("tests/integration/{}.rs", module.replace("::", "/"))), function))
}

#[test]
fn every_test_that_is_named_exists() {
    let page = Document::read("docs/reliability.md");
    let named: Vec<_> = page.text().split('`').skip(1).step_by(2).filter_map(place).collect();
    assert!(named.len() > 40, "only {} tests are named", named.len());
    for (file, function) in named {
        let code = fs::read_to_string(&file).unwrap_or_else(|_| panic!("there is no {}", file.display()));
        assert!(code.contains(&format!("fn {function}(")), "{} has no {function}", file.display());
    }
}
