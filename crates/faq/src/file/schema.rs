//! The schema of the file, as types. Their doc comments become the descriptions in `faq.schema.json`, which editors
//! complete and check the file with; their limits become the checks of [`super::shape`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::text::Language;
use crate::translation::{EntryTranslation, GeneralTranslation, ReferralTranslation};
use crate::{Entry, EntryId, Faq, InvalidId, Referral, ReferralId, ReferralTexts, limits};

/// The only version of the schema.
const VERSION: i64 = 1;

/// The questions that the bot answers, and those that it refers to a person.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "FAQ of micropen-faq")]
pub(super) struct RawFaq {
    /// The version of this format. Default: 1, the only one.
    #[serde(default = "version")]
    #[schemars(range(min = VERSION, max = VERSION))]
    pub version: i64,
    /// The language of the questions and answers, as a BCP 47 tag: `en`, `de`, `pt-BR`. Default: `en`.
    #[serde(default = "english")]
    #[schemars(length(max = limits::LANGUAGE), regex(pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"))]
    pub language: String,
    /// What the FAQ is about, in a few words; they end the sentence "Ask a question about ...". Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::ABOUT))]
    pub about: Option<String>,
    /// One line shown under every answer. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::DISCLAIMER))]
    pub disclaimer: Option<String>,
    /// The texts for questions that the guide does not answer. Default: a plain English text for each case.
    #[serde(default)]
    pub referral: RawTexts,
    /// The texts above in other languages, by BCP 47 tag: `es`, `de`, `pt-BR`. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, RawGeneralTranslation>,
    /// Groups of words that mean the same here; the others of a group are read as its first. Default: none.
    #[serde(default)]
    #[schemars(inner(length(min = 2), inner(length(min = 1, max = limits::PHRASING))))]
    pub synonyms: Vec<Vec<String>>,
    /// The questions that the guide answers; at least one.
    #[schemars(length(min = 1))]
    pub entries: Vec<RawEntry>,
    /// The questions that people ask and the guide does not answer. Default: none.
    #[serde(default)]
    pub referrals: Vec<RawReferral>,
    /// Further phrasings to learn from, by the id of an entry or a referral. Last in the file. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, TrainingList>")]
    pub training: BTreeMap<String, Vec<String>>,
}

/// Further phrasings of the entry or referral with this id.
#[derive(JsonSchema)]
#[schemars(inline)]
struct TrainingList(
    #[schemars(length(max = limits::PHRASINGS), inner(length(min = 1, max = limits::PHRASING)))]
    #[expect(dead_code, reason = "only the schema is made of it")]
    Vec<String>,
);

/// The texts for questions that the guide does not answer.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Texts")]
pub(super) struct RawTexts {
    /// Says that the guide does not cover it, and where to ask.
    #[schemars(length(min = 1, max = limits::MESSAGE))]
    pub general: String,
    /// Says to get help now: the beginning of every reply to an emergency.
    #[schemars(length(min = 1, max = limits::MESSAGE))]
    pub urgent: String,
    /// One sentence on what to do in an emergency, in the footer of every referral that is not small talk. Plain text. Default: a
    /// plain English one if a referral is urgent, else none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::EMERGENCY))]
    pub emergency: Option<String>,
}

impl Default for RawTexts {
    /// The default texts name no telephone number, since people read them in every country.
    fn default() -> Self {
        Self {
            general: "I have no answer to this. Please ask a person who knows.".to_owned(),
            urgent: "This sounds like it could be an emergency. Please get help now: call your local emergency number."
                .to_owned(),
            emergency: None,
        }
    }
}

/// The general texts in another language; those that are missing are shown in the FAQ's own.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GeneralTranslation")]
pub(super) struct RawGeneralTranslation {
    /// `about` in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::ABOUT))]
    pub about: Option<String>,
    /// `disclaimer` in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::DISCLAIMER))]
    pub disclaimer: Option<String>,
    /// `referral.general` in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::MESSAGE))]
    pub general: Option<String>,
    /// `referral.urgent` in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::MESSAGE))]
    pub urgent: Option<String>,
    /// `referral.emergency` in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::EMERGENCY))]
    pub emergency: Option<String>,
    /// The headings of categories in this language, each under its own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Heading>")]
    pub categories: BTreeMap<String, String>,
    /// Marks the texts that this translates. The program writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = "^[a-p]{8}$"))]
    pub of: Option<String>,
}

