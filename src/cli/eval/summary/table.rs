//! Columns of text: names to the left, numbers to the right.

use std::fmt::{self, Display};

use unicode_width::UnicodeWidthStr;

/// What stands between two columns.
const GAP: usize = 2;

/// A heading, and a name with numbers in each row.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; the first heading is that of the names.
    pub(super) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(ToString::to_string).collect()] }
    }

    /// Adds a row. Control characters in a name, which could do anything to a terminal, become spaces.
    pub(super) fn row(&mut self, name: &str, numbers: impl IntoIterator<Item = String>) {
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.rows.push(std::iter::once(format!("  {name}")).chain(numbers).collect());
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                let fill = self.width(column) - cell.width();
                match column {
                    0 => write!(f, "{cell}{:fill$}", "")?,
                    _ => write!(f, "{:1$}{cell}", "", GAP + fill)?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
