//! Cuts a message into clauses, and into the windows in which an emergency is looked for.
//!
//! People join an emergency to a question with a comma, a "because", an "and", or nothing at all. So a clause ends at a joining
//! word, and before a word that usually begins a new one: "is it painless | my wife had it | passed out".

use std::ops::Range;

use crate::lexicon::{Reading, Token};

/// Words between clauses. They belong to neither.
const JOINERS: [&str; 28] = [
    "after", "also", "although", "and", "anyway", "as", "asking", "because", "before", "besides", "btw", "but", "coz",
    "cuz", "except", "if", "or", "plus", "since", "so", "than", "then", "though", "until", "when", "where", "which",
    "while",
];
/// Joiners that belong to neither of two questions. Others begin a condition ("if I am pregnant").
const LINKS: [&str; 6] = ["also", "and", "but", "or", "plus", "so"];
/// Verbs that begin a question.
const AUXILIARIES: [&str; 16] = [
    "am", "are", "can", "could", "did", "do", "does", "had", "has", "is", "may", "should", "was", "were", "will",
    "would",
];
/// Other words that begin a question.
const QUESTION_WORDS: [&str; 9] = ["how", "what", "when", "where", "which", "who", "whom", "whose", "why"];
/// Subjects that follow the verb of a question.
const SUBJECTS: [&str; 15] =
    ["he", "i", "it", "my", "people", "she", "that", "the", "there", "these", "they", "this", "we", "you", "your"];
/// A question has at least this many words.
const MIN_QUESTION_WORDS: usize = 3;
/// Further words that usually begin a clause.
const OPENERS: [&str; 19] = [
    "everyone", "he", "her", "his", "i", "mine", "my", "nobody", "our", "she", "somebody", "someone", "there", "they",
    "we", "your", "its", "tell", "thanks",
];
/// An opener right after one of these, or after a verb or a word that begins a question, goes on with the clause: "can i",
/// "on my back".
const CONTINUERS: [&str; 9] = ["for", "not", "of", "on", "that", "to", "with", "in", "from"];
/// A clause has at least this many words before the next one begins without a joiner.
const MIN_OPENED_WORDS: usize = 2;
/// A window of more words than this is cut, since its calm words would drown the alarming ones.
const MAX_WINDOW_WORDS: usize = 11;
/// The words of each part of a window that was cut: any five words in a row are together in one part.
const CUT_WORDS: usize = 8;
/// The words of each short part of a window.
const SHORT_WORDS: usize = 4;
/// The clauses of a message that are looked at. No message in Discord has more.
const MAX_CLAUSES: usize = 512;

/// A cleaned sentence, read in parts: the words between its commas, colons and brackets.
pub(super) type Phrases = Vec<Reading>;

/// Returns true if a cleaned sentence has such a mark here.
pub(super) fn is_phrase_end(c: char) -> bool {
    matches!(c, ',' | ':' | '(' | ')' | '，' | '、' | '،')
}

/// Some words of a message that are checked for an emergency by themselves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    pub reading: Reading,
    /// Whether it is a part of a clause.
    pub is_part: bool,
}

impl Window {
    fn new(tokens: &[Token]) -> Self {
        Self { reading: Reading::from_tokens(tokens), is_part: false }
    }

    fn part(tokens: &[Token]) -> Self {
        Self { is_part: true, ..Self::new(tokens) }
    }
}

/// Returns the windows of a message: its sentences, its clauses, and each clause with the next one of its sentence. The message
/// as a whole is none of them.
pub(super) fn windows(sentences: &[Phrases]) -> Vec<Window> {
    let mut by_sentence: Vec<Vec<&[Token]>> = Vec::with_capacity(sentences.len());
    for phrases in sentences {
        let mut clauses = Vec::new();
        for phrase in phrases {
            clauses.extend(self::clauses(&phrase.tokens));
        }
        by_sentence.push(clauses);
    }
    let count: usize = by_sentence.iter().map(Vec::len).sum();
    if count < 2 {
        return parts_of_only(&by_sentence);
    }
    let mut left = MAX_CLAUSES;
    let mut windows = Vec::new();
    for clauses in &by_sentence {
        let looked_at = &clauses[..clauses.len().min(left)];
        left -= looked_at.len();
        add_windows(looked_at, &mut windows);
    }
    windows
}

