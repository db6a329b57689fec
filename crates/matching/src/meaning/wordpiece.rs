//! BERT's uncased WordPiece: from text to the tokens that the sentence model knows.

use std::borrow::Cow;
use std::iter::{self, Peekable};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// The number of a token: its line in the vocabulary, from 0.
pub(super) type TokenId = i32;

type Pieces = FxHashMap<Cow<'static, str>, TokenId>;

/// A word of more characters is unknown, as in BERT.
const MAX_WORD_LENGTH: usize = 100;
/// The prefix in the vocabulary of a piece that does not begin a word.
const CONTINUATION: &str = "##";

/// A vocabulary without one of the tokens that every text needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the vocabulary lacks the token {0}")]
pub struct MissingToken(&'static str);

/// Cuts text into tokens.
pub(super) struct WordPiece {
    /// Pieces that begin a word.
    first: Pieces,
    /// Pieces that continue one, without [`CONTINUATION`].
    further: Pieces,
    /// The length of the longest piece in bytes.
    longest: usize,
    start: TokenId,
    end: TokenId,
    unknown: TokenId,
}

impl WordPiece {
    /// Reads a vocabulary, one token an item.
    pub(super) fn new(tokens: impl Iterator<Item = Cow<'static, str>>) -> Result<Self, MissingToken> {
        let mut first = FxHashMap::default();
        let mut further = FxHashMap::default();
        let mut longest = 0;
        for (id, token) in (0..).zip(tokens) {
            longest = longest.max(token.len());
            if token.starts_with(CONTINUATION) {
                further.insert(without_prefix(token), id);
            } else {
                first.insert(token, id);
            }
        }
        let start = special(&first, "[CLS]")?;
        let end = special(&first, "[SEP]")?;
        let unknown = special(&first, "[UNK]")?;
        Ok(Self { first, further, longest, start, end, unknown })
    }

    /// Returns the tokens of a text between a start and an end token, at most `limit` of them, which must be 2 or more. The
    /// rest is cut off.
    pub(super) fn tokens(&self, text: &str, limit: usize) -> Vec<TokenId> {
        let mut tokens = vec![self.start];
        for word in words(text) {
            if tokens.len() >= limit {
                break;
            }
            self.push_word(&word, &mut tokens);
        }
        tokens.truncate(limit.saturating_sub(1));
        tokens.push(self.end);
        tokens
    }

    /// Pushes the longest pieces of a word from the left. A word that cannot be cut into known pieces is one unknown token.
    fn push_word(&self, word: &str, tokens: &mut Vec<TokenId>) {
        if word.chars().count() > MAX_WORD_LENGTH {
            tokens.push(self.unknown);
            return;
        }
        let before = tokens.len();
        let mut rest = word;
        while !rest.is_empty() {
            let pieces = if rest.len() == word.len() { &self.first } else { &self.further };
            let Some((id, after)) = self.longest_piece(rest, pieces) else {
                tokens.truncate(before);
                tokens.push(self.unknown);
                return;
            };
            tokens.push(id);
            rest = after;
        }
    }

    /// Returns the longest of `pieces` that `text` begins with, and the text after it.
    fn longest_piece<'t>(&self, text: &'t str, pieces: &Pieces) -> Option<(TokenId, &'t str)> {
        for end in (1..=text.len().min(self.longest)).rev() {
            if let Some((piece, rest)) = text.split_at_checked(end)
                && let Some(&id) = pieces.get(piece)
            {
                return Some((id, rest));
            }
        }
        None
    }
}

fn special(pieces: &Pieces, token: &'static str) -> Result<TokenId, MissingToken> {
    pieces.get(token).copied().ok_or(MissingToken(token))
}

/// Removes the prefix of a continuing piece. A borrowed piece stays borrowed.
fn without_prefix(token: Cow<'static, str>) -> Cow<'static, str> {
    match token {
        Cow::Borrowed(token) => Cow::Borrowed(token.strip_prefix(CONTINUATION).unwrap_or(token)),
        Cow::Owned(mut token) => {
            token.drain(..CONTINUATION.len());
            Cow::Owned(token)
        }
    }
}

/// Returns the words of a text, in lower case and without accents. Each punctuation mark and each ideograph is a word.
fn words(text: &str) -> impl Iterator<Item = String> {
    let visible = text.chars().filter(|&c| c.is_whitespace() || !is_invisible(c));
    let plain = visible.nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark);
    let mut characters = plain.flat_map(char::to_lowercase).peekable();
    iter::from_fn(move || next_word(&mut characters))
}

fn next_word(characters: &mut Peekable<impl Iterator<Item = char>>) -> Option<String> {
    while characters.next_if(|c| c.is_whitespace()).is_some() {}
    let first = characters.next()?;
    let mut word = String::from(first);
    if !is_word_by_itself(first) {
        word.extend(iter::from_fn(|| characters.next_if(|&c| !c.is_whitespace() && !is_word_by_itself(c))));
    }
    Some(word)
}

