//! Checks of translations: their languages, and whether they are older than what they translate.

use std::collections::HashMap;

use super::schema::RawTexts;
use super::tree::Node;
use super::{Position, Problem, Section, TopicNode, quoted};
use crate::text::Language;
use crate::translation::SourceHash;

/// The key of translations, of a topic and of the whole file.
pub(crate) const TRANSLATIONS: &str = "translations";
/// The key of the hash in a translation.
pub(crate) const OF: &str = "of";
const APPROVE: &str = "\"micropen-faq check --approve-translations\"";

/// Translations of one thing, which all have the same source.
pub(crate) struct TranslatedNode<'a> {
    /// The beginning of a message about it.
    subject: String,
    /// The map of languages.
    pub map: &'a Node,
    /// The hash of what is translated.
    pub source: SourceHash,
    /// What is said of a translation that is out of date.
    outcome: &'static str,
}

impl<'a> TranslatedNode<'a> {
    /// Returns everything in the file that has translations.
    pub fn all(root: &'a Node, topics: &[TopicNode<'a>]) -> Vec<Self> {
        let mut all = Vec::new();
        if let Some(map) = root.get(TRANSLATIONS) {
            all.push(Self { subject: String::new(), map, source: general_source(root), outcome: "still shown" });
        }
        for topic in topics {
            if let Some(map) = topic.node.get(TRANSLATIONS) {
                let source = topic_source(topic.section, topic.node);
                all.push(Self { subject: topic.subject(), map, source, outcome: "not shown" });
            }
        }
        all
    }

    /// Returns whether a translation says that it translates the text as it is.
    pub fn is_current(&self, translation: &Node) -> bool {
        hash_of(translation) == Some(self.source)
    }
}

fn hash_of(translation: &Node) -> Option<SourceHash> {
    translation.get(OF)?.text()?.parse().ok()
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::text)
}

/// Returns the hash that [`crate::Entry::source_hash`] or [`crate::Referral::source_hash`] returns.
fn topic_source(section: Section, topic: &Node) -> SourceHash {
    let translated = match section {
        Section::Entries => "answer",
        Section::Referrals => "message",
    };
    SourceHash::of(&[text(topic, "question"), text(topic, translated)])
}

/// Returns the hash that [`crate::Faq::general_source_hash`] returns.
fn general_source(root: &Node) -> SourceHash {
    let default = RawTexts::default();
    let referral = |key| root.get("referral").and_then(|texts| text(texts, key));
    SourceHash::of(&[
        text(root, "about"),
        text(root, "disclaimer"),
        referral("general").or(Some(&default.general)),
        referral("urgent").or(Some(&default.urgent)),
        referral("emergency"),
    ])
}

/// Finds every problem of translations.
pub(super) fn check(root: &Node, topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let own = text(root, "language").and_then(|tag| tag.parse().ok()).unwrap_or(Language::ENGLISH);
    for translated in TranslatedNode::all(root, topics) {
        languages(&translated, own, problems);
        problems.extend(outdated(&translated));
        problems.extend(unmarked(&translated));
    }
}

fn languages(translated: &TranslatedNode<'_>, own: Language, problems: &mut Vec<Problem>) {
    let subject = &translated.subject;
    let mut first: HashMap<Language, (&str, Position)> = HashMap::new();
    for (key, node) in translated.map.pairs() {
        let tag = quoted(&key.text);
        let wrong = match key.text.parse::<Language>() {
            Err(error) => error.to_string(),
            Ok(language) if language == own => "is the language of the file itself; remove it".to_owned(),
            Ok(language) => {
                let (earlier, position) = *first.entry(language).or_insert((&key.text, key.position));
                // A key that is there twice in the same letters is reported as that.
                if position == key.position || earlier == key.text {
                    String::new()
                } else {
                    format!("is the same language as {}; keep one of them", quoted(earlier))
                }
            }
        };
        if !wrong.is_empty() {
            problems.push(Problem::error(key.position, format!("{subject}{TRANSLATIONS}: {tag} {wrong}")));
        }
        if let Some(of) = node.get(OF)
            && let Some(written) = of.text()
            && let Err(error) = written.parse::<SourceHash>()
        {
            let message = format!("{subject}{TRANSLATIONS}: {}: {} {error}", key.text, quoted(written));
            problems.push(Problem::error(of.position, message));
        }
    }
}

/// Warns of the translations that are older than what they translate.
fn outdated(translated: &TranslatedNode<'_>) -> Option<Problem> {
    let is_outdated = |node: &Node| hash_of(node).is_some_and(|hash| hash != translated.source);
    let (languages, position) = named(translated.map, is_outdated)?;
    let message = format!(
        "{}the text has changed since it was translated ({languages}), so the old translation is {}; correct it, then run {APPROVE}",
        translated.subject, translated.outcome
    );
    Some(Problem::warning(position, message))
}

/// Warns of the translations that do not say what they translate, so that nobody would notice when they are out of date.
fn unmarked(translated: &TranslatedNode<'_>) -> Option<Problem> {
    let (languages, position) = named(translated.map, |node| !node.pairs().is_empty() && node.get(OF).is_none())?;
    let message = format!(
        "{}nobody has approved the translation ({languages}); if it is right, run {APPROVE}",
        translated.subject
    );
    Some(Problem::warning(position, message))
}

/// Returns the languages of the translations that are `wanted`, and the position of the first.
fn named(map: &Node, wanted: impl Fn(&Node) -> bool) -> Option<(String, Position)> {
    let found: Vec<_> = map.pairs().iter().filter(|(_, node)| wanted(node)).collect();
    let (first, _) = found.first()?;
    let languages: Vec<&str> = found.iter().map(|(key, _)| key.text.as_str()).collect();
    Some((languages.join(", "), first.position))
}
