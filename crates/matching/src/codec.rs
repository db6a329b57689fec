//! What was learned, as bytes: little-endian numbers and words, each list after its length.

use std::io::Read;

/// How many bytes are decoded at once: more would stand in memory twice.
const PIECE: usize = 1 << 13;

/// Bytes to take from. Whatever does not hold what is asked for gives none, and no more memory is taken than there are bytes.
pub struct Decoder<'r> {
    reader: &'r mut dyn Read,
    left: usize,
}

impl<'r> Decoder<'r> {
    /// Takes from a reader that has this many bytes.
    pub fn new(reader: &'r mut dyn Read, length: usize) -> Self {
        Self { reader, left: length }
    }

    /// The next bytes, as many as asked for.
    pub(super) fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.claim(count, 1)?];
        self.reader.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A length that was written by [`encode_count`].
    pub(super) fn count(&mut self) -> Option<usize> {
        let [count] = self.numbers(1, u32::from_le_bytes)?.try_into().ok()?;
        Some(count as usize)
    }

    /// Numbers of `N` bytes each.
    pub(super) fn numbers<const N: usize, T>(&mut self, count: usize, decode: fn([u8; N]) -> T) -> Option<Vec<T>> {
        let mut left = self.claim(count, N)?;
        let mut numbers = Vec::with_capacity(count);
        let mut piece = [0; PIECE];
        while left > 0 {
            let piece = piece.get_mut(..left.min(PIECE / N * N))?;
            self.reader.read_exact(piece).ok()?;
            numbers.extend(piece.as_chunks::<N>().0.iter().copied().map(decode));
            left -= piece.len();
        }
        Some(numbers)
    }

    /// A word that was written by [`encode_text`].
    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        String::from_utf8(self.bytes(length)?).ok()
    }

    fn claim(&mut self, count: usize, size: usize) -> Option<usize> {
        let bytes = count.checked_mul(size)?;
        self.left = self.left.checked_sub(bytes)?;
        Some(bytes)
    }
}

/// Writes a length; nothing that is learned comes near to four billion.
pub(super) fn encode_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u32).to_le_bytes());
}

/// Writes numbers.
pub(super) fn encode_numbers<const N: usize>(bytes: &mut Vec<u8>, numbers: impl IntoIterator<Item = [u8; N]>) {
    bytes.extend(numbers.into_iter().flatten());
}

/// Writes a word.
pub(super) fn encode_text(bytes: &mut Vec<u8>, text: &str) {
    encode_count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken() {
        let mut bytes = Vec::new();
        encode_text(&mut bytes, "naïve");
        encode_numbers(&mut bytes, (0..3_000_u32).map(u32::to_le_bytes));
        let mut reader = bytes.as_slice();
        let mut decoder = Decoder::new(&mut reader, bytes.len());
        assert_eq!(decoder.text().as_deref(), Some("naïve"));
        assert_eq!(decoder.numbers(3_000, u32::from_le_bytes), Some((0..3_000).collect()));
        assert_eq!(decoder.count(), None);
    }

    #[test]
    fn no_more_is_taken_than_there_is() {
        let mut reader = [255; 12].as_slice();
        let mut decoder = Decoder::new(&mut reader, 12);
        assert_eq!(decoder.text(), None, "four billion letters");
        assert_eq!(decoder.numbers(usize::MAX, u64::from_le_bytes), None);
        assert_eq!(decoder.numbers(1, u64::from_le_bytes), Some(vec![u64::MAX]));
        assert_eq!(decoder.bytes(1), None);
    }
}
