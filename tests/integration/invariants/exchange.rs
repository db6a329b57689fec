//! The invariants of files in other formats.

use faq::exchange::{self, Format};
use faq::file;

use super::valid::valid;

const FORMATS: [Format; 4] = [Format::Table, Format::Rasa, Format::Json, Format::Markdown];

/// Reads a text in the format that the first byte names, and makes a FAQ of it.
pub fn check(bytes: &[u8]) {
    let Some((&first, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let contents = FORMATS[usize::from(first) % FORMATS.len()].read(&text);
    let lines = 1 + text.matches('\n').count();
    let rows = contents.rows.len();
    let merged = exchange::merge(None, contents);
    assert!(merged.skipped.iter().all(|skipped| (1..=lines).contains(&skipped.line)), "{:?}", merged.skipped);
    assert!(merged.entries.len() + merged.skipped.len() >= rows, "a row is lost");
    if !merged.entries.is_empty() {
        // Entries that are good one by one may be too large together, or hold what no YAML file can.
        if let Ok(text) = exchange::new_file(&merged.entries) {
            let faq = file::parse(text.as_bytes()).expect("a new file is valid").faq;
            valid(&faq);
            assert_eq!(faq.entries().len(), merged.entries.len());
        }
    }
}
