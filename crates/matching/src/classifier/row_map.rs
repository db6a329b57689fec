//! Which rows of an earlier training set are in a new one, so that training can start from what it found before.

use super::training::Support;

/// The place of each earlier row in a new set.
pub(crate) struct RowMap {
    places: Vec<Option<u32>>,
    /// What each row of the new set was; `None` for those that were added.
    earlier: Vec<Option<u32>>,
    /// The rows of the new set that the earlier one did not have.
    added: Vec<u32>,
}

impl RowMap {
    /// Takes the number of earlier rows and, for each new row, which of them it was.
    pub(crate) fn new(earlier_rows: usize, earlier_of: impl Iterator<Item = Option<u32>>) -> Self {
        let mut places = vec![None; earlier_rows];
        let mut earlier = Vec::new();
        let mut added = Vec::new();
        for (row, found) in (0..).zip(earlier_of) {
            match found.and_then(|found| places.get_mut(found as usize)) {
                Some(place) if place.is_none() => {
                    *place = Some(row);
                    earlier.push(found);
                }
                _ => {
                    added.push(row);
                    earlier.push(None);
                }
            }
        }
        Self { places, earlier, added }
    }

    /// Returns what a row was; `None` if it was added.
    pub(crate) fn earlier(&self, row: u32) -> Option<u32> {
        self.earlier.get(row as usize).copied().flatten()
    }

    /// Returns the place of an earlier row; `None` if the new set lacks it.
    pub(crate) fn place(&self, earlier: u32) -> Option<u32> {
        self.places.get(earlier as usize).copied().flatten()
    }

    /// Returns the start of a topic in the new set: the rows that it rested on, and all that were added.
    pub(crate) fn start(&self, earlier: &Support) -> Support {
        let mut start = Support::default();
        for (&row, &alpha) in earlier.rows.iter().zip(&earlier.alphas) {
            if let Some(place) = self.place(row) {
                start.rows.push(place);
                start.alphas.push(alpha);
            }
        }
        start.rows.extend(&self.added);
        start.alphas.resize(start.rows.len(), 0.0);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_gone_are_left_out_and_new_ones_are_looked_at() {
        let map = RowMap::new(4, [Some(3), None, Some(0), Some(3)].into_iter());
        assert_eq!([0, 1, 2, 3, 4].map(|row| map.place(row)), [Some(2), None, None, Some(0), None]);
        let start = map.start(&Support { rows: vec![0, 1, 3], alphas: vec![0.5, 0.7, 0.0] });
        assert_eq!(start, Support { rows: vec![2, 0, 1, 3], alphas: vec![0.5, 0.0, 0.0, 0.0] });
    }
}
