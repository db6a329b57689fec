//! FAQs of made-up questions, as large as asked for.

/// The most common English words with their rarity, in alphabetical order.
static ENGLISH: &str = include_str!("../../crates/matching/assets/english.txt");
/// Words up to this rarity, some 4,000, are what the questions are about.
const MAX_RARITY: u32 = 80;
/// Longer words would make the largest FAQ too large for a file; shorter ones say nothing.
const WORD_LENGTHS: std::ops::RangeInclusive<usize> = 4..=7;
/// What people ask about two things; `#` stands for either.
const PATTERNS: [&str; 12] = [
    "how long does # # take",
    "is # # safe for me",
    "what is # #",
    "can i get # # again",
    "when will my # be #",
    "where do i find # and #",
    "do you have # for #",
    "why is the # so #",
    "who can help with # #",
    "is there a # in my #",
    "i need # to #",
    "does # # cost more",
];

/// Returns the file of a FAQ of made-up entries, each with a question and some phrasings about two words of its own.
pub fn file(entries: usize, phrasings: usize) -> String {
    let words = words();
    let mut yaml = String::from("entries:\n");
    for entry in 0..entries {
        let mut questions = Vec::with_capacity(phrasings + 1);
        for place in 0..=phrasings {
            questions.push(question(&words, entry, place));
        }
        let (first, rest) = (&questions[0], questions[1..].join(", "));
        yaml.push_str(&format!("- {{id: e{entry}, question: {first}, answer: It is., phrasings: [{rest}]}}\n"));
    }
    yaml
}

/// Returns the words that questions are about.
fn words() -> Vec<&'static str> {
    let mut words = Vec::new();
    for line in ENGLISH.lines() {
        if let Some((word, rarity)) = line.split_once(' ')
            && WORD_LENGTHS.contains(&word.len())
            && rarity.parse().is_ok_and(|rarity: u32| rarity <= MAX_RARITY)
        {
            words.push(word);
        }
    }
    words
}

/// Returns the question of an entry at a place among its questions. The entry has two words of its own, which others use in
/// other pairs.
fn question(words: &[&str], entry: usize, place: usize) -> String {
    let first = words[entry * 7919 % words.len()];
    let second = words[(entry * 104_729 + entry / words.len() + 1) % words.len()];
    let pattern = PATTERNS[(entry + place * 5) % PATTERNS.len()];
    pattern.replacen('#', first, 1).replacen('#', second, 1)
}
