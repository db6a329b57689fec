//! The frequency of English words, and the correction of misspelt words to words that the FAQ knows.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

/// 40,000 words in byte order, one a line with its rarity; see `assets/README.md` for source and licence.
static WORDS: &str = include_str!("../assets/english.txt");

/// Shorter words are not corrected: too many real words are one letter apart.
const MIN_LETTERS: usize = 4;
/// From this length on, a word may be two edits from its correction.
const TWO_EDITS_LETTERS: usize = 8;
/// The cost of a wrong first letter, in edits: people rarely get it wrong.
const FIRST_LETTER_COST: f32 = 0.3;

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

/// The words that a misspelt one may stand for, by length.
#[derive(Debug, Default)]
pub(super) struct Speller {
    by_length: FxHashMap<usize, Vec<Correction>>,
}

#[derive(Debug)]
struct Correction {
    word: String,
    letters: Letters,
    count: u32,
}

impl Speller {
    /// Makes a speller that corrects to these words. A tie goes to the word with the greater count, then to the first in
    /// alphabetical order.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut by_length: FxHashMap<usize, Vec<Correction>> = FxHashMap::default();
        for (word, count) in words {
            let length = word.chars().count();
            if length >= MIN_LETTERS - 1 && !has_digit(word) {
                let correction = Correction { word: word.to_owned(), letters: Letters::of(word), count };
                by_length.entry(length).or_default().push(correction);
            }
        }
        Self { by_length }
    }

    /// Returns the known word nearest to `word` by optimal string alignment: within one edit, or two from eight letters on.
    pub(super) fn correct(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length < MIN_LETTERS || has_digit(word) {
            return None;
        }
        let max_edits = if length < TWO_EDITS_LETTERS { 1 } else { 2 };
        let letters = Letters::of(word);
        let mut best: Option<(f32, &Correction)> = None;
        for length in length - max_edits..=length + max_edits {
            for correction in self.by_length.get(&length).into_iter().flatten() {
                // Most words are ruled out by their letters, which is much cheaper than the exact distance.
                if correction.letters.min_edits(letters) > max_edits {
                    continue;
                }
                if let Some(cost) = cost(word, &correction.word, max_edits)
                    && is_better(cost, correction, best)
                {
                    best = Some((cost, correction));
                }
            }
        }
        let (_, correction) = best?;
        Some(&correction.word)
    }
}

fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn is_better(cost: f32, correction: &Correction, best: Option<(f32, &Correction)>) -> bool {
    let Some((best_cost, best)) = best else { return true };
    let order = cost.total_cmp(&best_cost).then(best.count.cmp(&correction.count));
    order.then(correction.word.cmp(&best.word)).is_lt()
}

/// Returns the distance in edits, and a little more if the first letters differ; `None` if it is above `max_edits`.
fn cost(word: &str, correction: &str, max_edits: usize) -> Option<f32> {
    let distance = strsim::osa_distance(word, correction);
    if distance > max_edits {
        return None;
    }
    let first_differs = word.chars().next() != correction.chars().next();
    Some(distance as f32 + if first_differs { FIRST_LETTER_COST } else { 0.0 })
}

/// The letters that occur in a word, and those that occur again, each a bit.
#[derive(Debug, Clone, Copy, Default)]
struct Letters {
    once: u64,
    again: u64,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self::default();
        for c in word.chars() {
            let letter = 1 << (u32::from(c) % 64);
            letters.again |= letters.once & letter;
            letters.once |= letter;
        }
        letters
    }

    /// Returns a lower bound of the edits between two words: an edit removes at most one letter and adds at most one.
    fn min_edits(self, other: Self) -> usize {
        self.count_missing_in(other).max(other.count_missing_in(self)) as usize
    }

    fn count_missing_in(self, other: Self) -> u32 {
        (self.once & !other.once).count_ones() + (self.again & !other.again).count_ones()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    fn corrected(word: &str) -> Option<String> {
        let words = [("hurt", 9), ("hurts", 2), ("pain", 5), ("painful", 3), ("collagen", 4), ("treatment", 4)];
        Speller::new(words).correct(word).map(str::to_owned)
    }

    #[test]
    fn near_words_are_corrected() {
        assert_eq!(corrected("hrut").as_deref(), Some("hurt"));
        assert_eq!(corrected("hurtt").as_deref(), Some("hurt"), "hurts is as near but less frequent");
        assert_eq!(corrected("colagen").as_deref(), Some("collagen"));
        assert_eq!(corrected("tretmant").as_deref(), Some("treatment"), "two edits in a long word");
    }

    proptest! {
        #[test]
        fn the_letters_rule_out_no_word_that_is_near_enough(word in "[a-f]{4,10}", other in "[a-f]{4,10}") {
            let bound = Letters::of(&word).min_edits(Letters::of(&other));
            prop_assert!(bound <= strsim::osa_distance(&word, &other));
        }
    }

    #[test]
    fn distant_short_and_numbered_words_are_not_corrected() {
        for word in ["", "hut", "hrtu1", "painter", "gain5", "elephant"] {
            assert_eq!(corrected(word), None, "{word}");
        }
    }
}
