use std::collections::BTreeSet;

use fluent_bundle::FluentResource;

use super::*;
use crate::reply::{MAX_BODY_LENGTH, MAX_FOOTER_LENGTH, MAX_LABEL_LENGTH, MAX_TITLE_LENGTH};

/// The ids of the messages with arguments.
const MESSAGES_WITH_ARGUMENTS: [&str; 10] = [
    "guide-is-in",
    "only-in",
    "in-language",
    "from-the-guide",
    "not-in-the-guide",
    "ask-in-words",
    "under-heading",
    "in-answer-to",
    "and-more",
    "describe-ask-about",
];
/// The longest description of a command or an option, in characters.
const MAX_DESCRIPTION_LENGTH: usize = 100;
/// The longest name of a command or an option, in characters.
const MAX_NAME_LENGTH: usize = 32;

/// The messages of a file without its comments, by id, each as it is written.
fn messages(text: &str) -> Vec<(String, String)> {
    let mut messages: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" = ") {
            Some((id, value)) if !line.starts_with(' ') => messages.push((id.to_owned(), value.to_owned())),
            _ if line.trim_end().ends_with('=') && !line.starts_with(' ') => {
                messages.push((line.trim_end_matches([' ', '=']).to_owned(), String::new()));
            }
            _ => {
                if let Some((_, value)) = messages.last_mut() {
                    value.push_str(line);
                    value.push('\n');
                }
            }
        }
    }
    messages
}

/// The names of the variables in a message, also in those that it refers to.
fn variables(messages: &[(String, String)], value: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for placeable in value.split('{').skip(1) {
        let inside = placeable.split(['}', '-', '>']).next().unwrap_or_default().trim();
        let whole = placeable.split('}').next().unwrap_or_default().trim();
        if let Some(name) = inside.strip_prefix('$') {
            found.insert(name.trim().to_owned());
        } else if let Some((_, value)) = messages.iter().find(|(id, _)| id == whole) {
            found.extend(variables(messages, value));
        }
    }
    found
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages(FILES[0].1);
    let known: BTreeSet<&str> = PLAIN_MESSAGES.iter().copied().chain(MESSAGES_WITH_ARGUMENTS).collect();
    let written: BTreeSet<&str> = english.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(written, known, "the program uses every message, and no other");
    for (code, text) in FILES {
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(_, errors)| panic!("{code}: {errors:?}"));
        let translated = messages(text);
        let ids: Vec<&str> = translated.iter().map(|(id, _)| id.as_str()).filter(|id| !id.starts_with('-')).collect();
        let in_order: Vec<&str> = english.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, in_order, "{code}");
        for (id, value) in &english {
            let (_, other) = translated.iter().find(|(other, _)| other == id).unwrap();
            assert_eq!(variables(&translated, other), variables(&english, value), "{code}: {id}");
        }
    }
}

#[test]
fn no_message_is_empty_or_cannot_be_formed() {
    for (code, _) in FILES {
        let words = Words::of(code.parse().unwrap());
        assert_eq!(words.language().code(), code);
        for id in PLAIN_MESSAGES {
            let text = words.format(id, &[]).unwrap_or_else(|| panic!("{code}: {id}"));
            assert!(text.trim() == text && !text.is_empty() && !text.contains(['{', '}']), "{code}: {id}: {text:?}");
        }
        for (other, _) in FILES.iter().chain(&[("gsw", ""), ("sv", "")]) {
            let arguments = named(&other.parse().unwrap()).map(|(name, value)| (name, value.into_owned()));
            for id in ["guide-is-in", "only-in"] {
                let text = words.format(id, &arguments).unwrap_or_else(|| panic!("{code}: {id}"));
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
        let sentence = words.not_in_the_guide(&["One?", "Two?"]);
        assert!(sentence.contains("One? Two?"), "{code}: {sentence}");
        assert!(words.ask_in_words("Does it hurt?").contains("Does it hurt?"), "{code}");
        assert!(words.and_more(1_234).contains("1234"), "{code}");
    }
}

#[test]
fn every_text_fits_its_place_in_discord() {
    let length = |text: &str| text.chars().count();
    let about = "x".repeat(faq::limits::ABOUT);
    for code in FILES.map(|(code, _)| code).iter().chain(&DISCORD_LOCALES) {
        let words = Words::of_menu(code);
        for label in [words.helpful(), words.not_what_i_asked(), words.none_of_these()] {
            assert!(length(&label) <= MAX_LABEL_LENGTH, "{code}: {label}");
        }
        for title in [words.emergency_title(), words.topics_title(), words.privacy_title()] {
            assert!(length(&title) <= MAX_TITLE_LENGTH, "{code}: {title}");
        }
        assert!(length(&words.privacy()) <= MAX_BODY_LENGTH, "{code}: {}", length(&words.privacy()));
        assert!(length(&words.default_emergency()) <= faq::limits::EMERGENCY, "{code}");
        assert!(length(&words.topics_footer()) <= MAX_FOOTER_LENGTH, "{code}");
        for description in [
            words.describe_ask(),
            words.describe_ask_about(&about),
            words.describe_question(),
            words.describe_private(),
            words.describe_topics(),
            words.describe_privacy(),
        ] {
            assert!(length(&description) <= MAX_DESCRIPTION_LENGTH, "{code}: {description}");
        }
        for name in
            [words.name_ask(), words.name_question(), words.name_private(), words.name_topics(), words.name_privacy()]
        {
            assert!(length(&name) <= MAX_NAME_LENGTH && name.to_lowercase() == name, "{code}: {name}");
            assert!(!name.contains([' ', '/']), "{code}: {name}");
        }
        assert!(length(&words.name_answer_from_the_guide()) <= MAX_NAME_LENGTH, "{code}");
    }
}

#[test]
fn traditional_chinese_has_every_command() {
    for (id, _) in messages(FILES[0].1).iter().filter(|(id, _)| id.starts_with("name-") || id.starts_with("describe-"))
    {
        assert!(TRADITIONAL_CHINESE_WORDS.bundle.has_message(id), "{id}");
    }
}

#[test]
fn what_stands_in_arabic_from_left_to_right_is_isolated() {
    let words = Words::of("ar".parse().unwrap());
    let (start, end) = ('\u{2068}', '\u{2069}');
    let mut texts = vec![
        words.from_the_guide("What is it"),
        words.not_in_the_guide(&["Is it legal?"]),
        words.ask_in_words("Does it hurt?"),
        words.under_heading("Basics", "What is it?"),
        words.and_more(7),
        words.only_in("sv".parse().unwrap()),
        words.describe_ask_about("Rust"),
    ];
    let replies = PLAIN_MESSAGES.iter().filter(|id| !id.starts_with("name-"));
    texts.extend(replies.map(|id| words.message(id, &[])));
    for text in texts {
        let mut depth = 0_i32;
        for letter in text.chars() {
            depth += i32::from(letter == start) - i32::from(letter == end);
            assert!(depth >= 0 && (depth > 0 || !letter.is_ascii_alphanumeric()), "{letter} in {text}");
        }
        assert_eq!(depth, 0, "{text}");
    }
}
