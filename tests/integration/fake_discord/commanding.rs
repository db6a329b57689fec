//! The test's hands, second part: commands, autocomplete, buttons and modals.

use serde_json::{Value, json};

use super::FakeDiscord;
use super::model::{Acknowledged, Command, Id, Interaction, InteractionKind};
use super::people::Person;
use super::render;
use super::reply::{Modal, Reply};
use super::state::{BOT, State};

const STRING_SELECT: u64 = 3;
const SUB_COMMAND: u64 = 1;
const SUB_COMMAND_GROUP: u64 = 2;
const SLASH: u64 = 1;
const ON_MESSAGE: u64 = 3;

/// What autocomplete offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub name: String,
    pub value: String,
}

/// An interaction on its way.
#[derive(Debug, Clone)]
pub struct Asked {
    token: String,
}

impl FakeDiscord {
    /// Ends an interaction's life, as Discord does after 15 minutes.
    pub fn expires(&self, asked: &Asked) {
        self.change(|state| {
            if let Some(interaction) = state.interaction(&asked.token) {
                interaction.expired = true;
            }
        });
    }

    /// Waits until the bot has said something to an interaction, if only that it is thinking.
    #[allow(dead_code, reason = "the load example does not look at this")]
    pub async fn until_acknowledged(&self, asked: &Asked) {
        self.wait_for("an acknowledgement", |state| {
            (state.interaction(&asked.token)?.acknowledged != Acknowledged::NotYet).then_some(())
        })
        .await;
    }

    /// The registered command of this name; waits until the bot has registered it.
    async fn command(&self, name: &str, kind: u64) -> Command {
        self.wait_for(&format!("the command {name} to be registered"), |state| {
            let fits = |command: &&Command| {
                command.body["name"] == name && command.body["type"].as_u64().unwrap_or(SLASH) == kind
            };
            state.commands.iter().find(fits).cloned()
        })
        .await
    }

    /// The names of the commands that are registered in a server, or for all, sorted.
    pub fn commands_in(&self, guild: Option<Id>) -> Vec<String> {
        command_names(&self.state(), guild)
    }

    /// Waits until these commands are registered in a server, or for all.
    pub async fn until_commands(&self, guild: Option<Id>, names: &[&str]) {
        self.wait_for(&format!("the commands {names:?}"), |state| (command_names(state, guild) == names).then_some(()))
            .await;
    }

    /// All commands go without the bot's doing.
    pub fn loses_commands(&self) {
        self.change(|state| state.commands.clear());
    }

    /// Waits until the bot has answered every interaction: Discord would show "did not respond".
    pub async fn until_all_answered(&self) {
        self.wait_for("an answer to every interaction", |state| {
            let open = |asked: &Interaction| !asked.expired && asked.acknowledged != Acknowledged::Done;
            (!state.interactions.iter().any(open)).then_some(())
        })
        .await;
    }
}

fn command_names(state: &State, guild: Option<Id>) -> Vec<String> {
    let here = state.commands.iter().filter(|command| command.guild == guild);
    let mut names: Vec<String> =
        here.map(|command| command.body["name"].as_str().unwrap_or_default().to_owned()).collect();
    names.sort_unstable();
    names
}

impl Person {
    /// Sends a slash command; `command` may name a subcommand ("faq add"), `options` is an object.
    pub async fn slash(&self, channel: Id, command: &str, options: Value) -> Asked {
        let data = self.command_data(command, &options, None).await;
        self.interacts(InteractionKind::Command, channel, None, |_| data)
    }

    /// Types into an option of a slash command; what the bot offers then.
    pub async fn autocomplete(&self, channel: Id, command: &str, option: &str, typed: &str) -> Vec<Choice> {
        let data = self.command_data(command, &json!({ option: typed }), Some(option)).await;
        let asked = self.interacts(InteractionKind::Autocomplete, channel, None, |_| data);
        let choices = self
            .fake
            .wait_for("autocomplete's choices", |state| state.interaction(&asked.token)?.choices.clone())
            .await;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        choices.iter().map(|choice| Choice { name: text(&choice["name"]), value: text(&choice["value"]) }).collect()
    }

    /// Uses a command of a message's menu; Discord always shows the bot that message.
    pub async fn message_command(&self, name: &str, message: Id) -> Asked {
        let command = self.fake.command(name, ON_MESSAGE).await;
        let channel = self.fake.state().messages.get(&message).expect("the message stands").channel;
        self.interacts(InteractionKind::Command, channel, None, |state| {
            let target = render::message(state, &state.messages[&message]);
            let mut data = json!({
                "id": command.id.to_string(), "name": name, "type": ON_MESSAGE, "target_id": message.to_string(),
                "resolved": { "messages": { message.to_string(): target } },
            });
            if let Some(guild) = command.guild {
                data["guild_id"] = json!(guild.to_string());
            }
            data
        })
    }

