//! Languages: the FAQ's own, and the one that a question is in.

use std::fmt;
use std::str::FromStr;

use whatlang::{Lang, Script};

/// A language, by the first part of its BCP 47 tag: `pt-BR` is `pt`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

/// The error for a text that is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a language tag; write one like en, de or pt-BR")]
pub struct InvalidLanguage;

impl Language {
    pub const ENGLISH: Self = Self(*b"en\0");

    /// Returns the tag's first part: two or three lower-case letters.
    pub fn code(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }

    pub fn is_english(self) -> bool {
        self == Self::ENGLISH
    }

    /// Returns the language's name in English, or its code if its questions cannot be recognised.
    pub fn name(&self) -> &str {
        match self.detectable() {
            Some(Lang::Cmn) => "Chinese",
            Some(lang) => lang.eng_name(),
            None => self.code(),
        }
    }

    /// Returns true if the language is written in Latin letters, or may be.
    pub fn is_latin(self) -> bool {
        self.detectable().is_none_or(|lang| Script::Latin.langs().contains(&lang))
    }

    /// Returns the language as the detector knows it.
    fn detectable(self) -> Option<Lang> {
        let (_, lang) = DETECTED.iter().find(|(code, _)| *code == self.code())?;
        Some(*lang)
    }

    fn detected(lang: Lang) -> Option<Self> {
        let (code, _) = DETECTED.iter().find(|&&(_, detected)| detected == lang)?;
        Some(Self::from_letters(code))
    }

    /// Takes two or three letters.
    fn from_letters(letters: &str) -> Self {
        let mut code = [0; 3];
        for (to, letter) in code.iter_mut().zip(letters.bytes()) {
            *to = letter.to_ascii_lowercase();
        }
        Self(code)
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::ENGLISH
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(tag: &str) -> Result<Self, InvalidLanguage> {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_first = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_first || !parts.all(is_part) {
            return Err(InvalidLanguage);
        }
        // A language has one tag, the shorter one: `deu` is `de`.
        let shorter = Lang::from_code(first.to_ascii_lowercase()).and_then(Self::detected);
        Ok(shorter.unwrap_or_else(|| Self::from_letters(first)))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Returns the language of a text if it can be detected and is not the FAQ's `own`. A few words in the same letters are
/// rarely enough.
///
/// ```
/// use faq::text::{Language, foreign_language};
/// let question = "Больно ли делать эту процедуру?";
/// let russian: Language = "ru".parse()?;
/// assert_eq!(foreign_language(question, Language::ENGLISH), Some(russian));
/// assert_eq!(foreign_language(question, russian), None);
/// # Ok::<(), faq::text::InvalidLanguage>(())
/// ```
pub fn foreign_language(text: &str, own: Language) -> Option<Language> {
    // If the detector does not know the FAQ's own language, it would take every question for another.
    let own = own.detectable()?;
    let found = whatlang::detect(text)?;
    // Japanese is also written in Chinese characters alone.
    let is_own = found.lang() == own || (own == Lang::Jpn && found.lang() == Lang::Cmn);
    // Text in other letters is foreign, even if its language is uncertain.
    let is_trusted = found.is_reliable() || !found.script().langs().contains(&own);
    if is_trusted && !is_own { Language::detected(found.lang()) } else { None }
}

/// The languages that the detector knows, by their tags. It calls them by ISO 639-3 codes of three letters.
const DETECTED: [(&str, Lang); 71] = [
    ("af", Lang::Afr),
    ("ak", Lang::Aka),
    ("am", Lang::Amh),
    ("ar", Lang::Ara),
    ("az", Lang::Aze),
    ("be", Lang::Bel),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("cy", Lang::Cym),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("eo", Lang::Epo),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("gu", Lang::Guj),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("jv", Lang::Jav),
    ("ka", Lang::Kat),
    ("km", Lang::Khm),
    ("kn", Lang::Kan),
    ("ko", Lang::Kor),
    ("la", Lang::Lat),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("mk", Lang::Mkd),
    ("ml", Lang::Mal),
    ("mr", Lang::Mar),
    ("my", Lang::Mya),
    ("ne", Lang::Nep),
    ("nb", Lang::Nob),
    ("no", Lang::Nob),
    ("nl", Lang::Nld),
    ("or", Lang::Ori),
    ("pa", Lang::Pan),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("si", Lang::Sin),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sn", Lang::Sna),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("te", Lang::Tel),
    ("th", Lang::Tha),
    ("tk", Lang::Tuk),
    ("tl", Lang::Tgl),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("uz", Lang::Uzb),
    ("vi", Lang::Vie),
    ("yi", Lang::Yid),
    ("zh", Lang::Cmn),
    ("zu", Lang::Zul),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        tag.parse().unwrap()
    }

    #[test]
    fn a_tag_names_a_language() {
        assert_eq!(
            (language("pt-BR").code(), language("DE").code(), language("zh-Hant-TW").code()),
            ("pt", "de", "zh")
        );
        assert_eq!(language("eng"), Language::ENGLISH);
        assert_eq!(
            (language("ja").name(), language("zh").name(), language("gsw").name()),
            ("Japanese", "Chinese", "gsw")
        );
        assert_eq!(
            ["en", "de", "gsw", "ru", "ja"].map(|tag| language(tag).is_latin()),
            [true, true, true, false, false]
        );
        for wrong in ["", "e", "english", "d2", "de_DE", "de-", "-de", "de-DE-toolongpart"] {
            assert_eq!(wrong.parse::<Language>(), Err(InvalidLanguage), "{wrong}");
        }
    }

    #[test]
    fn languages_are_detected() {
        for (text, code) in [
            ("¿Cuánto tiempo dura el tratamiento y duele mucho?", "es"),
            ("Est-ce que le traitement est douloureux pour la peau ?", "fr"),
            ("Больно ли делать эту процедуру?", "ru"),
            ("这个治疗会不会很痛？", "zh"),
            ("क्या इससे बहुत दर्द होता है?", "hi"),
            ("هل هذا العلاج مؤلم للبشرة؟", "ar"),
            ("How long does one session take, and will it hurt?", "en"),
        ] {
            let own = language(code);
            assert_eq!(foreign_language(text, own), None, "{text}");
            let other = if own.is_english() { language("ru") } else { Language::ENGLISH };
            assert_eq!(foreign_language(text, other), Some(own), "{text}");
        }
        assert_eq!(foreign_language("", Language::ENGLISH), None);
        assert_eq!(foreign_language("治療時間", language("ja")), None, "Japanese in Chinese characters");
        assert_eq!(foreign_language("Больно ли делать эту процедуру?", language("gsw")), None, "own is unknown");
    }
}
