//! Which part of a message is in another language than the FAQ's, and in which.
//!
//! The scripts say it for most languages. Those in Latin letters are told apart by lists of their words, since trigrams of letters
//! say nothing about three words that somebody typed without accents.

use std::ops::Range;
use std::sync::LazyLock;

use faq::text::{self, Language};
use rustc_hash::FxHashMap;

use crate::spelling;

/// A line is a language and its words, without accents; see `assets/README.md`.
static WORDS: &str = include_str!("../assets/languages.txt");
/// Words and runs of words that nearly always mean an emergency, a line each after its language and a tab.
static EMERGENCY_WORDS: &str = include_str!("../assets/emergency-words.txt");

/// A question has a part in another language if the weights of its words add up to this: two plain words.
pub(crate) const MIN_WEIGHT: f32 = 1.5;
/// The same of a message whose words the FAQ mostly does not know.
pub(crate) const MIN_WEIGHT_OF_UNKNOWN: f32 = 0.7;
/// A line of the section `training` must be surer: many are misspelt on purpose.
pub(crate) const MIN_TRAINING_WEIGHT: f32 = 2.0;
/// A message needs no more than this if each of its words is in the list of the language, or in none.
const MIN_WHOLE_WEIGHT: f32 = 1.6;
/// A message of up to three words, all of them in a list, needs no more than this.
const MIN_SHORT_WEIGHT: f32 = 0.9;
const MAX_SHORT_WORDS: usize = 3;
/// The fewest letters of each word of such a message.
const MIN_SHORT_LETTERS: usize = 4;
/// Fewer letters of another script are a sign or a name.
const MIN_SCRIPT_LETTERS: usize = 2;

/// Above this rarity an English word may well be another language's; below, at [`PLAIN_RARITY`] lower, it is hardly one.
const RARE: f32 = 10.0;
const PLAIN_RARITY: f32 = 4.5;
const RARITY_RANGE: f32 = 4.0;
/// The weights of words: of the FAQ's language, of a rare English word, of a word that no list has, and of an English word in a
/// message to a FAQ in another language.
const OWN: f32 = -1.0;
const RARE_ENGLISH: f32 = -0.4;
const SHARED: f32 = -0.3;
const UNKNOWN: f32 = 0.25;
const UNKNOWN_ACCENTED: f32 = 0.4;
const UNKNOWN_ELSEWHERE: f32 = -0.2;
const ENGLISH_ELSEWHERE: f32 = 0.8;
/// The share of a message to a FAQ in another language than English that must be in the other language: its people use English words.
const MIN_SHARE_ELSEWHERE: f32 = 0.6;

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::new);

/// The lists of words.
struct Lists {
    languages: Vec<Language>,
    /// The languages that have a word, a bit for each.
    words: FxHashMap<&'static str, u32>,
    /// The words and runs of words of emergencies with spaces around them, those of scripts without spaces without.
    emergencies: Vec<String>,
}

impl Lists {
    fn new() -> Self {
        let mut lists = Self { languages: Vec::new(), words: FxHashMap::default(), emergencies: Vec::new() };
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let Some(Ok(language)) = words.next().map(str::parse) else { continue };
            let bit = 1 << lists.languages.len();
            for word in words {
                *lists.words.entry(word).or_default() |= bit;
            }
            lists.languages.push(language);
        }
        for line in EMERGENCY_WORDS.lines() {
            if let Some((_, words)) = line.split_once('\t') {
                let is_unspaced =
                    words.chars().any(|c| matches!(Script::of(c), Script::Han | Script::Kana | Script::Hangul));
                lists.emergencies.push(if is_unspaced {
                    words.replace(' ', "")
                } else {
                    format!(" {} ", joined(words))
                });
            }
        }
        lists
    }

    fn bit(&self, language: Language) -> u32 {
        self.languages.iter().position(|&other| other == language).map_or(0, |at| 1 << at)
    }
}

/// The part of a message that is in another language.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ForeignPart {
    pub language: Language,
    /// Its place in the message.
    pub range: Range<usize>,
    /// How many words of the message stand outside.
    pub other_words: usize,
}

