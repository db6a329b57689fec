//! What of a question is looked at by itself: what frightens people stands in a few words of many, and among the others it
//! drowns.

use super::lexicon::Reading;

/// One word says too little by itself.
const FEWEST: usize = 2;
/// A sentence of more words is looked at piece by piece: many people write all they have to say as one.
const LONG: usize = 16;
/// How many words further on the next piece begins. Each is twice as long, so that so many words are together in one.
const STEP: usize = 6;
/// Of more pieces than this, each is longer.
const MOST: usize = 64;

/// The parts of a question that is read sentence by sentence; none if that is all one short sentence.
pub(super) fn parts(sentences: &[Reading]) -> Vec<Reading> {
    match sentences {
        [] => Vec::new(),
        [only] => {
            if only.tokens.len() > LONG {
                pieces(only)
            } else {
                Vec::new()
            }
        }
        many if many.len() > MOST => pieces(&Reading::joined(many.to_vec())),
        several => several.iter().flat_map(pieces).collect(),
    }
}

/// A sentence, in pieces if it is long.
fn pieces(sentence: &Reading) -> Vec<Reading> {
    let tokens = &sentence.tokens;
    match tokens.len() {
        0..FEWEST => Vec::new(),
        FEWEST..=LONG => vec![sentence.clone()],
        count => {
            let step = STEP.max(count.div_ceil(MOST));
            let starts = (0..count.saturating_sub(step)).step_by(step);
            starts.map(|start| Reading::of(&tokens[start..count.min(start + 2 * step)])).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    fn said(sentences: &[&str]) -> Vec<String> {
        let lexicon = Lexicon::learn(&["it was fine and now my throat is closing"], &[]);
        let readings: Vec<Reading> = sentences.iter().map(|sentence| lexicon.read(sentence)).collect();
        parts(&readings).into_iter().map(|part| part.sentence).collect()
    }

    #[test]
    fn sentences_are_parts_and_one_short_sentence_is_the_whole() {
        assert_eq!(said(&["hi", "it was fine", "throat closing"]), ["it was fine", "throat closing"]);
        assert!(said(&["my throat is closing"]).is_empty());
        assert!(said(&[]).is_empty());
    }

    #[test]
    fn a_long_sentence_is_looked_at_piece_by_piece() {
        let words: Vec<String> = (0..19).map(|number| format!("w{number}")).collect();
        let pieces = said(&[&words.join(" ")]);
        assert_eq!(pieces, [words[..12].join(" "), words[6..18].join(" "), words[12..].join(" ")]);
    }

    #[test]
    fn there_are_never_too_many() {
        let long = "a b c ".repeat(1_000);
        assert!((MOST / 2..=MOST).contains(&said(&[&long]).len()));
        let short = vec!["it was"; 1_000];
        assert!((MOST / 2..=MOST).contains(&said(&short).len()));
    }
}
