//! Making a text fit.

use unicode_segmentation::UnicodeSegmentation;

/// `text` if it has at most `limit` characters, else as much of it as fits with an ellipsis, never parting what is
/// read as one character.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut room = limit.saturating_sub(1);
    let fits = |grapheme: &&str| {
        let left = room.checked_sub(grapheme.chars().count());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    let mut shown = kept.trim_end().to_owned();
    if limit > 0 {
        shown.push('…');
    }
    shown
}

/// `text` with each run of white space made one space: for labels and lists.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_texts_stay() {
        assert_eq!(cut("", 0), "");
        assert_eq!(cut("pain", 4), "pain");
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        assert_eq!(cut("does it hurt", 9), "does it…");
        assert_eq!(cut("pain", 1), "…");
        assert_eq!(cut("pain", 0), "");
    }

    #[test]
    fn a_family_is_not_parted() {
        assert_eq!(cut("a👨‍👩‍👧b!", 6), "a…");
        assert_eq!(cut("a👨‍👩‍👧bcd", 7), "a👨‍👩‍👧…");
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(one_line(" Does it\n\thurt? "), "Does it hurt?");
    }

    proptest! {
        #[test]
        fn never_longer_than_the_limit(text in "\\PC{0,60}", limit in 0usize..40) {
            prop_assert!(cut(&text, limit).chars().count() <= limit);
        }
    }
}