/// The heading of a category.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Heading(
    #[schemars(length(min = 1, max = limits::CATEGORY))]
    #[expect(dead_code, reason = "only the schema is made of it")]
    String,
);

/// An entry in another language.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EntryTranslation")]
pub(super) struct RawEntryTranslation {
    /// The entry's question in this language.
    #[schemars(length(min = 1, max = limits::QUESTION))]
    pub question: String,
    /// The entry's answer in this language, in Discord's Markdown.
    #[schemars(length(min = 1, max = limits::ANSWER))]
    pub answer: String,
    /// Marks the question and answer that this translates. The program writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = "^[a-p]{8}$"))]
    pub of: Option<String>,
}

/// A referral in another language.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReferralTranslation")]
pub(super) struct RawReferralTranslation {
    /// The referral's question in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::QUESTION))]
    pub question: Option<String>,
    /// The referral's message in this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::MESSAGE))]
    pub message: Option<String>,
    /// Marks the question and message that this translates. The program writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = "^[a-p]{8}$"))]
    pub of: Option<String>,
}

/// A question that the guide answers.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Entry")]
pub(super) struct RawEntry {
    /// The entry's id, unique among entries: small letters, digits and "-".
    #[schemars(length(min = 1, max = limits::ID), regex(pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    /// The question as a person would ask it; the title of the reply.
    #[schemars(length(min = 1, max = limits::QUESTION))]
    pub question: String,
    /// Other ways to ask it; three or more make it easy to find. Default: none.
    #[serde(default)]
    #[schemars(length(max = limits::PHRASINGS), inner(length(min = 1, max = limits::PHRASING)))]
    pub phrasings: Vec<String>,
    /// The answer, in Discord's Markdown.
    #[schemars(length(min = 1, max = limits::ANSWER))]
    pub answer: String,
    /// The name of the guide's section that holds the answer. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::SOURCE))]
    pub source: Option<String>,
    /// The heading that the entry is listed under. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::CATEGORY))]
    pub category: Option<String>,
    /// The ids of entries that are offered with this one. Default: none.
    #[serde(default)]
    #[schemars(length(max = limits::RELATED), inner(length(min = 1, max = limits::ID)))]
    pub related: Vec<String>,
    /// The question and answer in other languages, by BCP 47 tag: `es`, `de`, `pt-BR`. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, RawEntryTranslation>,
}

/// A question that people ask and the guide does not answer.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Referral")]
pub(super) struct RawReferral {
    /// The referral's id, unique among referrals: small letters, digits and "-"; not "general" or "urgent".
    #[schemars(length(min = 1, max = limits::ID), regex(pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    /// The question as a person would ask it.
    #[schemars(length(min = 1, max = limits::QUESTION))]
    pub question: String,
    /// Other ways to ask it. Default: none.
    #[serde(default)]
    #[schemars(length(max = limits::PHRASINGS), inner(length(min = 1, max = limits::PHRASING)))]
    pub phrasings: Vec<String>,
    /// The reply to it; if it is urgent, below `referral.urgent`. Default: `referral.general`, or `referral.urgent` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = limits::MESSAGE))]
    pub message: Option<String>,
    /// Whether it sounds like an emergency. Default: false.
    #[serde(default)]
    pub urgent: bool,
    /// Whether it is small talk, such as a greeting or thanks; its reply says nothing of emergencies. Default: false.
    #[serde(default)]
    pub small_talk: bool,
    /// Whether a server may answer it for its own members, as with prices or opening hours; never on an urgent one. Default: false.
    #[serde(default)]
    pub local: bool,
    /// The question and message in other languages, by BCP 47 tag. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, RawReferralTranslation>,
}

fn version() -> i64 {
    VERSION
}

fn english() -> String {
    Language::ENGLISH.to_string()
}

/// Returns the JSON Schema of the FAQ file (draft 7, which every editor knows) with a newline at its end.
pub fn schema() -> String {
    format!("{:#}\n", value(false))
}

