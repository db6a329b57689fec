//! Views and forms: what a moderator is shown, and what is typed into Discord's modals. Views ping no one, and only the
//! moderator sees them.

use serenity::all::{
    ButtonStyle, CreateInputText, CreateModal, CreateSelectMenuKind, CreateSelectMenuOption, InputTextStyle,
};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    EditInteractionResponse,
};

use super::component_id::{ComponentId, FormId};
use crate::render;
use crate::reply::moderation::{button, form, unanswered};
use crate::reply::{Choice, MAX_LABEL_LENGTH, Reply};
use discord::rest::FileUpload;
use faq::text::{cut, one_line};
use faq::{Entry, limits};

/// Discord's limit for the text of a message, in characters.
const MESSAGE_LENGTH: usize = 2_000;
/// Discord's limit for the text of a menu's option, in characters.
const OPTION_LENGTH: usize = 100;
/// Discord's limit for the text of a field, in characters.
pub const FIELD_LENGTH: usize = 4_000;

/// The `custom_id`s of fields.
const QUESTION: &str = "question";
const PHRASINGS: &str = "phrasings";
const ANSWER: &str = "answer";
const CATEGORY: &str = "category";

/// A text with cards, buttons and files.
#[derive(Debug, Default)]
pub struct View {
    /// The text above everything else, in Markdown.
    pub text: String,
    /// A reply as users will see it, without its buttons.
    pub card: Option<Reply>,
    /// Rows of at most five buttons.
    pub rows: Vec<Vec<ViewButton>>,
    pub menu: Option<Menu>,
    pub files: Vec<FileUpload>,
}

#[derive(Debug, Clone)]
pub struct ViewButton {
    label: String,
    id: ComponentId,
    style: ButtonStyle,
}

/// A menu to choose from.
#[derive(Debug)]
pub struct Menu {
    pub id: ComponentId,
    /// At most 25.
    pub options: Vec<Choice>,
    /// How many of them can be chosen at once.
    pub most: usize,
    pub placeholder: &'static str,
}

impl ViewButton {
    pub fn new(label: impl Into<String>, id: ComponentId) -> Self {
        Self { label: label.into(), id, style: ButtonStyle::Secondary }
    }

    /// Returns the button that most moderators will press.
    pub fn primary(label: impl Into<String>, id: ComponentId) -> Self {
        Self { style: ButtonStyle::Success, ..Self::new(label, id) }
    }

    /// Returns a button that removes something.
    pub fn danger(label: impl Into<String>, id: ComponentId) -> Self {
        Self { style: ButtonStyle::Danger, ..Self::new(label, id) }
    }

    fn render(&self) -> CreateButton {
        CreateButton::new(self.id.custom_id()).label(cut(&self.label, MAX_LABEL_LENGTH)).style(self.style)
    }
}

impl Menu {
    fn render(&self) -> CreateSelectMenu {
        let mut options = Vec::new();
        for Choice { name, value } in &self.options {
            options.push(CreateSelectMenuOption::new(cut(&one_line(name), OPTION_LENGTH), value));
        }
        // There are at most 25.
        let most = u8::try_from(self.most).unwrap_or(1);
        let menu = CreateSelectMenu::new(self.id.custom_id(), CreateSelectMenuKind::String { options });
        menu.placeholder(self.placeholder).min_values(1).max_values(most)
    }
}

impl View {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds buttons to the previous and the next page of a list of `total` items, where there are such pages.
    pub fn add_page_buttons(&mut self, page: usize, length: usize, total: usize, to: impl Fn(usize) -> ComponentId) {
        let mut row = Vec::new();
        if let Some(previous) = page.checked_sub(1) {
            row.push(ViewButton::new(button::PREVIOUS, to(previous)));
        }
        if page.saturating_add(1).saturating_mul(length) < total {
            row.push(ViewButton::new(button::NEXT, to(page + 1)));
        }
        if !row.is_empty() {
            self.rows.push(row);
        }
    }

