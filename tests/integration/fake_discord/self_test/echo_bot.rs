//! A small bot made of the crate `discord`: what the fake sends must be complete enough for serenity's types.

use std::sync::Arc;

use discord::rest::Rest;
use discord::{Event, Gateways, LoginBudget, ProxySettings, ShardRange, greet};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton,
    CreateCommand, CreateCommandOption, CreateEmbed, CreateInputText, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateModal,
    EditInteractionResponse, EditMessage,
};
use serenity::model::application::{
    ActionRowComponent, ButtonStyle, CommandDataOptionValue, CommandInteraction, CommandOptionType, CommandType,
    InputTextStyle, Interaction, ModalInteraction,
};
use serenity::model::channel::Message;
use serenity::model::event::{MessageDeleteEvent, MessageUpdateEvent};
use serenity::model::gateway::{GatewayIntents, Ready};
use serenity::model::id::{ChannelId, InteractionId, MessageId};
use tokio::sync::mpsc;

use crate::fake_discord::FakeDiscord;
use crate::fake_discord::harness::Shutdown;

pub const MESSAGES: GatewayIntents =
    GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES).union(GatewayIntents::DIRECT_MESSAGES);

/// Starts the bot with these intents. It ends with an error when Discord refuses it.
pub fn start(intents: GatewayIntents) -> impl FnOnce(&FakeDiscord, Shutdown) -> BoxFuture<'static, Result<(), String>> {
    move |fake, shutdown| {
        let url = fake.url();
        Box::pin(async move { run(&url, intents, shutdown).await })
    }
}

struct Unlimited;

impl LoginBudget for Unlimited {
    fn try_spend(&mut self) -> BoxFuture<'_, bool> {
        Box::pin(async { true })
    }
}

async fn run(url: &str, intents: GatewayIntents, shutdown: Shutdown) -> Result<(), String> {
    let token = SecretString::from("test-token");
    let (proxy, stats) = (ProxySettings::default(), Arc::default());
    let rest = Rest::new(&token, Some(url), &proxy, Arc::clone(&stats)).unwrap();
    let greeted = greet(&rest).await.map_err(|error| error.to_string())?;
    let mut gateways = Gateways::new(
        ShardRange::all(1),
        greeted.gateway,
        &token,
        &proxy,
        &discord::Intents::new(intents),
        Box::new(Unlimited),
        &stats,
    )
    .unwrap();
    let (sender, mut events) = mpsc::unbounded_channel();
    let answering = async {
        while let Some(event) = events.recv().await {
            handle(&rest, &event).await;
        }
    };
    let hear = |_, event: &Event| sender.send(event.clone()).unwrap();
    tokio::select! {
        error = gateways.run(&hear) => return Err(error.to_string()),
        () = answering => {}
        () = shutdown => {}
    }
    gateways.close().await;
    Ok(())
}

async fn handle(rest: &Rest, event: &Event) {
    match event.name.as_str() {
        "READY" => register(rest, &read(event)).await,
        "MESSAGE_CREATE" => echo(rest, &read(event)).await,
        "MESSAGE_UPDATE" => follow_edit(rest, &read(event)).await,
        "MESSAGE_DELETE" => {
            let deleted: MessageDeleteEvent = read(event);
            delete_own(rest, deleted.channel_id, deleted.message_id).await;
        }
        "INTERACTION_CREATE" => answer(rest, &read(event)).await,
        _ => {}
    }
}

fn read<T: DeserializeOwned>(event: &Event) -> T {
    event.read().unwrap()
}

async fn register(rest: &Rest, ready: &Ready) {
    rest.set_application(ready.application.id);
    let question = CreateCommandOption::new(CommandOptionType::String, "question", "What to ask").required(true);
    let slash = CreateCommand::new("ask").description("Ask").add_option(question.set_autocomplete(true));
    let on_message = CreateCommand::new("Answer this").kind(CommandType::Message);
    rest.set_commands(ready.application.id, None, &[slash, on_message]).await.unwrap();
}

