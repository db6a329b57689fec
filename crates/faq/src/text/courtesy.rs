//! Greetings, thanks and other English courtesies around a question, which say nothing about its subject.

/// Courtesies as cleaned text. Of two that match, the longer is removed.
const COURTESIES: [&str; 76] = [
    "hello",
    "hello there",
    "hello everyone",
    "hello everybody",
    "hello all",
    "hello guys",
    "hi",
    "hi there",
    "hi everyone",
    "hi everybody",
    "hi all",
    "hi guys",
    "hi folks",
    "hey",
    "hey there",
    "hey everyone",
    "hey all",
    "hey guys",
    "hey folks",
    "hiya",
    "heya",
    "howdy",
    "greetings",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "hope you are well",
    "hope you're well",
    "hope your well",
    "hope you are all well",
    "hope you're all well",
    "hope you are doing well",
    "hope all is well",
    "hope all's well",
    "i hope you are well",
    "i hope you're well",
    "i hope you are all well",
    "i hope this is ok to ask",
    "quick question",
    "just a quick question",
    "just a question",
    "i have a question",
    "i have a quick question",
    "i've got a question",
    "got a question",
    "one question",
    "one more question",
    "another question",
    "sorry",
    "sorry to bother you",
    "sorry to ask",
    "sorry if this is a silly question",
    "sorry if this is a stupid question",
    "silly question",
    "stupid question",
    "dumb question",
    "excuse me",
    "thank you",
    "thank you very much",
    "thank you so much",
    "thank you so much for that",
    "thank you for that",
    "thank you in advance",
    "thanks",
    "thanks a lot",
    "thanks so much",
    "thanks very much",
    "thanks in advance",
    "thanks for that",
    "many thanks",
    "thx",
    "cheers",
    "much appreciated",
    "kind regards",
    "please",
];

/// Returns a cleaned sentence without the courtesies at its beginning and its end, or an empty text if it consists of them.
///
/// ```
/// use faq::text::without_courtesies;
/// assert_eq!(without_courtesies("good morning, does it hurt, thanks"), "does it hurt");
/// assert_eq!(without_courtesies("hi there"), "");
/// assert_eq!(without_courtesies("high heels"), "high heels");
/// ```
pub fn without_courtesies(sentence: &str) -> &str {
    let mut rest = sentence.trim_matches(is_no_letter);
    while let Some(length) = longest(|courtesy| begins_with(rest, courtesy)) {
        rest = rest[length..].trim_start_matches(is_no_letter);
    }
    while let Some(length) = longest(|courtesy| ends_with(rest, courtesy)) {
        rest = rest[..rest.len() - length].trim_end_matches(is_no_letter);
    }
    if rest.len() < sentence.trim_matches(is_no_letter).len() { rest } else { sentence }
}

/// Returns the length in bytes of the longest courtesy that meets a condition.
fn longest(meets: impl Fn(&str) -> bool) -> Option<usize> {
    COURTESIES.iter().filter(|courtesy| meets(courtesy)).map(|courtesy| courtesy.len()).max()
}

fn begins_with(text: &str, courtesy: &str) -> bool {
    text.strip_prefix(courtesy).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && !rest.starts_with('\''))
}

fn ends_with(text: &str, courtesy: &str) -> bool {
    text.strip_suffix(courtesy).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

fn is_no_letter(c: char) -> bool {
    !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_around_a_question_are_removed() {
        for (sentence, left) in [
            ("hey there, hope you are well", ""),
            ("hi, sorry to bother you, what device do they use", "what device do they use"),
            ("thank you so much for that - is it safe", "is it safe"),
            ("is it safe please thanks", "is it safe"),
            ("hi", ""),
        ] {
            assert_eq!(without_courtesies(sentence), left, "{sentence}");
        }
    }

    #[test]
    fn words_that_only_begin_like_one_stay() {
        for sentence in ["hives all over", "thankless work", "is it painful", "what is it (for my skin)", "c++", ""] {
            assert_eq!(without_courtesies(sentence), sentence);
        }
    }
}
