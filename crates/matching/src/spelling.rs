//! Reads a misspelt word as one that the FAQ knows.

use std::collections::HashMap;

/// Words shorter than this are left alone: too many real words stand one letter apart.
const MIN_LETTERS: usize = 4;
/// From this length on a word may be two edits away.
const TWO_EDITS_LETTERS: usize = 8;
/// People rarely get a word's first letter wrong.
const FIRST_LETTER_COST: f32 = 0.3;

/// The words a misspelt one may stand for, by length.
#[derive(Debug, Default)]
pub(super) struct Speller {
    by_length: HashMap<usize, Vec<Target>>,
}

#[derive(Debug)]
struct Target {
    word: String,
    letters: Letters,
    count: u32,
}

impl Speller {
    /// A speller that corrects toward these words; a tie goes to the greater count, then to the alphabet.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut by_length: HashMap<usize, Vec<Target>> = HashMap::new();
        for (word, count) in words {
            let length = word.chars().count();
            if length >= MIN_LETTERS - 1 && !word.chars().any(|c| c.is_ascii_digit()) {
                let target = Target { word: word.to_owned(), letters: Letters::of(word), count };
                by_length.entry(length).or_default().push(target);
            }
        }
        Self { by_length }
    }

    /// The known word nearest to `word` by optimal string alignment: within one edit, or two from eight letters on.
    pub(super) fn correct(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length < MIN_LETTERS || word.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let edits = if length < TWO_EDITS_LETTERS { 1 } else { 2 };
        let letters = Letters::of(word);
        (length.saturating_sub(edits)..=length + edits)
            .filter_map(|length| self.by_length.get(&length))
            .flatten()
            .filter(|target| target.letters.edits_apart(letters) <= edits)
            .filter_map(|target| Some((cost(word, &target.word, edits)?, target)))
            .min_by(|(a, x), (b, y)| a.total_cmp(b).then(y.count.cmp(&x.count)).then(x.word.cmp(&y.word)))
            .map(|(_, target)| target.word.as_str())
    }
}

fn cost(word: &str, target: &str, edits: usize) -> Option<f32> {
    let distance = strsim::osa_distance(word, target);
    let first_differs = word.chars().next() != target.chars().next();
    (distance <= edits).then_some(distance as f32 + if first_differs { FIRST_LETTER_COST } else { 0.0 })
}

/// Which letters occur, and which of them again, as bits. They rule most words out cheaply.
#[derive(Debug, Clone, Copy)]
struct Letters {
    once: u64,
    again: u64,
}

impl Letters {
    fn of(word: &str) -> Self {
        word.chars().fold(Self { once: 0, again: 0 }, |Self { once, again }, c| {
            let letter = 1 << (u32::from(c) % 64);
            Self { once: once | letter, again: again | once & letter }
        })
    }

    /// At least so many edits lie between the words: one takes at most one letter away and adds at most one.
    fn edits_apart(self, other: Self) -> usize {
        let lacks = |a: Self, b: Self| (a.once & !b.once).count_ones() + (a.again & !b.again).count_ones();
        lacks(self, other).max(lacks(other, self)) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn corrected(word: &str) -> Option<String> {
        let words = [("hurt", 9), ("hurts", 2), ("pain", 5), ("painful", 3), ("collagen", 4), ("treatment", 4)];
        Speller::new(words).correct(word).map(str::to_owned)
    }

    #[test]
    fn near_words_are_corrected() {
        assert_eq!(corrected("hrut").as_deref(), Some("hurt"));
        assert_eq!(corrected("hurtt").as_deref(), Some("hurt"), "hurts is as near but rarer");
        assert_eq!(corrected("colagen").as_deref(), Some("collagen"));
        assert_eq!(corrected("tretmant").as_deref(), Some("treatment"), "two edits in a long word");
    }

    proptest! {
        #[test]
        fn no_word_near_enough_is_ruled_out(word in "[a-f]{4,10}", other in "[a-f]{4,10}") {
            let apart = Letters::of(&word).edits_apart(Letters::of(&other));
            prop_assert!(apart <= strsim::osa_distance(&word, &other));
        }
    }

    #[test]
    fn far_short_and_numbered_words_are_not() {
        for word in ["", "hut", "hrtu1", "painter", "gain5", "elephant"] {
            assert_eq!(corrected(word), None, "{word}");
        }
    }
}