/// Returns the part of a message that is in another language than `own`. `is_own` says whether the FAQ knows a word.
pub(crate) fn foreign_part(
    message: &str,
    own: Language,
    min_weight: f32,
    is_own: impl Fn(&str) -> bool,
) -> Option<ForeignPart> {
    let words = words(message);
    if let Some(part) = part_in_other_script(message, &words, own) {
        return Some(part);
    }
    if !own.is_latin() {
        return latin_part(message, &words, own);
    }
    let found = best_span(&words, own, is_own)?;
    let length = found.range.len();
    let is_short_enough = words.len() <= MAX_SHORT_WORDS && length == words.len();
    let is_short = is_short_enough && found.weight >= MIN_SHORT_WEIGHT && words.iter().all(is_listed);
    if !own.is_english() && (length as f32) < MIN_SHARE_ELSEWHERE * words.len() as f32 {
        return None;
    }
    // A message without any word of English is surer.
    let is_whole = length == words.len() && length > 1 && found.is_pure;
    let min_weight = if is_whole { min_weight.min(MIN_WHOLE_WEIGHT) } else { min_weight };
    if !(found.weight >= min_weight || is_short) {
        return None;
    }
    let range = words[found.range.start].range.start..words[found.range.end - 1].range.end;
    Some(ForeignPart { language: found.language, range, other_words: words.len() - length })
}

/// Returns true if a line of the section `training` is in another language than the FAQ.
pub(crate) fn is_foreign_line(line: &str, own: Language) -> bool {
    if own.is_english() && line.is_ascii() && !words(line).iter().any(is_telling) {
        return false;
    }
    match foreign_part(line, own, MIN_TRAINING_WEIGHT, |_| false) {
        Some(part) => part.range.len() * 2 > line.len(),
        None => own.is_english() && has_emergency_words(line),
    }
}

/// Returns how many words a text has; in scripts without spaces, a run of letters is one.
pub(crate) fn word_count(text: &str) -> usize {
    text::words_of(text).count()
}

/// Returns true if a message has words that nearly always mean an emergency, in any of the languages.
pub(crate) fn has_emergency_words(message: &str) -> bool {
    let spaced = format!(" {} ", joined(message));
    let unspaced = spaced.replace(' ', "");
    LISTS.emergencies.iter().any(|words| {
        if words.starts_with(' ') { spaced.contains(words.as_str()) } else { unspaced.contains(words.as_str()) }
    })
}

/// Returns the words of a text in lower case with a space between.
fn joined(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = text::words_of(&lower).collect();
    words.join(" ")
}

/// A word of a message.
struct Word {
    range: Range<usize>,
    /// In lower case, Latin letters without accents.
    folded: String,
    is_accented: bool,
}

fn words(message: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for word in text::words_of(message) {
        let start = word.as_ptr() as usize - message.as_ptr() as usize;
        let is_accented = !word.is_ascii();
        let folded = if is_accented { text::clean(word) } else { word.to_ascii_lowercase() };
        // "don't" is one word, "j'ai" two.
        if !folded.contains('\'') || is_contraction(&folded) {
            words.push(Word { range: start..start + word.len(), folded, is_accented });
            continue;
        }
        for part in folded.split('\'').filter(|part| !part.is_empty()) {
            words.push(Word { range: start..start + word.len(), folded: part.to_owned(), is_accented });
        }
    }
    words
}

/// Returns true if every word of a message is an English one, so that no other language need be looked for.
pub(crate) fn is_plain_english(message: &str) -> bool {
    words(message).iter().all(|word| !word.is_accented && is_english(&word.folded))
}

/// Returns true for an English contraction, which is spelled out to other words than its parts.
fn is_contraction(word: &str) -> bool {
    let spelled_out = text::words(word);
    spelled_out.len() > 1
        && !spelled_out.iter().map(String::as_str).eq(word.split('\'').filter(|part| !part.is_empty()))
        || word.ends_with("'s")
}

fn is_english(word: &str) -> bool {
    spelling::rarity(word).is_some_and(|rarity| rarity < RARE) || text::words(word).len() > 1
}

/// Returns true if a list has the word, English has not, and it is long enough to be no typo.
fn is_listed(word: &Word) -> bool {
    word.folded.chars().count() >= MIN_SHORT_LETTERS
        && LISTS.words.contains_key(word.folded.as_str())
        && spelling::rarity(&word.folded).is_none()
}

/// Returns true if a list has the word and English has not, or seldom.
fn is_telling(word: &Word) -> bool {
    LISTS.words.contains_key(word.folded.as_str())
        && spelling::rarity(&word.folded).is_none_or(|rarity| rarity > PLAIN_RARITY)
}

/// Some words of a message that belong to one language.
struct Span {
    language: Language,
    range: Range<usize>,
    weight: f32,
    /// Whether each of its words is in the list of the language, or in none.
    is_pure: bool,
}

