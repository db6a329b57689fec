//! The wording of `/faq translate`.

use faq::text::Language;

pub const CHOOSE_LANGUAGE: &str = "Choose a language to translate into";
/// The note on the preview of a translation that both fields of the form were left empty for.
pub const REMOVES: &str = "Both fields are empty, so this removes the translation.";

/// Returns the text above the menu of languages.
pub fn overview(topic: &str, current: &[Language], outdated: &[Language]) -> String {
    let mut text = match current {
        [] => format!("**Translations of *{topic}*.** None is up to date."),
        _ => format!("**Translations of *{topic}*.** Up to date: {}.", names(current)),
    };
    if !outdated.is_empty() {
        text.push_str(&format!(
            "\n⚠ Older than the text that they translate, so not shown: {}. Correct and save each, or leave both fields empty to \
             remove it.",
            names(outdated)
        ));
    }
    text
}

fn names(languages: &[Language]) -> String {
    languages.iter().map(Language::name).collect::<Vec<_>>().join(", ")
}

/// Returns the name of a language in the menu.
pub fn choice(language: Language, is_there: bool, is_outdated: bool) -> String {
    match (is_there, is_outdated) {
        (true, true) => format!("⚠ {}: out of date", language.name()),
        (true, false) => format!("✓ {}", language.name()),
        (false, _) => language.name().to_owned(),
    }
}

/// Returns the line about a translation in the history and in the log channel.
pub fn summary(topic: &str, language: Language, is_removed: bool) -> String {
    match is_removed {
        true => format!("removed the {} translation of {topic}", language.name()),
        false => format!("translated {topic} into {}", language.name()),
    }
}
