//! Views: what a moderator is shown. They ping no one, and only the moderator sees them.

use serenity::all::{ButtonStyle, CreateSelectMenuKind, CreateSelectMenuOption};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    EditInteractionResponse,
};

use super::component_id::ComponentId;
use crate::render;
use crate::reply::moderation::button as words;
use crate::reply::{MAX_LABEL_LENGTH, Reply};
use discord::rest::FileUpload;
use faq::text::{cut, one_line};

/// Discord's limit for the text of a message, in characters.
const MESSAGE_LENGTH: usize = 2_000;
/// Discord's limit for the text of a menu's option, in characters.
const OPTION_LENGTH: usize = 100;

/// A text with cards, buttons and files.
#[derive(Debug, Default)]
pub struct View {
    /// The text above everything else, in Markdown.
    pub text: String,
    /// A reply as users will see it, without its buttons.
    pub card: Option<Reply>,
    /// Rows of at most five buttons.
    pub rows: Vec<Vec<ViewButton>>,
    pub menu: Option<EntryMenu>,
    pub files: Vec<FileUpload>,
}

#[derive(Debug)]
pub struct ViewButton {
    label: String,
    id: ComponentId,
    style: ButtonStyle,
}

/// A menu to choose an entry from.
#[derive(Debug)]
pub struct EntryMenu {
    pub id: ComponentId,
    /// The questions and ids of at most 25 entries.
    pub options: Vec<(String, String)>,
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

impl EntryMenu {
    fn render(&self) -> CreateSelectMenu {
        let mut options = Vec::new();
        for (question, id) in &self.options {
            options.push(CreateSelectMenuOption::new(cut(&one_line(question), OPTION_LENGTH), id));
        }
        CreateSelectMenu::new(self.id.custom_id(), CreateSelectMenuKind::String { options })
    }
}

impl View {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds buttons to the previous and the next page of a list of `total` items, where there are such pages.
    pub fn add_page_buttons(&mut self, page: usize, length: usize, total: usize, to: fn(usize) -> ComponentId) {
        let mut row = Vec::new();
        if let Some(previous) = page.checked_sub(1) {
            row.push(ViewButton::new(words::PREVIOUS, to(previous)));
        }
        if page.saturating_add(1).saturating_mul(length) < total {
            row.push(ViewButton::new(words::NEXT, to(page + 1)));
        }
        if !row.is_empty() {
            self.rows.push(row);
        }
    }

    /// Renders the view in place of a deferral; its files are sent beside it.
    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(cut(&self.text, MESSAGE_LENGTH))
            .embeds(self.card.iter().map(render::embed).collect())
            .components(self.components())
            .allowed_mentions(render::no_pings())
    }

    /// Renders the text alone, as an immediate response.
    pub fn response(&self) -> CreateInteractionResponse {
        let message = CreateInteractionResponseMessage::new().content(cut(&self.text, MESSAGE_LENGTH));
        CreateInteractionResponse::Message(message.allowed_mentions(render::no_pings()).ephemeral(true))
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
