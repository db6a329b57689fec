//! `/faq translate`: the translations of an entry or a gap, each with a form.

use serenity::all::CreateCommandOption;

use super::component_id::{ComponentId, FormId};
use super::failure::{Failure, Mistake};
use super::proposal::{self, translated_fields};
use super::request::{Context, ENTRY, Options, Output, Request, named_topic, subcommand, topic_option};
use super::view::{Form, Menu, View};
use crate::reply::moderation::{self as words, form, menu, translations as wording};
use crate::reply::{self, Choice, Locale};
use faq::Faq;
use faq::edit::{self, TopicId};
use faq::text::Language;

pub const NAME: &str = "translate";

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::TRANSLATE).add_sub_option(topic_option())
}

pub fn request(options: Options<'_>) -> Request {
    let topic = options.text(ENTRY);
    Request::work(move |context| {
        let snapshot = context.store.current();
        let topic = named_topic(snapshot.faq(), &topic)?;
        Ok(show(snapshot.faq(), &topic).into())
    })
}

/// Shows the translations of the topic with this id.
pub fn show_by_id(context: &Context, topic: &str) -> Result<Output, Failure> {
    let snapshot = context.store.current();
    let topic = edit::topic(snapshot.faq(), topic).ok_or_else(|| Mistake::new(words::NO_SUCH_ENTRY))?;
    Ok(show(snapshot.faq(), &topic).into())
}

/// The state of a translation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TranslationState {
    Missing,
    Current,
    Outdated,
}

fn show(faq: &Faq, topic: &TopicId) -> View {
    let mut states = Vec::new();
    for language in languages(faq, topic) {
        states.push((language, state(faq, topic, language)));
    }
    let of_state = |wanted: TranslationState| -> Vec<Language> {
        states.iter().filter(|(_, state)| *state == wanted).map(|(language, _)| *language).collect()
    };
    let text =
        wording::overview(topic.as_str(), &of_state(TranslationState::Current), &of_state(TranslationState::Outdated));
    let mut options = Vec::new();
    for (language, state) in states {
        let is_outdated = state == TranslationState::Outdated;
        let name = wording::choice(language, state != TranslationState::Missing, is_outdated);
        options.push(Choice { name, value: language.code().to_owned() });
    }
    let card = match topic {
        TopicId::Entry(id) => faq.entry(id).map(|entry| reply::entry(faq, entry, Locale::of_faq(faq))),
        TopicId::Referral(_) => None,
    };
    let id = ComponentId::ChooseLanguage(topic.as_str().to_owned());
    let menu = Menu { id, options, most: 1, placeholder: wording::CHOOSE_LANGUAGE };
    View { card, menu: Some(menu), ..View::text(text) }
}

/// Returns the languages to choose from, at most 25: those that the bot speaks, and others that the topic has.
fn languages(faq: &Faq, topic: &TopicId) -> Vec<Language> {
    let mut languages: Vec<Language> = reply::words::languages().collect();
    let own: Vec<Language> = match topic {
        TopicId::Entry(id) => faq.entry(id).map(|entry| entry.translations().keys().copied().collect()),
        TopicId::Referral(id) => faq.referral(id).map(|gap| gap.translations().keys().copied().collect()),
    }
    .unwrap_or_default();
    languages.extend(own.into_iter().filter(|language| !reply::words::languages().any(|known| known == *language)));
    languages.retain(|language| *language != faq.language());
    languages.truncate(MAX_LANGUAGES);
    languages
}

/// The most options of a menu.
const MAX_LANGUAGES: usize = 25;

fn state(faq: &Faq, topic: &TopicId, language: Language) -> TranslationState {
    let (is_there, is_shown) = match topic {
        TopicId::Entry(id) => faq.entry(id).map_or((false, false), |entry| {
            (entry.translations().contains_key(&language), entry.translation(language).is_some())
        }),
        TopicId::Referral(id) => faq.referral(id).map_or((false, false), |gap| {
            (gap.translations().contains_key(&language), gap.translation(language).is_some())
        }),
    };
    match (is_there, is_shown) {
        (false, _) => TranslationState::Missing,
        (true, true) => TranslationState::Current,
        (true, false) => TranslationState::Outdated,
    }
}

/// Opens the form of a topic's translation, as it is or empty.
pub fn form(context: &Context, topic: &str, language: &str) -> Result<Form, Failure> {
    let snapshot = context.store.current();
    let faq = snapshot.faq();
    let topic = edit::topic(faq, topic).ok_or_else(|| Mistake::new(words::NO_SUCH_ENTRY))?;
    let language: Language = language.parse().map_err(|_| Mistake::new(words::UNKNOWN))?;
    let seen = proposal::translation_stamp(faq, &topic, language);
    let fields = translated_fields(faq, &topic, language);
    Ok(Form {
        id: FormId::Translate { topic: topic.as_str().to_owned(), language, seen },
        title: form::TRANSLATE,
        fields,
        has_answer: matches!(topic, TopicId::Entry(_)),
        is_translation: true,
    })
}
