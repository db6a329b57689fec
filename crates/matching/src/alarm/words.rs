//! The words and pairs of words that only emergencies use.
//!
//! A classifier adds up all words of a window, so that calm ones may outweigh "unconscious" or "choking". Such words are
//! looked for anywhere in a message: one that has any of them is not answered.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ExampleKind;
use crate::codec::{Decoder, encode_count, encode_text};
use crate::lexicon::{Reading, Token};

/// A word or a pair is in at least this many urgent examples.
const MIN_URGENT: usize = 5;
/// The least share of urgent examples among the urgent examples and those of entries that have it, as if there were as many of
/// each. It is high because an emergency must not be answered with an entry.
const MIN_SHARE_BESIDE_ENTRIES: f32 = 0.93;
/// The same share, among the urgent examples and all others.
const MIN_SHARE_BESIDE_CALM: f32 = 0.5;
/// The least rarity of a word, see [`Token::rarity`], and below the least sum of a pair's. More common ones say nothing alone.
const MIN_RARITY: f32 = 5.0;
const MIN_PAIR_RARITY: f32 = 9.0;
/// The least rarity of either word of a pair: "the" and "is" add nothing to the other word.
const MIN_RARITY_IN_PAIR: f32 = 3.0;

/// The stems of the words, and those of the pairs with a space between.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AlarmWords(FxHashSet<String>);

/// How many examples of each kind have a word or a pair.
#[derive(Clone, Copy, Default)]
struct Counts {
    entries: usize,
    referrals: usize,
    urgent: usize,
}

impl Counts {
    fn add(&mut self, kind: ExampleKind) {
        match kind {
            ExampleKind::Entry => self.entries += 1,
            ExampleKind::Referral => self.referrals += 1,
            ExampleKind::Urgent => self.urgent += 1,
        }
    }

    /// Returns true if a word or pair with these counts is one that only emergencies use. `all` counts all examples.
    fn are_alarming(self, all: Self) -> bool {
        let urgent = self.urgent as f32 / all.urgent.max(1) as f32;
        let entries = self.entries as f32 / all.entries.max(1) as f32;
        let calm = (self.entries + self.referrals) as f32 / (all.entries + all.referrals).max(1) as f32;
        self.urgent >= MIN_URGENT
            && urgent >= MIN_SHARE_BESIDE_ENTRIES * (urgent + entries)
            && urgent >= MIN_SHARE_BESIDE_CALM * (urgent + calm)
    }
}

impl AlarmWords {
    /// Learns from examples and their kinds.
    pub(super) fn learn(readings: &[Reading], kinds: &[ExampleKind]) -> Self {
        let mut all = Counts::default();
        let mut counts: FxHashMap<String, Counts> = FxHashMap::default();
        for (reading, &kind) in readings.iter().zip(kinds) {
            all.add(kind);
            let distinct: FxHashSet<String> = candidates(&reading.tokens).map(|(_, text)| text).collect();
            for text in distinct {
                counts.entry(text).or_default().add(kind);
            }
        }
        counts.retain(|_, counts| counts.are_alarming(all));
        Self(counts.into_keys().collect())
    }

    /// Returns the range from the first to the last such word of a text; `None` if there is none.
    pub(super) fn range(&self, tokens: &[Token]) -> Option<Range<usize>> {
        let mut range: Option<Range<usize>> = None;
        for (place, text) in candidates(tokens) {
            if self.0.contains(&text) {
                range = Some(match range {
                    Some(range) => range.start.min(place.start)..range.end.max(place.end),
                    None => place,
                });
            }
        }
        range
    }

    /// Encodes the words in alphabetical order.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        let mut words: Vec<&String> = self.0.iter().collect();
        words.sort_unstable();
        encode_count(bytes, words.len());
        for word in words {
            encode_text(bytes, word);
        }
    }

    /// Decodes the bytes of [`Self::encode`].
    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Option<Self> {
        let count = decoder.count()?;
        let mut words = FxHashSet::default();
        for _ in 0..count {
            words.insert(decoder.text()?);
        }
        Some(Self(words))
    }
}

/// Returns the words and pairs of words that are rare enough, each with its place.
fn candidates(tokens: &[Token]) -> impl Iterator<Item = (Range<usize>, String)> {
    let words = tokens.iter().enumerate().filter(|(_, token)| token.rarity >= MIN_RARITY);
    let words = words.map(|(at, token)| (at..at + 1, token.stem.clone()));
    let pairs = tokens.array_windows().enumerate();
    let pairs = pairs.filter(|(_, [first, second])| {
        first.rarity + second.rarity >= MIN_PAIR_RARITY && first.rarity.min(second.rarity) >= MIN_RARITY_IN_PAIR
    });
    words.chain(pairs.map(|(at, [first, second])| (at..at + 2, format!("{} {}", first.stem, second.stem))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use faq::text::Language;

    const URGENT: [&str; 6] = [
        "he fell, is unconscious and passed out",
        "she is unconscious",
        "he passed out",
        "unconscious and passed out",
        "my mum passed out and is unconscious",
        "is unconscious, has passed out",
    ];

    fn learned(calm: &[(&str, ExampleKind)]) -> (Lexicon, AlarmWords) {
        let mut texts = URGENT.to_vec();
        texts.extend(["does it hurt", "is it out of stock", "what does she do"]);
        texts.extend(calm.iter().map(|(text, _)| *text));
        let lexicon = Lexicon::learn(&texts, &[], &[], Language::ENGLISH);
        let mut kinds = vec![ExampleKind::Urgent; URGENT.len()];
        kinds.extend([ExampleKind::Entry; 3]);
        kinds.extend(calm.iter().map(|(_, kind)| *kind));
        let readings: Vec<Reading> = texts.iter().map(|text| lexicon.read(text)).collect();
        (lexicon, AlarmWords::learn(&readings, &kinds))
    }

    #[test]
    fn alarming_words_are_found_wherever_they_stand() {
        let (lexicon, words) = learned(&[]);
        let range = |text: &str| words.range(&lexicon.read(text).tokens);
        assert_eq!(range("how does it work unconscious"), Some(4..5));
        assert_eq!(range("passed out is it safe unconscious"), Some(0..6));
        assert_eq!(range("is she out of it"), None, "common words say nothing alone");
        assert_eq!(range(""), None);
    }

    #[test]
    fn words_that_an_entry_uses_alarm_nobody() {
        let (lexicon, words) = learned(&[("am I unconscious for it", ExampleKind::Entry)]);
        assert_eq!(words.range(&lexicon.read("unconscious").tokens), None);
        let (lexicon, words) = learned(&[("what if I were unconscious", ExampleKind::Referral)]);
        assert_eq!(words.range(&lexicon.read("unconscious").tokens), Some(0..1), "gaps are not answered");
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let (_, words) = learned(&[]);
        let mut bytes = Vec::new();
        words.encode(&mut bytes);
        let length = bytes.len();
        assert_eq!(AlarmWords::decode(&mut Decoder::new(&mut bytes.as_slice(), length)), Some(words));
    }
}
