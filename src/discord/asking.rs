//! From a message or an interaction to a reply that is sent.

mod interactions;
mod messages;
mod recording;

use std::sync::Arc;

use serenity::http::Http;
use serenity::model::id::{ApplicationId, ChannelId, UserId};

use super::places::Places;
use super::registering;
use super::replies::Replies;
use crate::journal::Journal;
use crate::store::Store;
use recording::Recorder;

/// Answers whoever asks.
#[derive(Clone)]
pub struct Asking {
    store: Arc<Store>,
    http: Arc<Http>,
    bot: UserId,
    places: Arc<Places>,
    replies: Arc<Replies>,
    recorder: Arc<Recorder>,
}

impl Asking {
    /// `bot` is the bot's own id; in `faq_channels` every question is answered.
    pub fn new(
        store: Arc<Store>,
        journal: Journal,
        http: Arc<Http>,
        bot: UserId,
        faq_channels: Vec<ChannelId>,
    ) -> Self {
        let (places, recorder) = (Arc::new(Places::new(faq_channels)), Arc::new(Recorder::new(journal)));
        Self { store, http, bot, places, replies: Arc::default(), recorder }
    }

    /// Sees to it that Discord knows the commands; needed before interactions are answered.
    pub async fn register(&self, application: ApplicationId) {
        self.http.set_application_id(application);
        registering::register(&self.http, application).await;
    }
}
