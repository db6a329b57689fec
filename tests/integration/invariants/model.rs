//! A second, independent implementation of the FAQ's content and of edits, to compare with.

use std::collections::BTreeMap;

use faq::edit::{Edit, EntryChange, NewEntry, TopicId};
use faq::text::Language;
use faq::{Entry, Faq, Referral, ReferralTexts};

/// The content of a FAQ.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    language: Language,
    about: Option<String>,
    disclaimer: Option<String>,
    texts: ReferralTexts,
    synonyms: Vec<Vec<String>>,
    entries: Vec<Topic>,
    referrals: Vec<Topic>,
}

/// The content of an entry or a referral.
#[derive(Debug, Clone, Default, PartialEq)]
struct Topic {
    id: String,
    question: String,
    phrasings: Vec<String>,
    training: Vec<String>,
    /// The answer, or the referral's message.
    text: Option<String>,
    source: Option<String>,
    category: Option<String>,
    related: Vec<String>,
    urgent: bool,
    /// By language: the question, and the answer or the message.
    translations: BTreeMap<String, [String; 2]>,
}

impl Model {
    pub fn of(faq: &Faq) -> Self {
        Self {
            language: faq.language(),
            about: faq.about().map(str::to_owned),
            disclaimer: faq.disclaimer().map(str::to_owned),
            texts: faq.texts().clone(),
            synonyms: faq.synonyms().to_vec(),
            entries: faq.entries().iter().map(|entry| Topic::of_entry(faq, entry)).collect(),
            referrals: faq.referrals().iter().map(Topic::of_referral).collect(),
        }
    }

    /// Makes an edit that is possible.
    pub fn with(mut self, edit: &Edit) -> Self {
        match edit {
            Edit::AddEntry(new) => self.entries.push(Topic::of_new(new)),
            Edit::AddEntries(new) => self.entries.extend(new.iter().map(Topic::of_new)),
            Edit::AddReferral(new) => self.referrals.push(Topic {
                id: new.id.to_string(),
                text: said(new.message.as_deref()),
                urgent: new.urgent,
                ..Topic::new(&new.question, &new.phrasings)
            }),
            Edit::ChangeEntry { id, change } => self.topic(&TopicId::Entry(id.clone())).change(change),
            Edit::RemoveEntry { id } => {
                self.entries.retain(|entry| entry.id != id.as_str());
                self.entries.iter_mut().for_each(|entry| entry.related.retain(|related| related != id.as_str()));
            }
            Edit::AddPhrasing { topic, phrasing } => self.topic(topic).phrasings.push(phrasing.trim().to_owned()),
            Edit::RemovePhrasing { topic, phrasing } => {
                self.topic(topic).phrasings.retain(|known| known != phrasing.trim());
            }
            Edit::Translate(new) => {
                let texts = [new.question.trim().to_owned(), new.text.trim().to_owned()];
                let translations = &mut self.topic(&new.topic).translations;
                match texts.iter().all(String::is_empty) {
                    true => drop(translations.remove(new.language.code())),
                    false => drop(translations.insert(new.language.code().to_owned(), texts)),
                }
            }
            Edit::ApproveTranslations => {}
        }
        self
    }

    fn topic(&mut self, id: &TopicId) -> &mut Topic {
        let (topics, id) = match id {
            TopicId::Entry(id) => (&mut self.entries, id.as_str()),
            TopicId::Referral(id) => (&mut self.referrals, id.as_str()),
        };
        topics.iter_mut().find(|topic| topic.id == id).expect("an edit of nothing is refused")
    }
}

impl Topic {
    fn new(question: &str, phrasings: &[String]) -> Self {
        let mut topic = Self { question: question.trim().to_owned(), ..Self::default() };
        topic.ask_also(phrasings);
        topic
    }

    fn of_new(new: &NewEntry) -> Self {
        Self {
            id: new.id.to_string(),
            text: Some(new.answer.trim().to_owned()),
            category: said(new.category.as_deref()),
            ..Self::new(&new.question, &new.phrasings)
        }
    }

    fn of_entry(faq: &Faq, entry: &Entry) -> Self {
        Self {
            id: entry.id().to_string(),
            question: entry.question().to_owned(),
            phrasings: entry.phrasings().to_vec(),
            training: entry.training().to_vec(),
            text: Some(entry.answer().to_owned()),
            source: entry.source().map(str::to_owned),
            category: entry.category().map(str::to_owned),
            related: faq.related(entry).map(|related| related.id().to_string()).collect(),
            urgent: false,
            translations: of_each(entry.translations(), |it| [it.question(), it.answer()]),
        }
    }

    fn of_referral(referral: &Referral) -> Self {
        Self {
            id: referral.id().to_string(),
            question: referral.question().to_owned(),
            phrasings: referral.phrasings().to_vec(),
            training: referral.training().to_vec(),
            text: referral.message().map(str::to_owned),
            urgent: referral.is_urgent(),
            translations: of_each(referral.translations(), |it| {
                [it.question().unwrap_or_default(), it.message().unwrap_or_default()]
            }),
            ..Self::default()
        }
    }

    fn change(&mut self, change: &EntryChange) {
        if let Some(question) = &change.question {
            self.question = question.trim().to_owned();
        }
        if let Some(answer) = &change.answer {
            self.text = Some(answer.trim().to_owned());
        }
        if let Some(category) = &change.category {
            self.category = said(Some(category));
        }
        if let Some(wanted) = &change.phrasings {
            self.phrasings.retain(|known| wanted.iter().any(|phrasing| phrasing.trim() == known));
            self.ask_also(wanted);
        }
    }

    /// Adds phrasings that are new and not empty.
    fn ask_also(&mut self, phrasings: &[String]) {
        for phrasing in phrasings.iter().map(|phrasing| phrasing.trim()) {
            if !phrasing.is_empty() && !self.phrasings.iter().any(|known| known == phrasing) {
                self.phrasings.push(phrasing.to_owned());
            }
        }
    }
}

/// Returns the texts of each translation, without its hash.
fn of_each<T>(translations: &BTreeMap<Language, T>, texts: fn(&T) -> [&str; 2]) -> BTreeMap<String, [String; 2]> {
    let of =
        |(language, translation): (&Language, &T)| (language.code().to_owned(), texts(translation).map(str::to_owned));
    translations.iter().map(of).collect()
}

fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
