//! The requests that the bot makes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serenity::builder::{
    CreateCommand, CreateInteractionResponse, CreateInteractionResponseFollowup, CreateMessage,
    EditInteractionResponse, EditMessage,
};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::channel::{Channel, Message};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::files::{Attached, named};
use super::{Rest, RestError};

/// How many messages Discord gives at once.
pub const PAGE: usize = 100;

/// Something that Discord has given an id.
#[derive(Deserialize)]
struct Identified<T> {
    id: T,
}

/// What Discord says of its gateway.
#[derive(Deserialize)]
pub struct GatewayBot {
    /// Its address.
    pub url: String,
    /// How many shards it recommends.
    pub shards: u64,
    /// How often the bot may log in.
    pub session_start_limit: SessionStartLimit,
}

/// How often Discord lets the bot log in.
#[derive(Deserialize)]
pub struct SessionStartLimit {
    /// How many logins are left.
    pub remaining: u64,
    /// In how many milliseconds there are more.
    pub reset_after: u64,
    /// How many shards may log in at once.
    pub max_concurrency: u64,
}

/// Each fails as [`Rest::perform`] does, or with [`RestError::Failed`] if the answer makes no sense.
impl Rest {
    /// The bot's own id.
    pub async fn bot(&self) -> Result<UserId, RestError> {
        let bot: Identified<UserId> = self.fetch(Request::new(Route::UserMe, LightMethod::Get)).await?;
        Ok(bot.id)
    }

    /// Where the gateway stands, and how it may be entered.
    pub async fn gateway(&self) -> Result<GatewayBot, RestError> {
        self.fetch(Request::new(Route::GatewayBot, LightMethod::Get)).await
    }

    /// What kind of channel it is.
    pub async fn channel(&self, channel_id: ChannelId) -> Result<Channel, RestError> {
        self.fetch(Request::new(Route::Channel { channel_id }, LightMethod::Get)).await
    }

    /// A message as it stands now.
    pub async fn message(&self, channel_id: ChannelId, message_id: MessageId) -> Result<Message, RestError> {
        self.fetch(Request::new(Route::ChannelMessage { channel_id, message_id }, LightMethod::Get)).await
    }

    /// The oldest messages that are younger than `after`, from old to young: a [`PAGE`] if there are as many.
    pub async fn messages_after(&self, channel_id: ChannelId, after: MessageId) -> Result<Vec<Message>, RestError> {
        let parameters = vec![("after", after.to_string()), ("limit", PAGE.to_string())];
        let request = Request::new(Route::ChannelMessages { channel_id }, LightMethod::Get);
        let mut messages: Vec<Message> = self.fetch(request.params(Some(parameters))).await?;
        messages.sort_by_key(|message| message.id);
        Ok(messages)
    }

    /// Sends a message. It must have an enforced nonce, by which Discord knows it again when it is tried again.
    pub async fn send(&self, channel_id: ChannelId, message: &CreateMessage) -> Result<MessageId, RestError> {
        let request = Request::new(Route::ChannelMessages { channel_id }, LightMethod::Post);
        let sent: Identified<MessageId> = self.fetch(request.body(json(message)?)).await?;
        Ok(sent.id)
    }

    /// As [`Self::send`], with files.
    pub async fn send_files(
        &self,
        channel_id: ChannelId,
        message: &CreateMessage,
        files: &[Attached],
    ) -> Result<(), RestError> {
        let request = Request::new(Route::ChannelMessages { channel_id }, LightMethod::Post);
        self.perform_with(request.body(json(message)?), files).await.map(drop)
    }

    /// Changes a message of the bot's.
    pub async fn edit(
        &self,
        channel_id: ChannelId,
        message_id: MessageId,
        edit: &EditMessage,
    ) -> Result<(), RestError> {
        let request = Request::new(Route::ChannelMessage { channel_id, message_id }, LightMethod::Patch);
        self.perform(request.body(json(edit)?)).await.map(drop)
    }

    /// Removes a message of the bot's.
    pub async fn delete(&self, channel_id: ChannelId, message_id: MessageId) -> Result<(), RestError> {
        let request = Request::new(Route::ChannelMessage { channel_id, message_id }, LightMethod::Delete);
        self.perform(request).await.map(drop)
    }

    /// Answers an interaction for the first time. That it was answered is no failure where an earlier try may have done it.
    pub async fn respond(
        &self,
        interaction_id: InteractionId,
        token: &str,
        response: &CreateInteractionResponse,
    ) -> Result<(), RestError> {
        let request = Request::new(Route::InteractionResponse { interaction_id, token }, LightMethod::Post);
        match self.perform(request.body(json(response)?)).await {
            Ok(_) | Err(RestError::Repeated) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Puts something else in place of the answer to an interaction, or of the promise of one. Its files are then these.
    pub async fn edit_response(
        &self,
        token: &str,
        edit: &EditInteractionResponse,
        files: &[Attached],
    ) -> Result<(), RestError> {
        let application_id = self.application.get().copied().ok_or(RestError::Failed)?;
        let route = Route::WebhookOriginalInteractionResponse { application_id, token };
        let body = serde_json::to_value(edit).map_err(|_| RestError::Failed)?;
        let request = Request::new(route, LightMethod::Patch).body(json(&named(body, files))?);
        self.perform_with(request, files).await.map(drop)
    }

    /// Says more to an interaction that was answered. It is not tried again where Discord may have done it: nothing tells
    /// it apart from what else is said.
    pub async fn follow_up(&self, token: &str, message: &CreateInteractionResponseFollowup) -> Result<(), RestError> {
        let application_id = self.application.get().copied().ok_or(RestError::Failed)?;
        let request = Request::new(Route::WebhookFollowupMessages { application_id, token }, LightMethod::Post);
        self.perform(request.body(json(message)?)).await.map(drop)
    }

    /// Commands are known, and interactions followed up, under this id.
    pub fn set_application(&self, application: ApplicationId) {
        self.application.get_or_init(|| application);
    }

    /// The commands that Discord knows everywhere, or those of one server alone; as JSON, since serenity's type drops what
    /// it does not know.
    pub async fn commands(
        &self,
        application: ApplicationId,
        guild: Option<GuildId>,
    ) -> Result<Vec<serde_json::Value>, RestError> {
        self.fetch(Request::new(commands(application, guild), LightMethod::Get)).await
    }

    /// Replaces the commands that Discord knows everywhere, or those of one server alone.
    pub async fn set_commands(
        &self,
        application: ApplicationId,
        guild: Option<GuildId>,
        wanted: &[CreateCommand],
    ) -> Result<(), RestError> {
        let request = Request::new(commands(application, guild), LightMethod::Put);
        self.perform(request.body(json(wanted)?)).await.map(drop)
    }

    /// Performs a request and reads the answer.
    pub async fn fetch<T: DeserializeOwned>(&self, request: Request<'_>) -> Result<T, RestError> {
        self.perform(request).await?.json().await.map_err(|_| RestError::Failed)
    }
}

fn json(body: &(impl Serialize + ?Sized)) -> Result<Option<Vec<u8>>, RestError> {
    serde_json::to_vec(body).map(Some).map_err(|_| RestError::Failed)
}

fn commands(application_id: ApplicationId, guild: Option<GuildId>) -> Route<'static> {
    match guild {
        Some(guild_id) => Route::GuildCommands { application_id, guild_id },
        None => Route::Commands { application_id },
    }
}
