//! Interactions: commands, what is typed into their options, buttons, menus and forms.

use std::collections::HashMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, RoleId};

use super::message::{Message, User};
use super::{Readable, or_default, readable_items};

#[derive(Debug, Clone)]
pub enum Interaction {
    Command(CommandInteraction),
    /// A command whose option is being typed.
    Autocomplete(CommandInteraction),
    Component(ComponentInteraction),
    Modal(ModalInteraction),
    /// Of a kind that the bot does not know.
    Unknown,
}

/// A member of a server, as an interaction there shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    pub user: User,
    #[serde(default, deserialize_with = "readable_items")]
    pub roles: Vec<RoleId>,
}

#[derive(Debug, Clone)]
pub struct CommandInteraction {
    pub id: InteractionId,
    pub token: String,
    /// The server; `None` in a direct conversation.
    pub guild_id: Option<GuildId>,
    pub channel_id: ChannelId,
    pub member: Option<Member>,
    pub user: User,
    /// The language of the person's Discord, such as `en-US`.
    pub locale: Option<String>,
    pub data: CommandData,
}

/// A press of a button, or a choice from a menu.
#[derive(Debug, Clone)]
pub struct ComponentInteraction {
    pub id: InteractionId,
    pub token: String,
    pub guild_id: Option<GuildId>,
    pub member: Option<Member>,
    pub user: User,
    /// As in [`CommandInteraction`].
    pub locale: Option<String>,
    /// The message with the button or the menu.
    pub message_id: Option<MessageId>,
    pub custom_id: String,
    /// What was chosen from a menu.
    pub values: Vec<String>,
}

/// A submitted form.
#[derive(Debug, Clone)]
pub struct ModalInteraction {
    pub id: InteractionId,
    pub token: String,
    pub guild_id: Option<GuildId>,
    pub member: Option<Member>,
    pub user: User,
    /// As in [`CommandInteraction`].
    pub locale: Option<String>,
    /// The message whose button or menu opened the form.
    pub message_id: Option<MessageId>,
    pub custom_id: String,
    /// The ids of the fields and what was typed there.
    pub fields: Vec<(String, String)>,
}

/// A command with its options.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CommandData {
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// The server that the command is registered in, if it is not one for all servers.
    #[serde(default, deserialize_with = "or_default")]
    pub guild_id: Option<GuildId>,
    #[serde(default, deserialize_with = "readable_items")]
    options: Vec<CommandOption>,
    #[serde(default, deserialize_with = "or_default")]
    resolved: Resolved,
}

#[derive(Debug, Clone, Deserialize)]
struct CommandOption {
    name: String,
    #[serde(rename = "type")]
    kind: u64,
    #[serde(default)]
    value: Value,
    #[serde(default, deserialize_with = "readable_items")]
    options: Vec<CommandOption>,
    #[serde(default, deserialize_with = "or_default")]
    focused: bool,
}

/// The objects that options name, by their ids.
#[derive(Debug, Clone, Default, Deserialize)]
struct Resolved {
    #[serde(default, deserialize_with = "readable_values")]
    messages: HashMap<String, Message>,
    #[serde(default, deserialize_with = "readable_values")]
    attachments: HashMap<String, Attachment>,
}

/// A file that was uploaded to Discord.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attachment {
    #[serde(default)]
    pub filename: String,
    pub url: String,
}

/// An option of a command.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedOption<'a> {
    pub name: &'a str,
    pub value: ResolvedValue<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ResolvedValue<'a> {
    SubCommand(Vec<ResolvedOption<'a>>),
    String(&'a str),
    Integer(i64),
    Boolean(bool),
    Attachment(&'a Attachment),
    Unknown,
}

/// Types of options.
const SUB_COMMAND: u64 = 1;
const ATTACHMENT: u64 = 11;

impl CommandData {
    pub fn options(&self) -> Vec<ResolvedOption<'_>> {
        self.resolve(&self.options)
    }

    fn resolve<'a>(&'a self, options: &'a [CommandOption]) -> Vec<ResolvedOption<'a>> {
        let mut resolved = Vec::new();
        for option in options {
            let value = match (option.kind, &option.value) {
                (SUB_COMMAND, _) => ResolvedValue::SubCommand(self.resolve(&option.options)),
                (ATTACHMENT, Value::String(id)) => match self.resolved.attachments.get(id) {
                    Some(attachment) => ResolvedValue::Attachment(attachment),
                    None => ResolvedValue::Unknown,
                },
                (_, Value::String(text)) => ResolvedValue::String(text),
                (_, Value::Bool(value)) => ResolvedValue::Boolean(*value),
                (_, Value::Number(number)) => number.as_i64().map_or(ResolvedValue::Unknown, ResolvedValue::Integer),
                _ => ResolvedValue::Unknown,
            };
            resolved.push(ResolvedOption { name: &option.name, value });
        }
        resolved
    }

    /// Returns the option that is being typed, as a [`ResolvedValue::String`].
    pub fn autocomplete(&self) -> Option<ResolvedOption<'_>> {
        focused(&self.options)
    }

    /// Returns the message that a message command was used on, if it is readable.
    pub fn message(&self) -> Option<&Message> {
        self.resolved.messages.values().next()
    }
}