/// Returns the run of words with the greatest weight for any language (Kadane's algorithm).
fn best_span(words: &[Word], own: Language, is_own: impl Fn(&str) -> bool) -> Option<Span> {
    let own_bit = LISTS.bit(own);
    let mut known = Vec::with_capacity(words.len());
    for word in words {
        let languages = LISTS.words.get(word.folded.as_str()).copied().unwrap_or_default();
        let mut english = spelling::rarity(&word.folded);
        if text::words(&word.folded).len() > 1 || (english.is_none() && languages == 0 && is_own(&word.folded)) {
            english = Some(0.0);
        }
        known.push(Known { languages, english, is_accented: word.is_accented });
    }
    let mut candidates: Vec<(Language, u32)> = Vec::new();
    for (at, &language) in LISTS.languages.iter().enumerate() {
        if language != own {
            candidates.push((language, 1 << at));
        }
    }
    if !own.is_english() {
        if own_bit == 0 {
            return None;
        }
        candidates.push((Language::ENGLISH, 0));
    }
    let mut best: Option<Span> = None;
    for (language, bit) in candidates {
        let mut start = 0;
        let mut sum = 0.0_f32;
        let mut is_pure = true;
        for (at, word) in known.iter().enumerate() {
            if sum <= 0.0 {
                start = at;
                sum = 0.0;
                is_pure = true;
            }
            is_pure &= word.languages & bit != 0 || (word.languages == 0 && word.english.is_none());
            sum += if own.is_english() { word.weight(bit) } else { word.weight_elsewhere(bit, own_bit) };
            if sum > best.as_ref().map_or(0.0, |span| span.weight) {
                best = Some(Span { language, range: start..at + 1, weight: sum, is_pure });
            }
        }
    }
    best
}

/// What the lists say about a word.
struct Known {
    languages: u32,
    /// Its rarity in English, if it is an English word.
    english: Option<f32>,
    is_accented: bool,
}

impl Known {
    /// Returns how much the word speaks for the language of this bit and against English.
    fn weight(&self, bit: u32) -> f32 {
        let is_listed = self.languages & bit != 0;
        match self.english {
            None if is_listed => 1.0,
            None if self.is_accented => UNKNOWN_ACCENTED,
            None => UNKNOWN,
            Some(rarity) if is_listed => ((rarity - PLAIN_RARITY) / RARITY_RANGE).clamp(SHARED, 1.0),
            Some(rarity) if rarity < RARE => OWN,
            Some(_) => RARE_ENGLISH,
        }
    }

    /// The same in a FAQ that is not in English. English has no bit.
    fn weight_elsewhere(&self, bit: u32, own: u32) -> f32 {
        let is_own = self.languages & own != 0;
        let is_listed =
            if bit == 0 { self.english.is_some_and(|rarity| rarity < RARE) } else { self.languages & bit != 0 };
        match (is_listed, is_own) {
            (true, true) => SHARED,
            (true, false) if bit == 0 => ENGLISH_ELSEWHERE,
            (true, false) => 1.0,
            (false, true) => OWN,
            (false, false) => UNKNOWN_ELSEWHERE,
        }
    }
}

/// The scripts that tell languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    Kana,
    Hangul,
    Other,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\0'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                Self::Arabic
            }
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{3040}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Self::Kana,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Self::Han,
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            _ => Self::Other,
        }
    }

    /// Returns whether a language is written in this script.
    fn is_of(self, language: Language) -> bool {
        match language.code() {
            "ja" => matches!(self, Self::Kana | Self::Han),
            "zh" => self == Self::Han,
            "ko" => self == Self::Hangul,
            "hi" | "mr" | "ne" => self == Self::Devanagari,
            "ar" | "fa" | "ur" => self == Self::Arabic,
            "ru" | "uk" | "be" | "bg" | "mk" | "sr" => self == Self::Cyrillic,
            _ if language.is_latin() => self == Self::Latin,
            _ => self == Self::Other,
        }
    }
}

/// Returns the part in another script than the FAQ's language is written in, Latin letters aside.
fn part_in_other_script(message: &str, words: &[Word], own: Language) -> Option<ForeignPart> {
    let is_other = |c: char| c.is_alphabetic() && Script::of(c) != Script::Latin && !Script::of(c).is_of(own);
    let mut letters = 0;
    let mut scripts: Vec<Script> = Vec::new();
    let mut range: Option<Range<usize>> = None;
    for (at, c) in message.char_indices() {
        if is_other(c) {
            letters += 1;
            scripts.push(Script::of(c));
            range = Some(range.map_or(at, |range: Range<usize>| range.start)..at + c.len_utf8());
        }
    }
    let range = range.filter(|_| letters >= MIN_SCRIPT_LETTERS)?;
    let other_words = words.iter().filter(|word| !message[word.range.clone()].contains(is_other)).count();
    let part = &message[range.clone()];
    Some(ForeignPart { language: language_of(part, &scripts, own)?, range, other_words })
}

