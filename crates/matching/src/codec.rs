//! A trained matcher as bytes: little-endian numbers and words, each list after its length.

use std::io::Read;

/// The bytes that are decoded at once. A whole list at once would be in memory twice.
const CHUNK_BYTES: usize = 1 << 13;

/// Decodes what the functions of this module encoded. Its methods return `None` if there are fewer bytes than asked for, and
/// allocate no more memory than there are bytes.
pub struct Decoder<'r> {
    reader: &'r mut dyn Read,
    /// The number of bytes that have not been read.
    remaining: usize,
}

impl<'r> Decoder<'r> {
    /// Decodes from a reader of `length` bytes.
    pub fn new(reader: &'r mut dyn Read, length: usize) -> Self {
        Self { reader, remaining: length }
    }

    /// Returns the next `count` bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.claim(count, 1)?];
        self.reader.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Returns a length that [`encode_count`] wrote.
    pub(super) fn count(&mut self) -> Option<usize> {
        let [count] = self.numbers(1, u32::from_le_bytes)?.try_into().ok()?;
        Some(count as usize)
    }

    /// Returns the next `count` numbers of `N` bytes each.
    pub(super) fn numbers<const N: usize, T>(&mut self, count: usize, decode: fn([u8; N]) -> T) -> Option<Vec<T>> {
        let mut remaining = self.claim(count, N)?;
        let mut numbers = Vec::with_capacity(count);
        let mut chunk = [0; CHUNK_BYTES];
        while remaining > 0 {
            let chunk = chunk.get_mut(..remaining.min(CHUNK_BYTES / N * N))?;
            self.reader.read_exact(chunk).ok()?;
            for &bytes in chunk.as_chunks::<N>().0 {
                numbers.push(decode(bytes));
            }
            remaining -= chunk.len();
        }
        Some(numbers)
    }

    /// Returns a word that [`encode_text`] wrote.
    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        String::from_utf8(self.bytes(length)?).ok()
    }

    /// Counts `count` numbers of `size` bytes as read, before memory is allocated for them.
    fn claim(&mut self, count: usize, size: usize) -> Option<usize> {
        let bytes = count.checked_mul(size)?;
        self.remaining = self.remaining.checked_sub(bytes)?;
        Some(bytes)
    }
}

/// Writes a length, which is always far below four billion.
pub(super) fn encode_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u32).to_le_bytes());
}

/// Writes numbers of `N` bytes each.
pub(super) fn encode_numbers<const N: usize, T: Copy>(bytes: &mut Vec<u8>, numbers: &[T], encode: fn(T) -> [u8; N]) {
    for &number in numbers {
        bytes.extend(encode(number));
    }
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
    fn what_was_encoded_is_decoded() {
        let mut bytes = Vec::new();
        encode_text(&mut bytes, "naïve");
        encode_numbers(&mut bytes, &(0..3_000).collect::<Vec<u32>>(), u32::to_le_bytes);
        let mut reader = bytes.as_slice();
        let mut decoder = Decoder::new(&mut reader, bytes.len());
        assert_eq!(decoder.text().as_deref(), Some("naïve"));
        assert_eq!(decoder.numbers(3_000, u32::from_le_bytes), Some((0..3_000).collect()));
        assert_eq!(decoder.count(), None);
    }

    #[test]
    fn no_more_is_decoded_than_there_is() {
        let mut reader = [255; 12].as_slice();
        let mut decoder = Decoder::new(&mut reader, 12);
        assert_eq!(decoder.text(), None, "four billion letters");
        assert_eq!(decoder.numbers(usize::MAX, u64::from_le_bytes), None);
        assert_eq!(decoder.numbers(1, u64::from_le_bytes), Some(vec![u64::MAX]));
        assert_eq!(decoder.bytes(1), None);
    }
}
