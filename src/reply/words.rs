//! The bot's own wording, which is in a file for each language under `locales`; all other texts are the FAQ's.
//!
//! The files are written in Fluent and become part of the program. A file is read when somebody first needs its language.
//! Moderators' wording is in [`super::moderation`], in English.

use std::sync::{LazyLock, OnceLock};

use faq::text::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The files, by the language of their replies.
const FILES: [(&str, &str); 18] = [
    ("en", include_str!("locales/en.ftl")),
    ("es", include_str!("locales/es.ftl")),
    ("pt", include_str!("locales/pt.ftl")),
    ("fr", include_str!("locales/fr.ftl")),
    ("de", include_str!("locales/de.ftl")),
    ("it", include_str!("locales/it.ftl")),
    ("nl", include_str!("locales/nl.ftl")),
    ("pl", include_str!("locales/pl.ftl")),
    ("tr", include_str!("locales/tr.ftl")),
    ("ru", include_str!("locales/ru.ftl")),
    ("uk", include_str!("locales/uk.ftl")),
    ("ar", include_str!("locales/ar.ftl")),
    ("hi", include_str!("locales/hi.ftl")),
    ("zh", include_str!("locales/zh.ftl")),
    ("ja", include_str!("locales/ja.ftl")),
    ("ko", include_str!("locales/ko.ftl")),
    ("vi", include_str!("locales/vi.ftl")),
    ("id", include_str!("locales/id.ftl")),
];
/// The commands in Traditional Chinese.
const TRADITIONAL_CHINESE: &str = include_str!("locales/zh-TW.ftl");

static WORDS: [OnceLock<Words>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
static TRADITIONAL_CHINESE_WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse("zh", TRADITIONAL_CHINESE));

/// The languages of Discord's menus that there is wording for, by Discord's tags. English is the default, and Discord has no Arabic.
pub const DISCORD_LOCALES: [&str; 18] = [
    "es-ES", "es-419", "pt-BR", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "hi", "zh-CN", "zh-TW", "ja", "ko",
    "vi", "id",
];

/// Returns the languages that there is wording for, English first.
pub fn languages() -> impl Iterator<Item = Language> {
    FILES.iter().filter_map(|(code, _)| code.parse().ok())
}

