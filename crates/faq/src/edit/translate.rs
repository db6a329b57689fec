//! Translations in the text of the file: sets one, removes one, and marks them as current.

use super::document::{Document, Splice, UnsupportedLayout};
use super::map;
use super::scalar::{FieldValue, Fields};
use super::{NewTranslation, TopicId};
use crate::Faq;
use crate::file::TopicNode;
use crate::file::translations::{OF, TRANSLATIONS, TranslatedNode};
use crate::text::Language;

/// A change of one topic's translation into one language.
#[derive(Debug)]
pub(super) struct Change<'a> {
    topic: &'a TopicId,
    language: Language,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Adds the translation with these keys and texts.
    Add(Vec<(&'static str, String)>),
    Set {
        key: &'static str,
        text: String,
    },
    RemoveKey(&'static str),
    Remove,
}

/// Returns the changes of the text that a translation consists of, in order.
pub(super) fn changes<'a>(before: &'a Faq, new: &'a NewTranslation) -> Vec<Change<'a>> {
    let change = |kind| Change { topic: &new.topic, language: new.language, kind };
    let Some(old) = Old::of(before, new) else { return Vec::new() };
    let (question, text) = (new.question.trim(), new.text.trim());
    let is_removed = question.is_empty() && text.is_empty();
    let keys = [("question", question), (old.text_key, text), (OF, old.source.as_str())];
    if !old.is_there {
        let given = keys.iter().filter(|(_, text)| !text.is_empty());
        let texts = given.map(|(key, text)| (*key, (*text).to_owned())).collect();
        return if is_removed { Vec::new() } else { vec![change(Kind::Add(texts))] };
    }
    if is_removed {
        return vec![change(Kind::Remove)];
    }
    let mut changes = Vec::new();
    for ((key, text), old) in keys.into_iter().zip(old.texts) {
        match (text, old) {
            ("", None) => {}
            ("", Some(_)) => changes.push(change(Kind::RemoveKey(key))),
            (text, old) if old.as_deref() != Some(text) => {
                changes.push(change(Kind::Set { key, text: text.to_owned() }));
            }
            _ => {}
        }
    }
    changes
}

/// A topic's translation before a change.
struct Old {
    is_there: bool,
    /// Its question, its answer or message, and its hash.
    texts: [Option<String>; 3],
    text_key: &'static str,
    /// The hash of what is translated.
    source: String,
}

impl Old {
    fn of(faq: &Faq, new: &NewTranslation) -> Option<Self> {
        match &new.topic {
            TopicId::Entry(id) => {
                let entry = faq.entry(id)?;
                let old = entry.translations.get(&new.language);
                let texts = [
                    old.map(|old| old.question.clone()),
                    old.map(|old| old.answer.clone()),
                    old.and_then(|old| old.of).map(|of| of.to_string()),
                ];
                let source = entry.source_hash().to_string();
                Some(Self { is_there: old.is_some(), texts, text_key: "answer", source })
            }
            TopicId::Referral(id) => {
                let referral = faq.referral(id)?;
                let old = referral.translations.get(&new.language);
                let texts = [
                    old.and_then(|old| old.question.clone()),
                    old.and_then(|old| old.message.clone()),
                    old.and_then(|old| old.of).map(|of| of.to_string()),
                ];
                let source = referral.source_hash().to_string();
                Some(Self { is_there: old.is_some(), texts, text_key: "message", source })
            }
        }
    }
}

impl Change<'_> {
    pub fn splices(&self, document: &Document<'_>) -> Result<Vec<Splice>, UnsupportedLayout> {
        let topic = document.topic_node(self.topic.section(), self.topic.as_str())?;
        let map = topic.get(TRANSLATIONS);
        if let Kind::Add(texts) = &self.kind {
            let texts: Fields<'_> = texts.iter().map(|(key, text)| (*key, FieldValue::Text(text))).collect();
            return Ok(match map {
                Some(map) => map::add_map(document, map, self.language.code(), texts),
                None => {
                    let translation = vec![(self.language.code(), FieldValue::Map(texts))];
                    map::add_map(document, topic, TRANSLATIONS, translation)
                }
            });
        }
        let not_found = UnsupportedLayout::at(topic.position.line);
        let map = map.ok_or(not_found.clone())?;
        let is_own = |tag: &str| tag.parse() == Ok(self.language);
        let (tag, translation) = map.pairs().iter().find(|(key, _)| is_own(&key.text)).ok_or(not_found)?;
        match &self.kind {
            Kind::Set { key, text } => map::set_text(document, translation, key, text),
            Kind::RemoveKey(key) => map::remove(document, translation, key),
            _ if map.pairs().len() == 1 => map::remove(document, topic, TRANSLATIONS),
            _ => map::remove(document, map, &tag.text),
        }
    }
}

/// Sets the hash of every translation that has another one or none.
pub(super) fn approve(document: &Document<'_>) -> Result<Vec<Splice>, UnsupportedLayout> {
    let topics = TopicNode::all(&document.root);
    let mut splices = Vec::new();
    for translated in TranslatedNode::all(&document.root, &topics) {
        let source = translated.source.to_string();
        for (_, translation) in translated.map.pairs() {
            if !translation.pairs().is_empty() && !translated.is_current(translation) {
                splices.extend(map::set_text(document, translation, OF, &source)?);
            }
        }
    }
    Ok(splices)
}
