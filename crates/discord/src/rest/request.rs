//! A request to Discord's API before it is sent: its route, its body and its files.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;
use serde_json::{Value, json};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::RestError;

/// The version of the API that the bot speaks.
const VERSION_PATH: &str = "/api/v10";

/// A file that is sent along with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUpload {
    /// The name that people see.
    pub name: String,
    pub content: Vec<u8>,
}

/// The resources of the API that the bot uses.
#[derive(Clone, Copy)]
pub(super) enum Route<'a> {
    CurrentUser,
    CurrentApplication,
    GatewayBot,
    Guild(GuildId),
    GuildRoles(GuildId),
    GuildMember(GuildId, UserId),
    Channel(ChannelId),
    Messages(ChannelId),
    Typing(ChannelId),
    Message(ChannelId, MessageId),
    Commands(ApplicationId),
    GuildCommands(ApplicationId, GuildId),
    InteractionCallback { interaction: InteractionId, token: &'a str },
    OriginalResponse { application: ApplicationId, token: &'a str },
    FollowUp { application: ApplicationId, token: &'a str },
}

/// The requests that Discord limits together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct BucketKey {
    method: Method,
    resource: &'static str,
    /// The channel or the application, if there is one.
    id: u64,
}

/// The effect of sending a request again when the outcome of the first attempt is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idempotency {
    /// Discord would do it twice.
    NotIdempotent,
    /// Discord refuses it with [`super::ALREADY_ACKNOWLEDGED`], and takes it only within three seconds.
    Acknowledgement,
    /// It makes no difference: the request sets a state, or carries a nonce by which Discord recognises it.
    Idempotent,
}

/// A request to Discord's API.
pub(super) struct Request<'a> {
    method: Method,
    route: Route<'a>,
    query: String,
    body: Option<Vec<u8>>,
    files: &'a [FileUpload],
}

impl<'a> Route<'a> {
    fn path(self) -> String {
        match self {
            Self::CurrentUser => "/users/@me".to_owned(),
            Self::CurrentApplication => "/applications/@me".to_owned(),
            Self::GatewayBot => "/gateway/bot".to_owned(),
            Self::Guild(guild) => format!("/guilds/{guild}"),
            Self::GuildRoles(guild) => format!("/guilds/{guild}/roles"),
            Self::GuildMember(guild, user) => format!("/guilds/{guild}/members/{user}"),
            Self::Channel(channel) => format!("/channels/{channel}"),
            Self::Messages(channel) => format!("/channels/{channel}/messages"),
            Self::Typing(channel) => format!("/channels/{channel}/typing"),
            Self::Message(channel, message) => format!("/channels/{channel}/messages/{message}"),
            Self::Commands(application) => format!("/applications/{application}/commands"),
            Self::GuildCommands(application, guild) => format!("/applications/{application}/guilds/{guild}/commands"),
            Self::InteractionCallback { interaction, token } => format!("/interactions/{interaction}/{token}/callback"),
            Self::OriginalResponse { application, token } => {
                format!("/webhooks/{application}/{token}/messages/@original")
            }
            Self::FollowUp { application, token } => format!("/webhooks/{application}/{token}"),
        }
    }

    /// Returns a name of the resource and the id by which Discord limits it.
    fn bucket(self) -> (&'static str, u64) {
        match self {
            Self::CurrentUser => ("current user", 0),
            Self::CurrentApplication => ("current application", 0),
            Self::GatewayBot => ("gateway", 0),
            Self::Guild(guild) => ("guild", guild.get()),
            Self::GuildRoles(guild) => ("guild roles", guild.get()),
            Self::GuildMember(guild, _) => ("guild member", guild.get()),
            Self::Channel(channel) => ("channel", channel.get()),
            Self::Messages(channel) => ("messages", channel.get()),
            Self::Typing(channel) => ("typing", channel.get()),
            Self::Message(channel, _) => ("message", channel.get()),
            Self::Commands(application) => ("commands", application.get()),
            Self::GuildCommands(application, _) => ("guild commands", application.get()),
            Self::InteractionCallback { interaction, .. } => ("callback", interaction.get()),
            Self::OriginalResponse { application, .. } => ("original response", application.get()),
            Self::FollowUp { application, .. } => ("follow-up", application.get()),
        }
    }
}

impl<'a> Request<'a> {
    pub(super) fn new(method: Method, route: Route<'a>) -> Self {
        Self { method, route, query: String::new(), body: None, files: &[] }
    }

    /// Adds parameters, which must need no escaping: `after=1&limit=100`.
    pub(super) fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    /// Adds a body.
    ///
    /// # Errors
    /// [`RestError::Failed`] if it cannot be written as JSON.
    pub(super) fn json(self, body: &(impl Serialize + ?Sized)) -> Result<Self, RestError> {
        let body = serde_json::to_vec(body).map_err(|_| RestError::Failed)?;
        Ok(Self { body: Some(body), ..self })
    }

    /// Adds files, which the body must name already.
    pub(super) fn files(self, files: &'a [FileUpload]) -> Self {
        Self { files, ..self }
    }

    pub(super) fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    pub(super) fn bucket_key(&self) -> BucketKey {
        let (resource, id) = self.route.bucket();
        BucketKey { method: self.method.clone(), resource, id }
    }