/// Returns the schema; `inline` puts every part where it is used instead of under `definitions`.
pub(super) fn value(inline: bool) -> serde_json::Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = inline);
    settings.into_generator().into_root_schema_for::<RawFaq>().to_value()
}

impl RawFaq {
    /// Converts the file into an FAQ, once everything else has been checked.
    pub fn into_faq(mut self) -> Result<Faq, InvalidId> {
        let mut entries = Vec::with_capacity(self.entries.len());
        for raw in self.entries {
            let training = self.training.remove(raw.id.trim()).unwrap_or_default();
            entries.push(raw.into_entry(training)?);
        }
        let mut referrals = Vec::with_capacity(self.referrals.len());
        for raw in self.referrals {
            let training = self.training.remove(raw.id.trim()).unwrap_or_default();
            referrals.push(raw.into_referral(training)?);
        }
        let RawTexts { general, urgent, emergency } = self.referral;
        Ok(Faq {
            language: self.language.trim().parse().unwrap_or_default(),
            about: self.about.map(trimmed),
            disclaimer: self.disclaimer.map(trimmed),
            texts: ReferralTexts {
                general: trimmed(general),
                urgent: trimmed(urgent),
                emergency: emergency.map(trimmed),
            },
            translations: by_language(self.translations, RawGeneralTranslation::into_translation),
            synonyms: self.synonyms.into_iter().map(all_trimmed).collect(),
            entries,
            referrals,
        })
    }
}

impl RawEntry {
    fn into_entry(self, training: Vec<String>) -> Result<Entry, InvalidId> {
        Ok(Entry {
            id: self.id.trim().parse()?,
            question: trimmed(self.question),
            phrasings: all_trimmed(self.phrasings),
            training: all_trimmed(training),
            answer: trimmed(self.answer),
            source: self.source.map(trimmed),
            category: self.category.map(trimmed),
            related: self.related.iter().map(|id| id.trim().parse()).collect::<Result<Vec<EntryId>, _>>()?,
            translations: by_language(self.translations, RawEntryTranslation::into_translation),
        })
    }
}

impl RawReferral {
    fn into_referral(self, training: Vec<String>) -> Result<Referral, InvalidId> {
        Ok(Referral {
            id: self.id.trim().parse::<ReferralId>()?,
            question: trimmed(self.question),
            phrasings: all_trimmed(self.phrasings),
            training: all_trimmed(training),
            message: self.message.map(trimmed),
            urgent: self.urgent,
            small_talk: self.small_talk,
            local: self.local,
            translations: by_language(self.translations, RawReferralTranslation::into_translation),
        })
    }
}

impl RawGeneralTranslation {
    fn into_translation(self) -> GeneralTranslation {
        let trimmed_pair = |(heading, translated): (String, String)| (trimmed(heading), trimmed(translated));
        GeneralTranslation {
            about: self.about.map(trimmed),
            disclaimer: self.disclaimer.map(trimmed),
            general: self.general.map(trimmed),
            urgent: self.urgent.map(trimmed),
            emergency: self.emergency.map(trimmed),
            categories: self.categories.into_iter().map(trimmed_pair).collect(),
            of: self.of.and_then(|of| of.trim().parse().ok()),
        }
    }
}

impl RawEntryTranslation {
    fn into_translation(self) -> EntryTranslation {
        EntryTranslation {
            question: trimmed(self.question),
            answer: trimmed(self.answer),
            of: self.of.and_then(|of| of.trim().parse().ok()),
        }
    }
}

impl RawReferralTranslation {
    fn into_translation(self) -> ReferralTranslation {
        ReferralTranslation {
            question: self.question.map(trimmed),
            message: self.message.map(trimmed),
            of: self.of.and_then(|of| of.trim().parse().ok()),
        }
    }
}

/// Converts translations, whose tags were checked before.
fn by_language<R, T>(translations: BTreeMap<String, R>, convert: fn(R) -> T) -> BTreeMap<Language, T> {
    let mut converted = BTreeMap::new();
    for (tag, translation) in translations {
        if let Ok(language) = tag.trim().parse() {
            converted.insert(language, convert(translation));
        }
    }
    converted
}

/// Trims a text: a block scalar ends with a line break that is not meant.
fn trimmed(text: String) -> String {
    text.trim().to_owned()
}

fn all_trimmed(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(trimmed).collect()
}
