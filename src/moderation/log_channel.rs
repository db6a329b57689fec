//! The moderators' log channel: changes by moderators and by hand, and questions that keep coming without an answer.

use std::future::pending;
use std::sync::Arc;

use serenity::builder::CreateMessage;
use serenity::model::channel::Nonce;
use serenity::model::id::{ChannelId, GuildId};
use tokio::sync::mpsc::Receiver;
use tokio::task::spawn_blocking;

use super::diff;
use crate::render;
use crate::reply::moderation as words;
use crate::storage::journal::{Place, UnansweredQuestion};
use crate::storage::servers::Servers;
use crate::storage::{Author, FileEvent};
use discord::rest::{FileUpload, Rest};
use faq::text::cut;

/// Discord's limit for the text of a message, in characters.
const MESSAGE_LENGTH: usize = 2_000;
/// How many notices wait at most until they are posted.
pub const NOTICE_QUEUE_CAPACITY: usize = 100;

/// An event that is posted without a moderator's request.
#[derive(Debug)]
pub enum Notice {
    /// Somebody edited the file by hand.
    File(FileEvent),
    /// A question keeps coming, and has no answer.
    Unanswered(UnansweredQuestion),
}

pub struct LogMessage {
    pub text: String,
    pub files: Vec<FileUpload>,
}

/// The log channel of a server, if one is set.
#[derive(Clone)]
pub struct LogChannel {
    rest: Arc<Rest>,
    choice: ChannelChoice,
}

#[derive(Clone)]
enum ChannelChoice {
    Fixed(Option<ChannelId>),
    /// The channel in the settings of the home server, which may change.
    OfHome(Arc<Servers>),
}

impl LogChannel {
    pub fn new(rest: Arc<Rest>, channel: Option<ChannelId>) -> Self {
        Self { rest, choice: ChannelChoice::Fixed(channel) }
    }

    /// Returns the log channel of the home server, or of the environment if there is no home server.
    pub fn of_home(rest: Arc<Rest>, servers: Arc<Servers>) -> Self {
        Self { rest, choice: ChannelChoice::OfHome(servers) }
    }

    fn channel(&self) -> Option<ChannelId> {
        match &self.choice {
            ChannelChoice::Fixed(channel) => *channel,
            ChannelChoice::OfHome(servers) => servers.home_log_channel(),
        }
    }

    /// Posts a message, without its files if Discord does not take them. A failure is logged, and nothing else: the event itself has
    /// happened.
    pub async fn post(&self, message: &LogMessage) {
        let Some(channel) = self.channel() else { return };
        // A message that is sent twice has the same nonce, by which Discord drops the second.
        let nonce = format!("{:016x}", fastrand::u64(..));
        let mut sent = self.rest.send_files(channel, &create(&message.text, &nonce), &message.files).await;
        if let Err(error) = &sent
            && !message.files.is_empty()
        {
            tracing::warn!(%channel, %error, "a message to the log channel was not sent with its files; is Attach Files allowed?");
            let note = words::FILES_MISSING;
            let text = cut(&message.text, MESSAGE_LENGTH - note.chars().count() - 1);
            sent = self.rest.send_files(channel, &create(&format!("{text}\n{note}"), &nonce), &[]).await;
        }
        if let Err(error) = sent {
            tracing::warn!(%channel, %error, "a message to the log channel was not sent");
        }
    }

    /// Posts every notice to the log channel of the server that it is about, and never returns.
    pub async fn post_all(self, servers: Arc<Servers>, mut notices: Receiver<Notice>) {
        while let Some(notice) = notices.recv().await {
            let channel = match notice.server() {
                Some(server) => Self::new(Arc::clone(&self.rest), servers.settings(server).log_channel),
                None => self.clone(),
            };
            // Comparing two long texts takes a moment.
            match spawn_blocking(move || notice.message()).await {
                Ok(message) => channel.post(&message).await,
                Err(error) => tracing::error!(%error, "a message to the log channel could not be written"),
            }
        }
        pending().await
    }
}

fn create(text: &str, nonce: &str) -> CreateMessage {
    CreateMessage::new()
        .content(cut(text, MESSAGE_LENGTH))
        .allowed_mentions(render::no_pings())
        .nonce(Nonce::String(nonce.to_owned()))
        .enforce_nonce(true)
}

impl Notice {
    /// Returns the server that it is about; `None` for the home server.
    fn server(&self) -> Option<GuildId> {
        match self {
            Self::Unanswered(UnansweredQuestion { place: Place::Server(server), .. }) => Some(*server),
            Self::Unanswered(_) | Self::File(_) => None,
        }
    }

    fn message(self) -> LogMessage {
        match self {
            Self::Unanswered(question) => {
                LogMessage::text(words::frequently_unanswered(question.asked, &question.text))
            }
            Self::File(FileEvent::Restored) => LogMessage::text(words::FILE_RESTORED),
            Self::File(FileEvent::Refused(problems)) => LogMessage::text(words::file_refused(&problems)),
            Self::File(FileEvent::Changed { author, summary, before, after, after_refusal }) => LogMessage {
                text: match author {
                    Author::File => words::file_changed(&summary, after_refusal),
                    Author::User(user) => words::file_accepted(user, &summary),
                },
                files: diff::attached(&before, &after),
            },
        }
    }
}

impl LogMessage {
    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), files: Vec::new() }
    }
}

pub fn attached(name: &str, content: impl Into<Vec<u8>>) -> FileUpload {
    FileUpload { name: name.to_owned(), content: content.into() }
}
