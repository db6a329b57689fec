//! Language detection.

use whatlang::{Info, Lang, Script, detect as guess};

/// A language other than English. Those with a name are the most spoken after it (Ethnologue 2025, first and second
/// language).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Modern Standard Arabic.
    Arabic,
    Bengali,
    /// Mandarin Chinese.
    Chinese,
    French,
    German,
    Hindi,
    Portuguese,
    Russian,
    Spanish,
    Urdu,
    Other,
}

/// Returns the language if it can be detected and is not English. A few words in Latin letters are rarely enough.
pub fn detect(text: &str) -> Option<Language> {
    match guess(text).filter(is_trusted)?.lang() {
        Lang::Eng => None,
        Lang::Ara => Some(Language::Arabic),
        Lang::Ben => Some(Language::Bengali),
        Lang::Cmn => Some(Language::Chinese),
        Lang::Fra => Some(Language::French),
        Lang::Deu => Some(Language::German),
        Lang::Hin => Some(Language::Hindi),
        Lang::Por => Some(Language::Portuguese),
        Lang::Rus => Some(Language::Russian),
        Lang::Spa => Some(Language::Spanish),
        Lang::Urd => Some(Language::Urdu),
        _ => Some(Language::Other),
    }
}

/// Returns whether a guess can be trusted. Another script is never English, even if its language is uncertain.
fn is_trusted(found: &Info) -> bool {
    found.is_reliable() || found.script() != Script::Latin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_detected() {
        for (text, language) in [
            ("¿Cuánto tiempo dura el tratamiento y duele mucho?", Some(Language::Spanish)),
            ("Est-ce que le traitement est douloureux pour la peau ?", Some(Language::French)),
            ("Больно ли делать эту процедуру?", Some(Language::Russian)),
            ("这个治疗会不会很痛？", Some(Language::Chinese)),
            ("क्या इससे बहुत दर्द होता है?", Some(Language::Hindi)),
            ("هل هذا العلاج مؤلم للبشرة؟", Some(Language::Arabic)),
            ("How long does one session take, and will it hurt?", None),
            ("", None),
        ] {
            assert_eq!(detect(text), language, "{text}");
        }
    }
}
