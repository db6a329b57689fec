//! The FAQ that an edit should lead to; the edited text must agree with it.

use std::collections::{BTreeMap, HashSet};

use super::{Edit, EditError, EntryChange, NewEntry, NewReferral, NewTranslation, TopicId};
use crate::translation::{EntryTranslation, ReferralTranslation};
use crate::{Entry, EntryId, Faq, Referral, ReferralId};

/// Makes an edit on the FAQ.
pub(super) fn expected(before: &Faq, edit: &Edit) -> Result<Faq, EditError> {
    let mut faq = before.clone();
    match edit {
        Edit::AddEntry(entry) => add_entry(&mut faq, entry)?,
        Edit::AddEntries(entries) => add_entries(&mut faq, entries)?,
        Edit::ChangeEntry { id, change } => change_entry(&mut faq, id, change)?,
        Edit::RemoveEntry { id } => remove_entry(&mut faq, id)?,
        Edit::AddReferral(referral) => add_referral(&mut faq, referral)?,
        Edit::AddPhrasing { topic, phrasing } => add_phrasing(&mut faq, topic, phrasing.trim())?,
        Edit::RemovePhrasing { topic, phrasing } => remove_phrasing(&mut faq, topic, phrasing.trim())?,
        Edit::Translate(new) => translate(&mut faq, new)?,
        Edit::ApproveTranslations => approve_translations(&mut faq),
    }
    if faq == *before { Err(EditError::Unchanged) } else { Ok(faq) }
}

/// Returns the phrasings of a changed entry: the `old` ones that are `wanted` in their old order, then the others, each once.
pub(super) fn phrasings<'a>(old: &'a [String], wanted: &'a [String]) -> Vec<&'a str> {
    let wanted: Vec<&str> = wanted.iter().map(|phrasing| phrasing.trim()).filter(|text| !text.is_empty()).collect();
    let mut phrasings: Vec<&str> = old.iter().map(String::as_str).filter(|old| wanted.contains(old)).collect();
    for phrasing in wanted {
        if !phrasings.contains(&phrasing) {
            phrasings.push(phrasing);
        }
    }
    phrasings
}

/// Adds many entries. Their questions are looked up by hash, since comparing each with all others would take minutes.
fn add_entries(faq: &mut Faq, entries: &[NewEntry]) -> Result<(), EditError> {
    let mut known: HashSet<String> = HashSet::new();
    known.extend(faq.entries.iter().flat_map(Entry::examples).map(str::to_lowercase));
    known.extend(faq.referrals.iter().flat_map(Referral::examples).map(str::to_lowercase));
    let mut ids: HashSet<EntryId> = faq.entries.iter().map(|entry| entry.id.clone()).collect();
    for new in entries {
        if !ids.insert(new.id.clone()) {
            return Err(EditError::IdTaken(new.id.to_string()));
        }
        let examples = || std::iter::once(&new.question).chain(&new.phrasings).map(|text| text.trim());
        for example in examples() {
            if known.contains(&example.to_lowercase()) {
                refuse_known(faq, example)?;
            }
        }
        known.extend(examples().map(str::to_lowercase));
        push_entry(faq, new);
    }
    Ok(())
}

fn add_entry(faq: &mut Faq, new: &NewEntry) -> Result<(), EditError> {
    if faq.entry(&new.id).is_some() {
        return Err(EditError::IdTaken(new.id.to_string()));
    }
    refuse_known(faq, new.question.trim())?;
    for phrasing in &new.phrasings {
        refuse_known(faq, phrasing.trim())?;
    }
    push_entry(faq, new);
    Ok(())
}

fn push_entry(faq: &mut Faq, new: &NewEntry) {
    faq.entries.push(Entry {
        id: new.id.clone(),
        question: trimmed(&new.question),
        phrasings: owned(&phrasings(&[], &new.phrasings)),
        training: Vec::new(),
        answer: trimmed(&new.answer),
        source: None,
        category: category(new.category.as_deref()),
        related: Vec::new(),
        translations: BTreeMap::new(),
    });
}

fn add_referral(faq: &mut Faq, new: &NewReferral) -> Result<(), EditError> {
    if faq.referral(&new.id).is_some() {
        return Err(EditError::IdTaken(new.id.to_string()));
    }
    refuse_known(faq, new.question.trim())?;
    for phrasing in &new.phrasings {
        refuse_known(faq, phrasing.trim())?;
    }
    faq.referrals.push(Referral {
        id: new.id.clone(),
        question: trimmed(&new.question),
        phrasings: owned(&phrasings(&[], &new.phrasings)),
        training: Vec::new(),
        message: new.message.as_deref().map(trimmed).filter(|message| !message.is_empty()),
        urgent: new.urgent,
        small_talk: false,
        local: new.local,
        translations: BTreeMap::new(),
    });
    Ok(())
}