fn focused(options: &[CommandOption]) -> Option<ResolvedOption<'_>> {
    for option in options {
        if option.focused {
            // A number that is being typed may be half of one, so Discord sends the text.
            let text = option.value.as_str().unwrap_or_default();
            return Some(ResolvedOption { name: &option.name, value: ResolvedValue::String(text) });
        }
        if let Some(found) = focused(&option.options) {
            return Some(found);
        }
    }
    None
}

impl ResolvedOption<'_> {
    /// Returns the text of the option, which is empty if it holds something else.
    pub fn text(&self) -> &str {
        match self.value {
            ResolvedValue::String(text) => text,
            _ => "",
        }
    }
}

/// Reads a map, and leaves out the values that do not fit their type.
fn readable_values<'de, D, T>(deserializer: D) -> Result<HashMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let values: HashMap<String, Readable<T>> = or_default(deserializer)?;
    Ok(values.into_iter().filter_map(|(id, value)| Some((id, value.value()?))).collect())
}

/// An interaction of any kind, as Discord sends it.
#[derive(Deserialize)]
struct RawInteraction {
    id: InteractionId,
    token: String,
    #[serde(rename = "type")]
    kind: u64,
    #[serde(default)]
    guild_id: Option<GuildId>,
    #[serde(default, deserialize_with = "or_default")]
    channel_id: Option<ChannelId>,
    #[serde(default)]
    member: Option<Member>,
    #[serde(default)]
    user: Option<User>,
    message: Option<Readable<InteractionMessage>>,
    #[serde(default, deserialize_with = "or_default")]
    locale: Option<String>,
    #[serde(default)]
    data: Value,
}

#[derive(Deserialize)]
struct InteractionMessage {
    id: MessageId,
}

/// The data of a button, a menu or a form.
#[derive(Default, Deserialize)]
struct ComponentData {
    #[serde(default, deserialize_with = "or_default")]
    custom_id: String,
    #[serde(default, deserialize_with = "readable_items")]
    values: Vec<String>,
    #[serde(default, deserialize_with = "readable_items")]
    components: Vec<ModalRow>,
}

/// A row of a form, or a label with its field.
#[derive(Deserialize)]
struct ModalRow {
    #[serde(default, deserialize_with = "readable_items")]
    components: Vec<ModalField>,
    #[serde(default, deserialize_with = "or_default")]
    component: Option<ModalField>,
}

#[derive(Deserialize)]
struct ModalField {
    custom_id: String,
    #[serde(default, deserialize_with = "or_default")]
    value: String,
}

const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const AUTOCOMPLETE: u64 = 4;
const MODAL: u64 = 5;

impl<'de> Deserialize<'de> for Interaction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawInteraction::deserialize(deserializer)?;
        let user = match (&raw.member, &raw.user) {
            (Some(member), _) => member.user.clone(),
            (None, Some(user)) => user.clone(),
            (None, None) => return Err(D::Error::missing_field("user")),
        };
        Ok(match raw.kind {
            COMMAND => Self::Command(command(raw, user)),
            AUTOCOMPLETE => Self::Autocomplete(command(raw, user)),
            COMPONENT => Self::Component(component(raw, user)),
            MODAL => Self::Modal(modal(raw, user)),
            _ => Self::Unknown,
        })
    }
}

fn command(raw: RawInteraction, user: User) -> CommandInteraction {
    let RawInteraction { id, token, guild_id, channel_id, member, locale, data, .. } = raw;
    let data = CommandData::deserialize(data).unwrap_or_default();
    // Interactions have had a channel for years. Without one they are limited together.
    let channel_id = channel_id.unwrap_or_default();
    CommandInteraction { id, token, guild_id, channel_id, member, user, locale, data }
}

