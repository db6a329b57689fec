//! Forms: Discord's modals, and what moderators type into them.

use serenity::all::{ActionRow, ActionRowComponent, CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use serenity::builder::CreateInteractionResponse;

use super::component_id::FormId;
use crate::reply::moderation::form as words;
use faq::text::{cut, one_line};
use faq::{Entry, limits};

/// Discord's limit for the text of a field, in characters.
const FIELD_LENGTH: usize = 4_000;

/// The `custom_id`s of fields.
const QUESTION: &str = "question";
const PHRASINGS: &str = "phrasings";
const ANSWER: &str = "answer";
const CATEGORY: &str = "category";

/// The fields of a form; one that is not shown is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fields {
    pub question: Option<String>,
    /// One a line.
    pub phrasings: Option<String>,
    pub answer: Option<String>,
    pub category: Option<String>,
}

impl Fields {
    /// Returns the fields of an entry. Phrasings that do not fit Discord's field are not shown, and so stay as they are.
    pub fn of(entry: &Entry) -> Self {
        let phrasings = entry.phrasings().join("\n");
        let fit = phrasings.chars().count() <= FIELD_LENGTH && entry.phrasings().iter().all(|p| !p.contains('\n'));
        Self {
            question: Some(entry.question().to_owned()),
            phrasings: if fit { Some(phrasings) } else { None },
            answer: Some(entry.answer().to_owned()),
            category: Some(entry.category().unwrap_or_default().to_owned()),
        }
    }

    /// Reads a submitted form.
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

    /// Returns the phrasings, without empty lines.
    pub fn phrasing_lines(&self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        for line in self.phrasings.as_deref()?.lines() {
            if !line.trim().is_empty() {
                lines.push(line.trim().to_owned());
            }
        }
        Some(lines)
    }
}

/// A form to show.
pub struct Form {
    id: FormId,
    title: &'static str,
    fields: Fields,
    /// Whether it asks for an answer, and not for the message of a referral.
    has_answer: bool,
}

/// One field of a form, before it is rendered.
struct Input {
    id: &'static str,
    label: &'static str,
    style: InputTextStyle,
    /// The longest text, in characters.
    length: usize,
    required: bool,
    /// None if the field is not shown.
    value: Option<String>,
}

impl Form {
    /// Returns the form of a new entry with this question; it answers `unanswered`, if it was opened there.
    pub fn add(question: &str, unanswered: Option<i64>) -> Self {
        let fields = Fields {
            question: Some(cut(&one_line(question), limits::QUESTION)),
            phrasings: Some(String::new()),
            answer: Some(String::new()),
            category: Some(String::new()),
        };
        Self { id: FormId::Add(unanswered), title: words::ADD, fields, has_answer: true }
    }

    /// Returns the form of an entry as it is.
    pub fn edit(entry: &Entry) -> Self {
        let id = FormId::Edit(entry.id().clone(), super::proposal::stamp(entry));
        Self { id, title: words::EDIT, fields: Fields::of(entry), has_answer: true }
    }

    /// Returns the form of a new referral for an unanswered question.
    pub fn gap(question: &str, unanswered: i64) -> Self {
        let fields = Fields { category: None, ..Self::add(question, None).fields };
        Self { id: FormId::Gap(unanswered), title: words::GAP, fields, has_answer: false }
    }

    /// Returns the form of a draft, with what was typed.
    pub fn edit_again(draft: i64, fields: Fields, has_answer: bool) -> Self {
        Self { id: FormId::EditAgain(draft), title: words::EDIT_AGAIN, fields, has_answer }
    }

    /// Renders the form as Discord's modal.
    pub fn render(self) -> CreateInteractionResponse {
        let id = self.id.custom_id();
        let title = self.title;
        let rows = self.inputs().into_iter().filter_map(Input::render).collect();
        CreateInteractionResponse::Modal(CreateModal::new(id, title).components(rows))
    }

    fn inputs(self) -> [Input; 4] {
        let (answer_label, answer_length) = match self.has_answer {
            true => (words::ANSWER, limits::ANSWER),
            false => (words::MESSAGE, limits::MESSAGE),
        };
        let question = Input {
            id: QUESTION,
            label: words::QUESTION,
            style: InputTextStyle::Short,
            length: limits::QUESTION,
            required: true,
            value: self.fields.question,
        };
        let phrasings = Input {
            id: PHRASINGS,
            label: words::PHRASINGS,
            style: InputTextStyle::Paragraph,
            length: FIELD_LENGTH,
            required: false,
            value: self.fields.phrasings,
        };
        let answer = Input {
            id: ANSWER,
            label: answer_label,
            style: InputTextStyle::Paragraph,
            length: answer_length,
            required: self.has_answer,
            value: self.fields.answer,
        };
        let category = Input {
            id: CATEGORY,
            label: words::CATEGORY,
            style: InputTextStyle::Short,
            length: limits::CATEGORY,
            required: false,
            value: self.fields.category,
        };
        [question, phrasings, answer, category]
    }
}

impl Input {
    fn render(self) -> Option<CreateActionRow> {
        let value = self.value?;
        // Discord counts a field's length in u16.
        let length = u16::try_from(self.length.min(FIELD_LENGTH)).unwrap_or(u16::MAX);
        let mut input =
            CreateInputText::new(self.style, self.label, self.id).max_length(length).required(self.required);
        if !value.is_empty() {
            input = input.value(cut(&value, usize::from(length)));
        }
        Some(CreateActionRow::InputText(input))
    }
}