/// Returns the windows at the words of a message that only emergencies use: what begins with them, and what ends with them.
pub(super) fn windows_at(tokens: &[Token], alarming: Range<usize>) -> [Window; 2] {
    let start = alarming.start.saturating_sub(SHORT_WORDS - 1);
    let end = tokens.len().min(alarming.end + SHORT_WORDS - 1);
    [Window::part(&tokens[alarming.start..end]), Window::part(&tokens[start..alarming.end])]
}

/// Returns the parts of the only clause.
fn parts_of_only(by_sentence: &[Vec<&[Token]>]) -> Vec<Window> {
    let mut windows = Vec::new();
    for clause in by_sentence.iter().flatten() {
        add_cut(clause, &mut windows);
    }
    windows.retain(|window| by_sentence.iter().flatten().all(|clause| window.reading.tokens.len() < clause.len()));
    windows
}

/// Adds the windows of a sentence.
fn add_windows(clauses: &[&[Token]], windows: &mut Vec<Window>) {
    for clause in clauses {
        add_cut(clause, windows);
    }
    for pair in clauses.windows(2) {
        let pair = pair.concat();
        if pair.len() <= MAX_WINDOW_WORDS {
            windows.push(Window::new(&pair));
        }
    }
    if clauses.len() > 2 {
        let sentence = clauses.concat();
        if sentence.len() <= 2 * CUT_WORDS {
            windows.push(Window::new(&sentence));
        }
    }
}

/// Adds a window, in overlapping parts if it is long, and short parts of it, since people also join an emergency to a question
/// with nothing at all.
fn add_cut(tokens: &[Token], windows: &mut Vec<Window>) {
    if tokens.len() <= MAX_WINDOW_WORDS {
        windows.push(Window::new(tokens));
    } else {
        windows.extend(parts(tokens, CUT_WORDS).map(Window::new));
    }
    if tokens.len() > SHORT_WORDS + 1 {
        windows.extend(parts(tokens, SHORT_WORDS).map(Window::part));
    }
}

/// Returns overlapping parts of `length` words, each half of its length after the one before. There are more tokens.
fn parts(tokens: &[Token], length: usize) -> impl Iterator<Item = &[Token]> {
    let last = tokens.len() - length;
    let starts = (0..last).step_by(length / 2).chain([last]);
    starts.map(move |start| &tokens[start..start + length])
}

/// Returns the clauses of some words.
fn clauses(tokens: &[Token]) -> Vec<&[Token]> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        let word = token.word.as_str();
        if JOINERS.contains(&word) {
            if start < at {
                clauses.push(&tokens[start..at]);
            }
            start = at + 1;
        } else if at >= start + MIN_OPENED_WORDS
            && opens(&tokens[at..], &tokens[start..at])
            && !continues(&tokens[at - 1])
        {
            clauses.push(&tokens[start..at]);
            start = at;
        }
    }
    if start < tokens.len() {
        clauses.push(&tokens[start..]);
    }
    clauses
}

/// Returns true if a clause begins with `tokens`, after the words of the one before it.
fn opens(tokens: &[Token], clause: &[Token]) -> bool {
    let [first, ..] = tokens else { return false };
    let is_awaited = is_word_of(first, &AUXILIARIES) && awaits_verb(clause);
    !is_awaited && (is_word_of(first, &OPENERS) || asks_plainly(tokens))
}

fn continues(token: &Token) -> bool {
    is_word_of(token, &CONTINUERS) || is_word_of(token, &AUXILIARIES) || is_word_of(token, &QUESTION_WORDS)
}

/// What a message consists of, if it asks several things.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Questions {
    /// Each question with what belongs to it, in order.
    pub questions: Vec<Reading>,
    /// Sentences that ask nothing. They may be what all the questions depend on ("I am pregnant").
    pub statements: Vec<Reading>,
}

