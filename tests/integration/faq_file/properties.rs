//! Parsing any bytes gives an FAQ, or problems with positions inside the file.

use proptest::prelude::*;

use super::WHOLE;
use crate::invariants::read_faq::check;

#[test]
fn every_prefix_of_a_file_is_read() {
    for end in 0..=WHOLE.len() {
        check(&WHOLE.as_bytes()[..end]);
    }
}

#[test]
fn a_file_without_any_one_line_is_read() {
    let lines: Vec<_> = WHOLE.lines().collect();
    for skipped in 0..lines.len() {
        let text = [&lines[..skipped], &lines[skipped + 1..]].concat().join("\n");
        check(text.as_bytes());
    }
}

#[test]
fn a_key_that_is_left_empty_at_the_end_is_inside_the_file() {
    check(b"? ");
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes);
    }

    #[test]
    fn any_characters_of_yaml_are_read(text in "[-:?,\\[\\]{}#&*!|>'\"%@` \n\ta~é<=1]{0,80}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_words_of_the_file_are_read(words in proptest::collection::vec(
        prop::sample::select(vec!["entries:", "\n", "  ", "- ", "id: ", "question: ", "answer: ", "pain", "[", "]", "{", "}", ", ", "|", "\"", "referrals:", "related: ", "1", "synonyms:"]), 0..60,
    )) {
        check(words.concat().as_bytes());
    }

    #[test]
    fn a_changed_file_is_read(changes in proptest::collection::vec((0..WHOLE.len(), any::<u8>(), 0..3), 1..6)) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.min(bytes.len() - 1);
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte % 128),
                _ => drop(bytes.remove(at)),
            }
        }
        check(&bytes);
    }
}