    pub(super) fn idempotency(&self) -> Idempotency {
        match self.route {
            Route::FollowUp { .. } => Idempotency::NotIdempotent,
            Route::InteractionCallback { .. } => Idempotency::Acknowledgement,
            _ => Idempotency::Idempotent,
        }
    }

    /// Reports whether the request answers an interaction. Such a request carries a token of the interaction, which
    /// expires; the bot's rate limits do not apply to it; and a person is waiting for it.
    pub(super) fn answers_interaction(&self) -> bool {
        matches!(
            self.route,
            Route::InteractionCallback { .. } | Route::OriginalResponse { .. } | Route::FollowUp { .. }
        )
    }

    /// Returns the channel in which the request sends a message.
    pub(super) fn target_channel(&self) -> Option<ChannelId> {
        match self.route {
            Route::Messages(channel) if self.method == Method::POST => Some(channel),
            _ => None,
        }
    }

    /// Prepares one attempt at the request; `base` is the address of the API.
    ///
    /// # Errors
    /// [`RestError::Token`] if `authorization` cannot stand in a header.
    pub(super) fn build(&self, client: &Client, base: &str, authorization: &str) -> Result<RequestBuilder, RestError> {
        let mut authorization = HeaderValue::from_str(authorization).map_err(|_| RestError::Token)?;
        authorization.set_sensitive(true);
        let mut url = format!("{}{VERSION_PATH}{}", base.trim_end_matches('/'), self.route.path());
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(&self.query);
        }
        let builder = client.request(self.method.clone(), url).header(AUTHORIZATION, authorization);
        let Some(body) = &self.body else { return Ok(builder) };
        if self.files.is_empty() {
            return Ok(builder.header(CONTENT_TYPE, "application/json").body(body.clone()));
        }
        let boundary = format!("{:032x}", fastrand::u128(..));
        let content_type = format!("multipart/form-data; boundary={boundary}");
        Ok(builder.header(CONTENT_TYPE, content_type).body(multipart(body, self.files, &boundary)))
    }
}

/// Returns `body` with `files` as the only attachments of the message: those that it had before are removed.
pub(super) fn with_attachments(mut body: Value, files: &[FileUpload]) -> Value {
    let mut attachments = Vec::new();
    for (id, file) in files.iter().enumerate() {
        attachments.push(json!({ "id": id, "filename": file.name }));
    }
    body["attachments"] = attachments.into();
    body
}

/// Returns the JSON and the files as one body of the type `multipart/form-data`. Discord tells several files of one
/// message apart by the numbers in the names of the parts.
fn multipart(payload: &[u8], files: &[FileUpload], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    add_part(&mut body, boundary, "name=\"payload_json\"\r\nContent-Type: application/json", payload);
    for (id, file) in files.iter().enumerate() {
        // As browsers escape the characters that would end the name or the header.
        let name = file.name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        add_part(&mut body, boundary, &format!("name=\"files[{id}]\"; filename=\"{name}\""), &file.content);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

fn add_part(body: &mut Vec<u8>, boundary: &str, headers: &str, content: &[u8]) {
    body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; {headers}\r\n\r\n").as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_follow_the_message_with_numbers_and_escaped_names() {
        let files = [
            FileUpload { name: "faq.yaml".to_owned(), content: b"entries: []".to_vec() },
            FileUpload { name: "a\"\r\nb".to_owned(), content: vec![0, 255] },
        ];
        let expected: &[u8] = b"--line\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
            Content-Type: application/json\r\n\r\n{}\r\n\
            --line\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"faq.yaml\"\r\n\r\nentries: []\r\n\
            --line\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"a%22%0D%0Ab\"\r\n\r\n\x00\xff\r\n\
            --line--\r\n";
        assert_eq!(multipart(b"{}", &files, "line"), expected);
    }

    #[test]
    fn a_request_carries_what_discord_asks_for() {
        let interaction = InteractionId::new(7);
        let route = Route::InteractionCallback { interaction, token: "secret" };
        let request = Request::new(Method::POST, route).json(&json!({ "type": 5 })).unwrap();
        let tls_config = (*crate::tls::client_config().unwrap()).clone();
        let client = Client::builder().tls_backend_preconfigured(tls_config).build().unwrap();
        let built = request.build(&client, "http://localhost:1/", "Bot token").unwrap().build().unwrap();
        assert_eq!(built.url().as_str(), "http://localhost:1/api/v10/interactions/7/secret/callback");
        assert_eq!(built.headers()[AUTHORIZATION], "Bot token");
        assert_eq!(built.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(built.body().and_then(reqwest::Body::as_bytes), Some(br#"{"type":5}"#.as_slice()));
    }

    #[test]
    fn messages_of_one_channel_share_a_bucket_and_those_of_others_do_not() {
        let key = |method, route| Request::new(method, route).bucket_key();
        let one = ChannelId::new(1);
        let first = key(Method::DELETE, Route::Message(one, MessageId::new(10)));
        assert_eq!(first, key(Method::DELETE, Route::Message(one, MessageId::new(11))));
        assert_ne!(first, key(Method::PATCH, Route::Message(one, MessageId::new(10))));
        assert_ne!(first, key(Method::DELETE, Route::Message(ChannelId::new(2), MessageId::new(10))));
    }
}
