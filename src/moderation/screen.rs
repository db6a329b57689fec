//! What a moderator is shown: a text, cards as users see them, buttons, files. Pings nobody, and is theirs alone.

use serenity::all::{ButtonStyle, CreateSelectMenuKind, CreateSelectMenuOption};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    EditInteractionResponse,
};

use super::press::Press;
use crate::render;
use crate::reply::{LABEL, Reply};
use discord::rest::Attached;
use faq::text::{cut, one_line};

/// The longest text of a message, in characters.
const TEXT: usize = 2_000;
/// The longest text of a choice, in characters.
const CHOICE: usize = 100;

/// What is shown.
#[derive(Debug, Default)]
pub struct Screen {
    /// Above everything else, in Markdown.
    pub text: String,
    /// Replies as users will see them; their buttons are not shown.
    pub card: Option<Reply>,
    /// Rows of at most five buttons.
    pub rows: Vec<Vec<Button>>,
    /// Entries to choose from: what choosing does, and at most 25 pairs of a text and an id.
    pub choice: Option<(Press, Vec<(String, String)>)>,
    /// Files below it.
    pub files: Vec<Attached>,
}

/// A button.
#[derive(Debug)]
pub struct Button {
    pub label: String,
    pub press: Press,
    pub style: ButtonStyle,
}

impl Button {
    /// A button beside others.
    pub fn new(label: impl Into<String>, press: Press) -> Self {
        Self { label: label.into(), press, style: ButtonStyle::Secondary }
    }

    /// The button that most will press.
    pub fn main(label: impl Into<String>, press: Press) -> Self {
        Self { style: ButtonStyle::Success, ..Self::new(label, press) }
    }

    /// The button that takes something away.
    pub fn danger(label: impl Into<String>, press: Press) -> Self {
        Self { style: ButtonStyle::Danger, ..Self::new(label, press) }
    }
}

impl Screen {
    /// A text alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// In place of what was deferred; the files go along.
    pub fn render(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(cut(&self.text, TEXT))
            .embeds(self.card.iter().map(render::embed).collect())
            .components(self.components())
            .allowed_mentions(render::no_pings())
    }

    /// At once, for a text alone.
    pub fn response(&self) -> CreateInteractionResponse {
        let message = CreateInteractionResponseMessage::new().content(cut(&self.text, TEXT));
        CreateInteractionResponse::Message(message.allowed_mentions(render::no_pings()).ephemeral(true))
    }

    fn components(&self) -> Vec<CreateActionRow> {
        let choice = self.choice.iter().map(|(press, options)| {
            let option = |(text, id): &(String, String)| CreateSelectMenuOption::new(cut(&one_line(text), CHOICE), id);
            let options = options.iter().map(option).collect();
            CreateActionRow::SelectMenu(CreateSelectMenu::new(
                press.custom_id(),
                CreateSelectMenuKind::String { options },
            ))
        });
        let row = |row: &Vec<Button>| CreateActionRow::Buttons(row.iter().map(button).collect());
        choice.chain(self.rows.iter().map(row)).collect()
    }
}

fn button(button: &Button) -> CreateButton {
    CreateButton::new(button.press.custom_id()).label(cut(&button.label, LABEL)).style(button.style)
}