fn change_entry(faq: &mut Faq, id: &EntryId, change: &EntryChange) -> Result<(), EditError> {
    let entry = entry_mut(faq, id)?;
    if let Some(question) = &change.question {
        entry.question = trimmed(question);
    }
    if let Some(answer) = &change.answer {
        entry.answer = trimmed(answer);
    }
    if let Some(heading) = &change.category {
        entry.category = category(Some(heading));
    }
    if let Some(wanted) = &change.phrasings {
        let after = owned(&phrasings(&entry.phrasings, wanted));
        for phrasing in &after {
            if entry.training.contains(phrasing) && !entry.phrasings.contains(phrasing) {
                return Err(EditError::InTraining { example: phrasing.clone(), question: entry.question.clone() });
            }
        }
        entry.phrasings = after;
    }
    Ok(())
}

fn remove_entry(faq: &mut Faq, id: &EntryId) -> Result<(), EditError> {
    entry_mut(faq, id)?;
    if faq.entries.len() == 1 {
        return Err(EditError::LastEntry);
    }
    faq.entries.retain(|entry| entry.id != *id);
    for entry in &mut faq.entries {
        entry.related.retain(|related| related != id);
    }
    Ok(())
}

fn add_phrasing(faq: &mut Faq, topic: &TopicId, phrasing: &str) -> Result<(), EditError> {
    phrasings_mut(faq, topic)?;
    refuse_known(faq, phrasing)?;
    phrasings_mut(faq, topic)?.push(phrasing.to_owned());
    Ok(())
}

fn remove_phrasing(faq: &mut Faq, topic: &TopicId, phrasing: &str) -> Result<(), EditError> {
    let phrasings = phrasings_mut(faq, topic)?;
    let index = phrasings.iter().position(|known| known == phrasing);
    phrasings.remove(index.ok_or_else(|| EditError::NoPhrasing(phrasing.to_owned()))?);
    Ok(())
}

fn translate(faq: &mut Faq, new: &NewTranslation) -> Result<(), EditError> {
    let (question, text) = (trimmed(&new.question), trimmed(&new.text));
    let is_empty = question.is_empty() && text.is_empty();
    match &new.topic {
        TopicId::Entry(id) => {
            let entry = entry_mut(faq, id)?;
            let of = Some(entry.source_hash());
            if is_empty {
                entry.translations.remove(&new.language);
            } else {
                entry.translations.insert(new.language, EntryTranslation { question, answer: text, of });
            }
        }
        TopicId::Referral(id) => {
            let referral = referral_mut(faq, id)?;
            let of = Some(referral.source_hash());
            let some = |text: String| if text.is_empty() { None } else { Some(text) };
            if is_empty {
                referral.translations.remove(&new.language);
            } else {
                let translation = ReferralTranslation { question: some(question), message: some(text), of };
                referral.translations.insert(new.language, translation);
            }
        }
    }
    Ok(())
}

fn approve_translations(faq: &mut Faq) {
    let general = faq.general_source_hash();
    for translation in faq.translations.values_mut() {
        translation.of = Some(general);
    }
    for entry in &mut faq.entries {
        let of = entry.source_hash();
        for translation in entry.translations.values_mut() {
            translation.of = Some(of);
        }
    }
    for referral in &mut faq.referrals {
        let of = referral.source_hash();
        for translation in referral.translations.values_mut() {
            translation.of = Some(of);
        }
    }
}

/// Refuses a question or phrasing that leads to a topic already.
fn refuse_known(faq: &Faq, example: &str) -> Result<(), EditError> {
    for entry in &faq.entries {
        refuse_same(example, &entry.question, &entry.phrasings, &entry.training)?;
    }
    for referral in &faq.referrals {
        refuse_same(example, &referral.question, &referral.phrasings, &referral.training)?;
    }
    Ok(())
}

fn refuse_same(example: &str, question: &str, phrasings: &[String], training: &[String]) -> Result<(), EditError> {
    if is_same(question, example) || phrasings.iter().any(|phrasing| is_same(phrasing, example)) {
        return Err(EditError::Known { example: example.to_owned(), question: question.to_owned() });
    }
    if training.iter().any(|phrasing| is_same(phrasing, example)) {
        return Err(EditError::InTraining { example: example.to_owned(), question: question.to_owned() });
    }
    Ok(())
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn entry_mut<'a>(faq: &'a mut Faq, id: &EntryId) -> Result<&'a mut Entry, EditError> {
    faq.entries.iter_mut().find(|entry| entry.id == *id).ok_or_else(|| EditError::NoTopic(id.to_string()))
}

fn referral_mut<'a>(faq: &'a mut Faq, id: &ReferralId) -> Result<&'a mut Referral, EditError> {
    faq.referrals.iter_mut().find(|referral| referral.id == *id).ok_or_else(|| EditError::NoTopic(id.to_string()))
}

fn phrasings_mut<'a>(faq: &'a mut Faq, topic: &TopicId) -> Result<&'a mut Vec<String>, EditError> {
    match topic {
        TopicId::Entry(id) => entry_mut(faq, id).map(|entry| &mut entry.phrasings),
        TopicId::Referral(id) => referral_mut(faq, id).map(|referral| &mut referral.phrasings),
    }
}

fn category(heading: Option<&str>) -> Option<String> {
    heading.map(trimmed).filter(|heading| !heading.is_empty())
}

fn trimmed(text: impl AsRef<str>) -> String {
    text.as_ref().trim().to_owned()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
