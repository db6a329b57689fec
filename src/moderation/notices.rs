//! The moderators' log channel: what was changed, what happened to the file, what is asked again and again.

use std::future::pending;
use std::sync::Arc;

use serenity::builder::CreateMessage;
use serenity::model::channel::Nonce;
use serenity::model::id::ChannelId;
use tokio::sync::mpsc::Receiver;

use crate::render;
use crate::reply::words::moderating as words;
use crate::storage::FileEvent;
use crate::storage::journal::UnansweredQuestion;
use discord::rest::{Attached, Rest};
use faq::text::cut;

/// The longest text of a message, in characters.
const TEXT: usize = 2_000;
/// How many notices may wait until they are told.
pub const NOTICES: usize = 100;

/// Something that moderators should hear of without asking.
#[derive(Debug)]
pub enum Notice {
    /// Somebody edited the file by hand.
    File(FileEvent),
    /// A question was asked in vain again and again.
    Asked(UnansweredQuestion),
}

/// The channel, if one is set.
#[derive(Clone)]
pub struct LogChannel {
    rest: Arc<Rest>,
    channel: Option<ChannelId>,
}

impl LogChannel {
    /// Posts to this channel.
    pub fn new(rest: Arc<Rest>, channel: Option<ChannelId>) -> Self {
        Self { rest, channel }
    }

    /// Posts a text with files. A failure is logged: what is told of has happened all the same.
    pub async fn post(&self, text: &str, files: &[Attached]) {
        let Some(channel) = self.channel else { return };
        // By the nonce Discord knows it again, should it have to be sent twice.
        let nonce = Nonce::String(format!("{:016x}", fastrand::u64(..)));
        let message = CreateMessage::new().content(cut(text, TEXT)).allowed_mentions(render::no_pings());
        if let Err(error) = self.rest.send_files(channel, &message.nonce(nonce).enforce_nonce(true), files).await {
            tracing::warn!(%channel, %error, "the log channel was not told");
        }
    }

    /// Tells of every notice, for ever.
    pub async fn tell(self, mut notices: Receiver<Notice>) {
        while let Some(notice) = notices.recv().await {
            let (text, files) = match notice {
                Notice::Asked(item) => (words::asked_again_and_again(item.asked(), &item.text), Vec::new()),
                Notice::File(FileEvent::Restored) => (words::FILE_RESTORED.to_owned(), Vec::new()),
                Notice::File(FileEvent::Refused(problems)) => (words::file_refused(&problems), Vec::new()),
                Notice::File(FileEvent::Changed { summary, before, after, after_refusal }) => {
                    (words::file_changed(&summary, after_refusal), both(before, after))
                }
            };
            self.post(&text, &files).await;
        }
        pending().await
    }
}

/// The old and the new text as files.
pub fn both(before: String, after: String) -> Vec<Attached> {
    [("before.yaml", before), ("after.yaml", after)].map(|(name, text)| attached(name, text)).into()
}

/// A file of this name and content.
pub fn attached(name: &str, content: impl Into<Vec<u8>>) -> Attached {
    Attached { name: name.to_owned(), content: content.into() }
}
