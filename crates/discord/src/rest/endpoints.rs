//! The requests that the bot makes.

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
#[cfg(doc)]
use serenity::builder::EditInteractionResponse;
use serenity::builder::{
    CreateCommand, CreateInteractionResponse, CreateInteractionResponseFollowup, CreateMessage, EditMessage,
};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::body::{MAX_BODY_BYTES, read_body, read_bytes};
use super::request::{FileUpload, Request, Route, with_attachments};
use super::{Rest, RestError};
use crate::model::{ApplicationInfo, Channel, Guild, MemberRoles, Message, MessageList, Role};

/// The number of messages that Discord returns at once.
pub const MESSAGES_PER_PAGE: usize = 100;

/// Any object of Discord's that has an id.
#[derive(Deserialize)]
struct Identified<T> {
    id: T,
}

/// Discord's description of its gateway.
#[derive(Deserialize)]
pub struct GatewayBot {
    /// The gateway's address.
    pub url: String,
    /// The recommended number of shards.
    pub shards: u64,
    pub session_start_limit: SessionStartLimit,
}

/// The number of logins that Discord allows.
#[derive(Deserialize)]
pub struct SessionStartLimit {
    /// The logins that are left.
    pub remaining: u64,
    /// The time until there are more, in milliseconds.
    pub reset_after: u64,
    /// How many shards may log in at once.
    pub max_concurrency: u64,
}

/// Each method fails as described at `Rest::perform`, or with [`RestError::Failed`] or [`RestError::Oversized`] if the response
/// cannot be read.
impl Rest {
    /// Returns the bot's own id.
    pub async fn bot(&self) -> Result<UserId, RestError> {
        let bot: Identified<UserId> = self.fetch(Request::new(Method::GET, Route::CurrentUser)).await?;
        Ok(bot.id)
    }

    pub async fn gateway(&self) -> Result<GatewayBot, RestError> {
        self.fetch(Request::new(Method::GET, Route::GatewayBot)).await
    }

    /// Returns the bot's application, with its owner and the intents that are switched on.
    pub async fn application_info(&self) -> Result<ApplicationInfo, RestError> {
        self.fetch(Request::new(Method::GET, Route::CurrentApplication)).await
    }

    pub async fn guild_roles(&self, guild: GuildId) -> Result<Vec<Role>, RestError> {
        self.fetch(Request::new(Method::GET, Route::GuildRoles(guild))).await
    }

    pub async fn member_roles(&self, guild: GuildId, user: UserId) -> Result<MemberRoles, RestError> {
        self.fetch(Request::new(Method::GET, Route::GuildMember(guild, user))).await
    }

    /// Returns a server that the bot is in.
    pub async fn guild(&self, guild: GuildId) -> Result<Guild, RestError> {
        self.fetch(Request::new(Method::GET, Route::Guild(guild))).await
    }

    pub async fn channel(&self, channel: ChannelId) -> Result<Channel, RestError> {
        self.fetch(Request::new(Method::GET, Route::Channel(channel))).await
    }

    pub async fn message(&self, channel: ChannelId, message: MessageId) -> Result<Message, RestError> {
        self.fetch(Request::new(Method::GET, Route::Message(channel, message))).await
    }

    /// Returns the oldest messages after `after`, at most [`MESSAGES_PER_PAGE`].
    pub async fn messages_after(&self, channel: ChannelId, after: MessageId) -> Result<MessageList, RestError> {
        let query = format!("after={after}&limit={MESSAGES_PER_PAGE}");
        self.fetch(Request::new(Method::GET, Route::Messages(channel)).query(query)).await
    }

    /// Sends a message. It must have an enforced nonce, by which Discord recognises it when it is sent again.
    pub async fn send(&self, channel: ChannelId, message: &CreateMessage) -> Result<MessageId, RestError> {
        let request = Request::new(Method::POST, Route::Messages(channel)).json(message)?;
        let sent: Identified<MessageId> = self.fetch(request).await?;
        Ok(sent.id)
    }

    /// Sends a message with files, as [`Self::send`] does.
    pub async fn send_files(
        &self,
        channel: ChannelId,
        message: &CreateMessage,
        files: &[FileUpload],
    ) -> Result<(), RestError> {
        let body = serde_json::to_value(message).map_err(|_| RestError::Failed)?;
        let request =
            Request::new(Method::POST, Route::Messages(channel)).json(&with_attachments(body, files))?.files(files);
        self.perform(request).await?;
        Ok(())
    }

    /// Shows that the bot is typing, for ten seconds or until it sends a message.
    pub async fn show_typing(&self, channel: ChannelId) -> Result<(), RestError> {
        self.perform(Request::new(Method::POST, Route::Typing(channel))).await?;
        Ok(())
    }