/// The wording in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Returns the wording in a language, or in English.
    pub fn of(language: Language) -> &'static Self {
        let index = FILES.iter().position(|(code, _)| *code == language.code()).unwrap_or(0);
        let (code, text) = FILES[index];
        WORDS[index].get_or_init(|| Self::parse(code, text))
    }

    pub fn english() -> &'static Self {
        Self::of(Language::ENGLISH)
    }

    /// Returns the wording of Discord's menus for one of [`DISCORD_LOCALES`].
    pub fn of_menu(tag: &str) -> &'static Self {
        if tag == "zh-TW" {
            return &TRADITIONAL_CHINESE_WORDS;
        }
        tag.parse().map_or(Self::english(), Self::of)
    }

    /// Returns the language that the wording really is in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Parses a file. What cannot be read in it is missing, and then said in English; tests see to it that nothing is.
    fn parse(code: &str, text: &str) -> Self {
        let language = code.parse().unwrap_or_default();
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(code.parse().into_iter().collect());
        // Files of languages from right to left isolate what they have to. Marks in every text would be searched and copied with it.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// Returns a message with its arguments filled in.
    fn message(&self, id: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        if let Some(text) = self.format(id, arguments) {
            return text;
        }
        // Nothing is said rather than something that makes no sense, and only if English lacks the message too.
        Self::english().format(id, arguments).unwrap_or_default()
    }

    fn format(&self, id: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut filled = FluentArgs::new();
        for (name, value) in arguments {
            filled.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
        if errors.is_empty() { Some(text) } else { None }
    }
}

/// Declares a method for each message without arguments.
macro_rules! messages {
    ($($name:ident = $id:literal),* $(,)?) => {
        impl Words {
            $(pub fn $name(&self) -> String {
                self.message($id, &[])
            })*
        }

        /// The ids of the messages without arguments.
        #[cfg(test)]
        const PLAIN_MESSAGES: &[&str] = &[$($id),*];
    };
}

messages! {
    helpful = "helpful",
    not_what_i_asked = "not-what-i-asked",
    none_of_these = "none-of-these",
    did_you_mean = "did-you-mean",
    emergency_title = "emergency-title",
    not_sure = "not-sure",
    part_not_understood = "part-not-understood",
    ambiguous = "ambiguous",
    default_general = "default-general",
    default_urgent = "default-urgent",
    default_emergency = "default-emergency",
    helpful_thanks = "helpful-thanks",
    sorry = "sorry",
    entry_gone = "entry-gone",
    unknown_button = "unknown-button",
    unknown_command = "unknown-command",
    only_people = "only-people",
    unreadable = "unreadable",
    failure = "failure",
    too_soon = "too-soon",
    still_learning = "still-learning",
    topics_title = "topics-title",
    topics_footer = "topics-footer",
    privacy_title = "privacy-title",
    privacy = "privacy",
    name_ask = "name-ask",
    name_question = "name-question",
    name_private = "name-private",
    name_topics = "name-topics",
    name_privacy = "name-privacy",
    name_answer_from_the_guide = "name-answer-from-the-guide",
    describe_ask = "describe-ask",
    describe_question = "describe-question",
    describe_private = "describe-private",
    describe_topics = "describe-topics",
    describe_privacy = "describe-privacy",
}

impl Words {
    /// Returns the sentence that the guide is in this language, so that no other is understood.
    pub fn guide_is_in(&self, language: Language) -> String {
        self.message("guide-is-in", &named(&language))
    }

    /// Returns the sentence that an answer is in this language only.
    pub fn only_in(&self, language: Language) -> String {
        self.message("only-in", &named(&language))
    }

    /// Returns the first line of an answer's footer; `sections` are the guide's.
    pub fn from_the_guide(&self, sections: &str) -> String {
        self.message("from-the-guide", &[("sections", sections.into())])
    }

    /// Returns the line below the answers to a message that names the questions that the guide does not answer.
    pub fn not_in_the_guide(&self, questions: &[&str]) -> String {
        self.message("not-in-the-guide", &[("questions", questions.join(" ").into())])
    }

    /// Returns the reply to a message without words; `example` is a question that the guide answers.
    pub fn ask_in_words(&self, example: &str) -> String {
        self.message("ask-in-words", &[("example", example.into())])
    }

    /// Returns the name of an entry whose question appears under two headings.
    pub fn under_heading(&self, heading: &str, question: &str) -> String {
        self.message("under-heading", &[("heading", heading.into()), ("question", question.into())])
    }

    /// Returns the line above the reply to a message that somebody picked.
    pub fn in_answer_to(&self, link: &str) -> String {
        self.message("in-answer-to", &[("link", link.into())])
    }

    /// Returns the line below a list of topics that is too long.
    pub fn and_more(&self, left_out: usize) -> String {
        format!("\n{}", self.message("and-more", &[("count", left_out.into())]))
    }

    /// Returns the description of `/ask` for a FAQ that is `about` something, at most 100 characters.
    pub fn describe_ask_about(&self, about: &str) -> String {
        super::one_line(&self.message("describe-ask-about", &[("about", about.into())]))
    }
}

/// Returns the arguments for a language: its code, and its name in English for where it has none.
fn named(language: &Language) -> [(&'static str, FluentValue<'_>); 2] {
    [("code", language.code().into()), ("name", language.name().into())]
}

/// Returns the name of a gap in a moderators' list of entries and gaps.
pub fn gap_choice(question: &str) -> String {
    format!("Not in the guide: {question}")
}

#[cfg(test)]
mod tests;
