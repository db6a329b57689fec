//! SentencePiece's unigram segmentation: from text in any script to the pieces that the multilingual model knows.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// The number of a piece: its line in the vocabulary, from 0.
pub(super) type PieceId = u32;

/// What stands for a space, and before the first word.
const SPACE: char = '\u{2581}';
/// A character that SentencePiece leaves as it is, unlike NFKC, and one that no text has, which stands for it meanwhile.
const WIDE_TILDE: char = '\u{ff5e}';
const GUARD: char = '\u{f8ff}';
/// How much less likely a character without a piece is than the least likely piece, as in SentencePiece.
const UNKNOWN_PENALTY: f32 = 10.0;
/// The characters of a text that are read. More would not fit into the tokens of a sentence.
const MAX_CHARACTERS: usize = 1_000;
/// The first pieces of the vocabulary, which no text contains.
const SPECIAL: [&str; 4] = ["<s>", "<pad>", "</s>", "<unk>"];
const START: PieceId = 0;
const END: PieceId = 2;
const UNKNOWN: PieceId = 3;

/// A vocabulary that does not begin with the special pieces, or has a line without a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {0} of the vocabulary of pieces is not as expected")]
pub struct InvalidPiece(usize);

/// Cuts text into pieces.
pub(super) struct Unigram {
    /// Each piece with its id and its logarithmic probability.
    pieces: FxHashMap<&'static str, (PieceId, f32)>,
    /// The length of the longest piece in bytes.
    longest: usize,
    unknown_score: f32,
}

/// The best way to cut a text up to some place.
#[derive(Clone, Copy)]
struct Best {
    score: f32,
    /// Where its last piece begins, and which it is.
    start: usize,
    piece: PieceId,
}

impl Unigram {
    /// Reads a vocabulary: lines of a piece, a tab, and its logarithmic probability.
    pub(super) fn new(vocabulary: &'static str) -> Result<Self, InvalidPiece> {
        let mut unigram = Self { pieces: FxHashMap::default(), longest: 0, unknown_score: 0.0 };
        for (id, line) in (0_u32..).zip(vocabulary.lines()) {
            let number = id as usize + 1;
            let (piece, score) = line.rsplit_once('\t').ok_or(InvalidPiece(number))?;
            let score: f32 = score.parse().map_err(|_| InvalidPiece(number))?;
            if let Some(special) = SPECIAL.get(id as usize) {
                if piece != *special {
                    return Err(InvalidPiece(number));
                }
                continue;
            }
            unigram.longest = unigram.longest.max(piece.len());
            unigram.unknown_score = unigram.unknown_score.min(score);
            unigram.pieces.insert(piece, (id, score));
        }
        unigram.unknown_score -= UNKNOWN_PENALTY;
        Ok(unigram)
    }

    /// Returns the pieces of a text between a start and an end, at most `limit` of them, which must be 2 or more. The rest is cut
    /// off.
    pub(super) fn pieces(&self, text: &str, limit: usize) -> Vec<PieceId> {
        let mut pieces = vec![START];
        pieces.extend(self.segment(&normalize(text)));
        pieces.truncate(limit.saturating_sub(1));
        pieces.push(END);
        pieces
    }

    /// Returns the most probable pieces of a normalised text (Viterbi's algorithm).
    fn segment(&self, text: &str) -> Vec<PieceId> {
        let none = Best { score: f32::NEG_INFINITY, start: 0, piece: UNKNOWN };
        let mut best = vec![none; text.len() + 1];
        best[0].score = 0.0;
        for (start, c) in text.char_indices() {
            let before = best[start].score;
            let mut end = start;
            for next in text[start..].chars() {
                end += next.len_utf8();
                if end - start > self.longest {
                    break;
                }
                if let Some(&(piece, score)) = self.pieces.get(&text[start..end])
                    && before + score > best[end].score
                {
                    best[end] = Best { score: before + score, start, piece };
                }
            }
            let end = start + c.len_utf8();
            if before + self.unknown_score > best[end].score {
                best[end] = Best { score: before + self.unknown_score, start, piece: UNKNOWN };
            }
        }
        let mut pieces = Vec::new();
        let mut end = text.len();
        while end > 0 {
            // Unknown characters side by side are one unknown piece.
            if best[end].piece != UNKNOWN || pieces.last() != Some(&UNKNOWN) {
                pieces.push(best[end].piece);
            }
            end = best[end].start;
        }
        pieces.reverse();
        pieces
    }
}