/// Returns true for control characters and characters that only affect the layout.
fn is_invisible(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || c.general_category_group() == GeneralCategoryGroup::Other
}

/// Returns true if a character is a word by itself: punctuation (for BERT also every ASCII symbol) or an ideograph.
fn is_word_by_itself(c: char) -> bool {
    c.is_ascii_punctuation() || is_ideograph(c) || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Returns true for the blocks that BERT treats as Chinese.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2A6DF | 0x2A700..=0x2CEAF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static VOCABULARY: &str = include_str!("../../assets/minilm/vocab.txt");

    fn shipped() -> WordPiece {
        WordPiece::new(VOCABULARY.lines().map(Cow::Borrowed)).unwrap()
    }

    /// From the tokenizer that the model was published with.
    const KNOWN: &[(&str, &[TokenId])] = &[
        ("", &[101, 102]),
        ("does it hurt?", &[101, 2515, 2009, 3480, 1029, 102]),
        (
            "What is micro-penning, and how does it work?",
            &[101, 2054, 2003, 12702, 1011, 9502, 2075, 1010, 1998, 2129, 2515, 2009, 2147, 1029, 102],
        ),
        (
            "I'm 62 & my pores are HUGE :(",
            &[101, 1045, 1005, 1049, 5786, 1004, 2026, 18499, 2229, 2024, 4121, 1024, 1006, 102],
        ),
        (
            "r u gonna numb me w/ lidocaine 2%",
            &[101, 1054, 1057, 6069, 15903, 2033, 1059, 1013, 11876, 24755, 3170, 1016, 1003, 102],
        ),
        (
            "¿Duele? señora, naïve café Ångström",
            &[101, 1094, 14216, 2063, 1029, 12411, 6525, 1010, 15743, 7668, 17076, 15687, 102],
        ),
        ("皮肤 is it safe", &[101, 100, 100, 2003, 2009, 3647, 102]),
        ("hyaluronic acid serum", &[101, 1044, 21095, 21017, 2594, 5648, 20194, 102]),
        ("is it safe\u{200b} for dark\u{ad}skin\t\n ok", &[101, 2003, 2009, 3647, 2005, 2601, 29334, 7929, 102]),
        ("😭😭 it hurts", &[101, 100, 2009, 13403, 102]),
        ("„Quote“ — dash… ½ ™ ﬁne", &[101, 1525, 14686, 1523, 1517, 11454, 1529, 1092, 1580, 1984, 2638, 102]),
        ("Привет мир", &[101, 1194, 16856, 10325, 25529, 15290, 22919, 1191, 10325, 16856, 102]),
        (
            "คำถาม हिन्दी 한국어",
            &[101, 100, 1339, 29877, 29863, 29861, 29878, 1469, 30006, 30021, 29991, 30014, 30020, 29999, 30008, 102],
        ),
        ("ǅ İstanbul STRASSE ß", &[101, 100, 9960, 2358, 8180, 3366, 1096, 102]),
    ];

    #[test]
    fn texts_become_the_tokens_the_model_was_trained_on() {
        let wordpiece = shipped();
        for &(text, tokens) in KNOWN {
            assert_eq!(wordpiece.tokens(text, 128), tokens, "{text:?}");
        }
    }

    #[test]
    fn a_very_long_word_is_one_unknown_token() {
        assert_eq!(shipped().tokens(&"x".repeat(MAX_WORD_LENGTH + 1), 128), [101, 100, 102]);
    }

    #[test]
    fn a_special_token_cannot_be_typed() {
        assert_eq!(shipped().tokens("[SEP]", 128), shipped().tokens("[ sep ]", 128));
    }

    #[test]
    fn a_long_text_is_cut_off_and_has_an_end_token() {
        let tokens = shipped().tokens(&"does it hurt ".repeat(100), 128);
        assert_eq!((tokens.len(), tokens.first(), tokens.last()), (128, Some(&101), Some(&102)));
    }

    #[test]
    fn a_vocabulary_needs_its_special_tokens() {
        let missing = WordPiece::new(["[CLS]", "it", "[UNK]"].map(Cow::Borrowed).into_iter()).err();
        assert_eq!(missing, Some(MissingToken("[SEP]")));
    }

    proptest! {
        #[test]
        fn any_text_becomes_tokens_of_the_vocabulary(texts in prop::collection::vec(any::<String>(), 4)) {
            let wordpiece = shipped();
            for text in texts {
                let tokens = wordpiece.tokens(&text, 32);
                prop_assert!((2..=32).contains(&tokens.len()));
                prop_assert!(tokens.iter().all(|&id| (0..30_522).contains(&id)));
            }
        }
    }
}