/// Echoes every text of a person that the bot can read.
async fn echo(rest: &Rest, message: &Message) {
    if message.author.bot || message.content.is_empty() {
        return;
    }
    let buttons = vec![
        CreateButton::new("helpful").label("Helpful"),
        CreateButton::new("change").label("Change").style(ButtonStyle::Secondary),
        CreateButton::new("form").label("Form"),
    ];
    let reply = CreateMessage::new()
        .embed(CreateEmbed::new().title("Echo").description(&message.content))
        .components(vec![CreateActionRow::Buttons(buttons)])
        .reference_message(message)
        .allowed_mentions(CreateAllowedMentions::new());
    rest.send(message.channel_id, &reply).await.unwrap();
}

/// Edits the last of the bot's messages in a channel where a person edited one.
async fn follow_edit(rest: &Rest, update: &MessageUpdateEvent) {
    let by_a_person = update.author.as_ref().is_some_and(|author| !author.bot);
    if !by_a_person || update.edited_timestamp.is_none() {
        return;
    }
    let own = own_messages(rest, update.channel_id).await;
    rest.edit(update.channel_id, *own.last().unwrap(), &EditMessage::new().content("edited")).await.unwrap();
}

async fn delete_own(rest: &Rest, channel: ChannelId, deleted: MessageId) {
    for own in own_messages(rest, channel).await {
        if own != deleted {
            rest.delete(channel, own).await.unwrap();
        }
    }
}

/// Returns the messages of bots in a channel, from old to young.
async fn own_messages(rest: &Rest, channel: ChannelId) -> Vec<MessageId> {
    let messages = rest.messages_after(channel, MessageId::new(1)).await.unwrap();
    messages.messages.iter().filter(|message| message.author.bot).map(|message| message.id).collect()
}

async fn answer(rest: &Rest, interaction: &Interaction) {
    match interaction {
        Interaction::Command(command) => answer_command(rest, command).await,
        Interaction::Autocomplete(typing) => {
            let CommandDataOptionValue::Autocomplete { value, .. } = &typing.data.options[0].value else {
                panic!("an option is being typed")
            };
            let choices = vec![AutocompleteChoice::new(format!("{value}?"), "entry:pain")];
            let response = CreateAutocompleteResponse::new().set_choices(choices);
            respond(rest, typing.id, &typing.token, CreateInteractionResponse::Autocomplete(response)).await;
        }
        Interaction::Component(pressed) => {
            let response = pressed_response(&pressed.data.custom_id, &pressed.message.content);
            respond(rest, pressed.id, &pressed.token, response).await;
        }
        Interaction::Modal(modal) => {
            let message = CreateInteractionResponseMessage::new().content(format!("{:?}", fields(modal)));
            respond(rest, modal.id, &modal.token, CreateInteractionResponse::Message(message)).await;
        }
        _ => {}
    }
}

async fn respond(rest: &Rest, id: InteractionId, token: &str, response: CreateInteractionResponse) {
    rest.respond(id, token, &response).await.unwrap();
}

fn pressed_response(custom_id: &str, text: &str) -> CreateInteractionResponse {
    match custom_id {
        "change" => {
            let changed = CreateInteractionResponseMessage::new().content(format!("{text}changed")).components(vec![]);
            CreateInteractionResponse::UpdateMessage(changed)
        }
        "form" => {
            let input = CreateInputText::new(InputTextStyle::Short, "Question", "question").value("why?");
            let rows = vec![CreateActionRow::InputText(input)];
            CreateInteractionResponse::Modal(CreateModal::new("form", "A form").components(rows))
        }
        _ => {
            let thanks = CreateInteractionResponseMessage::new().content("Thanks").ephemeral(true);
            CreateInteractionResponse::Message(thanks)
        }
    }
}

fn fields(modal: &ModalInteraction) -> Vec<Option<String>> {
    let mut values = Vec::new();
    for component in modal.data.components.iter().flat_map(|row| &row.components) {
        if let ActionRowComponent::InputText(input) = component {
            values.push(input.value.clone());
        }
    }
    values
}

/// Defers, then edits the deferral, then follows up.
async fn answer_command(rest: &Rest, command: &CommandInteraction) {
    let asked = match command.data.resolved.messages.values().next() {
        Some(message) => message.content.clone(),
        None => command.data.options[0].value.as_str().unwrap_or_default().to_owned(),
    };
    let deferral = CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true));
    respond(rest, command.id, &command.token, deferral).await;
    rest.edit_response(&command.token, &EditInteractionResponse::new().content(asked), &[]).await.unwrap();
    let more = CreateInteractionResponseFollowup::new().content("more");
    rest.follow_up(&command.token, &more).await.unwrap();
}
