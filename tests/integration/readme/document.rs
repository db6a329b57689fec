//! What a test asks of a Markdown file.

use std::path::{Path, PathBuf};

/// A Markdown file of the project.
pub struct Document {
    pub name: &'static str,
    text: String,
}

impl Document {
    pub fn read(name: &'static str) -> Self {
        Self { name, text: std::fs::read_to_string(at_root(name)).unwrap() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under the heading `## title`.
    pub fn section(&self, title: &str) -> &str {
        let heading = format!("\n## {title}\n");
        let (_, after) = self.text.split_once(&heading).unwrap_or_else(|| panic!("{} has no {title}", self.name));
        after.split("\n## ").next().unwrap()
    }

    /// The fenced blocks of a language, in their order.
    pub fn blocks(&self, language: &str) -> Vec<&str> {
        let opening = format!("```{language}\n");
        let after = self.text.split(&opening).skip(1);
        after.map(|after| after.split("```").next().unwrap()).collect()
    }

    /// Where its links lead, pictures' too.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.text.split("](").skip(1).filter_map(|after| after.split(')').next())
    }
}

/// The cells of a section's table rows, headings and rulers left out.
pub fn rows(section: &str) -> Vec<Vec<&str>> {
    let lines = section.lines().filter(|line| line.starts_with('|'));
    let tables = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let rows: Vec<Vec<&str>> = tables.collect();
    let is_ruler = |row: &[&str]| row.iter().all(|cell| cell.chars().all(|c| c == '-'));
    let is_heading = |at: usize| rows.get(at + 1).is_some_and(|next| is_ruler(next));
    let body = rows.iter().enumerate().filter(|(at, row)| !is_ruler(row) && !is_heading(*at));
    body.map(|(_, row)| row.clone()).collect()
}

/// What stands between the first two backticks of `cell`.
pub fn code(cell: &str) -> Option<&str> {
    cell.split('`').nth(1)
}

pub fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