/// Normalises as SentencePiece's rule `nmt_nfkc` does, and marks spaces.
fn normalize(text: &str) -> String {
    let mut normal = String::new();
    let mut is_after_space = true;
    let kept = text.chars().take(MAX_CHARACTERS).filter(|&c| !is_removed(c));
    let guarded = kept.map(|c| match c {
        WIDE_TILDE => GUARD,
        _ if is_space(c) => ' ',
        _ => c,
    });
    for c in guarded.nfkc() {
        let c = if c == GUARD { WIDE_TILDE } else { c };
        if is_space(c) {
            is_after_space = true;
            continue;
        }
        if is_after_space {
            normal.push(SPACE);
            is_after_space = false;
        }
        normal.push(c);
    }
    normal
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, SPACE | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{fffd}')
}

/// Returns true for the control characters that are left out.
fn is_removed(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{8f}' | '\u{9f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static PIECES: &str = include_str!("../../assets/e5/pieces.txt");
    static BACKGROUND: &str = include_str!("../../assets/background.txt");
    /// The pieces of sentences by SentencePiece, see `assets/e5_reference.py`.
    static REFERENCE: &str = include_str!("../../assets/e5-pieces.txt");

    fn shipped() -> Unigram {
        Unigram::new(PIECES).unwrap()
    }

    fn checksum(pieces: &[PieceId]) -> String {
        let text = pieces.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let fnv = |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        format!("{:08x}", text.bytes().fold(0x811c_9dc5, fnv))
    }

    #[test]
    fn sentences_are_cut_as_sentencepiece_cuts_them() {
        let unigram = shipped();
        let mut background = BACKGROUND.lines().map(|line| line.split_once('\t').unwrap().1);
        let mut compared = 0;
        for line in REFERENCE.lines() {
            let (sum, text) = line.split_once('\t').unwrap_or_else(|| (line, background.next().unwrap()));
            let pieces = unigram.pieces(text, 128);
            assert_eq!(checksum(&pieces), sum, "{text:?} is {pieces:?}");
            compared += 1;
        }
        assert!(compared >= 2_000 && background.next().is_none(), "{compared} sentences");
    }

    #[test]
    fn a_special_piece_cannot_be_typed() {
        let pieces = shipped().pieces("<s> </s> <pad> <unk>", 128);
        assert!(pieces[1..pieces.len() - 1].iter().all(|piece| *piece > UNKNOWN), "{pieces:?}");
    }

    #[test]
    fn a_long_text_is_cut_off_and_has_an_end() {
        let pieces = shipped().pieces(&"больно ли это ".repeat(1_000), 128);
        assert_eq!((pieces.len(), pieces.first(), pieces.last()), (128, Some(&START), Some(&END)));
    }

    #[test]
    fn a_vocabulary_is_checked() {
        assert_eq!(Unigram::new("<s>\t0\nword\t-1\n").err(), Some(InvalidPiece(2)));
        assert_eq!(Unigram::new("<s>\t0\n<pad>\t0\n</s>\t0\n<unk>\t0\nword\n").err(), Some(InvalidPiece(5)));
    }

    proptest! {
        #[test]
        fn any_text_becomes_pieces(texts in prop::collection::vec(any::<String>(), 4)) {
            let unigram = shipped();
            for text in texts {
                let pieces = unigram.pieces(&text, 32);
                prop_assert!((2..=32).contains(&pieces.len()));
                prop_assert!(pieces.iter().all(|&piece| piece < 107_148));
            }
        }
    }
}