/// Returns the questions of a message.
pub(super) fn questions(sentences: &[Phrases]) -> Questions {
    let mut found = Questions::default();
    for phrases in sentences {
        let mut tokens = Vec::new();
        let mut phrase_starts = Vec::new();
        for phrase in phrases {
            phrase_starts.push(tokens.len());
            tokens.extend_from_slice(&phrase.tokens);
        }
        let starts = question_starts(&tokens, &phrase_starts);
        let Some((_, later)) = starts.split_first() else {
            found.statements.push(Reading::from_tokens(&tokens));
            continue;
        };
        // The words before the first question belong to it.
        let mut start = 0;
        for &end in later.iter().chain([&tokens.len()]) {
            found.questions.push(Reading::from_tokens(without_joiners(&tokens[start..end])));
            start = end;
        }
    }
    found
}

/// Returns where the questions of a sentence begin.
fn question_starts(tokens: &[Token], phrase_starts: &[usize]) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        let is_apart = at == 0 || phrase_starts.contains(&at) || is_joiner(&tokens[at - 1]);
        let is_new = if is_apart {
            asks(&tokens[at..], at == 0)
        } else {
            // Without a mark or a joiner only the order of words tells: "... does it". A verb after its subject begins nothing.
            let last = starts.last().copied().unwrap_or_default();
            at - last >= MIN_QUESTION_WORDS
                && asks_plainly(&tokens[at..])
                && !awaits_verb(&tokens[last..at])
                && !is_word_of(&tokens[at - 1], &SUBJECTS)
                && !continues(&tokens[at - 1])
        };
        if is_new {
            starts.push(at);
        }
    }
    starts
}

/// Returns true if a question began with a question word and has no verb yet: "how many minutes | is it".
fn awaits_verb(question: &[Token]) -> bool {
    question.first().is_some_and(|first| is_word_of(first, &QUESTION_WORDS))
        && !question.iter().any(|token| is_word_of(token, &AUXILIARIES))
}

/// Returns true if a question may begin here: with a verb, or with a question word. "When", "where" and, inside a sentence, "who"
/// and "which" also begin clauses that ask nothing ("when I have a cold"), so they need a verb at once.
fn asks(tokens: &[Token], begins_sentence: bool) -> bool {
    let [first, rest @ ..] = tokens else { return false };
    match first.word.as_str() {
        "who" | "which" if begins_sentence => true,
        "when" | "where" | "who" | "which" => rest.iter().take(2).any(|token| is_word_of(token, &AUXILIARIES)),
        _ => is_word_of(first, &AUXILIARIES) || is_word_of(first, &QUESTION_WORDS),
    }
}

/// Returns true if a question begins here whatever comes before it: a verb with its subject ("does it"), or a question word with
/// such a pair ("how long does it").
fn asks_plainly(tokens: &[Token]) -> bool {
    let [first, rest @ ..] = tokens else { return false };
    if is_word_of(first, &QUESTION_WORDS) {
        return rest.iter().take(2).any(|token| is_word_of(token, &AUXILIARIES));
    }
    is_word_of(first, &AUXILIARIES) && rest.first().is_some_and(|token| is_word_of(token, &SUBJECTS))
}

fn is_word_of(token: &Token, words: &[&str]) -> bool {
    words.contains(&token.word.as_str())
}

fn is_joiner(token: &Token) -> bool {
    is_word_of(token, &JOINERS)
}