    /// Presses a button by its label, as the message stands now.
    pub fn presses(&self, reply: &Reply, label: &str) -> Asked {
        let message = self.fake.state().messages.get(&reply.id).expect("the message with the button stands").clone();
        assert!(message.visible_to.is_none_or(|only| only == self.id), "somebody else's message has no buttons here");
        let buttons = message.components.iter().filter_map(|row| row["components"].as_array()).flatten();
        let custom_id =
            buttons.filter(|button| button["label"] == label).find_map(|button| button["custom_id"].as_str());
        let custom_id = custom_id.unwrap_or_else(|| panic!("no button {label:?} on\n{reply}")).to_owned();
        self.presses_id(&reply.clone(), &custom_id)
    }

    /// Presses a button by its id: one that an older message, or a forger, may still carry.
    pub fn presses_id(&self, reply: &Reply, custom_id: &str) -> Asked {
        let message = reply.id;
        self.interacts(
            InteractionKind::Component,
            reply.channel,
            Some(message),
            |_| json!({ "custom_id": custom_id, "component_type": 2, "id": 1 }),
        )
    }

    /// Chooses from the list on a message, by the text of the choice, as the message stands now.
    pub fn chooses(&self, reply: &Reply, text: &str) -> Asked {
        self.chooses_all(reply, &[text])
    }

    /// Chooses several from the list on a message.
    pub fn chooses_all(&self, reply: &Reply, texts: &[&str]) -> Asked {
        let message = self.fake.state().messages.get(&reply.id).expect("the message with the list stands").clone();
        let components = message.components.iter().filter_map(|row| row["components"].as_array()).flatten();
        let menu = components.clone().find(|component| component["type"] == STRING_SELECT).expect("a list");
        let options = menu["options"].as_array().into_iter().flatten();
        let value = |text: &&str| {
            let found = options.clone().find(|option| option["label"] == *text);
            found.unwrap_or_else(|| panic!("no choice {text:?} in {menu}"))["value"].clone()
        };
        let values: Vec<Value> = texts.iter().map(value).collect();
        let most = menu["max_values"].as_u64().unwrap_or(1);
        assert!(values.len() as u64 <= most, "Discord lets {most} be chosen in {menu}");
        let data = json!({ "custom_id": menu["custom_id"], "component_type": STRING_SELECT, "id": 1,
            "values": values });
        self.interacts(InteractionKind::Component, reply.channel, Some(reply.id), |_| data)
    }

    /// Chooses channels or roles in the menu with this placeholder, as the message stands now.
    #[allow(dead_code, reason = "the load example chooses nothing")]
    pub fn chooses_ids(&self, reply: &Reply, placeholder: &str, ids: &[Id]) -> Asked {
        let message = self.fake.state().messages.get(&reply.id).expect("the message with the menu stands").clone();
        let components = message.components.iter().filter_map(|row| row["components"].as_array()).flatten();
        let menu = components.clone().find(|component| component["placeholder"] == placeholder);
        let menu = menu.unwrap_or_else(|| panic!("no menu {placeholder:?} on\n{reply}"));
        let values: Vec<String> = ids.iter().map(Id::to_string).collect();
        assert!(values.len() as u64 <= menu["max_values"].as_u64().unwrap_or(1), "too many for {menu}");
        let data = json!({ "custom_id": menu["custom_id"], "component_type": menu["type"], "id": 1, "values": values });
        self.interacts(InteractionKind::Component, reply.channel, Some(reply.id), |_| data)
    }

    /// Fills in a modal's fields, by label, and submits it; fields not named keep what they hold.
    pub fn submits(&self, modal: &Modal, fields: &[(&str, &str)]) -> Asked {
        let rows: Vec<Value> = modal.inputs().map(|input| submitted_row(input, fields)).collect();
        self.interacts(
            InteractionKind::Modal,
            modal.channel,
            modal.pressed_on,
            |_| json!({ "custom_id": modal.body["custom_id"], "components": rows }),
        )
    }

    /// Submits an empty form of this id: one that an older version, or a forger, may have.
    pub fn submits_id(&self, channel: Id, custom_id: &str) -> Asked {
        self.interacts(InteractionKind::Modal, channel, None, |_| json!({ "custom_id": custom_id, "components": [] }))
    }

    async fn command_data(&self, command: &str, options: &Value, focused: Option<&str>) -> Value {
        let mut path = command.split(' ');
        let name = path.next().unwrap_or_default();
        let registered = self.fake.command(name, SLASH).await;
        let mut options = options.clone();
        let uploaded = self.uploads(&mut options);
        let filled = fill_in(&registered.body, &path.collect::<Vec<_>>(), &options, focused);
        let mut data = json!({ "id": registered.id.to_string(), "name": name, "type": SLASH, "options": filled });
        data["resolved"] = json!({ "attachments": uploaded });
        if let Some(guild) = registered.guild {
            data["guild_id"] = json!(guild.to_string());
        }
        data
    }