    /// Changes one of the bot's messages.
    pub async fn edit(&self, channel: ChannelId, message: MessageId, edit: &EditMessage) -> Result<(), RestError> {
        let request = Request::new(Method::PATCH, Route::Message(channel, message)).json(edit)?;
        self.perform(request).await?;
        Ok(())
    }

    /// Deletes one of the bot's messages.
    pub async fn delete(&self, channel: ChannelId, message: MessageId) -> Result<(), RestError> {
        self.perform(Request::new(Method::DELETE, Route::Message(channel, message))).await?;
        Ok(())
    }

    /// Sends the first response to an interaction. If an earlier attempt of this call may have done so, a refusal that says
    /// that there is a response already counts as success.
    pub async fn respond(
        &self,
        interaction: InteractionId,
        token: &str,
        response: &CreateInteractionResponse,
    ) -> Result<(), RestError> {
        self.respond_with_files(interaction, token, response, &[]).await
    }

    /// As [`Self::respond`], with the files of a message.
    pub async fn respond_with_files(
        &self,
        interaction: InteractionId,
        token: &str,
        response: &CreateInteractionResponse,
        files: &[FileUpload],
    ) -> Result<(), RestError> {
        let route = Route::InteractionCallback { interaction, token };
        let mut body = serde_json::to_value(response).map_err(|_| RestError::Failed)?;
        if !files.is_empty() {
            body["data"] = with_attachments(body["data"].take(), files);
        }
        match self.perform(Request::new(Method::POST, route).json(&body)?.files(files)).await {
            Ok(_) | Err(RestError::Repeated) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the response to an interaction, or the deferral of one, and its files. `edit` is an [`EditInteractionResponse`], or
    /// JSON of the same form.
    pub async fn edit_response(
        &self,
        token: &str,
        edit: &impl Serialize,
        files: &[FileUpload],
    ) -> Result<(), RestError> {
        let route = Route::OriginalResponse { application: self.application()?, token };
        let body = serde_json::to_value(edit).map_err(|_| RestError::Failed)?;
        let request = Request::new(Method::PATCH, route).json(&with_attachments(body, files))?.files(files);
        self.perform(request).await?;
        Ok(())
    }

    /// Sends another message in response to an interaction. It is not sent again if Discord may have received it, since
    /// nothing would mark it as a repetition.
    pub async fn follow_up(&self, token: &str, message: &CreateInteractionResponseFollowup) -> Result<(), RestError> {
        let route = Route::FollowUp { application: self.application()?, token };
        self.perform(Request::new(Method::POST, route).json(message)?).await?;
        Ok(())
    }

    /// Sets the id under which commands are registered and responses to interactions are edited.
    pub fn set_application(&self, application: ApplicationId) {
        self.application.get_or_init(|| application);
    }

    fn application(&self) -> Result<ApplicationId, RestError> {
        self.application.get().copied().ok_or(RestError::Failed)
    }

    /// Returns the commands that are registered for one server, or for all. They are JSON, since serenity's type drops
    /// fields that it does not know.
    pub async fn commands(
        &self,
        application: ApplicationId,
        guild: Option<GuildId>,
    ) -> Result<Vec<serde_json::Value>, RestError> {
        let query = "with_localizations=true".to_owned();
        self.fetch(Request::new(Method::GET, commands(application, guild)).query(query)).await
    }

    /// Replaces the commands that are registered for one server, or for all.
    pub async fn set_commands(
        &self,
        application: ApplicationId,
        guild: Option<GuildId>,
        wanted: &[CreateCommand],
    ) -> Result<(), RestError> {
        let request = Request::new(Method::PUT, commands(application, guild)).json(wanted)?;
        self.perform(request).await?;
        Ok(())
    }

    /// Downloads a file that somebody uploaded to Discord, from the address that Discord gave. Returns `None` if it has more
    /// than `max_bytes`. The token is not sent.
    pub async fn download(&self, url: &str, max_bytes: usize) -> Result<Option<Vec<u8>>, RestError> {
        let response = self.client.get(url).send().await.map_err(RestError::from_connection)?;
        let status = response.status();
        if !status.is_success() {
            return Err(RestError::Refused { status: status.as_u16(), code: -1 });
        }
        read_bytes(response, max_bytes).await
    }

    async fn fetch<T: DeserializeOwned>(&self, request: Request<'_>) -> Result<T, RestError> {
        read_body(self.perform(request).await?, MAX_BODY_BYTES).await
    }
}

fn commands(application: ApplicationId, guild: Option<GuildId>) -> Route<'static> {
    match guild {
        Some(guild) => Route::GuildCommands(application, guild),
        None => Route::Commands(application),
    }
}