fn without_joiners(mut tokens: &[Token]) -> &[Token] {
    while let [rest @ .., last] = tokens
        && LINKS.contains(&last.word.as_str())
    {
        tokens = rest;
    }
    while let [first, rest @ ..] = tokens
        && LINKS.contains(&first.word.as_str())
    {
        tokens = rest;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn read(message: &str) -> Vec<Phrases> {
        let lexicon = Lexicon::learn(&[message], &[], &[], faq::text::Language::ENGLISH);
        let mut sentences = Vec::new();
        for sentence in message.split(['.', '?']) {
            let phrases: Phrases = sentence.split(is_phrase_end).map(|phrase| lexicon.read(phrase)).collect();
            if phrases.iter().any(|phrase| !phrase.tokens.is_empty()) {
                sentences.push(phrases);
            }
        }
        sentences
    }

    fn windows_of(message: &str) -> Vec<String> {
        windows(&read(message)).into_iter().map(|window| window.reading.sentence).collect()
    }

    fn questions_of(message: &str) -> Vec<String> {
        questions(&read(message)).questions.into_iter().map(|question| question.sentence).collect()
    }

    #[test]
    fn an_emergency_stands_in_a_window_of_its_own() {
        for (message, emergency) in [
            ("is it painless my wife had it and passed out", "passed out"),
            ("i want to die does it fix acne scars", "i want to die"),
            ("does it fix acne scars i want to die", "i want to die"),
            ("is it safe? asking because my throat is closing up", "my throat is closing up"),
            ("can i go back to work after i passed out", "i passed out"),
            ("my face is full of pus, should i put makeup on", "my face is full of pus"),
            ("i took too many tablets how long does a session last", "i took too many tablets"),
        ] {
            assert!(
                windows_of(message).iter().any(|window| window == emergency),
                "{message}: {:?}",
                windows_of(message)
            );
        }
    }

    #[test]
    fn a_message_of_one_short_clause_has_no_windows() {
        assert!(windows_of("my throat is closing up").is_empty());
        assert!(windows_of("how many minutes is it").is_empty());
        assert!(windows_of("").is_empty());
    }

    #[test]
    fn an_emergency_that_nothing_joins_stands_in_a_part_of_a_clause() {
        let windows = windows(&read("which parts of the face are done mum gone unconscious"));
        let part = windows.iter().find(|window| window.reading.sentence == "done mum gone unconscious");
        assert!(part.is_some_and(|part| part.is_part), "{windows:?}");
    }

    #[test]
    fn any_five_words_of_a_long_clause_stand_together_in_a_window() {
        let words: Vec<String> = (0..30).map(|number| format!("w{number}")).collect();
        let windows = windows_of(&words.join(" "));
        for five in words.windows(5) {
            assert!(windows.iter().any(|window| window.contains(&five.join(" "))), "{five:?}");
        }
    }

    #[test]
    fn the_number_of_windows_is_bounded() {
        let long = "it was red and ".repeat(3_000);
        assert!(windows_of(&long).len() <= 6 * MAX_CLAUSES);
    }

    #[test]
    fn questions_are_separated() {
        assert_eq!(
            questions_of("how long does it take does it hurt and who does it"),
            ["how long does it take", "does it hurt", "who does it"]
        );
        assert_eq!(
            questions_of("does it hurt, how long does one session take, and can i go back to work the same day?"),
            ["does it hurt", "how long does one session take", "can i go back to work the same day"]
        );
        assert_eq!(questions_of("does it hurt how long does it take"), ["does it hurt", "how long does it take"]);
        assert_eq!(questions_of("what is it? is it safe"), ["what is it", "is it safe"]);
        assert_eq!(questions_of("does it hurt? who performs it?"), ["does it hurt", "who performs it"]);
    }

    #[test]
    fn what_belongs_to_a_question_stays_with_it() {
        for one in [
            "does it hurt if i am pregnant",
            "can i come when i have a cold",
            "i have had acne for years, does it help",
            "how long does a session take",
            "how many minutes is it",
            "is it safe while i am on antibiotics",
            "can i do it myself at home with a roller",
            "can i have it if my skin is sunburnt",
            "i had filler in my cheeks like two weeks ago can i still get it",
            "it is all natural so is safe in my case",
        ] {
            assert_eq!(questions_of(one).len(), 1, "{one}: {:?}", questions_of(one));
        }
        assert_eq!(questions(&read("i am pregnant. does it hurt? is it safe?")).statements.len(), 1);
    }
}
