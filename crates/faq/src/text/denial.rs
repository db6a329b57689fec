//! What a message says is *not* so: "no swelling, just curious how it works".

use super::words;

/// Each of these denies what follows it, if that can be denied.
const CUES: [&[&str]; 8] = [
    &["do", "not", "have"],
    &["did", "not", "have"],
    &["does", "not", "have"],
    &["have", "not", "had"],
    &["not", "having"],
    &["never", "had"],
    &["not"],
    &["no"],
];

/// What can be denied. Whatever else is said not to be may itself be the trouble ("no pulse", "no reason to live").
const TROUBLE: [&str; 44] = [
    "allergic",
    "allergies",
    "allergy",
    "bleeding",
    "blister",
    "blisters",
    "blood",
    "bruising",
    "burning",
    "chills",
    "difficulty",
    "discharge",
    "dizziness",
    "dizzy",
    "emergency",
    "fever",
    "feverish",
    "hives",
    "hurting",
    "infected",
    "infection",
    "infections",
    "itchiness",
    "itching",
    "itchy",
    "pain",
    "painful",
    "problem",
    "problems",
    "pus",
    "rash",
    "rashes",
    "reaction",
    "reactions",
    "redness",
    "serious",
    "severe",
    "swelling",
    "swollen",
    "symptoms",
    "trouble",
    "urgent",
    "wound",
    "wounds",
];

/// What may stand beside it: "do not have any trouble breathing or swallowing".
const BESIDE: [&str; 15] = [
    "a",
    "an",
    "any",
    "anything",
    "bad",
    "breathing",
    "kind",
    "medical",
    "nor",
    "of",
    "or",
    "real",
    "such",
    "swallowing",
    "with",
];

/// A denial ends before these: something else is said from here on. Before any other word it is none: "never had pain like
/// this" tells of pain.
const ELSE: [&str; 40] = [
    "am", "at", "and", "are", "be", "but", "can", "cannot", "could", "did", "do", "does", "had", "has", "have", "he",
    "how", "i", "if", "is", "it", "its", "just", "my", "never", "no", "not", "now", "only", "she", "should", "so",
    "they", "was", "we", "what", "when", "where", "will", "you",
];

/// The message without what it denies; none if it denies nothing. Both in plain words, a sentence for each
/// part between punctuation.
///
/// It errs on the side of denying too little: what is left may raise an alarm, what is taken away cannot.
///
/// ```
/// use faq::text::affirmed;
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
    let cue = CUES.iter().find(|cue| words.len() >= cue.len() && words.iter().zip(**cue).all(|(a, b)| a == b))?;
    let after = &words[cue.len()..];
    let denied = after.iter().take_while(|word| is_one_of(word, &TROUBLE) || is_one_of(word, &BESIDE)).count();
    let names_trouble = after.iter().take(denied).any(|word| is_one_of(word, &TROUBLE));
    let ends_there = after.get(denied).is_none_or(|next| is_one_of(next, &ELSE));
    (names_trouble && ends_there).then_some(cue.len() + denied)
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
            ("i'm not dizzy or anything, what is it", "i am. what is it"),
            ("it is not bleeding or swollen, can i wear makeup", "it is. can i wear makeup"),
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
            "i have no reason to live",
            "he doesn't have a pulse",
            "she shows no signs of life",
            "he has no breathing",
            "i don't have any feeling in half my face",
            "i have never had chest pain this bad",
            "never had swelling like this",
            "i didn't have this fever before the treatment",
            "did not have a fever until this morning",
            "i can't say a sentence without gasping for air",
            "there is no end to the bleeding",
            "no joke face swelling up fast, what do i do",
            "not only pain, it burns",
            "it is not bleeding less",
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