    /// Uploads the options that are files, `{ "filename", "content" }`: Discord sends their ids, and where they are.
    fn uploads(&self, options: &mut Value) -> Value {
        let mut uploaded = json!({});
        for option in options.as_object_mut().into_iter().flat_map(|options| options.values_mut()) {
            let (Some(name), Some(content)) = (option["filename"].as_str(), option["content"].as_str()) else {
                continue;
            };
            let (id, bytes) = (self.fake.change(State::fresh_id), content.as_bytes().to_vec());
            let path = format!("/attachments/{id}/{name}");
            let url = format!("{}{path}", self.fake.url());
            uploaded[id.to_string()] = json!({ "id": id.to_string(), "filename": name, "size": bytes.len(), "url": url,
                "proxy_url": url, "ephemeral": true, "content_type": "text/plain" });
            self.fake.change(|state| state.uploads.insert(path, bytes));
            *option = json!(id.to_string());
        }
        uploaded
    }

    /// Sends an interaction to the bot.
    fn interacts(
        &self,
        kind: InteractionKind,
        channel: Id,
        pressed_on: Option<Id>,
        data: impl FnOnce(&State) -> Value,
    ) -> Asked {
        self.fake.change(|state| {
            let id = state.fresh_id();
            let token = format!("interaction-token-{id}");
            let interaction = Interaction {
                id,
                token: token.clone(),
                kind,
                user: self.id,
                channel,
                acknowledged: Acknowledged::NotYet,
                expired: false,
                original: None,
                pressed_on,
                choices: None,
            };
            let mut payload = payload(state, &interaction);
            payload["data"] = data(state);
            state.interactions.push(interaction);
            state.dispatch("INTERACTION_CREATE", 0, channel, |_, _| payload.clone());
            Asked { token }
        })
    }
}

fn payload(state: &State, interaction: &Interaction) -> Value {
    let user = &state.users[&interaction.user];
    let channel = &state.channels[&interaction.channel];
    let mut payload = json!({
        "id": interaction.id.to_string(), "application_id": BOT.to_string(), "type": interaction.kind as u8,
        "token": interaction.token, "version": 1, "channel_id": interaction.channel.to_string(),
        "channel": render::channel(state, interaction.channel), "locale": user.locale, "entitlements": [],
        "app_permissions": "0",
        "authorizing_integration_owners": { "0": channel.guild.map_or(0, |guild| guild).to_string() },
        "context": 0, "attachment_size_limit": 10_485_760,
    });
    if let Some(guild) = channel.guild {
        let more =
            json!({ "guild_id": guild.to_string(), "guild_locale": "en-US", "member": render::member(state, user) });
        render::merge(&mut payload, more);
    } else {
        let more = json!({ "user": render::user(user), "context": 1, "authorizing_integration_owners": { "0": "0" } });
        render::merge(&mut payload, more);
    }
    if let Some(message) = interaction.pressed_on.and_then(|id| state.messages.get(&id)) {
        payload["message"] = render::message(state, message);
    }
    payload
}

/// The options as Discord sends them, nested under the subcommand that `path` names.
fn fill_in(command: &Value, path: &[&str], options: &Value, focused: Option<&str>) -> Vec<Value> {
    let known = command["options"].as_array().map_or(&[][..], Vec::as_slice);
    let named = |name: &str| {
        let found = known.iter().find(|option| option["name"] == name);
        found.unwrap_or_else(|| panic!("{} has no option {name:?}", command["name"]))
    };
    if let Some((first, rest)) = path.split_first() {
        let inner = named(first);
        let nested = fill_in(inner, rest, options, focused);
        return vec![json!({ "name": first, "type": inner["type"], "options": nested })];
    }
    let given = options.as_object().expect("options are an object");
    let nested = |option: &&Value| matches!(option["type"].as_u64(), Some(SUB_COMMAND | SUB_COMMAND_GROUP));
    assert!(known.iter().find(nested).is_none(), "{} needs a subcommand", command["name"]);
    for option in known.iter().filter(|option| option["required"] == true && focused.is_none()) {
        let name = option["name"].as_str().unwrap_or_default();
        assert!(given.contains_key(name), "Discord asks for the option {name:?} first");
    }
    let fill = |(name, value): (&String, &Value)| {
        let mut option = json!({ "name": name, "type": named(name)["type"], "value": value });
        if let Some(least) = named(name)["min_value"].as_i64() {
            assert!(value.as_i64() >= Some(least), "Discord refuses {value} for {name:?}");
        }
        if focused == Some(name) {
            assert_eq!(named(name)["autocomplete"], true, "{name:?} has no autocomplete");
            option["focused"] = json!(true);
        }
        option
    };
    given.iter().map(fill).collect()
}

fn submitted_row(input: &Value, fields: &[(&str, &str)]) -> Value {
    let label = input["label"].as_str().unwrap_or_default();
    let filled = fields.iter().find(|(of, _)| *of == label).map(|(_, text)| *text);
    let value = filled.or(input["value"].as_str()).unwrap_or_default();
    json!({ "type": 1, "components": [{ "type": 4, "custom_id": input["custom_id"], "value": value }] })
}
