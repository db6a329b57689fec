//! What a message says is *not* so: "no swelling, just curious how it works".

use super::words;

/// The most words that one denial takes in: "do not have any trouble breathing or swallowing".
const LONGEST: usize = 6;

/// Each of these denies what follows it.
const CUES: [&[&str]; 8] = [
    &["do", "not", "have"],
    &["did", "not", "have"],
    &["does", "not", "have"],
    &["have", "not", "had"],
    &["not", "having"],
    &["never", "had"],
    &["without"],
    &["no"],
];

/// Behind "no" and the like, these deny nothing: what lacks is itself the trouble, or it is a turn of phrase.
const NOT_DENIED: [&str; 24] = [
    "air",
    "body",
    "breath",
    "clue",
    "control",
    "feeling",
    "help",
    "idea",
    "improvement",
    "longer",
    "matter",
    "more",
    "one",
    "oxygen",
    "pulse",
    "relief",
    "response",
    "sensation",
    "sense",
    "sight",
    "sleep",
    "use",
    "vision",
    "way",
];

/// "not" denies these alone: "not breathing" and "not stopping" are no denials of trouble.
const STATES: [&str; 15] = [
    "allergic", "an", "bleeding", "burning", "dizzy", "feverish", "hurting", "infected", "itchy", "painful", "serious",
    "severe", "swelling", "swollen", "urgent",
];

/// A denial ends before these: something else is said from here on.
const ELSE: [&str; 40] = [
    "am", "and", "are", "be", "but", "can", "cannot", "could", "did", "do", "does", "had", "has", "have", "he", "how",
    "i", "if", "is", "it", "its", "just", "my", "now", "only", "she", "should", "than", "then", "they", "though",
    "until", "was", "we", "what", "when", "where", "will", "you", "your",
];

/// The message without what it denies; none if it denies nothing. Both in plain words, a sentence for each
/// part between punctuation.
///
/// It errs on the side of denying too little: what is left may raise an alarm, what is taken away cannot.
///
/// ```
/// use micropen_faq::text::affirmed;
/// assert_eq!(affirmed("no swelling, just curious how it works").as_deref(), Some("just curious how it works"));
/// assert_eq!(affirmed("it is not stopping and i have no help"), None);
/// ```
pub fn affirmed(cleaned: &str) -> Option<String> {
    let clauses: Vec<Vec<String>> = cleaned.split(is_break).map(words).filter(|clause| !clause.is_empty()).collect();
    let kept: Vec<Vec<String>> = clauses.iter().map(|clause| without_denials(clause)).collect();
    let left = |clause: &Vec<String>| (!clause.is_empty()).then(|| clause.join(" "));
    (kept != clauses).then(|| kept.iter().filter_map(left).collect::<Vec<_>>().join(". "))
}

fn is_break(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '\n')
}

fn without_denials(clause: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = clause;
    while let Some((word, after)) = rest.split_first() {
        match denial(rest) {
            Some(length) => rest = &rest[length..],
            None => {
                kept.push(word.clone());
                rest = after;
            }
        }
    }
    kept
}

/// How many words of a denial these begin with.
fn denial(words: &[String]) -> Option<usize> {
    let is_one_of = |word: &String, list: &[&str]| list.contains(&word.as_str());
    if let Some(cue) = CUES.iter().find(|cue| words.len() >= cue.len() && words.iter().zip(**cue).all(|(a, b)| a == b))
    {
        let denied = words.iter().skip(cue.len()).take(LONGEST).take_while(|word| !is_one_of(word, &ELSE)).count();
        let first = words.get(cue.len())?;
        return (denied > 0 && !is_one_of(first, &NOT_DENIED)).then_some(cue.len() + denied);
    }
    let [not, state, ..] = words else { return None };
    (not == "not" && is_one_of(state, &STATES)).then_some(if state == "an" { 3.min(words.len()) } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_denied_goes() {
        for (message, left) in [
            ("no swelling no pain just curious how it works", "just curious how it works"),
            (
                "i don't have any swelling or trouble breathing, just wondering how it works",
                "i. just wondering how it works",
            ),
            ("never had an allergic reaction, is a numbing cream used?", "is a numbing cream used"),
            ("not an emergency, when can i wear makeup", "when can i wear makeup"),
            ("i'm not dizzy or anything, what is it", "i am or anything. what is it"),
            ("is it ok without numbing", "is it ok"),
            ("no fever and no pus. is it safe", "and. is it safe"),
            ("no bleeding", ""),
        ] {
            assert_eq!(affirmed(message).as_deref(), Some(left), "{message}");
        }
    }

    #[test]
    fn trouble_is_no_denial() {
        for message in [
            "",
            "my face is swelling and i cannot breathe",
            "it's not stopping bleeding",
            "bleeding won't stop",
            "he is not breathing",
            "no feeling in my lips",
            "i am not ok",
            "no one told me my throat would close",
            "no",
        ] {
            assert_eq!(affirmed(message), None, "{message}");
        }
    }

    #[test]
    fn trouble_beside_a_denial_stays() {
        assert_eq!(affirmed("no fever but my throat is closing").as_deref(), Some("but my throat is closing"));
        assert_eq!(
            affirmed("there's no rash, only i can't breathe").as_deref(),
            Some("there is. only i can not breathe")
        );
    }

    proptest! {
        #[test]
        fn nothing_is_added(message in "[a-z ,.!']{0,60}") {
            if let Some(left) = affirmed(&message) {
                prop_assert!(words(&left).len() < words(&message).len());
            }
        }
    }
}