fn component(raw: RawInteraction, user: User) -> ComponentInteraction {
    let RawInteraction { id, token, guild_id, member, message, locale, data, .. } = raw;
    let message_id = message.and_then(Readable::value).map(|message| message.id);
    let ComponentData { custom_id, values, .. } = ComponentData::deserialize(data).unwrap_or_default();
    ComponentInteraction { id, token, guild_id, member, user, locale, message_id, custom_id, values }
}

fn modal(raw: RawInteraction, user: User) -> ModalInteraction {
    let RawInteraction { id, token, guild_id, member, message, locale, data, .. } = raw;
    let message_id = message.and_then(Readable::value).map(|message| message.id);
    let ComponentData { custom_id, components, .. } = ComponentData::deserialize(data).unwrap_or_default();
    let mut fields = Vec::new();
    for field in components.into_iter().flat_map(|row| row.components.into_iter().chain(row.component)) {
        fields.push((field.custom_id, field.value));
    }
    ModalInteraction { id, token, guild_id, member, user, locale, message_id, custom_id, fields }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serenity::model::id::UserId;

    use super::*;

    fn read(kind: u64, data: Value) -> Interaction {
        let member = json!({ "user": { "id": "5" }, "roles": ["6", null], "flags": u64::MAX,
            "avatar_decoration_data": 7 });
        let interaction = json!({ "id": "1", "token": "t", "type": kind, "guild_id": "2", "channel_id": "3",
            "channel": { "type": 999 }, "member": member, "message": { "id": "8", "components": [{ "type": 99 }] }, "data": data });
        serde_json::from_value(interaction).unwrap()
    }

    #[test]
    fn a_command_is_read_whatever_is_beside_its_options() {
        let options = json!([{ "name": "import", "type": 1, "options": [
            { "name": "file", "type": 11, "value": "9" }, { "name": "number", "type": 4, "value": 7 },
            { "name": "new", "type": 99, "value": {} }, { "type": "odd" },
        ] }]);
        let resolved = json!({ "attachments": { "9": { "url": "u", "size": -1 }, "10": 1 }, "members": 3 });
        let Interaction::Command(command) = read(2, json!({ "name": "faq", "options": options, "resolved": resolved }))
        else {
            panic!("it is a command")
        };
        assert_eq!((command.user.id, command.channel_id), (UserId::new(5), ChannelId::new(3)));
        assert_eq!(command.member.unwrap().roles, [RoleId::new(6)]);
        let options = command.data.options();
        let [ResolvedOption { name: "import", value: ResolvedValue::SubCommand(options) }] = options.as_slice() else {
            panic!("{options:?}")
        };
        let values: Vec<_> = options.iter().map(|option| option.value.clone()).collect();
        let file = Attachment { filename: String::new(), url: "u".to_owned() };
        assert_eq!(values, [ResolvedValue::Attachment(&file), ResolvedValue::Integer(7), ResolvedValue::Unknown]);
    }

    #[test]
    fn the_message_of_a_message_command_may_hold_anything() {
        let odd = json!({ "id": "9", "channel_id": "3", "author": { "id": "4" }, "content": "does it hurt?", "flags": 1u64 << 40,
            "components": [{ "type": 17 }], "stickers": 1 });
        let Interaction::Command(command) = read(2, json!({ "name": "x", "resolved": { "messages": { "9": odd } } }))
        else {
            panic!("it is a command")
        };
        assert_eq!(command.data.message().unwrap().text(), "does it hurt?");
    }

    #[test]
    fn the_focused_option_is_found_in_a_subcommand() {
        let typed = json!({ "name": "entry", "type": 3, "value": "pa", "focused": true });
        let options =
            json!([{ "name": "edit", "type": 1, "options": [{ "name": "x", "type": 3, "value": "y" }, typed] }]);
        let Interaction::Autocomplete(typing) = read(4, json!({ "name": "faq", "options": options })) else {
            panic!("it is autocomplete")
        };
        let option = typing.data.autocomplete().unwrap();
        assert_eq!((option.name, option.text()), ("entry", "pa"));
    }

    #[test]
    fn forms_have_rows_or_labels() {
        let field = |id: &str| json!({ "type": 4, "custom_id": id, "value": "typed" });
        let components = json!([{ "type": 1, "components": [field("a")] }, { "type": 18, "component": field("b") }, 7]);
        let Interaction::Modal(form) = read(5, json!({ "custom_id": "form", "components": components })) else {
            panic!("it is a form")
        };
        let typed = "typed".to_owned();
        assert_eq!(form.fields, [("a".to_owned(), typed.clone()), ("b".to_owned(), typed)]);
        assert_eq!(form.message_id, Some(MessageId::new(8)));
        assert!(matches!(read(99, json!({})), Interaction::Unknown));
    }
}
