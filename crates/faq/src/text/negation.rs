//! Negation detection: symptoms that a message says it does *not* have, as in "no swelling, just curious how it works".
//!
//! A rule-based detector in the manner of NegEx: a cue ("no", "do not have"), then negated symptoms, then the end of the
//! cue's scope.

use super::words;

/// Cues: each negates the symptoms that follow it.
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

/// Symptoms whose absence is harmless. Anything else that is missing may be the emergency ("no pulse", "no reason to live").
const SYMPTOMS: [&str; 44] = [
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

/// Words that may stand among the symptoms: "do not have any bad reaction or rash".
const FILLERS: [&str; 13] =
    ["a", "an", "any", "anything", "bad", "kind", "medical", "nor", "of", "or", "real", "such", "with"];

/// What a body must do. Only trouble with it can be denied, since its absence is the emergency: "not bleeding or breathing".
const VITAL: [&str; 2] = ["breathing", "swallowing"];
/// The symptoms that say there is trouble with it: "do not have any trouble breathing or swallowing".
const TROUBLES: [&str; 5] = ["difficulty", "pain", "problem", "problems", "trouble"];

/// Words that end the scope of a cue, since something else begins there. Before any other word nothing is negated: "never
/// had pain like this" means that there is pain.
const SCOPE_ENDS: [&str; 40] = [
    "am", "at", "and", "are", "be", "but", "can", "cannot", "could", "did", "do", "does", "had", "has", "have", "he",
    "how", "i", "if", "is", "it", "its", "just", "my", "never", "no", "not", "now", "only", "she", "should", "so",
    "they", "was", "we", "what", "when", "where", "will", "you",
];

/// Returns a cleaned message without the symptoms that it negates, or `None` if it negates none. The result is in plain
/// words, with a sentence for each part between punctuation.
///
/// It rather negates too little: what stays may raise an alarm, what is removed cannot.
///
/// ```
/// use faq::text::without_negated_symptoms;
/// let message = "no swelling, just curious how it works";
/// assert_eq!(without_negated_symptoms(message).as_deref(), Some("just curious how it works"));
/// assert_eq!(without_negated_symptoms("it is not stopping and i have no help"), None);
/// ```
pub fn without_negated_symptoms(cleaned: &str) -> Option<String> {
    let mut negates = false;
    let mut left = Vec::new();
    for clause in cleaned.split(is_clause_end) {
        let clause = words(clause);
        let affirmed = affirmed(&clause);
        negates |= affirmed.len() < clause.len();
        if !affirmed.is_empty() {
            left.push(affirmed.join(" "));
        }
    }
    if negates { Some(left.join(". ")) } else { None }
}

fn is_clause_end(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '\n')
}

/// Returns the words of a clause that no cue negates.
fn affirmed(clause: &[String]) -> Vec<&str> {
    let mut affirmed = Vec::new();
    let mut rest = clause;
    while let Some((word, after)) = rest.split_first() {
        match negation_length(rest) {
            Some(length) => rest = &rest[length..],
            None => {
                affirmed.push(word.as_str());
                rest = after;
            }
        }
    }
    affirmed
}

/// Returns the number of words of the negation that `words` begin with: the cue and the symptoms.
fn negation_length(words: &[String]) -> Option<usize> {
    let cue = CUES.iter().find(|cue| words.len() >= cue.len() && words[..cue.len()] == ***cue)?;
    let mut last_symptom = None;
    let mut length = cue.len();
    for word in words[cue.len()..].iter().map(String::as_str) {
        if SYMPTOMS.contains(&word) {
            last_symptom = Some(word);
        } else if VITAL.contains(&word) {
            last_symptom.filter(|symptom| TROUBLES.contains(symptom))?;
        } else if SCOPE_ENDS.contains(&word) {
            break;
        } else if !FILLERS.contains(&word) {
            return None;
        }
        length += 1;
    }
    last_symptom.map(|_| length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn negated_symptoms_are_removed() {
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
            assert_eq!(without_negated_symptoms(message).as_deref(), Some(left), "{message}");
        }
    }

    #[test]
    fn emergencies_are_not_negated() {
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
            "he is not breathing bleeding and does it hurt",
            "he has no breathing or pain and what is it",
            "she is not bleeding or breathing",
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
            assert_eq!(without_negated_symptoms(message), None, "{message}");
        }
    }

    #[test]
    fn an_emergency_beside_a_negation_stays() {
        assert_eq!(
            without_negated_symptoms("no fever but my throat is closing").as_deref(),
            Some("but my throat is closing")
        );
        assert_eq!(
            without_negated_symptoms("there's no rash, only i can't breathe").as_deref(),
            Some("there is. only i can not breathe")
        );
    }

    proptest! {
        #[test]
        fn nothing_is_added(message in "[a-z ,.!']{0,60}") {
            if let Some(left) = without_negated_symptoms(&message) {
                prop_assert!(words(&left).len() < words(&message).len());
            }
        }
    }
}
