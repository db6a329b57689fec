//! The multilingual model's table of words, a quarter of a byte for each number: `assets/make_e5.py` describes the file.

use super::WIDTH;
use super::unigram::PieceId;

static TABLE: &[u8] = include_bytes!("../../assets/e5/words.bin");

/// The bytes of a float.
const FLOAT: usize = 4;
/// The numbers that one byte of a row stands for.
const GROUP: usize = 4;
/// The bytes of a row.
const ROW: usize = WIDTH / GROUP;
const CENTROIDS: usize = 256 * GROUP * FLOAT;
const COLUMNS: usize = WIDTH * FLOAT;

/// The parts of the table as they stand in the program, of which only the rows that are used come into memory.
pub(super) struct WordTable {
    centroids: Vec<[f32; GROUP]>,
    columns: Vec<f32>,
    row_scales: &'static [[u8; FLOAT]],
    rows: &'static [[u8; ROW]],
}

impl WordTable {
    /// Returns the table that is part of the program; `None` if its length is not that of a table.
    pub(super) fn embedded() -> Option<Self> {
        let (centroids, rest) = TABLE.split_at_checked(CENTROIDS)?;
        let (columns, rest) = rest.split_at_checked(COLUMNS)?;
        let count = rest.len() / (FLOAT + ROW);
        let (row_scales, rows) = rest.split_at_checked(count * FLOAT)?;
        let mut table = Self {
            centroids: Vec::with_capacity(CENTROIDS / GROUP / FLOAT),
            columns: columns.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect(),
            row_scales: row_scales.as_chunks().0,
            rows: rows.as_chunks().0,
        };
        for centroid in centroids.as_chunks::<FLOAT>().0.as_chunks::<GROUP>().0 {
            table.centroids.push(centroid.map(f32::from_le_bytes));
        }
        (table.rows.len() == count).then_some(table)
    }

    /// Returns the vectors of pieces, one after the other. A piece that the table lacks has none.
    pub(super) fn vectors(&self, pieces: &[PieceId]) -> Vec<f32> {
        let mut vectors = Vec::with_capacity(pieces.len() * WIDTH);
        for &piece in pieces {
            let piece = piece as usize;
            let (Some(row), Some(&scale)) = (self.rows.get(piece), self.row_scales.get(piece)) else { continue };
            let scale = f32::from_le_bytes(scale);
            for (&code, columns) in row.iter().zip(self.columns.as_chunks::<GROUP>().0) {
                for (number, column) in self.centroids[usize::from(code)].iter().zip(columns) {
                    vectors.push(number * scale * column);
                }
            }
        }
        vectors
    }
}
