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
/// A line of the section `training` must be surer: many are misspelt on purpose.
pub(crate) const MIN_TRAINING_WEIGHT: f32 = 2.0;
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
                let is_unspaced = words.chars().any(|c| matches!(Script::of(c), Script::Han | Script::Kana | Script::Hangul));
                lists.emergencies.push(if is_unspaced { words.replace(' ', "") } else { format!(" {} ", joined(words)) });
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
        return latin_part(message, &words);
    }
    let found = best_span(&words, own, is_own)?;
    let length = found.range.len();
    let is_short_enough = words.len() <= MAX_SHORT_WORDS && length == words.len();
    let is_short = is_short_enough && found.weight >= MIN_SHORT_WEIGHT && words.iter().all(is_listed);
    let is_own_english = own.is_english() || length as f32 >= MIN_SHARE_ELSEWHERE * words.len() as f32;
    if !is_own_english || !(found.weight >= min_weight || is_short) {
        return None;
    }
    let range = words[found.range.start].range.start..words[found.range.end - 1].range.end;
    Some(ForeignPart { language: found.language, range, other_words: words.len() - length })
}

/// Returns true if a line of the section `training` is in another language than the FAQ.
pub(crate) fn is_foreign_line(line: &str, own: Language) -> bool {
    foreign_part(line, own, MIN_TRAINING_WEIGHT, |_| false).is_some_and(|part| part.other_words == 0 || part.range.len() * 2 > line.len())
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
        words.push(Word { range: start..start + word.len(), folded, is_accented });
    }
    words
}

/// Returns true if a list has the word, English has not, and it is long enough to be no typo.
fn is_listed(word: &Word) -> bool {
    word.folded.chars().count() >= MIN_SHORT_LETTERS
        && LISTS.words.contains_key(word.folded.as_str())
        && spelling::rarity(&word.folded).is_none()
}

/// Some words of a message that belong to one language.
struct Span {
    language: Language,
    range: Range<usize>,
    weight: f32,
}

/// Returns the run of words with the greatest weight for any language (Kadane's algorithm).
fn best_span(words: &[Word], own: Language, is_own: impl Fn(&str) -> bool) -> Option<Span> {
    let own_bit = LISTS.bit(own);
    let mut known = Vec::with_capacity(words.len());
    for word in words {
        let english = if text::words(&word.folded).len() > 1 { Some(0.0) } else { spelling::rarity(&word.folded) };
        let english = english.or_else(|| is_own(&word.folded).then_some(0.0));
        let languages = LISTS.words.get(word.folded.as_str()).copied().unwrap_or_default();
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
        for (at, word) in known.iter().enumerate() {
            if sum <= 0.0 {
                start = at;
                sum = 0.0;
            }
            sum += if own.is_english() { word.weight(bit) } else { word.weight_elsewhere(bit, own_bit) };
            if sum > best.as_ref().map_or(0.0, |span| span.weight) {
                best = Some(Span { language, range: start..at + 1, weight: sum });
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
        let is_listed = if bit == 0 { self.english.is_some_and(|rarity| rarity < RARE) } else { self.languages & bit != 0 };
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
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
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
fn latin_part(message: &str, words: &[Word]) -> Option<ForeignPart> {
    let letters = message.chars().filter(|c| c.is_alphabetic()).count();
    let latin: Vec<&Word> = words.iter().filter(|word| word.folded.chars().any(|c| c.is_ascii_alphabetic())).collect();
    let latin_letters: usize = latin.iter().map(|word| word.folded.chars().count()).sum();
    if latin.len() < 2 || 2 * latin_letters <= letters {
        return None;
    }
    let range = latin.first()?.range.start..latin.last()?.range.end;
    let others = best_span(words, Language::ENGLISH, |_| false).filter(|span| span.weight >= MIN_WEIGHT);
    let language = others.map_or(Language::ENGLISH, |span| span.language);
    Some(ForeignPart { language, range, other_words: words.len() - latin.len() })
}
