//! Forms: Discord's modals, and what comes back from them.

use serenity::all::{ActionRow, ActionRowComponent, CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use serenity::builder::CreateInteractionResponse;

use super::press::SPACE;
use crate::reply::QuestionKey;
use crate::reply::words::moderating as words;
use faq::text::{cut, one_line};
use faq::{Entry, EntryId, limits};

/// The longest text Discord lets stand in a field, in characters.
const FIELD: usize = 4_000;

/// What a submitted form is about, kept in its `custom_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormId {
    /// A new entry; for an item of what is asked in vain, if it was opened there.
    Add(Option<i64>),
    /// Changes of an entry, which looked like this when the form was opened.
    Edit(EntryId, String),
    /// A new referral for an item of what is asked in vain.
    Gap(i64),
    /// The same once more.
    Again(i64),
}

impl FormId {
    /// At most 100 characters.
    pub fn custom_id(&self) -> String {
        match self {
            Self::Add(None) => format!("{SPACE}add"),
            Self::Add(Some(item)) => format!("{SPACE}add:{item}"),
            Self::Edit(entry, seen) => format!("{SPACE}edit:{entry}:{seen}"),
            Self::Gap(item) => format!("{SPACE}gap:{item}"),
            Self::Again(draft) => format!("{SPACE}again:{draft}"),
        }
    }

    /// What a `custom_id` stands for; `None` if it was not made by [`Self::custom_id`].
    pub fn parse(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(SPACE)?;
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let form = match kind {
            "add" if value.is_empty() => Self::Add(None),
            "add" => Self::Add(Some(value.parse().ok()?)),
            "gap" => Self::Gap(value.parse().ok()?),
            "again" => Self::Again(value.parse().ok()?),
            "edit" => {
                let (entry, seen) = value.split_once(':')?;
                let seen: QuestionKey = seen.parse().ok()?;
                Self::Edit(entry.parse().ok()?, seen.to_string())
            }
            _ => return None,
        };
        // One way to write each: "+1", "01" and what follows a word are refused.
        (form.custom_id() == custom_id).then_some(form)
    }
}

/// What stands in a form; a field that was not shown is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fields {
    pub question: Option<String>,
    /// One a line.
    pub phrasings: Option<String>,
    pub answer: Option<String>,
    pub category: Option<String>,
}

impl Fields {
    /// What an entry's form shows. Phrasings that are longer than Discord's field stay as they are.
    pub fn of(entry: &Entry) -> Self {
        let phrasings = Some(entry.phrasings().join("\n"))
            .filter(|text| text.chars().count() <= FIELD && entry.phrasings().iter().all(|p| !p.contains('\n')));
        Self {
            question: Some(entry.question().to_owned()),
            phrasings,
            answer: Some(entry.answer().to_owned()),
            category: Some(entry.category().unwrap_or_default().to_owned()),
        }
    }

    /// What was submitted.
    pub fn read(rows: &[ActionRow]) -> Self {
        let mut fields = Self::default();
        for component in rows.iter().flat_map(|row| &row.components) {
            let ActionRowComponent::InputText(input) = component else { continue };
            let value = Some(input.value.clone().unwrap_or_default().trim().to_owned());
            match input.custom_id.as_str() {
                QUESTION => fields.question = value,
                PHRASINGS => fields.phrasings = value,
                ANSWER => fields.answer = value,
                CATEGORY => fields.category = value,
                _ => {}
            }
        }
        fields
    }

    /// The phrasings, one a line.
    pub fn phrasing_lines(&self) -> Option<Vec<String>> {
        let lines = self.phrasings.as_deref()?.lines();
        Some(lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect())
    }
}

const QUESTION: &str = "question";
const PHRASINGS: &str = "phrasings";
const ANSWER: &str = "answer";
const CATEGORY: &str = "category";

/// A form to be shown.
pub struct Form {
    id: FormId,
    title: &'static str,
    fields: Fields,
    /// Whether an answer is asked for, and not what is said instead of one.
    answered: bool,
}

/// For a new entry, with this question in it.
pub fn add(question: &str, item: Option<i64>) -> Form {
    let question = cut(&one_line(question), limits::QUESTION);
    let empty = || Some(String::new());
    let fields = Fields { question: Some(question), phrasings: empty(), answer: empty(), category: empty() };
    Form { id: FormId::Add(item), title: words::FORM_ADD, fields, answered: true }
}

/// For changes of an entry, which now looks like `seen`.
pub fn edit(entry: &Entry, seen: String) -> Form {
    let id = FormId::Edit(entry.id().clone(), seen);
    Form { id, title: words::FORM_EDIT, fields: Fields::of(entry), answered: true }
}

/// For a new referral to this question.
pub fn gap(question: &str, item: i64) -> Form {
    let fields = Fields { category: None, ..add(question, None).fields };
    Form { id: FormId::Gap(item), title: words::FORM_GAP, fields, answered: false }
}

/// Once more, with what was typed.
pub fn again(draft: i64, fields: Fields, answered: bool) -> Form {
    Form { id: FormId::Again(draft), title: words::FORM_AGAIN, fields, answered }
}

impl Form {
    /// As Discord's modal.
    pub fn render(self) -> CreateInteractionResponse {
        let answer = if self.answered { words::FIELD_ANSWER } else { words::FIELD_MESSAGE };
        let short = InputTextStyle::Short;
        let long = InputTextStyle::Paragraph;
        let inputs = [
            (QUESTION, words::FIELD_QUESTION, short, limits::QUESTION, true, self.fields.question),
            (PHRASINGS, words::FIELD_PHRASINGS, long, FIELD, false, self.fields.phrasings),
            (
                ANSWER,
                answer,
                long,
                if self.answered { limits::ANSWER } else { limits::MESSAGE },
                self.answered,
                self.fields.answer,
            ),
            (CATEGORY, words::FIELD_CATEGORY, short, limits::CATEGORY, false, self.fields.category),
        ];
        let rows = inputs.into_iter().filter_map(|(id, label, style, most, required, value)| {
            let value = value?;
            // Discord counts a field's length in u16.
            let most = u16::try_from(most.min(FIELD)).unwrap_or(u16::MAX);
            let input = CreateInputText::new(style, label, id).max_length(most).required(required);
            let input = if value.is_empty() { input } else { input.value(cut(&value, usize::from(most))) };
            Some(CreateActionRow::InputText(input))
        });
        CreateInteractionResponse::Modal(CreateModal::new(self.id.custom_id(), self.title).components(rows.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_ids_are_read_back() {
        let longest = "x".repeat(64).parse().unwrap();
        for form in
            [FormId::Add(None), FormId::Add(Some(7)), FormId::Gap(i64::MIN), FormId::Edit(longest, "abcdefgh".into())]
        {
            let id = form.custom_id();
            assert!(id.len() <= 100, "{id}");
            assert_eq!(FormId::parse(&id), Some(form));
        }
    }

    #[test]
    fn forged_custom_ids_are_refused() {
        for id in
            ["faq:add:", "faq:add:+7", "faq:gap:07", "faq:again:", "faq:edit:pain", "faq:edit:pain:a:b", "faq:save:1"]
        {
            assert_eq!(FormId::parse(id), None, "{id}");
        }
        assert_eq!(FormId::parse(&format!("faq:edit:pain:{}", "a".repeat(90))), None);
    }
}