    /// Returns the text alone, below a note on why the rest is missing.
    pub fn without_extras(&self, note: &str) -> Self {
        Self::text(format!("{note}\n\n{}", self.text))
    }

    /// Renders the view in place of a deferral; its files are sent beside it.
    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(cut(&self.text, MESSAGE_LENGTH))
            .embeds(self.card.iter().map(render::embed).collect())
            .components(self.components())
            .allowed_mentions(render::no_pings())
    }

    /// Renders the text and the buttons as an immediate response; the files are sent beside it.
    pub fn response(&self) -> CreateInteractionResponse {
        CreateInteractionResponse::Message(self.message().ephemeral(true))
    }

    /// As [`Self::response`], in place of a message's text, card and buttons.
    pub fn replacement(&self) -> CreateInteractionResponse {
        CreateInteractionResponse::UpdateMessage(self.message().embeds(Vec::new()))
    }

    fn message(&self) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(cut(&self.text, MESSAGE_LENGTH))
            .components(self.components())
            .allowed_mentions(render::no_pings())
    }

    fn components(&self) -> Vec<CreateActionRow> {
        let mut components = Vec::new();
        if let Some(menu) = &self.menu {
            components.push(CreateActionRow::SelectMenu(menu.render()));
        }
        for row in &self.rows {
            components.push(CreateActionRow::Buttons(row.iter().map(ViewButton::render).collect()));
        }
        components
    }
}

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

    /// Returns whether an entry has these texts. A field that is not shown may have any text.
    pub fn are_of(&self, entry: &Entry) -> bool {
        let is_text = |field: &Option<String>, text: &str| field.as_deref().is_none_or(|field| field.trim() == text);
        is_text(&self.question, entry.question())
            && is_text(&self.answer, entry.answer())
            && is_text(&self.category, entry.category().unwrap_or_default())
            && self.phrasing_lines().is_none_or(|lines| lines == entry.phrasings())
    }

    /// Reads a submitted form: the ids of its fields and what was typed there.
    pub fn read(typed: &[(String, String)]) -> Self {
        let mut fields = Self::default();
        for (id, text) in typed {
            let value = Some(text.trim().to_owned());
            match id.as_str() {
                QUESTION => fields.question = value,
                PHRASINGS => fields.phrasings = value,
                ANSWER => fields.answer = value,
                CATEGORY => fields.category = value,
                _ => {}
            }
        }
        fields
    }

    /// Returns whether nothing is typed into any field.
    pub fn are_empty(&self) -> bool {
        let fields = [&self.question, &self.phrasings, &self.answer, &self.category];
        fields.into_iter().flatten().all(|text| text.trim().is_empty())
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
    pub id: FormId,
    pub title: &'static str,
    pub fields: Fields,
    /// Whether it asks for an answer, and not for the message of a referral.
    pub has_answer: bool,
    /// Whether every field may be empty, since that removes a translation.
    pub is_translation: bool,
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
    /// Renders the form as Discord's modal.
    pub fn render(self) -> CreateInteractionResponse {
        let id = self.id.custom_id();
        let title = self.title;
        let rows = self.inputs().into_iter().filter_map(Input::render).collect();
        CreateInteractionResponse::Modal(CreateModal::new(id, title).components(rows))
    }

    fn inputs(self) -> [Input; 4] {
        let (answer_label, answer_length) = match self.has_answer {
            true => (form::ANSWER, limits::ANSWER),
            false => (form::MESSAGE, limits::MESSAGE),
        };
        let question_label = match self.id {
            FormId::Search(_) => unanswered::SEARCH_FIELD,
            _ => form::QUESTION,
        };
        let question = Input {
            id: QUESTION,
            label: question_label,
            style: InputTextStyle::Short,
            length: limits::QUESTION,
            required: !self.is_translation,
            value: self.fields.question,
        };
        let phrasings = Input {
            id: PHRASINGS,
            label: form::PHRASINGS,
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
            required: self.has_answer && !self.is_translation,
            value: self.fields.answer,
        };
        let category = Input {
            id: CATEGORY,
            label: form::CATEGORY,
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
