//! A small bot made with the library that the real one uses: what the fake sends must be whole enough for it.

use serenity::all::{
    AutocompleteChoice, ButtonStyle, Client, Command, CommandOptionType, CommandType, Context, CreateActionRow,
    CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateEmbed,
    CreateInputText, CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, CreateModal, EditInteractionResponse, EditMessage, EventHandler, GatewayIntents, HttpBuilder,
    InputTextStyle, Interaction, Message, MessageId, MessageUpdateEvent, Ready, async_trait,
};

use crate::fake_discord::FakeDiscord;
use crate::fake_discord::harness::Shutdown;

pub const MESSAGES: GatewayIntents =
    GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES).union(GatewayIntents::DIRECT_MESSAGES);

/// Starts it with these intents; it ends with an error when Discord refuses it.
pub fn start(
    intents: GatewayIntents,
    token: &'static str,
) -> impl FnOnce(&FakeDiscord, Shutdown) -> futures_util::future::BoxFuture<'static, Result<(), String>> {
    move |fake, shutdown| {
        let url = fake.url();
        Box::pin(async move {
            let http = HttpBuilder::new(token).proxy(url).ratelimiter_disabled(true).build();
            let building = serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Handler);
            run(building.await.map_err(|error| error.to_string())?, shutdown).await
        })
    }
}

async fn run(mut client: Client, shutdown: Shutdown) -> Result<(), String> {
    let shards = client.shard_manager.clone();
    tokio::select! {
        ended = client.start() => ended.map_err(|error| error.to_string()),
        () = shutdown => {
            shards.shutdown_all().await;
            Ok(())
        }
    }
}

struct Handler;

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, context: Context, _: Ready) {
        let question = CreateCommandOption::new(CommandOptionType::String, "question", "What to ask").required(true);
        let slash = CreateCommand::new("ask").description("Ask").add_option(question.set_autocomplete(true));
        let on_message = CreateCommand::new("Answer this").kind(CommandType::Message);
        Command::set_global_commands(&context, vec![slash, on_message]).await.unwrap();
    }

    /// Echoes whatever text of a person it can read.
    async fn message(&self, context: Context, message: Message) {
        if message.author.bot || message.content.is_empty() {
            return;
        }
        let no_pings = CreateAllowedMentions::new();
        let buttons = vec![
            CreateButton::new("helpful").label("Helpful"),
            CreateButton::new("change").label("Change").style(ButtonStyle::Secondary),
            CreateButton::new("form").label("Form"),
        ];
        let reply = CreateMessage::new()
            .embed(CreateEmbed::new().title("Echo").description(&message.content))
            .components(vec![CreateActionRow::Buttons(buttons)])
            .reference_message(&message)
            .allowed_mentions(no_pings);
        message.channel_id.send_message(&context, reply).await.unwrap();
    }

    /// Edits its answer to a person's edited message: the last of its messages there.
    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        update: MessageUpdateEvent,
    ) {
        let by_a_person = update.author.as_ref().is_some_and(|author| !author.bot);
        if !by_a_person || update.edited_timestamp.is_none() {
            return;
        }
        let there = update.channel_id.messages(&context, serenity::all::GetMessages::new()).await.unwrap();
        let mut own = there.into_iter().find(|message| message.author.bot).unwrap();
        own.edit(&context, EditMessage::new().content("edited")).await.unwrap();
    }

    /// Takes away all it wrote there.
    async fn message_delete(
        &self,
        context: Context,
        channel: serenity::all::ChannelId,
        deleted: MessageId,
        _: Option<serenity::all::GuildId>,
    ) {
        let there = channel.messages(&context, serenity::all::GetMessages::new()).await.unwrap();
        for own in there.into_iter().filter(|message| message.author.bot && message.id != deleted) {
            own.delete(&context).await.unwrap();
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => answer_command(&context, &command).await,
            Interaction::Autocomplete(typing) => {
                let typed = typing.data.autocomplete().unwrap().value.to_owned();
                let choices = vec![AutocompleteChoice::new(format!("{typed}?"), "entry:pain")];
                let response = CreateAutocompleteResponse::new().set_choices(choices);
                typing.create_response(&context, CreateInteractionResponse::Autocomplete(response)).await.unwrap();
            }
            Interaction::Component(pressed) => {
                let response = pressed_response(&pressed.data.custom_id, &pressed.message.content);
                pressed.create_response(&context, response).await.unwrap();
            }
            Interaction::Modal(modal) => {
                let message = CreateInteractionResponseMessage::new().content(format!("{:?}", fields(&modal)));
                modal.create_response(&context, CreateInteractionResponse::Message(message)).await.unwrap();
            }
            _ => {}
        }
    }
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

fn fields(modal: &serenity::all::ModalInteraction) -> Vec<Option<String>> {
    let inputs = modal.data.components.iter().flat_map(|row| &row.components);
    inputs
        .filter_map(|component| match component {
            serenity::all::ActionRowComponent::InputText(input) => Some(input.value.clone()),
            _ => None,
        })
        .collect()
}

/// Defers, then edits the deferral, then follows up.
async fn answer_command(context: &Context, command: &serenity::all::CommandInteraction) {
    let asked = command.data.resolved.messages.values().next().map(|message| message.content.clone());
    let asked = asked.unwrap_or_else(|| command.data.options[0].value.as_str().unwrap_or_default().to_owned());
    command.defer_ephemeral(context).await.unwrap();
    command.edit_response(context, EditInteractionResponse::new().content(asked)).await.unwrap();
    let more = CreateInteractionResponseFollowup::new().content("more");
    command.create_followup(context, more).await.unwrap();
}
