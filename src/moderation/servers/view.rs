//! Views and forms of a server's own settings and answers. Views ping no one, and only the member who asked sees them.

use serde_json::{Value, json};
use serenity::all::{ButtonStyle, ChannelType, CreateInputText, CreateModal, InputTextStyle};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse,
};
use serenity::model::id::{ChannelId, RoleId};

use super::ids::{ComponentId, FormId};
use crate::render;
use crate::reply::moderation::button;
use crate::reply::{Choice, MAX_LABEL_LENGTH, Reply};
use discord::rest::FileUpload;
use faq::text::{cut, one_line};

/// Discord's limit for the text of a message, in characters.
const MESSAGE_LENGTH: usize = 2_000;
/// Discord's limit for the text of a menu's option, in characters.
const OPTION_LENGTH: usize = 100;
/// Discord's limit for what can be chosen in a menu.
pub const MAX_CHOSEN: u8 = 25;

/// A text with a card, buttons, menus and files.
#[derive(Debug, Default)]
pub struct View {
    /// The text above everything else, in Markdown.
    pub text: String,
    /// A reply as members will see it, without its buttons.
    pub card: Option<Reply>,
    /// At most five menus or rows of buttons, as Discord takes them.
    pub rows: Vec<Value>,
    pub files: Vec<FileUpload>,
}

impl View {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds a row of buttons.
    pub fn buttons(mut self, buttons: Vec<CreateButton>) -> Self {
        if !buttons.is_empty() {
            self.rows.push(row(buttons.iter().map(json_of).collect()));
        }
        self
    }

    pub fn menu(mut self, menu: Menu) -> Self {
        self.rows.push(row(vec![menu.0]));
        self
    }

    /// Adds buttons to the previous and the next page of a list of `total` items, where there are such pages.
    pub fn page_buttons(self, page: usize, length: usize, total: usize, to: impl Fn(usize) -> ComponentId) -> Self {
        let mut row = Vec::new();
        if let Some(previous) = page.checked_sub(1) {
            row.push(plain(button::PREVIOUS, &to(previous)));
        }
        if page.saturating_add(1).saturating_mul(length) < total {
            row.push(plain(button::NEXT, &to(page + 1)));
        }
        self.buttons(row)
    }

    /// Renders the view in place of a deferral; its files are sent beside it.
    pub fn edit(&self) -> Value {
        let edit = EditInteractionResponse::new()
            .content(cut(&self.text, MESSAGE_LENGTH))
            .embeds(self.card.iter().map(render::embed).collect())
            .allowed_mentions(render::no_pings());
        let mut json = json_of(&edit);
        json["components"] = Value::Array(self.rows.clone());
        json
    }

    /// Renders the text alone, as an immediate response.
    pub fn response(&self) -> CreateInteractionResponse {
        let message = CreateInteractionResponseMessage::new().content(cut(&self.text, MESSAGE_LENGTH));
        CreateInteractionResponse::Message(message.allowed_mentions(render::no_pings()).ephemeral(true))
    }
}

/// A menu, as Discord takes it.
pub struct Menu(Value);

impl Menu {
    /// Returns a menu in which these channels or roles are chosen beforehand. serenity writes their ids as numbers, which Discord's
    /// description does not allow.
    fn with_chosen(menu: &CreateSelectMenu, kind: &str, ids: impl Iterator<Item = u64>) -> Self {
        let mut json = json_of(menu);
        let chosen: Vec<Value> = ids.map(|id| json!({ "id": id.to_string(), "type": kind })).collect();
        if !chosen.is_empty() {
            json["default_values"] = Value::Array(chosen);
        }
        Self(json)
    }
}

const ACTION_ROW: u8 = 1;

fn row(components: Vec<Value>) -> Value {
    json!({ "type": ACTION_ROW, "components": components })
}

/// Returns the JSON of one of serenity's builders, which always have one.
fn json_of(builder: &impl serde::Serialize) -> Value {
    serde_json::to_value(builder).unwrap_or_default()
}

pub fn plain(label: &str, id: &ComponentId) -> CreateButton {
    CreateButton::new(id.custom_id()).label(cut(label, MAX_LABEL_LENGTH)).style(ButtonStyle::Secondary)
}

/// Returns the button that most people will press.
pub fn primary(label: &str, id: &ComponentId) -> CreateButton {
    plain(label, id).style(ButtonStyle::Success)
}

/// Returns a button that removes something.
pub fn danger(label: &str, id: &ComponentId) -> CreateButton {
    plain(label, id).style(ButtonStyle::Danger)
}

/// Returns a menu of at most 25 texts, of which one is chosen.
pub fn text_menu(id: &ComponentId, placeholder: &str, choices: &[Choice], chosen: Option<&str>) -> Menu {
    let mut options = Vec::new();
    for Choice { name, value } in choices.iter().take(MAX_CHOSEN.into()) {
        let option = CreateSelectMenuOption::new(cut(&one_line(name), OPTION_LENGTH), value);
        options.push(option.default_selection(chosen == Some(value)));
    }
    let kind = CreateSelectMenuKind::String { options };
    Menu(json_of(&CreateSelectMenu::new(id.custom_id(), kind).placeholder(placeholder)))
}

/// Returns a menu of a server's channels of these kinds.
pub fn channel_menu(
    id: &ComponentId,
    placeholder: &str,
    kinds: &[ChannelType],
    chosen: &[ChannelId],
    most: u8,
) -> Menu {
    let kind = CreateSelectMenuKind::Channel { channel_types: Some(kinds.to_vec()), default_channels: None };
    let menu = CreateSelectMenu::new(id.custom_id(), kind).placeholder(placeholder).min_values(0).max_values(most);
    Menu::with_chosen(&menu, "channel", chosen.iter().map(|channel| channel.get()))
}

/// Returns a menu of a server's roles.
pub fn role_menu(id: &ComponentId, placeholder: &str, chosen: &[RoleId], most: u8) -> Menu {
    let kind = CreateSelectMenuKind::Role { default_roles: None };
    let menu = CreateSelectMenu::new(id.custom_id(), kind).placeholder(placeholder).min_values(0).max_values(most);
    Menu::with_chosen(&menu, "role", chosen.iter().map(|role| role.get()))
}

/// A field of a form.
pub struct Field {
    pub id: &'static str,
    pub label: &'static str,
    /// Several lines.
    pub is_long: bool,
    /// The longest text, in characters.
    pub length: u16,
    pub is_required: bool,
    pub value: String,
}

/// A form to show.
pub struct Form {
    pub id: FormId,
    pub title: String,
    pub fields: Vec<Field>,
}

/// Discord's limit for the title of a form, in characters.
const TITLE_LENGTH: usize = 45;

impl Form {
    /// Renders the form as Discord's modal.
    pub fn render(self) -> CreateInteractionResponse {
        let rows = self.fields.into_iter().map(Field::render).collect();
        let title = cut(&one_line(&self.title), TITLE_LENGTH);
        CreateInteractionResponse::Modal(CreateModal::new(self.id.custom_id(), title).components(rows))
    }
}

impl Field {
    fn render(self) -> CreateActionRow {
        let style = if self.is_long { InputTextStyle::Paragraph } else { InputTextStyle::Short };
        let mut input =
            CreateInputText::new(style, self.label, self.id).max_length(self.length).required(self.is_required);
        if !self.value.is_empty() {
            input = input.value(cut(&self.value, usize::from(self.length)));
        }
        CreateActionRow::InputText(input)
    }
}
