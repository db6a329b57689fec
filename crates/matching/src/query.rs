//! A question as it is ranked: as a whole, and its segments by themselves.

use faq::text;

use crate::lexicon::Reading;

/// A segment has at least this many words: one word says too little by itself.
const MIN_SEGMENT_WORDS: usize = 2;
/// A sentence of more words than this is cut into segments, since many people write everything as one sentence.
const MAX_SENTENCE_WORDS: usize = 16;
/// The number of words from the start of one segment to the start of the next. A segment has twice as many words, so that
/// any six words in a row stand together in one of them.
const SEGMENT_STEP_WORDS: usize = 6;
/// The most segments that a question is cut into. A longer question gets longer segments, not more.
const MAX_SEGMENTS: usize = 64;

/// A question, cleaned and cut into its sentences. Equal queries are ranked alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    sentences: Vec<String>,
}

impl Query {
    /// Reads a question as it was typed. Any text is a query.
    pub fn new(typed: &str) -> Self {
        Self { sentences: text::sentences(typed) }
    }

    /// Returns all of it, on one line.
    pub fn whole(&self) -> String {
        self.sentences.join(". ")
    }

    /// Returns its cleaned sentences.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(String::as_str)
    }
}

/// Cuts a question into the segments that are ranked by themselves, because what is alarming often stands in a few words
/// among many. Returns no segments if the question is one short sentence.
pub(super) fn segments(sentences: &[Reading]) -> Vec<Reading> {
    if let [only] = sentences
        && only.tokens.len() <= MAX_SENTENCE_WORDS
    {
        return Vec::new();
    }
    if sentences.len() > MAX_SEGMENTS {
        return sentence_segments(&Reading::joined(sentences.to_vec()));
    }
    let mut segments = Vec::new();
    for sentence in sentences {
        segments.extend(sentence_segments(sentence));
    }
    segments
}

/// Returns the sentence, or overlapping segments of it if it is long.
fn sentence_segments(sentence: &Reading) -> Vec<Reading> {
    let tokens = &sentence.tokens;
    if tokens.len() < MIN_SEGMENT_WORDS {
        return Vec::new();
    }
    if tokens.len() <= MAX_SENTENCE_WORDS {
        return vec![sentence.clone()];
    }
    let step = SEGMENT_STEP_WORDS.max(tokens.len().div_ceil(MAX_SEGMENTS));
    let mut segments = Vec::new();
    for start in (0..tokens.len() - step).step_by(step) {
        let end = tokens.len().min(start + 2 * step);
        segments.push(Reading::from_tokens(&tokens[start..end]));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn segments_of(sentences: &[&str]) -> Vec<String> {
        let lexicon = Lexicon::learn(&["it was fine and now my throat is closing"], &[]);
        let readings: Vec<Reading> = sentences.iter().map(|sentence| lexicon.read(sentence)).collect();
        segments(&readings).into_iter().map(|segment| segment.sentence).collect()
    }

    #[test]
    fn questions_that_differ_only_in_markup_and_case_are_one_query() {
        assert_eq!(Query::new("<@12> does *it* hurt?  I wonder."), Query::new("Does it HURT? I wonder."));
        assert_ne!(Query::new("does it hurt? I wonder."), Query::new("does it hurt, I wonder."));
    }

    #[test]
    fn each_sentence_is_a_segment_unless_there_is_only_one() {
        assert_eq!(segments_of(&["hi", "it was fine", "throat closing"]), ["it was fine", "throat closing"]);
        assert!(segments_of(&["my throat is closing"]).is_empty());
        assert!(segments_of(&[]).is_empty());
    }

    #[test]
    fn a_long_sentence_is_cut_into_overlapping_segments() {
        let words: Vec<String> = (0..19).map(|number| format!("w{number}")).collect();
        let segments = segments_of(&[&words.join(" ")]);
        assert_eq!(segments, [words[..12].join(" "), words[6..18].join(" "), words[12..].join(" ")]);
    }

    #[test]
    fn the_number_of_segments_is_bounded() {
        let long = "a b c ".repeat(1_000);
        assert!((MAX_SEGMENTS / 2..=MAX_SEGMENTS).contains(&segments_of(&[&long]).len()));
        let short = vec!["it was"; 1_000];
        assert!((MAX_SEGMENTS / 2..=MAX_SEGMENTS).contains(&segments_of(&short).len()));
    }
}