/// Returns the language of a text by its letters' scripts.
fn language_of(text: &str, scripts: &[Script], own: Language) -> Option<Language> {
    let has = |script| scripts.contains(&script);
    let code = if has(Script::Kana) {
        "ja"
    } else if has(Script::Hangul) {
        "ko"
    } else if has(Script::Han) {
        "zh"
    } else if has(Script::Cyrillic) && text.to_lowercase().contains(['і', 'ї', 'є', 'ґ']) {
        "uk"
    } else if let Some(language) = text::foreign_language(text, own) {
        return Some(language);
    } else {
        match scripts.first()? {
            Script::Cyrillic => "ru",
            Script::Arabic => "ar",
            Script::Devanagari => "hi",
            _ => return None,
        }
    };
    code.parse().ok()
}

/// Returns the part in Latin letters of a message to a FAQ in another script, if that is most of it.
fn latin_part(message: &str, words: &[Word], own: Language) -> Option<ForeignPart> {
    let letters = message.chars().filter(|c| c.is_alphabetic()).count();
    let latin: Vec<&Word> = words.iter().filter(|word| word.folded.chars().any(|c| c.is_ascii_alphabetic())).collect();
    let latin_letters: usize = latin.iter().map(|word| word.folded.chars().count()).sum();
    if latin.len() < 2 || 2 * latin_letters <= letters {
        return None;
    }
    let range = latin.first()?.range.start..latin.last()?.range.end;
    let others = best_span(words, Language::ENGLISH, |_| false).filter(|span| span.weight >= MIN_WEIGHT);
    let language = others.map_or(Language::ENGLISH, |span| span.language);
    if language == own {
        return None;
    }
    Some(ForeignPart { language, range, other_words: words.len() - latin.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(message: &str, own: &str) -> Option<String> {
        let part = foreign_part(message, own.parse().unwrap(), MIN_WEIGHT, |_| false);
        part.map(|part| part.language.to_string())
    }

    #[test]
    fn short_messages_are_recognised_with_and_without_accents() {
        for (message, expected) in [
            ("¿cuánto cuesta?", "es"),
            ("cuanto cuesta esto", "es"),
            ("quanto tempo demora", "pt"),
            ("ça fait mal ?", "fr"),
            ("tut das weh", "de"),
            ("quanto dura una seduta", "it"),
            ("hoe lang duurt het", "nl"),
            ("ile to trwa", "pl"),
            ("ne kadar sürer", "tr"),
            ("это больно?", "ru"),
            ("чи це боляче і небезпечно", "uk"),
            ("هل هذا مؤلم", "ar"),
            ("क्या दर्द होता है", "hi"),
            ("kya isme dard hota hai", "hi"),
            ("会痛吗", "zh"),
            ("痛いですか", "ja"),
            ("아파요?", "ko"),
            ("có đau không", "vi"),
            ("apakah ini sakit", "id"),
        ] {
            assert_eq!(language(message, "en").as_deref(), Some(expected), "{message}");
        }
    }

    #[test]
    fn names_misspellings_and_english_are_no_other_language() {
        for message in [
            "does it hurt?",
            "wat dose colagin do for teh skin",
            "collagen",
            "is it like botox or juvederm",
            "my friend Anna Kowalska had it done",
            "α-arbutin",
            "omg im so scared lol",
            "I want to die",
            "",
        ] {
            assert_eq!(language(message, "en"), None, "{message}");
        }
    }

    #[test]
    fn a_part_of_a_message_is_found() {
        let message = "does it hurt, tengo miedo de la aguja";
        let part = foreign_part(message, Language::ENGLISH, MIN_WEIGHT, |_| false).unwrap();
        assert_eq!(
            (part.language.code(), &message[part.range.clone()], part.other_words),
            ("es", "tengo miedo de la aguja", 3)
        );
        let message = "how long does it take? 血が止まらない";
        let part = foreign_part(message, Language::ENGLISH, MIN_WEIGHT, |_| false).unwrap();
        assert_eq!((part.language.code(), part.other_words), ("ja", 5));
    }

    #[test]
    fn english_is_foreign_to_an_faq_in_another_language() {
        for own in ["de", "es", "ru", "ja"] {
            assert_eq!(language("what is the capital of france", own).as_deref(), Some("en"), "{own}");
        }
        assert_eq!(language("Was kostet eine Stunde?", "de"), None);
        assert_eq!(language("ist das Meeting online?", "de"), None);
        assert_eq!(language("Сколько стоит MacBook Pro?", "ru"), None);
    }

    #[test]
    fn emergencies_are_known_by_their_words() {
        for message in ["ayuda, no puedo respirar!!", "er ist bewusstlos", "血が止まらない助けて", "Он без сознания"]
        {
            assert!(has_emergency_words(message), "{message}");
        }
        for message in ["¿duele?", "does it hurt", "tut das weh", "痛いですか", ""] {
            assert!(!has_emergency_words(message), "{message}");
        }
    }
}
