//! Everyday questions that belong to no FAQ, by language. They show what a FAQ must not answer if its own file names few gaps.

use faq::text;

/// Lines of a language, a tab and a question; see `assets/README.md`.
static QUESTIONS: &str = include_str!("../assets/background.txt");

/// The language whose questions stand in for those of a language that has none.
const FALLBACK: &str = "en";

/// Returns the everyday questions of a language, a BCP 47 tag such as "de" or "pt-BR".
pub(super) fn questions(language: &str) -> Vec<&'static str> {
    let language = language.split('-').next().unwrap_or(language).to_ascii_lowercase();
    let questions = of_language(&language);
    if questions.is_empty() { of_language(FALLBACK) } else { questions }
}

/// Returns the sentences of all languages whose vectors the program carries.
pub fn sentences() -> Vec<String> {
    QUESTIONS.lines().filter_map(|line| line.split_once('\t')).map(|(_, question)| sentence(question)).collect()
}

/// Returns a question as it is encoded: unchanged by the words that the FAQ knows, so that its vector can be stored beforehand.
pub(super) fn sentence(question: &str) -> String {
    text::words(&text::clean(question)).join(" ")
}

fn of_language(language: &str) -> Vec<&'static str> {
    let mut questions = Vec::new();
    for line in QUESTIONS.lines() {
        if let Some((tag, question)) = line.split_once('\t')
            && tag == language
        {
            questions.push(question);
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_enough_questions() {
        for line in QUESTIONS.lines() {
            let (language, question) = line.split_once('\t').unwrap();
            assert!(questions(language).len() >= 40, "{language}");
            assert!(!question.trim().is_empty(), "{line}");
        }
        assert!(questions("en").len() >= 200);
    }

    #[test]
    fn a_language_without_questions_uses_english_ones() {
        assert_eq!(questions("xx"), questions("en"));
        assert_eq!(questions("pt-BR"), questions("pt"));
        assert_ne!(questions("de"), questions("en"));
    }
}
