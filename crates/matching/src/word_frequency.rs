//! The frequency of words in English.

use std::cmp::Ordering;

/// 40,000 words in byte order, one a line with its rarity; see `assets/README.md` for source and licence.
static WORDS: &str = include_str!("../assets/english.txt");

/// The rarity given to a word that is not in the list, in the unit of [`rarity`].
pub(super) const UNCOMMON: f32 = 12.0;

/// Returns how many times rarer the lower-case word is than "the", as a natural logarithm: 0 to about 11.5.
/// Returns `None` if it is not among the 40,000 most common words.
pub(super) fn rarity(word: &str) -> Option<f32> {
    let mut low = 0;
    let mut high = WORDS.len();
    while low < high {
        let middle = low + (high - low) / 2;
        let start = match WORDS.get(..middle)?.rfind('\n') {
            Some(newline) => newline + 1,
            None => 0,
        };
        let end = match WORDS.get(start..)?.find('\n') {
            Some(newline) => start + newline,
            None => WORDS.len(),
        };
        let (found, tenths) = WORDS.get(start..end)?.split_once(' ')?;
        match found.cmp(word) {
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
            Ordering::Equal => return Some(tenths.parse::<f32>().ok()? / 10.0),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found() {
        let mut lines = 0;
        for line in WORDS.lines() {
            let (word, tenths) = line.split_once(' ').unwrap();
            assert_eq!(rarity(word), Some(tenths.parse::<f32>().unwrap() / 10.0), "{word}");
            lines += 1;
        }
        assert_eq!(lines, 40_000);
    }

    #[test]
    fn other_words_are_not() {
        assert_eq!(rarity("the"), Some(0.0));
        assert!(rarity("skin") < rarity("scab"));
        for word in ["", "a a", "hrut", "zzzzzz", "é", "micropenning"] {
            assert_eq!(rarity(word), None, "{word}");
        }
    }
}
